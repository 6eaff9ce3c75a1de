"""The first lines of a document and what each of them is: date, byline, participants, text and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ingest.dates import find_own_date, is_date_line, is_labelled_date, without_date
from ingest.front_patterns import (
    ABBREVIATED,
    ABOUT,
    ADDRESS,
    BYLINE,
    CRUMBS,
    CUT_NAMES,
    END,
    FIELD,
    FIRST_SECTION,
    FURNITURE,
    HELD,
    LABEL,
    MENU_ENTRY,
    MENU_WORDS,
    PIECE,
    PRESENT,
    PRESENT_ABOVE,
    ROLE,
    SENDER,
    SENTENCES,
    STATEMENT,
    TIME,
    TIME_OF_DAY,
)
from ingest.markup import plain
from ingest.names import is_organisation, is_person, read_names, reads_as_organisation
from ingest.sniff import SLIDES
from kb.records import Block, BlockKind, ParsedDocument
from kb.text import one_line

_MAX_LINES = 60
_MAX_BLOCKS = 40
_MAX_LINE_CHARS = 200
_MAX_BYLINE_CHARS = 140
_MAX_DATED_CHARS = 110
_MAX_NAME_WORDS = 3
_MAX_PIECE_WORDS = 7
_MENU_PARTS = 4
_MENU_WORDS = 3
_MENU_MARK = re.compile(r"\s*[|·•]\s*")
_VERB = re.compile(
    r"\b(?:var|är|er|blev|blir|bliver|hade|havde|har|ägde|fandt|finder|hölls|holdt|höll|träffades|mødtes|kom|"
    r"samlades|vi|jag|jeg|som|at|att|det|ska|skal|kan)\b",
    re.IGNORECASE,
)
_GAP_LABEL = re.compile(
    r"\s*(?P<label>(?:mötes|sammanträdes|møde)?(?:tid|tidpunkt|plats|sted|datum|dato|lokale?|dag)|"
    r"(?:när|från)varande|deltagare|deltagere|til ?stede|fraværende|afbud|beslutande|ersättare|ledamöter|"
    r"ordförande|formand|ordstyrer|sekreterare|sekretær|referent|justerare)(?:\s{2,}|\t+)(?P<value>\S.*)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\d{1,2}\.\s+")


class Role(Enum):
    """What a line of the front is."""

    FURNITURE = "furniture"  # menus, breadcrumbs, page numbers that cleaning left
    STATEMENT = "statement"  # says that this is Metodbank's own summary
    ABOUT = "about"  # "Kommun: …", "Plats: …": where it happened, or where they met
    DATE = "date"
    DATED = "dated"  # a date with a place or an event
    BYLINE = "byline"
    PEOPLE = "people"  # names alone
    ROLE = "role"  # what the person before is
    PRESENT = "present"  # who took part in a meeting, and who did not
    FIELD = "field"  # another labelled line of minutes: Ordförande, Emne, Foto
    SENDER = "sender"  # "Från …", "Udgivet af …"
    PROSE = "prose"
    END = "end"  # the front is over: a greeting, an agenda, a list of contents
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FrontLine:
    """A line as read, with its block and its place in the document."""

    block: int
    start: int
    end: int
    text: str
    role: Role = Role.TEXT


_MIN_SENTENCE_WORDS = 6
_MIN_FULL_CHARS = 50  # of a line that is broken because the paper ends


def front_lines(document: ParsedDocument, blocks: Sequence[Block]) -> list[FrontLine]:
    """Return the leading short lines with their roles; bullets, numbered headings and long lines end them."""
    return _with_roles(_with_whole_title(_first_lines(document, blocks)), blocks)


def _with_whole_title(lines: Sequence[FrontLine]) -> list[FrontLine]:
    """Join a first line that ends in a colon with the one under it that goes on in small letters."""
    if len(lines) < 2 or not lines[0].text.endswith(":") or not lines[1].text[0].islower():
        return list(lines)
    first, second = lines[:2]
    if first.block != second.block:
        return list(lines)
    return [FrontLine(first.block, first.start, second.end, f"{first.text} {second.text}"), *lines[2:]]


def _first_lines(document: ParsedDocument, blocks: Sequence[Block]) -> list[FrontLine]:
    found: list[FrontLine] = []
    for index, block in enumerate(blocks[:_MAX_BLOCKS]):
        if block.kind not in {BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.TITLE}:
            break
        if document.media_type in SLIDES and _is_past_title_slide(document, block):
            break
        if found and _is_after_list(document.text[blocks[index - 1].end : block.start]):
            break
        position = block.start
        for content in document.text[block.start : min(block.end, block.start + 20_000)].split("\n"):
            content_shown = plain(content) if document.has_markup else _with_colon(content)
            shown = one_line(content_shown).removeprefix("# ").strip()
            is_numbered = block.kind is BlockKind.HEADING and _is_numbered(shown)
            if len(content.strip()) > _MAX_LINE_CHARS or (found and is_numbered) or len(found) == _MAX_LINES:
                return found
            if shown:
                found.append(FrontLine(index, position, position + len(content), shown))
            position += len(content) + 1
    return found


def _with_colon(content: str) -> str:
    """Return "Plats: Folkets hus" for a label of minutes that only a wide gap parts from its value."""
    match = _GAP_LABEL.match(content)
    return f"{match['label']}: {match['value']}" if match else content


def _is_after_list(between: str) -> bool:
    """Return whether cleaning took an agenda or a list of contents out here: it ended the front."""
    return any(END.fullmatch(line.strip(" #*_")) for line in between.split("\n") if line.strip())


def _is_past_title_slide(document: ParsedDocument, block: Block) -> bool:
    """Return whether a block stands in the notes of the first slide or after that slide."""
    is_later = len(document.pages) > 1 and block.start >= document.pages[1].start
    return is_later or (block.kind is BlockKind.HEADING and block.level > 1)


def _is_numbered(text: str) -> bool:
    found = find_own_date(text)  # "9. november 2018" is no heading
    return _NUMBERED.match(text) is not None and (found is None or found[1] > 0)


def _with_roles(lines: Sequence[FrontLine], blocks: Sequence[Block]) -> list[FrontLine]:
    found: list[FrontLine] = []
    wrapped = _wrapped_prose(lines)
    for index, line in enumerate(lines):
        role = Role.PROSE if index in wrapped else _role(line, found, blocks[line.block])
        if _is_above_names(line, lines[index + 1 : index + 2]):
            role = Role.PRESENT
        if CRUMBS.fullmatch(line.text):
            # What stands before the path to a page is the menu.
            found = [_as(each, Role.FURNITURE) for each in found]
        if role is Role.TEXT and _is_running_header(line.text, lines[index + 1 :]):
            role = Role.FURNITURE
        found.append(_as(line, role))
        if role is Role.END:
            break
    return found


def _is_above_names(line: FrontLine, following: Sequence[FrontLine]) -> bool:
    """Return whether "Deltagare" or "Ej närvarande" stands alone above the names of those."""
    is_list = any(read_names(each.text)[0] or len(each.text.split()) <= _MAX_NAME_WORDS for each in following)
    return PRESENT_ABOVE.fullmatch(line.text) is not None and is_list


def _wrapped_prose(lines: Sequence[FrontLine]) -> set[int]:
    """Return the positions of lines that are one paragraph, broken at the edge of the paper."""
    found: set[int] = set()
    start = 0
    while start < len(lines):
        end = start
        while (
            end + 1 < len(lines) and lines[end + 1].block == lines[start].block and _is_full(lines[end].text)
        ):
            end += 1
        part = lines[start : end + 1]
        goes_on = any(line.text[0].islower() for line in part[1:])
        if goes_on and is_prose(" ".join(line.text for line in part)) and not PRESENT.match(part[0].text):
            found.update(range(start, end + 1))
        start = end + 1
    return found


def _is_full(text: str) -> bool:
    return len(text) >= _MIN_FULL_CHARS


def _as(line: FrontLine, role: Role) -> FrontLine:
    return FrontLine(line.block, line.start, line.end, line.text, role)


def _is_running_header(text: str, later: Sequence[FrontLine]) -> bool:
    """Return whether a line is a later line with a page number or the name of a site after it."""
    bare = re.split(r"\s[|–-]\s", text)[0]
    return bare != text and any(line.text == bare for line in later)


def _role(line: FrontLine, before: Sequence[FrontLine], block: Block) -> Role:
    text = line.text
    last = before[-1] if before else None
    if len(before) < 3 and STATEMENT.search(text) and not any(each.block == line.block for each in before):
        return Role.STATEMENT
    if block.kind is BlockKind.TITLE:
        return Role.TEXT
    if CRUMBS.fullmatch(text) or FURNITURE.fullmatch(text):
        return Role.FURNITURE
    if all(FURNITURE.fullmatch(part) for part in re.split(r"\s*\|\s*|\s{2,}", text)):
        return Role.FURNITURE
    if _is_menu(text):
        return Role.FURNITURE
    if PRESENT.fullmatch(text) or _goes_on(line, last):
        return Role.PRESENT
    return _role_by_words(line, before)


def _is_menu(text: str) -> bool:
    """Return whether a line is a row of short entries, one of which every menu has: Sök, English, Kontakt."""
    parts = [part for part in _MENU_MARK.split(text) if part]
    is_row = len(parts) > 1 and all(len(part.split()) <= _MENU_WORDS for part in parts)
    known = sum(MENU_ENTRY.fullmatch(part.strip(" 🔍☰×")) is not None for part in parts) if is_row else 0
    is_bar = is_row and len(parts) > 2 and text.count("|") == len(parts) - 1 and find_own_date(text) is None
    return (
        known > 1
        or is_bar
        or (known == 1 and len(parts) >= _MENU_PARTS)
        or MENU_WORDS.fullmatch(text) is not None
    )


def _goes_on(line: FrontLine, last: FrontLine | None) -> bool:
    """Return whether a line goes on with the list of who took part."""
    if last is None or last.role is not Role.PRESENT or len(line.text) > _MAX_LINE_CHARS:
        return False
    if is_date_line(line.text) or is_labelled_date(line.text):
        return False
    if ABOUT.match(line.text) or FIELD.fullmatch(line.text) or read_byline(line.text)[0]:
        return False
    is_list = last.text.rstrip().endswith((",", "och", "og")) or "," in line.text
    return bool(read_names(line.text)[0]) or (line.block == last.block and is_list)


def _role_by_words(line: FrontLine, before: Sequence[FrontLine]) -> Role:
    text = line.text
    last = before[-1] if before else None
    if is_date_line(text) or is_labelled_date(text) or (TIME.match(text) and find_own_date(text)):
        return Role.DATE
    if ABOUT.match(text):
        return Role.ABOUT
    if read_byline(text)[0]:
        return Role.BYLINE
    if FIELD.fullmatch(text) or TIME.match(text) or LABEL.fullmatch(text):
        return Role.FIELD
    if read_sender(text):
        return Role.SENDER
    if END.fullmatch(text) or (before and FIRST_SECTION.fullmatch(text)):
        return Role.END
    if is_prose(text):
        return Role.DATED if _is_dated_pieces(text) else Role.PROSE
    if before and _is_people(text, last):
        return Role.PEOPLE
    if last and _is_role(line, before):
        return Role.ROLE
    return _dated_or_text(text)


def _is_people(text: str, last: FrontLine | None) -> bool:
    if is_person(text):
        return True
    names, body = read_names(text)
    _, comma, rest = text.partition(", ")
    if len(names) == 1 and comma and rest.islower() and len(rest.split()) <= _MAX_NAME_WORDS:
        return is_person(text[: text.index(",")])  # "Anna Ek, landskapsarkitekt"
    return len(names) > 1 or (
        len(names) == 1
        and (bool(ROLE.search(text)) or bool(body) or (last is not None and last.role is Role.DATE))
    )


def _is_role(line: FrontLine, before: Sequence[FrontLine]) -> bool:
    last = before[-1]
    if last.role not in {Role.BYLINE, Role.PEOPLE, Role.ROLE} or len(line.text) > 60:
        return False
    if find_own_date(line.text):
        return False
    if is_organisation(line.text.split(",")[-1].strip()):
        return True
    return bool(ROLE.search(line.text)) or (last.block == line.block and len(line.text) <= 50)


def _dated_or_text(text: str) -> Role:
    found = find_own_date(text) if len(text) <= _MAX_DATED_CHARS else None
    if found is None:
        return Role.TEXT
    rest = HELD.sub("", without_date(text))
    if not rest:
        return Role.DATE
    pieces = [piece.strip() for piece in re.split(r",| – | - |·|•|\|", rest) if piece.strip()]
    return Role.DATED if all(PIECE.match(piece) for piece in pieces) else Role.TEXT


def _is_dated_pieces(text: str) -> bool:
    """Return whether full stops part what and where from the date: "Nätdag. Huset i Byn, 3/4 2019."."""
    found = find_own_date(text) if len(text) <= _MAX_DATED_CHARS else None
    if found is None or text[found[2] :].strip(" .") or _VERB.search(text):
        return False
    pieces = re.split(r"\.\s+|,\s+", without_date(text).strip(" ."))
    return all(PIECE.match(piece) and len(piece.split()) <= _MAX_PIECE_WORDS for piece in pieces)


def is_prose(text: str) -> bool:
    """Return whether a line reads as one or more sentences of running text, and so is no title."""
    if text[-1] not in '.!?:;,…”"»' or ABBREVIATED.search(text):
        return False
    if text[-1] in '.!?”"»' and SENTENCES.search(text):
        return True
    if text[-1] == ".":
        return len(text.split()) >= _MIN_SENTENCE_WORDS
    return text[-1] in ":;,…" and len(text.split()) > 12


def read_byline(text: str) -> tuple[tuple[str, ...], str]:
    """Return the persons that a line such as "Text: Anna Ek, reporter" names, and the body after them."""
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text.lstrip("/ ")
    match = BYLINE.fullmatch(ADDRESS.sub("", text)) if len(text) <= _MAX_BYLINE_CHARS else None
    if match is None:
        return (), ""
    names = CUT_NAMES.sub("", match["names"])
    return read_names(names.title() if names.isupper() else names)  # "AF METTE BECH"


def read_sender(text: str) -> str:
    """Return the body that a line such as "Udgivet af Metodebasen" names, "" if it names none."""
    bare = ADDRESS.sub("", text)
    match = SENDER.fullmatch(bare) if len(bare) <= 90 and bare[-1:] not in {"?", "!"} else None
    if match is None:
        return ""
    body = re.sub(r",?\s*\d{4}$", "", (match["body"] or match["sender"]).strip(" ."))
    is_sure = (match["body"] is not None or bare != text) and body[:1].isupper() and not is_person(body)
    return body if is_sure or reads_as_organisation(body) else ""


def place_of(text: str) -> str:
    """Return what stands after "Plats:" or the like, "" if the line is none such."""
    match = ABOUT.match(text)
    return TIME_OF_DAY.sub("", without_date(match["place"])).strip(" ,.") if match else ""


def names_role(text: str) -> bool:
    """Return whether a text names what somebody is: redaktör, formand."""
    return ROLE.search(text) is not None
