"""The practices of a store: what has been tried where, found by rules or written by curators."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager

from kb.practices import Practice, PracticeCounts, PracticeDraft, PracticeFilters, PracticeId
from kb.records import ChunkId, DocumentId
from kb.store import merged_practices, practice_lists, practice_loads, practices
from kb.store.practice_loads import LoadChanges, LoadedPractice

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


def _as_it_is(practice: Practice) -> PracticeDraft:
    return practice.draft


class PracticeStore:
    """Reads and writes practices with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    # Candidates

    def build(self) -> tuple[int, int]:
        """Return the change of the documents that candidates were made from, and the version of the rules."""
        with self._reading() as connection:
            return practices.build(connection)

    def put_candidates(
        self,
        drafts: Iterable[PracticeDraft],
        *,
        instead_of: Collection[str] | None,
        last_change: int,
        rules_version: int,
        anchor: Callable[[Practice], PracticeDraft] = _as_it_is,
        changed: Sequence[DocumentId] | None = (),
        stale: Collection[int] = (),
    ) -> None:
        """Put candidates in place of those with the keys ``instead_of``, None: of all; one transaction.

        One whose key is known keeps its id. What belongs to a curator is never changed, but for where its
        quotes stand: ``anchor`` is asked for each that quotes a document of ``changed``, None: any. ``stale``
        are the notes of documents that this makes anew.
        """
        # most is found out before the transaction: meanwhile others may go on writing
        ready = {practice.id: (practice.draft, anchor(practice)) for practice in self.curated_in(changed)}
        with self._writing() as connection:
            practices.put_candidates(connection, drafts, instead_of=instead_of)
            for practice in practices.by_id(connection, practices.curated_in(connection, changed)):
                known, draft = ready.get(practice.id, (None, practice.draft))
                # whatever a curator has saved since is looked up anew
                moved = draft if known == practice.draft else anchor(practice)
                practices.update(connection, practice.id, moved, practice.draft)
            practice_loads.take_over(connection)
            practices.set_build(connection, last_change, rules_version)
            practices.clear_stale(connection, stale)

    def stale_documents(self) -> dict[int, DocumentId]:
        """Return the documents whose candidates are to be made anew although nothing changed, by note."""
        with self._reading() as connection:
            return practices.stale_documents(connection)

    def verified(self, practice_id: PracticeId) -> tuple[str, str] | None:
        """Return when somebody made sure of a practice last, and what they found; None if nobody has."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT verified_at, still_running FROM practices WHERE id = ? AND verified_at IS NOT NULL",
                (practice_id,),
            ).fetchone()
            return (row["verified_at"], row["still_running"] or "") if row is not None else None

    def merged_into(self, practice_id: PracticeId) -> PracticeId | None:
        """Return the practice that another is now part of, None where it is none's."""
        with self._reading() as connection:
            return merged_practices.target_of(connection, practice_id)

    def keys_in(self, document_ids: Sequence[DocumentId]) -> set[str]:
        """Return the keys of the candidates that quote one of the documents, which may be gone."""
        with self._reading() as connection:
            return practices.keys_in(connection, document_ids)

    def curated_in(self, document_ids: Sequence[DocumentId] | None) -> tuple[Practice, ...]:
        """Return the practices of curators that quote one of the documents, None: any; by id."""
        with self._reading() as connection:
            return tuple(practices.by_id(connection, practices.curated_in(connection, document_ids)))

    def documents_of(self, keys: Collection[str]) -> set[DocumentId]:
        """Return the documents that practices with these keys quote; some may be gone."""
        with self._reading() as connection:
            return practices.documents_of(connection, keys)

    # Practices that are loaded from a file

    def loaded(self) -> dict[str, LoadedPractice]:
        """Return all practices that were loaded from a file, by key."""
        with self._reading() as connection:
            return practice_loads.read(connection)

    def known_keys(self, keys: Sequence[str]) -> set[str]:
        """Return the keys among ``keys`` that a practice has."""
        with self._reading() as connection:
            return practice_loads.owners(connection, keys)

    def put_loaded(self, changes: LoadChanges) -> None:
        """Store what loading a file changes; all or nothing."""
        with self._writing() as connection:
            practice_loads.write(connection, changes)

    # All practices

    def insert(self, draft: PracticeDraft) -> PracticeId:
        """Add a practice."""
        with self._writing() as connection:
            return practices.insert(connection, draft)

    def by_id(self, ids: Sequence[PracticeId]) -> tuple[Practice, ...]:
        """Return the practices that exist among ``ids``, in that order."""
        with self._reading() as connection:
            return tuple(practices.by_id(connection, ids))

    def with_chunks(
        self, chunk_ids: Sequence[ChunkId], *, states: Collection[str]
    ) -> dict[ChunkId, tuple[PracticeId, ...]]:
        """Return the practices in these states that have each chunk among their passages; curated first."""
        with self._reading() as connection:
            return practice_lists.with_chunks(connection, chunk_ids, states)

    def not_in(self, ids: Sequence[PracticeId], states: Collection[str]) -> set[PracticeId]:
        """Return the practices among ``ids`` that are in another state than these."""
        with self._reading() as connection:
            return practice_lists.not_in(connection, ids, states)

    def changed_at(self) -> str:
        """Return what changes whenever a practice is stored, changed or removed."""
        with self._reading() as connection:
            return practice_lists.changed_at(connection)

    def list(self, filters: PracticeFilters, *, limit: int, offset: int) -> tuple[Practice, ...]:
        """Return practices: those of curators first, then the most told; dialogues and mentions last."""
        with self._reading() as connection:
            found = practice_lists.ids(connection, filters, limit, offset)
            return tuple(practices.by_id(connection, found))

    def counts(self, filters: PracticeFilters) -> PracticeCounts:
        """Count the practices that filters let through."""
        with self._reading() as connection:
            return practice_lists.counts(connection, filters)
