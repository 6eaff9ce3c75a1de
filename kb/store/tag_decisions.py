"""What people have decided of the tags of files; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping

from kb.records import Facet
from kb.reviews import WHOLE, FileDecisions, TagDecision


def read(connection: sqlite3.Connection, sha256: str) -> tuple[TagDecision, ...]:
    """Return what was decided of the tags of a file, in a fixed order."""
    rows = connection.execute(
        "SELECT * FROM tag_decisions WHERE sha256 = ? ORDER BY facet, value, passage", (sha256,)
    )
    return tuple(map(_decision, rows))


def read_all(connection: sqlite3.Connection) -> Mapping[str, FileDecisions]:
    """Return everything that was decided, by the SHA-256 of the file."""
    found: dict[str, list[TagDecision]] = defaultdict(list)
    for row in connection.execute("SELECT * FROM tag_decisions ORDER BY sha256, facet, value, passage"):
        found[row["sha256"]].append(_decision(row))
    key = passage_key(connection)
    return {sha256: FileDecisions(key=key, decisions=tuple(each)) for sha256, each in found.items()}


def passage_key(connection: sqlite3.Connection) -> str:
    """Return the key of this home with which the words of passages are hashed."""
    return str(connection.execute("SELECT erased_key FROM identity").fetchone()[0])


def _decision(row: sqlite3.Row) -> TagDecision:
    return TagDecision(
        facet=Facet(row["facet"]),
        value=row["value"],
        passage=row["passage"],
        is_accepted=bool(row["is_accepted"]),
        place=(row["first"], row["past"]) if row["first"] is not None else None,
        decided_by=row["decided_by"],
        decided_name=row["decided_name"],
        decided_at=row["decided_at"],
        version=row["version"],
    )


def write(connection: sqlite3.Connection, sha256: str, decisions: Iterable[TagDecision]) -> None:
    """Keep exactly these decisions for a file."""
    connection.execute("DELETE FROM tag_decisions WHERE sha256 = ?", (sha256,))
    connection.executemany(
        "INSERT INTO tag_decisions (sha256, facet, value, passage, is_accepted, first, past, decided_by, "
        "decided_name, decided_at, version) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                sha256, each.facet, each.value, each.passage, each.is_accepted, *(each.place or (None, None)),
                each.decided_by, each.decided_name, each.decided_at, each.version,
            )
            for each in decisions
        ),
    )  # fmt: skip


def follow(connection: sqlite3.Connection, path: str, sha256: str) -> None:
    """Let what was decided of the file at a path hold for what lies there now, unless that has its own.

    What was said of a passage holds as long as the passage has the same words.
    """
    connection.execute(
        "INSERT INTO tag_decisions SELECT ?, d.facet, d.value, d.passage, d.is_accepted, d.first, "
        "d.past, d.decided_by, d.decided_name, d.decided_at, d.version FROM tag_decisions d "
        "WHERE d.sha256 = (SELECT sha256 FROM documents WHERE path = ?) "
        "AND NOT EXISTS (SELECT 1 FROM tag_decisions WHERE sha256 = ?)",
        (sha256, path, sha256),
    )


def forget_gone(connection: sqlite3.Connection) -> None:
    """Remove what was decided of files that are neither stored nor to be reviewed any more."""
    connection.execute(
        "DELETE FROM tag_decisions WHERE sha256 NOT IN (SELECT sha256 FROM documents) "
        "AND sha256 NOT IN (SELECT sha256 FROM review_items)"
    )


def replaced(
    known: Iterable[TagDecision], new: Iterable[TagDecision], gone: Iterable[TagDecision] = ()
) -> tuple[TagDecision, ...]:
    """Return decisions with new ones in place of those that they contradict, and without ``gone``."""
    kept = {each.key: each for each in known}
    for each in gone:
        kept.pop(each.key, None)
    for each in new:
        contradicted = [key for key, other in kept.items() if _contradicts(each, other)]
        for key in contradicted:
            del kept[key]
        kept[each.key] = each
    return tuple(kept[key] for key in sorted(kept))


def _contradicts(new: TagDecision, old: TagDecision) -> bool:
    if (new.facet, new.value) != (old.facet, old.value):
        # a document has one year and one type: another takes their place
        return (
            new.facet == old.facet and new.facet in {Facet.YEAR, Facet.TYPE} and new.is_added and old.is_added
        )
    if new.is_added:
        return not old.is_accepted and old.passage in {WHOLE, new.passage}
    return not new.is_accepted and old.is_added and new.passage in {WHOLE, old.passage}
