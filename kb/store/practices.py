"""Reads and writes practices; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from kb.practices import (
    CuratorText,
    Practice,
    PracticeDraft,
    PracticeField,
    PracticeId,
    PracticeKind,
    PracticeState,
    Quote,
    TitleOrigin,
)
from kb.records import ChunkId, DocumentId, Facet, Language
from kb.store import practice_relations
from kb.store.changes import with_ancestors

# SQLite's default limit of variables is 32,766; far below it the plan is the same.
_BATCH = 500
_QUOTE = "field, chunk_id, document_id, first, past, page, text, code, is_lost"


def build(connection: sqlite3.Connection) -> tuple[int, int]:
    """Return the last change that the candidates were made from, and the version of the rules."""
    row = connection.execute("SELECT last_change, rules_version FROM practice_build").fetchone()
    return int(row["last_change"]), int(row["rules_version"])


def set_build(connection: sqlite3.Connection, last_change: int, rules_version: int) -> None:
    """Note what the candidates were made from."""
    connection.execute(
        "UPDATE practice_build SET last_change = ?, rules_version = ?", (last_change, rules_version)
    )


def stale_documents(connection: sqlite3.Connection) -> dict[int, DocumentId]:
    """Return the documents whose candidates are to be made anew although nothing changed in them, by note."""
    rows = connection.execute("SELECT rowid AS number, document_id FROM stale_documents ORDER BY rowid")
    return {int(row["number"]): DocumentId(row["document_id"]) for row in rows}


def clear_stale(connection: sqlite3.Connection, notes: Collection[int]) -> None:
    """Take back such notes: the candidates are made anew."""
    connection.executemany("DELETE FROM stale_documents WHERE rowid = ?", ((each,) for each in notes))


def keys_in(connection: sqlite3.Connection, document_ids: Sequence[DocumentId]) -> set[str]:
    """Return the keys of the candidates that quote one of the documents, which may be gone."""
    select = (
        "SELECT DISTINCT k.key FROM practice_keys k JOIN practices p ON p.id = k.practice_id "
        "AND p.state = 'candidate' JOIN practice_quotes q ON q.practice_id = p.id WHERE q.document_id IN"
    )
    return {str(row["key"]) for row in select_in(connection, select, document_ids)}


def documents_of(connection: sqlite3.Connection, keys: Collection[str]) -> set[DocumentId]:
    """Return the documents that practices with these keys quote."""
    select = (
        "SELECT DISTINCT q.document_id FROM practice_quotes q "
        "JOIN practice_keys k ON k.practice_id = q.practice_id WHERE k.key IN"
    )
    return {DocumentId(row["document_id"]) for row in select_in(connection, select, sorted(keys))}


def curated_in(connection: sqlite3.Connection, document_ids: Sequence[DocumentId] | None) -> list[PracticeId]:
    """Return the practices of curators that quote one of the documents, None: any; by id."""
    select = (
        "SELECT DISTINCT p.id FROM practices p JOIN practice_quotes q ON q.practice_id = p.id "
        "WHERE p.state <> 'candidate'"
    )
    if document_ids is None:
        rows = list(connection.execute(select))
    else:
        rows = list(select_in(connection, f"{select} AND q.document_id IN", document_ids))
    return sorted({PracticeId(row["id"]) for row in rows})


def put_candidates(
    connection: sqlite3.Connection, drafts: Iterable[PracticeDraft], *, instead_of: Collection[str] | None
) -> None:
    """Put candidates in place of those with the keys ``instead_of``; None: of all candidates.

    One whose key is known keeps its id. What belongs to a curator is left as it is, and its keys with it.
    """
    made = {draft.keys[0]: draft for draft in drafts}
    wanted = None if instead_of is None else sorted({*instead_of, *made})
    owners = {str(row["key"]): row for row in _owners(connection, wanted)}
    old = {
        key: PracticeId(row["practice_id"])
        for key, row in owners.items()
        if row["state"] == PracticeState.CANDIDATE
    }
    gone = [practice_id for key, practice_id in old.items() if key not in made]
    connection.executemany("DELETE FROM practices WHERE id = ?", ((practice_id,) for practice_id in gone))
    known = {
        practice.id: practice.draft
        for practice in by_id(connection, [old[key] for key in made if key in old])
    }
    for key, draft in made.items():
        if key in old:
            update(connection, old[key], draft, known[old[key]])
        elif key not in owners:
            insert(connection, draft)


def _owners(connection: sqlite3.Connection, keys: Sequence[str] | None) -> Iterator[sqlite3.Row]:
    select = (
        "SELECT k.key, k.practice_id, p.state FROM practice_keys k JOIN practices p ON p.id = k.practice_id"
    )
    return (
        connection.execute(select)
        if keys is None
        else select_in(connection, f"{select} WHERE k.key IN", keys)
    )


def insert(
    connection: sqlite3.Connection, draft: PracticeDraft, practice_id: PracticeId | None = None
) -> PracticeId:
    """Add a practice with its keys; with a number that it had before it was removed, if one is given."""
    cursor = connection.execute(
        "INSERT INTO practices (id, kind, state, title, title_origin, name, language, updated_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (practice_id, *_columns(draft), _now()),
    )
    practice_id = PracticeId(cursor.lastrowid or 0)
    connection.executemany(
        "INSERT INTO practice_keys (key, practice_id) VALUES (?, ?)",
        ((key, practice_id) for key in draft.keys),
    )
    _put_parts(connection, practice_id, draft)
    return practice_id


def update(
    connection: sqlite3.Connection, practice_id: PracticeId, draft: PracticeDraft, known: PracticeDraft
) -> None:
    """Put what is told of a practice in place of what was known; its keys stay."""
    if draft == known:
        return
    connection.execute(
        "UPDATE practices SET kind = ?, state = ?, title = ?, title_origin = ?, name = ?, language = ? "
        "WHERE id = ?",
        (*_columns(draft), practice_id),
    )
    # a document taken in again has new chunks; that alone is no news of the practice
    if _without_chunks(draft) != _without_chunks(known):
        touch(connection, practice_id)
    for table in ("practice_quotes", "practice_facets", "practice_texts"):
        connection.execute(f"DELETE FROM {table} WHERE practice_id = ?", (practice_id,))  # noqa: S608 - own names
    _put_parts(connection, practice_id, draft)


def touch(connection: sqlite3.Connection, practice_id: PracticeId) -> None:
    """Note that what is told of a practice has changed now."""
    connection.execute("UPDATE practices SET updated_at = ? WHERE id = ?", (_now(), practice_id))


def _columns(draft: PracticeDraft) -> tuple[str | None, ...]:
    return draft.kind, draft.state, draft.title, draft.title_origin, draft.name, draft.language


def _put_parts(connection: sqlite3.Connection, practice_id: PracticeId, draft: PracticeDraft) -> None:
    fields = ((field, quote) for field, quotes in draft.fields.items() for quote in quotes)
    connection.executemany(
        f"INSERT INTO practice_quotes (practice_id, {_QUOTE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        (
            (practice_id, field, q.chunk_id, q.document_id, q.start, q.end, q.page, q.text, q.code, q.is_lost)
            for field, q in [*((None, quote) for quote in draft.passages), *fields]
        ),
    )
    connection.executemany(
        "INSERT INTO practice_facets (practice_id, facet, value, number) VALUES (?, ?, ?, ?)",
        ((practice_id, facet, value, number) for facet, value, number in _facets(draft)),
    )
    connection.executemany(
        "INSERT INTO practice_texts (practice_id, field, language, text) VALUES (?, ?, ?, ?)",
        ((practice_id, each.field, each.language, each.text) for each in draft.texts),
    )


def _facets(draft: PracticeDraft) -> Iterator[tuple[str, str, int | None]]:
    for facet, values in ((Facet.MUNICIPALITY, draft.municipalities), (Facet.COUNTRY, draft.countries)):
        for number, value in enumerate(dict.fromkeys(values)):
            yield facet, value, number
    themes = [quote.code for quote in draft.fields.get(PracticeField.THEMES, ()) if quote.code]
    for step in dict.fromkeys(step for theme in themes for step in with_ancestors(theme)):
        yield Facet.THEME, step, None


def by_id(connection: sqlite3.Connection, ids: Sequence[PracticeId]) -> list[Practice]:
    """Return the practices that exist among ``ids``, in that order."""
    rows = {row["id"]: row for row in select_in(connection, "SELECT * FROM practices WHERE id IN", ids)}
    keys = _grouped(connection, "SELECT * FROM practice_keys WHERE practice_id IN", ids, "key")
    quotes = _grouped(connection, "SELECT * FROM practice_quotes WHERE practice_id IN", ids, "id")
    facets = _grouped(connection, "SELECT * FROM practice_facets WHERE practice_id IN", ids, "number, value")
    texts = _grouped(connection, "SELECT * FROM practice_texts WHERE practice_id IN", ids, "field, language")
    relations = practice_relations.of(connection, set(rows))
    return [
        replace(
            _practice(rows[each], keys[each], quotes[each], facets[each], texts[each]),
            relations=tuple(relations.get(each, ())),
        )
        for each in ids
        if each in rows
    ]


def _practice(
    row: sqlite3.Row,
    keys: Sequence[sqlite3.Row],
    quotes: Sequence[sqlite3.Row],
    facets: Sequence[sqlite3.Row],
    texts: Sequence[sqlite3.Row],
) -> Practice:
    fields: dict[PracticeField, list[Quote]] = {}
    for each in quotes:
        if each["field"] is not None:
            fields.setdefault(PracticeField(each["field"]), []).append(_quote(each))
    draft = PracticeDraft(
        keys=tuple(each["key"] for each in keys),
        kind=PracticeKind(row["kind"]),
        state=PracticeState(row["state"]),
        title=row["title"],
        title_origin=TitleOrigin(row["title_origin"]),
        name=row["name"],
        language=Language(row["language"]),
        municipalities=tuple(each["value"] for each in facets if each["facet"] == Facet.MUNICIPALITY),
        countries=tuple(each["value"] for each in facets if each["facet"] == Facet.COUNTRY),
        passages=tuple(_quote(each) for each in quotes if each["field"] is None),
        fields={name: tuple(found) for name, found in fields.items()},
        texts=tuple(
            CuratorText(
                field=PracticeField(each["field"]), language=Language(each["language"]), text=each["text"]
            )
            for each in texts
        ),
    )
    return Practice(id=PracticeId(row["id"]), draft=draft, updated_at=row["updated_at"])


def _quote(row: sqlite3.Row) -> Quote:
    return Quote(
        chunk_id=ChunkId(row["chunk_id"]),
        document_id=DocumentId(row["document_id"]),
        start=row["first"],
        end=row["past"],
        page=row["page"],
        text=row["text"],
        code=row["code"],
        is_lost=bool(row["is_lost"]),
    )


def _without_chunks(draft: PracticeDraft) -> PracticeDraft:
    def bare(quotes: Iterable[Quote]) -> tuple[Quote, ...]:
        return tuple(replace(quote, chunk_id=ChunkId(0)) for quote in quotes)

    fields = {name: bare(quotes) for name, quotes in draft.fields.items()}
    return replace(draft, passages=bare(draft.passages), fields=fields)


def _grouped(
    connection: sqlite3.Connection, select: str, ids: Sequence[PracticeId], order: str
) -> Mapping[PracticeId, list[sqlite3.Row]]:
    found: dict[PracticeId, list[sqlite3.Row]] = defaultdict(list)
    for row in select_in(connection, select, ids, f"ORDER BY {order}"):
        found[PracticeId(row["practice_id"])].append(row)
    return found


def select_in(
    connection: sqlite3.Connection, select: str, values: Sequence[int] | Sequence[str], order: str = ""
) -> Iterator[sqlite3.Row]:
    """Yield the rows of a statement that ends in ``IN``, for any number of values; sorted within 500."""
    for start in range(0, len(values), _BATCH):
        batch = values[start : start + _BATCH]
        yield from connection.execute(f"{select} ({','.join('?' * len(batch))}) {order}", batch)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
