"""Counts over the whole store."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Stats:
    """What the store holds; maps go from code to number of documents, most first."""

    n_documents: int
    n_chunks: int
    n_examples: int
    n_dropped: int
    languages: Mapping[str, int]
    countries: Mapping[str, int]
    municipalities: Mapping[str, int]
    themes: Mapping[str, int]  # sub-themes count for their theme as well
    types: Mapping[str, int]
    years: Mapping[str, int]
    target_groups: Mapping[str, int] = field(default_factory=dict)
    statuses: Mapping[str, int] = field(default_factory=dict)
    participation: Mapping[str, int] = field(default_factory=dict)
    lessons: Mapping[str, int] = field(default_factory=dict)
    licences: Mapping[str, int] = field(default_factory=dict)  # as written in the documents


def statistics(connection: sqlite3.Connection) -> Stats:
    """Count documents, chunks and their tags."""

    def one(sql: str) -> int:
        return int(connection.execute(sql).fetchone()[0])

    return Stats(
        n_documents=one("SELECT count(*) FROM documents"),
        n_chunks=one("SELECT count(*) FROM chunks"),
        n_examples=one("SELECT count(*) FROM chunks WHERE is_example"),
        n_dropped=one("SELECT count(*) FROM dropped"),
        languages=_by_column(connection, "language"),
        types=_by_column(connection, "type"),
        years=_by_column(connection, "year"),
        countries=_by_tag(connection, "country"),
        municipalities=_by_tag(connection, "municipality"),
        themes=_by_theme(connection),
        target_groups=_by_tag(connection, "target_group"),
        statuses=_by_tag(connection, "status"),
        participation=_by_tag(connection, "participation"),
        lessons=_by_tag(connection, "lesson"),
        licences=_by_column(connection, "licence"),
    )


def _by_column(connection: sqlite3.Connection, column: str) -> dict[str, int]:
    rows = connection.execute(
        f"SELECT {column}, count(*) FROM documents WHERE {column} IS NOT NULL "  # noqa: S608 - own names
        f"GROUP BY {column} ORDER BY 2 DESC, 1"
    )
    return {str(value): n for value, n in rows}


def _by_tag(connection: sqlite3.Connection, facet: str) -> dict[str, int]:
    # of chunks only, as the search's facets have it: a document's own tags are in its chunks
    rows = connection.execute(
        "SELECT value, count(DISTINCT document_id) FROM tags "
        "WHERE facet = ? AND chunk_id IS NOT NULL GROUP BY value ORDER BY 2 DESC, 1",
        (facet,),
    )
    return {str(value): n for value, n in rows}


def _by_theme(connection: sqlite3.Connection) -> dict[str, int]:
    # a theme and its sub-themes in one document count once
    rows = connection.execute(
        "SELECT step, count(DISTINCT document_id) FROM ("
        "SELECT value AS step, document_id FROM tags WHERE facet = 'theme' UNION "
        "SELECT substr(value, 1, instr(value, '.') - 1), document_id FROM tags "
        "WHERE facet = 'theme' AND instr(value, '.') > 0) GROUP BY step ORDER BY 2 DESC, 1"
    )
    return {str(value): n for value, n in rows}
