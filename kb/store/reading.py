"""Reads documents and chunks back into records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from kb.errors import DocumentNotFoundError
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    DocumentType,
    DroppedText,
    Facet,
    Language,
    Metadata,
    PageSpan,
    Section,
    Source,
    StoredFile,
    Tag,
    TagMethod,
)
from kb.text import to_nfc

# SQLite's default limit of variables is 32,766; far below it the plan is the same.
_BATCH = 500

_FILE = "SELECT id, path, sha256, pipeline_version, facts_sha256 FROM documents"
_DOCUMENT = (
    "SELECT d.id, d.path, d.name, d.sha256, d.media_type, d.n_bytes, d.licence, d.url, d.title, d.date, "
    "d.year, d.period, d.place, d.authors, d.organisation, d.event, d.venue, d.contact, d.type, d.language, "
    "d.has_lines, d.ingested_at, "
    "(SELECT count(*) FROM chunks c WHERE c.document_id = d.id) AS n_chunks, "
    "(SELECT count(*) FROM pages p WHERE p.document_id = d.id) AS n_pages FROM documents d "
)


def files(connection: sqlite3.Connection) -> list[StoredFile]:
    """Return every stored file, by path."""
    rows = connection.execute(f"{_FILE} ORDER BY path")
    return [_stored_file(row) for row in rows]


def file_by_hash(connection: sqlite3.Connection, sha256: str) -> StoredFile | None:
    """Return the stored file with this content."""
    row = connection.execute(f"{_FILE} WHERE sha256 = ?", (sha256,)).fetchone()
    return _stored_file(row) if row else None


def _stored_file(row: sqlite3.Row) -> StoredFile:
    return StoredFile(
        document_id=DocumentId(row["id"]),
        path=row["path"],
        sha256=row["sha256"],
        pipeline_version=row["pipeline_version"],
        facts_sha256=row["facts_sha256"],
    )


def documents(connection: sqlite3.Connection, limit: int, offset: int) -> list[Document]:
    """Return documents by id."""
    rows = connection.execute(f"{_DOCUMENT} ORDER BY d.id LIMIT ? OFFSET ?", (limit, offset)).fetchall()
    return _documents(connection, rows)


def documents_by_id(connection: sqlite3.Connection, ids: Sequence[DocumentId]) -> dict[DocumentId, Document]:
    """Return the documents that exist among ``ids``."""
    rows = list(_select_in(connection, f"{_DOCUMENT} WHERE d.id IN", "", ids))
    return {document.id: document for document in _documents(connection, rows)}


def ids_by_name(connection: sqlite3.Connection, name: str) -> list[DocumentId]:
    """Return the ids of documents whose file has this name, compared without case."""
    # some systems write names decomposed, and SQLite knows the case of ASCII only
    rows = connection.execute("SELECT id, name FROM documents ORDER BY id")
    wanted = to_nfc(name).casefold()
    return [DocumentId(row["id"]) for row in rows if to_nfc(row["name"]).casefold() == wanted]


def _documents(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[Document]:
    tags = _tags(
        connection,
        # the plus keeps SQLite from walking through the tags of every document that belong to no chunk
        "SELECT document_id AS owner, * FROM tags WHERE +chunk_id IS NULL AND document_id IN",
        [row["id"] for row in rows],
    )
    return [_document(row, tags.get(row["id"], ())) for row in rows]


def _document(row: sqlite3.Row, tags: tuple[Tag, ...]) -> Document:
    return Document(
        id=DocumentId(row["id"]),
        source=Source(
            path=row["path"],
            name=row["name"],
            sha256=row["sha256"],
            media_type=row["media_type"],
            n_bytes=row["n_bytes"],
            licence=row["licence"],
            url=row["url"],
        ),
        metadata=Metadata(
            title=row["title"],
            date=row["date"],
            year=row["year"],
            period=row["period"],
            place=row["place"],
            authors=tuple(json.loads(row["authors"])),
            organisation=row["organisation"],
            event=row["event"],
            venue=row["venue"],
            contact=row["contact"],
            type=DocumentType(row["type"]),
            language=Language(row["language"]),
        ),
        tags=tags,
        has_lines=bool(row["has_lines"]),
        n_chunks=row["n_chunks"],
        n_pages=row["n_pages"],
        ingested_at=row["ingested_at"],
    )


def chunks_of(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[Chunk, ...]:
    """Return a document's chunks in its order."""
    rows = connection.execute(
        "SELECT * FROM chunks WHERE document_id = ? ORDER BY ordinal", (document_id,)
    ).fetchall()
    return tuple(_chunks(connection, rows))


def chunks_by_id(connection: sqlite3.Connection, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
    """Return the chunks that exist among ``ids``."""
    rows = list(_select_in(connection, "SELECT * FROM chunks WHERE id IN", "", ids))
    return {chunk.id: chunk for chunk in _chunks(connection, rows)}


def _chunks(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> Iterator[Chunk]:
    tags = _tags(
        connection, "SELECT chunk_id AS owner, * FROM tags WHERE chunk_id IN", [row["id"] for row in rows]
    )
    for row in rows:
        yield Chunk(
            id=ChunkId(row["id"]),
            document_id=DocumentId(row["document_id"]),
            ordinal=row["ordinal"],
            text=row["text"],
            start=row["first"],
            end=row["past"],
            heading_path=tuple(json.loads(row["heading_path"])),
            page=row["page"],
            lines=_lines(row),
            language=Language(row["language"]),
            is_example=bool(row["is_example"]),
            tags=tags.get(row["id"], ()),
        )


def _lines(row: sqlite3.Row) -> tuple[int, int] | None:
    return None if row["first_line"] is None else (row["first_line"], row["last_line"])


def _tags(connection: sqlite3.Connection, select: str, owners: Sequence[int]) -> dict[int, tuple[Tag, ...]]:
    found: dict[int, list[Tag]] = {}
    for row in _select_in(connection, select, "ORDER BY id", owners):
        tag = Tag(
            facet=Facet(row["facet"]),
            value=row["value"],
            confidence=row["confidence"],
            method=TagMethod(row["method"]),
            evidence=row["evidence"],
        )
        found.setdefault(row["owner"], []).append(tag)
    return {owner: tuple(tags) for owner, tags in found.items()}


def _select_in(
    connection: sqlite3.Connection, select: str, order: str, values: Sequence[int]
) -> Iterator[sqlite3.Row]:
    for start in range(0, len(values), _BATCH):
        batch = values[start : start + _BATCH]
        yield from connection.execute(f"{select} ({','.join('?' * len(batch))}) {order}", batch)


def text(connection: sqlite3.Connection, document_id: DocumentId) -> str:
    """Return the document's whole text."""
    row = connection.execute("SELECT text FROM documents WHERE id = ?", (document_id,)).fetchone()
    if row is None:
        raise DocumentNotFoundError(f"There is no document {document_id}.")
    return str(row["text"])


def kept_text(connection: sqlite3.Connection, document_id: DocumentId) -> str:
    """Return the text of a document's chunks in its order, one a line: what cleaning has left of it."""
    rows = connection.execute(
        "SELECT text FROM chunks WHERE document_id = ? ORDER BY ordinal", (document_id,)
    )
    return "\n".join(row["text"] for row in rows)


def _of_document(
    connection: sqlite3.Connection, table: str, order: str, document_id: DocumentId
) -> Iterable[sqlite3.Row]:
    return connection.execute(
        f"SELECT * FROM {table} WHERE document_id = ? ORDER BY {order}",  # noqa: S608 - own names
        (document_id,),
    )


def sections(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[Section, ...]:
    """Return a document's sections in its order."""
    return tuple(
        Section(
            ordinal=row["ordinal"],
            parent=row["parent"],
            level=row["level"],
            title=row["title"],
            start=row["first"],
            end=row["past"],
        )
        for row in _of_document(connection, "sections", "ordinal", document_id)
    )


def pages(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[PageSpan, ...]:
    """Return a document's pages."""
    return tuple(
        PageSpan(number=row["number"], label=row["label"], start=row["first"], end=row["past"])
        for row in _of_document(connection, "pages", "number", document_id)
    )


def dropped(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[DroppedText, ...]:
    """Return what was left out, in the document's order."""
    return tuple(
        DroppedText(
            start=row["first"], end=row["past"], lines=_lines(row), text=row["text"], reason=row["reason"]
        )
        for row in _of_document(connection, "dropped", "first", document_id)
    )
