"""The beginning of a document: which lines are its title, kicker, date, byline and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.dates import find_date, is_date_line, is_labelled_date
from ingest.markup import plain
from kb.records import Block, BlockKind, ParsedDocument
from kb.text import one_line

_MAX_LINES = 14
_MAX_LINE_CHARS = 200
_KICKER_CHARS = 30
_NAME = r"[A-ZÅÄÖÆØÉ][a-zåäöæøéü]+(?:-[A-ZÅÄÖÆØ][a-zåäöæøé]+)?"
_PERSON = re.compile(rf"{_NAME}(?: (?:{_NAME}|[A-Z]\.|von|af|av|de)){{1,3}}")
_BYLINE = re.compile(
    rf"(?:[Aa]f|[Aa]v|[Tt]ekst|[Tt]ext|[Ff]örfattare|[Ff]orfatter|[Bb]y)\s?:?\s+({_PERSON.pattern})(?P<rest>.*)"
)
_ROLE = re.compile(
    r"\b\w*(?:ordfører|formand|ordförande|chef|direktør|direktör|konsulent|redaktør|redaktör|rådgiver|rådgivare|"
    r"borgmester|kommunalråd|rådmand|leder|ledare|handläggare|sekreterare|strateg|forsker|forskare|lektor|"
    r"professor|ledamot|minister|journalist|utredare|samordnare|koordinator|utvecklare|analytiker)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(rf"(?:.*[,–-]\s*)?({_NAME}(?: {_NAME})?),?(?:\s+den)?\s*$")
_NUMBERED = re.compile(r"\d{1,2}\.\s+")
_STATEMENT = re.compile(r"\bmetodbank", re.IGNORECASE)
_ORGANISATION = re.compile(
    rf"(?:{_NAME}(?: {_NAME})? (?:kommun|[Kk]ommune|stad|[Rr]egion)|Region {_NAME}(?: {_NAME})?|"
    r"Länsstyrelsen(?: i)? [\w ]{3,30}|Sveriges Kommuner och (?:Landsting|Regioner)|SKL|SKR|KL)",
)

_ABOUT = re.compile(r"(?:Plats|Sted|Kommun|Kommune|Kommuner):\s*([^:]+?)(?:\.\s|\.?$)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the first lines of a document say, and the blocks with those lines marked as TITLE."""

    blocks: tuple[Block, ...]
    title: str | None
    lines: tuple[str, ...]  # every line of the front, the title's too
    date: str | None = None
    place: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    about: str = ""  # what stands after "Plats:" or the like: where it happened


@dataclass(frozen=True, slots=True)
class _Line:
    block: int
    text: str


def read_front(document: ParsedDocument, blocks: Sequence[Block]) -> FrontMatter:
    """Find title, date, place and authors in the first lines of a document."""
    lines = _front_lines(document, blocks)
    statement = _statement(lines)
    named = [line for line in lines if line is not statement]
    title = _title(document, blocks, named)
    anchor = _last_anchor(named)
    taken = {title.block} if title else set()
    if statement:
        taken.add(statement.block)
    taken.update(line.block for line in named[: anchor + 1])
    if title and named.index(title) > anchor:
        taken.update(line.block for line in named[: named.index(title)])
    if not _text_remains(blocks, taken):
        return FrontMatter(
            blocks=_untitled(blocks), title=_clean_title(title.text) if title else None, lines=()
        )
    front = [line.text for line in lines if line.block in taken]
    retyped = tuple(
        replace(block, kind=BlockKind.TITLE, level=0) if index in taken else block
        for index, block in enumerate(blocks)
    )
    date, place = _date_and_place(front)
    return FrontMatter(
        blocks=retyped, title=_clean_title(title.text) if title else None, lines=tuple(front), date=date,
        place=place, authors=_authors(front), organisation=_organisation(front, title),
        about=" ".join(match.group(1) for line in lines if (match := _ABOUT.match(line.text))),
    )  # fmt: skip


def find_names(stated: str) -> tuple[str, ...]:
    """Return the persons in a list joined with ";", without words such as Av; what is no name is left out."""
    parts = (one_line(part) for part in stated.split(";"))
    bylines = ((part, _BYLINE.fullmatch(part)) for part in parts)
    names = (match.group(1) if match else part for part, match in bylines)
    return tuple(dict.fromkeys(name for name in names if _PERSON.fullmatch(name)))


def _text_remains(blocks: Sequence[Block], taken: set[int]) -> bool:
    return any(index not in taken and block.kind is not BlockKind.TITLE for index, block in enumerate(blocks))


def _untitled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks without titles: a document of nothing but a title is to be found by it."""
    return tuple(
        replace(block, kind=BlockKind.PARAGRAPH) if block.kind is BlockKind.TITLE else block
        for block in blocks
    )


def _front_lines(document: ParsedDocument, blocks: Sequence[Block]) -> list[_Line]:
    """Return the leading short lines; bullets, numbered headings and long lines end them."""
    found: list[_Line] = []
    for index, block in enumerate(blocks[:_MAX_LINES]):
        if block.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TITLE}:
            break
        if block.end - block.start > 4 * _MAX_LINE_CHARS:
            break
        content = document.text[block.start : block.end]
        shown = (plain(content) if document.has_markup else content).split("\n")
        is_numbered = block.kind is BlockKind.HEADING and _NUMBERED.match(shown[0])
        if (found and is_numbered) or any(len(line) > _MAX_LINE_CHARS for line in shown):
            break
        found.extend(_Line(index, one_line(line)) for line in shown if line.strip())
    return found[:_MAX_LINES]


def _statement(lines: Sequence[_Line]) -> _Line | None:
    """Return the line in which a document says that it is Metodbank's own summary."""
    for line in lines[:3]:
        if _STATEMENT.search(line.text) and sum(other.block == line.block for other in lines) == 1:
            return line
    return None


def _title(document: ParsedDocument, blocks: Sequence[Block], lines: Sequence[_Line]) -> _Line | None:
    stated = one_line(document.stated.get("title", ""))
    for line in lines:
        if blocks[line.block].kind is BlockKind.TITLE:
            return line
    for line in lines:
        if line.text == stated or (not document.has_lines and blocks[line.block].level == 1):
            return line
    if document.has_markup:
        first_level = [line for line in lines if blocks[line.block].level == 1]
        return first_level[0] if first_level else None
    return _unmarked_title(document, blocks, lines)


def _unmarked_title(
    document: ParsedDocument, blocks: Sequence[Block], lines: Sequence[_Line]
) -> _Line | None:
    # A date stands before a title, or without one, but is none.
    lines = lines[next((i for i, line in enumerate(lines) if not _is_date(line.text)), len(lines)) :]
    if not lines or (not document.has_lines and blocks[lines[0].block].kind is not BlockKind.HEADING):
        return None
    first = lines[0]
    if not _is_kicker(first.text):
        return first if _reads_as_title(first.text) else None
    last_anchor = _last_anchor(lines)
    for index, line in enumerate(lines[1:], start=1):
        if _is_anchor(line.text, index):
            continue
        follows_anchor = _last_anchor(lines[:index]) == index - 1
        # A line that ends as a sentence is a title only after a name or date, and right before a heading.
        if line.text[-1] in ".!" and not (follows_anchor and _heading_follows(blocks, line.block)):
            break
        if len(line.text) >= 2 * len(first.text) and (follows_anchor or last_anchor > index):
            return line
    return first


def _reads_as_title(text: str) -> bool:
    return text[-1] not in ".,;:" or len(text) <= 80


def _is_kicker(text: str) -> bool:
    return len(text) <= _KICKER_CHARS


def _heading_follows(blocks: Sequence[Block], index: int) -> bool:
    return index + 1 < len(blocks) and blocks[index + 1].kind is BlockKind.HEADING


def _is_anchor(text: str, index: int) -> bool:
    """Return whether a line is a date, a byline or a name, and so belongs to the front."""
    if _is_date(text) or _BYLINE.fullmatch(text):
        return True
    if _ABOUT.match(text):
        return False
    found = find_date(text)
    if found and len(text) <= 80 and text[found[2] :].strip(" .,)") == "":
        return True
    return index > 0 and _PERSON.fullmatch(text) is not None


def _is_date(text: str) -> bool:
    return is_date_line(text) or is_labelled_date(text)


def _last_anchor(lines: Sequence[_Line]) -> int:
    """Return the position of the last line that surely belongs to the front, -1 if none does."""
    last = -1
    for index, line in enumerate(lines):
        is_role = last >= 0 and index - last <= 2 and len(line.text) <= 60 and _ROLE.search(line.text)
        in_byline = last == index - 1 >= 0 and lines[last].block == line.block and len(line.text) <= 40
        if _is_anchor(line.text, index) or is_role or in_byline:
            last = index
    return last


def _date_and_place(lines: Sequence[str]) -> tuple[str | None, str | None]:
    for line in lines:
        found = find_date(line)
        if found is None or len(line) > 120:
            continue
        place = _PLACE.fullmatch(line[: found[1]].strip())
        return found[0], place.group(1) if place else None
    return None, None


def _authors(lines: Sequence[str]) -> tuple[str, ...]:
    found: list[str] = []
    for index, line in enumerate(lines):
        match = _BYLINE.fullmatch(line)
        if match:
            found.append(match.group(1))
        elif index and _PERSON.fullmatch(line) and not _ORGANISATION.fullmatch(line):
            found.append(line)
    return tuple(dict.fromkeys(found))


def _organisation(lines: Sequence[str], title: _Line | None) -> str | None:
    for line in lines:
        if _ORGANISATION.fullmatch(line) and (title is None or line != title.text):
            return line
    return None


def _clean_title(text: str) -> str:
    stripped = _NUMBERED.sub("", text, count=1) if _NUMBERED.match(text) else text
    return stripped[:-1] if stripped.endswith(".") and not stripped.endswith("..") else stripped
