"""The order of a search's hits, decided here for the page and for whatever is exported of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.entries import Entry
from kb.gazetteer import Gazetteer
from kb.likeness import Likeness, likeness, profiles
from kb.records import ChunkId, Facet, Hit, Query
from kb.years import last_year
from ui.search_state import PAGE_SIZE, SearchState, Sort

# Sorting needs every hit: at most twice the search depth by words, but a filter alone may let more through.
MAX_SORTED = 1000
# Of what is found by words or by examples, the last hits are hardly about it. Likeness orders the first ones
# alone, of them those with this share of the best score: the 27th for "ensamma äldre" tells of shops.
_N_ALIKE, _ALIKE_SHARE = 30, 0.5

# The practices that curators stand for, by the passages that tell of them.
Practices = Mapping[ChunkId, Sequence[Entry]]


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


def ordered_by_likeness(state: SearchState, hits: Sequence[Hit]) -> list[Hit]:
    """Return the hits that likeness puts in order: the best; where nothing is looked for, none is better."""
    if not state.can_compare:
        return list(hits)
    least = _ALIKE_SHARE * max((hit.score for hit in hits), default=0.0)
    return [hit for hit in hits[:_N_ALIKE] if hit.score >= least]


def in_order(
    hits: Sequence[Hit],
    sort: Sort,
    *,
    home: str | None,
    gazetteer: Gazetteer,
    practices: Practices,
    alike: Sequence[Hit],
) -> list[Hit]:
    """Return hits, the most relevant first, in the order asked for, ranked anew.

    Newest first puts the undated last. Likeness goes by the most alike municipality of each hit to ``home``;
    hits of no municipality come last. Ties stay by relevance.

    Args:
        hits: All that are found.
        sort: The order.
        home: The reader's municipality.
        gazetteer: Brings the municipalities.
        practices: Those that the hits tell of; see :func:`best_likeness`.
        alike: Those that likeness orders; the others follow as they are.
    """
    # sorted() keeps the order it is given among equals
    if sort is Sort.DATE:
        ordered = sorted(hits, key=_date, reverse=True)
    elif sort is Sort.LIKENESS and home is not None:
        scores = _scores(alike, home, gazetteer, practices)
        first = sorted(alike, key=lambda hit: scores[hit.chunk.id], reverse=True)
        ordered = [*first, *(hit for hit in hits if hit.chunk.id not in scores)]
    else:
        return list(hits)
    return [replace(hit, rank=rank) for rank, hit in enumerate(ordered, start=1)]


def best_likeness(hit: Hit, home: str, gazetteer: Gazetteer, practices: Practices) -> Likeness | None:
    """Return how the hit's municipality that is most like ``home`` resembles it; None if it has none.

    Its municipalities are those of the practices that curators stand for, else the one that its document
    states, else those of the passage: a place that is only mentioned decides nothing.
    """
    known = profiles(gazetteer)
    compared = [likeness(known[home], known[code]) for code in _places(hit, practices) if code in known]
    return max(compared, key=lambda each: each.score, default=None)


def _scores(
    hits: Sequence[Hit], home: str, gazetteer: Gazetteer, practices: Practices
) -> dict[ChunkId, float]:
    known = profiles(gazetteer)
    places = {hit.chunk.id: [code for code in _places(hit, practices) if code in known] for hit in hits}
    codes = {code for each in places.values() for code in each}
    by_code = {code: likeness(known[home], known[code]).score for code in codes}
    # what tells of no municipality is below all others
    return {
        chunk_id: max((by_code[code] for code in each), default=-1.0) for chunk_id, each in places.items()
    }


def _places(hit: Hit, practices: Practices) -> list[str]:
    of_practices = [code for entry in practices.get(hit.chunk.id, ()) for code in entry.municipalities]
    if of_practices:
        return list(dict.fromkeys(of_practices))
    stated = {
        tag.value for tag in hit.document.tags if tag.facet is Facet.MUNICIPALITY and tag.method.is_stated
    }
    # of a document about several places a passage tells of those that it names
    if len(stated) == 1:
        return list(stated)
    return [tag.value for tag in hit.chunk.tags if tag.facet is Facet.MUNICIPALITY]


def _date(hit: Hit) -> tuple[int, str]:
    # the years are what the card shows: a text written today may tell of 2008
    metadata = hit.document.metadata
    return last_year(metadata) or 0, metadata.date or ""
