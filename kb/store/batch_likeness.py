"""Rows of which documents are alike: those of batches among themselves, and with public ones."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from kb.batches import Likeness, ReviewItemId
from kb.records import DocumentId

_BOTH_WAYS = (
    "SELECT item_id AS mine, other_item_id AS other, other_document_id, share FROM review_likeness "
    "WHERE item_id IN ({marks}) "
    "UNION ALL SELECT other_item_id, item_id, NULL, share FROM review_likeness "
    "WHERE other_item_id IN ({marks})"
)
# What lies in an open batch of somebody else is theirs alone, and what was declined or left out is nowhere.
_OTHER_ITEMS = (
    "SELECT i.id, i.title, i.state, i.public_id, f.batch_id, f.name FROM review_items i "
    "JOIN batch_files f ON f.id = i.file_id WHERE i.id IN ({marks})"
)
_IN_QUEUE = frozenset({"waiting", "accepting"})
_IN_BATCH = frozenset({"read", "waiting", "accepting"})


def likeness_of(
    connection: sqlite3.Connection, items: Sequence[ReviewItemId]
) -> Mapping[ReviewItemId, tuple[Likeness, ...]]:
    """Return what is like these items and can be seen by whoever sees them, the most alike first."""
    if not items:
        return {}
    marks = ", ".join("?" * len(items))
    pairs = connection.execute(_BOTH_WAYS.format(marks=marks), [*items, *items]).fetchall()
    others = _items(connection, {row["other"] for row in pairs if row["other"] is not None} | set(items))
    public = {row["other_document_id"] for row in pairs} | {row["public_id"] for row in others.values()}
    titles = _titles(connection, public - {None})
    found: dict[ReviewItemId, dict[tuple[int | None, int | None], Likeness]] = defaultdict(dict)
    for row in pairs:
        mine = others[row["mine"]]
        likeness = _likeness(row, mine, others, titles)
        if likeness is None or (
            likeness.document_id is not None and likeness.document_id == mine["public_id"]
        ):
            continue
        found[ReviewItemId(row["mine"])][likeness.item_id, likeness.document_id] = likeness
    return {
        item: tuple(sorted(alike.values(), key=lambda each: (-each.share, each.title)))
        for item, alike in found.items()
    }


def _likeness(
    row: sqlite3.Row,
    mine: sqlite3.Row,
    others: Mapping[int, sqlite3.Row],
    titles: Mapping[int, tuple[str, str]],
) -> Likeness | None:
    other = others.get(row["other"]) if row["other"] is not None else None
    document_id = other["public_id"] if other is not None else row["other_document_id"]
    if document_id is not None:
        if document_id not in titles:
            return None
        title, name = titles[document_id]
        return Likeness(
            share=row["share"], title=title, where="public", document_id=DocumentId(document_id), name=name
        )
    if other is None:
        return None
    is_same_batch = other["batch_id"] == mine["batch_id"] and other["state"] in _IN_BATCH
    if not is_same_batch and other["state"] not in _IN_QUEUE:
        return None
    return Likeness(
        share=row["share"],
        title=other["title"],
        where="batch" if is_same_batch else "queue",
        item_id=ReviewItemId(other["id"]),
        name=other["name"],
    )


def _items(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, sqlite3.Row]:
    wanted = sorted(ids)
    rows = connection.execute(_OTHER_ITEMS.format(marks=", ".join("?" * len(wanted))), wanted)
    return {row["id"]: row for row in rows}


def _titles(connection: sqlite3.Connection, ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    wanted = sorted(ids)
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(f"SELECT id, title, name FROM documents WHERE id IN ({marks})", wanted)  # noqa: S608
    return {row["id"]: (row["title"], row["name"]) for row in rows}


def put(
    connection: sqlite3.Connection,
    items: Iterable[ReviewItemId],
    pairs: Iterable[tuple[ReviewItemId, ReviewItemId | None, DocumentId | None, float]],
) -> None:
    """Write what these items are like in place of what was known, and that they were compared.

    A pair is an item, another item or a public document, and the share.
    """
    compared = list(items)
    connection.executemany(
        "DELETE FROM review_likeness WHERE item_id = ?1 OR other_item_id = ?1", ((each,) for each in compared)
    )
    # the other may have gone while they were compared
    connection.executemany(
        "INSERT INTO review_likeness (item_id, other_item_id, other_document_id, share) "
        "SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM review_items WHERE id = ?1) "
        "AND (?2 IS NULL OR EXISTS (SELECT 1 FROM review_items WHERE id = ?2))",
        pairs,
    )
    connection.executemany(
        "UPDATE review_items SET is_compared = 1 WHERE id = ?", ((each,) for each in compared)
    )
