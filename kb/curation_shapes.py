"""What is due and what was changed in JSON: part of the contract that docs/json.md describes."""

from __future__ import annotations

from collections.abc import Sequence

from kb.curation import Change, WorkItem
from kb.json_shapes import Json


def due_json(items: Sequence[WorkItem]) -> Json:
    """Return the practices that somebody should make sure of."""
    return {
        "due": [
            {
                "practice_id": item.id,
                "title": item.title,
                "municipalities": list(item.municipalities),
                "reasons": [each.value for each in item.due],
                "published_at": item.published_at or None,
                "reviewed_at": item.reviewed_at or None,
                "verified_at": item.verified_at or None,
                "still_running": item.still_running.value if item.still_running else None,
            }
            for item in items
        ]
    }


def history_json(changes: Sequence[Change]) -> Json:
    """Return what was changed in a practice, the newest first."""
    return {
        "changes": [
            {
                "change": change.id,
                "at": change.at,
                "login": change.login,
                "name": change.name,
                "act": change.act,
                "undone_by": change.undone_by,
                "fields": [
                    {
                        "practice_id": each.practice_id,
                        "field": each.field,
                        "before": each.before,
                        "after": each.after,
                        "erased": each.is_erased,
                    }
                    for each in change.fields
                ],
            }
            for change in changes
        ]
    }
