"""Lines that cleaning leaves out and a person has put back, by the content of the file."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping


def read(connection: sqlite3.Connection) -> Mapping[str, frozenset[str]]:
    """Return the hashes of the restored lines of every file that has some, by its SHA-256."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute("SELECT sha256, line_sha256 FROM restored"):
        found[row["sha256"]].add(row["line_sha256"])
    return {sha256: frozenset(lines) for sha256, lines in found.items()}


def write(connection: sqlite3.Connection, sha256: str, lines: Iterable[str]) -> None:
    """Keep exactly the lines with these hashes as the restored ones of a file."""
    connection.execute("DELETE FROM restored WHERE sha256 = ?", (sha256,))
    connection.executemany(
        "INSERT INTO restored (sha256, line_sha256) VALUES (?, ?)",
        ((sha256, line) for line in sorted(set(lines))),
    )


def forget_gone(connection: sqlite3.Connection) -> None:
    """Remove the lines of files that are stored no more."""
    connection.execute("DELETE FROM restored WHERE sha256 NOT IN (SELECT sha256 FROM documents)")
