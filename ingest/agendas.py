"""Agendas that only list the headings that follow."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, blank_line_between, marker, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

HEADING = re.compile(
    r"(?:dagens )?(?:program(?:met)?|agenda(?:n)?|dagordning(?:en)?|dagsorden(?:en)?|föredragningslista|"
    r"sakliste|innehåll|indhold|innhold|disposition|upplägg|översikt|oversigt|idag|i dag|dagens emner|"
    r"i (?:det här|detta|dette|denne) (?:numret|nummer|utskicket|nyhedsbrev|nyhetsbrevet|brev)|"
    r"(?:läs|läs om) i (?:det här|dette) (?:numret|nummer)|contents|in this issue|punkter|program för dagen|"
    r"dagens program)(?:,? .{0,20})?"
)
_TIME = r"(?:kl\.? ?)?\d{1,2}[.:]\d\d"
_MARK = re.compile(rf"^(?:[-•*–▪>»]+|\d{{1,2}}(?:\.\d{{1,2}})*[.)]?|§ ?\d+|{_TIME}(?:\s?[-–]\s?{_TIME})?)\s+")
_BETWEEN = re.compile(r"\s+[*|·•/–-]\s+|;\s+|,\s+|\s{2,}|\t")
_MAX_ITEM_CHARS = 140
_MAX_ROW_CHARS = 400
_MIN_ITEMS = 3
_MAX_TRIED = 50  # each is looked for up to the end of the document
_MIN_PREFIX_CHARS = 8
_MAX_HEAD_WORDS = 8
_HEAD_LINES = 60  # how far down a list of what follows may begin
_MIN_NAME_CHARS = 4
_MAX_TIMES = 3
_STEM_CHARS = 5
_MIN_WORD_CHARS = 5


def agendas(document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]) -> Iterable[int]:
    """A heading such as Dagordning and the list under it, where most of it stands again further down."""
    contents = [short_content(document, line, _MAX_ITEM_CHARS) for line in lines]
    names = [entry_name(content) for content in contents]
    n_tried = 0
    for index, line in enumerate(lines):
        if index in dropped or not HEADING.fullmatch(fold(marker(document, line, 40).rstrip(": "))):
            continue
        n_tried += 1
        if n_tried > _MAX_TRIED:
            break
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
    yield from _on_one_line(document, lines, names, dropped)
    yield from _in_order(document, lines, contents, names, dropped)


def _in_order(
    document: ParsedDocument,
    lines: Sequence[TextLine],
    contents: Sequence[str],
    names: Sequence[str],
    dropped: Mapping[int, str],
) -> Iterable[int]:
    """Yield lists under a short line of any wording, of which most stand again as headings in their order.

    Text has to stand between those: what comes again as a list is no agenda.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, name in enumerate(names):
        if name and len(name) >= _MIN_NAME_CHARS:
            places[name].append(index)
    end = 0
    for index in range(min(len(lines) // 2, _HEAD_LINES)):
        is_head = 0 < len(contents[index].split()) <= _MAX_HEAD_WORDS and contents[index][-1] not in ".;,"
        if index < end or index in dropped or not is_head or lines[index].kind is BlockKind.ROW:
            continue
        stop = _end_of_list(document, lines, contents, index)
        items = names[index + 1 : stop]
        if any(lines[each].kind is BlockKind.BULLET for each in range(index + 1, stop)):
            continue  # under a heading that is no agenda's it may be a list of its own
        if len(items) < _MIN_ITEMS or not _n_in_order(items[:1], places, stop):
            continue
        if 5 * _n_in_order(items, places, stop) >= 4 * len(items):
            end = stop
            yield from range(index, stop)


def _n_in_order(items: Sequence[str], places: Mapping[str, Sequence[int]], start: int) -> int:
    """Count the entries that stand again alone on a line, each at least two lines after the one before."""
    last, n_found = start - 2, 0
    for item in items:
        found = places.get(item, ())
        if len(found) > _MAX_TIMES:
            continue  # a field of a template
        position = bisect_left(found, last + 2)
        if position < len(found):
            last = found[position]
            n_found += 1
    return n_found


def _on_one_line(
    document: ParsedDocument, lines: Sequence[TextLine], names: Sequence[str], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Yield lines such as "I detta nummer: Lån * Byar * Tips" whose entries are headings further down."""
    for index, line in enumerate(lines):
        head, colon, rest = short_content(document, line, _MAX_ROW_CHARS).partition(":")
        if index in dropped or not colon or not HEADING.fullmatch(fold(head.strip())):
            continue
        items = [entry_name(part) for part in _BETWEEN.split(rest) if part.strip(" .")]
        further = names[index + 1 :]
        n_again = sum(any(_is_same(item, other) for other in further) for item in items)
        if len(items) >= _MIN_ITEMS and 2 * n_again >= len(items):
            yield index


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


def entry_name(content: str) -> str:
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
