"""The store: one object per open file, one SQLite connection per thread."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import DocumentNotFoundError
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentChange,
    DocumentId,
    DroppedText,
    PageSpan,
    PreparedDocument,
    Section,
    StoredFile,
)
from kb.store import changes, reading, vectors, writing
from kb.store.connection import connect, transaction, translated
from kb.store.statistics import Stats, statistics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Store:
    """Documents and everything derived from their text; the truth that indexes follow.

    Every method may raise StoreError (damaged file), DiskFullError, LockedError or HomeError.
    Safe to share between threads.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file and raise its schema to this version."""
        self.path = path
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []
        self._connection()

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        # a restore puts another file in its place; the open one would go on answering from the old
        if connection is not None and self._local.file != self._file():
            self.close()
            connection = None
        if connection is None:
            connection = connect(self.path)
            self._local.connection = connection
            self._local.file = self._file()
            self._opened.append(connection)
        return connection

    def _file(self) -> tuple[int, int] | None:
        try:
            status = self.path.stat()
        except OSError:
            return None
        return status.st_dev, status.st_ino

    def close(self) -> None:
        """Close the connection of this thread; those of other threads close when they end."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None:
            self._local.connection = None
            self._opened.remove(connection)
            connection.close()

    # Writing: each call is one transaction with its line in the change log.

    def put_document(self, prepared: PreparedDocument, *, pipeline_version: int) -> DocumentId:
        """Add a document, or replace the one with the same path; it keeps its id, its chunks get new ones."""
        with translated(self.path), transaction(self._connection()):
            return writing.put(self._connection(), prepared, pipeline_version)

    def delete_document(self, document_id: DocumentId) -> None:
        """Remove a document with its sections, chunks, tags and dropped text.

        Raises:
            DocumentNotFoundError: There is none with this id.
        """
        with translated(self.path), transaction(self._connection()):
            if not writing.delete(self._connection(), document_id):
                raise DocumentNotFoundError(_no_document(document_id))

    def move_document(self, document_id: DocumentId, *, path: str, name: str) -> None:
        """Record that the same content now lies at another path."""
        with translated(self.path), transaction(self._connection()):
            writing.move(self._connection(), document_id, path, name)

    # Reading

    def files(self) -> list[StoredFile]:
        """Return what is stored by path, ordered by path; cheap, for comparing with a folder."""
        with translated(self.path):
            return reading.files(self._connection())

    def file_by_hash(self, sha256: str) -> StoredFile | None:
        """Return the stored file with this content."""
        with translated(self.path):
            return reading.file_by_hash(self._connection(), sha256)

    def document(self, document_id: DocumentId) -> Document:
        """Return one document.

        Raises:
            DocumentNotFoundError: There is none with this id.
        """
        found = self.documents_by_id([document_id])
        if not found:
            raise DocumentNotFoundError(_no_document(document_id))
        return found[document_id]

    def documents_by_id(self, ids: Sequence[DocumentId]) -> Mapping[DocumentId, Document]:
        """Return the documents that exist among ``ids``."""
        with translated(self.path):
            return reading.documents_by_id(self._connection(), ids)

    def documents(self, *, limit: int, offset: int) -> list[Document]:
        """Return documents by id."""
        with translated(self.path):
            return reading.documents(self._connection(), limit, offset)

    def documents_named(self, name: str) -> list[DocumentId]:
        """Return the ids of documents whose file has this name, compared without case."""
        with translated(self.path):
            return reading.ids_by_name(self._connection(), name)

    def chunks(self, document_id: DocumentId) -> tuple[Chunk, ...]:
        """Return a document's chunks in its order."""
        with translated(self.path):
            return reading.chunks_of(self._connection(), document_id)

    def chunks_by_id(self, ids: Sequence[ChunkId]) -> Mapping[ChunkId, Chunk]:
        """Return the chunks that exist among ``ids``."""
        with translated(self.path):
            return reading.chunks_by_id(self._connection(), ids)

    def text(self, document_id: DocumentId) -> str:
        """Return the document's whole text, into which all spans point."""
        with translated(self.path):
            return reading.text(self._connection(), document_id)

    def sections(self, document_id: DocumentId) -> tuple[Section, ...]:
        """Return a document's sections in its order."""
        with translated(self.path):
            return reading.sections(self._connection(), document_id)

    def pages(self, document_id: DocumentId) -> tuple[PageSpan, ...]:
        """Return a document's pages; empty where the format has none."""
        with translated(self.path):
            return reading.pages(self._connection(), document_id)

    def dropped(self, document_id: DocumentId) -> tuple[DroppedText, ...]:
        """Return what was left out of the chunks, in the document's order."""
        with translated(self.path):
            return reading.dropped(self._connection(), document_id)

    def statistics(self) -> Stats:
        """Count documents and chunks by facet."""
        with translated(self.path):
            return statistics(self._connection())

    # The change log

    def last_change(self) -> int:
        """Return the number of the last change; 0 in a new store."""
        with translated(self.path):
            return changes.last(self._connection())

    def changed_documents(self, after: int) -> list[DocumentId]:
        """Return the documents put or deleted after a change, each once, by their last change."""
        with translated(self.path):
            return changes.documents_after(self._connection(), after)

    def all_document_ids(self) -> list[DocumentId]:
        """Return every document's id in order."""
        with translated(self.path):
            return changes.all_documents(self._connection())

    def all_chunk_ids(self) -> list[ChunkId]:
        """Return every chunk's id in order."""
        with translated(self.path):
            return changes.all_chunks(self._connection())

    def changes_of(self, document_ids: Sequence[DocumentId]) -> DocumentChanges:
        """Return documents as the index takes them, read one at a time while iterating."""
        return DocumentChanges(self, document_ids)

    def change_of(self, document_id: DocumentId) -> DocumentChange:
        """Return one document as the index takes it; without entries if it was deleted."""
        with translated(self.path):
            entries = changes.entries(self._connection(), document_id)
        return DocumentChange(document_id=document_id, entries=entries)

    # The vector cache

    def cached_vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Return the vectors known among the text hashes."""
        with translated(self.path):
            return vectors.read(self._connection(), model, hashes)

    def cache_vectors(self, model: str, known: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors by text hash, as 16-bit floats."""
        with translated(self.path), transaction(self._connection()):
            vectors.write(self._connection(), model, known)

    # Upkeep

    def store_id(self) -> str:
        """Return what tells this store from every other."""
        with translated(self.path):
            return str(self._connection().execute("SELECT id FROM identity").fetchone()[0])

    def check(self) -> list[str]:
        """Verify the file; return what is wrong with it, nothing if all is well."""
        with translated(self.path):
            rows = self._connection().execute("PRAGMA integrity_check").fetchall()
            problems = [str(row[0]) for row in rows if row[0] != "ok"]
            orphans = self._connection().execute("PRAGMA foreign_key_check").fetchall()
        return problems + [f"table {row[0]} refers to a missing {row[2]}" for row in orphans]

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy while others may go on reading and writing."""
        with translated(path):
            target = sqlite3.connect(path)
            try:
                self._connection().backup(target)
                # a copy is one file: no -wal beside it
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()


class DocumentChanges:
    """Documents as the index takes them; knows how many, and reads each when it is its turn."""

    def __init__(self, store: Store, document_ids: Sequence[DocumentId]) -> None:
        self._store = store
        self._document_ids = document_ids

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._document_ids)

    def __iter__(self) -> Iterator[DocumentChange]:
        """Yield one document at a time."""
        return map(self._store.change_of, self._document_ids)


def _no_document(document_id: DocumentId) -> str:
    return f"There is no document {document_id}. List them with: metodbank document list"
