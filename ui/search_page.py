"""The search page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from kb.errors import QueryError
from kb.records import Filters, Hit, Query, SearchResult
from kb.text import one_line
from ui.active_filters import filter_chips
from ui.cards import CardContext, best_of, cards
from ui.examples import example_chips, find_examples, with_known
from ui.facets import count_facets, wider_searches
from ui.markup import escape
from ui.no_hits import show_no_hits
from ui.paging import page_links
from ui.query_area import offered_chips, problem, suggestion
from ui.search_state import PAGE_SIZE, SearchState, Sort, read_search, search_href
from ui.search_widgets import FILTERS_ID, show_box, show_filters, show_order
from ui.shell import TITLE_ID, Shell, View
from ui.start import show_empty_home, show_start

RESULTS_ID = "mb-results"
# Sorting needs every hit: at most twice the search depth by words, but a filter alone may let more through.
MAX_SORTED = 1000


def render(shell: Shell) -> View:
    """Draw the search that the address asks for."""
    text = shell.catalogue.text
    asked, ignored = read_search(shell.parameters, shell.known)
    examples = find_examples(shell.knowledge_base, asked)
    state = with_known(asked, examples)
    lead = f'<p class="mb-lead">{escape(text("search.lead"))}</p>' if state.is_start else ""
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("search.heading"))}</h1>{lead}')
    words = one_line(state.text, max_chars=60)
    if not words and state.like:
        words = text("example.like", title=examples[state.like[0]].title)
    shell.set_title(text("search.page_title_query", query=words) if words else text("search.page_title"))
    show_box(state, shell)
    _show(example_chips(state, examples, shell))
    if ignored:
        _note(text("note.ignored", values=", ".join(ignored)))
    if any(chunk_id not in examples for chunk_id in (*asked.like, *asked.unlike)):
        _note(text("note.example_gone"))
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
        like=state.like,
        unlike=state.unlike,
    )
    try:
        result = base.search(query)
    except QueryError:
        if not (query.like or query.unlike):
            raise
        # stored but not in the index yet, or a text without words to look for: the rest can be answered
        _note(shell.catalogue.text("note.example_gone"))
        query = replace(query, like=(), unlike=())
        result = base.search(query)
    n_pages = max(1, -(-_n_reachable(state, result) // PAGE_SIZE))
    if state.page > n_pages:
        _note(shell.catalogue.text("note.last_page"))
        state = replace(state, page=n_pages)
        if state.sort is not Sort.DATE:
            result = base.search(replace(query, offset=(n_pages - 1) * PAGE_SIZE))
    wider = wider_searches(base, query)
    _show(offered_chips(state, result, shell))
    # results before filters in the page's order: on a narrow screen the filters come after them
    left, right = st.columns([2.6, 1], gap="large")
    with left:
        _show(problem(result, shell) + suggestion(state, result, shell) + filter_chips(state, shell))
        _show_summary(state, result, shell)
        if result.total:
            _show_hits(state, result, n_pages, shell)
        else:
            show_no_hits(state, query, wider, shell)
    if result.total or state.filters != Filters():
        with right, st.container(key="mb-side"):
            show_filters(state, count_facets(result, wider), shell)


def _n_reachable(state: SearchState, result: SearchResult) -> int:
    return min(result.total, MAX_SORTED) if state.sort is Sort.DATE else result.total


def _show_summary(state: SearchState, result: SearchResult, shell: Shell) -> None:
    text = shell.catalogue.text
    jump = f'<a class="mb-jump" href="#{FILTERS_ID}">{escape(text("search.to_filters"))}</a>'
    heading = f'<h2 id="{RESULTS_ID}" tabindex="-1">{escape(_summary(state, result, shell))}</h2>'
    st.html(f'<div role="status">{heading}</div>{jump if result.total else ""}')


def _show_hits(state: SearchState, result: SearchResult, n_pages: int, shell: Shell) -> None:
    text = shell.catalogue.text
    show_order(state, shell)
    if state.sort is Sort.DATE and result.total > MAX_SORTED:
        _note(text("search.sorted_part", n=MAX_SORTED))
    hits = _page_of_hits(state, result)
    if any(best_of(hit) for hit in hits):
        st.html(f'<p class="mb-quiet mb-measure">{_legend(shell)}</p>')
    st.html(cards(hits, _card_context(state, shell)))
    if n_pages > 1:
        st.html(_pages(state, n_pages, shell))


def _legend(shell: Shell) -> str:
    sample = f'<span class="mb-best">{escape(shell.catalogue.text("search.legend_sample"))}</span>'
    # the catalogue's own texts have no characters of HTML
    return shell.catalogue.text("search.legend", sample=sample)


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
        kept=shell.kept,
        search=state,
    )


def _summary(state: SearchState, result: SearchResult, shell: Shell) -> str:
    text, query = shell.catalogue.text, one_line(state.text, max_chars=120)
    if not result.total:
        if query:
            return text("none.query", query=query)
        return text("none.like") if state.like else text("none.filtered")
    first = (state.page - 1) * PAGE_SIZE + 1
    last = min(first + PAGE_SIZE - 1, result.total)
    number = shell.catalogue.number
    shown = number(first) if first == last else f"{number(first)}–{number(last)}"
    if query:
        return text("search.hits", count=result.total, range=shown, query=query)
    if state.like:
        return text("search.hits_like", count=result.total, range=shown)
    return text("search.hits_filtered", count=result.total, range=shown)


def _pages(state: SearchState, n_pages: int, shell: Shell) -> str:
    def to_page(number: int) -> str:
        return search_href(replace(state, page=number), shell.kept)

    return page_links(
        state.page, n_pages, to_page, label=shell.catalogue.text("search.pages"), catalogue=shell.catalogue
    )


def _show(html: str) -> None:
    if html:
        st.html(html)


def _note(message: str) -> None:
    st.html(f'<div class="mb-notice" role="status"><p>{escape(message)}</p></div>')
