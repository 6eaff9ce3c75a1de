"""Where sentences end: the same for cutting chunks and for the windows that search looks into."""

from __future__ import annotations

import re

SENTENCE_END = re.compile(r"[.!?…][”\"»’)\]]*(?=\s)")
# What stands before a full stop that ends no sentence.
_ABBREVIATIONS = frozenset(
    "t.ex ex f.eks eks fx bl.a bla ca m.m m.fl fl mfl mm kl nr d.v.s dvs d.v.s s.k sk o.s.v osv m.v mv jf jfr"
    " vs resp inkl exkl ekskl f.d fd fr.o.m t.o.m tom p.g.a pga kap sid s st stk tel dr prof art"
    " pkt mio mia mdr mkr tkr milj jan feb mar apr jun jul aug sep sept okt nov dec afd avd hr fru".split()
)
_LAST_WORD = re.compile(r"(?:[^\W_]|\.)+$")
# A blank line, and a line that begins like an item of a list: no sentence runs across them.
_BREAK = re.compile(r"\n[^\S\n]*(?:\n\s*|(?=(?:[-–—•*·▪]|\d{1,3}[.)])\s))")


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


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return where the sentences of ``text`` start and end, in order, without white space around them.

    A blank line and the start of a list item end a sentence too.
    """
    cuts = {match.end() for match in _BREAK.finditer(text)}
    cuts |= {
        match.end()
        for match in SENTENCE_END.finditer(text)
        if ends_sentence(text, match.start(), match.end())
    }
    spans = []
    start = 0
    for end in [*sorted(cuts), len(text)]:
        piece = text[start:end]
        if stripped := piece.strip():
            left = start + len(piece) - len(piece.lstrip())
            spans.append((left, left + len(stripped)))
        start = end
    return spans
