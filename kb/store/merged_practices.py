"""Reads and writes practices that were merged into another; the caller holds the transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from kb.curation import MergedPart
from kb.practice_json_state import Json, Relation, draft_from_json, relations_from_json, relations_to_json
from kb.practices import PracticeDraft, PracticeId, PracticeState
from kb.records import DocumentId
from kb.store.practice_history import words_left_out


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A practice that was merged into another, whole."""

    id: PracticeId
    merged_into: PracticeId
    whole: Json  # {"draft": …, "stamps": …, "columns": …}
    relations: tuple[Relation, ...]  # from it and to it
    brought: Json  # what the other has from it alone, see kb.curation_merging
    merged_by: str = ""
    merged_at: str = ""

    @property
    def draft(self) -> PracticeDraft:
        """What was told of it."""
        return draft_from_json(self.whole["draft"])


def put(connection: sqlite3.Connection, merged: Merged, login: str, at: str) -> None:
    """Keep a practice, or what the other has from it anew."""
    connection.execute(
        "INSERT OR REPLACE INTO merged_practices (practice_id, merged_into, draft, relations, brought, "
        "merged_by, merged_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            merged.id,
            merged.merged_into,
            json.dumps(merged.whole, ensure_ascii=False),
            json.dumps(relations_to_json(merged.relations)),
            json.dumps(merged.brought, ensure_ascii=False),
            merged.merged_by or login,
            merged.merged_at or at,
        ),
    )


def remove(connection: sqlite3.Connection, practice_id: PracticeId) -> None:
    """Forget what was kept."""
    connection.execute("DELETE FROM merged_practices WHERE practice_id = ?", (practice_id,))


def into(connection: sqlite3.Connection, target: PracticeId) -> list[Merged]:
    """Return the practices that were merged into one, the first merged first."""
    rows = connection.execute(
        "SELECT * FROM merged_practices WHERE merged_into = ? ORDER BY merged_at, rowid", (target,)
    )
    return [
        Merged(
            id=PracticeId(row["practice_id"]),
            merged_into=PracticeId(row["merged_into"]),
            whole=json.loads(row["draft"]),
            relations=relations_from_json(json.loads(row["relations"])),
            brought=json.loads(row["brought"]),
            merged_by=row["merged_by"],
            merged_at=row["merged_at"],
        )
        for row in rows
    ]


def target_of(connection: sqlite3.Connection, practice_id: PracticeId) -> PracticeId | None:
    """Return the practice that another is now part of, through all mergers; None where it is none's."""
    row = connection.execute(
        "WITH RECURSIVE steps (id) AS (SELECT merged_into FROM merged_practices WHERE practice_id = ?1 UNION "
        "SELECT m.merged_into FROM merged_practices m JOIN steps ON m.practice_id = steps.id) "
        "SELECT steps.id FROM steps JOIN practices USING (id)",
        (practice_id,),
    ).fetchone()
    return PracticeId(row["id"]) if row is not None else None


def part_of(merged: Merged) -> MergedPart:
    """Return what is shown of a merged practice."""
    draft = merged.draft
    return MergedPart(
        id=merged.id,
        title=draft.title,
        language=draft.language,
        state=PracticeState(draft.state),
        municipalities=draft.municipalities,
        merged_by=merged.merged_by,
        merged_at=merged.merged_at,
    )


def leave_out(
    connection: sqlite3.Connection,
    document_id: DocumentId,
    without: Callable[[str], str],
    quote_without: Callable[[str], str],
) -> None:
    """Take erased words out of practices that were merged."""
    for row in connection.execute("SELECT * FROM merged_practices").fetchall():
        for column in ("draft", "brought"):
            before = json.loads(row[column])
            after = words_left_out(before, document_id, without, quote_without)
            if after != before:
                connection.execute(
                    f"UPDATE merged_practices SET {column} = ? WHERE practice_id = ?",  # noqa: S608
                    (json.dumps(after, ensure_ascii=False), row["practice_id"]),
                )
