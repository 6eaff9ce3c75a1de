"""Lists of sources: what a text rests on tells of no practice, but is full of its words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, content_of, marker
from kb.records import BlockKind, ParsedDocument
from kb.stated_sources import READ_ON

SOURCES_HEADING = re.compile(
    r"(?:\d+\.?\s*)?(?:källor|källa|källförteckning|kilder|kilde|kildeliste|kildefortegnelse|noter|"
    r"referenser|referencer|referenslista|referenceliste|litteratur(?:förteckning|lista|liste)?|"
    r"sources|references|bibliography)\W*",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"https?://|www\.|\bdoi\b|\bISBN\b|\b(?:för|for)lag(?:et)?\b.{0,20}\d{4}|,\s(?:1[89]|20)\d\d\.?$|"
    r"\((?:1[89]|20)\d\d(?:-\d\d)?(?:-\d\d)?[a-z]?\)|\b(?:läst\w*|hämtad\w*|læst|hentet)\b",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(
    r"https?://|\((?:1[89]|20)\d\d[^()]{0,10}\)|www\.|\bdoi\b|\bISBN\b|\b(?:läst\w*|hämtad\w*|læst|hentet)\b",
    re.IGNORECASE,
)
_MAX_RECOMMENDED = 2
_MIN_TOLD_WORDS = 8
# "Skåne Stadsmission: Vart ska alla vända sig?": who published it and what it is called, and no sentence
_ENTRY = re.compile(r"[^:]{2,150}:\s\S.*[^.!:\s]", re.DOTALL)
_PART = re.compile(r"(?:bilaga|bilag|appendix|del|kapitel|avsnitt|afsnit)\b", re.IGNORECASE)


def source_list(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """What stands under a heading such as Källor, if most of it is references: it tells of no practice."""
    found: list[int] = []
    start = 0
    while start < len(lines):
        end = start + 1
        if lines[start].kind is BlockKind.HEADING and SOURCES_HEADING.fullmatch(
            marker(document, lines[start])
        ):
            end = _end(document, lines, start, dropped)
            found.extend(_entries(document, lines, range(start + 1, end), dropped))
        start = end
    return found


def _end(document: ParsedDocument, lines: Sequence[TextLine], start: int, dropped: Mapping[int, str]) -> int:
    """Return where the list ends: at the next heading that is no entry taken for one."""
    end = _next_heading(lines, start + 1)
    while end < len(lines) and _is_entry(document, lines[end]):
        following = _next_heading(lines, end + 1)
        around = [i for i in (*range(start + 1, end), *range(end + 1, following)) if i not in dropped]
        n_entries = sum(_is_reference(document, lines[i]) or _is_entry(document, lines[i]) for i in around)
        if 2 * n_entries <= len(around):
            break
        end = following
    return end


def _next_heading(lines: Sequence[TextLine], start: int) -> int:
    headings = (i for i in range(start, len(lines)) if lines[i].kind is BlockKind.HEADING)
    return next(headings, len(lines))


def _entries(
    document: ParsedDocument, lines: Sequence[TextLine], within: range, dropped: Mapping[int, str]
) -> list[int]:
    """Return the lines of the list, none if what stands there is no list of sources."""
    entries = [i for i in within if i not in dropped]
    references = [i for i in entries if _is_reference(document, lines[i])]
    is_stated = any(READ_ON.search(content_of(document, lines[i])) for i in entries)
    while entries and entries[-1] not in references and _is_told(document, lines[entries[-1]], is_stated):
        entries.pop()
    # two books in the midst of a text are what it recommends
    is_list = within.stop == len(lines) or len(references) > _MAX_RECOMMENDED
    is_sure = any(_ADDRESSED.search(content_of(document, lines[i])) for i in references)
    # "Källor" may also be the springs of a water company
    if is_stated or (2 * len(references) >= len(entries) and (is_list or is_sure)):
        return entries
    return []


def _is_reference(document: ParsedDocument, line: TextLine) -> bool:
    return _REFERENCE.search(content_of(document, line)) is not None


def _is_entry(document: ParsedDocument, line: TextLine) -> bool:
    content = content_of(document, line)
    return _ENTRY.fullmatch(content) is not None and _PART.match(content) is None


def _is_told(document: ParsedDocument, line: TextLine, is_stated: bool) -> bool:
    """Return whether a line is a paragraph of some length: the text that goes on after a list."""
    n_words = len(content_of(document, line).split())
    is_long = line.kind is BlockKind.PARAGRAPH and n_words >= _MIN_TOLD_WORDS
    return is_long and not (is_stated and _is_entry(document, line))
