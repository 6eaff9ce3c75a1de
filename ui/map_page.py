"""The map page: where there are examples, as a map and as a table with the same numbers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from kb.errors import UnknownMunicipalityError
from kb.i18n import Catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import Filters
from ui.chart_colours import chart_colours
from ui.data_table import data_table
from ui.downloads import download_links
from ui.frames import Dimension, count_by, frame_of, meant_places, within
from ui.labels import municipality_name
from ui.map_chart import CLICK, CLICKED_COLUMN, map_spec
from ui.markup import escape, link
from ui.paging import page_links
from ui.practice_list import short_list
from ui.scope import Scope, Unit, read_scope, scope_href, write_scope
from ui.scope_text import ignored_note, n_units, none_found, occurring_years, years_note
from ui.scope_widgets import scope_chips, show_scope
from ui.search_state import KnownCodes, SearchState, read_kept, search_href, write_kept
from ui.shell import TITLE_ID, Shell, View

PAGE_SIZE = 20
_N_NAMED = 3
_CHART_KEY = "map-chart"
_TABLE_ID, _CHOSEN_ID = "mb-results", "mb-chosen"


def render(shell: Shell) -> View:
    """Draw the map that the address asks for."""
    text, base = shell.catalogue.text, shell.knowledge_base
    scope, ignored = read_scope(shell.parameters, shell.known)
    shell.set_title(text("map.page_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("map.heading"))}</h1>'
        f'<p class="mb-lead">{escape(text("map.lead"))}</p>'
    )
    everything = frame_of(base, scope.unit)
    show_scope(scope, occurring_years(everything), shell)
    st.html(
        f'<div class="mb-chosen-scope">{ignored_note(ignored, shell)}{scope_chips(scope, "map", shell)}'
        f"{years_note(everything, scope, shell)}</div>"
    )
    # a chosen municipality does not empty the map around it
    frame = within(everything, replace(scope, municipality=None))
    places = place_counts(frame, scope, base, shell.catalogue)
    if not len(places):
        st.html(none_found(scope, "map", shell))
        return View(key="map", focus=TITLE_ID)
    left, right = st.columns([1, 1.25], gap="large")
    with left:
        _show_map(scope, places, shell)
    with right:
        if scope.municipality:
            _show_chosen(scope, within(everything, scope), shell)
        _show_table(scope, places, frame, shell)
    return View(key="map", focus=TITLE_ID)


def place_counts(
    frame: pd.DataFrame, scope: Scope, base: KnowledgeBase, catalogue: Catalogue
) -> pd.DataFrame:
    """Return a row for each municipality: where it is and how many; the most first, then by name."""
    rows = []
    counted = meant_places(count_by(frame, Dimension.MUNICIPALITY), scope, base.gazetteer)
    for code, n in zip(counted["code"], counted["n"], strict=True):
        try:
            place = base.gazetteer.get(code)
        except UnknownMunicipalityError:
            continue  # of a gazetteer from before: nobody knows where it is
        country = catalogue.text(f"country.{place.country.value}")
        rows.append((code, place.name, country, place.latitude, place.longitude, int(n)))
    found = pd.DataFrame(rows, columns=["code", "name", "country", "latitude", "longitude", "n"])
    return found.sort_values(["n", "name"], ascending=[False, True], ignore_index=True)


def _show_map(scope: Scope, places: pd.DataFrame, shell: Shell) -> None:
    text = shell.catalogue.text
    spec = map_spec(
        places,
        chosen=scope.municipality,
        name=text("map.name"),
        country=text("map.country"),
        n=_unit_head(scope, shell),
        colours=chart_colours(),
    )
    st.vega_lite_chart(
        spec,
        key=_CHART_KEY,
        on_select=lambda: _apply_click(shell.known),
        selection_mode=CLICK,
        alt=map_in_words(places, shell.catalogue),
    )
    st.html(f'<p class="mb-quiet">{escape(text("map.source"))}</p>')


def map_in_words(places: pd.DataFrame, catalogue: Catalogue) -> str:
    """Return what the map shows: how many municipalities, and which have the most."""
    top = [
        catalogue.text("search.counted", name=str(row.name), n=int(row.n))
        for row in places.head(_N_NAMED).itertuples(index=False, name="Place")
    ]
    return catalogue.text("map.alt", count=len(places), top=", ".join(top))


def _unit_head(scope: Scope, shell: Shell) -> str:
    return shell.catalogue.text("map.documents" if scope.unit is Unit.DOCUMENTS else "map.examples")


def _apply_click(known: KnownCodes) -> None:
    """Write the municipality whose circle was clicked to the address."""
    picked = st.session_state[_CHART_KEY]["selection"].get(CLICK) or []
    code = picked[0].get(CLICKED_COLUMN) if picked else None
    parameters = {name: st.query_params.get_all(name) for name in st.query_params}
    scope, _ = read_scope(parameters, known)
    if code is not None and str(code) not in known.municipalities:
        return
    scope = replace(scope, municipality=str(code) if code is not None else None)
    kept = write_kept(read_kept(parameters, known.municipalities))
    st.query_params.from_dict(write_scope(scope) | kept)


def _show_table(scope: Scope, places: pd.DataFrame, frame: pd.DataFrame, shell: Shell) -> None:
    text = shell.catalogue.text
    n_pages = -(-len(places) // PAGE_SIZE)
    page = min(scope.page, n_pages)
    rows = [
        _row(scope, str(row.code), str(row.country), int(row.n), shell)
        for row in places[(page - 1) * PAGE_SIZE : page * PAGE_SIZE].itertuples(index=False, name="Place")
    ]
    n_nowhere = int((frame["municipalities"].map(len) == 0).sum())
    units = n_units(scope.unit, len(frame) - n_nowhere, shell.catalogue)
    summary = text("map.summary", units=units, count=text("map.municipalities", count=len(places)))
    nowhere = f'<p class="mb-quiet">{escape(text("map.nowhere", n=n_nowhere))}</p>' if n_nowhere else ""
    heads = [text("map.name"), text("map.country"), _unit_head(scope, shell), text("map.search")]
    st.html(
        f'<h2 id="{_TABLE_ID}" tabindex="-1">{escape(summary)}</h2>'
        + (f'<p class="mb-quiet">{escape(text("note.last_page"))}</p>' if scope.page > n_pages else "")
        + nowhere
        + data_table(text("map.caption"), heads, rows, n_texts=2)
        + (_pages(scope, page, n_pages, shell) if n_pages > 1 else "")
        + download_links("place", replace(scope, municipality=None, page=1), shell)
    )


def _row(scope: Scope, code: str, country: str, n: int, shell: Shell) -> list[str]:
    catalogue = shell.catalogue
    name = municipality_name(
        code, catalogue=catalogue, gazetteer=shell.knowledge_base.gazetteer, with_country=False
    )
    current = ' aria-current="true"' if code == scope.municipality else ""
    chosen = scope_href("map", replace(scope, municipality=code), shell.kept)
    themes = frozenset({scope.theme}) if scope.theme else frozenset()
    filters = Filters(municipalities=frozenset({code}), themes=themes, years=scope.years)
    search = search_href(SearchState(filters=filters), shell.kept)
    label = f' aria-label="{escape(catalogue.text("map.search_named", name=name))}"'
    return [
        link(name, chosen, attributes=f'{current} data-focus="{_CHOSEN_ID}"'),
        escape(country),
        escape(catalogue.number(n)),
        link(catalogue.text("map.search_here"), search, attributes=label),
    ]


def _pages(scope: Scope, page: int, n_pages: int, shell: Shell) -> str:
    return page_links(
        page,
        n_pages,
        lambda number: scope_href("map", replace(scope, page=number), shell.kept),
        label=shell.catalogue.text("map.pages"),
        catalogue=shell.catalogue,
        focus=_TABLE_ID,
    )


def _show_chosen(scope: Scope, frame: pd.DataFrame, shell: Shell) -> None:
    text, catalogue = shell.catalogue.text, shell.catalogue
    name = municipality_name(
        scope.municipality or "", catalogue=catalogue, gazetteer=shell.knowledge_base.gazetteer
    )
    units = n_units(scope.unit, len(frame), catalogue)
    heading = escape(text("map.chosen", name=name, units=units))
    ids = [int(number) for number in frame["id"][:PAGE_SIZE]]
    away = scope_href("map", replace(scope, municipality=None), shell.kept)
    everything = scope_href("explore", replace(scope, page=1), shell.kept)
    ways = [link(text("map.close"), away, css="mb-button")]
    if len(frame) > len(ids):
        ways.append(link(text("map.all_here"), everything))
    st.html(
        f'<section class="mb-chosen"><h2 id="{_CHOSEN_ID}" tabindex="-1">{heading}</h2>'
        f"{short_list(ids, scope.unit, shell)}<p>{' '.join(ways)}</p></section>"
    )
