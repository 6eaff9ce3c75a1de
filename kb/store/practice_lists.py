"""Lists and counts practices by what filters let through."""

from __future__ import annotations

import sqlite3

from kb.practices import PracticeCounts, PracticeFilters, PracticeId
from kb.records import Facet


def ids(
    connection: sqlite3.Connection, filters: PracticeFilters, limit: int, offset: int
) -> list[PracticeId]:
    """Return ids: those of curators first, the most told first, mentions last, then by id."""
    where, values = _where(filters)
    rows = connection.execute(
        f"SELECT id FROM practices p WHERE {where} ORDER BY p.state = 'candidate', p.kind = 'mention', "  # noqa: S608
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
