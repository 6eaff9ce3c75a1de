"""Reads and writes documents that are reviewed; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from kb.accounts import Actor
from kb.batches import BatchFileId, BatchId, ReviewItemId, ReviewState
from kb.records import DocumentId
from kb.reviews import QueuedBatch, QueuedItem, ReviewFilters, ReviewSort

_SELECT = (
    "SELECT i.*, f.name AS file_name, f.batch_id, b.title AS batch_title, b.owner, b.owner_name, "
    "b.handed_in_at, (SELECT max(share) FROM review_likeness l "
    "WHERE l.item_id = i.id OR l.other_item_id = i.id) AS likeness "
    "FROM review_items i JOIN batch_files f ON f.id = i.file_id JOIN batches b ON b.id = f.batch_id "
)
_ORDER = {
    ReviewSort.OLDEST: "coalesce(b.handed_in_at, b.created_at), i.id",
    ReviewSort.NEWEST: "coalesce(b.handed_in_at, b.created_at) DESC, i.id DESC",
    ReviewSort.TITLE: "i.title COLLATE NOCASE, i.id",
}


def _item(row: sqlite3.Row) -> QueuedItem:
    return QueuedItem(
        id=ReviewItemId(row["id"]),
        title=row["title"],
        path=row["path"],
        sha256=row["sha256"],
        state=ReviewState(row["state"]),
        file_id=BatchFileId(row["file_id"]),
        file_name=row["file_name"],
        batch_id=BatchId(row["batch_id"]),
        batch_title=row["batch_title"],
        owner=row["owner"],
        owner_name=row["owner_name"],
        handed_in_at=row["handed_in_at"],
        reason=row["reason"],
        decided_by=row["decided_by"],
        decided_name=row["decided_name"],
        decided_at=row["decided_at"],
        document_id=DocumentId(row["document_id"]) if row["document_id"] is not None else None,
        public_id=DocumentId(row["public_id"]) if row["public_id"] is not None else None,
        version=row["version"],
        changed_by=row["changed_by"],
        changed_name=row["changed_name"],
        changed_at=row["changed_at"],
        likeness=row["likeness"],
    )


def by_id(connection: sqlite3.Connection, item_id: ReviewItemId) -> QueuedItem | None:
    """Return a document that is reviewed, None if there is none."""
    row = connection.execute(_SELECT + "WHERE i.id = ?", (item_id,)).fetchone()
    return _item(row) if row is not None else None


def of_file(connection: sqlite3.Connection, file_id: BatchFileId) -> list[QueuedItem]:
    """Return all documents that were read from a file, by id."""
    return [
        _item(row) for row in connection.execute(_SELECT + "WHERE i.file_id = ? ORDER BY i.id", (file_id,))
    ]


def unfinished(connection: sqlite3.Connection) -> list[QueuedItem]:
    """Return documents that are on their way from one store into the other, by id."""
    rows = connection.execute(
        _SELECT + "WHERE i.state = 'accepting' OR (i.state = 'accepted' AND i.document_id IS NOT NULL) "
        "ORDER BY i.id"
    )
    return list(map(_item, rows))


def queue(connection: sqlite3.Connection, filters: ReviewFilters) -> tuple[list[QueuedItem], int]:
    """Return a page of what filters let through, and how many that are in all."""
    _know_case(connection)
    where, values = _where(filters, of_batch=True)
    total = connection.execute(f"SELECT count(*) FROM ({_SELECT + where})", values).fetchone()[0]  # noqa: S608
    rows = connection.execute(
        _SELECT + where + f" ORDER BY {_ORDER[filters.sort]} LIMIT ? OFFSET ?",
        (*values, filters.limit, filters.offset),
    )
    return list(map(_item, rows)), int(total)


def batches(connection: sqlite3.Connection, filters: ReviewFilters) -> list[QueuedBatch]:
    """Return the batches of what filters let through but for the batch that they name."""
    _know_case(connection)
    where, values = _where(filters, of_batch=False)
    rows = connection.execute(
        "SELECT batch_id, batch_title, owner_name, count(*) AS n_items "  # noqa: S608
        f"FROM ({_SELECT + where}) GROUP BY batch_id ORDER BY batch_title COLLATE NOCASE, batch_id",
        values,
    )
    return [
        QueuedBatch(
            id=BatchId(row["batch_id"]),
            title=row["batch_title"],
            owner_name=row["owner_name"],
            n_items=row["n_items"],
        )
        for row in rows
    ]


def counts(connection: sqlite3.Connection) -> dict[ReviewState, int]:
    """Return how many documents there are in each state; without those of withdrawn batches."""
    rows = connection.execute(
        "SELECT i.state, count(*) FROM review_items i JOIN batch_files f ON f.id = i.file_id "
        "JOIN batches b ON b.id = f.batch_id WHERE b.state <> 'withdrawn' GROUP BY i.state"
    )
    found = {ReviewState(row[0]): int(row[1]) for row in rows}
    return {state: found.get(state, 0) for state in ReviewState}


def _where(filters: ReviewFilters, *, of_batch: bool) -> tuple[str, list[str | int]]:
    states = sorted(filters.states)
    where = f"WHERE b.state <> 'withdrawn' AND i.state IN ({', '.join('?' * len(states))})"
    values: list[str | int] = [*states]
    if of_batch and filters.batch_id is not None:
        where += " AND b.id = ?"
        values.append(filters.batch_id)
    if filters.text.strip():
        where += " AND instr(folded(i.title || char(10) || f.name || char(10) || b.title), ?) > 0"
        values.append(filters.text.strip().casefold())
    return where, values


def _know_case(connection: sqlite3.Connection) -> None:
    # lower() of SQLite knows no Å
    connection.create_function("folded", 1, str.casefold, deterministic=True)


def document_at(connection: sqlite3.Connection, path: str) -> tuple[DocumentId, str] | None:
    """Return the stored document at a path with its SHA-256, None if there is none."""
    row = connection.execute("SELECT id, sha256 FROM documents WHERE path = ?", (path,)).fetchone()
    return (DocumentId(row["id"]), row["sha256"]) if row is not None else None


def documents_under(connection: sqlite3.Connection, root: str) -> list[tuple[str, DocumentId]]:
    """Return path and id of the stored documents that a file holds, itself among them."""
    rows = connection.execute(
        "SELECT path, id FROM documents WHERE path = ?1 OR substr(path, 1, length(?1) + 2) = ?1 || '!/' "
        "ORDER BY id",
        (root,),
    )
    return [(row["path"], DocumentId(row["id"])) for row in rows]


def shares_document(connection: sqlite3.Connection, item_id: ReviewItemId, document_id: DocumentId) -> bool:
    """Return whether another item that is not accepted stands for a document of the review's store."""
    row = connection.execute(
        "SELECT 1 FROM review_items WHERE document_id = ? AND id <> ? AND state <> 'accepted' LIMIT 1",
        (document_id, item_id),
    ).fetchone()
    return row is not None


def set_state(
    connection: sqlite3.Connection,
    items: Sequence[ReviewItemId],
    state: ReviewState,
    *,
    reason: str | None = None,
) -> None:
    """Put documents into a state; ``touch`` says who did it."""
    connection.executemany(
        "UPDATE review_items SET state = ?, reason = ? WHERE id = ?",
        [(state, reason, item_id) for item_id in items],
    )


def touch(
    connection: sqlite3.Connection, item_id: ReviewItemId, actor: Actor, now: str, *, decides: bool
) -> None:
    """Note who has changed a document last and, with ``decides``, who has decided what becomes of it."""
    connection.execute(
        "UPDATE review_items SET version = version + 1, changed_by = ?, changed_name = ?, changed_at = ? "
        "WHERE id = ?",
        (actor.login, actor.name, now, item_id),
    )
    if decides:
        connection.execute(
            "UPDATE review_items SET decided_by = ?, decided_name = ?, decided_at = ? WHERE id = ?",
            (actor.login, actor.name, now, item_id),
        )


def set_documents(
    connection: sqlite3.Connection,
    item_id: ReviewItemId,
    *,
    document_id: DocumentId | None,
    public_id: DocumentId | None,
) -> None:
    """Note where a document lies in the two stores."""
    connection.execute(
        "UPDATE review_items SET document_id = ?, public_id = ? WHERE id = ?",
        (document_id, public_id, item_id),
    )


def set_read(
    connection: sqlite3.Connection, item_id: ReviewItemId, document_id: DocumentId, title: str
) -> None:
    """Note where a document that was read again lies in the store of the review, and its title."""
    connection.execute(
        "UPDATE review_items SET document_id = ?, title = ? WHERE id = ?", (document_id, title, item_id)
    )
