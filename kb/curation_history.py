"""Undoes what curators changed: what a change did is taken back by another change."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.curation import Change, ChangeId, FieldChange
from kb.curation_edits import curated, need_unchanged, save_edited
from kb.curation_parts import give_back, merge, split_off, take_back
from kb.curation_quotes import anchored_now
from kb.errors import ChangedMeanwhileError, CurationError
from kb.practice_json_state import Json, is_same, parts_of, with_part
from kb.practices import PracticeId

if TYPE_CHECKING:
    from kb.store import Store
    from kb.store.curating import Curating, Stored

_SIDE_EFFECTS = frozenset({"passages", "places"})  # change along with quotes: undone one by one
_NOT_FIELDS = frozenset({"note", "merged", "merged_into", "practice"})
_STEPS = frozenset({"state", "reviewed", "published"})
CONTENT = (
    "title", "text.*", "quotes.*", "passages", "places", "kind", "name", "relations", "merged", "practice",
)  # fmt: skip
"""The fields of what is told of a practice."""


def undo(store: Store, curating: Curating, change_id: ChangeId, *, two_reviewers: bool) -> None:
    """Take a change back, with all that it did.

    Raises:
        ChangedMeanwhileError: Somebody has changed one of its fields since; undo that first.
        CurationError: There is no such change, it is undone already, or words in it were erased.
    """
    change = curating.read(change_id)
    if change is None:
        raise CurationError(f"There is no change {change_id}.", key="curate.problem_no_change")
    _need_undoable(change)
    by_field = {each.field: each for each in change.fields}
    if "practice" in by_field:
        row = by_field["practice"]
        if row.after is None:
            take_back(store, curating, row.practice_id, row.before)
        else:
            _undo_begun(curating, change, row.practice_id)
    elif "merged" in by_field:
        row = by_field["merged"]
        if row.before is None:
            split_off(store, curating, row.practice_id, _ids(row.after), two_reviewers=two_reviewers)
        else:
            merge(curating, row.practice_id, _ids(row.before), two_reviewers=two_reviewers)
    elif change.act == "take_over":
        _undo_begun(curating, change, change.fields[0].practice_id)
    else:
        _undo_fields(store, curating, change, two_reviewers=two_reviewers)
    if not curating.changed:
        raise CurationError("Nothing of this change is left.", key="curate.problem_undone")
    curating.set_undone(change_id)
    curating.details["undoes"] = str(change_id)


def _need_undoable(change: Change) -> None:
    if change.undone_by is not None:
        raise CurationError("This change is undone already.", key="curate.problem_undone")
    if not change.can_be_undone:
        raise CurationError(
            "The change held words that were erased since. It cannot be undone.",
            key="curate.problem_change_erased",
        )


def _undo_begun(curating: Curating, change: Change, practice_id: PracticeId) -> None:
    """Undo that a practice was made or taken over: nobody else may have worked on it since."""
    stored = curated(curating, practice_id)
    version = curating.version_of(change.id, practice_id)
    need_unchanged(curating, stored, CONTENT, version)
    give_back(curating, practice_id)


def _undo_fields(store: Store, curating: Curating, change: Change, *, two_reviewers: bool) -> None:
    rows: dict[PracticeId, list[FieldChange]] = defaultdict(list)
    for row in change.fields:
        if row.field not in _NOT_FIELDS:
            rows[row.practice_id].append(row)
    for practice_id, own in rows.items():
        stored = curated(curating, practice_id)
        own, is_step = _steps_left_out(curating, stored, change, own)
        now = parts_of(stored.snapshot)
        after = stored.snapshot
        for row in own:
            value = _value_before(curating, stored, row, now.get(row.field))
            after = with_part(after, practice_id, row.field, value)
        after = replace(after, draft=anchored_now(store, after.draft))
        if is_step:
            curating.save(stored, after)
        else:
            save_edited(curating, stored, after, two_reviewers=two_reviewers)


def _steps_left_out(
    curating: Curating, stored: Stored, change: Change, rows: list[FieldChange]
) -> tuple[list[FieldChange], bool]:
    """Return what is to be undone, and whether steps of the review are.

    A step is not undone once what is told has changed: nobody has reviewed that.

    Raises:
        ChangedMeanwhileError: The change was a step, and somebody has changed what is told since.
    """
    steps = [row for row in rows if row.field in _STEPS]
    later = curating.later(stored.id, CONTENT, version=curating.version_of(change.id, stored.id))
    if not steps or later is None:
        return rows, bool(steps)
    if len(steps) == len(rows):
        raise _changed(later)
    return [row for row in rows if row not in steps], False


def _value_before(curating: Curating, stored: Stored, row: FieldChange, now: Json) -> Json:
    if is_same(now, row.after):
        return row.before
    if row.field in _SIDE_EFFECTS:
        return _less(now, row.before, row.after)
    raise _changed(curating.later(stored.id, [row.field], version=0))


def _changed(later: Change | None) -> ChangedMeanwhileError:
    by, at = (later.name, later.at) if later is not None else ("", "")
    who, when = by or "Somebody", at or "a later time"
    return ChangedMeanwhileError(f"{who} has changed this at {when}. Undo that first.", by=by, at=at)


def _less(now: Json, before: Json, after: Json) -> Json:
    """Return a list, or lists by name, as it is now without what a change added, with what it took out."""
    if isinstance(now, dict) or isinstance(before, dict) or isinstance(after, dict):
        names = {*(now or {}), *(before or {}), *(after or {})}
        return {name: _less(*((each or {}).get(name) for each in (now, before, after))) for name in names}
    added = [each for each in after or [] if not _is_in(each, before)]
    kept = [each for each in now or [] if not _is_in(each, added)]
    return [*kept, *(each for each in before or [] if not _is_in(each, after) and not _is_in(each, kept))]


def _is_in(value: Json, values: Json) -> bool:
    return any(is_same(value, each) for each in values or [])


def _ids(values: Json) -> list[PracticeId]:
    return [PracticeId(each) for each in values]
