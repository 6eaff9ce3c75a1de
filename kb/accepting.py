"""Takes reviewed documents from the store of the review into the public one, and back.

Two files cannot change in one transaction, so the public store has the truth: a document is marked before it
is taken in and marked again after it; what lies in the store of the review follows. A process that is killed
between the steps leaves a mark by which the next one finishes, or takes back what was not done.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb import review_problems as problems
from kb.accounts import Actor
from kb.batches import BatchFileId, ReviewItemId
from kb.errors import DocumentNotFoundError, FileError, ReviewError
from kb.home import keep_original
from kb.originals import kept_original
from kb.records import DocumentId
from kb.review_stores import Stores, facts_of, file_of, given_file, reasons_of, root_of, seen_in
from kb.reviews import AcceptReport, NotAccepted, QueuedItem
from kb.store.given_facts import GivenFactsStore
from kb.store.review_store import ReviewStore

if TYPE_CHECKING:
    from ingest.given import GivenFile
    from kb.index_keeper import StepProgress

logger = logging.getLogger(__name__)


def accept(
    stores: Stores,
    actor: Actor,
    seen: Mapping[ReviewItemId, int | None],
    progress: StepProgress | None = None,
) -> AcceptReport:
    """Take waiting documents into the public store; the caller holds the home's lock.

    Args:
        stores: Of the home.
        actor: Who accepts them.
        seen: The version of each that the actor saw; None: whatever others have changed.
        progress: As in ``kb.taking_in``.

    Raises:
        ChangedMeanwhileError: Somebody else has changed one since; nothing was done.
        HomeError: The home cannot be written; what was taken in before stays.
        SearchIndexError: The index cannot be used; nothing was taken in.
    """
    reviews = stores.reviews
    failed: dict[ReviewItemId, NotAccepted] = {}
    taken: list[QueuedItem] = []
    without_file: list[QueuedItem] = []
    given: dict[bool, dict[str, GivenFile]] = {True: {}, False: {}}
    for item_id in seen:
        item = reviews.item(item_id)
        try:
            _need_no_copy(stores, item)
            file = _file_or_none(stores, item)
        except ReviewError as error:
            failed[item_id] = _not_accepted(item, error)
            continue
        taken.append(item)
        if file is None:
            without_file.append(item)
        else:
            given[file[1]][file[0].path] = file[0]
    if taken:
        stores.index.backend_to_change()
    reviews.begin_accepting(actor, {item.id: seen[item.id] for item in taken})
    reasons: dict[str, str] = {}
    try:
        reasons = _take_in(stores, taken, given, progress)
        reasons.update(_put_as_read(stores, without_file))
    finally:
        accepted = finish_items(stores, actor, taken)
    for item in taken:
        if item.id not in accepted:
            reason = reasons.get(item.path) or reasons.get(root_of(item)) or "it was not found in its file"
            failed[item.id] = _not_accepted(item, problems.not_taken_in(item.title, reason))
    return AcceptReport(accepted=accepted, failed=tuple(failed.values()))


def finish_items(stores: Stores, actor: Actor, items: Sequence[QueuedItem]) -> dict[ReviewItemId, DocumentId]:
    """Mark what lies in the public store as accepted, and let the others wait again; return the former."""
    accepted = stores.reviews.end_accepting(actor, [item.id for item in items])
    for item_id in accepted:
        leave_review(stores, stores.reviews.item(item_id))
    return accepted


def leave_review(stores: Stores, item: QueuedItem) -> None:
    """Remove an accepted document from the store of the review."""
    if stores.review.is_there:
        store = stores.review.store
        found = store.part(ReviewStore).document_at(item.path)
        if found is not None and not stores.reviews.shares_document(item.id, found[0]):
            try:
                store.delete_document(found[0])
            except DocumentNotFoundError:  # somebody else was quicker
                logger.debug("document %d has left the review already", found[0])
        store.forget_restored()
    stores.reviews.set_review_document(item, None)


def _take_in(
    stores: Stores,
    items: Sequence[QueuedItem],
    given: Mapping[bool, Mapping[str, GivenFile]],
    progress: StepProgress | None,
) -> dict[str, str]:
    """Take in the files of documents without what else they hold; return why some were not, by path."""
    from kb.taking_in import take_in

    _move_restored(stores, items)
    reasons: dict[str, str] = {}
    for is_masked, files in given.items():
        if not files:
            continue
        report = take_in(
            stores.public,
            stores.settings,
            stores.index,
            given=list(files.values()),
            leave_out=_left_out(stores, items),
            known=stores.review.store if stores.review.is_there else None,
            mask_personal_data=is_masked,
            catch_up=stores.catch_up,
            progress=progress,
        )
        reasons.update(reasons_of(report))
    _remove_unreviewed(stores, items)
    return reasons


def _file_or_none(stores: Stores, item: QueuedItem) -> tuple[GivenFile, bool] | None:
    """Return the file of a document; None where only what was read from it is kept, as after an erasure.

    Raises:
        ReviewError: Neither is kept.
    """
    try:
        return given_file(stores, item)
    except ReviewError:
        document = stores.review.store.documents_by_id([item.document_id or DocumentId(0)])
        source = next((each.source for each in document.values()), None)
        if source is None or (
            stores.review.store.parsed(source.sha256) is None
            and kept_original(source, stores.review.originals) is None
        ):
            raise
    return None


def _put_as_read(stores: Stores, items: Sequence[QueuedItem]) -> dict[str, str]:
    """Put documents into the public store of which only what was read is kept; return why some were not."""
    from kb.remaking import remaking

    reasons: dict[str, str] = {}
    review, public = stores.review, stores.public
    for item in items:
        file = file_of(stores, item)
        document = review.store.document(item.document_id or DocumentId(0))
        try:
            with remaking(review.store, review.settings, mask_personal_data=file.is_masked) as remaker:
                made = remaker.remake(
                    document,
                    restored=review.store.restored_lines().get(item.sha256, frozenset()),
                    erased=public.erased_words(),
                    decisions=stores.reviews.decisions(item.sha256),
                )
        except FileError as error:
            reasons[item.path] = str(error)
            continue
        original = kept_original(document.source, review.originals)
        if original is not None and made.prepared.parsed is None:
            keep_original(
                stores.settings.originals_path,
                original.read_bytes(),
                sha256=item.sha256,
                name=document.source.name,
            )
        public.part(GivenFactsStore).put({root_of(item): facts_of(stores, file)})
        source = replace(made.prepared.source, path=item.path)
        public.put_document(
            replace(made.prepared, source=source),
            pipeline_version=made.pipeline_version,
            facts_sha256=made.facts_sha256,
        )
    if items:
        stores.index.catch_up(stores.index.backend(), None)
        stores.catch_up()
    return reasons


def _move_restored(stores: Stores, items: Sequence[QueuedItem]) -> None:
    """Have the same lines restored in the public store, and none that a killed process has left there."""
    lines = stores.review.store.restored_lines()
    stores.reviews.put_restored({item.sha256: lines.get(item.sha256, frozenset()) for item in items})


def _left_out(stores: Stores, items: Sequence[QueuedItem]) -> frozenset[str]:
    """Return the SHA-256 of all that lies in the files of documents and that nobody has accepted."""
    accepted = {item.sha256 for item in items}
    others: set[str] = set()
    for file_id in {item.file_id for item in items}:
        for each in stores.reviews.of_file(file_id):
            (accepted if each.public_id is not None else others).add(each.sha256)
    # what could not be read in the review might be read now
    return frozenset((others | seen_in(stores, items)) - accepted)


def _remove_unreviewed(stores: Stores, items: Sequence[QueuedItem]) -> None:
    """Make sure that nothing came into the public store with a document that nobody has accepted."""
    for file_id, of_file in _by_file(items).items():
        known = {(item.path, item.sha256) for item in of_file}
        known |= {
            (each.path, each.sha256) for each in stores.reviews.of_file(file_id) if each.public_id is not None
        }
        for path, document_id in stores.reviews.documents_under(root_of(of_file[0])):
            stored = stores.reviews.document_at(path)
            if stored is None or (path, stored[1]) not in known:
                logger.warning("%s was not accepted and is taken out again", path)
                stores.public.delete_document(document_id)
                stores.index.catch_up(stores.index.backend(), None)
                stores.catch_up()


def _by_file(items: Sequence[QueuedItem]) -> dict[BatchFileId, list[QueuedItem]]:
    found: dict[BatchFileId, list[QueuedItem]] = defaultdict(list)
    for item in items:
        found[item.file_id].append(item)
    return found


def _need_no_copy(stores: Stores, item: QueuedItem) -> None:
    stored = stores.public.file_by_hash(item.sha256)
    if stored is not None and stored.path != item.path:
        raise problems.is_copy(item.title, stored.document_id)


def _not_accepted(item: QueuedItem, error: ReviewError) -> NotAccepted:
    return NotAccepted(
        item_id=item.id, title=item.title, reason=str(error), key=error.key, values=error.values
    )


def finish(stores: Stores, actor: Actor) -> None:
    """Finish what a killed process left, or take it back; the caller holds the home's lock."""
    items = stores.reviews.unfinished()
    finish_items(stores, actor, items)
    for item in items:
        now = stores.reviews.item(item.id)
        if now.public_id is not None and now.document_id is not None:
            leave_review(stores, now)
