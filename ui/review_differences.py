"""What differs between two texts, word by word, with marks that do not need colour."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from kb.i18n import Catalogue
from ui.markup import escape

_WORD = re.compile(r"\S+")
# difflib's time grows with the square of the words; so many are some eight pages
MAX_WORDS = 4000
_AROUND = 12  # words that are shown on each side of a difference; what is the same between is folded


@dataclass(frozen=True, slots=True)
class Run:
    """Words that both texts have, or words of one that the other has not."""

    words: tuple[str, ...]
    is_shared: bool


def differing_runs(one: str, other: str) -> tuple[tuple[Run, ...], tuple[Run, ...]]:
    """Return both texts as runs of words; the shared ones are the same in both, in order.

    Case and punctuation at the ends of a word make no difference. Only the first ``MAX_WORDS`` words of each
    are compared and returned.
    """
    first, second = _words(one), _words(other)
    matcher = SequenceMatcher(
        None, [_plain(word) for word in first], [_plain(word) for word in second], False
    )
    left: list[Run] = []
    right: list[Run] = []
    for act, start, end, other_start, other_end in matcher.get_opcodes():
        is_shared = act == "equal"
        if end > start:
            left.append(Run(tuple(first[start:end]), is_shared))
        if other_end > other_start:
            right.append(Run(tuple(second[other_start:other_end]), is_shared))
    return tuple(left), tuple(right)


def runs_html(runs: Sequence[Run], catalogue: Catalogue) -> str:
    """Return a text with what only it has underlined and said to be so; long stretches of the rest folded."""
    said = escape(catalogue.text("review.only_here"))
    parts = []
    for place, run in enumerate(runs):
        if run.is_shared:
            parts.append(_shared(run.words, is_first=place == 0, is_last=place == len(runs) - 1))
        else:
            words = escape(" ".join(run.words))
            parts.append(f'<u class="mb-only"><span class="mb-sr">{said} </span>{words}</u>')
    return f"<p>{' '.join(parts)}</p>"


def _shared(words: Sequence[str], *, is_first: bool, is_last: bool) -> str:
    head = 0 if is_first else _AROUND
    tail = 0 if is_last else _AROUND
    if len(words) <= head + tail + _AROUND:
        return escape(" ".join(words))
    before, after = " ".join(words[:head]), " ".join(words[len(words) - tail :])
    return " ".join(part for part in (escape(before), "[…]", escape(after)) if part)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)[:MAX_WORDS]


def _plain(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).casefold() or word
