"""Reads and writes practices that are loaded from a file; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.practices import PracticeDraft, PracticeId, PracticeState, RelationKind
from kb.records import Facet
from kb.store import practice_documents, practice_relations, practices

_NOT_BUILT = 0  # as in a new store: the next catching up makes all candidates anew


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPractice:
    """Where a practice was loaded from, and what it was then."""

    key: str
    practice_id: PracticeId
    file: str
    entry_hash: str
    loaded_hash: str  # "": a curator has changed it in the app, and no file changes it any more


@dataclass(frozen=True, slots=True, kw_only=True)
class NewLoad:
    """What a file says of a practice, put in place of what it said before."""

    draft: PracticeDraft  # known by its first key
    entry_hash: str
    loaded_hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadChanges:
    """What loading a file changes."""

    file: str
    new: Sequence[NewLoad] = ()
    removed: Collection[str] = ()  # keys of practices that go
    released: Collection[str] = ()  # keys of practices that are a curator's own from now on
    noted: Mapping[str, str] | None = None  # key to entry hash: read, and the practice stays as it is
    relations: Mapping[str, Sequence[tuple[RelationKind, str]]] | None = None  # between keys


def read(connection: sqlite3.Connection) -> dict[str, LoadedPractice]:
    """Return all practices that were loaded from a file, by key."""
    rows = connection.execute("SELECT * FROM practice_loads ORDER BY key")
    return {row["key"]: LoadedPractice(**dict(row)) for row in rows}


def owners(connection: sqlite3.Connection, keys: Sequence[str]) -> set[str]:
    """Return the keys among ``keys`` that a practice has."""
    rows = practices.select_in(connection, "SELECT key FROM practice_keys WHERE key IN", keys)
    return {str(row["key"]) for row in rows}


def write(connection: sqlite3.Connection, changes: LoadChanges) -> None:
    """Store what loading a file changes.

    Where practices change, candidates that stood behind them may come back: all are made anew next.
    """
    known = read(connection)
    # what a curator has changed while the file was read is theirs
    theirs = {key for key, each in known.items() if not each.loaded_hash}
    theirs |= owners(connection, [new.draft.keys[0] for new in changes.new if new.draft.keys[0] not in known])
    new_loads = [new for new in changes.new if new.draft.keys[0] not in theirs]
    removed = set(changes.removed) - theirs
    ids = [(known[key].practice_id,) for key in sorted(removed)]
    connection.executemany("DELETE FROM practices WHERE id = ?", ids)
    connection.executemany(
        "DELETE FROM practice_loads WHERE key = ?", ((key,) for key in sorted(changes.released))
    )
    for new in new_loads:
        _put(connection, changes.file, new, known.get(new.draft.keys[0]))
    connection.executemany(
        "UPDATE practice_loads SET file = ?, entry_hash = ? WHERE key = ?",
        ((changes.file, entry_hash, key) for key, entry_hash in (changes.noted or {}).items()),
    )
    relations = changes.relations or {}
    _relate(connection, {key: each for key, each in relations.items() if key not in theirs})
    if new_loads or removed:
        practices.set_build(connection, _NOT_BUILT, _NOT_BUILT)


def _put(connection: sqlite3.Connection, file: str, new: NewLoad, known: LoadedPractice | None) -> None:
    key = new.draft.keys[0]
    if known is None:
        practice_id = practices.insert(connection, new.draft)
    else:
        practice_id = known.practice_id
        (before,) = practices.by_id(connection, [practice_id])
        practices.update(connection, practice_id, new.draft, before.draft)
        # those of candidates are given to it again where they still stand behind it
        connection.execute("DELETE FROM practice_keys WHERE practice_id = ? AND key <> ?", (practice_id, key))
    connection.execute(
        "INSERT OR REPLACE INTO practice_loads (key, practice_id, file, entry_hash, loaded_hash) "
        "VALUES (?, ?, ?, ?, ?)",
        (key, practice_id, file, new.entry_hash, new.loaded_hash),
    )
    connection.execute(
        "UPDATE practices SET reviewed_by = NULL, reviewed_at = NULL, published_by = NULL, published_at = ? "
        "WHERE id = ?",
        (_now() if new.draft.state is PracticeState.PUBLISHED else None, practice_id),
    )
    practice_documents.note(connection, practice_id, anew=True)


def _relate(
    connection: sqlite3.Connection, relations: Mapping[str, Sequence[tuple[RelationKind, str]]]
) -> None:
    ids = {key: each.practice_id for key, each in read(connection).items()}
    for key, wanted in relations.items():
        # whoever was passed over because its documents are not stored has no relations yet
        if key in ids and practice_relations.put(
            connection, ids[key], ((kind, ids[other]) for kind, other in wanted if other in ids)
        ):
            practices.touch(connection, ids[key])


def take_over(connection: sqlite3.Connection) -> None:
    """Let candidates disappear behind practices of curators that have all their passages and places.

    Their keys are given to the practice, so that they do not come back. A candidate that a curator has given
    back to the rules or split off stays.
    """
    owned: dict[int, list[sqlite3.Row]] = defaultdict(list)
    documents: set[int] = set()
    for row in connection.execute(
        "SELECT q.practice_id, q.chunk_id, q.document_id, q.first, q.past FROM practices p "
        "JOIN practice_quotes q ON q.practice_id = p.id "
        "WHERE p.state <> 'candidate' AND q.field IS NULL AND NOT q.is_lost AND p.id IN "
        "(SELECT practice_id FROM practice_loads UNION SELECT practice_id FROM practice_history)"
    ):
        owned[row["chunk_id"]].append(row)
        documents.add(row["document_id"])
    candidates = _candidates_in(connection, sorted(documents))
    owners = {row["practice_id"] for rows in owned.values() for row in rows}
    places = _places(connection, {*candidates, *owners})
    for candidate, passages in sorted(candidates.items()):
        having_all = set.intersection(*(_having(each, owned[each["chunk_id"]]) for each in passages))
        found = [each for each in sorted(having_all) if places[candidate] <= places[each]]
        if found:
            connection.execute(
                "UPDATE practice_keys SET practice_id = ? WHERE practice_id = ?", (found[0], candidate)
            )
            connection.execute("DELETE FROM practices WHERE id = ?", (candidate,))


def _having(passage: sqlite3.Row, owned: Sequence[sqlite3.Row]) -> set[int]:
    """Return the practices among whose passages a passage is, or a part of one is."""
    return {
        row["practice_id"]
        for row in owned
        if row["first"] <= passage["first"] and passage["past"] <= row["past"]
    }


def _candidates_in(connection: sqlite3.Connection, documents: Sequence[int]) -> dict[int, list[sqlite3.Row]]:
    """Return the passages of each candidate that tells of one of the documents, also those in others."""
    select = (
        "SELECT DISTINCT p.id FROM practices p JOIN practice_quotes q ON q.practice_id = p.id "
        "WHERE p.state = 'candidate' AND p.id NOT IN (SELECT practice_id FROM practice_history) "
        "AND q.document_id IN"
    )
    ids = sorted({int(row["id"]) for row in practices.select_in(connection, select, documents)})
    select = (
        "SELECT practice_id, chunk_id, first, past FROM practice_quotes "
        "WHERE field IS NULL AND practice_id IN"
    )
    found: dict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in practices.select_in(connection, select, ids):
        found[row["practice_id"]].append(row)
    return found


def _places(connection: sqlite3.Connection, ids: Iterable[int]) -> Mapping[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    select = (
        f"SELECT practice_id, value FROM practice_facets WHERE facet = '{Facet.MUNICIPALITY}' "  # noqa: S608
        "AND practice_id IN"
    )
    for row in practices.select_in(connection, select, sorted(ids)):
        found[row["practice_id"]].add(row["value"])
    return found


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
