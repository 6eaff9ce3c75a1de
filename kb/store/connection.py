"""Opens ``store.sqlite``, brings its schema up to date and translates SQLite's errors."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path

from kb.errors import DiskFullError, HomeError, LockedError, StoreError

_BUSY_TIMEOUT_S = 20.0


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into Metodbank's, with the file and the cure."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _operational(error, path) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path} is damaged ({error}). Put back a backup with: metodbank restore --replace FILE. "
            f"Without a backup, move the file away and ingest again; "
            f"the documents taken in are kept in {path.parent / 'originals'}."
        ) from error


def _operational(error: sqlite3.OperationalError, path: Path) -> Exception:
    text = str(error)
    if "full" in text:
        return DiskFullError(f"There is no space left on the disk of {path.parent}. Free some and try again.")
    if "locked" in text or "busy" in text:
        return LockedError(f"{path} is in use by another process. Wait until it is done and try again.")
    if "readonly" in text or "unable to open" in text or "disk I/O" in text:
        return HomeError(
            f"{path} cannot be opened or written ({text}). "
            f"Check the permissions of {path.parent}, or choose another folder with --home."
        )
    return StoreError(f"{path} cannot be used ({text}). Run: metodbank doctor")


def connect(path: Path) -> sqlite3.Connection:
    """Open the store, creating it or raising its schema where needed.

    Raises:
        StoreError: The file is damaged, or written by a newer Metodbank.
        HomeError: It cannot be opened or written.
    """
    with translated(path):
        # the store hands a connection from thread to thread, one at a time
        connection = sqlite3.connect(
            path, timeout=_BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.row_factory = sqlite3.Row
            connection.execute("PRAGMA journal_mode = WAL")
            # FULL: an acknowledged document survives a power cut, not only a kill
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    migrations = _migrations()
    found = _version(connection)
    if found == len(migrations):
        return
    if found > len(migrations):
        raise StoreError(
            f"{path} has schema version {found}, this Metodbank knows up to {len(migrations)}. "
            "Update Metodbank to the version that wrote it."
        )
    with transaction(connection):
        # read again: another process may have done it while we waited for the lock
        for number in range(_version(connection) + 1, len(migrations) + 1):
            for statement in _statements(migrations[number - 1]):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _migrations() -> list[str]:
    folder = files("kb.store") / "migrations"
    found = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [(folder / name).read_text(encoding="utf-8") for name in found]


def _statements(script: str) -> Iterator[str]:
    # executescript() would commit the open transaction, so the script is cut here
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Run the body in one write transaction: all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # after "disk full" SQLite may have rolled back by itself
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def clear_traces(connection: sqlite3.Connection, path: Path) -> None:
    """Write the file anew without what was deleted, and empty the log beside it.

    Raises:
        LockedError: Another process is reading what was there before.
    """
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("VACUUM")
    is_busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if is_busy:
        raise LockedError(f"{path} is in use by another process. Wait until it is done and try again.")
