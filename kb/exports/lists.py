"""Lists to print: several examples with their sources, and a collection as the programme of a conference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from kb.citation_formats import apa
from kb.citations import cite_document, flat
from kb.entries import Entry, summary_in
from kb.exports.blocks import BlockRole, Blocks, PrintedBlock, facts_of, title_of
from kb.exports.labels import place_line, warnings_of
from kb.exports.rows import ExportFrame, ExportRow
from kb.practices import PracticeField, Quote
from kb.records import Document, DocumentId


def list_blocks(rows: Sequence[ExportRow], frame: ExportFrame) -> tuple[PrintedBlock, ...]:
    """Return a list of examples: contents, each with a quote and its source, and the references."""
    text = frame.catalogue.text
    blocks = _begun(rows, frame)
    blocks.add(BlockRole.HEADING, text("export.contents"))
    for row in rows:
        title, language = title_of(row, frame)
        line = ", ".join(part for part in (f"{row.rank}. {title}", place_line(row.entry, frame)) if part)
        blocks.add(BlockRole.CONTENTS, line, language=language, target=f"#{_anchor(row)}")
    blocks.add(BlockRole.HEADING, text("export.list_heading"))
    for row in rows:
        _add_row(blocks, row, frame)
    blocks.add(BlockRole.HEADING, text("export.references", count=len(rows)))
    blocks.add_references(rows)
    return tuple(blocks.made)


def programme_blocks(rows: Sequence[ExportRow], frame: ExportFrame) -> tuple[PrintedBlock, ...]:
    """Return a collection as a programme to hand out: its items in their order, with time, place and quote.

    Where a quote and a summary come from is said by number and page; the numbered sources stand at the end.
    Notes are printed where the frame says so.
    """
    blocks, sources = _begun(rows, replace(frame, permalink=None)), _Sources(frame=frame)
    for row in rows:
        _add_item(blocks, row, sources, frame)
    if sources.pages:
        blocks.add(BlockRole.HEADING, frame.catalogue.text("export.references", count=len(sources.pages)))
    for reference in sources.references():
        blocks.add(BlockRole.REFERENCE, reference)
    return tuple(blocks.made)


def _add_item(blocks: Blocks, row: ExportRow, sources: _Sources, frame: ExportFrame) -> None:
    text, entry = frame.catalogue.text, row.entry
    slot = f"{flat(row.slot)} · " if row.slot.strip() else ""
    blocks.add_title(row, BlockRole.HEADING, number=slot, anchor=_anchor(row))
    blocks.add(BlockRole.FACTS, place_line(entry, frame))
    blocks.add(BlockRole.FACTS, warnings_of(entry, frame))
    if frame.with_notes:
        blocks.add(BlockRole.NOTE, row.note)
    summary = summary_in(entry, frame.catalogue.ui_language)
    if summary is not None and summary[1].value == frame.catalogue.ui_language:
        blocks.add(BlockRole.BODY, text("export.summary", summary=summary[0]), language=summary[1])
        said = sources.cited(entry.fields.get(PracticeField.SUMMARY, ()), entry)
        blocks.add(BlockRole.SOURCE, text("export.rests_on", sources=said) if said else "")
    if row.quote is not None:
        blocks.add_quote(row.quote, entry, source=sources.cited((row.quote,), entry))


@dataclass(slots=True)
class _Sources:
    """The sources of a programme in the order in which they are first cited, each with its cited pages."""

    frame: ExportFrame
    documents: dict[DocumentId, Document] = field(default_factory=dict)
    pages: dict[DocumentId, set[int]] = field(default_factory=dict)

    def cited(self, quotes: Sequence[Quote], entry: Entry) -> str:
        """Return the numbers and pages of quotes: "[2] s. 3, 5"; they are in the list from now on."""
        found: dict[DocumentId, set[int]] = {}
        for quote in quotes:
            document = entry.documents.get(quote.document_id)
            if document is not None and not quote.is_lost:
                self.documents[document.id] = document
                pages = {quote.page} if quote.page is not None else set()
                self.pages.setdefault(document.id, set()).update(pages)
                found.setdefault(document.id, set()).update(pages)
        return "; ".join(self._pointer(number, pages) for number, pages in found.items())

    def _pointer(self, document_id: DocumentId, pages: set[int]) -> str:
        number = list(self.pages).index(document_id) + 1
        if not pages:
            return f"[{number}]"
        listed = ", ".join(str(page) for page in sorted(pages))
        return self.frame.catalogue.text("export.source_number", number=str(number), pages=listed)

    def references(self) -> list[str]:
        """Return the references, numbered."""
        cited = (
            cite_document(self.documents[number], accessed=self.frame.exported_at, pages=pages)
            for number, pages in self.pages.items()
        )
        return [f"[{n}] {apa(each, self.frame.catalogue)}" for n, each in enumerate(cited, start=1)]


def _begun(rows: Sequence[ExportRow], frame: ExportFrame) -> Blocks:
    blocks = Blocks(frame)
    blocks.add(BlockRole.TITLE, frame.title)
    blocks.add(BlockRole.BODY, frame.note)
    count = frame.catalogue.text(
        "export.counted", count=len(rows), date=frame.catalogue.date(frame.exported_at)
    )
    blocks.add(BlockRole.FACTS, count)
    if frame.permalink:
        shown = frame.catalogue.text("export.permalink", url=frame.permalink)
        blocks.add(BlockRole.SOURCE, shown, target=frame.permalink)
    return blocks


def _add_row(blocks: Blocks, row: ExportRow, frame: ExportFrame) -> None:
    blocks.add_title(row, BlockRole.SUBHEADING, number=f"{row.rank}. ", anchor=_anchor(row))
    blocks.add(BlockRole.FACTS, facts_of(row, frame))
    blocks.add(BlockRole.FACTS, warnings_of(row.entry, frame))
    blocks.add_slot(row)
    blocks.add_headings(row.entry)
    if row.note:
        blocks.add(BlockRole.NOTE, frame.catalogue.text("export.note", note=row.note))
    summary = summary_in(row.entry, frame.catalogue.ui_language)
    if summary is not None:
        shown = frame.catalogue.text("export.summary", summary=summary[0])
        blocks.add(BlockRole.BODY, shown, language=summary[1])
    if row.quote is not None:
        blocks.add_quote(row.quote, row.entry)
    blocks.add_permalink(row)


def _anchor(row: ExportRow) -> str:
    return f"n{row.rank}-{row.entry.ref}"
