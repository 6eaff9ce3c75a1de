"""What files held when they were last read, by path."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kb.records import SeenFile


def read(connection: sqlite3.Connection) -> list[SeenFile]:
    """Return every file seen, by path."""
    return [
        SeenFile(
            path=row["path"],
            n_bytes=row["n_bytes"],
            modified_ns=row["modified_ns"],
            sha256=row["sha256"],
            part_of=row["part_of"],
            is_container=bool(row["is_container"]),
            has_text=bool(row["has_text"]),
            pipeline_version=row["pipeline_version"],
        )
        for row in connection.execute("SELECT * FROM seen ORDER BY path")
    ]


def write(connection: sqlite3.Connection, files: Iterable[SeenFile]) -> None:
    """Insert files; what was known of a path before is replaced."""
    connection.executemany(
        "INSERT OR REPLACE INTO seen (path, n_bytes, modified_ns, sha256, part_of, is_container, has_text, "
        "pipeline_version) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                file.path,
                file.n_bytes,
                file.modified_ns,
                file.sha256,
                file.part_of,
                file.is_container,
                file.has_text,
                file.pipeline_version,
            )
            for file in files
        ),
    )


def forget(connection: sqlite3.Connection, paths: Iterable[str]) -> None:
    """Remove what is known of these paths."""
    connection.executemany("DELETE FROM seen WHERE path = ?", ((path,) for path in paths))
