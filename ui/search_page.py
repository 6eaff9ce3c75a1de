"""The search page."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import streamlit as st

from kb.records import Filters, SearchResult
from kb.text import one_line
from ui.active_filters import filter_chips
from ui.card_practices import curated_practices
from ui.cards import CardContext, best_of, cards
from ui.collection_searches import as_saved
from ui.examples import example_chips, find_examples, with_known
from ui.export_menu import export_menu
from ui.facets import count_facets, wider_searches
from ui.home_choice import show_home_choice
from ui.markup import escape
from ui.no_hits import show_no_hits
from ui.paging import page_links
from ui.query_area import offered_chips, only_near, problem, shown_query, suggestion
from ui.save_button import save_search_button
from ui.search_feed import feed_line, in_words
from ui.search_hits import Found, find_page
from ui.search_order import MAX_SORTED, is_sorted, ordered_by_likeness
from ui.search_state import PAGE_SIZE, SearchState, Sort, read_search, search_href, write_search
from ui.search_widgets import FILTERS_ID, show_box, show_filters, show_order
from ui.shell import TITLE_ID, Shell, View
from ui.start import show_empty_home, show_start

RESULTS_ID = "mb-results"


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
    found = find_page(base, state, home=shell.kept.home)
    query, result, n_pages = found.query, found.result, found.n_pages
    if found.without_examples:
        _note(shell.catalogue.text("note.example_gone"))
    if state.page > n_pages:
        _note(shell.catalogue.text("note.last_page"))
        state = replace(state, page=found.page)
    wider = wider_searches(base, query)
    _show(offered_chips(state, result, shell))
    # results before filters in the page's order: on a narrow screen the filters come after them
    left, right = st.columns([2.6, 1], gap="large")
    with left:
        _show(problem(result, shell) + suggestion(state, result, shell) + filter_chips(state, shell))
        _show_summary(state, result, shell)
        if result.total:
            _show_hits(state, found, shell)
        else:
            show_no_hits(state, query, wider, shell)
        st.html(feed_line(state, shell.catalogue, shell.kept))
    if result.total or state.filters != Filters():
        with right, st.container(key="mb-side"):
            show_home_choice(shell)
            show_filters(state, count_facets(result, wider), shell)


def _show_summary(state: SearchState, result: SearchResult, shell: Shell) -> None:
    text = shell.catalogue.text
    jump = f'<a class="mb-jump" href="#{FILTERS_ID}">{escape(text("search.to_filters"))}</a>'
    heading = f'<h2 id="{RESULTS_ID}" tabindex="-1">{escape(_summary(state, result, shell))}</h2>'
    st.html(f'<div role="status">{heading}</div>{jump if result.total else ""}')


def _show_hits(state: SearchState, found: Found, shell: Shell) -> None:
    text = shell.catalogue.text
    if only_near(found.result):
        st.html(f'<p class="mb-measure">{escape(text("hit.only_near"))}</p>')
    show_order(state, shell)
    st.html(_exports(state, found, shell))
    if is_sorted(state.sort) and found.result.total > MAX_SORTED:
        _note(text("search.sorted_part", n=MAX_SORTED))
    _show(_order_part(state, found, shell))
    if any(best_of(hit) for hit in found.hits):
        st.html(f'<p class="mb-quiet mb-measure">{_legend(shell)}</p>')
    st.html(cards(found.hits, _card_context(state, found, shell)))
    if found.n_pages > 1:
        st.html(_pages(state, found.n_pages, shell))


def _order_part(state: SearchState, found: Found, shell: Shell) -> str:
    """Say how many hits stand by likeness, where the others follow by relevance."""
    if state.sort is not Sort.LIKENESS or shell.kept.home is None:
        return ""
    n_alike = len(ordered_by_likeness(state, found.result.hits))
    if n_alike == len(found.result.hits):
        return ""
    home = shell.knowledge_base.gazetteer.get(shell.kept.home).name
    said = shell.catalogue.text("likeness.order_part", count=n_alike, home=home)
    return f'<p class="mb-quiet mb-measure">{escape(said)}</p>'


def _exports(state: SearchState, found: Found, shell: Shell) -> str:
    """Return the menus of downloads: of all hits, and where there are several pages of this one."""
    parameters = write_search(replace(state, page=1))
    menu = export_menu(parameters, shell, count=found.result.total)
    if found.n_pages > 1:
        page = {**parameters, "page": [str(found.page)]}
        menu += export_menu(page, shell, count=len(found.hits))
    name = in_words(state, shell.knowledge_base, shell.catalogue)
    return menu + save_search_button(as_saved(state), name, shell.catalogue)


def _legend(shell: Shell) -> str:
    sample = f'<span class="mb-best">{escape(shell.catalogue.text("search.legend_sample"))}</span>'
    # the catalogue's own texts have no characters of HTML
    return shell.catalogue.text("search.legend", sample=sample)


def _card_context(state: SearchState, found: Found, shell: Shell) -> CardContext:
    return CardContext(
        catalogue=shell.catalogue,
        gazetteer=shell.knowledge_base.gazetteer,
        this_year=dt.datetime.now(tz=dt.UTC).year,
        kept=shell.kept,
        search=state,
        practices=curated_practices(shell.knowledge_base, found.hits),
    )


def _summary(state: SearchState, result: SearchResult, shell: Shell) -> str:
    text, query = shell.catalogue.text, shown_query(state.text)
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
