"""Finds out what documents that were just read are like: in batches, in the queue and among public ones.

Copies of a file are found by their hash. What holds most of another is found with the samples of word triples
that ``kb.similar`` keeps in each store, a page at a time; only likely texts are loaded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.batches import ReviewItemId
from kb.records import DocumentId
from kb.shingles import Shingles, n_shared, shingles
from kb.similar import MIN_SHARE, are_similar, compare_new, share
from kb.similar_join import Sampled, candidates
from kb.store.batch_store import BatchStore

if TYPE_CHECKING:
    from kb.review_home import ReviewHome
    from kb.store import Store

_PAGE = 2000  # samples read at once
_MOST_CANDIDATES = 50
_MOST = 20  # alike documents that are told of one
_IN_MEMORY = 128
_NEARLY = 0.999  # of two files with the same words; 1.0 says that they are the same file

Pair = tuple[ReviewItemId, ReviewItemId | None, DocumentId | None, float]


def compare(store: Store, review: ReviewHome, progress: Callable[[int, int], None] | None = None) -> None:
    """Compare what was read since the last call, and write down what it is like.

    The caller holds the lock of the review. A call that is killed is gone on with by the next.
    """
    compare_new(review.store, progress)
    batches = store.part(BatchStore)
    new = batches.not_compared()
    if not new:
        return
    items_of: dict[DocumentId, list[ReviewItemId]] = defaultdict(list)
    copies: dict[str, list[ReviewItemId]] = defaultdict(list)
    for item, document_id, sha256 in batches.present():
        items_of[document_id].append(item)
        copies[sha256].append(item)
    fresh = {document_id for _, document_id, _ in new}
    inside = _inside(review.store, fresh)
    outside = _outside(store, review.store, sorted(fresh))
    pairs: list[Pair] = []
    for item, document_id, sha256 in new:
        found: dict[tuple[ReviewItemId | None, DocumentId | None], float] = {}
        for other, how_much in inside[document_id]:
            found |= {(each, None): min(how_much, _NEARLY) for each in items_of[other]}
        found |= {(None, public): min(how_much, _NEARLY) for public, how_much in outside[document_id]}
        found |= {(each, None): 1.0 for each in copies[sha256]}
        same = store.file_by_hash(sha256)
        if same is not None:
            found[None, same.document_id] = 1.0
        found.pop((item, None), None)
        best = sorted(found.items(), key=lambda each: (-each[1], each[0][0] or 0, each[0][1] or 0))[:_MOST]
        pairs += [(item, other, public, how_much) for (other, public), how_much in best]
    batches.put_likeness([item for item, _, _ in new], _once(pairs))


def _once(pairs: Sequence[Pair]) -> list[Pair]:
    """Leave out the second of a pair of new items: the first tells of both."""
    seen: set[tuple[ReviewItemId, ReviewItemId | None]] = set()
    kept = []
    for pair in pairs:
        item, other, _, _ = pair
        if other is not None:
            if (other, item) in seen:
                continue
            seen.add((item, other))
        kept.append(pair)
    return kept


def _inside(review: Store, fresh: set[DocumentId]) -> defaultdict[DocumentId, list[tuple[DocumentId, float]]]:
    """Return what new documents are like among all that wait, with the shares."""
    found: defaultdict[DocumentId, list[tuple[DocumentId, float]]] = defaultdict(list)
    for pair in review.similar_pairs():
        for one, other in ((pair.first, pair.second), (pair.second, pair.first)):
            if one in fresh:
                found[one].append((other, share(pair)))
    return found


def _outside(
    store: Store, review: Store, fresh: Sequence[DocumentId]
) -> defaultdict[DocumentId, list[tuple[DocumentId, float]]]:
    """Return what new documents are like among the public ones, with the shares."""
    found: defaultdict[DocumentId, list[tuple[DocumentId, float]]] = defaultdict(list)
    wanted = set(fresh)
    # the two stores count their documents alike: the new ones get numbers that no stored one has
    new = [
        (DocumentId(-document_id), sample)
        for page in _pages(review)
        for document_id, sample in page
        if document_id in wanted
    ]
    if not new:
        return found

    @lru_cache(maxsize=_IN_MEMORY)
    def public(document_id: DocumentId) -> Shingles:
        return shingles(store.kept_text(document_id))

    likely = candidates(new, _pages(store), min_share=MIN_SHARE, limit=_MOST_CANDIDATES)
    for number, others in likely.items():
        document_id = DocumentId(-number)
        mine = shingles(review.kept_text(document_id)) if others else None
        for other in others:
            theirs = public(other)
            if mine is not None and are_similar(mine, theirs):
                smaller = min(mine.hashes.size, theirs.hashes.size)
                found[document_id].append((other, n_shared(mine.hashes, theirs.hashes) / smaller))
    return found


def _pages(store: Store) -> Iterator[Sequence[Sampled]]:
    after = DocumentId(0)
    while page := store.word_samples(after=after, limit=_PAGE):
        yield page
        after, _ = page[-1]
