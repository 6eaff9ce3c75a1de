"""Makes any text fit for a tokenizer: repairs what is no Unicode, cuts what is long."""

from __future__ import annotations

from itertools import pairwise
from math import ceil
from typing import TYPE_CHECKING

from kb.text import to_nfc

if TYPE_CHECKING:
    from collections.abc import Callable

# Windows aim at this share of the limit: they are cut by characters, and many would be too long otherwise.
_FILL = 0.9


def clean(text: str) -> str:
    """Return ``text`` in form NFC; halves of surrogate pairs, which no tokenizer takes, become U+FFFD."""
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return to_nfc(text)


def pieces(text: str, *, max_chars: int) -> list[str]:
    """Cut ``text`` into pieces of at most ``max_chars`` characters, before white space if possible.

    Joined they are the text again; an empty text is one empty piece.
    """
    cut = []
    start = 0
    while len(text) - start > max_chars:
        end = _before_space(text, start, start + max_chars)
        cut.append(text[start:end])
        start = end
    return [*cut, text[start:]]


def windows(text: str, *, n_tokens: Callable[[str], int], limit: int) -> list[tuple[str, int]]:
    """Cut ``text`` into consecutive windows of at most ``limit`` tokens and of about the same length.

    Args:
        text: Any text.
        n_tokens: Counts the tokens of a text as the model will see it, with prompt and special tokens.
        limit: More than what an empty text counts.

    Returns:
        Pairs (window, its tokens); only the whole text if it fits.
    """
    n = n_tokens(text)
    if n <= limit or len(text) < 2:
        return [(text, n)]
    n_windows = min(max(2, ceil(n / (limit * _FILL))), len(text))
    parts = _even_parts(text, n_windows)
    return [window for part in parts for window in windows(part, n_tokens=n_tokens, limit=limit)]


def _even_parts(text: str, n_parts: int) -> list[str]:
    reach = len(text) // n_parts // 2
    targets = [len(text) * number // n_parts for number in range(1, n_parts)]
    cuts = [0, *sorted({_nearest_space(text, target, reach) for target in targets}), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


def _nearest_space(text: str, target: int, reach: int) -> int:
    for distance in range(reach):
        for place in (target - distance, target + distance):
            if text[place].isspace():
                return place
    return target


def _before_space(text: str, start: int, end: int) -> int:
    """Return the last place after ``start`` and up to ``end`` where white space stands, else ``end``."""
    for place in range(end, start, -1):
        if text[place].isspace():
            return place
    return end
