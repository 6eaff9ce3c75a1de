"""The change log, and documents as the search index takes them."""

from __future__ import annotations

import json
import sqlite3

from kb.records import ASPECTS, ChunkId, DocumentId, Facet, IndexEntry, Language, Metadata
from kb.years import covered_years


def last(connection: sqlite3.Connection) -> int:
    """Return the number of the last change, 0 if there was none."""
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM changes").fetchone()[0])


def documents_after(connection: sqlite3.Connection, after: int) -> list[DocumentId]:
    """Return the documents changed after a change, each once, in the order of their last change."""
    rows = connection.execute(
        "SELECT document_id FROM changes WHERE number > ? GROUP BY document_id ORDER BY max(number)",
        (after,),
    )
    return [DocumentId(row[0]) for row in rows]


def all_documents(connection: sqlite3.Connection) -> list[DocumentId]:
    """Return every document's id in order."""
    return [DocumentId(row[0]) for row in connection.execute("SELECT id FROM documents ORDER BY id")]


def all_chunks(connection: sqlite3.Connection) -> list[ChunkId]:
    """Return every chunk's id in order."""
    return [ChunkId(row[0]) for row in connection.execute("SELECT id FROM chunks ORDER BY id")]


def entries(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[IndexEntry, ...]:
    """Return the chunks of a document with their facets; none if it was deleted."""
    document = connection.execute(
        "SELECT title, year, period, date, type FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    if document is None:
        return ()
    whole, by_chunk = _facet_values(connection, document_id)
    rows = connection.execute(
        "SELECT id, text, heading_path, language FROM chunks WHERE document_id = ? ORDER BY ordinal",
        (document_id,),
    )
    return tuple(
        IndexEntry(
            chunk_id=ChunkId(row["id"]),
            document_id=document_id,
            title=document["title"],
            headings=tuple(json.loads(row["heading_path"])),
            text=row["text"],
            language=Language(row["language"]),
            facets=_facets(document, row["language"], whole, by_chunk.get(row["id"], [])),
        )
        for row in rows
    )


def _facet_values(
    connection: sqlite3.Connection, document_id: DocumentId
) -> tuple[list[tuple[str, str]], dict[int, list[tuple[str, str]]]]:
    whole: list[tuple[str, str]] = []
    by_chunk: dict[int, list[tuple[str, str]]] = {}
    for row in connection.execute(
        # what is stated for a document holds for its chunks; what sums up its chunks does not
        "SELECT chunk_id, facet, value FROM tags WHERE document_id = ? "
        "AND (chunk_id IS NOT NULL OR method IN ('metadata', 'curator')) ORDER BY id",
        (document_id,),
    ):
        own = whole if row["chunk_id"] is None else by_chunk.setdefault(row["chunk_id"], [])
        own.append((row["facet"], row["value"]))
    return whole, by_chunk


def _facets(
    document: sqlite3.Row, language: str, whole: list[tuple[str, str]], own: list[tuple[str, str]]
) -> dict[Facet, tuple[str, ...]]:
    # A theme stated for the document holds for its chunks. A place does not: ingest decides for each
    # chunk whether the place of the document is its own, and says so with a tag of the chunk.
    themes = [value for facet, value in whole + own if facet == Facet.THEME]
    facets = {
        Facet.THEME: tuple(dict.fromkeys(step for theme in themes for step in with_ancestors(theme))),
        Facet.LANGUAGE: (language,),
        Facet.TYPE: (str(document["type"]),),
        Facet.YEAR: _years(document),
    }
    for facet in (Facet.COUNTRY, Facet.MUNICIPALITY, *ASPECTS):
        facets[facet] = tuple(dict.fromkeys(value for name, value in own if name == facet))
    return facets


def _years(document: sqlite3.Row) -> tuple[str, ...]:
    stated = Metadata(title="", date=document["date"], year=document["year"], period=document["period"])
    return tuple(str(year) for year in covered_years(stated))


def with_ancestors(theme: str) -> list[str]:
    """Return a theme id and those it lies under: ``a.b`` lies under ``a``."""
    parts = theme.split(".")
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
