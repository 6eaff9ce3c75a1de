"""From candidates to the ranking: one score of both sides, the floor, copies folded, documents in turn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.records import ChunkId, DocumentId, RankedChunk, Ranking, RetrieverEvidence
from search.diversity import (
    fold_duplicates,
    with_other_language,
    with_room_for_others,
    with_turns,
)
from search.facets import count_facets, document_ids_of, documents_of, language_codes_of
from search.fingerprints import are_near_duplicates
from search.fusion import HIGHEST, fuse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from search.candidates import Candidates
    from search.fingerprints import Fingerprints
    from search.generations import Generation
    from search.window_vectors import BestWindows

# The floor (docs/decisions/0008). By meaning a query is answered when the best cosine, with a tenth of the
# share of its words that some chunk has, reaches the embedder's least score; then those of half the best
# cosine are hits. By words it is answered when a chunk has most of them; then those with a fifth of that
# are: so much has a single word in another form beside the word as typed.
_WORDS_IN_TRUST = 0.1
_NEAR_SHARE = 0.5
_LEAST_SHARE = 1 / 3  # of the least score: what a hit must have where words alone made the query trusted
_WORDS_TO_TRUST = 0.6
_WORDS_SHARE = 0.2
_LEAST_SCORE = 1e-6

EMPTY = Ranking(ranked=(), facets={})


def list_chunks(generation: Generation, chunk_ids: NDArray[np.int64]) -> Ranking:
    """Return these chunks by document, each with score 1."""
    documents = documents_of(generation.facets, chunk_ids)
    ranked = tuple(
        RankedChunk(chunk_id=ChunkId(chunk_id), document_id=DocumentId(document_id), score=1.0, evidence={})
        for chunk_id, document_id in sorted(documents.items(), key=lambda pair: (pair[1], pair[0]))
    )
    return Ranking(ranked=ranked, facets=count_facets(generation.facets, chunk_ids))


def rank_candidates(
    generation: Generation,
    candidates: Candidates,
    *,
    depth: int,
    possible: float,
    min_score: float,
    must_match: bool = False,
    is_term: bool = False,
    whole: Candidates | None = None,
    like: Sequence[ChunkId] = (),
    unlike: Sequence[ChunkId] = (),
    with_rest: bool = False,
) -> Ranking:
    """Return the ranking of candidates.

    What is no answer is kept apart: see the floor above.

    Args:
        generation: What is searched.
        candidates: What was found.
        depth: How many candidates each retriever brings.
        possible: What ``possible_score`` says of the query.
        min_score: The cosine under which texts have nothing in common for the embedder.
        must_match: All candidates have what the query asks for by the word, so all are shown.
        is_term: The query is one term that another language has a word for: both are shown among the first.
        whole: What is found without the filters, where there are any: the floor is the same with a filter
            as without, so that a filter only takes hits away.
        like: The examples that hits should be like: hits in their documents come behind the first ten.
        unlike: Those that they should not be like. Near copies of either are left out.
        with_rest: Return what is under the floor as well.
    """
    best = _best_of(whole or candidates, possible)
    pool = _pool(generation, candidates, best, depth=depth, possible=possible, min_score=min_score)
    is_shown = pool.has_words | (pool.is_near & best.is_trusted(min_score))
    if must_match or candidates.windows is None:
        is_shown[:] = True
    is_shown &= ~_copies(generation, pool, (*like, *unlike))
    order = np.lexsort((pool.chunk_ids, -pool.scores)).tolist()
    stays = fold_duplicates(
        [place for place in order if is_shown[place]], pool.fingerprints, pool.document_ids
    )
    in_turn = with_turns(list(stays), pool.scores, pool.document_ids)
    own = documents_of(generation.facets, np.array(like, dtype=np.int64)).values()
    in_turn = with_room_for_others(in_turn, pool.document_ids, own=frozenset(own))
    if is_term:
        in_turn = with_other_language(in_turn, pool.languages, pool.has_words)
    ranked = tuple(pool.entry(place, score=score, folded=stays[place]) for place, score in in_turn)
    below = [place for place in order if not is_shown[place]] if with_rest else []
    return Ranking(
        ranked=ranked,
        facets=count_facets(generation.facets, np.array([each.chunk_id for each in ranked], dtype=np.int64)),
        below_floor=tuple(pool.entry(place, score=float(pool.scores[place])) for place in below),
    )


@dataclass(frozen=True, slots=True)
class _Scored:
    """What a retriever says of the candidates: scores of all, and the ranks of its best by place."""

    scores: NDArray[np.float32]
    ranks: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pool:
    """The candidates that a retriever places among its best, one row for each."""

    chunk_ids: NDArray[np.int64]
    document_ids: NDArray[np.int64]
    languages: NDArray[np.int32]  # as codes of the index
    fingerprints: Fingerprints
    scores: NDArray[np.float32]
    has_words: NDArray[np.bool_]
    is_near: NDArray[np.bool_]
    scored: Mapping[str, _Scored]  # by retriever
    rows: NDArray[np.int64]  # of the candidates
    windows: BestWindows | None

    def entry(self, place: int, *, score: float, folded: Sequence[int] = ()) -> RankedChunk:
        row = int(self.rows[place])
        evidence = {
            name: RetrieverEvidence(rank=rank, score=float(each.scores[row]))
            for name, each in self.scored.items()
            if (rank := each.ranks.get(row))
        }
        best = None
        if self.windows and "semantic" in evidence:
            best = (int(self.windows.first[row]), int(self.windows.last[row]))
        return RankedChunk(
            chunk_id=ChunkId(int(self.chunk_ids[place])),
            document_id=DocumentId(int(self.document_ids[place])),
            score=min(1.0, max(_LEAST_SCORE, score)),
            evidence=evidence,
            best_windows=best,
            duplicates=tuple(ChunkId(int(self.chunk_ids[each])) for each in folded),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Best:
    """The highest scores of a collection for a query, of which the floor is made."""

    cosine: float
    lexical: float
    share: float  # of the query's words, by rarity, that the best chunk by words has

    def is_trusted(self, min_score: float) -> bool:
        """Tell whether what is nearest to the query is near enough to be an answer."""
        return self.cosine + _WORDS_IN_TRUST * min(1.0, self.share) >= min_score


def _best_of(candidates: Candidates, possible: float) -> _Best:
    lexical = float(candidates.lexical.max(initial=0.0))
    return _Best(
        cosine=float(candidates.semantic.max(initial=0.0)),
        lexical=lexical,
        share=lexical / max(possible, _LEAST_SCORE),
    )


def _pool(
    generation: Generation,
    candidates: Candidates,
    best: _Best,
    *,
    depth: int,
    possible: float,
    min_score: float,
) -> _Pool:
    windows = candidates.windows
    least = max(_LEAST_SCORE, _NEAR_SHARE * best.cosine, _LEAST_SHARE * min_score)
    scored = {
        "lexical": _scored(candidates.lexical, depth, least=_LEAST_SCORE),
        "semantic": _scored(candidates.semantic, depth if windows else 0, least=least),
    }
    rows = np.array(sorted(set[int]().union(*(each.ranks for each in scored.values()))), dtype=np.int64)
    chunk_ids, lexical, semantic = (
        candidates.chunk_ids[rows],
        candidates.lexical[rows],
        candidates.semantic[rows],
    )
    # A match that is better than usual, of short chunks or of many repeated words, counts as a full one.
    highest = np.float32(max(possible, best.lexical, _LEAST_SCORE))
    is_found = best.share >= _WORDS_TO_TRUST
    has_words = (lexical >= _WORDS_SHARE * best.lexical) & (lexical > 0) & is_found
    languages = language_codes_of(generation.facets, chunk_ids)
    fused = fuse(semantic, lexical / highest, languages)
    return _Pool(
        chunk_ids=chunk_ids,
        document_ids=document_ids_of(generation.facets, chunk_ids),
        languages=languages,
        fingerprints=generation.windows.fingerprints[generation.windows.places_of(chunk_ids)],
        scores=fused / np.float32(HIGHEST),
        has_words=has_words,
        is_near=semantic >= least,
        scored=scored,
        rows=rows,
        windows=windows,
    )


def _copies(generation: Generation, pool: _Pool, chunk_ids: Sequence[ChunkId]) -> NDArray[np.bool_]:
    """Tell which candidates are near copies of these chunks."""
    found = np.zeros(len(pool.chunk_ids), dtype=bool)
    for place in generation.windows.places_of(np.array(chunk_ids, dtype=np.int64)):
        found |= are_near_duplicates(generation.windows.fingerprints[place], pool.fingerprints)
    return found


def _scored(scores: NDArray[np.float32], depth: int, *, least: float) -> _Scored:
    """Rank the best ``depth``; ties by place, which is by id."""
    order = np.argsort(-scores, kind="stable")[:depth].tolist()
    ranks = {place: rank for rank, place in enumerate(order, start=1) if scores[place] >= least}
    return _Scored(scores, ranks)
