"""Adverts that say so: a line with the word, or a fence of two such lines around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, blank_line_between, marker, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 400
_MAX_LINES = 3
_MAX_FENCED_LINES = 15
_MAX_MARK_CHARS = 80
_DECORATION = " \t-–—=~*_·•.:;|<>[](){}#+►▼▲★☆"
# All patterns are of folded text.
_WORD = (
    r"(?:\w*annons(?:er|en|ering|plats)?|\w*annonce[rn]?|annonse|reklame?n?|reklameplads|reklameindslag|"
    r"advert(?:isement|orial)?|sponsr(?:at|ad|ade)|sponsoreret|sponseret|sponsorerat|sponsored|promotion)"
)
_PAID = (
    r"(?:betalt|betald|betalat|kommersi?ellt?|kommercielt|sponsr\w+|sponsor\w+|köpt|köbt|native|partners?)"
)
_THING = (
    r"(?:innehåll|indhold|samarbe(?:te|jde)|material|materiale|artikel|text|tekst|inslag|indslag|post|inlägg|"
    r"indläg|meddelande|meddelelse|content|budskap)"
)
_MARK = re.compile(
    rf"{_WORD}(?:\s*[-–/|].{{0,60}}|\s{_THING}|\s(?:från|fra|for|för)\s.{{2,40}})?|{_PAID}[ -]?{_THING}|"
    r"partner(?:innehåll|indhold|samarbete|samarbejde)|"
    r"i (?:\w+ )?samarbe(?:te|jde) med .{2,40} (?:ab|a/s|aps|as)"
)
# With dashes or the like around them.
_FENCE = re.compile(
    rf"{_WORD}|{_PAID}|(?:i (?:\w+ )?)?samarbe(?:te|jde)(?: med .{{2,40}})?|"
    r"(?:från|fra) (?:våra?|vores) .{2,40}"
)
_FENCED = re.compile(r"[-–—=~*_·•|<>\[({+►★]+\s*[^\W\d_].*[^\W\d_]\s*[-–—=~*_·•|<>\])}+◄★]+")
_END = re.compile(
    rf"(?:slut|end|ende|stop|här slutar|her slutter)(?: på| of)?(?: {_WORD}| {_THING})?|{_WORD} (?:slut|stop)"
)
_STARTED = re.compile(rf"{_WORD}\s?:\s*\S.*")


def marked_adverts(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """A line that holds a word for advert only, and what stands under it, down to the line that ends it.

    Without such a line an advert ends at a blank line or a heading.
    """
    end = 0
    for index, line in enumerate(lines):
        if index < end:
            continue
        content = marker(document, line, _MAX_CHARS)
        if content and content[:5].isupper() and _STARTED.fullmatch(fold(content)) and not _is_item(line):
            yield index
        if not content or len(content) > _MAX_MARK_CHARS or not _is_mark(content):
            continue
        end = _closing(document, lines, index) or _open_end(document, lines, dropped, index)
        yield from range(index, end)


def _is_item(line: TextLine) -> bool:
    return line.kind in {BlockKind.BULLET, BlockKind.ROW}


def _is_mark(content: str) -> bool:
    bare = fold(content).strip(_DECORATION)
    if not bare:
        return False
    return _MARK.fullmatch(bare) is not None or (
        _FENCED.fullmatch(content) is not None and _FENCE.fullmatch(bare) is not None
    )


def _closing(document: ParsedDocument, lines: Sequence[TextLine], start: int) -> int | None:
    """Return the position after the line that ends an advert, if there is one soon."""
    for index in range(start + 1, min(len(lines), start + _MAX_FENCED_LINES)):
        content = marker(document, lines[index], _MAX_MARK_CHARS)
        if content and _END.fullmatch(fold(content).strip(_DECORATION)):
            return index + 1
    return None


def _open_end(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str], start: int
) -> int:
    stop = start + 1
    while stop < len(lines) and stop not in dropped and short_content(document, lines[stop], _MAX_CHARS):
        if blank_line_between(document, lines[stop - 1], lines[stop]):
            break
        stop += 1
    # without blank lines to end it, an advert is one line: what follows may be the page's own again
    return stop if stop - start - 1 <= _MAX_LINES else start + 2
