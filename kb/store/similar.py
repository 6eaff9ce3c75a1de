"""Documents that hold most of one another, and what a person has answered about them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from kb.records import DocumentId, StoredFile
from kb.store import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class WordSample:
    """Part of the hashes of a document's word triples."""

    document_id: DocumentId
    n_hashes: int  # of all its distinct triples
    sample: bytes  # sorted 32-bit integers, little-endian


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarPair:
    """Two documents of which one holds most of the other; ``first`` has the lower id."""

    first: DocumentId
    second: DocumentId
    n_shared: int  # distinct word triples
    n_first: int  # of all in ``first``
    n_second: int
    is_kept: bool = False  # a person has answered that both stay


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedCopy:
    """A document that was removed as a copy; its file is passed over while the kept one is stored."""

    sha256: str
    kept_sha256: str
    document_id: DocumentId  # the id that it had
    name: str
    path: str


_PAGE_BYTES = 16_000_000
_ROWS = 100

_PAIR = (
    "SELECT p.first, p.second, p.n_shared, a.n_hashes AS n_first, b.n_hashes AS n_second, "
    "EXISTS (SELECT 1 FROM kept_both k WHERE k.first_sha256 = min(d.sha256, e.sha256) "
    "AND k.second_sha256 = max(d.sha256, e.sha256)) AS is_kept "
    "FROM similar_documents p "
    "JOIN word_samples a ON a.document_id = p.first JOIN word_samples b ON b.document_id = p.second "
    "JOIN documents d ON d.id = p.first JOIN documents e ON e.id = p.second "
    "ORDER BY p.first, p.second"
)


def not_compared(connection: sqlite3.Connection) -> list[DocumentId]:
    """Return the documents that have no sample, in order: they are new, or were changed."""
    rows = connection.execute(
        "SELECT id FROM documents EXCEPT SELECT document_id FROM word_samples ORDER BY 1"
    )
    return [DocumentId(row[0]) for row in rows]


def samples(connection: sqlite3.Connection, after: DocumentId, limit: int) -> list[tuple[DocumentId, bytes]]:
    """Return the samples of documents long enough to be compared, by id; fewer where they are large."""
    cursor = connection.cursor()
    cursor.row_factory = None  # plain tuples: a hundred thousand rows are read for one new document
    cursor.execute(
        "SELECT document_id, sample FROM word_samples WHERE document_id > ? AND n_hashes > 0 "
        "ORDER BY document_id LIMIT ?",
        (after, limit),
    )
    found: list[tuple[DocumentId, bytes]] = []
    n_bytes = 0
    while n_bytes < _PAGE_BYTES and (rows := cursor.fetchmany(_ROWS)):
        found += rows
        n_bytes += sum(len(sample) for _, sample in rows)
    return found


def write(connection: sqlite3.Connection, found: Iterable[WordSample], pairs: Iterable[SimilarPair]) -> None:
    """Insert samples of documents that have none, and what they are similar to."""
    connection.executemany(
        "INSERT INTO word_samples (document_id, n_hashes, sample) VALUES (?, ?, ?)",
        ((each.document_id, each.n_hashes, each.sample) for each in found),
    )
    connection.executemany(
        "INSERT INTO similar_documents (first, second, n_shared) VALUES (?, ?, ?)",
        ((pair.first, pair.second, pair.n_shared) for pair in pairs),
    )


def pairs(connection: sqlite3.Connection) -> list[SimilarPair]:
    """Return all similar documents, answered or not, by id."""
    return [
        SimilarPair(
            first=DocumentId(row["first"]),
            second=DocumentId(row["second"]),
            n_shared=row["n_shared"],
            n_first=row["n_first"],
            n_second=row["n_second"],
            is_kept=bool(row["is_kept"]),
        )
        for row in connection.execute(_PAIR)
    ]


def keep_both(connection: sqlite3.Connection, one: str, other: str) -> None:
    """Remember that the contents with these hashes both stay."""
    connection.execute(
        "INSERT OR IGNORE INTO kept_both (first_sha256, second_sha256) VALUES (?, ?)", sorted((one, other))
    )


def ask_again(connection: sqlite3.Connection, one: str, other: str) -> None:
    """Forget that the contents with these hashes both stay."""
    connection.execute(
        "DELETE FROM kept_both WHERE first_sha256 = ? AND second_sha256 = ?", sorted((one, other))
    )


def remember_copy(connection: sqlite3.Connection, copy: RemovedCopy) -> None:
    """Remember that a file was removed as a copy."""
    connection.execute(
        "INSERT OR REPLACE INTO removed_copies (sha256, kept_sha256, document_id, name, path) "
        "VALUES (?, ?, ?, ?, ?)",
        (copy.sha256, copy.kept_sha256, copy.document_id, copy.name, copy.path),
    )


def forget_copy(connection: sqlite3.Connection, sha256: str) -> None:
    """Forget that the file with this content was removed as a copy."""
    connection.execute("DELETE FROM removed_copies WHERE sha256 = ?", (sha256,))


def removed_copies(connection: sqlite3.Connection) -> list[RemovedCopy]:
    """Return what was removed as a copy, by the ids that the documents had."""
    return [
        RemovedCopy(
            sha256=row["sha256"],
            kept_sha256=row["kept_sha256"],
            document_id=DocumentId(row["document_id"]),
            name=row["name"],
            path=row["path"],
        )
        for row in connection.execute("SELECT * FROM removed_copies ORDER BY document_id")
    ]


def kept_instead(connection: sqlite3.Connection, sha256: str) -> StoredFile | None:
    """Return the stored file that was kept instead of one with this content.

    None if none was removed, or what was kept is stored no more, nor what was kept instead of that.
    """
    # it ends: a copy was removed before what was kept instead of it can have been
    while True:
        row = connection.execute(
            "SELECT kept_sha256 FROM removed_copies WHERE sha256 = ?", (sha256,)
        ).fetchone()
        if row is None:
            return None
        sha256 = str(row["kept_sha256"])
        stored = reading.file_by_hash(connection, sha256)
        if stored is not None:
            return stored
