"""The hits of a search, a page of them or all: the page and the exports find them here alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.errors import QueryError
from kb.knowledge_base import KnowledgeBase
from kb.records import Hit, Query, SearchResult
from ui.card_practices import curated_practices
from ui.search_order import MAX_SORTED, in_order, is_sorted, ordered_by_likeness, query_of
from ui.search_state import PAGE_SIZE, SearchState, Sort


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page of a search."""

    page: int  # the one asked for, or the last where there are not so many
    n_pages: int  # 1 where nothing is found
    query: Query
    result: SearchResult
    hits: tuple[Hit, ...]  # of the page, in its order
    without_examples: bool  # the passages to compare with could not be used


def find_page(base: KnowledgeBase, state: SearchState, *, home: str | None) -> Found:
    """Return the page of hits that ``state`` asks for; ``home`` is the reader's municipality.

    Raises:
        QueryError: The text is longer than the settings allow.
        SearchIndexError: The index cannot be used.
    """
    query, result = _search(base, query_of(state))
    whole = is_sorted(state.sort)
    n_reachable = min(result.total, MAX_SORTED) if whole else result.total
    n_pages = max(1, -(-n_reachable // PAGE_SIZE))
    page = min(state.page, n_pages)
    if page != state.page and not whole:
        result = base.search(replace(query, offset=(page - 1) * PAGE_SIZE))
    hits = _in_order(base, state, result.hits, home=home)
    start = (page - 1) * PAGE_SIZE if whole else 0
    return Found(
        page=page,
        n_pages=n_pages,
        query=query,
        result=result,
        hits=tuple(hits[start : start + PAGE_SIZE]),
        without_examples=(query.like, query.unlike) != (state.like, state.unlike),
    )


def find_all(base: KnowledgeBase, state: SearchState, *, home: str | None) -> tuple[Hit, ...]:
    """Return the hits of all pages in their order, at most ``MAX_SORTED``; raises what find_page raises."""
    _, result = _search(base, replace(query_of(state), limit=MAX_SORTED, offset=0))
    return tuple(_in_order(base, state, result.hits, home=home))


def _in_order(base: KnowledgeBase, state: SearchState, hits: Sequence[Hit], *, home: str | None) -> list[Hit]:
    alike = ordered_by_likeness(state, hits)
    by_likeness = state.sort is Sort.LIKENESS and home is not None
    practices = curated_practices(base, alike) if by_likeness else {}
    return in_order(hits, state.sort, home=home, gazetteer=base.gazetteer, practices=practices, alike=alike)


def _search(base: KnowledgeBase, query: Query) -> tuple[Query, SearchResult]:
    try:
        return query, base.search(query)
    except QueryError:
        if not (query.like or query.unlike):
            raise
        # stored but not in the index yet, or a text without words to look for: the rest can be answered
        alone = replace(query, like=(), unlike=())
        return alone, base.search(alone)
