"""What a reader must not overlook of an entry, wherever it is listed: how it went, how little is told."""

from __future__ import annotations

from collections.abc import Mapping

from kb.entries import Entry
from kb.i18n import Catalogue
from kb.practice_terms import Direction
from kb.practices import PracticeField, PracticeKind
from ui.markup import escape

_WARNED = (Direction.NEGATIVE.value, Direction.MIXED.value, Direction.NONE.value)


# The kinds that are less than an example somebody has tried, and the text that says so.
KIND_NOTES: Mapping[PracticeKind, str] = {
    PracticeKind.MENTION: "practice.mention",
    PracticeKind.DIALOGUE: "practice.dialogue",
}


def marks_html(entry: Entry, catalogue: Catalogue) -> str:
    """Return that a practice did not go well, and that it is told in passing or a dialogue; else nothing."""
    return outcome_mark(entry, catalogue) + _kind_mark(entry, catalogue)


def outcome_mark(entry: Entry, catalogue: Catalogue) -> str:
    """Return in words that a practice did not go well, or not in all; empty where nothing says so."""
    codes = {quote.code for quote in entry.fields.get(PracticeField.DIRECTION, ())}
    warned = [code for code in _WARNED if code in codes]
    if not warned:
        return ""
    words = " ".join(catalogue.text(f"practices.outcome_{code}") for code in warned)
    return f'<p class="mb-outcome">{escape(words)}</p>'


def _kind_mark(entry: Entry, catalogue: Catalogue) -> str:
    key = KIND_NOTES.get(entry.kind) if entry.kind is not None else None
    return f'<p class="mb-mention">{escape(catalogue.text(key))}</p>' if key else ""
