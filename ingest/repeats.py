"""Lines that come again and again: running headers and page numbers of texts without pages, and copies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ingest.text_line import TextLine, content_of, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 120
_MIN_COPIED_WORDS = 8
_FIRST_LINES = 3
_MIN_TITLE_WORDS = 4
_MAX_SKIPPED = 3  # from one page number to the next: others may be glued to their page
_NUMBER = re.compile(r"\d+")
_PAGE_OF_PAGES = re.compile(
    r".*\b(?:sida|sid|side|page|s)\.?\s*\d{1,4}\s*(?:/|av|af|of|\()\s*\d{1,4}\s*\)?", re.IGNORECASE
)
_ALONE = re.compile(r"[-–—<>\[\]‹› ]*\d{1,3}[-–—<>\[\]‹› ]*")
_PAGE_ALONE = re.compile(
    r"[-–— ]*(?:sida|sid|side|page|s\.)\s*\d{1,4}[-–— ]*|[<‹\[](?:nr\.?|#|\d{1,4})[>›\]]", re.IGNORECASE
)
# Between the name of a document and the number of a page; "Grupp 1" and "Bord 2" are headings.
_SEPARATOR = re.compile(r"[|/·•–—]")


def running_lines(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Lines that differ by a rising number only, "… sida 2 (7)", and first lines that come again."""
    if document.pages:
        return  # there the edges of the pages tell
    contents = [short_content(document, line, _MAX_CHARS) for line in lines]
    for index, content in enumerate(contents):
        if content and (_PAGE_OF_PAGES.fullmatch(content) or _PAGE_ALONE.fullmatch(content)):
            yield index
    yield from _named_again(contents)
    yield from _numbered(lines, contents)
    yield from _first_lines_again(contents, dropped)


def _numbered(lines: Sequence[TextLine], contents: Sequence[str]) -> Iterable[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        if any(character.isdigit() for character in content) and lines[index].kind is not BlockKind.ROW:
            places[_NUMBER.sub("#", content)].append(index)
    for shape, found in places.items():
        is_bare = _ALONE.fullmatch(contents[found[0]]) is not None
        has_words = bool(_SEPARATOR.search(shape)) or len(shape.split()) > _MIN_TITLE_WORDS
        if len(found) < (2 if is_bare else 3) or not (is_bare or has_words):
            continue
        numbers = [[int(each) for each in _NUMBER.findall(contents[index])] for index in found]
        # of a list each item follows the one before it; between pages there is text
        is_apart = all(second - first > 1 for first, second in pairwise(found))
        if is_apart and _rises(numbers, by_at_most=_MAX_SKIPPED):
            yield from found


def _named_again(contents: Sequence[str]) -> Iterable[int]:
    """Yield lines such as "Årsmöte i nätverket – Vindsala 2022" that stand three times or more."""
    places: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        is_name = bool(_SEPARATOR.search(content)) or any(each.isdigit() for each in content)
        if is_name and content[-1] not in "?:.;," and len(content.split()) >= _MIN_TITLE_WORDS:
            places[content].append(index)
    for found in places.values():
        is_apart = all(second - first > 1 for first, second in pairwise(found))
        if len(found) >= 3 and is_apart:
            yield from (index for index in found if index >= _FIRST_LINES)


def _rises(numbers: Sequence[Sequence[int]], *, by_at_most: int) -> bool:
    """Tell whether one number of each line goes up from line to line, the others staying."""
    columns = list(zip(*numbers, strict=True))
    rising = [all(1 <= b - a <= by_at_most for a, b in pairwise(column)) for column in columns]
    same = [len(set(column)) == 1 for column in columns]
    return sum(rising) == 1 and all(one or other for one, other in zip(rising, same, strict=True))


def _first_lines_again(contents: Sequence[str], dropped: Mapping[int, str]) -> Iterable[int]:
    """Yield where a first line comes again; the first itself too, where a header stands above the title.

    Of the lines after the first only long ones count: short ones may be fields of a template.
    """
    kept = [index for index, content in enumerate(contents) if content and index not in dropped]
    for place, first in enumerate(kept[:_FIRST_LINES]):
        n_words = len(contents[first].split())
        if contents[first][-1] in ".:;,?" or n_words < (_MIN_TITLE_WORDS if place else 2):
            continue
        again = [index for index in kept if index > first and fold(contents[index]) == fold(contents[first])]
        yield from again
        if not place and len(again) > 1:
            yield first


def copied_lines(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Paragraphs of eight words or more that stand word for word further up.

    A bullet may well stand in two lists, and a heading of a template heads many parts. On pages what comes
    again is a running line, which is judged by where it stands.
    """
    if document.pages:
        return
    seen: set[str] = set()
    for index, line in enumerate(lines):
        if index in dropped or line.kind is not BlockKind.PARAGRAPH:
            continue
        content = " ".join(fold(content_of(document, line)).split())
        if content.count(" ") + 1 < _MIN_COPIED_WORDS:
            continue
        if content in seen:
            yield index
        seen.add(content)
