"""The explore page: counts by theme, place, year and more, each with its numbers and as a file."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from kb.records import Country
from ui.downloads import download_links
from ui.explore_matrix import LIST_ID, matrix_html
from ui.explore_sections import show_chart, small_tables
from ui.export_menu import export_menu
from ui.frames import frame_of, within
from ui.markup import escape, items
from ui.paging import page_links
from ui.practice_list import short_list
from ui.scope import Scope, Unit, read_scope, scope_href
from ui.scope_text import ignored_note, n_units, none_found, occurring_years, years_note
from ui.scope_widgets import scope_chips, show_scope
from ui.shell import TITLE_ID, Shell, View
from ui.tables import Table, named_matrix

PAGE_SIZE = 20
# They are named in the addresses of the exports, and servers on the way take 8 kB.
_MAX_EXPORTED = 500
_SMALL = (Table.COUNTRY, Table.LANGUAGE, Table.TYPE)
_SMALL_OF_PRACTICES = (Table.COUNTRY, Table.DIRECTION, Table.EVIDENCE, Table.LANGUAGE, Table.TYPE)


def render(shell: Shell) -> View:
    """Draw the counts that the address asks for."""
    text = shell.catalogue.text
    scope, ignored = read_scope(shell.parameters, shell.known)
    shell.set_title(text("explore.page_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("explore.heading"))}</h1>'
        f'<p class="mb-lead">{escape(text("explore.lead"))}</p>'
    )
    everything = frame_of(shell.knowledge_base, scope.unit)
    show_scope(scope, occurring_years(everything), shell)
    st.html(
        f'<div class="mb-chosen-scope">{ignored_note(ignored, shell)}{scope_chips(scope, "explore", shell)}'
        f"{years_note(everything, scope, shell)}</div>"
    )
    frame = within(everything, scope)
    if not len(frame):
        st.html(none_found(scope, "explore", shell))
        return View(key="explore", focus=TITLE_ID)
    st.html(_summary(scope, frame, shell) + _matrix(frame, scope, shell))
    show_chart(Table.YEAR, frame, scope, shell)
    # long names need the room that a chart on a narrow screen does not have
    st.html(small_tables((Table.THEME,), frame, scope, shell))
    show_chart(Table.PLACE, frame, scope, shell)
    small = _SMALL if scope.unit is Unit.DOCUMENTS else _SMALL_OF_PRACTICES
    st.html(small_tables(small, frame, scope, shell))
    st.html(_rows(scope, frame, shell))
    return View(key="explore", focus=TITLE_ID)


def _summary(scope: Scope, frame: pd.DataFrame, shell: Shell) -> str:
    """Return how much is counted, and what the numbers say and do not say."""
    text = shell.catalogue.text
    jump = f'<a class="mb-jump mb-always" href="#{LIST_ID}">{escape(text("explore.to_list"))}</a>'
    counted = "explore.counted_documents" if scope.unit is Unit.DOCUMENTS else "explore.counted_practices"
    notes = [text("explore.gap"), text(counted), text("explore.sizes", years=_population_years(shell))]
    return (
        f'<h2 id="mb-results" tabindex="-1">{escape(n_units(scope.unit, len(frame), shell.catalogue))}</h2>'
        f'<p>{jump}</p><ul class="mb-measure mb-caveats">{items(escape(note) for note in notes)}</ul>'
    )


def _population_years(shell: Shell) -> str:
    places = shell.knowledge_base.gazetteer.municipalities
    parts = []
    for country in Country:
        years = sorted({place.population_year for place in places if place.country is country})
        name = shell.catalogue.text(f"country.{country.value}")
        parts.append(f"{name} {'–'.join(str(year) for year in dict.fromkeys((years[0], years[-1])))}")
    return ", ".join(parts)


def _matrix(frame: pd.DataFrame, scope: Scope, shell: Shell) -> str:
    text = shell.catalogue.text
    counted = named_matrix(frame, scope, shell.knowledge_base, shell.catalogue)
    return (
        f'<h2 class="mb-section">{escape(text("explore.matrix"))}</h2>'
        f'<p class="mb-measure">{escape(text("explore.matrix_lead"))}</p>'
        f"{matrix_html(counted, scope, shell)}{download_links(Table.MATRIX.value, scope, shell)}"
    )


def _rows(scope: Scope, frame: pd.DataFrame, shell: Shell) -> str:
    text, catalogue = shell.catalogue.text, shell.catalogue
    n_pages = -(-len(frame) // PAGE_SIZE)
    page = min(scope.page, n_pages)
    ids = [int(number) for number in frame["id"][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    pages = (
        page_links(
            page,
            n_pages,
            lambda number: scope_href("explore", replace(scope, page=number), shell.kept),
            label=text("explore.pages"),
            catalogue=catalogue,
            focus=LIST_ID,
        )
        if n_pages > 1
        else ""
    )
    heading = escape(text("explore.rows", units=n_units(scope.unit, len(frame), catalogue)))
    last = f'<p class="mb-quiet">{escape(text("note.last_page"))}</p>' if scope.page > n_pages else ""
    return (
        f'<h2 id="{LIST_ID}" class="mb-section" tabindex="-1">{heading}</h2>{last}'
        f"{download_links(Table.ROWS.value, replace(scope, page=1), shell)}"
        f"{_exports(scope, frame, ids, shell)}{short_list(ids, scope.unit, shell)}{pages}"
    )


def _exports(scope: Scope, frame: pd.DataFrame, ids: list[int], shell: Shell) -> str:
    """Return the menus of downloads: of all that is listed, and where there are several pages of this one."""
    if scope.unit is Unit.DOCUMENTS:
        return ""
    refs = [f"p{int(number)}" for number in frame["id"]]
    menu = export_menu({"ref": refs}, shell, count=len(refs)) if len(refs) <= _MAX_EXPORTED else ""
    if len(ids) < len(refs):
        menu += export_menu({"ref": [f"p{number}" for number in ids]}, shell, count=len(ids), is_page=True)
    return menu
