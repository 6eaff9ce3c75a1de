"""Reads and writes what practices have to do with each other; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from kb.practices import PracticeId, PracticeRelation, RelationKind


def of(
    connection: sqlite3.Connection, ids: Collection[PracticeId]
) -> Mapping[PracticeId, list[PracticeRelation]]:
    """Return the relations of practices, by kind and the other's id; each is seen from both ends."""
    found: dict[PracticeId, dict[tuple[RelationKind, bool, PracticeId], PracticeRelation]] = defaultdict(dict)
    # only curators make relations: there are never so many that reading them all takes long
    rows = connection.execute(
        "SELECT r.practice_id, r.kind, r.other_id, p.title, o.title AS other_title FROM practice_relations r "
        "JOIN practices p ON p.id = r.practice_id JOIN practices o ON o.id = r.other_id "
        "ORDER BY r.kind, r.practice_id, r.other_id"
    )
    for row in rows:
        kind = RelationKind(row["kind"])
        one, other = PracticeId(row["practice_id"]), PracticeId(row["other_id"])
        for end, far, title, is_far_end in (
            (one, other, row["other_title"], False),
            (other, one, row["title"], not kind.is_mutual),
        ):
            if end in ids:
                relation = PracticeRelation(
                    kind=kind, other_id=far, other_title=title, is_from_other=is_far_end
                )
                found[end][(kind, is_far_end, far)] = relation
    return {end: [each[key] for key in sorted(each)] for end, each in found.items()}


def put(
    connection: sqlite3.Connection,
    practice_id: PracticeId,
    relations: Iterable[tuple[RelationKind, PracticeId]],
) -> bool:
    """Put relations in place of those that a practice has to others; return whether that changes them."""
    rows = connection.execute(
        "SELECT kind, other_id FROM practice_relations WHERE practice_id = ?", (practice_id,)
    )
    known = {(row["kind"], row["other_id"]) for row in rows}
    wanted = {(kind.value, other) for kind, other in relations}
    if wanted == known:
        return False
    connection.execute("DELETE FROM practice_relations WHERE practice_id = ?", (practice_id,))
    connection.executemany(
        "INSERT INTO practice_relations (practice_id, kind, other_id) VALUES (?, ?, ?)",
        ((practice_id, kind, other) for kind, other in sorted(wanted)),
    )
    return True
