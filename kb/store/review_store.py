"""The documents that are reviewed, and what people decide of them and of their tags."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from kb import review_problems as problems
from kb.accounts import Actor
from kb.batches import BatchFile, BatchFileId, Likeness, ReviewItemId, ReviewState
from kb.records import DocumentId, PreparedDocument
from kb.reviews import FileDecisions, QueuedItem, ReviewFilters, ReviewQueue, TagDecision
from kb.store import batches, restored, reviews, tag_decisions, writing
from kb.store.audit import append
from kb.store.batch_likeness import likeness_of

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]
_Change = Callable[[Sequence[TagDecision], int], tuple[TagDecision, ...]]


class ReviewStore:
    """Reads and writes what is reviewed with the connections of a store, and raises its errors.

    All of it lies in the public store; the store of the review holds the documents alone.
    """

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    # Reading

    def queue(self, filters: ReviewFilters) -> ReviewQueue:
        """Return a page of what is to be reviewed."""
        with self._reading() as connection:
            items, total = reviews.queue(connection, filters)
            return ReviewQueue(
                items=tuple(items),
                total=total,
                counts=reviews.counts(connection),
                batches=tuple(reviews.batches(connection, filters)),
            )

    def item(self, item_id: ReviewItemId) -> QueuedItem:
        """Return a document that is reviewed.

        Raises:
            ReviewError: There is none with this id.
        """
        with self._reading() as connection:
            return _item(connection, item_id)

    def item_of(self, public_id: DocumentId) -> QueuedItem | None:
        """Return the item from which a public document came, None if it was not handed in."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT id FROM review_items WHERE public_id = ?", (public_id,)
            ).fetchone()
            return reviews.by_id(connection, ReviewItemId(row["id"])) if row is not None else None

    def of_file(self, file_id: BatchFileId) -> tuple[QueuedItem, ...]:
        """Return all documents that were read from a file, by id."""
        with self._reading() as connection:
            return tuple(reviews.of_file(connection, file_id))

    def unfinished(self) -> tuple[QueuedItem, ...]:
        """Return documents that are on their way from one store into the other, by id."""
        with self._reading() as connection:
            return tuple(reviews.unfinished(connection))

    def likeness(self, item_id: ReviewItemId) -> tuple[Likeness, ...]:
        """Return the documents that one is like, the most alike first."""
        with self._reading() as connection:
            return tuple(likeness_of(connection, [item_id]).get(item_id, ()))

    def decisions(self, sha256: str) -> FileDecisions:
        """Return what was decided of the tags of a file."""
        with self._reading() as connection:
            return FileDecisions(
                key=tag_decisions.passage_key(connection), decisions=tag_decisions.read(connection, sha256)
            )

    def all_decisions(self) -> Mapping[str, FileDecisions]:
        """Return what was decided of the tags of all files that have some, by SHA-256."""
        with self._reading() as connection:
            return tag_decisions.read_all(connection)

    def document_at(self, path: str) -> tuple[DocumentId, str] | None:
        """Return the stored document at a path with its SHA-256, None if there is none."""
        with self._reading() as connection:
            return reviews.document_at(connection, path)

    def documents_under(self, root: str) -> tuple[tuple[str, DocumentId], ...]:
        """Return path and id of the stored documents that a file holds, itself among them."""
        with self._reading() as connection:
            return tuple(reviews.documents_under(connection, root))

    def shares_document(self, item_id: ReviewItemId, document_id: DocumentId) -> bool:
        """Return whether another item that is not accepted stands for a document of the review's store."""
        with self._reading() as connection:
            return reviews.shares_document(connection, item_id, document_id)

    # Tags

    def decide(
        self, actor: Actor, item_id: ReviewItemId, change: _Change, *, seen: int | None, act: str
    ) -> None:
        """Change what is decided of the tags of a waiting document.

        Args:
            actor: Who decides.
            item_id: Of the document.
            change: Returns the decisions that hold from now on, given those that do and the new version.
            seen: The version that the actor saw; None: whatever others have decided.
            act: For the log.

        Raises:
            ChangedMeanwhileError: Somebody else has decided the same since.
            ReviewError: There is no such document, or it waits no more.
        """
        with self._writing() as connection:
            item = _item(connection, item_id)
            _need_state(item, {ReviewState.WAITING})
            known = tag_decisions.read(connection, item.sha256)
            new = change(known, item.version + 1)
            _need_own(actor, known, new, seen)
            tag_decisions.write(connection, item.sha256, new)
            reviews.touch(connection, item_id, actor, _now(), decides=False)
            append(connection, actor, act, _subject(item_id), _told(known, new))

    def redecide(
        self,
        actor: Actor,
        prepared: PreparedDocument,
        decisions: Sequence[TagDecision],
        *,
        pipeline_version: int,
        facts_sha256: str | None,
        act: str,
    ) -> DocumentId:
        """Replace a public document by one made with these decisions, and keep them; all or nothing."""
        with self._writing() as connection:
            sha256 = prepared.source.sha256
            known = tag_decisions.read(connection, sha256)
            tag_decisions.write(connection, sha256, decisions)
            document_id = writing.put(connection, prepared, pipeline_version, facts_sha256)
            row = connection.execute(
                "SELECT id FROM review_items WHERE public_id = ?", (document_id,)
            ).fetchone()
            if row is not None:
                reviews.touch(connection, ReviewItemId(row["id"]), actor, _now(), decides=False)
            append(connection, actor, act, f"document {document_id}", _told(known, decisions))
        return document_id

    def need_own(
        self, actor: Actor, known: Sequence[TagDecision], new: Sequence[TagDecision], seen: int | None
    ) -> None:
        """Make sure that nobody else has decided since ``seen`` what is decided now."""
        _need_own(actor, known, new, seen)

    def put_restored(self, lines: Mapping[str, Iterable[str]]) -> None:
        """Keep the restored lines of files by their SHA-256, for when they are stored."""
        with self._writing() as connection:
            for sha256, hashes in lines.items():
                restored.write(connection, sha256, hashes)

    def note_restored(self, actor: Actor, item_id: ReviewItemId, document_id: DocumentId, title: str) -> None:
        """Note that somebody has put lines of a document back, or taken them out again."""
        with self._writing() as connection:
            reviews.touch(connection, item_id, actor, _now(), decides=False)
            reviews.set_read(connection, item_id, document_id, title)
            append(connection, actor, "review.restore", _subject(item_id), {})

    # Facts

    def need_waiting(self, actor: Actor, item_id: ReviewItemId, seen: int) -> QueuedItem:
        """Return a document that waits and that nobody else has changed since version ``seen``.

        Raises:
            ChangedMeanwhileError: Somebody else has, or has decided about it.
            ReviewError: There is no such document, or it is not handed in.
        """
        with self._reading() as connection:
            return _need_waiting(connection, actor, item_id, seen)

    def put_facts(
        self,
        actor: Actor,
        item_id: ReviewItemId,
        file: BatchFile,
        document_id: DocumentId,
        title: str,
        *,
        seen: int,
    ) -> None:
        """Keep what is stated of the file of a waiting document that was made anew with it.

        Args:
            actor: Who has stated it.
            item_id: Of the document.
            file: With its new facts, and what was masked in it.
            document_id: Where the document lies now in the store of the review.
            title: Of the document now.
            seen: The version that the actor saw; ``need_waiting`` says what is raised.
        """
        with self._writing() as connection:
            _need_waiting(connection, actor, item_id, seen)
            batches.describe_file(connection, file.id, file.facts, is_masked=file.is_masked)
            batches.set_read(connection, file.id, file.state, file.reason, file.masked)
            reviews.touch(connection, item_id, actor, _now(), decides=False)
            reviews.set_read(connection, item_id, document_id, title)
            append(connection, actor, "review.set_facts", _subject(item_id), {"file": file.name})

    # Accepting and declining

    def decline(self, actor: Actor, seen: Mapping[ReviewItemId, int], reason: str) -> None:
        """Decline waiting documents, given the version of each that the actor saw; all or none.

        Raises:
            ChangedMeanwhileError: Somebody else has changed one since.
            ReviewError: There is no such document, or it waits no more.
        """
        with self._writing() as connection:
            for item_id, version in seen.items():
                _need_waiting(connection, actor, item_id, version)
                reviews.set_state(connection, [item_id], ReviewState.DECLINED, reason=reason)
                reviews.touch(connection, item_id, actor, _now(), decides=True)
                append(connection, actor, "review.decline", _subject(item_id), {})

    def wait_again(self, actor: Actor, item_ids: Sequence[ReviewItemId]) -> None:
        """Put declined documents back into the queue; all or none.

        Raises:
            ReviewError: There is no such document, or it is not declined.
        """
        with self._writing() as connection:
            for item_id in item_ids:
                item = _item(connection, item_id)
                _need_state(item, {ReviewState.DECLINED})
                reviews.set_state(connection, [item_id], ReviewState.WAITING)
                reviews.touch(connection, item_id, actor, _now(), decides=False)
                append(connection, actor, "review.undo", _subject(item_id), {"from": "declined"})

    def begin_accepting(self, actor: Actor, seen: Mapping[ReviewItemId, int | None]) -> None:
        """Note that waiting documents are on their way into the public store.

        Args:
            actor: Who accepts them.
            seen: The version of each that the actor saw; None: whatever others have changed.

        Raises:
            ChangedMeanwhileError: Somebody else has changed one since.
            ReviewError: There is no such document, or it waits no more.
        """
        with self._writing() as connection:
            for item_id, version in seen.items():
                item = _item(connection, item_id)
                if version is not None:
                    _need_seen(connection, actor, item, version)
                _need_state(item, {ReviewState.WAITING})
                reviews.set_state(connection, [item_id], ReviewState.ACCEPTING)
                reviews.touch(connection, item_id, actor, _now(), decides=True)

    def end_accepting(self, actor: Actor, item_ids: Sequence[ReviewItemId]) -> dict[ReviewItemId, DocumentId]:
        """Note that documents are accepted as far as they lie in the public store; the others wait again.

        Returns:
            Where those that are accepted lie.
        """
        accepted = {}
        with self._writing() as connection:
            for item_id in item_ids:
                item = _item(connection, item_id)
                if item.state is not ReviewState.ACCEPTING:
                    continue
                stored = reviews.document_at(connection, item.path)
                if stored is None or stored[1] != item.sha256:
                    reviews.set_state(connection, [item_id], ReviewState.WAITING)
                    continue
                accepted[item_id] = stored[0]
                reviews.set_state(connection, [item_id], ReviewState.ACCEPTED)
                reviews.set_documents(connection, item_id, document_id=item.document_id, public_id=stored[0])
                details = {"document": str(stored[0]), "by": item.decided_by or ""}
                append(connection, actor, "review.accept", _subject(item_id), details)
        return accepted

    def set_review_document(self, item: QueuedItem, document_id: DocumentId | None) -> None:
        """Note where a document lies in the store of the review."""
        with self._writing() as connection:
            reviews.set_documents(connection, item.id, document_id=document_id, public_id=item.public_id)

    def take_back(self, actor: Actor, item: QueuedItem, document_id: DocumentId) -> None:
        """Delete the public document of an accepted item, which waits again; one transaction.

        Args:
            actor: Who takes it back.
            item: As it is stored.
            document_id: Where it lies now in the store of the review.
        """
        with self._writing() as connection:
            _need_state(_item(connection, item.id), {ReviewState.ACCEPTED})
            if item.public_id is not None:
                writing.delete(connection, item.public_id)
            reviews.set_state(connection, [item.id], ReviewState.WAITING)
            reviews.set_documents(connection, item.id, document_id=document_id, public_id=None)
            reviews.touch(connection, item.id, actor, _now(), decides=False)
            details = {"from": "accepted", "document": str(item.public_id or "")}
            append(connection, actor, "review.undo", _subject(item.id), details)


def _item(connection: sqlite3.Connection, item_id: ReviewItemId) -> QueuedItem:
    item = reviews.by_id(connection, item_id)
    if item is None:
        raise problems.gone(item_id)
    return item


def _need_waiting(
    connection: sqlite3.Connection, actor: Actor, item_id: ReviewItemId, seen: int
) -> QueuedItem:
    item = _item(connection, item_id)
    _need_seen(connection, actor, item, seen)
    _need_state(item, {ReviewState.WAITING})
    return item


def _need_state(item: QueuedItem, states: set[ReviewState]) -> None:
    if item.state in states:
        return
    if item.state in {ReviewState.READ, ReviewState.LEFT_OUT}:
        raise problems.not_handed_in(item.title)
    name, at = item.decided_name or item.changed_name or "", item.decided_at or item.changed_at or ""
    raise problems.decided_already(item.title, item.state, name, at)


def _need_seen(connection: sqlite3.Connection, actor: Actor, item: QueuedItem, seen: int) -> None:
    """Make sure that nobody else has changed a document since ``seen``."""
    if item.version == seen:
        return
    others = [
        each
        for each in tag_decisions.read(connection, item.sha256)
        if each.version > seen and each.decided_by != actor.login
    ]
    if others:
        last = max(others, key=lambda each: each.version)
        raise problems.changed(item.title, last.decided_name, last.decided_at)
    if item.version > seen and item.changed_by not in {None, actor.login}:
        raise problems.changed(item.title, item.changed_name or "", item.changed_at or "")


def _need_own(
    actor: Actor, known: Sequence[TagDecision], new: Sequence[TagDecision], seen: int | None
) -> None:
    if seen is None:
        return
    kept = {each.key: each for each in new}
    for each in known:
        is_others = each.version > seen and each.decided_by != actor.login
        if is_others and kept.get(each.key) != each:
            raise problems.changed(f"{each.facet} {each.value}", each.decided_name, each.decided_at)


def _told(known: Sequence[TagDecision], new: Sequence[TagDecision]) -> dict[str, str]:
    """Return for the log how many decisions are new, and how many are taken back; never what they say."""
    before, after = set(known), set(new)
    counts = {
        "added": sum(each.is_added for each in after - before),
        "accepted": sum(each.is_accepted and not each.is_added for each in after - before),
        "rejected": sum(not each.is_accepted for each in after - before),
        "taken_back": len({each.key for each in before} - {each.key for each in after}),
    }
    return {name: str(n) for name, n in counts.items() if n}


def _subject(item_id: ReviewItemId) -> str:
    return f"item {item_id}"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
