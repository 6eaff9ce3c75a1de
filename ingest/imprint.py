"""Facts of a title page that lost its lines, as on sites that share documents.

There the running text begins: "1 Title of the report Name of a body 2017-09-04 Name of a person Summary …".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.dates import find_own_date
from ingest.front_lines import read_byline
from ingest.names import NAME, is_organisation, read_names, reads_as_organisation
from kb.records import Block, BlockKind, ParsedDocument
from kb.text import fold, one_line

_MAX_CHARS = 300
_MIN_TITLE_CHARS = 15
_N_BLOCKS = 12
# The first heading of the text ends what stands on a title page.
_TEXT_BEGINS = re.compile(
    r"\b(?:Sammanfattning|Resumé|Resume|Sammenfatning|Inledning|Indledning|Bakgrund|Baggrund|Förord|Forord|"
    r"Innehåll\w*|Indhold\w*|Syfte|Formål|Summary|Introduction|Synpunkter|Deltagare|Deltagere|Närvarande)\b|"
    r"(?<!\d)\d{1,2}\.\s+[A-ZÅÄÖÆØ]"
)
_WRITTEN_BY = re.compile(
    r"\b(?:[Uu]darbejdet|[Ss]krevet|[Uu]tarbetad|[Uu]pprättad|[Ss]kriven|[Ff]örfattare|[Ff]orfattere?|"
    r"[Aa]ntecknat|[Rr]eferent|[Ss]ammanställd|[Ss]ammanställt|[Aa]v|[Aa]f|[Tt]ext|[Tt]ekst)\b.*"
)
_PEOPLE = re.compile(rf"\s*[,.;:–-]?\s*((?:{NAME}|och|og|&|,)(?:\s+(?:{NAME}|och|og|&)|,)*)")


@dataclass(frozen=True, slots=True)
class Imprint:
    """What a title page says besides the title."""

    date: str | None = None
    authors: tuple[str, ...] = ()
    organisation: str | None = None


def read_imprint(document: ParsedDocument, blocks: Sequence[Block], title: str | None) -> Imprint:
    """Read the words that follow the title where it comes again at the beginning of the running text."""
    words = _words_after_title(document, blocks, title) if title and len(title) >= _MIN_TITLE_CHARS else ""
    if not words:
        return Imprint()
    found = find_own_date(words)
    return Imprint(
        date=found[0] if found else None,
        authors=_authors(words, found[2] if found else 0),
        organisation=_organisation(words, found[1] if found else len(words)),
    )


def _words_after_title(document: ParsedDocument, blocks: Sequence[Block], title: str) -> str:
    wanted = fold(title)
    for block in blocks[:_N_BLOCKS]:
        if block.kind is BlockKind.TITLE:
            continue
        content = one_line(document.text[block.start : min(block.end, block.start + 2000)])
        bare = re.sub(r"^(?:\d{1,3}\.?\s+)+", "", content)
        if fold(bare).startswith(wanted) and len(bare) > len(title) + _MIN_TITLE_CHARS:
            words = bare[len(title) :][:_MAX_CHARS]
            begins = _TEXT_BEGINS.search(words)
            return words[: begins.start()].strip() if begins else words.strip()
    return ""


def _authors(words: str, after_date: int) -> tuple[str, ...]:
    match = _WRITTEN_BY.search(words)
    if match and (names := read_byline(match.group()[:120])[0]):
        return names
    listed = _PEOPLE.match(words, after_date)
    return read_names(listed.group(1))[0] if listed and after_date else ()


def _organisation(words: str, end: int) -> str | None:
    for sentence in re.split(r"\.\s|\s[–|-]\s", words[:end]):
        head = sentence.strip(" .,:").split(",")[0].strip()
        if is_organisation(head) or reads_as_organisation(head):
            return head
    return None
