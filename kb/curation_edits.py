"""Changes a practice that is the curators', unless somebody else has changed the same meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.curation_texts import problems
from kb.errors import ChangedMeanwhileError, CurationError, PracticeNotFoundError
from kb.practice_json_state import Snapshot
from kb.practices import PracticeDraft, PracticeId, PracticeState

if TYPE_CHECKING:
    from kb.store.curating import Curating, Stored

Edit = Callable[[PracticeDraft], PracticeDraft]


def curated(curating: Curating, practice_id: PracticeId) -> Stored:
    """Return a practice that is the curators'.

    Raises:
        PracticeNotFoundError: There is none with this number.
        CurationError: It is a candidate.
    """
    stored = curating.stored(practice_id)
    if stored is None:
        raise no_practice(practice_id)
    if stored.draft.state is PracticeState.CANDIDATE:
        raise CurationError(
            f"Practice {practice_id} is a candidate, which rules make anew. Take it over first.",
            key="curate.problem_candidate",
        )
    return stored


def no_practice(practice_id: PracticeId) -> PracticeNotFoundError:
    """Return that there is no such practice."""
    return PracticeNotFoundError(
        f"There is no practice {practice_id}. List them with: metodbank practice list"
    )


def edit(
    curating: Curating,
    practice_id: PracticeId,
    make: Edit,
    *,
    fields: Sequence[str],
    seen: int,
    two_reviewers: bool,
) -> None:
    """Change fields of a practice; a change of another field since ``seen`` is in nobody's way.

    Raises:
        ChangedMeanwhileError: Somebody else has changed one of the fields since the version ``seen``.
        CurationError: It cannot be changed so.
    """
    stored = curated(curating, practice_id)
    need_unchanged(curating, stored, fields, seen)
    draft = make(stored.draft)
    if draft != stored.draft:
        save_edited(curating, stored, replace(stored.snapshot, draft=draft), two_reviewers=two_reviewers)


def save_edited(
    curating: Curating,
    stored: Stored,
    after: Snapshot,
    *,
    two_reviewers: bool,
    more: Sequence[tuple[str, object, object]] = (),
) -> None:
    """Store what a curator has changed: a reviewed practice is a draft again.

    A published one is so where two reviewers are asked for; else the change is public at once.

    Raises:
        CurationError: It stays published, and would break a rule that it kept before.
    """
    state = stored.draft.state
    if state is PracticeState.REVIEWED or (state is PracticeState.PUBLISHED and two_reviewers):
        kept = {name: stamp for name, stamp in after.stamps.items() if name == "verified"}
        after = replace(after, draft=replace(after.draft, state=PracticeState.DRAFT), stamps=kept)
    elif state is PracticeState.PUBLISHED:
        known = {each.key for each in problems(stored.draft)}
        for problem in problems(after.draft):
            if problem.key not in known:
                raise problem
    curating.save(stored, after, more=more)


def need_unchanged(curating: Curating, stored: Stored, fields: Sequence[str], seen: int) -> None:
    """Make sure that nobody else has changed fields since a version.

    Raises:
        ChangedMeanwhileError: Somebody has; it says who and when.
    """
    later = curating.later(stored.id, fields, version=seen)
    if later is not None and later.login != curating.change.actor.login:
        raise ChangedMeanwhileError(
            f"{later.name} has changed this at {later.at}. Look at it, and change it again.",
            by=later.name,
            at=later.at,
        )
