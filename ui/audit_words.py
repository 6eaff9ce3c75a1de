"""What the log of what was done says for people: its codes as words of the three languages."""

from __future__ import annotations

import re

from kb.accounts import Role
from kb.i18n import Catalogue
from ui.edit_history import ACTS as PRACTICE_ACTS

ACTS = frozenset(
    "login login.failed logout user.add user.change user.password user.remove user.end_sessions "
    "batch.begin batch.describe batch.describe_file batch.announce batch.put batch.leave_out "
    "batch.take_back batch.hand_in batch.take_back_batch batch.remove batch.undo_remove batch.expire "
    "batch.delete review.decide review.add_tag review.restore review.set_facts review.accept review.decline "
    "review.undo document.ingest document.delete document.erase document.restore document.decide "
    "document.add_tag document.keep_both document.remove_copy document.undo_similar "
    "practice.load index.rebuild".split()
)
"""What the log tells of, but for what was done to one practice."""
SUBJECTS = frozenset({"document", "item", "batch", "practice"})
"""What the log tells about with a number."""
DETAILS = frozenset("added accepted rejected taken_back file files document by role name".split())
"""What a line tells besides, for which there are words; anything else is shown as it is kept."""
_NUMBERED = re.compile(r"(document|item|batch) (\d+)|p(\d+)", re.ASCII)


def act_said(act: str, catalogue: Catalogue) -> str | None:
    """Return what was done, in words; None for a code of which nothing is known, as of a newer version."""
    if act in ACTS:
        return catalogue.text(f"audit.act_{act.replace('.', '_')}")
    of, _, done = act.partition(".")
    if of == "practice" and done in PRACTICE_ACTS:
        return catalogue.text(f"edit.act_{done}")
    return None


def subject_said(subject: str, catalogue: Catalogue) -> str | None:
    """Return what it was done to, in words; None where the log has a name or an address of a file."""
    found = _NUMBERED.fullmatch(subject)
    if found is None:
        return None
    return catalogue.text(f"audit.about_{found[1] or 'practice'}", n=found[2] or found[3])


def detail_said(name: str, value: str, catalogue: Catalogue) -> str | None:
    """Return one of the things that a line tells besides, in words; None where there are none for it."""
    if name not in DETAILS:
        return None
    said = catalogue.text(f"role.{value}") if name == "role" and value in {*Role} else value
    return catalogue.text(f"audit.detail_{name}", value=said)
