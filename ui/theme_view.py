"""One theme: its sub-themes, its practices, and the ways on from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from kb.entries import EntryKind, EntryRef
from kb.practices import PracticeState
from kb.records import Country, Filters
from kb.taxonomy import Theme
from ui.frames import Dimension, count_by, frame_of, within
from ui.labels import theme_name
from ui.markup import escape, items, link
from ui.paging import page_links
from ui.practice_list import practice_cards, short_list
from ui.scope import Scope, Unit, scope_href
from ui.search_state import SearchState, href, search_href
from ui.shell import TITLE_ID, Shell
from ui.theme_cards import by_country, theme_href

PAGE_SIZE = 20
_LIST_ID = "mb-results"
_N_NEIGHBOURS = 6
# In this order a list shows what curators have worked on.
_CURATED = (PracticeState.PUBLISHED.value, PracticeState.REVIEWED.value, PracticeState.DRAFT.value)


def show_theme(scope: Scope, shell: Shell, ignored: Sequence[str]) -> None:
    """Draw a theme; ``scope`` names it."""
    text, taxonomy = shell.catalogue.text, shell.knowledge_base.taxonomy
    theme = taxonomy.get(scope.theme or "")
    name = theme_name(theme.id, catalogue=shell.catalogue, taxonomy=taxonomy)
    shell.set_title(text("themes.page_title_theme", name=name))
    everything = within(frame_of(shell.knowledge_base, Unit.PRACTICES), Scope(theme=theme.id))
    published = everything[everything["state"] == PracticeState.PUBLISHED.value]
    st.html(
        f"{_path(theme, shell)}"
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(name)}</h1>{_summary(theme, published, shell)}'
    )
    if ignored:
        message = escape(text("note.ignored", values=", ".join(ignored)))
        st.html(f'<div class="mb-notice" role="status"><p>{message}</p></div>')
    st.html(_ways(theme, shell) + _sub_themes(theme, published, shell))
    if not len(everything):
        st.html(_nothing(theme, shell))
        return
    st.html(_countries(scope, everything, shell))
    _show_practices(scope, within(everything, replace(scope, unit=Unit.PRACTICES)), shell)


def _path(theme: Theme, shell: Shell) -> str:
    catalogue = shell.catalogue
    steps = [link(catalogue.text("themes.all"), href("themes", {}, shell.kept))]
    if theme.parent:
        name = theme_name(theme.parent, catalogue=catalogue, taxonomy=shell.knowledge_base.taxonomy)
        steps.append(link(name, theme_href(theme.parent, shell)))
    label = escape(catalogue.text("themes.path"))
    return f'<nav class="mb-trail" aria-label="{label}"><ol>{items(steps)}</ol></nav>'


def _summary(theme: Theme, published: pd.DataFrame, shell: Shell) -> str:
    text = shell.catalogue.text
    parts = [text("themes.n_published", count=len(published))]
    if len(published):
        counted = count_by(published, Dimension.COUNTRY)
        parts.append(by_country(dict(zip(counted["code"], counted["n"].tolist(), strict=True)), shell))
    parts.append(text("themes.n_documents", count=shell.stats().themes.get(theme.id, 0)))
    return f'<p class="mb-lead">{escape(" · ".join(parts))}</p>'


def _ways(theme: Theme, shell: Shell) -> str:
    text, scope = shell.catalogue.text, Scope(theme=theme.id)
    search = SearchState(filters=Filters(themes=frozenset({theme.id})))
    ways = [
        link(text("themes.search"), search_href(search, shell.kept), css="mb-button"),
        link(text("themes.map"), scope_href("map", scope, shell.kept), css="mb-button"),
        link(text("themes.explore"), scope_href("explore", scope, shell.kept), css="mb-button"),
    ]
    return f'<ul class="mb-actions">{items(ways)}</ul>'


def _sub_themes(theme: Theme, published: pd.DataFrame, shell: Shell) -> str:
    children = shell.knowledge_base.taxonomy.children(theme.id)
    if not children:
        return ""
    counted = count_by(published, Dimension.THEME, [child.id for child in children])
    heading = escape(shell.catalogue.text("themes.sub_themes"))
    pairs = zip(counted["code"], counted["n"], strict=True)
    return f'<h2>{heading}</h2><ul class="mb-chips">{items(_counted_links(pairs, shell))}</ul>'


def _counted_links(pairs: Iterable[tuple[str, int]], shell: Shell) -> list[str]:
    catalogue, taxonomy = shell.catalogue, shell.knowledge_base.taxonomy
    return [
        link(
            catalogue.text(
                "search.counted", name=theme_name(code, catalogue=catalogue, taxonomy=taxonomy), n=int(n)
            ),
            theme_href(code, shell),
        )
        for code, n in pairs
    ]


def _countries(scope: Scope, frame: pd.DataFrame, shell: Shell) -> str:
    text = shell.catalogue.text
    curated = frame[frame["state"] != PracticeState.CANDIDATE.value]
    frame = curated if len(curated) else frame
    counted = count_by(frame, Dimension.COUNTRY).set_index("code")["n"]
    choices: list[tuple[str | None, str, int]] = [(None, text("scope.all_countries"), len(frame))]
    choices += [
        (country.value, text(f"country.{country.value}"), int(counted[country.value])) for country in Country
    ]
    entries = []
    for code, name, n in choices:
        current = ' aria-current="true"' if code == scope.country else ""
        address = scope_href("themes", replace(scope, country=code, page=1), shell.kept)
        entries.append(
            link(text("search.counted", name=name, n=n), address, attributes=current, css="mb-choice")
        )
    label = escape(text("scope.country"))
    return f'<nav aria-label="{label}"><ul class="mb-chips">{items(entries)}</ul></nav>'


def _show_practices(scope: Scope, frame: pd.DataFrame, shell: Shell) -> None:
    text = shell.catalogue.text
    curated = pd.concat([frame[frame["state"] == state] for state in _CURATED])
    suggested = frame[frame["state"] == PracticeState.CANDIDATE.value]
    n_pages = max(1, -(-len(curated) // PAGE_SIZE))
    page = min(scope.page, n_pages)
    ids = [int(number) for number in curated["id"][(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    heading = text("themes.practices", count=len(curated))
    st.html(f'<h2 id="{_LIST_ID}" tabindex="-1">{escape(heading)}</h2>')
    if scope.page > n_pages:
        st.html(f'<p class="mb-quiet">{escape(text("note.last_page"))}</p>')
    if ids:
        refs = [EntryRef(kind=EntryKind.PRACTICE, number=number) for number in ids]
        st.html(practice_cards(list(shell.knowledge_base.entries.find(refs).values()), shell))
    elif scope.country:
        st.html(f"<p>{escape(text('themes.none_in_country', country=text(f'country.{scope.country}')))}</p>")
    if n_pages > 1:
        st.html(
            page_links(
                page,
                n_pages,
                lambda number: scope_href("themes", replace(scope, page=number), shell.kept),
                label=text("themes.pages"),
                catalogue=shell.catalogue,
            )
        )
    if len(suggested):
        st.html(_suggested(scope, suggested, shell, is_open=not ids))


def _suggested(scope: Scope, frame: pd.DataFrame, shell: Shell, *, is_open: bool) -> str:
    text = shell.catalogue.text
    shown = [int(number) for number in frame["id"][:PAGE_SIZE]]
    rest = ""
    if len(frame) > len(shown):
        address = scope_href("explore", replace(scope, unit=Unit.PRACTICES, page=1), shell.kept)
        rest = f"<p>{link(text('themes.all_suggested'), address)}</p>"
    summary = escape(text("themes.suggested", count=len(frame)))
    return (
        f'<details class="mb-suggested"{" open" if is_open else ""}><summary>{summary}</summary>'
        f'<p class="mb-quiet mb-measure">{escape(text("themes.suggested_explained"))}</p>'
        f"{short_list(shown, Unit.PRACTICES, shell)}{rest}</details>"
    )


def _nothing(theme: Theme, shell: Shell) -> str:
    text, taxonomy = shell.catalogue.text, shell.knowledge_base.taxonomy
    frame = frame_of(shell.knowledge_base, Unit.PRACTICES)
    counted = count_by(frame, Dimension.THEME).set_index("code")["n"]
    siblings = [each.id for each in taxonomy.children(theme.parent) if each.id != theme.id]
    near = [theme.parent] if theme.parent else []
    near += sorted(siblings, key=lambda code: -int(counted.get(code, 0)))
    pairs = [(code, int(counted[code])) for code in near if counted.get(code, 0)][:_N_NEIGHBOURS]
    offered = ""
    if pairs:
        heading = escape(text("themes.neighbours"))
        offered = f'<h2>{heading}</h2><ul class="mb-chips">{items(_counted_links(pairs, shell))}</ul>'
    return f'<p id="{_LIST_ID}" tabindex="-1">{escape(text("themes.none"))}</p>{offered}'
