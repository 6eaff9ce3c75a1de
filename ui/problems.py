"""What went wrong, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from kb.errors import (
    ChangedMeanwhileError,
    DiskFullError,
    DocumentNotFoundError,
    HomeError,
    KbError,
    LockedError,
    PermissionDeniedError,
    PracticeNotFoundError,
    SearchIndexError,
    SecondPersonError,
    StoreError,
    ToldError,
)
from kb.i18n import Catalogue

# The first kind that fits has the text.
_TEXTS: Sequence[tuple[type[KbError], str]] = (
    (PermissionDeniedError, "act.not_allowed"),
    (SecondPersonError, "act.second_person"),
    (DocumentNotFoundError, "error.document"),
    (PracticeNotFoundError, "act.no_practice"),
    (LockedError, "act.locked"),
    (DiskFullError, "act.disk_full"),
    (SearchIndexError, "error.index"),
    (HomeError, "error.home"),
    (StoreError, "error.store"),
)


def problem_text(error: KbError, catalogue: Catalogue, *, is_logged_out: bool = False) -> str:
    """Return what a reader is told of an error.

    Args:
        error: What was raised.
        catalogue: Of the reader.
        is_logged_out: Whether the login has ended meanwhile, so that logging in again may help.
    """
    if is_logged_out:
        return catalogue.text("act.logged_out")
    if isinstance(error, ChangedMeanwhileError):
        return catalogue.text("act.changed", who=error.by or "?")
    if isinstance(error, ToldError) and error.key:
        return catalogue.text(error.key, **error.values)
    found = next((text for kind, text in _TEXTS if isinstance(error, kind)), "act.failed")
    return catalogue.text(found)
