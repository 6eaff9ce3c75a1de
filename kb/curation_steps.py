"""The steps of a practice to publication, and what it has to do with others; each in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.curation import StillRunning
from kb.curation_edits import curated, save_edited
from kb.curation_parts import give_back
from kb.curation_texts import problems
from kb.errors import CurationError, SecondPersonError
from kb.practice_json_state import Relation, Snapshot
from kb.practices import PracticeId, PracticeState, RelationKind

if TYPE_CHECKING:
    from kb.store.curating import Curating, Stored


def submit(curating: Curating, practice_id: PracticeId, *, two_reviewers: bool) -> None:
    """Make a draft reviewed; for what is raised see the desk."""
    stored = _in_state(curating, practice_id, PracticeState.DRAFT)
    _need_complete(stored)
    actor = curating.change.actor
    if two_reviewers and curating.editors(practice_id) == {actor.login}:
        raise SecondPersonError(
            f"{actor.name} alone has worked on practice {practice_id}. Somebody else must review it.",
            key="curate.problem_review_own",
            name=actor.name,
        )
    _save(curating, stored, PracticeState.REVIEWED, reviewed=_stamp(curating))


def publish(curating: Curating, practice_id: PracticeId, *, two_reviewers: bool) -> None:
    """Publish a reviewed practice; for what is raised see the desk."""
    stored = _in_state(curating, practice_id, PracticeState.REVIEWED)
    _need_complete(stored)
    actor = curating.change.actor
    reviewed = stored.snapshot.stamps.get("reviewed", {})
    if two_reviewers and reviewed.get("by") == actor.login:
        at = reviewed.get("at", "")
        raise SecondPersonError(
            f"{actor.name} has reviewed practice {practice_id} at {at}. Somebody else publishes it.",
            key="curate.problem_publish_own",
            name=actor.name,
            date=at[:10],
        )
    _save(curating, stored, PracticeState.PUBLISHED, published=_stamp(curating))


def withdraw(curating: Curating, practice_id: PracticeId) -> None:
    """Make a reviewed or published practice a draft again."""
    stored = _in_state(curating, practice_id, PracticeState.REVIEWED, PracticeState.PUBLISHED)
    kept = {name: stamp for name, stamp in stored.snapshot.stamps.items() if name == "verified"}
    snapshot = replace(stored.snapshot, stamps=kept)
    draft = replace(stored.draft, state=PracticeState.DRAFT)
    curating.save(stored, replace(snapshot, draft=draft))


def discard(curating: Curating, practice_id: PracticeId) -> None:
    """Give a draft back to the rules."""
    _in_state(curating, practice_id, PracticeState.DRAFT)
    give_back(curating, practice_id)


def verify(curating: Curating, practice_id: PracticeId, still_running: StillRunning, note: str) -> None:
    """Note that somebody has made sure of a practice."""
    stored = curated(curating, practice_id)
    verified = {**_stamp(curating), "still_running": still_running.value}
    after = replace(stored.snapshot, stamps={**stored.snapshot.stamps, "verified": verified})
    # twice within a second is once
    curating.save(stored, after, more=[("note", None, note)] if note else [])


def relate(
    curating: Curating,
    practice_id: PracticeId,
    kind: RelationKind,
    other: PracticeId,
    *,
    two_reviewers: bool,
) -> None:
    """Add a relation to another practice."""
    stored = curated(curating, practice_id)
    curated(curating, other)
    if practice_id == other:
        raise CurationError("A practice has no relation to itself.", key="curate.problem_relation_itself")
    known = set(curating.triples(practice_id))
    new: Relation = (practice_id, kind, other)
    if new in known or (kind.is_mutual and (other, kind, practice_id) in known):
        return
    _save_relations(curating, stored, {*stored.snapshot.relations, new}, two_reviewers=two_reviewers)


def unrelate(
    curating: Curating,
    practice_id: PracticeId,
    kind: RelationKind,
    other: PracticeId,
    *,
    two_reviewers: bool,
) -> None:
    """Take a relation out; a mutual one also where the other practice has it."""
    ends = [(practice_id, other), (other, practice_id)] if kind.is_mutual else [(practice_id, other)]
    triples = set(curating.triples(practice_id))
    found = [(one, kind, far) for one, far in ends if (one, kind, far) in triples]
    if not found:
        raise CurationError("There is no such relation any more.", key="curate.problem_no_relation")
    for gone in found:
        stored = curated(curating, gone[0])
        kept = set(stored.snapshot.relations) - {gone}
        _save_relations(curating, stored, kept, two_reviewers=two_reviewers)


def _save_relations(
    curating: Curating, stored: Stored, relations: set[Relation], *, two_reviewers: bool
) -> None:
    after = replace(stored.snapshot, relations=tuple(sorted(relations)))
    save_edited(curating, stored, after, two_reviewers=two_reviewers)


def _in_state(curating: Curating, practice_id: PracticeId, *states: PracticeState) -> Stored:
    stored = curated(curating, practice_id)
    if stored.draft.state not in states:
        wanted = " or ".join(states)
        raise CurationError(
            f"Practice {practice_id} is {stored.draft.state}, not {wanted}. Look at it again.",
            key="curate.problem_state",
        )
    return stored


def _need_complete(stored: Stored) -> None:
    for problem in problems(stored.draft):
        raise problem


def _stamp(curating: Curating) -> dict[str, str]:
    return {"by": curating.change.actor.login, "at": curating.change.at}


def _save(curating: Curating, stored: Stored, state: PracticeState, **stamps: Mapping[str, str]) -> None:
    after = Snapshot(
        draft=replace(stored.draft, state=state),
        relations=stored.snapshot.relations,
        stamps={**stored.snapshot.stamps, **stamps},
    )
    curating.save(stored, after)
