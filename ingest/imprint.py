"""Facts of a title page that lost its lines, as on sites that share documents.

There the running text begins: "1 Title of the report Name of a body 2017-09-04 Name of a person Summary …".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import find_own_date
from ingest.front_lines import read_byline
from ingest.names import NAME, is_organisation, is_person, read_names, reads_as_organisation
from kb.records import Block, BlockKind, ParsedDocument
from kb.text import one_line

_MAX_CHARS = 300
_MIN_TITLE_CHARS = 15
_N_BLOCKS = 12
# The first heading of the text ends what stands on a title page.
_TEXT_BEGINS = re.compile(
    r"\b(?:Sammanfattning|Resumé|Resume|Sammenfatning|Inledning|Indledning|Bakgrund|Baggrund|Förord|Forord|"
    r"Innehåll\w*|Indhold\w*|Syfte|Formål|Summary|Introduction|Synpunkter|Deltagare|Deltagere|Närvarande|"
    r"Abstract|Abstrakt|Kort om|I korthet|Kort fortalt|Om (?:rapporten|notatet|projektet)|Läsanvisning|"
    r"Læsevejledning)\b|"
    r"(?<!\d)\d{1,2}\.\s+[A-ZÅÄÖÆØ]|(?<![\w:])\d{1,2}\s+[A-ZÅÄÖÆØ]{4,}"
)
_WRITTEN_BY = re.compile(
    r"\b(?:[Uu]darbejdet|[Ss]krevet|[Uu]tarbetad|[Uu]pprättad|[Ss]kriven|[Ff]örfattare|[Ff]orfattere?|"
    r"[Aa]ntecknat|[Rr]eferent|[Ss]ammanställd|[Ss]ammanställt|[Aa]v|[Aa]f|[Tt]ext|[Tt]ekst)\b.*"
)
# On a title page the series of the report, its date or its kind follows the name of a body.
_AFTER_BODY = re.compile(
    r"\s*(?:[.,;|·]\s|\b(?:Rapport|Report|Notat|Skrift|Arbetspapper|Arbejdspapir|PM|Dnr|Diarienummer|ISBN|"
    r"ISSN|"
    r"Datum|Dato|[Dd]en|d\.|nr|Nr)(?!\w)|\d).*"
)
_PAGE_FIRST = re.compile(r"^(?:\d{1,3}(?:\s?(?:\(|/|av|af)\s?\d{1,3}\)?)?\.?\s+)+")
_KIND_WORD = re.compile(
    r"\b(?:\w*rapport|\w*referat|\w*protokoll?|anteckningar|noter|notat|delrapport|program|evaluering|utvärdering|"
    r"dokumentation|opsamling|sammanfattning|sammenfatning)\b",
    re.IGNORECASE,
)
# "Noter ved Anna Ek Dagen samlede …": the name ends where a sentence begins.
_NOTES_BY = re.compile(
    rf"^\W*(?:\S+ ){{0,4}}?(?:[Nn]oter|[Rr]eferat|[Aa]nteckningar|[Oo]psamling|[Tt]ext|[Tt]ekst)"
    rf"(?: (?:ved|vid|av|af)|:) (?P<name>{NAME} {NAME})(?= [A-ZÅÄÖÆØ]\w* [a-zåäöæø])"
)
_GLUED_CHARS = 500
_MAX_BODY_WORDS = 6
_MAX_NAME_WORDS = 12
_MAX_BODY_CHARS = 80
_PEOPLE = re.compile(rf"\s*[,.;:–-]?\s*((?:{NAME}|och|og|&|,)(?:\s+(?:{NAME}|och|og|&)|,)*)")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a title page says besides the title."""

    date: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None


def read_imprint(document: ParsedDocument, blocks: Sequence[Block], title: str | None) -> Imprint:
    """Read the words that follow the title where it comes again at the beginning of the running text."""
    if not title or len(title) < _MIN_TITLE_CHARS:
        return Imprint()
    words = _words_after_title(document, blocks, title)
    if not words:
        return _around_title(document, blocks, title)
    found = find_own_date(words)
    return Imprint(
        date=found[0] if found else None,
        authors=_authors(words, found[2] if found else 0) or _leading(words)[0],
        organisation=_organisation(words, found[1] if found else len(words)),
    )


def _around_title(document: ParsedDocument, blocks: Sequence[Block], title: str) -> Imprint:
    """Read the words before the title where it stands within the first words of a text of glued lines.

    There stands the body first, and after it the kind of report, its date and who wrote it.
    """
    line = _glued_line(document, blocks)
    words = re.findall(r"\w+", title)
    match = re.search(r"\W+".join(map(re.escape, words)), line, re.IGNORECASE) if line and words else None
    if match is None or not 0 < match.start() <= _MAX_CHARS:
        return Imprint()
    before, after = line[: match.start()].strip(), line[match.end() :][:_MAX_CHARS].strip()
    found = find_own_date(before) or find_own_date(after[:_MAX_BODY_CHARS])
    writer = _WRITTEN_BY.search(before)
    names = read_byline(writer.group()[:120])[0] if writer else ()
    taken = _NOTES_BY.match(after)
    body = _KIND_WORD.split(_AFTER_BODY.sub("", before))[0].strip(" .,:–-")
    is_body = 1 < len(body.split()) <= _MAX_BODY_WORDS and body[:1].isupper() and len(body) <= _MAX_BODY_CHARS
    return Imprint(
        date=found[0] if found else None,
        authors=names or ((taken["name"],) if taken else ()),
        organisation=body if is_body and not is_person(body) else None,
    )


def _glued_line(document: ParsedDocument, blocks: Sequence[Block]) -> str:
    """Return the beginning of the first line that is as long as a page, without a page number."""
    if not document.has_lines or document.pages:
        return ""
    for block in blocks[:_N_BLOCKS]:
        start = document.text.rfind("\n", 0, block.start) + 1
        end = document.text.find("\n", block.start)
        end = len(document.text) if end < 0 else end
        if end - start >= _GLUED_CHARS:
            return _PAGE_FIRST.sub("", one_line(document.text[start : min(end, start + 2000)]))
    return ""


def _words_after_title(document: ParsedDocument, blocks: Sequence[Block], title: str) -> str:
    for block in blocks[:_N_BLOCKS]:
        if block.kind is BlockKind.TITLE:
            continue
        content = one_line(document.text[block.start : min(block.end, block.start + 2000)])
        bare = _PAGE_FIRST.sub("", content)
        end = _end_of(title, bare)
        if end and len(bare) > end + _MIN_TITLE_CHARS:
            words = bare[end:][:_MAX_CHARS]
            begins = _TEXT_BEGINS.search(words)
            return words[: begins.start()].strip() if begins else words.strip()
    return ""


def _end_of(title: str, text: str) -> int:
    """Return where the title ends that a text begins with, 0 if it begins with none.

    The marks between a title and a subtitle count for nothing: they are lost where lines were run together.
    """
    words = re.findall(r"\w+", title)
    if not words:
        return 0
    match = re.match(r"\W*" + r"\W+".join(map(re.escape, words)) + r"\b", text, re.IGNORECASE)
    return match.end() if match else 0


def _leading(words: str) -> tuple[tuple[str, ...], str]:
    """Return the persons and the body right after the title: "Anna Ek Kulturkontoret Rapport 3"."""
    parts = words.strip(" .,:–-").split(" ")
    for count in range(2, min(_MAX_NAME_WORDS, len(parts) - 1) + 1):
        name, rest = " ".join(parts[:count]), " ".join(parts[count:])
        body = _AFTER_BODY.sub("", rest).strip(" .,")
        is_body = is_organisation(body) or reads_as_organisation(body.split(" ")[0])
        names, other = read_names(name)
        is_whole = parts[count - 1][:1].isupper() and parts[count - 1][-1:] != ","
        if is_whole and names and not other and is_body and len(body) <= min(_MAX_BODY_CHARS, len(rest) - 1):
            return names, body
    return (), ""


def _authors(words: str, after_date: int) -> tuple[str, ...]:
    match = _WRITTEN_BY.search(words)
    if match and (names := read_byline(match.group()[:120])[0]):
        return names
    listed = _PEOPLE.match(words, after_date)
    return read_names(listed.group(1))[0] if listed and after_date else ()


def _organisation(words: str, end: int) -> str | None:
    match = _WRITTEN_BY.search(words)
    of_writer = read_byline(match.group()[:120])[1] if match else ""
    if reads_as_organisation(of_writer):
        return of_writer
    if leading := _leading(words)[1]:
        return leading
    for sentence in re.split(r"\.\s|\s[–|-]\s", words[:end]):
        head = sentence.strip(" .,:").split(",")[0].strip()
        if is_organisation(head) or reads_as_organisation(head):
            return head
    return None
