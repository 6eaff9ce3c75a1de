"""The search page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import urlencode

import streamlit as st

from kb.records import Filters, Hit, Query, SearchResult
from kb.text import one_line
from ui.cards import CardContext, cards
from ui.facets import FILTER_FIELDS, count_facets, selected_codes
from ui.labels import facet_label, years_label
from ui.markup import escape, items, link
from ui.paging import page_links
from ui.search_state import PAGE_SIZE, SearchState, Sort, changed, read_search, search_href, write_search
from ui.search_widgets import FILTERS_ID, clear_filters, show_box, show_filters, show_order
from ui.shell import TITLE_ID, Shell, View
from ui.start import show_empty_home, show_no_hits, show_start

RESULTS_ID = "mb-results"
# Sorting needs every hit: at most twice the search depth by words, but a filter alone may let more through.
MAX_SORTED = 1000


def render(shell: Shell) -> View:
    """Draw the search that the address asks for."""
    text = shell.catalogue.text
    state, ignored = read_search(shell.parameters, shell.known)
    lead = f'<p class="mb-lead">{escape(text("search.lead"))}</p>' if state.is_start else ""
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("search.heading"))}</h1>{lead}')
    words = one_line(state.text, max_chars=60)
    shell.set_title(text("search.page_title_query", query=words) if words else text("search.page_title"))
    show_box(state, shell)
    if ignored:
        _note(text("note.ignored", values=", ".join(ignored)))
    if shell.stats().n_documents == 0:
        show_empty_home(shell)
    elif state.is_start:
        show_start(shell)
    else:
        _show_results(state, shell)
    return View(key="search", focus=TITLE_ID)


def _show_results(state: SearchState, shell: Shell) -> None:
    base = shell.knowledge_base
    query = Query(
        text=state.text,
        filters=state.filters,
        limit=MAX_SORTED if state.sort is Sort.DATE else PAGE_SIZE,
        offset=0 if state.sort is Sort.DATE else (state.page - 1) * PAGE_SIZE,
        group_by_document=state.group,
    )
    result = base.search(query)
    n_pages = max(1, -(-_n_reachable(state, result) // PAGE_SIZE))
    if state.page > n_pages:
        _note(shell.catalogue.text("note.last_page"))
        state = replace(state, page=n_pages)
        if state.sort is not Sort.DATE:
            result = base.search(replace(query, offset=(n_pages - 1) * PAGE_SIZE))
    counts = count_facets(base, query, result)
    # results before filters in the page's order: on a narrow screen the filters come after them
    left, right = st.columns([2.6, 1], gap="large")
    with left:
        _show_hits(state, result, n_pages, shell)
    if result.total or state.filters != Filters():
        with right, st.container(key="mb-side"):
            show_filters(state, counts, shell)


def _n_reachable(state: SearchState, result: SearchResult) -> int:
    return min(result.total, MAX_SORTED) if state.sort is Sort.DATE else result.total


def _show_hits(state: SearchState, result: SearchResult, n_pages: int, shell: Shell) -> None:
    text = shell.catalogue.text
    _show_chips(state, shell)
    jump = f'<a class="mb-jump" href="#{FILTERS_ID}">{escape(text("search.to_filters"))}</a>'
    heading = f'<h2 id="{RESULTS_ID}" tabindex="-1">{escape(_summary(state, result, shell))}</h2>'
    st.html(f'<div role="status">{heading}</div>{jump if result.total else ""}')
    if not result.total:
        if state.filters != Filters():
            st.button(text("none.without_filters"), key="clear", on_click=clear_filters, args=(shell.known,))
        show_no_hits(shell, state)
        return
    show_order(state, shell)
    if state.sort is Sort.DATE and result.total > MAX_SORTED:
        _note(text("search.sorted_part", n=MAX_SORTED))
    st.html(cards(_page_of_hits(state, result), _card_context(state, shell)))
    if n_pages > 1:
        st.html(_pages(state, n_pages, shell))


def _page_of_hits(state: SearchState, result: SearchResult) -> list[Hit]:
    if state.sort is not Sort.DATE:
        return list(result.hits)
    # undated last; among equal dates the better hit first, as sorted() keeps the order it is given
    newest = sorted(result.hits, key=lambda hit: _date(hit), reverse=True)
    start = (state.page - 1) * PAGE_SIZE
    page = newest[start : start + PAGE_SIZE]
    return [replace(hit, rank=rank) for rank, hit in enumerate(page, start=start + 1)]


def _date(hit: Hit) -> tuple[int, str]:
    # the year is what the card shows: a text written today may tell of 2008
    metadata = hit.document.metadata
    return metadata.year or 0, metadata.date or ""


def _card_context(state: SearchState, shell: Shell) -> CardContext:
    return CardContext(
        catalogue=shell.catalogue,
        gazetteer=shell.knowledge_base.gazetteer,
        this_year=dt.datetime.now(tz=dt.UTC).year,
        ui_language=shell.chosen_language,
        back=urlencode(write_search(state), doseq=True),
    )


def _summary(state: SearchState, result: SearchResult, shell: Shell) -> str:
    text, query = shell.catalogue.text, one_line(state.text, max_chars=120)
    if not result.total:
        return text("none.query", query=query) if query else text("none.filtered")
    first = (state.page - 1) * PAGE_SIZE + 1
    last = min(first + PAGE_SIZE - 1, result.total)
    number = shell.catalogue.number
    shown = number(first) if first == last else f"{number(first)}–{number(last)}"
    if query:
        return text("search.hits", count=result.total, range=shown, query=query)
    return text("search.hits_filtered", count=result.total, range=shown)


def _show_chips(state: SearchState, shell: Shell) -> None:
    base, catalogue = shell.knowledge_base, shell.catalogue
    chips: list[tuple[str, SearchState]] = []
    for facet, field in FILTER_FIELDS.items():
        selected = selected_codes(state.filters, facet)
        for code in sorted(selected):
            label = facet_label(
                facet, code, catalogue=catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer
            )
            chips.append((label, changed(state, **{field: selected - {code}})))
    if state.filters.years is not None:
        chips.append((years_label(state.filters.years, catalogue), changed(state, years=None)))
    if chips:
        st.html(_chips(chips, replace(state, filters=Filters(), page=1), shell))


def _chips(chips: list[tuple[str, SearchState]], cleared: SearchState, shell: Shell) -> str:
    text, language = shell.catalogue.text, shell.chosen_language
    entries = []
    for label, without in chips:
        attributes = f' aria-label="{escape(text("search.remove", name=label))}"'
        entries.append(link(f"{label} ×", search_href(without, language), attributes=attributes))
    entries.append(link(text("search.clear"), search_href(cleared, language), css="mb-plain"))
    return (
        f'<nav aria-label="{escape(text("search.active"))}"><ul class="mb-chips">{items(entries)}</ul></nav>'
    )


def _pages(state: SearchState, n_pages: int, shell: Shell) -> str:
    def to_page(number: int) -> str:
        return search_href(replace(state, page=number), shell.chosen_language)

    return page_links(
        state.page, n_pages, to_page, label=shell.catalogue.text("search.pages"), catalogue=shell.catalogue
    )


def _note(message: str) -> None:
    st.html(f'<div class="mb-notice" role="status"><p>{escape(message)}</p></div>')
