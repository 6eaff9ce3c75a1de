"""Takes accepted documents out of the public store and puts them back into the review queue."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb import review_problems as problems
from kb.accepting import leave_review
from kb.accounts import Actor
from kb.batches import ReviewItemId
from kb.errors import FileError
from kb.gazetteer import load_gazetteer
from kb.home import keep_original
from kb.originals import kept_original
from kb.practices import PracticeState
from kb.records import DocumentId
from kb.review_stores import Stores, given_file, reasons_of, seen_in
from kb.reviews import QueuedItem
from kb.store.review_store import ReviewStore
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.given import GivenFile


def take_back(stores: Stores, actor: Actor, item_ids: Sequence[ReviewItemId]) -> None:
    """Take accepted documents out of the public store and put them back into the queue.

    The caller holds the locks of the home and of the review.

    Raises:
        ReviewError: Practices that curators have reviewed quote one, or words in it were erased: nothing was
            changed. Or the file of one is kept no more.
        FileError: The file of one cannot be read again; it stays where it is, and so do those after it.
    """
    items = [stores.reviews.item(item_id) for item_id in item_ids]
    for item in items:
        _need_unquoted(stores, item)
        _need_not_withheld(stores, item)
    backend = stores.index.backend_to_change()
    try:
        for item in items:
            _take_back(stores, actor, item)
    finally:
        # once for all of them: it takes longer than all else
        stores.index.catch_up(backend, None)
        stores.catch_up()


def _take_back(stores: Stores, actor: Actor, item: QueuedItem) -> None:
    original = _original(stores, item)
    given, is_masked = given_file(stores, item)
    # a mark for whoever comes after a process that was killed: what lies in the review now is no more needed
    stores.reviews.set_review_document(item, DocumentId(0))
    try:
        document_id = _read_again(stores, item, given, is_masked=is_masked)
    except BaseException:
        leave_review(stores, stores.reviews.item(item.id))
        raise
    stores.reviews.take_back(actor, item, document_id)
    stores.public.forget_restored()
    if original is not None:
        original.unlink(missing_ok=True)


def _read_again(stores: Stores, item: QueuedItem, given: GivenFile, *, is_masked: bool) -> DocumentId:
    """Read a document into the store of the review, as it was before it was accepted."""
    from ingest.run import run
    from kb.taking_in import limits_of
    from search.theme_scorer import shipped_theme_scorer

    settings, store = stores.review.settings, stores.review.store
    restored = stores.public.restored_lines()
    if item.sha256 in restored:
        store.part(ReviewStore).put_restored({item.sha256: restored[item.sha256]})
    kept = {each.sha256 for each in stores.reviews.of_file(item.file_id) if each.public_id is None}
    if given.on_disk.is_relative_to(stores.settings.originals_path) and item.path == given.path:
        # the public copy goes with the document
        keep_original(
            settings.originals_path, given.on_disk.read_bytes(), sha256=item.sha256, name=given.name
        )
    report = run(
        store,
        (),
        given=[given],
        leave_out=seen_in(stores, [item]) - kept - {item.sha256},
        known=stores.public,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=settings.originals_path,
        max_bytes=settings.max_file_mb * 1_000_000,
        limits=limits_of(settings),
        mask_personal_data=is_masked,
        theme_scorer=partial(shipped_theme_scorer, load_taxonomy()),
    )
    found = store.part(ReviewStore).document_at(item.path)
    if found is not None:
        return found[0]
    same = store.file_by_hash(item.sha256)  # a copy of it waits already
    if same is not None:
        return same.document_id
    reason = reasons_of(report).get(item.path) or "it was not found in its file"
    raise FileError(f"{item.title!r} cannot be read again: {reason}")


def _original(stores: Stores, item: QueuedItem) -> Path | None:
    if item.public_id is None:
        return None
    document = stores.public.documents_by_id([item.public_id]).get(item.public_id)
    return kept_original(document.source, stores.settings.originals_path) if document is not None else None


def _need_unquoted(stores: Stores, item: QueuedItem) -> None:
    """Make sure that no practice that somebody has reviewed quotes a document."""
    if item.public_id is None:
        return
    quoting = [
        practice
        for practice in stores.public.practices.curated_in([item.public_id])
        if practice.draft.state is not PracticeState.DRAFT
    ]
    if quoting:
        names = ", ".join(f"{practice.draft.title!r} (p{practice.id})" for practice in quoting)
        raise problems.is_quoted(item.title, names)


def _need_not_withheld(stores: Stores, item: QueuedItem) -> None:
    if item.sha256 in stores.public.withheld():
        raise problems.is_erased(item.title)
