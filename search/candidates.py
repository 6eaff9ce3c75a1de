"""What the retrievers bring: chunks with the score of their words and of their meaning."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

import numpy as np

from kb.records import ChunkId
from kb.text import to_nfc
from kb.words import words
from search.query_terms import is_latin
from search.word_vectors import AskedWords, comparable, unit_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kb.protocols import WordEmbedder
    from search.expansion import ThemeTerm
    from search.generations import Generation
    from search.lexical import LexicalIndex
    from search.query_terms import QueryTerms, QueryWord
    from search.window_vectors import BestWindows

# So many of the nearest chunks, and of those with the words, are compared window by window. A collection of
# up to so many chunks is compared as a whole.
N_CANDIDATES = 1_000
# The cosines of the chunk, of its best window and of the query's words with its words weigh the same
# (docs/decisions/0006).
_WINDOW_SHARE = 0.5  # of the two of whole texts
_WORDS_SHARE = 1 / 3  # of all three
# Some word of a passage is always somewhat near a word of the query, so that the scores of what has nothing
# in common are higher by about a third where words are matched (docs/decisions/0008).
WORDS_RAISE = 1.3
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """What was found, one row for each chunk."""

    chunk_ids: NDArray[np.int64]  # increasing
    lexical: NDArray[np.float32]  # BM25; 0 where no word matches
    semantic: NDArray[np.float32]  # mean of the cosines of the chunk, its best window and its words
    windows: BestWindows | None  # None where meaning could not be searched


def possible_score(terms: QueryTerms, theme_terms: Sequence[ThemeTerm], index: LexicalIndex) -> float:
    """Return about what a chunk of usual length gets that has each word of the query once.

    It is the sum of the words' inverse document frequencies; a word that no chunk has counts as the rarest.
    What is one term with others that mean the same counts as the rarest of those that are there, if less.
    """
    rarities = {word.folded: rarity_of(word, index) for word in terms.content()}
    by_query: dict[str, float] = {}
    for term in theme_terms:
        by_query[term.query] = max(by_query.get(term.query, 0.0), _term_rarity(term, index))
    for query, rarity in by_query.items():
        covered = {word.folded for word in words(query)} & rarities.keys()
        if covered and 0 < rarity < sum(rarities[each] for each in covered):
            rarities |= dict.fromkeys(covered, rarity / len(covered))
    return sum(rarities.values())


def rarity_of(word: QueryWord, index: LexicalIndex) -> float:
    """Return the inverse document frequency of a word in any form; one that no chunk has is the rarest."""
    return _rarity(count_of(word, index), index)


def count_of(word: QueryWord, index: LexicalIndex) -> int:
    """Return how many chunks have a word, in the form that most have."""
    stems = dict.fromkeys(word.stems)
    return max(index.word_count(word.folded), *(index.stem_count(stem, language) for language, stem in stems))


def _term_rarity(term: ThemeTerm, index: LexicalIndex) -> float:
    """Return the mean rarity of a term's words, as a phrase is scored; 0 where the term cannot be found."""
    counts = [index.stem_count(stem, term.language) for stem in term.stems]
    if not all(counts):
        counts = [n for stem in term.spellings if (n := index.stem_count(stem, term.language))][:1]
    return sum(_rarity(n, index) for n in counts) / len(counts) if counts else 0.0


def _rarity(n_with: int, index: LexicalIndex) -> float:
    """Return the inverse document frequency as BM25 has it."""
    return log(1 + (len(index) - n_with + 0.5) / (n_with + 0.5))


def asked_words(terms: QueryTerms, embedder: WordEmbedder, index: LexicalIndex) -> AskedWords | None:
    """Return the words of the query that say something, None if none does.

    A word weighs by the length of its vector, which the model has learnt, times its rarity here.
    """
    content = [word for word in terms.content() if is_latin(word)]
    if not content:
        return None
    rows = embedder.embed_words([comparable(to_nfc(word.typed)) for word in content])
    weights = np.linalg.norm(rows, axis=1) * np.array([rarity_of(word, index) for word in content])
    if not weights.any():
        return None
    return AskedWords(directions=unit_rows(rows), weights=(weights / weights.sum()).astype(np.float32))


def find_candidates(
    generation: Generation,
    lexical: Sequence[tuple[ChunkId, float]],
    query: NDArray[np.float32] | None,
    *,
    asked: AskedWords | None = None,
    depth: int,
    allowed: NDArray[np.int64] | None,
) -> Candidates:
    """Return the chunks that words or meaning bring, each with both scores.

    Args:
        generation: What is searched.
        lexical: What the words brought, with BM25.
        query: The query's vector, of unit length; None searches by words only.
        asked: The query's words, where they can be matched by meaning.
        depth: How many candidates each retriever may bring to the ranking.
        allowed: Only these ids, increasing.
    """
    by_words = dict(lexical)
    if query is None or len(generation.vectors) == 0:
        ids = np.array(sorted(by_words), dtype=np.int64)
        return Candidates(
            chunk_ids=ids,
            lexical=_scores(ids, by_words),
            semantic=np.zeros(len(ids), dtype=np.float32),
            windows=None,
        )
    nearest = dict(generation.vectors.query(query, k=max(depth, N_CANDIDATES), allowed=allowed))
    others = np.array(sorted(by_words.keys() - nearest.keys()), dtype=np.int64)
    if others.size:
        nearest |= dict(generation.vectors.query(query, k=len(others), allowed=others))
    ids = np.array(sorted(nearest), dtype=np.int64)
    windows = generation.windows.best(query, ids)
    semantic = (1 - _WINDOW_SHARE) * _scores(ids, nearest) + _WINDOW_SHARE * windows.scores
    if asked is not None and generation.words is not None:
        semantic = (1 - _WORDS_SHARE) * semantic + _WORDS_SHARE * generation.words.match(asked, ids)
    return Candidates(
        chunk_ids=ids,
        lexical=_scores(ids, by_words),
        # Equal vectors must tie wherever they lie; a product of matrices rounds by place.
        semantic=semantic.round(_DECIMALS).astype(np.float32),
        windows=windows,
    )


def _scores(ids: NDArray[np.int64], known: dict[ChunkId, float]) -> NDArray[np.float32]:
    return np.array([known.get(ChunkId(each), 0.0) for each in ids.tolist()], dtype=np.float32)
