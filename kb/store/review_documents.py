"""What only the store of the review is asked: the documents of one file, and what was erased elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass

from kb.records import DocumentId
from kb.store import writing
from kb.store.erased import PART_OF, ErasedWords, Erasure

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPart:
    """A document that was read from a file, or from a part of one."""

    document_id: DocumentId
    path: str
    sha256: str
    title: str


class ReviewDocuments:
    """Reads and writes documents with the connections of the review's store, and raises its errors."""

    def __init__(self, reading: _Opened, writing_: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing_

    def under(self, root: str) -> tuple[StoredPart, ...]:
        """Return the documents of the file at a path and of its parts, in the order of their paths."""
        return self._parts("path = ?1 OR substr(path, 1, length(?1) + 2) = ?1 || '" + PART_OF + "'", root)

    def at(self, path: str) -> StoredPart | None:
        """Return the document at exactly this path."""
        return next(iter(self._parts("path = ?1", path)), None)

    def by_id(self, document_id: DocumentId) -> StoredPart | None:
        """Return the document with this id."""
        return next(iter(self._parts("id = ?1", document_id)), None)

    def with_content(self, sha256: str) -> StoredPart | None:
        """Return the document of a file with this content."""
        return next(iter(self._parts("sha256 = ?1", sha256)), None)

    def _parts(self, condition: str, value: str | int) -> tuple[StoredPart, ...]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT id, path, sha256, title FROM documents WHERE {condition} ORDER BY path",  # noqa: S608
                (value,),
            ).fetchall()
        return tuple(
            StoredPart(
                document_id=DocumentId(row["id"]), path=row["path"], sha256=row["sha256"], title=row["title"]
            )
            for row in rows
        )

    def make_old(self, documents: Sequence[DocumentId]) -> None:
        """Have documents read again by the next run, though nothing of their files has changed."""
        with self._writing() as connection:
            connection.executemany(
                "UPDATE documents SET pipeline_version = 0 WHERE id = ?", ((each,) for each in documents)
            )

    def delete(self, document_id: DocumentId) -> None:
        """Delete a document, if it is there."""
        with self._writing() as connection:
            writing.delete(connection, document_id)

    def take_over_erased(
        self, erased: ErasedWords, erasures: Sequence[Erasure], withheld: Sequence[str]
    ) -> None:
        """Have the words left out here that were erased in the public store.

        Both stores have one key from then on, and no original of a withheld file is kept here either.
        """
        with self._writing() as connection:
            connection.execute("UPDATE identity SET erased_key = ?", (erased.key,))
            connection.executemany(
                "INSERT OR IGNORE INTO erasures (id, erased_at, document_id, name, path, sha256, n_places, "
                "n_characters, is_everywhere, reason, erased_by, is_done) VALUES (:id, :erased_at, "
                ":document_id, :name, :path, :sha256, :n_places, :n_characters, :is_everywhere, :reason, "
                ":erased_by, 1)",
                [asdict(erasure) for erasure in erasures],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO erased (erasure_id, words_hash, n_words, sha256, path, "
                "is_everywhere, n_places) VALUES (:erasure_id, :words_hash, :n_words, :sha256, :path, "
                ":is_everywhere, "
                ":n_places)",
                [asdict(phrase) for phrase in erased.phrases],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO withheld (sha256, parsed) VALUES (?, NULL)",
                ((sha256,) for sha256 in withheld),
            )
