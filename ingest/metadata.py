"""What is known of a document as a whole, from what it states and from its first lines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from ingest.authors import read_signature
from ingest.contacts import read_contact
from ingest.dates import ISSUED, UPDATED, find_date, find_own_date, is_labelled_date, normalise_date
from ingest.front import FrontMatter
from ingest.imprint import read_imprint
from ingest.occasion import copyright_holder, header_body, last_lines, site_of
from ingest.periods import stated_period
from ingest.sniff import TABLES
from ingest.stated import PROGRAM_LANGUAGE
from kb.records import Block, BlockKind, DocumentType, Language, Metadata, ParsedDocument
from kb.text import one_line

_DATED_LINES = 30
_YEARS = (1900, 2100)
_PERIOD_LINES = 10
_PERIOD = re.compile(r"\bperiode?\s*:[^.\n]{0,30}?\b((?:19|20)\d\d)\b", re.IGNORECASE)
_PERIOD_TEXT = re.compile(r"\bperiode?\s*:\s*([^.\n]{4,120})", re.IGNORECASE)
# The first that fits a title or a first line decides; more special words come first.
_TYPE_WORDS: tuple[tuple[DocumentType, str], ...] = (
    (
        DocumentType.EVALUATION,
        r"utvärdering\w*|evaluering\w*|evaluation\w*|uppföljning(?:srapport)?|følgeevaluering",
    ),
    (
        DocumentType.MINUTES,
        r"\w*protokoll?\w*|beslutningsreferat|mødereferat|referat (?:af|fra|av|från) \w*m[øö][dt]e\w*",
    ),
    (DocumentType.NOTES, r"\w*anteckning\w*|referat|notat\w*|mötesnoteringar"),
    (
        DocumentType.PLAN,
        r"\w*plan|\w*planen|\w*strategi(?:n|en)?|\w*program(?:met)?|\w*politik|överenskommelse\w*",
    ),
    (DocumentType.REPORT, r"\w*rapport(?:en)?|kartläggning\w*|kortlægning\w*|undersök?ning|undersøgelse"),
    (DocumentType.SLIDES, r"workshop\w*|presentation|oplæg|bildspel|föredragningslista"),
    (
        DocumentType.NOTES,
        r"(?:samman|sammen|op)\w+ (?:av|af|från|fra) (?:\w+ )?(?:dialog|samtal|workshop|møde|möte)\w*",
    ),
)
_TYPES = tuple((kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _TYPE_WORDS)
_OWN_SUMMARY = re.compile(
    r"metodbank.{0,40}(?:samman|sammen|summary|resum|opsum)|"
    r"(?:sammanställ|sammanfatt|sammenfat|sammendrag|summary|resum|opsum).{0,60}metodbank",
    re.IGNORECASE,
)
_SUMMARY_BLOCKS, _SUMMARY_CHARS = 3, 600  # among which a summary of our own says that it is one
_BYLINE = re.compile(r"^(?:af|av)\s+[A-ZÅÄÖÆØ]", re.IGNORECASE)
# What programs write into the title of a file by themselves.
_PROGRAM_TITLE = re.compile(
    r"(?:microsoft (?:word|powerpoint|excel)\b.*|.*\.(?:docx?|pptx?|xlsx?|pdf|indd|odt|rtf|qxd)|"
    r"untitled.*|namnlös.*|"
    r"ikke-navngivet.*|dokument ?\d*|document ?\d*|presentation ?\d*|bild ?\d*|slide ?\d*|"
    r"powerpoint.*|\(?(?:anonymous|"
    r"unspecified)\)?|[\w-]*\d{4,}[\w-]*|word document|titel|title|rubrik)",
    re.IGNORECASE,
)
_STATED_TYPES = {kind.value: kind for kind in DocumentType} | {
    "sammanställning": DocumentType.SUMMARY, "sammanfattning": DocumentType.SUMMARY,
    "sammenfatning": DocumentType.SUMMARY, "anteckningar": DocumentType.NOTES, "notat": DocumentType.NOTES,
    "protokoll": DocumentType.MINUTES, "referat": DocumentType.MINUTES, "rapport": DocumentType.REPORT,
    "handlingsplan": DocumentType.PLAN, "utvärdering": DocumentType.EVALUATION,
    "evaluering": DocumentType.EVALUATION, "artikel": DocumentType.ARTICLE, "bildspel": DocumentType.SLIDES,
}  # fmt: skip


def read_metadata(document: ParsedDocument, front: FrontMatter, *, name: str, language: Language) -> Metadata:
    """Put together what a document states of itself and what its first lines say; stated wins.

    Args:
        document: As parsed.
        front: Its first lines; the blocks are those left by cleaning.
        name: The file's name, the title of a document that has none.
        language: As detected.
    """
    stated = document.stated
    title = one_line(stated.get("title", "")) or front.title or _first_heading(document, front.blocks)
    imprint = read_imprint(document, front.blocks, title)
    date = (
        normalise_date(stated.get("date", "")) or front.date or imprint.date
        or _labelled_date(document, front.blocks, ISSUED) or front.updated
        or _labelled_date(document, front.blocks, UPDATED) or _date_at_end(document)
    )  # fmt: skip
    period = _period(document, front.blocks)
    authors = _split(stated.get("authors", "")) or front.authors or imprint.authors
    authors = authors or _signature(document, front)
    organisation = one_line(stated.get("organisation", "")) or front.organisation or imprint.organisation
    return Metadata(
        title=title or PurePath(name).stem,
        date=date,
        year=int(period[:4]) if period else _period_year(document, front.blocks) or _year(date),
        period=period,
        place=one_line(stated.get("place", "")) or front.place,
        authors=authors,
        organisation=organisation or _publisher(document, authors),
        event=one_line(stated.get("event", "")) or front.event,
        venue=one_line(stated.get("venue", "")) or front.venue,
        contact=read_contact(stated.get("contact", "")),
        type=_type(document, front, title or ""),
        language=_stated_language(stated.get("language", "")) or _told(language, stated),
    )


def _told(detected: Language, stated: Mapping[str, str]) -> Language:
    """Return the language of the text; where it does not tell, that of the program that wrote it."""
    if detected is not Language.UNKNOWN:
        return detected
    return _stated_language(stated.get(PROGRAM_LANGUAGE, "")) or detected


def _signature(document: ParsedDocument, front: FrontMatter) -> tuple[str, ...]:
    text = [line.strip() for line in _first_lines(document, front.blocks) if line.strip()]
    last = front.blocks[-_DATED_LINES:]
    tail = "\n".join(document.text[max(block.start, block.end - 2000) : block.end] for block in last)
    return read_signature(text, [line.strip() for line in tail.split("\n") if line.strip()])


def _publisher(document: ParsedDocument, authors: Sequence[str]) -> str | None:
    """Return the holder of the copyright of a page that no person signs, else the site that it is on."""
    holder = None if authors else copyright_holder(last_lines(document.text))
    return holder or site_of(document.text) or header_body(document.text)


def _date_at_end(document: ParsedDocument) -> str | None:
    """Return the date of a last line such as "Senast uppdaterad: 2019-05-12", if there are no others."""
    lines = filter(is_labelled_date, last_lines(document.text))
    found = {date[0] for line in lines if (date := find_own_date(line))}
    return found.pop() if len(found) == 1 else None


def _year(date: str | None) -> int | None:
    return int(date[:4]) if date and _YEARS[0] <= int(date[:4]) <= _YEARS[1] else None


def _period_year(document: ParsedDocument, blocks: Sequence[Block]) -> int | None:
    """Return the first year of a line such as "Period: 2015–2017": when it was done, not written down."""
    for line in _first_lines(document, blocks)[:_PERIOD_LINES]:
        if found := _PERIOD.search(line):
            return _year(found.group(1))
    return None


def _period(document: ParsedDocument, blocks: Sequence[Block]) -> str | None:
    for line in _first_lines(document, blocks)[:_PERIOD_LINES]:
        if found := _PERIOD_TEXT.search(line):
            return stated_period(found.group(1))
    return None


def is_plausible_title(title: str) -> bool:
    """Return whether a title in a file's properties is one that a person gave it."""
    title = title.strip()
    return 3 <= len(title) <= 250 and not _PROGRAM_TITLE.fullmatch(title) and any(c.isalpha() for c in title)


def stated_list(value: str) -> tuple[str, ...]:
    """Return the parts of a stated list, which parsers join with semicolons."""
    return tuple(part.strip() for part in value.split(";") if part.strip())


def _split(value: str) -> tuple[str, ...]:
    return tuple(one_line(part) for part in stated_list(value))


def _first_heading(document: ParsedDocument, blocks: Sequence[Block]) -> str | None:
    for block in blocks[:5]:
        if block.kind in {BlockKind.HEADING, BlockKind.TITLE}:
            return one_line(document.text[block.start : block.end])
    return None


def _first_lines(document: ParsedDocument, blocks: Sequence[Block]) -> list[str]:
    if document.media_type in TABLES:
        return []  # the date of the first row is not that of the list
    lines: list[str] = []
    for block in blocks[:_DATED_LINES]:
        lines.extend(document.text[block.start : min(block.end, block.start + 2000)].split("\n"))
    return lines[:_DATED_LINES]


def _labelled_date(document: ParsedDocument, blocks: Sequence[Block], label: re.Pattern[str]) -> str | None:
    """Return the first date after a word such as Datum; dates in running text say when something was."""
    for line in _first_lines(document, blocks):
        for match in label.finditer(line):
            # The word itself belongs to the pattern of six digits.
            found = find_date(line[match.start() : match.end() + 40])
            if found and not line[match.end() : match.start() + found[1]].strip(" :.,"):
                return found[0]
    return None


def _type(document: ParsedDocument, front: FrontMatter, title: str) -> DocumentType:
    stated = _STATED_TYPES.get(document.stated.get("type", "").strip().casefold())
    # of slides it is the form that states the type, and not a person
    if stated not in {None, DocumentType.SLIDES}:
        return stated
    blocks = front.blocks[:_SUMMARY_BLOCKS]
    first = " ".join(document.text[block.start : block.end] for block in blocks)
    if _OWN_SUMMARY.search(first[:_SUMMARY_CHARS]):
        return DocumentType.SUMMARY
    if stated is not None:
        return stated
    for text in (title, *front.lines):
        for kind, words in _TYPES:
            if words.search(text):
                return kind
    if any(_BYLINE.match(line) for line in front.lines):
        return DocumentType.ARTICLE
    return DocumentType.NOTES if _is_mostly_bullets(front.blocks) else DocumentType.OTHER


def _is_mostly_bullets(blocks: Sequence[Block]) -> bool:
    bullets = [block.end - block.start for block in blocks if block.kind is BlockKind.BULLET]
    return len(bullets) >= 10 and sum(bullets) >= 0.7 * sum(block.end - block.start for block in blocks)


def is_stated_type(value: str) -> bool:
    """Return whether a stated type is one of those that there are."""
    return value.strip().casefold() in _STATED_TYPES


def _stated_language(value: str) -> Language | None:
    code = value.strip().casefold()[:2]
    known = {language.value: language for language in Language} | {
        "no": Language.NORWEGIAN,
        "nn": Language.NORWEGIAN,
    }
    return known.get(code)
