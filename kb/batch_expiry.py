"""Deletes what of batches nobody needs any more, in the store, in that of the review and on the disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from kb.accounts import Actor
from kb.batch_files import BatchFiles
from kb.batches import KEPT_FOR_UNDO_HOURS, Batch, BatchFile, BatchState, ReviewState
from kb.records import DocumentId
from kb.store.batch_store import BatchStore
from kb.store.given_facts import GivenFactsStore
from kb.store.review_documents import ReviewDocuments

if TYPE_CHECKING:
    from kb.review_home import ReviewHome
    from kb.store import Store

_NEEDED = frozenset({ReviewState.READ, ReviewState.WAITING, ReviewState.ACCEPTING, ReviewState.DECLINED})


def expire(store: Store, review: ReviewHome, actor: Actor, *, now: datetime) -> int:
    """Delete open batches that nobody touched for long and removed ones; return how many there were.

    Raises:
        LockedError: Files are being read.
    """
    batches, files = store.part(BatchStore), BatchFiles(review.path)
    if not review.path.is_dir():
        return 0
    with review.locked("batch expire"):
        gone = batches.gone_stale(
            open_before=_before(now, hours=24 * review.public.keep_batches_days),
            removed_before=_before(now, hours=KEPT_FOR_UNDO_HOURS),
        )
        for batch in gone:
            delete_batch(store, review, actor, batch)
        _let_go_of_containers(store, files)
        # also what failed and was left out: it may be taken back
        there = batches.batches(owner=None, with_removed=True)
        contents = {file.sha256 for batch in there for file in batch.files if file.sha256 is not None}
        files.sweep(batches.files_known(), contents)
    return len(gone)


def delete_batch(store: Store, review: ReviewHome, actor: Actor, batch: Batch) -> None:
    """Delete a batch with all that was read from it; the caller holds the lock of the review.

    A document that another file holds as well stays, at that file's path.
    """
    batches = store.part(BatchStore)
    documents = {item.document_id for file in batch.files for item in file.items} - {None}
    act = "batch.expire" if batch.state is BatchState.OPEN else "batch.delete"
    batches.delete(actor, batch.id, act)
    if review.is_there:
        for document_id in sorted(each for each in documents if each is not None):
            let_go_of_document(store, review, document_id)
        _forget(review, batch)
    BatchFiles(review.path).remove_batch(batch.id)


def let_go_of_document(store: Store, review: ReviewHome, document_id: DocumentId) -> None:
    """Delete a document of the review's store, unless an item stands for it; then it has that item's path.

    Files with the same content share one document there. Call it once the item that let go of it names it no
    more; the caller holds the lock of the review.
    """
    items = store.part(BatchStore).items_of(document_id)
    documents = review.store.part(ReviewDocuments)
    part = documents.by_id(document_id)
    if part is None:
        return
    if not items:
        documents.delete(document_id)
        return
    paths = [path for _, path in items]
    if part.path not in paths:
        review.store.move_document(document_id, path=paths[0], name=paths[0].rpartition("/")[2])


def _forget(review: ReviewHome, batch: Batch) -> None:
    """Forget what was seen of files, and what was stated of them."""
    roots = [_root(file) for file in batch.files]
    known = [file.path for file in review.store.seen_files()]
    gone = [path for path in known if path.partition("!/")[0] in roots]
    review.store.remember_files([], gone=gone)
    facts = review.store.part(GivenFactsStore)
    for root in roots:
        facts.forget(root)


def _root(file: BatchFile) -> str:
    from kb.batch_reading import root_of

    return root_of(file)


def _let_go_of_containers(store: Store, files: BatchFiles) -> None:
    """Remove archives that were kept to be read again, once no document from them is to be decided."""
    for batch in store.part(BatchStore).batches(owner=None):
        if batch.state is not BatchState.HANDED_IN:
            continue
        for file in batch.files:
            if not any(item.state in _NEEDED for item in file.items):
                files.let_go(file)


def _before(now: datetime, *, hours: int) -> str:
    return (now - timedelta(hours=hours)).isoformat(timespec="seconds")
