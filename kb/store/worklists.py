"""Lists the practices that wait for a curator; the caller holds the transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence

from kb.curation import DueReason, StillRunning, WorkItem, WorkKind
from kb.practices import PracticeId, PracticeKind, PracticeState
from kb.records import Facet, Language
from kb.store import practices

_LOOKED = "max(coalesce(p.verified_at, ''), coalesce(p.reviewed_at, ''), coalesce(p.published_at, ''))"
_EDITED = "field NOT IN ('state', 'reviewed', 'published', 'verified', 'note') AND undone_by IS NULL"
_SELECT: Mapping[WorkKind, str] = {
    # GLOB 'upload:*' is ingest.given.GIVEN: whatever was handed in went through the review
    WorkKind.CANDIDATES: (
        "SELECT p.id FROM practices p JOIN practice_quotes q ON q.practice_id = p.id AND q.field IS NULL "
        "LEFT JOIN documents d ON d.id = q.document_id WHERE p.state = 'candidate' GROUP BY p.id "
        "ORDER BY max(coalesce(d.path GLOB 'upload:*', 0)) DESC, p.kind = 'mention', count(*) DESC, p.id"
    ),
    WorkKind.MY_DRAFTS: (
        "SELECT p.id FROM practices p WHERE p.state = 'draft' AND EXISTS (SELECT 1 FROM practice_history h "
        "WHERE h.practice_id = p.id AND h.login = ?1) ORDER BY p.updated_at DESC, p.id"
    ),
    WorkKind.DRAFTS: "SELECT id FROM practices WHERE state = 'draft' ORDER BY updated_at DESC, id",
    WorkKind.TO_REVIEW: (
        "SELECT p.id FROM practices p WHERE p.state = 'draft' AND (NOT EXISTS "  # noqa: S608 - own words
        f"(SELECT 1 FROM practice_history WHERE practice_id = p.id AND {_EDITED}) OR EXISTS "
        f"(SELECT 1 FROM practice_history WHERE practice_id = p.id AND {_EDITED} AND login <> ?1)) "
        "ORDER BY p.updated_at, p.id"
    ),
    WorkKind.REVIEWED: "SELECT id FROM practices WHERE state = 'reviewed' ORDER BY reviewed_at, id",
    WorkKind.PUBLISHED: "SELECT id FROM practices WHERE state = 'published' ORDER BY updated_at DESC, id",
}
_OF_IT = "q.practice_id = p.id"
_ITEM = (
    "SELECT p.*, "  # noqa: S608 - own words
    f"(SELECT count(*) FROM practice_quotes q WHERE {_OF_IT} AND q.field IS NULL) AS n_passages, "
    f"(SELECT count(DISTINCT q.document_id) FROM practice_quotes q WHERE {_OF_IT}) AS n_documents, "
    "(SELECT count(*) FROM merged_practices m WHERE m.merged_into = p.id) AS n_merged, "
    "EXISTS (SELECT 1 FROM practice_quotes q JOIN documents d ON d.id = q.document_id "
    f"WHERE {_OF_IT} AND d.path GLOB 'upload:*') AS is_from_review, "
    "(SELECT name FROM practice_history q "
    f"WHERE {_OF_IT} ORDER BY q.id DESC LIMIT 1) AS changed_by, "
    f"(SELECT group_concat(value, ' ') FROM (SELECT value FROM practice_facets q WHERE {_OF_IT} "
    f"AND q.facet = '{Facet.MUNICIPALITY}' ORDER BY number)) AS codes "
    "FROM practices p WHERE p.id IN"
)


def ids(
    connection: sqlite3.Connection, kind: WorkKind, login: str, due: Sequence[PracticeId]
) -> list[PracticeId]:
    """Return the practices of a work list in its order."""
    if kind is WorkKind.DUE:
        return list(due)
    values = (login,) if "?1" in _SELECT[kind] else ()
    return [PracticeId(row["id"]) for row in connection.execute(_SELECT[kind], values)]


def due(
    connection: sqlite3.Connection, *, looked_before: str, practice_id: PracticeId | None = None
) -> Mapping[PracticeId, tuple[DueReason, ...]]:
    """Return the published practices to make sure of again and why, the longest unseen first.

    Args:
        connection: Reads.
        looked_before: ISO 8601, UTC; a practice that nobody has looked at since is old.
        practice_id: Of this one alone.
    """
    rows = connection.execute(
        f"SELECT p.id, {_LOOKED} < ?1 AS is_old, "  # noqa: S608 - own words
        "EXISTS (SELECT 1 FROM practice_quotes q WHERE q.practice_id = p.id AND q.is_lost) AS is_lost, "
        "EXISTS (SELECT 1 FROM practice_documents s JOIN documents d ON d.id = s.document_id "
        "WHERE s.practice_id = p.id AND d.sha256 <> s.sha256) AS is_changed, "
        "EXISTS (SELECT 1 FROM practice_documents s WHERE s.practice_id = p.id AND NOT EXISTS "
        "(SELECT 1 FROM documents d WHERE d.id = s.document_id)) AS is_gone "
        f"FROM practices p WHERE p.state = 'published' AND (?2 IS NULL OR p.id = ?2) "
        f"ORDER BY {_LOOKED}, p.id",
        (looked_before, practice_id),
    )
    found: dict[PracticeId, tuple[DueReason, ...]] = {}
    for row in rows:
        reasons = tuple(
            reason
            for reason, column in (
                (DueReason.LOST, "is_lost"),
                (DueReason.GONE, "is_gone"),
                (DueReason.CHANGED, "is_changed"),
                (DueReason.OLD, "is_old"),
            )
            if row[column]
        )
        if reasons:
            found[PracticeId(row["id"])] = reasons
    return found


def items(
    connection: sqlite3.Connection,
    wanted: Sequence[PracticeId],
    due: Mapping[PracticeId, tuple[DueReason, ...]],
) -> tuple[WorkItem, ...]:
    """Return what work lists show of practices, in that order."""
    rows = {row["id"]: row for row in practices.select_in(connection, _ITEM, wanted)}
    return tuple(_item(rows[each], due.get(each, ())) for each in wanted if each in rows)


def _item(row: sqlite3.Row, due: tuple[DueReason, ...]) -> WorkItem:
    still_running = row["still_running"]
    return WorkItem(
        id=PracticeId(row["id"]),
        title=row["title"],
        language=Language(row["language"]),
        kind=PracticeKind(row["kind"]),
        state=PracticeState(row["state"]),
        municipalities=tuple((row["codes"] or "").split()),
        n_passages=row["n_passages"],
        n_documents=row["n_documents"],
        n_merged=row["n_merged"],
        is_from_review=bool(row["is_from_review"]),
        changed_by=row["changed_by"] or "",
        changed_at=row["updated_at"],
        reviewed_by=row["reviewed_by"] or "",
        reviewed_at=row["reviewed_at"] or "",
        published_at=row["published_at"] or "",
        verified_at=row["verified_at"] or "",
        still_running=StillRunning(still_running) if still_running else None,
        due=due,
    )
