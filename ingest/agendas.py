"""Agendas that only list the headings that follow."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.page_chrome import blank_line_between
from ingest.text_line import TextLine, marker, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_HEADING = re.compile(
    r"(?:dagens )?(?:program(?:met)?|agenda(?:n)?|dagordning(?:en)?|dagsorden(?:en)?|föredragningslista|"
    r"sakliste|innehåll|indhold|innhold|disposition|upplägg|översikt|oversigt|idag|i dag|dagens emner|"
    r"i (?:det här|detta|dette|denne) (?:numret|nummer|utskicket|nyhedsbrev|nyhetsbrevet|brev)|"
    r"(?:läs|läs om) i (?:det här|dette) (?:numret|nummer)|contents|in this issue|punkter|program för dagen|"
    r"dagens program)(?:,? .{0,20})?"
)
_TIME = r"(?:kl\.? ?)?\d{1,2}[.:]\d\d"
_MARK = re.compile(rf"^(?:[-•*–▪>»]+|\d{{1,2}}(?:\.\d{{1,2}})*[.)]?|§ ?\d+|{_TIME}(?:\s?[-–]\s?{_TIME})?)\s+")
_MAX_ITEM_CHARS = 140
_MIN_ITEMS = 3
_MIN_PREFIX_CHARS = 8
_STEM_CHARS = 5
_MIN_WORD_CHARS = 5


def agendas(document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]) -> Iterable[int]:
    """A heading such as Dagordning and the list under it, where most of it stands again further down."""
    contents = [short_content(document, line, _MAX_ITEM_CHARS) for line in lines]
    names = [_name(content) for content in contents]
    for index, line in enumerate(lines):
        if index in dropped or not _HEADING.fullmatch(fold(marker(document, line, 40).rstrip(": "))):
            continue
        end = _end_of_list(document, lines, contents, index)
        items = [names[each] for each in range(index + 1, end)]
        further = names[end:]
        headings = [names[each] for each in range(end, len(lines)) if lines[each].kind is BlockKind.HEADING]
        n_again = sum(
            any(_is_same(item, other) for other in further)
            or any(_is_told(item, other) for other in headings)
            for item in items
        )
        if len(items) >= _MIN_ITEMS and 2 * n_again >= len(items):
            yield from range(index, end)


def _end_of_list(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], start: int
) -> int:
    """Return where the list under a heading ends: at a blank line after its first item, or a sentence."""
    end = start + 1
    while end < len(lines) and contents[end]:
        is_first = end == start + 1
        if not is_first and blank_line_between(document, lines[end - 1], lines[end]):
            break
        if contents[end][-1] in ".;" and not _MARK.match(contents[end]):
            break
        end += 1
    return end


def _name(content: str) -> str:
    """Return an entry or a heading without its number, bullet and marks."""
    return " ".join(fold(_MARK.sub("", content)).strip(" .:?!\"'”“–-").split())


def _is_told(item: str, heading: str) -> bool:
    """Tell whether most words of an entry stand in a heading, by their first letters."""
    wanted = {word[:_STEM_CHARS] for word in item.split() if len(word) >= _MIN_WORD_CHARS}
    there = {word[:_STEM_CHARS] for word in heading.split()}
    return bool(wanted) and 2 * len(wanted & there) >= len(wanted)


def _is_same(item: str, other: str) -> bool:
    if not item or not other:
        return False
    shorter, longer = sorted((item, other), key=len)
    return item == other or (len(shorter) >= _MIN_PREFIX_CHARS and longer.startswith(shorter))
