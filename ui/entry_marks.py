"""What a reader must not overlook of an entry, wherever it is listed: how it went, how little is told."""

from __future__ import annotations

from kb.entries import Entry
from kb.i18n import Catalogue
from kb.practice_terms import Direction
from kb.practices import PracticeField, PracticeKind
from ui.markup import escape

_WARNED = (Direction.NEGATIVE.value, Direction.MIXED.value, Direction.NONE.value)


def marks_html(entry: Entry, catalogue: Catalogue) -> str:
    """Return that a practice did not go well, and that it is told only in passing; empty without either."""
    return outcome_mark(entry, catalogue) + _mention_mark(entry, catalogue)


def outcome_mark(entry: Entry, catalogue: Catalogue) -> str:
    """Return in words that a practice did not go well, or not in all; empty where nothing says so."""
    codes = {quote.code for quote in entry.fields.get(PracticeField.DIRECTION, ())}
    warned = [code for code in _WARNED if code in codes]
    if not warned:
        return ""
    words = " ".join(catalogue.text(f"practices.outcome_{code}") for code in warned)
    return f'<p class="mb-outcome">{escape(words)}</p>'


def _mention_mark(entry: Entry, catalogue: Catalogue) -> str:
    if entry.kind is not PracticeKind.MENTION:
        return ""
    return f'<p class="mb-mention">{escape(catalogue.text("practice.mention"))}</p>'
