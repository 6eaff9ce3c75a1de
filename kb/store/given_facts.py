"""What is stated of files by whoever handed them in; files on disk have sidecars instead."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


class GivenFactsStore:
    """Reads and writes what is stated, with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    def put(self, facts: Mapping[str, Mapping[str, str]]) -> None:
        """Put what is stated of files, by path, in place of what was."""
        with self._writing() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO given_facts (path, facts) VALUES (?, ?)",
                ((path, json.dumps(dict(stated), ensure_ascii=False)) for path, stated in facts.items()),
            )

    def of(self, path: str) -> Mapping[str, str]:
        """Return what is stated of the file at a path."""
        with self._reading() as connection:
            row = connection.execute("SELECT facts FROM given_facts WHERE path = ?", (path,)).fetchone()
        return dict(json.loads(row["facts"])) if row is not None else {}

    def forget(self, path: str) -> None:
        """Remove what is stated of a file."""
        with self._writing() as connection:
            connection.execute("DELETE FROM given_facts WHERE path = ?", (path,))
