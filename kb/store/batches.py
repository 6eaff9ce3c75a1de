"""Rows of batches, their files and the documents read from these; the caller holds the connection."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

from kb.accounts import Actor
from kb.batches import (
    Batch,
    BatchFile,
    BatchFileId,
    BatchId,
    BatchItem,
    BatchState,
    FileState,
    Likeness,
    ReviewItemId,
    ReviewState,
)
from kb.records import DocumentId
from kb.store.batch_likeness import likeness_of

_LIKENESS = Mapping[ReviewItemId, tuple[Likeness, ...]]


def find(connection: sqlite3.Connection, condition: str, values: Sequence[str | int]) -> list[Batch]:
    """Return the batches that a condition on ``batches b`` lets through, with files and items.

    Open ones come first, each kind the newest first.
    """
    rows = connection.execute(
        f"SELECT b.* FROM batches b WHERE {condition} ORDER BY b.state <> 'open', b.id DESC",  # noqa: S608
        values,
    ).fetchall()
    found = _files(connection, f"f.batch_id IN ({_marks(rows)})", [row["id"] for row in rows])
    of_batch: dict[int, list[BatchFile]] = defaultdict(list)
    for file in found:
        of_batch[file.batch_id].append(file)
    return [_batch(row, of_batch[row["id"]]) for row in rows]


def files(connection: sqlite3.Connection, ids: Sequence[int]) -> list[BatchFile]:
    """Return the files that exist among ``ids``, in order."""
    return _files(connection, f"f.id IN ({_marks(ids)})", ids)


def failed(connection: sqlite3.Connection) -> list[BatchFile]:
    """Return the files that could not be read, the newest first."""
    return _files(connection, "f.state = 'failed'", ())[::-1]


def _files(connection: sqlite3.Connection, condition: str, values: Sequence[str | int]) -> list[BatchFile]:
    rows = connection.execute(
        f"SELECT f.* FROM batch_files f WHERE {condition} ORDER BY f.id",  # noqa: S608 - own conditions
        values,
    ).fetchall()
    found = connection.execute(
        f"SELECT * FROM review_items WHERE file_id IN ({_marks(rows)}) ORDER BY id",  # noqa: S608 - marks
        [row["id"] for row in rows],
    ).fetchall()
    alike = likeness_of(connection, [ReviewItemId(row["id"]) for row in found])
    items: dict[int, list[BatchItem]] = defaultdict(list)
    for row in found:
        items[row["file_id"]].append(_item(row, alike))
    return [_file(row, items[row["id"]]) for row in rows]


def _batch(row: sqlite3.Row, found: Sequence[BatchFile]) -> Batch:
    return Batch(
        id=BatchId(row["id"]),
        title=row["title"],
        owner=row["owner"],
        owner_name=row["owner_name"],
        facts=json.loads(row["facts"]),
        state=BatchState(row["state"]),
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        handed_in_at=row["handed_in_at"],
        version=row["version"],
        files=tuple(found),
    )


def _file(row: sqlite3.Row, items: Sequence[BatchItem]) -> BatchFile:
    return BatchFile(
        id=BatchFileId(row["id"]),
        batch_id=BatchId(row["batch_id"]),
        name=row["name"],
        n_bytes=row["n_bytes"],
        sha256=row["sha256"],
        state=FileState(row["state"]),
        reason=row["reason"],
        facts=json.loads(row["facts"]),
        is_masked=bool(row["is_masked"]),
        masked=json.loads(row["masked"]),
        version=row["version"],
        items=tuple(items),
    )


def _item(row: sqlite3.Row, alike: _LIKENESS) -> BatchItem:
    item_id = ReviewItemId(row["id"])
    document_id = row["document_id"]
    return BatchItem(
        id=item_id,
        title=row["title"],
        state=ReviewState(row["state"]),
        document_id=DocumentId(document_id) if document_id is not None else None,
        path=row["path"],
        likeness=alike.get(item_id, ()),
    )


def _marks(rows: Collection[object]) -> str:
    return ", ".join("?" * len(rows))


# Writing


def insert(
    connection: sqlite3.Connection, title: str, owner: tuple[str, str], facts: Mapping[str, str], now: str
) -> BatchId:
    """Add an open batch; ``owner`` is the login and the name."""
    cursor = connection.execute(
        "INSERT INTO batches (title, owner, owner_name, facts, state, created_at, changed_at) "
        "VALUES (?, ?, ?, ?, 'open', ?, ?)",
        (title, *owner, _json(facts), now, now),
    )
    return BatchId(cursor.lastrowid or 0)


def touch(connection: sqlite3.Connection, batch_id: BatchId, now: str) -> None:
    """Note that somebody has changed something of a batch."""
    connection.execute("UPDATE batches SET changed_at = ? WHERE id = ?", (now, batch_id))


def describe(connection: sqlite3.Connection, batch_id: BatchId, title: str, facts: Mapping[str, str]) -> None:
    """Change the title and what is stated of all files."""
    connection.execute(
        "UPDATE batches SET title = ?, facts = ?, version = version + 1 WHERE id = ?",
        (title, _json(facts), batch_id),
    )


def set_state(
    connection: sqlite3.Connection, batch_id: BatchId, state: BatchState, handed_in_at: str | None = None
) -> None:
    """Change how far a batch has come."""
    connection.execute(
        "UPDATE batches SET state = ?, handed_in_at = ? WHERE id = ?", (state, handed_in_at, batch_id)
    )


def delete(connection: sqlite3.Connection, batch_id: BatchId) -> None:
    """Delete a batch with its files and items."""
    connection.execute("DELETE FROM batches WHERE id = ?", (batch_id,))


def add_file(connection: sqlite3.Connection, batch_id: BatchId, name: str, n_bytes: int) -> BatchFileId:
    """Add a file that is going to arrive."""
    cursor = connection.execute(
        "INSERT INTO batch_files (batch_id, name, n_bytes, state, facts) VALUES (?, ?, ?, 'announced', '{}')",
        (batch_id, name, n_bytes),
    )
    return BatchFileId(cursor.lastrowid or 0)


def arrive(connection: sqlite3.Connection, file_id: BatchFileId, n_bytes: int, sha256: str) -> None:
    """Note that a file lies on the disk whole."""
    connection.execute(
        "UPDATE batch_files SET n_bytes = ?, sha256 = ?, state = 'arrived', reason = NULL WHERE id = ?",
        (n_bytes, sha256, file_id),
    )


def describe_file(
    connection: sqlite3.Connection, file_id: BatchFileId, facts: Mapping[str, str], *, is_masked: bool
) -> None:
    """Change what is stated of one file."""
    connection.execute(
        "UPDATE batch_files SET facts = ?, is_masked = ?, version = version + 1 WHERE id = ?",
        (_json(facts), is_masked, file_id),
    )


def set_file(
    connection: sqlite3.Connection, file_id: BatchFileId, state: FileState, reason: str | None = None
) -> None:
    """Change how far a file has come."""
    connection.execute("UPDATE batch_files SET state = ?, reason = ? WHERE id = ?", (state, reason, file_id))


def set_items(
    connection: sqlite3.Connection, file_ids: Iterable[BatchFileId], before: ReviewState, after: ReviewState
) -> None:
    """Take the items of files from one state to another; those in other states stay."""
    connection.executemany(
        "UPDATE review_items SET state = ?, version = version + 1 WHERE file_id = ? AND state = ?",
        ((after, file_id, before) for file_id in file_ids),
    )


def hand_over(
    connection: sqlite3.Connection, file_ids: Iterable[BatchFileId], actor: Actor, now: str
) -> None:
    """Note who has handed in what was read from files: whoever saw it before is told that it has changed."""
    connection.executemany(
        "UPDATE review_items SET changed_by = ?, changed_name = ?, changed_at = ? WHERE file_id = ?",
        ((actor.login, actor.name, now, file_id) for file_id in file_ids),
    )


def set_read(
    connection: sqlite3.Connection,
    file_id: BatchFileId,
    state: FileState,
    reason: str | None,
    masked: Mapping[str, int],
) -> None:
    """Note what reading a file has come to."""
    connection.execute(
        "UPDATE batch_files SET state = ?, reason = ?, masked = ? WHERE id = ?",
        (state, reason, _json(masked), file_id),
    )


def put_item(
    connection: sqlite3.Connection,
    file_id: BatchFileId,
    *,
    path: str,
    sha256: str,
    title: str,
    document_id: DocumentId,
) -> None:
    """Add a document that was read from a file, or what it is now that it was read again."""
    connection.execute(
        "INSERT INTO review_items (file_id, path, sha256, title, state, document_id) "
        "VALUES (?, ?, ?, ?, 'read', ?) ON CONFLICT (path) DO UPDATE SET sha256 = excluded.sha256, "
        "title = excluded.title, document_id = excluded.document_id, version = version + 1, is_compared = 0",
        (file_id, path, sha256, title, document_id),
    )


def drop_items(connection: sqlite3.Connection, file_id: BatchFileId, kept: Collection[str]) -> None:
    """Delete the items of a file at other paths than those that it has now."""
    rows = connection.execute("SELECT id, path FROM review_items WHERE file_id = ?", (file_id,)).fetchall()
    connection.executemany(
        "DELETE FROM review_items WHERE id = ?", ((row["id"],) for row in rows if row["path"] not in kept)
    )


def _json(values: Mapping[str, str] | Mapping[str, int]) -> str:
    return json.dumps(dict(values), ensure_ascii=False, sort_keys=True)
