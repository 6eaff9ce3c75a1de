"""Reads a document back as an ingest has made it, for another store that wants the same one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kb.records import ChunkDraft, DocumentId, PreparedDocument
from kb.store import erased, reading, restored, tag_decisions

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDocument:
    """A document with all that is stored of it, and what it was made with."""

    prepared: PreparedDocument  # without counts of what was masked and the candidates of themes
    pipeline_version: int
    facts_sha256: str | None
    restored: frozenset[str]  # hashes of the lines that cleaning left in
    has_decisions: bool  # people have decided about its tags
    has_erased: bool  # words were erased that concern it


class WholeDocuments:
    """Reads documents with the connections of a store, and raises its errors."""

    def __init__(self, reading_: _Opened, _writing: _Opened) -> None:
        """Take what opens a connection; nothing is written."""
        self._reading = reading_

    def at(self, path: str) -> WholeDocument | None:
        """Return the document at a path, all of it from one moment."""
        with self._reading() as connection:
            connection.execute("SAVEPOINT whole")  # one snapshot for all that is read
            try:
                return _read(connection, path)
            finally:
                connection.execute("RELEASE whole")


def _read(connection: sqlite3.Connection, path: str) -> WholeDocument | None:
    row = connection.execute(
        "SELECT id, sha256, text, pipeline_version, facts_sha256 FROM documents WHERE path = ?", (path,)
    ).fetchone()
    if row is None:
        return None
    sha256 = row["sha256"]
    words = erased.concerning(erased.read(connection), sha256=sha256, path=path)
    return WholeDocument(
        prepared=_prepared(connection, DocumentId(row["id"]), row["text"]),
        pipeline_version=row["pipeline_version"],
        facts_sha256=row["facts_sha256"],
        restored=restored.read(connection).get(sha256, frozenset()),
        has_decisions=bool(tag_decisions.read(connection, sha256)),
        has_erased=bool(words.phrases) or sha256 in erased.withheld(connection),
    )


def _prepared(connection: sqlite3.Connection, document_id: DocumentId, text: str) -> PreparedDocument:
    document = reading.documents_by_id(connection, [document_id])[document_id]
    return PreparedDocument(
        source=document.source,
        metadata=document.metadata,
        text=text,
        has_lines=document.has_lines,
        pages=reading.pages(connection, document_id),
        sections=reading.sections(connection, document_id),
        chunks=_chunks(connection, document_id),
        tags=document.tags,
        dropped=reading.dropped(connection, document_id),
    )


def _chunks(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[ChunkDraft, ...]:
    rows = connection.execute("SELECT id, section FROM chunks WHERE document_id = ?", (document_id,))
    sections = {row["id"]: row["section"] for row in rows}
    return tuple(
        ChunkDraft(
            text=chunk.text,
            start=chunk.start,
            end=chunk.end,
            section=sections[chunk.id],
            heading_path=chunk.heading_path,
            page=chunk.page,
            lines=chunk.lines,
            language=chunk.language,
            is_example=chunk.is_example,
            tags=chunk.tags,
        )
        for chunk in reading.chunks_of(connection, document_id)
    )
