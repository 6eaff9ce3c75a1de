"""The words of a text that something rests on, quoted exactly."""

from __future__ import annotations

from ingest.lines import BULLET_MARK


def quote(text: str, start: int, end: int, *, within: tuple[int, int], max_chars: int) -> str:
    """Return ``text[start:end]`` with the words around it, as they stand, white space collapsed.

    All of ``within`` if that is short enough, else as much on both sides as there is room for, whole
    words only. Nothing is left out but the mark of a bullet at the very start, and nothing is put in.
    """
    first, last = within
    mark = BULLET_MARK.match(text, first, last)
    if mark and mark.end() <= start:
        first = mark.end()
    if last - first > max_chars:
        room = max(0, max_chars - (end - start)) // 2
        first = _word_start(text, max(first, start - room), start)
        last = _word_end(text, min(last, end + room), end)
    return " ".join(text[first:last].split()).strip()


def _word_start(text: str, at: int, limit: int) -> int:
    if at == 0 or text[at - 1].isspace():
        return at
    return next((index + 1 for index in range(at, limit) if text[index].isspace()), limit)


def _word_end(text: str, at: int, limit: int) -> int:
    if at == len(text) or text[at].isspace():
        return at
    return next((index for index in range(at - 1, limit - 1, -1) if text[index].isspace()), limit)
