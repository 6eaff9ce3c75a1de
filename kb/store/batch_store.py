"""The batches of a store: what was handed in, and what was found in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from kb.accounts import Actor
from kb.batches import Batch, BatchFile, BatchFileId, BatchId, FileState, QuarantinedFile, ReviewItemId
from kb.records import DocumentId
from kb.store import batch_likeness, batches
from kb.store.audit import append

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """A document that was read from a file."""

    path: str
    sha256: str
    title: str
    document_id: DocumentId  # in the store of the review


class BatchStore:
    """Reads and writes batches with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    # Reading

    def batch(self, batch_id: BatchId) -> Batch | None:
        """Return a batch."""
        with self._reading() as connection:
            found = batches.find(connection, "b.id = ?", [batch_id])
        return found[0] if found else None

    def batches(self, *, owner: str | None, with_removed: bool = False) -> tuple[Batch, ...]:
        """Return the batches of an owner, None: of everybody; open ones first, the newest first."""
        conditions = ["1" if with_removed else "b.state <> 'withdrawn'"]
        values: list[str | int] = []
        if owner is not None:
            conditions.append("b.owner = ?")
            values.append(owner)
        with self._reading() as connection:
            return tuple(batches.find(connection, " AND ".join(conditions), values))

    def is_any(self) -> bool:
        """Return whether anything was ever handed in."""
        with self._reading() as connection:
            return connection.execute("SELECT 1 FROM batches LIMIT 1").fetchone() is not None

    def file(self, file_id: BatchFileId) -> BatchFile | None:
        """Return a file."""
        with self._reading() as connection:
            found = batches.files(connection, [file_id])
        return found[0] if found else None

    def file_of(self, path: str) -> BatchFile | None:
        """Return the file from which the document at a path was read."""
        with self._reading() as connection:
            row = connection.execute("SELECT file_id FROM review_items WHERE path = ?", (path,)).fetchone()
            found = batches.files(connection, [row["file_id"]]) if row is not None else []
        return found[0] if found else None

    def failed(self) -> tuple[QuarantinedFile, ...]:
        """Return the files that could not be read, the newest first."""
        with self._reading() as connection:
            files = batches.failed(connection)
            of_batch = {
                batch.id: batch
                for batch in batches.find(
                    connection, "b.id IN (SELECT batch_id FROM batch_files WHERE state = 'failed')", []
                )
            }
        return tuple(
            QuarantinedFile(
                file=file,
                batch_id=file.batch_id,
                batch_title=of_batch[file.batch_id].title,
                owner_name=of_batch[file.batch_id].owner_name,
            )
            for file in files
        )

    def to_read(self) -> tuple[BatchId, ...]:
        """Return the open batches that have files to read, or that were read and not compared."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT b.id FROM batches b JOIN batch_files f ON f.batch_id = b.id "
                "LEFT JOIN review_items i ON i.file_id = f.id WHERE b.state = 'open' "
                "AND (f.state IN ('arrived', 'reading') OR (f.state = 'read' AND i.is_compared = 0)) "
                "ORDER BY b.id"
            ).fetchall()
        return tuple(BatchId(row["id"]) for row in rows)

    def gone_stale(self, *, open_before: str, removed_before: str) -> tuple[Batch, ...]:
        """Return the batches to delete: open ones untouched, and removed ones, since before these times."""
        with self._reading() as connection:
            return tuple(
                batches.find(
                    connection,
                    "(b.state = 'open' AND b.changed_at < ?) OR (b.state = 'withdrawn' AND b.changed_at < ?)",
                    [open_before, removed_before],
                )
            )

    def files_known(self) -> Mapping[BatchId, frozenset[BatchFileId]]:
        """Return the ids of all files, by batch."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT b.id AS batch, f.id AS file FROM batches b "
                "LEFT JOIN batch_files f ON f.batch_id = b.id"
            ).fetchall()
        found: dict[BatchId, set[BatchFileId]] = {}
        for row in rows:
            files = found.setdefault(BatchId(row["batch"]), set())
            if row["file"] is not None:
                files.add(BatchFileId(row["file"]))
        return {batch_id: frozenset(files) for batch_id, files in found.items()}

    def last_described_by(self, batch_id: BatchId) -> tuple[str, str]:
        """Return the login of whoever changed last what is stated of a batch or of its files, and when."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT login, at FROM audit WHERE subject = ? AND act LIKE 'batch.describe%' "
                "ORDER BY id DESC LIMIT 1",
                (f"batch {batch_id}",),
            ).fetchone()
        return (row["login"], row["at"]) if row is not None else ("", "")

    # Writing

    @contextmanager
    def changing(
        self, actor: Actor, batch_id: BatchId, now: str, act: str, **details: str
    ) -> Iterator[tuple[sqlite3.Connection, Batch | None]]:
        """Hold a transaction in which a person changes a batch; it has its line in the log.

        None where there is no such batch.
        """
        with self._writing() as connection:
            found = batches.find(connection, "b.id = ?", [batch_id])
            yield connection, (found[0] if found else None)
            if found:
                batches.touch(connection, batch_id, now)
                append(connection, actor, act, f"batch {batch_id}", details)

    def begin(self, actor: Actor, title: str, facts: Mapping[str, str], now: str) -> BatchId:
        """Add an open batch."""
        with self._writing() as connection:
            batch_id = batches.insert(connection, title, (actor.login, actor.name), facts, now)
            append(connection, actor, "batch.begin", f"batch {batch_id}", {})
        return batch_id

    def delete(self, actor: Actor, batch_id: BatchId, act: str) -> None:
        """Delete a batch with its files and items."""
        with self._writing() as connection:
            batches.delete(connection, batch_id)
            append(connection, actor, act, f"batch {batch_id}", {})

    def set_reading(self, file_ids: Sequence[BatchFileId]) -> None:
        """Note that files are being read; those that were left out meanwhile stay so."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE batch_files SET state = 'reading', reason = NULL WHERE id = ? AND state = 'arrived'",
                ((file_id,) for file_id in file_ids),
            )

    def set_arrived(self, file_ids: Sequence[BatchFileId]) -> None:
        """Note that files were not read after all and are still to be read."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE batch_files SET state = 'arrived' WHERE id = ? AND state = 'reading'",
                ((file_id,) for file_id in file_ids),
            )

    def record(
        self,
        file: BatchFile,
        facts: Mapping[str, str],
        items: Sequence[ReadItem],
        *,
        reason: str | None,
        masked: Mapping[str, int],
    ) -> FileState | None:
        """Note what reading a file has come to: items, or the reason why there are none.

        Args:
            file: As it was when reading it began.
            facts: What was stated of it then, with what is stated of its batch.
            items: What was found.
            reason: What could not be read.
            masked: Personal data masked, by kind.

        Returns:
            What became of it: "arrived" if it must be read again, as what is stated of it has changed
            meanwhile; None if it is gone.
        """
        with self._writing() as connection:
            found = batches.files(connection, [file.id])
            if not found:
                return None
            batch = batches.find(connection, "b.id = ?", [file.batch_id])[0]
            now = found[0]
            is_same = ({**batch.facts, **now.facts}, now.is_masked) == (dict(facts), file.is_masked)
            state = FileState.READ if items else FileState.FAILED
            if not is_same and items:
                state = FileState.ARRIVED
            if now.state is FileState.LEFT_OUT:
                state = FileState.LEFT_OUT
            batches.set_read(connection, file.id, state, reason, masked)
            for item in items:
                batches.put_item(
                    connection,
                    file.id,
                    path=item.path,
                    sha256=item.sha256,
                    title=item.title,
                    document_id=item.document_id,
                )
            batches.drop_items(connection, file.id, {item.path for item in items})
            return state

    # The documents read

    def items_of(self, document_id: DocumentId) -> tuple[tuple[ReviewItemId, str], ...]:
        """Return the items that a document of the review's store stands for, with their paths."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT id, path FROM review_items WHERE document_id = ? ORDER BY id", (document_id,)
            ).fetchall()
        return tuple((ReviewItemId(row["id"]), str(row["path"])) for row in rows)

    def lose(self, file: BatchFile, path: str, reason: str) -> None:
        """Note that what was read from a file is there no more at a path, and that the file is not either."""
        with self._writing() as connection:
            batches.drop_items(connection, file.id, {item.path for item in file.items} - {path})
            if not {item.path for item in file.items} - {path}:
                batches.set_file(connection, file.id, FileState.FAILED, reason)

    def set_titles(self, document_id: DocumentId, title: str) -> None:
        """Change the title under which a document of the review is listed."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE review_items SET title = ?, version = version + 1, is_compared = 0 "
                "WHERE document_id = ?",
                (title, document_id),
            )

    def take_over_titles(self) -> None:
        """List accepted documents under the title that they have in the public store now."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE review_items SET title = (SELECT title FROM documents WHERE id = public_id) "
                "WHERE public_id IN (SELECT id FROM documents)"
            )

    def not_compared(self) -> tuple[tuple[ReviewItemId, DocumentId, str], ...]:
        """Return the items that were not compared with all others, with their document and its SHA-256."""
        return self._items("i.is_compared = 0 AND i.document_id IS NOT NULL")

    def present(self) -> tuple[tuple[ReviewItemId, DocumentId, str], ...]:
        """Return all items that have a document in the review's store, with its SHA-256."""
        return self._items("i.document_id IS NOT NULL")

    def _items(self, condition: str) -> tuple[tuple[ReviewItemId, DocumentId, str], ...]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT i.id, i.document_id, i.sha256 FROM review_items i WHERE {condition} ORDER BY i.id"  # noqa: S608
            ).fetchall()
        return tuple((ReviewItemId(r["id"]), DocumentId(r["document_id"]), str(r["sha256"])) for r in rows)

    def put_likeness(
        self,
        items: Sequence[ReviewItemId],
        pairs: Sequence[tuple[ReviewItemId, ReviewItemId | None, DocumentId | None, float]],
    ) -> None:
        """Write what items are like, and that they were compared."""
        with self._writing() as connection:
            batch_likeness.put(connection, items, pairs)
