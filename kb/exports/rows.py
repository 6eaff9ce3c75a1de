"""What is exported: entries in their order, each with a quote, its place in a programme and notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from kb.citations import Citation, cite_entry
from kb.entries import Entry, EntryKind
from kb.gazetteer import Gazetteer
from kb.i18n import Catalogue
from kb.practices import PracticeField, Quote
from kb.records import Document, Language
from kb.taxonomy import Taxonomy

# What a practice is shown by where there is room for one quote: what was done, else what came of it, else
# what it was about. Its passages in the order of the document may begin with anything. Pages show the same.
_LEADS = (PracticeField.METHOD, PracticeField.OUTCOMES, PracticeField.PROBLEM, PracticeField.AIM)
# A line that says something of the text or of the place in one word, and tells nothing: "Plats: Kils kommun."
_METADATA = re.compile(
    r"(?:plats|sted|ort|kommun(?:er)?|kommuner?|kommune|län|region(?:er)?|land|period|periode|tid|tidspunkt"
    r"|år|datum|dato|kontakt(?:person)?|källa|källor|kilder?|författare|forfatter|målgrupp|målgruppe|status"
    r"|tema|place|date|contact|source|author)\s*:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One entry of an export."""

    entry: Entry
    rank: int  # from 1
    quote: Quote | None  # the one passage that stands for it; None where its documents are gone
    permalink: str | None = None  # None where the address of the app is not known
    slot: str = ""  # time or room in a programme
    note: str = ""  # the organiser's

    @property
    def document(self) -> Document | None:
        """The document of the quote."""
        return self.entry.documents.get(self.quote.document_id) if self.quote else None

    @property
    def source(self) -> str | None:
        """The name of the file that the quote stands in."""
        return self.document.source.name if self.document else None

    @property
    def page(self) -> int | None:
        """The page of the quote, as a viewer counts."""
        return self.quote.page if self.quote else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportFrame:
    """What is the same for all rows of an export."""

    catalogue: Catalogue
    gazetteer: Gazetteer
    taxonomy: Taxonomy
    title: str  # of the list: a search in words, the title of a collection, or of the only entry
    note: str = ""  # the organiser's, on the whole
    exported_at: str  # ISO 8601 date
    # whether a programme has the organiser's notes on its items, which are for their own work
    with_notes: bool = False
    # the address of the list itself, where there is a lasting one
    permalink: str | None = None


def make_rows(
    entries: Iterable[Entry],
    *,
    base_url: str | None,
    first_rank: int = 1,
    slots_and_notes: Sequence[tuple[str, str]] = (),
) -> tuple[ExportRow, ...]:
    """Return a row for each entry.

    Args:
        entries: In their order.
        base_url: Where the app is read, without a slash at the end; None: no permalinks.
        first_rank: The rank of the first.
        slots_and_notes: Of each entry; empty for none.
    """
    told = iter(slots_and_notes)
    return tuple(
        _row(entry, rank, base_url, *next(told, ("", ""))) for rank, entry in enumerate(entries, first_rank)
    )


def _row(entry: Entry, rank: int, base_url: str | None, slot: str, note: str) -> ExportRow:
    return ExportRow(
        entry=entry,
        rank=rank,
        quote=lead_quote(entry),
        permalink=permalink(entry, base_url) if base_url else None,
        slot=slot,
        note=note,
    )


def lead_quote(entry: Entry) -> Quote | None:
    """Return the quote that stands for an entry: a passage itself, of a practice what was done.

    A line of metadata, or one that only announces what comes behind it, stands for a practice where it
    quotes nothing else.
    """
    candidates = [*entry.passages]
    if entry.ref.kind is EntryKind.PRACTICE:
        leads = [quote for name in _LEADS for quote in entry.fields.get(name, ())]
        candidates = [*leads, *entry.passages]
    there = [quote for quote in candidates if quote.document_id in entry.documents and not quote.is_lost]
    if entry.ref.kind is EntryKind.PRACTICE:
        there.sort(key=lambda quote: not is_telling(quote))  # stable
    return there[0] if there else None


def is_telling(quote: Quote) -> bool:
    """Tell whether a quote says something on its own."""
    words = quote.text.strip()
    return not (words.endswith(":") or _METADATA.match(words))


def permalink(entry: Entry, base_url: str) -> str:
    """Return the address of an entry that lasts: a practice's own page, or the reader at a passage."""
    if entry.ref.kind is EntryKind.PRACTICE:
        return f"{base_url}/practice?{urlencode({'id': entry.ref.number})}"
    quote = entry.passages[0]
    parameters = {"id": int(quote.document_id), "chunk": int(quote.chunk_id)}
    if quote.page is not None:
        parameters["page"] = quote.page
    return f"{base_url}/document?{urlencode(parameters)}"


def citations_of(row: ExportRow, frame: ExportFrame) -> tuple[Citation, ...]:
    """Return the references of a row: one for each of its documents."""
    return cite_entry(row.entry, accessed=frame.exported_at, permalink=row.permalink)


def quote_language(quote: Quote, entry: Entry) -> Language:
    """Return the language of a quote: that of its document."""
    document = entry.documents.get(quote.document_id)
    return document.metadata.language if document else entry.language
