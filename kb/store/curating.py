"""One change of practices by a curator, in its transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.curation import Change, ChangeId
from kb.practice_json_state import STAMPS, Json, Relation, Snapshot, differences
from kb.practices import Practice, PracticeDraft, PracticeId, PracticeState, RelationKind
from kb.records import ChunkId, DocumentId
from kb.store import merged_practices, practice_documents, practice_history, practice_relations, practices
from kb.store.merged_practices import Merged
from kb.store.practice_history import NewChange


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A practice as it is within a transaction."""

    practice: Practice
    snapshot: Snapshot
    version: int

    @property
    def id(self) -> PracticeId:
        """Its number."""
        return self.practice.id

    @property
    def draft(self) -> PracticeDraft:
        """What is told of it."""
        return self.snapshot.draft


class Curating:
    """One change that is being made, in its transaction."""

    def __init__(self, connection: sqlite3.Connection, change: NewChange) -> None:
        """Take the connection that is in the transaction."""
        self._connection = connection
        self.change = change
        self.changed: list[PracticeId] = []
        self.details: dict[str, str] = {}  # of the audit line; never what is told

    # Reading

    def stored(self, practice_id: PracticeId) -> Stored | None:
        """Return a practice as it is now, None if there is none."""
        return stored_in(self._connection, practice_id)

    def later(self, practice_id: PracticeId, fields: Sequence[str], *, version: int) -> Change | None:
        """Return the last change of one of the fields after a version, None if there is none."""
        return practice_history.later(self._connection, practice_id, fields, version=version)

    def read(self, change_id: ChangeId) -> Change | None:
        """Return an earlier change."""
        return practice_history.read(self._connection, change_id)

    def version_of(self, change_id: ChangeId, practice_id: PracticeId) -> int:
        """Return the version that a practice had after a change."""
        row = self._connection.execute(
            "SELECT max(version) AS version FROM practice_history WHERE change = ? AND practice_id = ?",
            (change_id, practice_id),
        ).fetchone()
        return int(row["version"] or 0)

    def editors(self, practice_id: PracticeId) -> set[str]:
        """Return the logins of those who changed what is told of a practice since it was published."""
        return practice_history.editors(self._connection, practice_id)

    def missing_chunks(self, chunk_ids: Collection[ChunkId]) -> set[ChunkId]:
        """Return the chunks that are gone."""
        select = "SELECT id FROM chunks WHERE id IN"
        found = {row["id"] for row in practices.select_in(self._connection, select, sorted(chunk_ids))}
        return set(chunk_ids) - found

    def merged(self, target: PracticeId) -> list[Merged]:
        """Return the practices that were merged into one, the first merged first."""
        return merged_practices.into(self._connection, target)

    def triples(self, practice_id: PracticeId) -> tuple[Relation, ...]:
        """Return the relations from a practice and to it."""
        rows = self._connection.execute(
            "SELECT * FROM practice_relations WHERE ?1 IN (practice_id, other_id) "
            "ORDER BY practice_id, kind, other_id",
            (practice_id,),
        )
        return tuple(_relation(row) for row in rows)

    def owners(self, keys: Sequence[str]) -> dict[str, tuple[PracticeId, PracticeState]]:
        """Return the practices that have keys now."""
        select = (
            "SELECT k.key, p.id, p.state FROM practice_keys k JOIN practices p ON p.id = k.practice_id "
            "WHERE k.key IN"
        )
        return {
            row["key"]: (PracticeId(row["id"]), PracticeState(row["state"]))
            for row in practices.select_in(self._connection, select, keys)
        }

    # Changing

    def note(self, practice_id: PracticeId, version: int, rows: Iterable[tuple[str, Json, Json]]) -> None:
        """Write lines of the history."""
        practice_history.append(self._connection, self.change, practice_id, version, rows)
        self.changed.append(practice_id)

    def save(self, stored: Stored, after: Snapshot, *, more: Sequence[tuple[str, Json, Json]] = ()) -> bool:
        """Store a practice as it is to be, with what differs in its history; False where nothing does."""
        rows = [*differences(stored.snapshot, after), *more]
        if not rows:
            return False
        connection, practice_id, before = self._connection, stored.id, stored.snapshot
        practices.update(connection, practice_id, after.draft, before.draft)
        known, wanted = set(before.relations), set(after.relations)
        if known != wanted:
            pairs = [(kind, other) for _, kind, other in self._there(after.relations)]
            practice_relations.put(connection, practice_id, pairs)
            practices.touch(connection, practice_id)
        if dict(before.stamps) != dict(after.stamps):
            _write_stamps(connection, practice_id, after.stamps)
        if (before.draft, known) != (after.draft, wanted):
            connection.execute(
                "UPDATE practice_loads SET loaded_hash = '' WHERE practice_id = ?", (practice_id,)
            )
        version = stored.version + 1
        connection.execute("UPDATE practices SET version = ? WHERE id = ?", (version, practice_id))
        is_new = any(before.stamps.get(each) != after.stamps.get(each) for each in ("published", "verified"))
        practice_documents.note(connection, practice_id, anew=is_new)
        self.note(practice_id, version, rows)
        return True

    def insert(self, draft: PracticeDraft, practice_id: PracticeId | None = None) -> PracticeId:
        """Add a practice, with the number that it had before where it is put back; its keys must be free."""
        return practices.insert(self._connection, draft, practice_id)

    def restore(self, practice_id: PracticeId, snapshot: Snapshot, columns: Mapping[str, Json]) -> None:
        """Put a practice back that was gone, as it was, but for relations to what is gone."""
        practices.insert(self._connection, snapshot.draft, practice_id)
        _write_stamps(self._connection, practice_id, snapshot.stamps)
        self._connection.execute(
            "UPDATE practices SET version = ? WHERE id = ?", (columns["version"], practice_id)
        )
        loaded = columns.get("loaded")
        if loaded:
            self._connection.execute(
                "INSERT OR IGNORE INTO practice_loads (key, practice_id, file, entry_hash, loaded_hash) "
                "VALUES (:key, :practice_id, :file, :entry_hash, :loaded_hash)",
                loaded,
            )
        for document_id, sha256 in columns.get("documents", ()):
            self._connection.execute(
                "INSERT OR REPLACE INTO practice_documents VALUES (?, ?, ?)",
                (practice_id, document_id, sha256),
            )

    def columns(self, practice_id: PracticeId) -> dict[str, Json]:
        """Return what ``restore`` needs to know of a practice besides its snapshot."""
        version = self._connection.execute(
            "SELECT version FROM practices WHERE id = ?", (practice_id,)
        ).fetchone()["version"]
        loaded = self._connection.execute(
            "SELECT * FROM practice_loads WHERE practice_id = ?", (practice_id,)
        ).fetchone()
        documents = self._connection.execute(
            "SELECT document_id, sha256 FROM practice_documents WHERE practice_id = ?", (practice_id,)
        )
        return {
            "version": version,
            "loaded": dict(loaded) if loaded is not None else None,
            "documents": [list(row) for row in documents],
        }

    def set_version(self, practice_id: PracticeId, version: int) -> None:
        """Set the version of a practice that is the rules' again."""
        self._connection.execute("UPDATE practices SET version = ? WHERE id = ?", (version, practice_id))

    def remove(self, practice_id: PracticeId) -> None:
        """Remove a practice with its keys and relations."""
        self._connection.execute("DELETE FROM practices WHERE id = ?", (practice_id,))

    def set_keys(self, practice_id: PracticeId, keys: Sequence[str]) -> None:
        """Give a practice these keys alone; nobody else may have them."""
        self._connection.execute("DELETE FROM practice_keys WHERE practice_id = ?", (practice_id,))
        self._connection.executemany(
            "INSERT INTO practice_keys (key, practice_id) VALUES (?, ?)", ((key, practice_id) for key in keys)
        )

    def relate(self, relations: Iterable[Relation]) -> None:
        """Add relations whose two practices are there."""
        self._connection.executemany(
            "INSERT OR IGNORE INTO practice_relations (practice_id, kind, other_id) VALUES (?, ?, ?)",
            self._there(relations),
        )

    def unrelate(self, relations: Iterable[Relation]) -> None:
        """Remove relations."""
        self._connection.executemany(
            "DELETE FROM practice_relations WHERE practice_id = ? AND kind = ? AND other_id = ?",
            [(one, kind.value, other) for one, kind, other in relations],
        )

    def keep_merged(self, merged: Merged) -> None:
        """Keep a practice that is now part of another."""
        merged_practices.put(self._connection, merged, self.change.actor.login, self.change.at)

    def forget_merged(self, practice_id: PracticeId) -> None:
        """Forget what was kept of a practice that is its own again."""
        merged_practices.remove(self._connection, practice_id)

    def set_stale(self, document_ids: Iterable[DocumentId]) -> None:
        """Have the candidates of documents made anew."""
        self._connection.executemany(
            "INSERT OR REPLACE INTO stale_documents (document_id) VALUES (?)",
            ((each,) for each in document_ids),
        )

    def set_undone(self, undone: ChangeId) -> None:
        """Note that this change undoes another."""
        practice_history.set_undone(self._connection, undone, self.change.id)

    def _there(self, relations: Iterable[Relation]) -> list[tuple[PracticeId, RelationKind, PracticeId]]:
        found = list(relations)
        ids = sorted({each for one, _, other in found for each in (one, other)})
        select = "SELECT id FROM practices WHERE id IN"
        there = {row["id"] for row in practices.select_in(self._connection, select, ids)}
        return [each for each in found if {each[0], each[2]} <= there and each[0] != each[2]]


def stored_in(connection: sqlite3.Connection, practice_id: PracticeId) -> Stored | None:
    """Return a practice as it is now, None if there is none."""
    found = practices.by_id(connection, [practice_id])
    if not found:
        return None
    row = connection.execute("SELECT * FROM practices WHERE id = ?", (practice_id,)).fetchone()
    relations = connection.execute(
        "SELECT * FROM practice_relations WHERE practice_id = ? ORDER BY kind, other_id", (practice_id,)
    )
    stamps = {
        name: {"by": row[f"{name}_by"], "at": row[f"{name}_at"]} for name in STAMPS if row[f"{name}_at"]
    }
    if "verified" in stamps:
        stamps["verified"]["still_running"] = row["still_running"]
    snapshot = Snapshot(draft=found[0].draft, relations=tuple(map(_relation, relations)), stamps=stamps)
    return Stored(practice=found[0], snapshot=snapshot, version=row["version"])


def _relation(row: sqlite3.Row) -> Relation:
    return PracticeId(row["practice_id"]), RelationKind(row["kind"]), PracticeId(row["other_id"])


def _write_stamps(
    connection: sqlite3.Connection, practice_id: PracticeId, stamps: Mapping[str, Mapping[str, str]]
) -> None:
    values = [stamps.get(name, {}).get(each) for name in STAMPS for each in ("by", "at")]
    connection.execute(
        "UPDATE practices SET reviewed_by = ?, reviewed_at = ?, published_by = ?, published_at = ?, "
        "verified_by = ?, verified_at = ?, still_running = ? WHERE id = ?",
        (*values, stamps.get("verified", {}).get("still_running"), practice_id),
    )
