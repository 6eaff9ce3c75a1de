"""Ends of sentences, for cutting long paragraphs."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?…][”\"»’)\]]*(?=\s)")
# What stands before a full stop that ends no sentence.
_ABBREVIATIONS = frozenset(
    "t.ex ex f.eks eks fx bl.a bla ca m.m m.fl fl mfl mm kl nr d.v.s dvs d.v.s s.k sk o.s.v osv m.v mv jf jfr"
    " vs resp inkl exkl ekskl f.d fd fr.o.m t.o.m tom p.g.a pga kap sid s st stk tel dr prof art"
    " pkt mio mia mdr mkr tkr milj jan feb mar apr jun jul aug sep sept okt nov dec afd avd hr fru".split()
)
_LAST_WORD = re.compile(r"(?:[^\W_]|\.)+$")


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
    for match in _END.finditer(text, lowest, highest):
        if ends_sentence(text, match.start(), match.end()):
            best = match.end()
    return best


def ends_sentence(text: str, mark: int, after: int) -> bool:
    """Return whether the punctuation at ``mark`` ends a sentence; ``after`` is where what follows starts."""
    follows = text[after : after + 40].lstrip()
    if not follows or follows[0].islower():  # "17. april", "bl.a. kommuner"
        return False
    if text[mark] != ".":
        return True
    word = _LAST_WORD.search(text, max(0, mark - 20), mark)
    if word is None:
        return True
    before = word.group().strip(".").casefold()
    is_number = before.isdigit() and len(before) <= 2 and not follows[0].isupper()
    return before not in _ABBREVIATIONS and not (len(before) == 1 and before.isalpha()) and not is_number


def last_sentence(text: str) -> str:
    """Return the last sentence of a text."""
    start = 0
    for match in _END.finditer(text):
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
