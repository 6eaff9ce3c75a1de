"""The beginning of a document: which lines are its title, kicker, date, byline and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.authors import find_names as find_names  # parsers look for it here
from ingest.authors import read_authors
from ingest.dates import UPDATED, find_own_date, without_date
from ingest.front_lines import FrontLine, Role, front_lines, place_of
from ingest.front_patterns import HELD, HOUSE
from ingest.front_title import KIND, choose_title, clean_title, names_a_kind
from ingest.names import NAME, ends_as_body
from ingest.occasion import Occasion, read_occasion, read_organisation, site_of
from ingest.sniff import EPUB, SLIDES, TABLES
from kb.records import Block, BlockKind, ParsedDocument
from kb.text import one_line

_MAX_GAP = 3  # lines of another kind that may stand between two lines of the front
_N_TITLE_LINES = 14
_PLACE = re.compile(rf"(?:.*[,–-]\s*)?({NAME}(?: {NAME})?),?(?:\s+den)?\s*$")
_TOWN = re.compile(rf"(?:.*(?:,| i)\s+)?({NAME})|.*(?:,| i)\s+({NAME} {NAME})")
_ONLINE = re.compile(r"(?:digitalt?|online|teams|zoom|skype|webben|distans|virtuelt)(?: \w+)?", re.IGNORECASE)
_MUNICIPALITY = re.compile(r"\bkommune?\b|\bPerioden?:", re.IGNORECASE)
_ANCHORS = frozenset(
    {Role.DATE, Role.DATED, Role.BYLINE, Role.PEOPLE, Role.ROLE, Role.PRESENT, Role.FIELD, Role.SENDER}
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the first lines of a document say, and the blocks with those lines marked as TITLE."""

    blocks: tuple[Block, ...]
    title: str | None
    lines: tuple[str, ...]  # every line of the front, the title's too
    date: str | None = None
    updated: str | None = None  # when it was changed last; its date where no other is known
    place: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    event: str | None = None
    venue: str | None = None
    about: str = ""  # what stands after "Plats:" or the like: where it happened, not where they met


def read_front(document: ParsedDocument, blocks: Sequence[Block]) -> FrontMatter:
    """Find title, date, place, authors, organisation and event in the first lines of a document."""
    if document.media_type in TABLES:
        return FrontMatter(blocks=tuple(blocks), title=None, lines=())  # it begins with its first row
    lines = front_lines(document, blocks)
    title = _title(document, blocks, lines)
    lines = _until_text(lines, title)
    lines = lines[: _reach(lines, title) + 1]
    occasion = read_occasion(lines, title)
    about = [line for line in lines if line.role is Role.ABOUT and not _is_venue(line, occasion)]
    taken = _taken(lines, title, about)
    shown = clean_title(title.text) if title else None
    retyped = _retyped(document, blocks, taken)
    if all(block.kind is BlockKind.TITLE for block in retyped):
        return FrontMatter(blocks=_untitled(blocks), title=shown, lines=())
    date, updated = _dates(lines, title)
    return FrontMatter(
        blocks=retyped, title=shown, lines=tuple(line.text for line in taken), date=date, updated=updated,
        place=_place(taken, occasion), authors=read_authors(taken),
        organisation=read_organisation(lines, title), event=occasion.event, venue=occasion.venue,
        about=" ".join(re.split(r"\.\s|\.$", place_of(line.text))[0] for line in about),
    )  # fmt: skip


def _title(document: ParsedDocument, blocks: Sequence[Block], lines: Sequence[FrontLine]) -> FrontLine | None:
    stated = one_line(document.stated.get("title", ""))
    lines = [line for line in lines if line.role is not Role.STATEMENT]
    for line in lines:
        if blocks[line.block].kind is BlockKind.TITLE:
            return line
    # A book, and slides with a title of their own in their properties, begin with the heading of a part.
    is_named = bool(stated) and document.media_type in {EPUB, *SLIDES}
    has_level = not document.has_lines and not is_named
    for index, line in enumerate(lines):
        if line.text == stated:
            return line
        if has_level and blocks[line.block].level == 1:
            return _above(lines[:index]) or line
    if is_named:
        return None
    if document.has_markup:
        return next((line for line in lines if blocks[line.block].level == 1), None)
    lines = [line for line in lines if line.role is not Role.FURNITURE][:_N_TITLE_LINES]
    texts = [line for line in lines if line.role is Role.TEXT]
    if not document.has_lines and texts and blocks[texts[0].block].kind is not BlockKind.HEADING:
        return None
    return choose_title(blocks, _until_text(lines, None), site=site_of(document.text) or "")


def _above(lines: Sequence[FrontLine]) -> FrontLine | None:
    """Return a title in plain letters over dates and names, where the first heading is that of a section."""
    first = next((line for line in lines if line.role is Role.TEXT), None)
    is_title = first is not None and names_a_kind(first.text)
    return first if is_title and any(line.role in _ANCHORS for line in lines) else None


def _until_text(lines: Sequence[FrontLine], title: FrontLine | None) -> list[FrontLine]:
    """Return the lines up to where the running text begins; a lead before a byline does not begin it."""
    for index, line in enumerate(lines):
        if title and index <= lines.index(title):
            continue
        if line.role is Role.END:
            return list(lines[:index])
        following = lines[index + 1 : index + 1 + _MAX_GAP]
        is_lead = any(each.role in {Role.DATE, Role.BYLINE, Role.PEOPLE} for each in following)
        if line.role is Role.PROSE and not is_lead and not _is_sentence_title(lines, index):
            return list(lines[:index])
    return list(lines)


def _is_sentence_title(lines: Sequence[FrontLine], index: int) -> bool:
    """Return whether a sentence may yet be the title: it stands under a name or date and ends the front."""
    return index > 0 and lines[index - 1].role in _ANCHORS and index + 1 >= len(lines) - 1


def _reach(lines: Sequence[FrontLine], title: FrontLine | None) -> int:
    """Return the position of the last line of the front; dates further down are of what is told."""
    end = lines.index(title) if title in lines else -1
    gap = 0
    for index, line in enumerate(lines):
        is_subtitle = line.role is Role.TEXT and index == end + 1 and names_a_kind(line.text)
        is_venue = index > 0 and lines[index - 1].role is Role.DATE and HOUSE.fullmatch(line.text) is not None
        if line.role in _ANCHORS or line.role in {Role.ABOUT, Role.STATEMENT} or is_subtitle or is_venue:
            end = max(end, index)
        gap = 0 if index <= end else gap + 1
        if gap > _MAX_GAP:
            break
    return end


def _taken(
    lines: Sequence[FrontLine], title: FrontLine | None, about: Sequence[FrontLine]
) -> list[FrontLine]:
    """Return the lines that belong to the front: the title, dates, names, and short lines above them."""
    end = lines.index(title) if title in lines else -1
    gap = 0
    for index, line in enumerate(lines):
        gap = 0 if line.role in _ANCHORS or index <= end else gap + 1
        if gap > _MAX_GAP:
            break
        is_subtitle = (
            line.role is Role.TEXT and index == end + 1 and title is not None and names_a_kind(line.text)
        )
        if line.role in _ANCHORS or is_subtitle or (line.role is Role.ABOUT and line not in about):
            end = max(end, index)
    return [
        line
        for index, line in enumerate(lines)
        if line is title
        or line.role is Role.STATEMENT
        or (index <= end and not _is_sentence(line) and line not in about)
    ]


def _is_sentence(line: FrontLine) -> bool:
    return line.role is Role.PROSE or (line.role is Role.TEXT and line.text.endswith("."))


def _retyped(
    document: ParsedDocument, blocks: Sequence[Block], taken: Sequence[FrontLine]
) -> tuple[Block, ...]:
    """Return the blocks with the lines taken as blocks of their own, marked as TITLE."""
    by_block: dict[int, set[int]] = {}
    for line in taken:
        # a title may be two lines
        breaks = (at + 1 for at in range(line.start, line.end) if document.text[at] == "\n")
        by_block.setdefault(line.block, set()).update((line.start, *breaks))
    found: list[Block] = []
    for index, block in enumerate(blocks):
        starts = by_block.get(index)
        found.extend(_split(document, block, starts) if starts else [block])
    return tuple(found)


def _split(document: ParsedDocument, block: Block, taken: set[int]) -> list[Block]:
    parts: list[tuple[bool, int, int]] = []
    position = block.start
    for content in document.text[block.start : block.end].split("\n"):
        end = position + len(content)
        is_taken = position in taken or (bool(parts) and not content.strip() and parts[-1][0])
        if parts and parts[-1][0] == is_taken:
            parts[-1] = (is_taken, parts[-1][1], end)
        else:
            parts.append((is_taken, position, end))
        position = end + 1
    return [
        replace(block, start=start, end=end, kind=BlockKind.TITLE, level=0)
        if is_taken
        else replace(block, start=start, end=end)
        for is_taken, start, end in parts
    ]


def _untitled(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks without titles: a document of nothing but a title is to be found by it."""
    return tuple(
        replace(block, kind=BlockKind.PARAGRAPH) if block.kind is BlockKind.TITLE else block
        for block in blocks
    )


def _dates(lines: Sequence[FrontLine], title: FrontLine | None) -> tuple[str | None, str | None]:
    """Return the date of the document and the day it was changed last."""
    own: list[str] = []
    updated: list[str] = []
    for line in sorted(lines, key=lambda line: line.role not in {Role.DATE, Role.DATED}):
        is_dated = line.role in _ANCHORS - {Role.PRESENT} or line is title or names_a_kind(line.text)
        found = find_own_date(line.text) if is_dated and len(line.text) <= 150 else None
        if found:
            (updated if UPDATED.search(line.text[: found[1]]) else own).append(found[0])
    return own[0] if own else None, updated[0] if updated else None


def _is_venue(line: FrontLine, occasion: Occasion) -> bool:
    """Return whether "Plats: Folkets hus" tells where a meeting was, not where a thing was done."""
    is_municipality = line.text.startswith("Kommun") or _MUNICIPALITY.search(line.text) is not None
    return occasion.is_meeting and not is_municipality


def _place(taken: Sequence[FrontLine], occasion: Occasion) -> str | None:
    """Return the town that stands before the date, else the last word of the venue."""
    for line in taken:
        found = find_own_date(line.text) if line.role is Role.DATED else None
        place = _PLACE.fullmatch(HELD.sub("", without_date(line.text[: found[2]]))) if found else None
        if place and not KIND.match(line.text):
            return place.group(1)
    town = _TOWN.fullmatch(occasion.venue or "")
    name = (town.group(1) or town.group(2)) if town else None
    is_town = name and not any(map(ends_as_body, name.split())) and not _ONLINE.fullmatch(name)
    return name if is_town else None
