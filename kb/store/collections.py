"""Reads and writes collections; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from urllib.parse import parse_qsl

from kb.collections import (
    Collection,
    CollectionId,
    CollectionItem,
    ItemId,
    SavedPassage,
    SavedThing,
)
from kb.practices import PracticeId
from kb.records import ChunkId, DocumentId


def insert(connection: sqlite3.Connection, hashes: tuple[str, str], title: str, now: str) -> CollectionId:
    """Add an empty collection with the hashes of the keys that change it and that read it."""
    cursor = connection.execute(
        "INSERT INTO collections (edit_hash, share_hash, title, created_at, changed_at) "
        "VALUES (?, ?, ?, ?, ?)",
        (*hashes, title, now, now),
    )
    return CollectionId(int(cursor.lastrowid or 0))


def find(connection: sqlite3.Connection, key_hash: str) -> tuple[Collection, bool] | None:
    """Return the collection that a key opens, and whether the key lets it be changed."""
    row = connection.execute(
        "SELECT * FROM collections WHERE edit_hash = ? UNION SELECT * FROM collections WHERE share_hash = ?",
        (key_hash, key_hash),
    ).fetchone()
    if row is None:
        return None
    items = connection.execute(
        "SELECT * FROM collection_items WHERE collection_id = ? ORDER BY position, id", (row["id"],)
    ).fetchall()
    collection = Collection(
        id=CollectionId(row["id"]),
        title=row["title"],
        note=row["note"],
        created_at=row["created_at"],
        changed_at=row["changed_at"],
        version=row["version"],
        n_changes=row["n_changes"],
        share_number=row["share_number"],
        is_deleted=row["deleted_at"] is not None,
        items=tuple(_item(each) for each in items if each["removed_at"] is None),
        removed=tuple(_item(each) for each in items if each["removed_at"] is not None),
    )
    return collection, row["edit_hash"] == key_hash


def _item(row: sqlite3.Row) -> CollectionItem:
    passage = None
    if row["text_hash"] is not None:
        passage = SavedPassage(
            document_id=DocumentId(row["document_id"]),
            chunk_id=ChunkId(row["chunk_id"]),
            start=row["first"],
            text_hash=row["text_hash"],
        )
    practice_id = PracticeId(row["practice_id"]) if row["practice_id"] is not None else None
    return CollectionItem(
        id=ItemId(row["id"]),
        thing=SavedThing(practice_id=practice_id, passage=passage, search=row["search"]),
        note=row["note"],
        slot=row["slot"],
        added_at=row["added_at"],
        looked_at=row["looked_at"],
        version=row["version"],
    )


def touch(connection: sqlite3.Connection, collection_id: CollectionId, now: str) -> None:
    """Note that something in a collection has changed."""
    connection.execute(
        "UPDATE collections SET n_changes = n_changes + 1, changed_at = ? WHERE id = ?", (now, collection_id)
    )


def describe(
    connection: sqlite3.Connection, collection_id: CollectionId, title: str, note: str, *, seen: int
) -> bool:
    """Change title and note where they are still those of version ``seen``."""
    return _changed(
        connection,
        "UPDATE collections SET title = ?, note = ?, version = version + 1 WHERE id = ? AND version = ?",
        (title, note, collection_id, seen),
    )


def annotate(connection: sqlite3.Connection, item_id: ItemId, note: str, slot: str, *, seen: int) -> bool:
    """Change note and slot of an item where they are still those of version ``seen``."""
    return _changed(
        connection,
        "UPDATE collection_items SET note = ?, slot = ?, version = version + 1 WHERE id = ? AND version = ?",
        (note, slot, item_id, seen),
    )


def _changed(connection: sqlite3.Connection, statement: str, values: Sequence[str | int]) -> bool:
    return connection.execute(statement, values).rowcount == 1


def add(connection: sqlite3.Connection, collection_id: CollectionId, thing: SavedThing, now: str) -> ItemId:
    """Add an item at the end."""
    passage = thing.passage
    place = (passage.document_id, passage.chunk_id, passage.start, passage.text_hash) if passage else ()
    cursor = connection.execute(
        "INSERT INTO collection_items (collection_id, position, practice_id, document_id, chunk_id, first, "
        "text_hash, search, added_at, looked_at, practice_key) VALUES (?, (SELECT coalesce(max(position), 0) "
        "+ 1 FROM collection_items WHERE collection_id = ?), ?, ?, ?, ?, ?, ?, ?, ?, "
        # the key that it has in its file, or else the one of a candidate
        "coalesce((SELECT key FROM practice_loads WHERE practice_id = ?), "
        "(SELECT min(key) FROM practice_keys WHERE practice_id = ?)))",
        (
            collection_id, collection_id, thing.practice_id, *(place or (None,) * 4), thing.search, now, now,
            thing.practice_id, thing.practice_id,
        ),
    )  # fmt: skip
    return ItemId(int(cursor.lastrowid or 0))


def practices_now(connection: sqlite3.Connection, collection_id: CollectionId) -> dict[ItemId, PracticeId]:
    """Return the practices that items stand for and that are there, under the id that they have now."""
    rows = connection.execute(
        "SELECT id, coalesce((SELECT p.id FROM practices p WHERE p.id = practice_id), "
        "(SELECT k.practice_id FROM practice_keys k WHERE k.key = practice_key)) AS found "
        "FROM collection_items WHERE collection_id = ? AND practice_id IS NOT NULL",
        (collection_id,),
    )
    return {ItemId(row["id"]): PracticeId(row["found"]) for row in rows if row["found"] is not None}


def order(connection: sqlite3.Connection, items: Sequence[ItemId]) -> None:
    """Put these items into this order, at the places that they have together."""
    marks = ",".join("?" * len(items))
    select = f"SELECT position FROM collection_items WHERE id IN ({marks}) ORDER BY position, id"  # noqa: S608
    places = [row["position"] for row in connection.execute(select, items)]
    connection.executemany(
        "UPDATE collection_items SET position = ? WHERE id = ?", list(zip(places, items, strict=True))
    )


def set_removed(connection: sqlite3.Connection, item_id: ItemId, when: str | None) -> None:
    """Take an item out, or with None put it back where it was."""
    connection.execute("UPDATE collection_items SET removed_at = ? WHERE id = ?", (when, item_id))


def set_looked(connection: sqlite3.Connection, item_id: ItemId, when: str) -> None:
    """Note when a saved search was opened."""
    connection.execute("UPDATE collection_items SET looked_at = ? WHERE id = ?", (when, item_id))


def set_deleted(connection: sqlite3.Connection, collection_id: CollectionId, when: str | None) -> None:
    """Delete a collection, or with None take that back."""
    connection.execute("UPDATE collections SET deleted_at = ? WHERE id = ?", (when, collection_id))


def set_share(
    connection: sqlite3.Connection, collection_id: CollectionId, share_hash: str, number: int
) -> None:
    """Let another key read a collection from now on, and the one before no more."""
    connection.execute(
        "UPDATE collections SET share_hash = ?, share_number = ? WHERE id = ?",
        (share_hash, number, collection_id),
    )


def remove_before(connection: sqlite3.Connection, when: str) -> None:
    """Remove for good what was deleted or taken out before a time."""
    connection.execute("DELETE FROM collections WHERE deleted_at < ?", (when,))
    connection.execute("DELETE FROM collection_items WHERE removed_at < ?", (when,))


def leave_out(connection: sqlite3.Connection, without: Callable[[str], str]) -> None:
    """Take erased words out of what readers have written; a search for them goes.

    ``without`` returns a text without the words.
    """
    for table, columns in (("collections", ("title", "note")), ("collection_items", ("note", "slot"))):
        for column in columns:
            rows = connection.execute(f"SELECT id, {column} FROM {table} WHERE {column} <> ''")  # noqa: S608
            changed = [(text, row[0]) for row in rows.fetchall() if (text := without(row[1])) != row[1]]
            connection.executemany(f"UPDATE {table} SET {column} = ? WHERE id = ?", changed)  # noqa: S608
    searches = connection.execute("SELECT id, search FROM collection_items WHERE search IS NOT NULL")
    gone = [
        (row["id"],)
        for row in searches.fetchall()
        if any(without(value) != value for _, value in parse_qsl(row["search"]))
    ]
    connection.executemany("DELETE FROM collection_items WHERE id = ?", gone)


def is_any(connection: sqlite3.Connection) -> bool:
    """Return whether there is a collection."""
    return connection.execute("SELECT 1 FROM collections LIMIT 1").fetchone() is not None


def taken_in_after(connection: sqlite3.Connection, when: str) -> frozenset[DocumentId]:
    """Return the documents that were taken in, or taken in anew, after a time."""
    rows = connection.execute("SELECT id FROM documents WHERE ingested_at > ?", (when,))
    return frozenset(DocumentId(row[0]) for row in rows)
