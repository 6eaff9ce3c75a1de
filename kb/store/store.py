"""The store: one object per open file, with as many SQLite connections as are used at once."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from kb.errors import DocumentNotFoundError
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentChange,
    DocumentId,
    DroppedText,
    PageSpan,
    ParsedDocument,
    PreparedDocument,
    Section,
    SeenFile,
    StoredFile,
)
from kb.store import (
    changes,
    collections,
    erased,
    reading,
    restored,
    seen,
    similar,
    tag_decisions,
    vectors,
    writing,
)
from kb.store.collection_store import CollectionStore
from kb.store.connection import clear_traces, connect, transaction, translated
from kb.store.document_changes import DocumentChanges
from kb.store.erased import ErasedWords, Erasure, NewErasure
from kb.store.practice_store import PracticeStore
from kb.store.similar import RemovedCopy, SimilarPair, WordSample
from kb.store.statistics import Stats, statistics

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]
_Part = TypeVar("_Part")
_File = tuple[int, int] | None  # device and number: another file under the same name has another


class Store:
    """Documents and everything derived from their text; the truth that indexes follow.

    Every method may raise StoreError (damaged file), DiskFullError, LockedError or HomeError.
    Safe to share between threads.
    """

    def __init__(self, path: Path) -> None:
        """Open or create the file and raise its schema to this version."""
        self.path = path
        # Connections that nobody uses now, each with the file it was opened on. Streamlit runs every
        # script in a thread of its own, so a connection per thread would be opened again and again.
        self._idle: deque[tuple[_File, sqlite3.Connection]] = deque()
        self._is_closed = False
        with self._reading():
            pass

    def close(self) -> None:
        """Close every connection; those in use are closed when they are done."""
        self._is_closed = True
        while self._idle:
            self._idle.pop()[1].close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with translated(self.path):
            file, connection = self._take()
            try:
                yield connection
            except sqlite3.DatabaseError:
                connection.close()
                raise
            except BaseException:
                self._give_back(file, connection)
                raise
            self._give_back(file, connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._reading() as connection, transaction(connection):
            yield connection

    def _take(self) -> tuple[_File, sqlite3.Connection]:
        present = _identity(self.path)
        while True:
            try:
                file, connection = self._idle.pop()
            except IndexError:
                opened = connect(self.path)
                return _identity(self.path), opened
            if file == present:
                return file, connection
            # a restore has put another file in its place; this one would go on answering from the old
            connection.close()

    def _give_back(self, file: _File, connection: sqlite3.Connection) -> None:
        if self._is_closed:
            connection.close()
        else:
            self._idle.append((file, connection))

    # Writing: each call is one transaction with its line in the change log.

    def put_document(
        self, prepared: PreparedDocument, *, pipeline_version: int, facts_sha256: str | None = None
    ) -> DocumentId:
        """Add a document, or replace the one with the same path; it keeps its id, its chunks get new ones.

        ``facts_sha256`` tells what stood beside the file, so that a change of that is noticed.
        """
        with self._writing() as connection:
            return writing.put(connection, prepared, pipeline_version, facts_sha256)

    def put_documents(
        self, documents: Sequence[tuple[PreparedDocument, str | None]], *, pipeline_version: int
    ) -> list[DocumentId]:
        """Put several documents in one transaction: all of them or none; with each comes ``facts_sha256``."""
        with self._writing() as connection:
            return [
                writing.put(connection, prepared, pipeline_version, facts_sha256)
                for prepared, facts_sha256 in documents
            ]

    def put_restored(
        self,
        prepared: PreparedDocument,
        lines: Collection[str],
        *,
        pipeline_version: int,
        facts_sha256: str | None,
    ) -> DocumentId:
        """Replace a document by one made with these restored lines, and keep their hashes; all or nothing."""
        with self._writing() as connection:
            restored.write(connection, prepared.source.sha256, lines)
            return writing.put(connection, prepared, pipeline_version, facts_sha256)

    def put_erased(
        self,
        erasures: Sequence[NewErasure],
        *,
        containers: Mapping[str, ParsedDocument] = MappingProxyType({}),
        pipeline_version: int,
    ) -> None:
        """Replace documents by what they are without the words of these erasures; all or nothing.

        What was stored before may still lie in free pages of the file until ``clear_traces``. ``containers``
        are what was read from files that the documents lie in, by SHA-256: their originals go too.
        """
        with self._writing() as connection:
            for sha256, document in containers.items():
                erased.withhold(connection, sha256, document)
            for new in erasures:
                erased.leave_out_of_practices(connection, new)
                collections.leave_out(connection, new.without)
                restored.write(connection, new.prepared.source.sha256, new.restored)
                erased.add(connection, new)
                writing.put(connection, new.prepared, pipeline_version, new.facts_sha256)

    def forget_restored(self) -> None:
        """Remove restored lines, decided tags and what was read of files that are stored no more."""
        with self._writing() as connection:
            restored.forget_gone(connection)
            tag_decisions.forget_gone(connection)
            erased.tidy(connection)

    def keep_vectors(self, hashes: Collection[str]) -> None:
        """Remove the vectors of all other texts than those with these hashes from the cache."""
        with self._writing() as connection:
            vectors.keep(connection, hashes)

    def clear_traces(self) -> None:
        """Leave nothing on the disk of what was deleted, as far as the file can do that.

        Raises:
            LockedError: Another process is reading.
        """
        with self._reading() as connection:
            clear_traces(connection, self.path)

    def set_erasures_done(self) -> None:
        """Note that nothing is left of what was erased."""
        with self._writing() as connection:
            erased.set_done(connection)

    def delete_document(self, document_id: DocumentId) -> None:
        """Remove a document with its sections, chunks, tags and dropped text.

        Raises:
            DocumentNotFoundError: There is none with this id.
        """
        with self._writing() as connection:
            if not writing.delete(connection, document_id):
                raise DocumentNotFoundError(_no_document(document_id))

    def move_document(self, document_id: DocumentId, *, path: str, name: str) -> None:
        """Record that the same content now lies at another path."""
        with self._writing() as connection:
            writing.move(connection, document_id, path, name)

    def remember_files(self, files: Sequence[SeenFile], *, gone: Sequence[str] = ()) -> None:
        """Keep what files held when they were read and forget paths that are gone; no change is logged."""
        if files or gone:
            with self._writing() as connection:
                seen.forget(connection, gone)
                seen.write(connection, files)

    # Practices

    @property
    def practices(self) -> PracticeStore:
        """The practices that documents tell of."""
        return self.part(PracticeStore)

    @property
    def collections(self) -> CollectionStore:
        """What readers have put together."""
        return self.part(CollectionStore)

    def part(self, kind: Callable[[_Opened, _Opened], _Part]) -> _Part:
        """Return a part of the store, such as ``CollectionStore``; it opens connections of its own."""
        return kind(self._reading, self._writing)

    # Similar documents

    def not_compared(self) -> list[DocumentId]:
        """Return the documents that were not compared with the others since they were put, by id."""
        with self._reading() as connection:
            return similar.not_compared(connection)

    def word_samples(self, *, after: DocumentId, limit: int) -> list[tuple[DocumentId, bytes]]:
        """Return the samples of documents that were compared, by id; without those too short for it.

        Never more than some megabytes, and none only where there are no more.
        """
        with self._reading() as connection:
            return similar.samples(connection, after, limit)

    def put_word_samples(self, samples: Sequence[WordSample], pairs: Sequence[SimilarPair]) -> None:
        """Record that documents were compared, and what they are similar to; no change is logged."""
        with self._writing() as connection:
            similar.write(connection, samples, pairs)

    def similar_pairs(self) -> list[SimilarPair]:
        """Return all similar documents, answered or not, by id."""
        with self._reading() as connection:
            return similar.pairs(connection)

    def keep_both(self, one: str, other: str) -> None:
        """Remember that the contents with these SHA-256 both stay."""
        with self._writing() as connection:
            similar.keep_both(connection, one, other)

    def ask_again(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Forget that the contents with these SHA-256 both stay."""
        with self._writing() as connection:
            for one, other in pairs:
                similar.ask_again(connection, one, other)

    def remove_copy(self, copy: RemovedCopy) -> None:
        """Remove a document and remember that it was a copy.

        Raises:
            DocumentNotFoundError: There is none with its id.
        """
        with self._writing() as connection:
            if not writing.delete(connection, copy.document_id):
                raise DocumentNotFoundError(_no_document(copy.document_id))
            similar.remember_copy(connection, copy)

    def forget_copy(self, sha256: str) -> None:
        """Forget that the file with this content was removed as a copy."""
        with self._writing() as connection:
            similar.forget_copy(connection, sha256)

    def removed_copies(self) -> list[RemovedCopy]:
        """Return what was removed as a copy, by the ids that the documents had."""
        with self._reading() as connection:
            return similar.removed_copies(connection)

    def kept_instead(self, sha256: str) -> StoredFile | None:
        """Return the stored file that was kept instead of one with this content, None if there is none."""
        with self._reading() as connection:
            return similar.kept_instead(connection, sha256)

    # Reading

    def seen_files(self) -> list[SeenFile]:
        """Return what files held when they were last read, by path."""
        with self._reading() as connection:
            return seen.read(connection)

    def files(self) -> list[StoredFile]:
        """Return what is stored by path, ordered by path; cheap, for comparing with a folder."""
        with self._reading() as connection:
            return reading.files(connection)

    def file_by_hash(self, sha256: str) -> StoredFile | None:
        """Return the stored file with this content."""
        with self._reading() as connection:
            return reading.file_by_hash(connection, sha256)

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
        with self._reading() as connection:
            return reading.documents_by_id(connection, ids)

    def documents(self, *, limit: int, offset: int) -> list[Document]:
        """Return documents by id."""
        with self._reading() as connection:
            return reading.documents(connection, limit, offset)

    def documents_named(self, name: str) -> list[DocumentId]:
        """Return the ids of documents whose file has this name, compared without case."""
        with self._reading() as connection:
            return reading.ids_by_name(connection, name)

    def chunks(self, document_id: DocumentId) -> tuple[Chunk, ...]:
        """Return a document's chunks in its order."""
        with self._reading() as connection:
            return reading.chunks_of(connection, document_id)

    def chunks_by_id(self, ids: Sequence[ChunkId]) -> Mapping[ChunkId, Chunk]:
        """Return the chunks that exist among ``ids``."""
        with self._reading() as connection:
            return reading.chunks_by_id(connection, ids)

    def text(self, document_id: DocumentId) -> str:
        """Return the document's whole text, into which all spans point."""
        with self._reading() as connection:
            return reading.text(connection, document_id)

    def kept_text(self, document_id: DocumentId) -> str:
        """Return the text of a document's chunks in its order, one a line; empty if there is none."""
        with self._reading() as connection:
            return reading.kept_text(connection, document_id)

    def sections(self, document_id: DocumentId) -> tuple[Section, ...]:
        """Return a document's sections in its order."""
        with self._reading() as connection:
            return reading.sections(connection, document_id)

    def pages(self, document_id: DocumentId) -> tuple[PageSpan, ...]:
        """Return a document's pages; empty where the format has none."""
        with self._reading() as connection:
            return reading.pages(connection, document_id)

    def dropped(self, document_id: DocumentId) -> tuple[DroppedText, ...]:
        """Return what was left out of the chunks, in the document's order."""
        with self._reading() as connection:
            return reading.dropped(connection, document_id)

    def statistics(self) -> Stats:
        """Count documents and chunks by facet."""
        with self._reading() as connection:
            return statistics(connection)

    def restored_lines(self) -> Mapping[str, frozenset[str]]:
        """Return the hashes of the lines that a person has restored, by the SHA-256 of their file."""
        with self._reading() as connection:
            return restored.read(connection)

    # What was erased

    def erased_words(self) -> ErasedWords:
        """Return the hashes of all words that were erased."""
        with self._reading() as connection:
            return erased.read(connection)

    def erasures(self) -> list[Erasure]:
        """Return the log of erasures, the oldest first."""
        with self._reading() as connection:
            return erased.log(connection)

    def erasures_are_done(self) -> bool:
        """Return whether nothing is left of what was erased, in the index and the originals too."""
        with self._reading() as connection:
            return erased.are_done(connection)

    def withheld(self) -> frozenset[str]:
        """Return the SHA-256 of the files whose original must not be kept."""
        with self._reading() as connection:
            return erased.withheld(connection)

    def parsed(self, sha256: str) -> ParsedDocument | None:
        """Return what was read from a file whose original is withheld; None where that is not kept."""
        with self._reading() as connection:
            return erased.parsed(connection, sha256)

    # The change log

    def last_change(self) -> int:
        """Return the number of the last change; 0 in a new store."""
        with self._reading() as connection:
            return changes.last(connection)

    def changed_documents(self, after: int) -> list[DocumentId]:
        """Return the documents put or deleted after a change, each once, by their last change."""
        with self._reading() as connection:
            return changes.documents_after(connection, after)

    def all_document_ids(self) -> list[DocumentId]:
        """Return every document's id in order."""
        with self._reading() as connection:
            return changes.all_documents(connection)

    def all_chunk_ids(self) -> list[ChunkId]:
        """Return every chunk's id in order."""
        with self._reading() as connection:
            return changes.all_chunks(connection)

    def changes_of(self, document_ids: Sequence[DocumentId]) -> DocumentChanges:
        """Return documents as the index takes them, read one at a time while iterating."""
        return DocumentChanges(document_ids, self.change_of)

    def change_of(self, document_id: DocumentId) -> DocumentChange:
        """Return one document as the index takes it; without entries if it was deleted."""
        with self._reading() as connection:
            entries = changes.entries(connection, document_id)
        return DocumentChange(document_id=document_id, entries=entries)

    # The vector cache

    def cached_vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Return the vectors known among the text hashes."""
        with self._reading() as connection:
            return vectors.read(connection, model, hashes)

    def cache_vectors(self, model: str, known: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors by text hash, as 16-bit floats."""
        with self._writing() as connection:
            vectors.write(connection, model, known)

    # Upkeep

    def store_id(self) -> str:
        """Return what tells this store from every other."""
        with self._reading() as connection:
            return str(connection.execute("SELECT id FROM identity").fetchone()[0])

    def check(self) -> list[str]:
        """Verify the file; return what is wrong with it, nothing if all is well."""
        with self._reading() as connection:
            rows = connection.execute("PRAGMA integrity_check").fetchall()
            problems = [str(row[0]) for row in rows if row[0] != "ok"]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
        return problems + [f"table {row[0]} refers to a missing {row[2]}" for row in orphans]

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy while others may go on reading and writing."""
        with translated(path), self._reading() as connection:
            target = sqlite3.connect(path)
            try:
                connection.backup(target)
                # a copy is one file: no -wal beside it
                target.execute("PRAGMA journal_mode = DELETE")
            finally:
                target.close()


def _identity(path: Path) -> _File:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _no_document(document_id: DocumentId) -> str:
    return f"There is no document {document_id}. List them with: metodbank document list"
