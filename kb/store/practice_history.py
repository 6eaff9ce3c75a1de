"""Reads and writes what curators changed; the caller holds the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.accounts import Actor
from kb.curation import Change, ChangeId, FieldChange
from kb.practice_json_state import Json, is_quote
from kb.practices import PracticeId
from kb.records import DocumentId


@dataclass(frozen=True, slots=True, kw_only=True)
class NewChange:
    """A change that is being made."""

    id: ChangeId
    at: str  # ISO 8601, UTC
    actor: Actor
    act: str


def begin(connection: sqlite3.Connection, actor: Actor, act: str) -> NewChange:
    """Return the next change, with the time of now."""
    row = connection.execute("SELECT coalesce(max(change), 0) + 1 FROM practice_history").fetchone()
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return NewChange(id=ChangeId(row[0]), at=at, actor=actor, act=act)


def append(
    connection: sqlite3.Connection,
    change: NewChange,
    practice_id: PracticeId,
    version: int,
    differences: Iterable[tuple[str, Json, Json]],
) -> None:
    """Write what a change did to a practice, which has this version since."""
    actor = change.actor
    head = (practice_id, change.id, change.at, actor.login, actor.name, change.act, version)
    connection.executemany(
        "INSERT INTO practice_history (practice_id, change, at, login, name, act, version, field, before, "
        "after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((*head, field, _to_json(before), _to_json(after)) for field, before, after in differences),
    )


def of_practice(connection: sqlite3.Connection, practice_id: PracticeId, limit: int) -> tuple[Change, ...]:
    """Return the last changes of a practice, the newest first, with what each did to others as well."""
    rows = connection.execute(
        "SELECT * FROM practice_history WHERE change IN (SELECT DISTINCT change FROM practice_history "
        "WHERE practice_id = ? ORDER BY change DESC LIMIT ?) ORDER BY change DESC, id",
        (practice_id, limit),
    )
    return _changes(rows.fetchall())


def read(connection: sqlite3.Connection, change_id: ChangeId) -> Change | None:
    """Return one change, None if there is none with this number."""
    rows = connection.execute("SELECT * FROM practice_history WHERE change = ? ORDER BY id", (change_id,))
    return next(iter(_changes(rows.fetchall())), None)


def later(
    connection: sqlite3.Connection, practice_id: PracticeId, fields: Sequence[str], *, version: int
) -> Change | None:
    """Return the last change of one of the fields after a version of the practice, None if there is none.

    A field that ends in "*" stands for all that begin so.
    """
    wanted = " OR ".join(["field GLOB ?"] * len(fields))
    row = connection.execute(
        f"SELECT change FROM practice_history WHERE practice_id = ? AND version > ? AND ({wanted}) "  # noqa: S608
        "ORDER BY id DESC LIMIT 1",
        (practice_id, version, *fields),
    ).fetchone()
    return read(connection, ChangeId(row["change"])) if row is not None else None


def set_undone(connection: sqlite3.Connection, undone: ChangeId, by: ChangeId) -> None:
    """Note that a change is undone; one that this change had undone holds again."""
    connection.execute("UPDATE practice_history SET undone_by = ? WHERE change = ?", (by, undone))
    connection.execute("UPDATE practice_history SET undone_by = NULL WHERE undone_by = ?", (undone,))


def editors(connection: sqlite3.Connection, practice_id: PracticeId) -> set[str]:
    """Return the logins of those who changed what is told of a practice since it was last published."""
    rows = connection.execute(
        "SELECT DISTINCT login FROM practice_history WHERE practice_id = ?1 AND change > coalesce("
        "(SELECT max(change) FROM practice_history WHERE practice_id = ?1 AND act = 'publish'), 0) "
        "AND undone_by IS NULL AND field NOT IN ('state', 'reviewed', 'published', 'verified', 'note')",
        (practice_id,),
    )
    return {str(row["login"]) for row in rows}


def leave_out(
    connection: sqlite3.Connection,
    document_id: DocumentId,
    without: Callable[[str], str],
    quote_without: Callable[[str], str],
) -> None:
    """Empty the values that hold erased words; what they belong to cannot be undone any more."""
    gone = []
    for row in connection.execute("SELECT id, before, after FROM practice_history WHERE is_erased = 0"):
        values = [json.loads(row[name]) for name in ("before", "after") if row[name] is not None]
        if any(words_left_out(each, document_id, without, quote_without) != each for each in values):
            gone.append((row["id"],))
    connection.executemany(
        "UPDATE practice_history SET before = NULL, after = NULL, is_erased = 1 WHERE id = ?", gone
    )


def words_left_out(
    value: Json,
    document_id: DocumentId,
    without: Callable[[str], str],
    quote_without: Callable[[str], str],
) -> Json:
    """Return a value without erased words: those in quotes from a document, and in what curators wrote."""

    def left(each: Json) -> Json:
        if isinstance(each, str):
            return without(each)
        if isinstance(each, list):
            return [left(one) for one in each]
        if is_quote(each):
            is_own = each["document"] == document_id
            return {**each, "text": (quote_without if is_own else without)(each["text"])}
        if isinstance(each, dict):
            return {name: left(one) for name, one in each.items()}
        return each

    return left(value)


def _changes(rows: Sequence[sqlite3.Row]) -> tuple[Change, ...]:
    by_change: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        by_change.setdefault(row["change"], []).append(row)
    return tuple(
        Change(
            id=ChangeId(number),
            at=own[0]["at"],
            login=own[0]["login"],
            name=own[0]["name"],
            act=own[0]["act"],
            fields=tuple(map(_field, own)),
            undone_by=own[0]["undone_by"],
        )
        for number, own in by_change.items()
    )


def _field(row: sqlite3.Row) -> FieldChange:
    return FieldChange(
        practice_id=PracticeId(row["practice_id"]),
        field=row["field"],
        before=_from_json(row["before"]),
        after=_from_json(row["after"]),
        is_erased=bool(row["is_erased"]),
    )


def _to_json(value: Json) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _from_json(text: str | None) -> Json:
    return None if text is None else json.loads(text)
