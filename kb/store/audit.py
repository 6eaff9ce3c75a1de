"""The log of what was done; lines are added, and the table lets none be changed or deleted."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime

from kb.accounts import Actor, AuditLine

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


class AuditStore:
    """Reads and adds to the log with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    def append(self, actor: Actor, act: str, subject: str, **details: str) -> None:
        """Add a line of its own; what changes the store as well calls ``append`` in that transaction."""
        with self._writing() as connection:
            append(connection, actor, act, subject, details)

    def lines(self, *, limit: int, before: int | None = None, subject: str | None = None) -> list[AuditLine]:
        """Return lines, the newest first: those before a number, about a subject."""
        with self._reading() as connection:
            return lines(connection, limit=limit, before=before, subject=subject)

    def check(self) -> list[str]:
        """Return what is wrong with the log: lines that were changed or taken out."""
        with self._reading() as connection:
            return check(connection)


def append(
    connection: sqlite3.Connection, actor: Actor, act: str, subject: str, details: Mapping[str, str]
) -> None:
    """Add a line; the caller holds the transaction of what it tells of."""
    row = connection.execute("SELECT hash FROM audit ORDER BY id DESC LIMIT 1").fetchone()
    previous = str(row["hash"]) if row is not None else ""
    told = json.dumps(dict(details), ensure_ascii=False, sort_keys=True)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    values = (at, actor.login, actor.role.value, act, subject, told, previous)
    connection.execute(
        "INSERT INTO audit (at, login, role, act, subject, details, previous_hash, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, _hash(values)),
    )


def lines(
    connection: sqlite3.Connection, *, limit: int, before: int | None, subject: str | None
) -> list[AuditLine]:
    """Return lines, the newest first: those before a number, about a subject."""
    rows = connection.execute(
        "SELECT * FROM audit WHERE (?1 IS NULL OR id < ?1) AND (?2 IS NULL OR subject = ?2) "
        "ORDER BY id DESC LIMIT ?3",
        (before, subject, limit),
    )
    return [
        AuditLine(
            id=row["id"],
            at=row["at"],
            login=row["login"],
            role=row["role"],
            act=row["act"],
            subject=row["subject"],
            details=json.loads(row["details"]),
        )
        for row in rows
    ]


def check(connection: sqlite3.Connection) -> list[str]:
    """Return what is wrong with the log: lines that were changed or, but for the last, taken out."""
    problems = []
    previous, number = "", 0
    for row in connection.execute("SELECT * FROM audit ORDER BY id"):
        columns = ("at", "login", "role", "act", "subject", "details", "previous_hash")
        if row["previous_hash"] != previous or row["id"] != number + 1:
            problems.append(f"lines before line {row['id']} of the audit log are missing")
        if row["hash"] != _hash(tuple(row[name] for name in columns)):
            problems.append(f"line {row['id']} of the audit log was changed")
        previous, number = row["hash"], row["id"]
    return problems


def _hash(values: tuple[str, ...]) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
