"""Lines of a parsed document as the rules for boilerplate see them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.records import BlockKind, ParsedDocument

_SHORT = 200


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of a block: ``text[start:end]``."""

    block: int  # position of its block
    kind: BlockKind
    start: int
    end: int
    page: int | None  # position of its page, from 0


# Positions in the list of lines that a rule wants dropped; it sees what the rules before it dropped.
Rule = Callable[[ParsedDocument, Sequence[TextLine], Mapping[int, str]], Iterable[int]]


def lines_of(document: ParsedDocument) -> list[TextLine]:
    """Return the lines of a document's blocks that hold anything, in order."""
    lines: list[TextLine] = []
    page_starts = [page.start for page in document.pages]
    for index, block in enumerate(document.blocks):
        page = bisect_right(page_starts, block.start) - 1 if page_starts else None
        start = block.start
        while start < block.end:
            stop = document.text.find("\n", start, block.end)
            stop = block.end if stop < 0 else stop
            if not document.text[start:stop].isspace() and start < stop:
                lines.append(TextLine(index, block.kind, start, stop, page))
            start = stop + 1
    return lines


def content_of(document: ParsedDocument, line: TextLine) -> str:
    """Return the line's text without the white space around it."""
    return document.text[line.start : line.end].strip()


def short_content(document: ParsedDocument, line: TextLine, limit: int = _SHORT) -> str:
    """Return the line's text, empty if it is too long for the rule to look at."""
    return content_of(document, line) if line.end - line.start <= limit else ""


def marker(document: ParsedDocument, line: TextLine, limit: int = _SHORT) -> str:
    """Return a short line without the marks of headings and emphasis around it."""
    return short_content(document, line, limit).strip("#*_ ")


def blank_line_between(document: ParsedDocument, first: TextLine, second: TextLine) -> bool:
    """Tell whether a blank line, or anything that is no text, parts two lines that follow each other."""
    return document.text.count("\n", first.end, second.start) > 1
