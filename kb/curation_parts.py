"""Merges practices into one, splits them off again, and gives them back to the rules, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.curation_edits import curated, no_practice, save_edited
from kb.curation_merging import brought_from_json, brought_to_json, merged, split
from kb.curation_quotes import anchored_now
from kb.errors import CurationError
from kb.practice_json_state import (
    Json,
    Relation,
    Snapshot,
    draft_from_json,
    draft_to_json,
    relations_from_json,
    relations_to_json,
)
from kb.practices import PracticeDraft, PracticeId, PracticeState, Quote
from kb.store.merged_practices import Merged

if TYPE_CHECKING:
    from kb.store import Store
    from kb.store.curating import Curating, Stored


def merge(
    curating: Curating, target_id: PracticeId, others: Sequence[PracticeId], *, two_reviewers: bool
) -> None:
    """Make practices part of another; they are kept whole.

    Raises:
        PracticeNotFoundError: One of them is not there.
        CurationError: One is named twice, or the other is a candidate.
    """
    target = curated(curating, target_id)
    if not others or target_id in others or len(set(others)) < len(others):
        raise CurationError(
            "A practice is merged with others, each named once. Choose them again.",
            key="curate.problem_merge_itself",
        )
    found = [_there(curating, each) for each in others]
    triples = {each.id: curating.triples(each.id) for each in found}
    draft, known = target.draft, set(curating.triples(target_id))
    for part in found:
        draft, brought = merged(draft, part.draft)
        moved = _moved(triples[part.id], part.id, target_id, known)
        known.update(moved)
        whole = whole_of(curating, part)
        kept = {**brought_to_json(brought), "relations": relations_to_json(moved)}
        curating.remove(part.id)
        curating.keep_merged(
            Merged(id=part.id, merged_into=target_id, whole=whole, relations=triples[part.id], brought=kept)
        )
        curating.note(part.id, part.version, [("merged_into", None, target_id)])
    curating.set_keys(target_id, draft.keys)
    new = [each for each in known if set(each[::2]) & {target_id}]
    curating.relate(new)
    # relations are stored: what is saved now is the draft, with those relations in its history
    parts = ("merged", None, [part.id for part in found])
    _save(curating, target_id, draft, parts, two_reviewers=two_reviewers)
    curating.details["merged"] = " ".join(f"p{part.id}" for part in found)


def split_off(
    store: Store,
    curating: Curating,
    target_id: PracticeId,
    part_ids: Sequence[PracticeId],
    *,
    two_reviewers: bool,
) -> None:
    """Take parts out of a practice again; each is what it was, under its number.

    Raises:
        PracticeNotFoundError: The practice is not there.
        CurationError: It has no such part.
    """
    target = curated(curating, target_id)
    draft = target.draft
    for part_id in part_ids:
        parts = {each.id: each for each in curating.merged(target_id)}
        if part_id not in parts:
            raise CurationError(
                f"Practice {part_id} is no part of practice {target_id}. Look at it again.",
                key="curate.problem_no_part",
            )
        part = parts.pop(part_id)
        rest = [(each.draft, brought_from_json(each.brought)) for each in parts.values()]
        draft, handed = split(draft, brought_from_json(part.brought), rest)
        relations = _handed_relations(curating, part, list(parts.values()))
        curating.forget_merged(part_id)
        for each, brought in zip(parts.values(), handed, strict=True):
            kept = {**brought_to_json(brought), "relations": relations_to_json(relations[each.id])}
            curating.keep_merged(replace(each, brought=kept))
        curating.set_keys(target_id, draft.keys)
        _restore(store, curating, part)
    _save(curating, target_id, draft, ("merged", list(part_ids), None), two_reviewers=two_reviewers)
    curating.details["split"] = " ".join(f"p{part_id}" for part_id in part_ids)


def _save(
    curating: Curating,
    target_id: PracticeId,
    draft: PracticeDraft,
    parts: tuple[str, object, object],  # as the history has it
    *,
    two_reviewers: bool,
) -> None:
    """Store what a practice tells with other parts than before; its keys are set already."""
    target = curated(curating, target_id)
    before = replace(target.snapshot, draft=replace(target.draft, keys=draft.keys))
    save_edited(
        curating,
        replace(target, snapshot=before),
        replace(before, draft=draft),
        two_reviewers=two_reviewers,
        more=[parts],
    )


def give_back(curating: Curating, practice_id: PracticeId) -> None:
    """Give a practice back to the rules: its candidate is made anew, and all that was changed is kept.

    Raises:
        PracticeNotFoundError: It is not there.
        CurationError: Others were merged into it.
    """
    stored = curated(curating, practice_id)
    if curating.merged(practice_id):
        raise CurationError(
            "Others were merged into this practice. Split them off first.", key="curate.problem_has_parts"
        )
    whole = {**whole_of(curating, stored), "relations": relations_to_json(curating.triples(practice_id))}
    curating.set_stale({quote.document_id for quote in _quotes(stored.draft)})
    curating.remove(practice_id)
    rules_keys = [key for key in stored.draft.keys if is_key_of_rules(key)]
    if rules_keys:
        # one candidate has one key; for the others the rules make candidates of their own
        draft = replace(stored.draft, state=PracticeState.CANDIDATE, keys=(rules_keys[0],), texts=())
        curating.insert(draft, practice_id)
        curating.set_version(practice_id, stored.version + 1)
    curating.note(practice_id, stored.version + 1, [("practice", whole, None)])


def take_back(store: Store, curating: Curating, practice_id: PracticeId, whole: Json) -> None:
    """Take a practice back from the rules as it was.

    Raises:
        CurationError: Another practice has become what it was known by.
    """
    stored = curating.stored(practice_id)
    if stored is not None and stored.draft.state is not PracticeState.CANDIDATE:
        raise CurationError("The practice was taken over since.", key="curate.problem_taken_over")
    curating.remove(practice_id)
    columns = {**whole["columns"], "version": max(whole["columns"]["version"], _version(stored)) + 1}
    _put_back(store, curating, practice_id, {**whole, "columns": columns})
    curating.relate(relations_from_json(whole.get("relations", [])))
    curating.note(practice_id, columns["version"], [("practice", None, whole)])


def is_key_of_rules(key: str) -> bool:
    """Return whether the rules know a practice by a key: a place and a hash, as in ingest.practices."""
    return ":" in key


def _there(curating: Curating, practice_id: PracticeId) -> Stored:
    stored = curating.stored(practice_id)
    if stored is None:
        raise no_practice(practice_id)
    return stored


def _version(stored: Stored | None) -> int:
    return stored.version if stored is not None else 0


def whole_of(curating: Curating, stored: Stored) -> dict[str, Json]:
    """Return all that is stored of a practice as JSON, but for its relations."""
    return {
        "draft": draft_to_json(stored.draft),
        "stamps": {name: dict(stamp) for name, stamp in stored.snapshot.stamps.items()},
        "columns": curating.columns(stored.id),
    }


def _restore(store: Store, curating: Curating, part: Merged) -> None:
    _put_back(store, curating, part.id, part.whole)
    curating.relate(part.relations)
    draft = part.draft
    if draft.state is PracticeState.CANDIDATE:
        curating.set_stale({quote.document_id for quote in _quotes(draft)})
    curating.note(part.id, part.whole["columns"]["version"], [("merged_into", part.merged_into, None)])


def _put_back(store: Store, curating: Curating, practice_id: PracticeId, whole: Json) -> None:
    owners = set(curating.owners(whole["draft"]["keys"]).values())
    if any(state is not PracticeState.CANDIDATE for _, state in owners):
        raise CurationError(
            "What it was made from belongs to another practice now. Undo that first.",
            key="curate.problem_taken",
        )
    for owner, _ in owners:
        curating.remove(owner)
    draft = anchored_now(store, draft_from_json(whole["draft"]))
    snapshot = Snapshot(draft=draft, stamps=whole["stamps"])
    curating.restore(practice_id, snapshot, whole["columns"])


def _moved(
    triples: Sequence[Relation], part_id: PracticeId, target_id: PracticeId, known: set[Relation]
) -> tuple[Relation, ...]:
    """Return the relations that a practice gets from a part, and has not."""
    found = []
    for one, kind, other in triples:
        moved = (
            target_id if one == part_id else one,
            kind,
            target_id if other == part_id else other,
        )
        if moved[0] != moved[2] and moved not in known:
            found.append(moved)
    return tuple(found)


def _handed_relations(
    curating: Curating, part: Merged, rest: Sequence[Merged]
) -> dict[PracticeId, tuple[Relation, ...]]:
    """Take the relations out that a part brought, but for those that other parts have as well."""
    brought = relations_from_json(part.brought["relations"])
    handed: dict[PracticeId, tuple[Relation, ...]] = {}
    for each in rest:
        theirs = set(_moved(each.relations, each.id, part.merged_into, set()))
        shared = tuple(one for one in brought if one in theirs)
        handed[each.id] = (*relations_from_json(each.brought["relations"]), *shared)
        brought = tuple(one for one in brought if one not in theirs)
    curating.unrelate(brought)
    return handed


def _quotes(draft: PracticeDraft) -> list[Quote]:
    return [*draft.passages, *(quote for found in draft.fields.values() for quote in found)]
