"""Lists to print: several examples with their sources, and a collection as the programme of a conference."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citations import flat
from kb.entries import summary_in
from kb.exports.blocks import BlockRole, Blocks, PrintedBlock, facts_of, title_of
from kb.exports.labels import place_line
from kb.exports.rows import ExportFrame, ExportRow


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
    """Return a collection as a programme: its items in their order, with time, place, quote and note."""
    blocks = _begun(rows, frame)
    for row in rows:
        slot = f"{flat(row.slot)} · " if row.slot.strip() else ""
        blocks.add_title(row, BlockRole.HEADING, number=slot, anchor=_anchor(row))
        blocks.add(BlockRole.FACTS, place_line(row.entry, frame))
        blocks.add(BlockRole.NOTE, row.note)
        if row.quote is not None:
            blocks.add_quote(row.quote, row.entry)
        blocks.add_permalink(row)
    blocks.add(BlockRole.HEADING, frame.catalogue.text("export.references", count=len(rows)))
    blocks.add_references(rows)
    return tuple(blocks.made)


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
