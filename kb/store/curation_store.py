"""Changes practices for curators: each change with its version, its history and a line of the audit log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager

from kb.accounts import Actor
from kb.curation import Change, CuratedPractice, Stamp, StillRunning, WorkItem, WorkKind
from kb.practices import PracticeDraft, PracticeField, PracticeId, Quote
from kb.store import audit, merged_practices, practice_history, worklists
from kb.store.curating import Curating, stored_in

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


class CurationStore:
    """Reads and changes practices with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    @contextmanager
    def changing(self, actor: Actor, act: str) -> Iterator[Curating]:
        """Make one change: all of it, with its history and its audit line, or nothing."""
        with self._writing() as connection:
            curating = Curating(connection, practice_history.begin(connection, actor, act))
            yield curating
            if curating.changed:
                details = {"change": str(curating.change.id), **curating.details}
                # of several the one that the others were merged into or split from is changed last
                audit.append(connection, actor, f"practice.{act}", f"p{curating.changed[-1]}", details)

    def open(self, practice_id: PracticeId, *, n_changes: int, looked_before: str) -> CuratedPractice | None:
        """Return a practice with its last changes, None if there is none."""
        with self._reading() as connection:
            stored = stored_in(connection, practice_id)
            if stored is None:
                return None
            stamps = stored.snapshot.stamps
            still_running = stamps.get("verified", {}).get("still_running")
            merged = merged_practices.into(connection, practice_id)
            due = worklists.due(connection, looked_before=looked_before, practice_id=practice_id)
            return CuratedPractice(
                practice=stored.practice,
                version=stored.version,
                reviewed=_stamp(stamps, "reviewed"),
                published=_stamp(stamps, "published"),
                verified=_stamp(stamps, "verified"),
                still_running=StillRunning(still_running) if still_running else None,
                history=practice_history.of_practice(connection, practice_id, n_changes),
                merged=tuple(map(merged_practices.part_of, merged)),
                lost=_lost(stored.draft),
                due=due.get(practice_id, ()),
                file=_file(connection, practice_id),
            )

    def history(self, practice_id: PracticeId, *, limit: int) -> tuple[Change, ...]:
        """Return the last changes of a practice, the newest first."""
        with self._reading() as connection:
            return practice_history.of_practice(connection, practice_id, limit)

    def worklist(
        self, kind: WorkKind, *, login: str, looked_before: str, limit: int, offset: int
    ) -> tuple[tuple[WorkItem, ...], Mapping[WorkKind, int]]:
        """Return a part of a work list, and how many practices each kind has."""
        with self._reading() as connection:
            due = worklists.due(connection, looked_before=looked_before)
            found = worklists.ids(connection, kind, login, list(due))
            counts = {
                each: len(found if each is kind else worklists.ids(connection, each, login, list(due)))
                for each in WorkKind
            }
            return worklists.items(connection, found[offset : offset + limit], due), counts

    def due(self, *, looked_before: str) -> tuple[WorkItem, ...]:
        """Return the published practices to make sure of again, the longest unseen first."""
        with self._reading() as connection:
            due = worklists.due(connection, looked_before=looked_before)
            return worklists.items(connection, list(due), due)


def _stamp(stamps: Mapping[str, Mapping[str, str]], name: str) -> Stamp:
    found = stamps.get(name, {})
    return Stamp(by=found.get("by") or "", at=found.get("at") or "")


def _lost(draft: PracticeDraft) -> tuple[tuple[PracticeField | None, Quote], ...]:
    quotes: list[tuple[PracticeField | None, Quote]] = [(None, quote) for quote in draft.passages]
    quotes += [(name, quote) for name, found in draft.fields.items() for quote in found]
    return tuple(each for each in quotes if each[1].is_lost)


def _file(connection: sqlite3.Connection, practice_id: PracticeId) -> str:
    row = connection.execute(
        "SELECT file FROM practice_loads WHERE practice_id = ? AND loaded_hash <> ''", (practice_id,)
    ).fetchone()
    return str(row["file"]) if row is not None else ""
