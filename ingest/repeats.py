"""Lines that come again and again: running headers and page numbers of texts without pages, and copies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ingest.page_symbols import is_file_name
from ingest.text_line import TextLine, blank_line_between, content_of, short_content
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
_ALONE = re.compile(r"[-–—<>\[\]()‹› ]*\d{1,3}[-–—<>\[\]()‹› ]*")
_PAGE_ALONE = re.compile(
    r"[-–— ]*(?:sida|sid|side|page|s\.)\s*\d{1,4}[-–— ]*|[<‹\[](?:nr\.?|#|\d{1,4})[>›\]]", re.IGNORECASE
)
# "1/2", "4 (4)", "2 av 7": a page and how many there are; at the end of a header only after a wide gap.
_PAGE_OF = re.compile(r"(?P<page>\d{1,3})\s?(?:/\s?|\(|av\s|af\s|of\s)(?P<pages>\d{1,3})\)?")
_HEADER_PAGE_OF = re.compile(rf"\S.*(?:\s{{3,}}|\t\s*){_PAGE_OF.pattern}")
_HEADER_GAP = re.compile(r"\S(?:\s{3,}|\t)\S")
# "PROTOKOLL          Blad 2": after a wide gap the word says enough.
_NAMED_PAGE = re.compile(
    r"\S.*(?:\s{3,}|\t\s*)(?:sida|sid\.?|side|page|blad|s\.)\s?\d{1,3}(?:\s?\(\d{1,3}\))?", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.(?:se|dk|no|nu|com|org|eu|fi|net)(?:/\S*)?", re.IGNORECASE
)
_MIN_ADDRESSES = 3
_MAX_HEADER_LINES = 4
_ENDS_IN_NUMBER = re.compile(r"\S(?:\s{2,}|\t)\d{1,3}$|^\d{1,3}(?:\s{2,}|\t)\S")
# "Landsbydøgnet 2019 | side 5", with the word after a mark that parts it from the name.
_PARTED_PAGE = re.compile(
    r"[^\W_].*?(?:\s[|/·•–—-]+\s|\s{3,}|\t\s*)(?:sida|sid|side|page|blad|ark|s|p)\.?\s?\d{1,4}|"
    r"(?:sida|sid|side|page|blad|ark|s|p)\.?\s?\d{1,4}(?:\s[|/·•–—-]+\s|\s{3,}|\t\s*)\S.*",
    re.IGNORECASE,
)
_COUNTED_SHEET = re.compile(
    r"\W*(?:bild|lysbild|slide|dia|diabild|billede|overhead|planche|plansch|folie|ark|blad|sheet|skärmbild)"
    r"\s?(?:nr\.? ?)?(?P<number>\d{1,3})\W*",
    re.IGNORECASE,
)
_MIN_SHEETS = 3
# The one who sends a letter stands above it on its first page, and as a header on the others.
_SENDER = re.compile(
    r".*(?:\bkommune?|\bregion|\bstad|styrelsen?|nämnden?|\w*förvaltning(?:en)?|\w*forvaltning(?:en)?)"
)
_SECOND = re.compile(r"(?<!\d)2(?!\d)")
_LONG_CHARS = 300  # of a line into which a page was glued
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
        is_page = any(each.fullmatch(content) for each in (_PAGE_OF_PAGES, _PAGE_ALONE, _NAMED_PAGE))
        if content and (is_page or is_file_name(content)):
            yield index
    addresses = [i for i, content in enumerate(contents) if content and _ADDRESS.fullmatch(content)]
    counts = Counter(contents[i] for i in addresses)
    yield from (i for i in addresses if counts[contents[i]] >= _MIN_ADDRESSES)
    yield from _pages_of_pages(document, lines, contents)
    yield from _sheets(document, lines, contents)
    yield from _between_glued(lines, contents)
    yield from _named_again(contents)
    yield from _numbered(lines, contents)
    yield from _first_lines_again(contents, dropped)
    yield from _under_headers(document, lines, contents)


def _pages_of_pages(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str]
) -> Iterable[int]:
    """Yield "4 (4)" beside blank lines, headers that end so after a wide gap, and "1/2" with "2/2"."""
    slashed: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        is_header = _HEADER_PAGE_OF.fullmatch(content) is not None
        match = _PAGE_OF.search(content) if is_header else _PAGE_OF.fullmatch(content)
        if (
            match is None
            or lines[index].kind is BlockKind.ROW
            or not 1 <= int(match["page"]) <= int(match["pages"])
        ):
            continue
        above = index == 0 or blank_line_between(document, lines[index - 1], lines[index])
        below = index + 1 == len(lines) or blank_line_between(document, lines[index], lines[index + 1])
        if is_header or ("(" in content and (above or below)):
            yield index
        elif above and below:
            slashed[match["pages"]].append(index)
    for pages, found in slashed.items():  # "3/5" alone is a date
        if len(found) > 1 and _PAGE_OF.fullmatch(contents[found[-1]])["page"] == pages:  # type: ignore[index]
            yield from found


def _sheets(document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str]) -> Iterable[int]:
    """Yield what stands alone between blank lines and counts sheets: "Name | side 5", "Bild 2", "Bild 3"."""
    alone = [i for i in range(len(lines)) if contents[i] and _stands_alone(document, lines, i)]
    yield from (i for i in alone if _PARTED_PAGE.fullmatch(contents[i]) and contents[i][0] not in "-*•–")
    found = [(i, match) for i in alone if (match := _COUNTED_SHEET.fullmatch(contents[i]))]
    numbers = [int(match["number"]) for _, match in found]
    if len(found) >= _MIN_SHEETS and all(b - a == 1 for a, b in pairwise(numbers)):
        yield from (index for index, _ in found)


def _stands_alone(document: ParsedDocument, lines: Sequence[TextLine], index: int) -> bool:
    above = index == 0 or blank_line_between(document, lines[index - 1], lines[index])
    return above and (index + 1 == len(lines) or blank_line_between(document, lines[index], lines[index + 1]))


def _between_glued(lines: Sequence[TextLine], contents: Sequence[str]) -> Iterable[int]:
    """Yield a number alone between two lines so long that each is a page."""
    for index in range(1, len(lines) - 1):
        if _ALONE.fullmatch(contents[index]) and all(
            lines[each].end - lines[each].start >= _LONG_CHARS for each in (index - 1, index + 1)
        ):
            yield index


def _under_headers(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str]
) -> Iterable[int]:
    """Yield the second lines of headers: each under a page's number, with a wide gap, a blank line after."""
    headers = [
        i
        for i, content in enumerate(contents)
        if content and any(each.fullmatch(content) for each in (_PAGE_OF_PAGES, _NAMED_PAGE, _HEADER_PAGE_OF))
    ]
    yield from _over_headers(document, lines, contents, headers)
    parts = [_header_part(document, lines, contents, header) for header in headers]
    if len(parts) > 1 and parts[0] and len(set(parts)) == 1:
        # the first names the document
        yield from (i for header in headers[1:] for i in range(header + 1, header + 1 + len(parts[0])))
    places: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents[1:], start=1):
        if index - 1 in headers and _HEADER_GAP.search(content):
            places[content].append(index)
    for found in places.values():
        is_ended = all(
            i + 1 < len(lines) and blank_line_between(document, lines[i], lines[i + 1]) for i in found
        )
        if len(found) > 1 and is_ended:
            yield from found


def _over_headers(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], headers: Sequence[int]
) -> Iterable[int]:
    """Yield the same line right above several headers: the foot of the page before."""
    above = [
        header - 1
        for header in headers
        if header and not blank_line_between(document, lines[header - 1], lines[header])
    ]
    counts = Counter(contents[index] for index in above)
    is_foot = {content for content, n in counts.items() if n > 1 and content and content[-1] not in ".:;,"}
    yield from (index for index in above if contents[index] in is_foot)


def _header_part(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], header: int
) -> tuple[str, ...]:
    """Return the lines from the first line of a header to the blank line under it, none if they are many."""
    end = header + 1
    while end < len(lines) and not blank_line_between(document, lines[end - 1], lines[end]):
        end += 1
    return tuple(contents[header + 1 : end]) if end - header <= _MAX_HEADER_LINES else ()


def _numbered(lines: Sequence[TextLine], contents: Sequence[str]) -> Iterable[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, content in enumerate(contents):
        if any(character.isdigit() for character in content) and lines[index].kind is not BlockKind.ROW:
            places[_NUMBER.sub("#", content)].append(index)
    for shape, found in places.items():
        is_bare = _ALONE.fullmatch(contents[found[0]]) is not None
        is_parted = all(_ENDS_IN_NUMBER.search(contents[index]) for index in found)
        has_words = bool(_SEPARATOR.search(shape)) or len(shape.split()) > _MIN_TITLE_WORDS or is_parted
        if len(found) < (2 if is_bare else 3) or not (is_bare or has_words):
            continue
        numbers = [[int(each) for each in _NUMBER.findall(contents[index])] for index in found]
        # of a list each item follows the one before it; between pages there is text
        is_apart = all(second - first > 1 for first, second in pairwise(found))
        if is_apart and _rises(numbers, by_at_most=_MAX_SKIPPED):
            yield from found
            # the first page may have its number only
            yield from (
                i for i in range(found[0]) if contents[i] == "1" and _SECOND.search(contents[found[0]])
            )


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
        is_asked = contents[first][-1] == "?"
        if contents[first][-1] in ".:;," or n_words < (_MIN_TITLE_WORDS if place or is_asked else 2):
            continue
        again = [index for index in kept if index > first and fold(contents[index]) == fold(contents[first])]
        if is_asked:  # the same may be asked again in the text: as a header it stands beside a page's number
            again = [index for index in again if _ALONE.fullmatch(contents[index - 1])]
        yield from again
        if not place and len(again) > 1 and not _SENDER.fullmatch(fold(contents[first])):
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
