"""Finds documents of which one holds most of the other; a person is asked what becomes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from kb.records import DocumentId
from kb.shingles import Shingles, n_shared, sample, shingles
from kb.similar_join import Sampled, candidates
from kb.store.similar import SimilarPair, WordSample

if TYPE_CHECKING:
    from kb.store import Store

MIN_SHARE = 0.6
"""Share of the smaller document's word triples that the larger has, from which on a person is asked."""

# A report that is written anew every year in the same frame shares the frame and not the figures: hardly any
# of the triples that hold one. A copy has nearly all, but for numbers of pages and dates of printing.
_MIN_SHARE_OF_NUMBERS = 0.3
_FEW_NUMBERS = 9  # triples with a number: about three numbers, which may be a date and a count of readers

# Rows of codes under the same columns share most of their triples whatever they tell. In running text at
# least .94 of the triples are distinct, in tables of codes at most .6 (73 and 64 files of our own).
_MIN_SHARE_OF_ROWS = 0.9
_LEAST_DISTINCT = 0.7

_TOGETHER = 1000  # documents compared at once with all others
_TOGETHER_HASHES = 4_000_000
_PAGE = 2000  # samples read at once
_MOST_CANDIDATES = 50
_MOST_PAIRS = 20  # a document of which there are more copies is asked about with the nearest ones
_IN_MEMORY = 128  # documents whose triples are kept while candidates are looked at


def compare_new(
    store: Store, progress: Callable[[int, int], None] | None = None
) -> set[tuple[DocumentId, DocumentId]]:
    """Compare what was put into the store since the last call with all documents, and store what is similar.

    A call that is killed is gone on with by the next one. What is found does not depend on the order in which
    documents come, nor on how many come at once.

    Args:
        store: The caller holds the home's lock.
        progress: Called with the number of documents compared and of all.

    Returns:
        Pairs found, the lower id first.
    """
    waiting = store.not_compared()
    found: set[tuple[DocumentId, DocumentId]] = set()
    n_done = 0
    while n_done < len(waiting):
        samples = list(_next_samples(store, waiting[n_done:]))
        pairs = _pairs(store, samples)
        store.put_word_samples(samples, pairs)
        found.update((pair.first, pair.second) for pair in pairs)
        n_done += len(samples)
        if progress is not None:
            progress(n_done, len(waiting))
    return found


def _next_samples(store: Store, waiting: Sequence[DocumentId]) -> Iterator[WordSample]:
    n_hashes = 0
    for document_id in waiting[:_TOGETHER]:
        hashes = shingles(store.kept_text(document_id)).hashes
        sampled = sample(hashes)
        yield WordSample(
            document_id=document_id, n_hashes=hashes.size, sample=sampled.astype("<u4").tobytes()
        )
        n_hashes += sampled.size
        if n_hashes > _TOGETHER_HASHES:
            return


def _pairs(store: Store, samples: Sequence[WordSample]) -> list[SimilarPair]:
    """Return the similar documents of a batch, among themselves and with those compared before."""
    new = [(each.document_id, each.sample) for each in samples if each.n_hashes]
    if not new:
        return []
    likely = candidates(new, chain([new], _stored(store)), min_share=MIN_SHARE, limit=_MOST_CANDIDATES)

    @lru_cache(maxsize=_IN_MEMORY)
    def of(document_id: DocumentId) -> Shingles:
        return shingles(store.kept_text(document_id))

    found: dict[tuple[DocumentId, DocumentId], SimilarPair] = {}
    for document_id, others in likely.items():
        similar = [
            pair
            for other in others
            if (pair := _compare(document_id, of(document_id), other, of(other))) is not None
        ]
        similar.sort(key=lambda pair: (-share(pair), pair.first, pair.second))
        found.update({(pair.first, pair.second): pair for pair in similar[:_MOST_PAIRS]})
    return [found[key] for key in sorted(found)]


def _stored(store: Store) -> Iterator[Sequence[Sampled]]:
    after = DocumentId(0)
    while page := store.word_samples(after=after, limit=_PAGE):
        yield page
        after, _ = page[-1]


def _compare(one: DocumentId, of_one: Shingles, other: DocumentId, of_other: Shingles) -> SimilarPair | None:
    if not are_similar(of_one, of_other):
        return None
    (first, of_first), (second, of_second) = sorted(
        [(one, of_one), (other, of_other)], key=lambda pair: pair[0]
    )
    return SimilarPair(
        first=first,
        second=second,
        n_shared=n_shared(of_one.hashes, of_other.hashes),
        n_first=of_first.hashes.size,
        n_second=of_second.hashes.size,
    )


def are_similar(one: Shingles, other: Shingles) -> bool:
    """Return whether the larger of two texts holds most of the smaller, its figures among it.

    A text that repeats itself, such as a table of codes, must be held nearly whole.

    Source: containment as in Broder, "On the resemblance and containment of documents", 1997.
    """
    # all three: of two texts of one size, the same must be the smaller whichever comes first
    smaller, larger = sorted(
        (one, other), key=lambda each: (each.hashes.size, each.with_numbers.size, each.n_all)
    )
    n_distinct, n_numbers = smaller.hashes.size, smaller.with_numbers.size
    min_share = MIN_SHARE if n_distinct >= _LEAST_DISTINCT * smaller.n_all else _MIN_SHARE_OF_ROWS
    if not n_distinct or n_shared(smaller.hashes, larger.hashes) < min_share * n_distinct:
        return False
    if n_numbers < _FEW_NUMBERS:
        return True
    return n_shared(smaller.with_numbers, larger.with_numbers) >= _MIN_SHARE_OF_NUMBERS * n_numbers


def share(pair: SimilarPair) -> float:
    """Return the share of the smaller document's word triples that the larger has."""
    return pair.n_shared / min(pair.n_first, pair.n_second)
