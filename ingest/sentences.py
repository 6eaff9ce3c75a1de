"""Ends of sentences, for cutting long paragraphs."""

from __future__ import annotations

from kb.sentences import SENTENCE_END, ends_sentence


def cut_points(text: str, start: int, end: int, *, max_chars: int) -> list[tuple[int, int]]:
    """Cut ``text[start:end]`` into pieces of at most ``max_chars``, without white space around them.

    At the last end of a sentence in the second half of a piece, else at the last white space, else
    anywhere. Together the pieces hold everything but white space.
    """
    pieces: list[tuple[int, int]] = []
    while end - start > max_chars:
        stop = _sentence_end(text, start + max_chars // 3, start + max_chars) or _space(
            text, start, start + max_chars
        )
        stop = stop or start + max_chars
        pieces.append((start, _rstrip(text, start, stop)))
        start = _lstrip(text, stop, end)
    if start < end:
        pieces.append((start, end))
    return pieces


def _sentence_end(text: str, lowest: int, highest: int) -> int | None:
    best = None
    for match in SENTENCE_END.finditer(text, lowest, highest):
        if ends_sentence(text, match.start(), match.end()):
            best = match.end()
    return best


def sentence_starts(text: str) -> list[int]:
    """Return where the sentences after the first begin."""
    ends = (
        match.end()
        for match in SENTENCE_END.finditer(text)
        if ends_sentence(text, match.start(), match.end())
    )
    return [start for end in ends if (start := _lstrip(text, end, len(text))) < len(text)]


def last_sentence(text: str) -> str:
    """Return the last sentence of a text."""
    start = 0
    for match in SENTENCE_END.finditer(text):
        if ends_sentence(text, match.start(), match.end()):
            start = match.end()
    return text[start:].strip()


def _space(text: str, lowest: int, highest: int) -> int | None:
    # White space is never farther back than a third: a long word is rather cut than a piece left tiny.
    floor = lowest + (highest - lowest) // 3
    for position in range(highest - 1, floor, -1):
        if text[position].isspace():
            return position
    return None


def _rstrip(text: str, start: int, stop: int) -> int:
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    return stop


def _lstrip(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
