"""The order of a search's hits, decided here for the page and for whatever is exported of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kb.gazetteer import Gazetteer
from kb.likeness import Likeness, likeness, profiles
from kb.records import ChunkId, Facet, Hit, Query
from kb.years import last_year
from ui.search_state import PAGE_SIZE, SearchState, Sort

# Sorting needs every hit: at most twice the search depth by words, but a filter alone may let more through.
MAX_SORTED = 1000


def is_sorted(sort: Sort) -> bool:
    """Return whether hits are put in order here, out of at most ``MAX_SORTED``, and not by the search."""
    return sort is not Sort.RELEVANCE


def query_of(state: SearchState) -> Query:
    """Return what to ask for: the page's hits, or all that have to be sorted."""
    whole = is_sorted(state.sort)
    return Query(
        text=state.text,
        filters=state.filters,
        limit=MAX_SORTED if whole else PAGE_SIZE,
        offset=0 if whole else (state.page - 1) * PAGE_SIZE,
        group_by_document=state.group,
        like=state.like,
        unlike=state.unlike,
    )


def in_order(hits: Sequence[Hit], sort: Sort, *, home: str | None, gazetteer: Gazetteer) -> list[Hit]:
    """Return hits, the most relevant first, in the order asked for, ranked anew.

    Newest first puts the undated last. Likeness goes by the most alike municipality of each hit to ``home``;
    hits of no municipality come last. Ties stay by relevance.
    """
    # sorted() keeps the order it is given among equals
    if sort is Sort.DATE:
        ordered = sorted(hits, key=_date, reverse=True)
    elif sort is Sort.LIKENESS and home is not None:
        scores = _scores(hits, home, gazetteer)
        ordered = sorted(hits, key=lambda hit: scores[hit.chunk.id], reverse=True)
    else:
        return list(hits)
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)]


def best_likeness(hit: Hit, home: str, gazetteer: Gazetteer) -> Likeness | None:
    """Return how the hit's municipality that is most like ``home`` resembles it; None if it has none."""
    known = profiles(gazetteer)
    compared = [likeness(known[home], known[code]) for code in _places(hit) if code in known]
    return max(compared, key=lambda each: each.score, default=None)


def _scores(hits: Sequence[Hit], home: str, gazetteer: Gazetteer) -> dict[ChunkId, float]:
    known = profiles(gazetteer)
    codes = {code for hit in hits for code in _places(hit) if code in known}
    by_code = {code: likeness(known[home], known[code]).score for code in codes}
    # what tells of no municipality is below all others
    return {hit.chunk.id: max((by_code.get(c, -1.0) for c in _places(hit)), default=-1.0) for hit in hits}


def _places(hit: Hit) -> list[str]:
    return [tag.value for tag in hit.chunk.tags if tag.facet is Facet.MUNICIPALITY]


def _date(hit: Hit) -> tuple[int, str]:
    # the years are what the card shows: a text written today may tell of 2008
    metadata = hit.document.metadata
    return last_year(metadata) or 0, metadata.date or ""
