"""Writes documents; the caller holds the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime

from kb.records import ChunkDraft, ChunkId, DocumentId, PreparedDocument, Tag
from kb.store import erased, tag_decisions
from kb.store.similar import forget_copy

_COLUMNS = (
    "path",
    "name",
    "sha256",
    "media_type",
    "n_bytes",
    "licence",
    "url",
    "title",
    "date",
    "year",
    "period",
    "place",
    "authors",
    "organisation",
    "event",
    "venue",
    "contact",
    "type",
    "language",
    "text",
    "has_lines",
    "pipeline_version",
    "ingested_at",
    "facts_sha256",
)


def put(
    connection: sqlite3.Connection,
    prepared: PreparedDocument,
    pipeline_version: int,
    facts_sha256: str | None = None,
) -> DocumentId:
    """Insert or replace the document with this path and log the change."""
    tag_decisions.follow(connection, prepared.source.path, prepared.source.sha256)
    document_id = _put_row(connection, prepared, pipeline_version, facts_sha256)
    for table in ("tags", "chunks", "sections", "pages", "dropped", "word_samples"):
        connection.execute(f"DELETE FROM {table} WHERE document_id = ?", (document_id,))  # noqa: S608 - own names
    # what was removed as a copy and is taken in all the same is asked about anew
    forget_copy(connection, prepared.source.sha256)
    _put_structure(connection, document_id, prepared)
    _put_tags(connection, document_id, None, prepared.tags)
    for ordinal, chunk in enumerate(prepared.chunks):
        _put_chunk(connection, document_id, ordinal, chunk)
    erased.note(connection, prepared)
    _log(connection, document_id, "put")
    return document_id


def delete(connection: sqlite3.Connection, document_id: DocumentId) -> bool:
    """Delete a document and log it; False if there is none."""
    erased.let_go(connection, document_id)
    if connection.execute("DELETE FROM documents WHERE id = ?", (document_id,)).rowcount == 0:
        return False
    _log(connection, document_id, "delete")
    return True


def move(connection: sqlite3.Connection, document_id: DocumentId, path: str, name: str) -> None:
    """Change where a document lies; its text, and so the index, stays."""
    before = connection.execute("SELECT path FROM documents WHERE id = ?", (document_id,)).fetchone()
    if before is not None:
        erased.follow(connection, before["path"], path)
    connection.execute("UPDATE documents SET path = ?, name = ? WHERE id = ?", (path, name, document_id))


def _put_row(
    connection: sqlite3.Connection, prepared: PreparedDocument, version: int, facts_sha256: str | None
) -> DocumentId:
    source, metadata = prepared.source, prepared.metadata
    values = (
        source.path,
        source.name,
        source.sha256,
        source.media_type,
        source.n_bytes,
        source.licence,
        source.url,
        metadata.title,
        metadata.date,
        metadata.year,
        metadata.period,
        metadata.place,
        json.dumps(metadata.authors, ensure_ascii=False),
        metadata.organisation,
        metadata.event,
        metadata.venue,
        metadata.contact,
        metadata.type,
        metadata.language,
        prepared.text,
        prepared.has_lines,
        version,
        datetime.now(UTC).isoformat(timespec="seconds"),
        facts_sha256,
    )
    # an upsert keeps the id of a known path, so that links to the document stay good
    row = connection.execute(
        f"INSERT INTO documents ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "  # noqa: S608
        f"ON CONFLICT (path) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _COLUMNS[1:])} "
        "RETURNING id",
        values,
    ).fetchall()[0]
    return DocumentId(row["id"])


def _put_structure(
    connection: sqlite3.Connection, document_id: DocumentId, prepared: PreparedDocument
) -> None:
    connection.executemany(
        "INSERT INTO pages (document_id, number, label, first, past) VALUES (?, ?, ?, ?, ?)",
        ((document_id, page.number, page.label, page.start, page.end) for page in prepared.pages),
    )
    connection.executemany(
        "INSERT INTO sections (document_id, ordinal, parent, level, title, first, past) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((document_id, s.ordinal, s.parent, s.level, s.title, s.start, s.end) for s in prepared.sections),
    )
    connection.executemany(
        "INSERT INTO dropped (document_id, first, past, first_line, last_line, text, reason) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            (document_id, d.start, d.end, *(d.lines or (None, None)), d.text, d.reason)
            for d in prepared.dropped
        ),
    )


def _put_chunk(
    connection: sqlite3.Connection, document_id: DocumentId, ordinal: int, chunk: ChunkDraft
) -> None:
    cursor = connection.execute(
        "INSERT INTO chunks (document_id, ordinal, section, text, first, past, heading_path, page, "
        "first_line, last_line, language, is_example) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            document_id,
            ordinal,
            chunk.section,
            chunk.text,
            chunk.start,
            chunk.end,
            json.dumps(chunk.heading_path, ensure_ascii=False),
            chunk.page,
            *(chunk.lines or (None, None)),
            chunk.language,
            chunk.is_example,
        ),
    )
    _put_tags(connection, document_id, ChunkId(cursor.lastrowid or 0), chunk.tags)


def _put_tags(
    connection: sqlite3.Connection, document_id: DocumentId, chunk_id: ChunkId | None, tags: Iterable[Tag]
) -> None:
    connection.executemany(
        "INSERT INTO tags (document_id, chunk_id, facet, value, confidence, method, evidence) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((document_id, chunk_id, t.facet, t.value, t.confidence, t.method, t.evidence) for t in tags),
    )


def _log(connection: sqlite3.Connection, document_id: DocumentId, kind: str) -> None:
    connection.execute("INSERT INTO changes (document_id, kind) VALUES (?, ?)", (document_id, kind))
