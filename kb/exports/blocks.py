"""What is printed, as blocks of text: the writers of Word files and of PDF files draw the same ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.citation_formats import apa
from kb.citations import flat
from kb.entries import Entry, title_in
from kb.exports.cleaning import xml_text
from kb.exports.labels import place_line, state_name, status_names, years_line
from kb.exports.rows import ExportFrame, ExportRow, citations_of, quote_language
from kb.practices import Quote
from kb.records import Language
from kb.text import one_line, with_plain_items

_TITLE_CHARS = 300  # what somebody takes for a heading may be a page long


class BlockRole(StrEnum):
    """What a block is."""

    TITLE = "title"  # of the whole, once
    HEADING = "heading"
    SUBHEADING = "subheading"
    FACTS = "facts"
    BODY = "body"
    QUOTE = "quote"
    SOURCE = "source"  # where the quote above it stands
    NOTE = "note"  # the organiser's
    CONTENTS = "contents"  # a line of the table of contents
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedBlock:
    """A paragraph."""

    role: BlockRole
    text: str  # may have line ends
    language: str  # ISO 639-1; empty where it is not known
    anchor: str | None = None  # what it can be found by within the file
    target: str | None = None  # where it leads: a web address, or "#" and an anchor


class Blocks:
    """Collects blocks in the language of the export, where nothing else is said."""

    def __init__(self, frame: ExportFrame) -> None:
        """Begin without any."""
        self._frame = frame
        self.made: list[PrintedBlock] = []

    def add(
        self,
        role: BlockRole,
        text: str,
        *,
        language: Language | None = None,
        anchor: str | None = None,
        target: str | None = None,
    ) -> None:
        """Add a block; one without words is left out."""
        if not text.strip():
            return
        code = self._frame.catalogue.ui_language if language is None else _code(language)
        self.made.append(
            PrintedBlock(role=role, text=xml_text(text), language=code, anchor=anchor, target=target)
        )

    def add_title(
        self, row: ExportRow, role: BlockRole, *, number: str = "", anchor: str | None = None
    ) -> None:
        """Add the title of a row, behind its number."""
        title, language = title_of(row, self._frame)
        self.add(role, f"{number}{title}", language=language, anchor=anchor)

    def add_headings(self, entry: Entry) -> None:
        """Add the headings above a passage: its place may stand in them alone."""
        path = " › ".join(flat(step) for step in entry.heading_path if step != entry.title)
        self.add(BlockRole.FACTS, path, language=entry.language)

    def add_slot(self, row: ExportRow) -> None:
        """Add when or where a row stands in a programme."""
        if row.slot.strip():
            self.add(BlockRole.FACTS, self._frame.catalogue.text("export.slot", slot=flat(row.slot)))

    def add_quote(self, quote: Quote, entry: Entry, *, source: str | None = None) -> None:
        """Add the words of a quote, and below them its source and page, or what else says where it stands."""
        text = self._frame.catalogue.text
        self.add(
            BlockRole.QUOTE,
            text("document.quote", text=with_plain_items(quote.text)),
            language=quote_language(quote, entry),
        )
        self.add(BlockRole.SOURCE, source_of(quote, entry, self._frame) if source is None else source)

    def add_references(self, rows: Sequence[ExportRow]) -> None:
        """Add the references of rows, each once."""
        found = (apa(each, self._frame.catalogue) for row in rows for each in citations_of(row, self._frame))
        for reference in dict.fromkeys(found):
            self.add(BlockRole.REFERENCE, reference)

    def add_permalink(self, row: ExportRow) -> None:
        """Add where the row stands in Metodbank."""
        if row.permalink:
            shown = self._frame.catalogue.text("export.permalink", url=row.permalink)
            self.add(BlockRole.SOURCE, shown, target=row.permalink)


def title_of(row: ExportRow, frame: ExportFrame) -> tuple[str, Language]:
    """Return the title of a row on one line, in the language of the export where it is written, and which."""
    title, language = title_in(row.entry, frame.catalogue.ui_language)
    return one_line(flat(title), max_chars=_TITLE_CHARS), language


def source_of(quote: Quote, entry: Entry, frame: ExportFrame) -> str:
    """Return the file and the page that a quote stands on; what its document says no more is marked."""
    document, text = entry.documents.get(quote.document_id), frame.catalogue.text
    if document is None:
        return text("entry.document_gone")
    name = flat(document.source.name)
    where = name if quote.page is None else text("entry.source_page", name=name, page=str(quote.page))
    return f"{where} {text('entry.quote_lost')}" if quote.is_lost else where


def facts_of(row: ExportRow, frame: ExportFrame) -> str:
    """Return where and when it was, how far it had come, and how far curators have come with it."""
    entry = row.entry
    facts = [place_line(entry, frame), years_line(entry, frame), *status_names(entry, frame)]
    return " · ".join(fact for fact in (*facts, state_name(entry, frame)) if fact)


def _code(language: Language) -> str:
    return "" if language is Language.UNKNOWN else language.value
