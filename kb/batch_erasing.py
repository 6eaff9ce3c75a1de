"""Takes words that were erased from public documents out of what was handed in and is not accepted yet.

A document that holds them is made anew without them; where that is not possible it goes, and its file has to
be handed in again. Files on the disk with erased words go: what was read without the words is kept instead.
"""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kb.batch_files import BatchFiles
from kb.batch_reading import take_over_erased
from kb.batches import BatchFile, FileState
from kb.errors import FileError, HomeError
from kb.home import sweep_originals
from kb.records import DocumentId, StoredFile
from kb.remaking import UNPACKED, remaking
from kb.review_home import soon_locked
from kb.store.batch_store import BatchStore
from kb.store.erased import concerning
from kb.store.review_documents import ReviewDocuments

if TYPE_CHECKING:
    from kb.review_home import ReviewHome
    from kb.store import Store

_GONE = "Words in {name} were erased, and it is kept no more. Hand it in again without them."


def erase_in_review(store: Store, review: ReviewHome) -> None:
    """Leave out of the review what was erased from the public documents; may be repeated.

    Raises:
        LockedError: Files are being read.
        HomeError: A file cannot be removed.
    """
    if not review.path.is_dir():
        return
    with soon_locked(review.path, "document erase"):
        take_over_erased(store, review)
        batches = store.part(BatchStore)
        for stored in _with_erased_words(review):
            _make_anew(batches, review, stored)
        batches.take_over_titles()
        _remove_files(batches, review)
        review.store.clear_traces()


def _with_erased_words(review: ReviewHome) -> list[StoredFile]:
    from ingest.erased import erase_text

    erased, withheld = review.store.erased_words(), review.store.withheld()
    found = []
    for stored in review.store.files():
        words = concerning(erased, sha256=stored.sha256, path=stored.path)
        if not words.phrases:
            continue
        text = review.store.text(stored.document_id)
        is_told = any(
            erase_text(each, words)[1].total() for each in (text, _title(review, stored.document_id))
        )
        if is_told or (stored.sha256 in withheld and review.store.parsed(stored.sha256) is None):
            found.append(stored)
    return found


def _title(review: ReviewHome, document_id: DocumentId) -> str:
    return review.store.document(document_id).metadata.title


def _make_anew(batches: BatchStore, review: ReviewHome, stored: StoredFile) -> None:
    items = batches.items_of(stored.document_id)
    file = batches.file_of(items[0][1]) if items else None
    documents = review.store.part(ReviewDocuments)
    if file is None:
        documents.delete(stored.document_id)
        return
    try:
        _remake(review, stored, is_masked=file.is_masked)
    except FileError:
        documents.delete(stored.document_id)
        for _, path in items:
            other = batches.file_of(path)
            if other is not None:
                batches.lose(other, path, _GONE.format(name=other.name))
    else:
        title = _title(review, stored.document_id)
        batches.set_titles(stored.document_id, title)


def _remake(review: ReviewHome, stored: StoredFile, *, is_masked: bool) -> None:
    store = review.store
    restored = store.restored_lines().get(stored.sha256, frozenset())
    with remaking(store, review.settings_for(is_masked=is_masked)) as remaker:
        made = remaker.remake(store.document(stored.document_id), restored=restored, keep_parsed=True)
    store.put_document(made.prepared, pipeline_version=made.pipeline_version, facts_sha256=made.facts_sha256)


def _remove_files(batches: BatchStore, review: ReviewHome) -> None:
    """Remove what holds the words on the disk: uploads, archives and kept originals."""
    files, withheld = BatchFiles(review.path), review.store.withheld()
    for batch in batches.batches(owner=None, with_removed=True):
        for file in batch.files:
            if withheld & {file.sha256, *_contents(review, file)}:
                _let_go(batches, files, file)
    shutil.rmtree(review.path / UNPACKED, ignore_errors=True)
    sweep_originals(review.originals, {stored.sha256 for stored in review.store.files()} - withheld)
    left = [path for path in review.originals.glob("*/*") if path.name.partition(".")[0] in withheld]
    if left:
        raise HomeError(f"{left[0]} cannot be removed. Close the program that has it open.")


def _contents(review: ReviewHome, file: BatchFile) -> set[str]:
    documents = review.store.part(ReviewDocuments)
    ids = [item.document_id for item in file.items if item.document_id is not None]
    return {part.sha256 for each in ids if (part := documents.by_id(each)) is not None}


def _let_go(batches: BatchStore, files: BatchFiles, file: BatchFile) -> None:
    is_lost = not file.items and files.source(file) is not None
    files.let_go(file)
    if file.sha256 is not None:
        files.remove_quarantined(file.sha256)
    if is_lost and file.state is not FileState.FAILED:
        batches.lose(file, "", _GONE.format(name=file.name))
