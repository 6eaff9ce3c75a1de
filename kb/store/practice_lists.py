"""Lists and counts practices by what filters let through."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence

from kb.practices import PracticeCounts, PracticeFilters, PracticeId, PracticeState
from kb.records import ChunkId, Facet
from kb.store import practices


def ids(
    connection: sqlite3.Connection, filters: PracticeFilters, limit: int, offset: int
) -> list[PracticeId]:
    """Return ids: those of curators first, the most told first, dialogues and mentions last, then by id."""
    where, values = _where(filters)
    rows = connection.execute(
        f"SELECT id FROM practices p WHERE {where} ORDER BY p.state = 'candidate', "  # noqa: S608
        "CASE p.kind WHEN 'mention' THEN 2 WHEN 'dialogue' THEN 1 ELSE 0 END, "
        "(SELECT count(*) FROM practice_quotes q WHERE q.practice_id = p.id AND q.field IS NULL) DESC, p.id "
        "LIMIT ? OFFSET ?",
        (*values, limit, offset),
    )
    return [PracticeId(row["id"]) for row in rows]


def counts(connection: sqlite3.Connection, filters: PracticeFilters) -> PracticeCounts:
    """Count the practices that filters let through."""
    where, values = _where(filters)

    def by(column: str) -> dict[str, int]:
        rows = connection.execute(
            f"SELECT {column}, count(*) FROM practices p WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1",  # noqa: S608
            values,
        )
        return {str(value): n for value, n in rows}

    def by_facet(facet: Facet) -> dict[str, int]:
        rows = connection.execute(
            "SELECT f.value, count(*) FROM practice_facets f JOIN practices p ON p.id = f.practice_id "  # noqa: S608
            f"WHERE f.facet = ? AND {where} GROUP BY 1 ORDER BY 2 DESC, 1",
            (facet, *values),
        )
        return {str(value): n for value, n in rows}

    kinds = by("kind")
    return PracticeCounts(
        total=sum(kinds.values()),
        kinds=kinds,
        states=by("state"),
        municipalities=by_facet(Facet.MUNICIPALITY),
        countries=by_facet(Facet.COUNTRY),
        themes=by_facet(Facet.THEME),
    )


def with_chunks(
    connection: sqlite3.Connection, chunk_ids: Sequence[ChunkId], states: Collection[str]
) -> dict[ChunkId, tuple[PracticeId, ...]]:
    """Return the practices in these states that have each chunk among their passages.

    Those of curators come first, then they are in the order of their ids.
    """
    found: dict[ChunkId, list[tuple[bool, PracticeId]]] = {}
    select = (
        "SELECT DISTINCT q.chunk_id, p.id, p.state FROM practice_quotes q "
        "JOIN practices p ON p.id = q.practice_id WHERE q.field IS NULL AND q.chunk_id IN"
    )
    for row in practices.select_in(connection, select, chunk_ids):
        if row["state"] in states:
            pair = (row["state"] == PracticeState.CANDIDATE, PracticeId(row["id"]))
            found.setdefault(ChunkId(row["chunk_id"]), []).append(pair)
    return {chunk_id: tuple(each for _, each in sorted(pairs)) for chunk_id, pairs in found.items()}


def not_in(
    connection: sqlite3.Connection, ids: Sequence[PracticeId], states: Collection[str]
) -> set[PracticeId]:
    """Return the practices among ``ids`` that are in another state than these."""
    rows = practices.select_in(connection, "SELECT id, state FROM practices WHERE id IN", ids)
    return {PracticeId(row["id"]) for row in rows if row["state"] not in states}


def changed_at(connection: sqlite3.Connection) -> str:
    """Return what changes whenever a practice is stored, changed or removed."""
    row = connection.execute(
        "SELECT count(*), coalesce(max(id), 0), coalesce(max(updated_at), ''), "
        "(SELECT count(*) || '.' || coalesce(max(id), 0) FROM practice_quotes), "
        "(SELECT count(*) FROM practice_relations) FROM practices"
    ).fetchone()
    return " ".join(str(value) for value in row)


def _where(filters: PracticeFilters) -> tuple[str, list[str]]:
    parts, values = ["1"], list[str]()
    for column, wanted in (("kind", filters.kinds), ("state", filters.states)):
        if wanted:
            parts.append(f"p.{column} IN ({','.join('?' * len(wanted))})")
            values += sorted(wanted)
    for facet, wanted in (
        (Facet.MUNICIPALITY, filters.municipalities),
        (Facet.COUNTRY, filters.countries),
        (Facet.THEME, filters.themes),
    ):
        if wanted:
            marks = ",".join("?" * len(wanted))
            parts.append(
                "EXISTS (SELECT 1 FROM practice_facets x WHERE x.practice_id = p.id "  # noqa: S608
                f"AND x.facet = ? AND x.value IN ({marks}))"
            )
            values += [facet, *sorted(wanted)]
    return " AND ".join(parts), values
