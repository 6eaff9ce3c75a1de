"""The desk where documents that were handed in are looked at, tagged, accepted and declined."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb import accepting, correcting, taking_back
from kb import review_problems as problems
from kb.accounts import OPERATOR, Actor
from kb.batches import ReviewItemId, ReviewState
from kb.errors import KbError, LockedError, ReviewError
from kb.originals import draw_page, kept_original
from kb.permissions import guarded
from kb.records import ChunkId, Document, DocumentId, DroppedText, Facet
from kb.redeciding import redecide
from kb.review_home import ReviewHome, soon_locked
from kb.review_stores import Stores, batch_facts, file_of
from kb.review_traits import traits_of
from kb.review_views import review_item
from kb.reviews import (
    MAX_REASON,
    AcceptReport,
    DocumentTraits,
    QueuedItem,
    ReviewFilters,
    ReviewItem,
    ReviewQueue,
    TagChoice,
)
from kb.store.review_store import ReviewStore
from kb.tag_choices import NewTag, Subject, added, chosen, subject_of
from kb.text import to_nfc, without_invisible

if TYPE_CHECKING:
    from kb.index_keeper import IndexKeeper, StepProgress
    from kb.practice_desk import PracticeDesk
    from kb.restoring import Restored
    from kb.store import Store

logger = logging.getLogger(__name__)

_ALL = ReviewFilters()


@guarded
class ReviewDesk:
    """What is to be reviewed in one home. Safe to share by threads."""

    def __init__(
        self,
        store: Store,
        review: ReviewHome,
        index: IndexKeeper,
        practices: PracticeDesk,
        actor: Actor = OPERATOR,
    ) -> None:
        """Take the public store and what is made of it, and the home of the review."""
        self.actor = actor
        self._store = store
        self._review = review
        self._index = index
        self._practices = practices

    # Looking

    def queue(self, filters: ReviewFilters = _ALL) -> ReviewQueue:
        """Return a page of what was handed in, and what there is in all."""
        return self._reviews.queue(filters)

    def traits(self, items: Sequence[QueuedItem]) -> Mapping[ReviewItemId, DocumentTraits]:
        """Return what lists tell of documents; one that was deleted since is left out."""
        return traits_of(self._store, self._review, items)

    def item(self, item_id: ReviewItemId) -> ReviewItem:
        """Return one document with all that is suggested of it.

        Raises:
            ReviewError: There is none with this id, or it was deleted after it was accepted.
        """
        item = self._reviews.item(item_id)
        shown = self._shown(self._document(item), self._store_of(item), item)
        file = file_of(self._stores, item)
        of_batch = batch_facts(self._stores, file)
        return replace(
            shown,
            queued=item,
            facts={**of_batch, **file.facts},
            facts_of_batch=of_batch,
            facts_of_file=file.facts,
            takes_facts=correcting.takes_facts(item, file),
            is_masked=file.is_masked,
            masked=file.masked,
            likeness=self._reviews.likeness(item_id),
            others=tuple(each for each in self._reviews.of_file(item.file_id) if each.id != item_id),
        )

    def public_item(self, document_id: DocumentId) -> ReviewItem:
        """Return a public document in the same way, so that its tags can be decided about.

        Raises:
            DocumentNotFoundError: There is none with this id.
        """
        document = self._store.document(document_id)
        item = self._reviews.item_of(document_id)
        return self.item(item.id) if item is not None else self._shown(document, self._store, None)

    def original(self, item_id: ReviewItemId) -> Path | None:
        """Return the kept copy of the file that a document was made from, if it is there."""
        item = self._reviews.item(item_id)
        return kept_original(self._document(item).source, self._originals(item))

    def page_image(self, item_id: ReviewItemId, number: int) -> bytes | None:
        """Return a page as PNG; None where the document is no PDF or its original is gone.

        Raises:
            DamagedFileError: The page cannot be drawn.
        """
        item = self._reviews.item(item_id)
        return draw_page(self._document(item).source, self._originals(item), number)

    # Tags

    def decide_tag(
        self,
        item_id: ReviewItemId,
        facet: Facet,
        value: str,
        *,
        passage: ChunkId | None = None,
        accept: bool,
        seen: int | None = None,
    ) -> None:
        """Accept or reject a tag, of the whole document or in one passage.

        Raises:
            ChangedMeanwhileError: Somebody else has decided the same since version ``seen``.
            ReviewError: There is no such document, tag or passage.
        """
        choice = TagChoice(facet=facet, value=value, passage=passage, accept=accept)
        self.decide_tags(item_id, [choice], seen=seen)

    def decide_tags(
        self, item_id: ReviewItemId, decisions: Sequence[TagChoice], *, seen: int | None = None
    ) -> None:
        """Decide about several tags at once; ``decide_tag`` says what is raised.

        In a document that is accepted already it takes effect at once, as with ``redecide``.
        """
        item = self._reviews.item(item_id)
        if item.state is ReviewState.ACCEPTED and item.public_id is not None:
            self.redecide(item.public_id, decisions, seen=seen)
            return
        subject = self._subject(item)
        self._reviews.decide(
            self.actor,
            item_id,
            lambda known, version: chosen(subject, decisions, known, version),
            seen=seen,
            act="review.decide",
        )

    def undo_decision(
        self,
        item_id: ReviewItemId,
        facet: Facet,
        value: str,
        *,
        passage: ChunkId | None = None,
        seen: int | None = None,
    ) -> None:
        """Take back what was decided of a tag; one that a person has added goes."""
        choice = TagChoice(facet=facet, value=value, passage=passage, accept=None)
        self.decide_tags(item_id, [choice], seen=seen)

    def add_tag(
        self, item_id: ReviewItemId, facet: Facet, value: str, *, chunk_id: ChunkId, words: str
    ) -> None:
        """Add a tag of the whole document that rules have not found, with the words that it rests on.

        Raises:
            ReviewError: The facet has no such value, or the words do not stand in the passage.
        """
        tag = NewTag(facet=facet, value=value, chunk_id=chunk_id, words=words)
        item = self._reviews.item(item_id)
        if item.state is ReviewState.ACCEPTED and item.public_id is not None:
            self.add_public_tag(item.public_id, facet, value, chunk_id=chunk_id, words=words)
            return
        subject = self._subject(item)
        self._reviews.decide(
            self.actor,
            item_id,
            lambda known, version: added(subject, tag, known, version),
            seen=None,
            act="review.add_tag",
        )

    def redecide(
        self, document_id: DocumentId, decisions: Sequence[TagChoice], *, seen: int | None = None
    ) -> None:
        """Decide about tags of a public document, which is made anew; also of one that nobody handed in.

        Raises:
            ChangedMeanwhileError: Somebody else has decided the same since version ``seen``.
            ReviewError: There is no such tag or passage.
            DocumentNotFoundError: There is no such document.
            FileError: The document cannot be made anew; nothing was changed.
            LockedError: Another process is changing this home.
        """
        redecide(
            self._stores,
            self.actor,
            document_id,
            lambda subject, known, version: chosen(subject, decisions, known, version),
            seen=seen,
            act="document.decide",
        )

    def add_public_tag(
        self, document_id: DocumentId, facet: Facet, value: str, *, chunk_id: ChunkId, words: str
    ) -> None:
        """Add a tag to a public document, which is made anew; see ``add_tag`` and ``redecide``."""
        tag = NewTag(facet=facet, value=value, chunk_id=chunk_id, words=words)
        redecide(
            self._stores,
            self.actor,
            document_id,
            lambda subject, known, version: added(subject, tag, known, version),
            seen=None,
            act="document.add_tag",
        )

    # Lines that cleaning left out

    def restore(self, item_id: ReviewItemId, pieces: Sequence[DroppedText] | None) -> Restored:
        """Put pieces among ``dropped`` back into a waiting document; None drops again what was put back.

        Raises:
            InputError: None of the pieces can be restored, or nothing was.
            FileError: The document cannot be made anew; nothing was changed.
            LockedError: The review's store is being changed.
        """
        from kb.restoring import drop_again, restore

        item = self._waiting(item_id)
        file = file_of(self._stores, item)
        settings = self._review.settings_for(is_masked=file.is_masked)
        document_id = self._document(item).id
        with soon_locked(settings.home, f"review restore {item_id}"):
            if pieces is None:
                done = drop_again(self._review.store, settings, document_id)
            else:
                done = restore(self._review.store, settings, document_id, pieces)
            title = self._review.store.document(document_id).metadata.title
            self._reviews.note_restored(self.actor, item_id, document_id, title)
        return done

    # What is stated of it

    def set_facts(self, item_id: ReviewItemId, facts: Mapping[str, str], *, seen: int) -> None:
        """Correct what is stated of a waiting document, which is read again with it; see ``kb.correcting``.

        The facts hold for its file over those of the batch, also once it is accepted and when that is undone.
        Setting the former ones undoes it.

        Raises:
            BatchError: A fact is unknown, too long or cannot be understood, or a contact names a person.
            ChangedMeanwhileError: Somebody else has changed it since version ``seen``, or it waits no more.
            ReviewError: It is part of a mail or an archive, or a copy of another document that waits.
            FileError: The document cannot be made anew; nothing was changed.
            LockedError: Another process is changing this home or reads what was handed in.
        """
        correcting.set_facts(self._stores, self.actor, item_id, facts, seen=seen)

    # Accepting and declining

    def accept(
        self, item_id: ReviewItemId, *, seen: int | None, progress: StepProgress | None = None
    ) -> DocumentId:
        """Take a waiting document into the public store; return its id there.

        Raises:
            ChangedMeanwhileError: Somebody else has changed it since version ``seen``.
            ReviewError: It cannot be taken in; the message says why.
            LockedError: Another process is changing this home; the document waits on.
            SearchIndexError: The index cannot be used; nothing was taken in.
        """
        with soon_locked(self._home, f"review accept {item_id}"):
            report = accepting.accept(self._stores, self.actor, {item_id: seen}, progress)
        for failure in report.failed:
            raise ReviewError(failure.reason, key=failure.key, **failure.values)
        return report.accepted[item_id]

    def accept_many(
        self,
        item_ids: Sequence[ReviewItemId],
        *,
        seen: Mapping[ReviewItemId, int] | None = None,
        progress: StepProgress | None = None,
    ) -> AcceptReport:
        """Take several waiting documents into the public store at once; the report says which were not.

        Args:
            item_ids: Of the documents.
            seen: The version of each that the actor saw; None: whatever others have changed.
            progress: As in ``kb.taking_in``.

        Raises:
            ChangedMeanwhileError: One waits no more, or was changed since it was seen; nothing was done.
            LockedError: Another process is changing this home; the documents wait on.
            SearchIndexError: The index cannot be used; nothing was taken in.
        """
        wanted = {item_id: None if seen is None else seen[item_id] for item_id in item_ids}
        with soon_locked(self._home, f"review accept {len(item_ids)} documents"):
            return accepting.accept(self._stores, self.actor, wanted, progress)

    def decline(self, item_id: ReviewItemId, reason: str, *, seen: int) -> None:
        """Decline a waiting document; it stays where it is until its batch is removed.

        Raises:
            ChangedMeanwhileError: Somebody else has changed it since version ``seen``.
            ReviewError: No reason is given, or it is too long.
        """
        self.decline_many({item_id: seen}, reason)

    def decline_many(self, seen: Mapping[ReviewItemId, int], reason: str) -> None:
        """Decline documents, given the version of each that was seen; all or none; see ``decline``."""
        told = " ".join(without_invisible(to_nfc(reason)).split())
        if not told:
            raise problems.no_reason()
        if len(told) > MAX_REASON:
            raise problems.long_reason(len(told), MAX_REASON)
        self._reviews.decline(self.actor, seen, told)

    def undo(self, item_id: ReviewItemId) -> None:
        """Put a declined document back into the queue, or take an accepted one out of the public store.

        Raises:
            ReviewError: It cannot be taken out; the message says why and what to do.
            FileError: It cannot be read again; nothing was changed.
            LockedError: Another process is changing this home.
        """
        self.undo_many([item_id])

    def undo_many(self, item_ids: Sequence[ReviewItemId]) -> None:
        """Undo what was decided of several documents; ``undo`` says what is raised.

        A practice that quotes one, or erased words, stop all; what was taken back before another error stays.
        """
        accepted = [each for each in item_ids if self._reviews.item(each).state is ReviewState.ACCEPTED]
        if accepted:
            purpose = f"review undo {len(accepted)} documents"
            with soon_locked(self._home, purpose), soon_locked(self._review.settings.home, purpose):
                taking_back.take_back(self._stores, self.actor, accepted)
        declined = [each for each in item_ids if each not in accepted]
        if declined:
            self._reviews.wait_again(self.actor, declined)

    def finish(self) -> None:
        """Finish what a process that was ended has begun, or take it back; a warning says if that fails."""
        if not self._reviews.unfinished():
            return
        try:
            with soon_locked(self._home, "review finish", wait_s=0):
                accepting.finish(self._stores, self.actor)
        except LockedError:
            logger.info("another process is changing the home; what was being accepted is finished later")
        except KbError as error:
            logger.warning("documents that were being accepted are not finished yet: %s", error)

    # What these share

    @property
    def _home(self) -> Path:
        return self._index.settings.home

    @property
    def _reviews(self) -> ReviewStore:
        return self._store.part(ReviewStore)

    @property
    def _stores(self) -> Stores:
        return Stores(
            settings=self._index.settings,
            public=self._store,
            review=self._review,
            index=self._index,
            catch_up=self._practices.catch_up,
        )

    def _store_of(self, item: QueuedItem) -> Store:
        return self._store if item.public_id is not None else self._review.store

    def _originals(self, item: QueuedItem) -> Path:
        return (self._index if item.public_id is not None else self._review).settings.originals_path

    def _document(self, item: QueuedItem) -> Document:
        document_id = item.public_id if item.public_id is not None else item.document_id
        found = self._store_of(item).documents_by_id([document_id]) if document_id is not None else {}
        if document_id is None or document_id not in found:
            raise problems.deleted(item.title)
        return found[document_id]

    def _waiting(self, item_id: ReviewItemId) -> QueuedItem:
        item = self._reviews.item(item_id)
        if item.state is not ReviewState.WAITING:
            raise problems.not_waiting(item.title)
        return item

    def _shown(self, document: Document, store: Store, item: QueuedItem | None) -> ReviewItem:
        decisions = self._reviews.decisions(document.source.sha256)
        originals = self._originals(item) if item is not None else self._index.settings.originals_path
        return review_item(document, store, decisions, item, originals)

    def _subject(self, item: QueuedItem) -> Subject:
        decisions = self._reviews.decisions(item.sha256)
        return subject_of(self.actor, self._document(item), self._store_of(item), decisions)
