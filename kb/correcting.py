"""Corrects what is stated of a document that waits: it is read again for the review with the new facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kb import review_problems as problems
from kb.accounts import Actor
from kb.batch_facts import check_facts
from kb.batch_remaking import remake_items
from kb.batches import BatchFile, ReviewItemId
from kb.errors import KbError
from kb.records import DocumentId
from kb.review_home import soon_locked
from kb.review_stores import PART, Stores, facts_of, file_of
from kb.reviews import QueuedItem
from kb.store.given_facts import GivenFactsStore
from kb.store.review_store import ReviewStore


def takes_facts(item: QueuedItem, file: BatchFile) -> bool:
    """Return whether facts can be stated of a document: it is the only one that its file gives."""
    return PART not in item.path and len(file.items) == 1


def set_facts(
    stores: Stores, actor: Actor, item_id: ReviewItemId, facts: Mapping[str, str], *, seen: int
) -> None:
    """State other facts of the file of a waiting document, and make the document anew; all or nothing.

    Args:
        stores: Of the home.
        actor: Who states them.
        item_id: Of the document.
        facts: All that differ from those of the batch, by the keys of ingest.stated.
        seen: The version of the document that the actor saw.

    Raises:
        BatchError: A fact is unknown, too long or cannot be understood, or a contact names a person.
        ChangedMeanwhileError: Somebody else has changed the document since, or it waits no more.
        ReviewError: Its file gives several documents, or it is a copy of another that waits.
        FileError: It cannot be made anew.
        LockedError: Another process is changing this home, or reads what was handed in.
    """
    clean = check_facts(facts, of_batch=False)
    review, reviews = stores.review, stores.reviews
    purpose = f"review facts {item_id}"
    with soon_locked(stores.settings.home, purpose), soon_locked(review.settings.home, purpose):
        item = reviews.need_waiting(actor, item_id, seen)
        file = file_of(stores, item)
        _need_own_document(stores, item, file)
        before, after = facts_of(stores, file), facts_of(stores, replace(file, facts=clean))
        given = review.store.part(GivenFactsStore)
        if clean == file.facts and given.of(item.path) == after:
            return
        try:
            masked = remake_items(review, file, item.path, after)
        except BaseException:
            given.put({item.path: before})
            raise
        try:
            document_id = _document_id(stores, item)
            title = review.store.document(document_id).metadata.title
            changed = replace(file, facts=clean, masked=masked)
            reviews.put_facts(actor, item_id, changed, document_id, title, seen=seen)
        except KbError:  # somebody has declined it meanwhile, or decided about its tags
            remake_items(review, file, item.path, before)
            raise


def _need_own_document(stores: Stores, item: QueuedItem, file: BatchFile) -> None:
    """Make sure that facts stated of a file are those of one document, and of no other file's."""
    if not takes_facts(item, file):
        raise problems.is_part(item.title)
    if item.document_id is None or stores.review.store.document(item.document_id).source.path != item.path:
        raise problems.shares_content(item.title)


def _document_id(stores: Stores, item: QueuedItem) -> DocumentId:
    found = stores.review.store.part(ReviewStore).document_at(item.path)
    if found is None:
        raise problems.deleted(item.title)
    return found[0]
