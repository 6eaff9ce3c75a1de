"""Words that a person had erased: their hashes, the log, and the originals that are kept no more."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

from kb.records import Block, BlockKind, DocumentId, PageSpan, ParsedDocument, PreparedDocument
from kb.store import merged_practices, practice_history

PART_OF = "!/"  # between the path of a container and its part, as in ingest.parts


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedPhrase:
    """Words that must not come back, and where."""

    erasure_id: int
    words_hash: str
    n_words: int
    sha256: str
    path: str
    is_everywhere: bool
    n_places: int  # at least so many are in the file with this content; 0: not known


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasedWords:
    """Erased phrases in the order in which they were erased, and the key of their hashes."""

    key: str
    phrases: tuple[ErasedPhrase, ...] = ()


NOTHING_ERASED = ErasedWords(key="")


@dataclass(frozen=True, slots=True, kw_only=True)
class NewErasure:
    """An erasure that is about to be stored, with the document as it is without the words."""

    document_id: DocumentId
    prepared: PreparedDocument
    facts_sha256: str | None
    restored: frozenset[str]  # hashes of the lines that a person has restored, as they are without the words
    phrases: Mapping[str, int]  # hash of the words to their number
    is_everywhere: bool
    n_places: int
    n_characters: int
    reason: str | None
    erased_by: str
    without: Callable[[str], str]  # takes the words out of what a curator has written
    quote_without: Callable[[str], str]  # and out of what a practice quotes from the document


@dataclass(frozen=True, slots=True, kw_only=True)
class Erasure:
    """A line of the log."""

    id: int
    erased_at: str  # ISO 8601, UTC
    document_id: DocumentId
    name: str
    path: str
    sha256: str
    n_places: int
    n_characters: int
    is_everywhere: bool
    reason: str | None
    erased_by: str
    is_done: bool


def concerning(erased: ErasedWords, *, sha256: str, path: str) -> ErasedWords:
    """Return what was erased that concerns the file with this content at this path."""
    phrases = tuple(
        phrase
        for phrase in erased.phrases
        if phrase.is_everywhere or phrase.sha256 == sha256 or phrase.path == path
    )
    return ErasedWords(key=erased.key, phrases=phrases) if phrases else NOTHING_ERASED


def read(connection: sqlite3.Connection) -> ErasedWords:
    """Return all that was erased."""
    rows = connection.execute("SELECT * FROM erased ORDER BY erasure_id, words_hash, sha256, path")
    phrases = tuple(
        ErasedPhrase(
            erasure_id=row["erasure_id"],
            words_hash=row["words_hash"],
            n_words=row["n_words"],
            sha256=row["sha256"],
            path=row["path"],
            is_everywhere=bool(row["is_everywhere"]),
            n_places=row["n_places"],
        )
        for row in rows
    )
    key = connection.execute("SELECT erased_key FROM identity").fetchone()[0]
    return ErasedWords(key=key, phrases=phrases)


def log(connection: sqlite3.Connection) -> list[Erasure]:
    """Return the log, the oldest first."""
    rows = connection.execute("SELECT * FROM erasures ORDER BY id")
    return [
        Erasure(**{**dict(row), "is_everywhere": bool(row["is_everywhere"]), "is_done": bool(row["is_done"])})
        for row in rows
    ]


def add(connection: sqlite3.Connection, new: NewErasure) -> None:
    """Write an erasure, and its words as those of the document's content and path."""
    source = new.prepared.source
    cursor = connection.execute(
        "INSERT INTO erasures (erased_at, document_id, name, path, sha256, n_places, n_characters, "
        "is_everywhere, reason, erased_by, is_done) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)",
        (
            datetime.now(UTC).isoformat(timespec="seconds"), new.document_id, source.name, source.path,
            source.sha256, new.n_places, new.n_characters, new.is_everywhere, new.reason, new.erased_by,
        ),
    )  # fmt: skip
    connection.executemany(
        "INSERT INTO erased (erasure_id, words_hash, n_words, sha256, path, is_everywhere, n_places) "
        "VALUES (?, ?, ?, ?, ?, ?, 0)",
        (
            (cursor.lastrowid, words_hash, n_words, source.sha256, source.path, new.is_everywhere)
            for words_hash, n_words in sorted(new.phrases.items())
        ),
    )


def note(connection: sqlite3.Connection, prepared: PreparedDocument) -> None:
    """Keep what was left out of a document: its words are erased with its content too, wherever it lies.

    The originals of the document and of the containers that it lies in are withheld from now on.
    """
    source = prepared.source
    if prepared.parsed is None:
        return
    connection.executemany(
        "INSERT INTO erased (erasure_id, words_hash, n_words, sha256, path, is_everywhere, n_places) "
        "SELECT DISTINCT erasure_id, words_hash, n_words, ?, ?, 0, ? FROM erased WHERE words_hash = ? "
        "ON CONFLICT DO UPDATE SET n_places = max(n_places, excluded.n_places)",
        ((source.sha256, source.path, n, words_hash) for words_hash, n in sorted(prepared.erased.items())),
    )
    withhold(connection, source.sha256, prepared.parsed)
    _withhold_containers(connection, source.path)


def leave_out_of_practices(connection: sqlite3.Connection, new: NewErasure) -> None:
    """Take erased words out of the practices that quote a document, and out of their history."""
    document_id, without = new.document_id, new.without
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT DISTINCT practice_id FROM practice_quotes WHERE document_id = ?", (document_id,)
        )
    ]
    quotes = connection.execute("SELECT id, text FROM practice_quotes WHERE document_id = ?", (document_id,))
    for row in quotes.fetchall():
        _update(connection, "practice_quotes", "text", new.quote_without(row["text"]), row["text"], row["id"])
    for practice_id in ids:
        row = connection.execute("SELECT * FROM practices WHERE id = ?", (practice_id,)).fetchone()
        for column in ("title", "name"):
            if row[column] is not None:
                _update(connection, "practices", column, without(row[column]), row[column], practice_id)
        texts = connection.execute("SELECT * FROM practice_texts WHERE practice_id = ?", (practice_id,))
        connection.executemany(
            "UPDATE practice_texts SET text = ? WHERE practice_id = ? AND field = ? AND language = ?",
            [(without(row["text"]), practice_id, row["field"], row["language"]) for row in texts],
        )
    for part in (practice_history, merged_practices):
        part.leave_out(connection, document_id, without, new.quote_without)


def _update(
    connection: sqlite3.Connection, table: str, column: str, value: str, before: str, row_id: int
) -> None:
    if value != before:
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE id = ?", (value, row_id))  # noqa: S608


def withhold(connection: sqlite3.Connection, sha256: str, document: ParsedDocument) -> None:
    """Keep what was read from a file instead of its original."""
    connection.execute(
        "INSERT OR REPLACE INTO withheld (sha256, parsed) VALUES (?, ?)", (sha256, _to_json(document))
    )


def follow(connection: sqlite3.Connection, old_path: str, new_path: str) -> None:
    """Have what was erased at a path hold at another too: the document has moved."""
    connection.execute(
        "INSERT OR IGNORE INTO erased (erasure_id, words_hash, n_words, sha256, path, is_everywhere, "
        "n_places) SELECT erasure_id, words_hash, n_words, sha256, ?, is_everywhere, n_places FROM erased "
        "WHERE path = ?",
        (new_path, old_path),
    )


def let_go(connection: sqlite3.Connection, document_id: int) -> None:
    """Ask no number of places of a content any more: its document is about to be deleted."""
    connection.execute(
        "UPDATE erased SET n_places = 0 WHERE sha256 IN (SELECT sha256 FROM documents WHERE id = ?)",
        (document_id,),
    )


def withheld(connection: sqlite3.Connection) -> frozenset[str]:
    """Return the SHA-256 of the files whose original must not be kept."""
    return frozenset(row[0] for row in connection.execute("SELECT sha256 FROM withheld"))


def parsed(connection: sqlite3.Connection, sha256: str) -> ParsedDocument | None:
    """Return what was read from a file whose original is withheld; None where that is not kept."""
    row = connection.execute("SELECT parsed FROM withheld WHERE sha256 = ?", (sha256,)).fetchone()
    return None if row is None or row["parsed"] is None else _from_json(row["parsed"])


def tidy(connection: sqlite3.Connection) -> None:
    """Remove what was read from files that are stored no more; what was erased in them stays erased.

    The original of a container is withheld that has come to hold such a file without its being read again.
    """
    connection.execute("DELETE FROM withheld WHERE sha256 NOT IN (SELECT sha256 FROM documents)")
    parts = connection.execute(
        "SELECT path FROM documents JOIN withheld USING (sha256) WHERE instr(path, ?)", (PART_OF,)
    )
    for row in parts.fetchall():
        _withhold_containers(connection, row["path"])


def set_done(connection: sqlite3.Connection) -> None:
    """Note that nothing is left of what was erased."""
    connection.execute("UPDATE erasures SET is_done = 1 WHERE is_done = 0")


def are_done(connection: sqlite3.Connection) -> bool:
    """Return whether nothing is left of what was erased."""
    return connection.execute("SELECT 1 FROM erasures WHERE is_done = 0 LIMIT 1").fetchone() is None


def _withhold_containers(connection: sqlite3.Connection, path: str) -> None:
    while PART_OF in path:
        path = path.rpartition(PART_OF)[0]
        connection.execute(
            "INSERT OR IGNORE INTO withheld (sha256) SELECT sha256 FROM documents WHERE path = ?", (path,)
        )


def _to_json(document: ParsedDocument) -> str:
    return json.dumps(asdict(document), ensure_ascii=False)


def _from_json(text: str) -> ParsedDocument:
    values = json.loads(text)
    return ParsedDocument(
        **{
            **values,
            "blocks": tuple(_block(each) for each in values["blocks"]),
            "pages": tuple(PageSpan(**each) for each in values["pages"]),
            "furniture": tuple((start, end) for start, end in values["furniture"]),
        }
    )


def _block(values: Mapping[str, object]) -> Block:
    return Block(**{**values, "kind": BlockKind(values["kind"])})  # type: ignore[arg-type]
