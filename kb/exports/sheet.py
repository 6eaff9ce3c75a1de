"""The sheet on one example: at most two pages, all in quotes, with the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kb.citation_formats import apa
from kb.entries import Entry, summary_in
from kb.exports.blocks import BlockRole, Blocks, PrintedBlock, facts_of
from kb.exports.labels import direction_names, warnings_of
from kb.exports.rows import ExportFrame, ExportRow, citations_of
from kb.practices import PracticeField, Quote

# Lines that fit on two pages of A4 in both writers, with the rest of the sheet's frame; measured.
SHEET_LINES = 112
_LINE_CHARS = 86  # of quotes
_QUOTE_EXTRA, _PART_EXTRA = 1.4, 2.0  # lines: source and space below a quote; a heading

_FRAME_LINES = 9  # title, facts, heading of the references, address

# What the sheet tells of, in this order.
_PARTS = (
    PracticeField.DIRECTION,  # a reader with a minute must see what failed
    PracticeField.PROBLEM,
    PracticeField.AIM,
    PracticeField.METHOD,
    PracticeField.OUTCOMES,
    PracticeField.EVIDENCE,
    PracticeField.RESOURCES,
    PracticeField.LESSONS,
    PracticeField.PRECONDITIONS,
    PracticeField.SUCCESS_FACTORS,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    heading: str
    quotes: tuple[Quote, ...]


def sheet_blocks(
    row: ExportRow, frame: ExportFrame, *, max_lines: float = SHEET_LINES
) -> tuple[PrintedBlock, ...]:
    """Return the sheet of one row.

    Args:
        row: The example.
        frame: Of the export.
        max_lines: How much may stand on it. Quotes are left out whole, never cut, and the sheet says how
            many; each part keeps its first as long as there is room for any.
    """
    entry, text = row.entry, frame.catalogue.text
    parts = _parts(row, frame)
    references = [apa(each, frame.catalogue) for each in citations_of(row, frame)]
    summary = summary_in(entry, frame.catalogue.ui_language)
    used: float = (
        _FRAME_LINES + _lines(frame.note) + _lines(row.note) + sum(_lines(each) for each in references[:1])
    )
    used += _lines(warnings_of(entry, frame)) + (1 if row.slot.strip() else 0)
    if summary is not None:
        used += _PART_EXTRA + _lines(summary[0])
    shown = _fitting(parts, max_lines - used)
    blocks = Blocks(frame)
    blocks.add_title(row, BlockRole.TITLE)
    blocks.add(BlockRole.FACTS, facts_of(row, frame))
    blocks.add(BlockRole.FACTS, warnings_of(entry, frame))
    blocks.add_slot(row)
    blocks.add_headings(entry)
    blocks.add(BlockRole.NOTE, _note(row, frame))
    if summary is not None:
        blocks.add(BlockRole.HEADING, text("practice.summary_label"))
        blocks.add(BlockRole.BODY, summary[0], language=summary[1])
    for part in shown:
        blocks.add(BlockRole.HEADING, part.heading)
        for quote in part.quotes:
            blocks.add_quote(quote, entry)
    n_left = _n_quotes(parts) - _n_quotes(shown)
    if n_left:
        blocks.add(BlockRole.SOURCE, text("export.left_out", count=n_left))
    _add_references(blocks, references, frame, max_lines - used - _used_by(shown))
    blocks.add_permalink(row)
    return tuple(blocks.made)


def _add_references(blocks: Blocks, references: Sequence[str], frame: ExportFrame, room: float) -> None:
    blocks.add(BlockRole.HEADING, frame.catalogue.text("export.references", count=len(references)))
    n_left = 0
    for number, reference in enumerate(references):
        room -= _lines(reference) if number else 0  # the first is counted already
        if number and room < 0:
            n_left += 1
        else:
            blocks.add(BlockRole.REFERENCE, reference)
    if n_left:
        blocks.add(BlockRole.SOURCE, frame.catalogue.text("export.references_left_out", count=n_left))


def _note(row: ExportRow, frame: ExportFrame) -> str:
    return frame.catalogue.text("export.note", note=row.note) if row.note else ""


def _parts(row: ExportRow, frame: ExportFrame) -> list[_Part]:
    entry, text = row.entry, frame.catalogue.text
    parts = []
    for name in _PARTS:
        quotes = _each_once(entry, entry.fields.get(name, ()))
        if quotes:
            parts.append(_Part(heading=_heading(name, entry, frame), quotes=quotes))
    if entry.kind is None or not parts:  # a passage is its own quote; of a mention there may be no more
        return [_Part(heading=text("export.from_sources"), quotes=_each_once(entry, entry.passages))]
    return parts


def _heading(name: PracticeField, entry: Entry, frame: ExportFrame) -> str:
    """Return the name of a part; of how it went with what the quotes mean."""
    heading = frame.catalogue.text(f"field.{name.value}")
    meant = ", ".join(direction_names(entry, frame)) if name is PracticeField.DIRECTION else ""
    return f"{heading}: {meant}" if meant else heading


def _each_once(entry: Entry, quotes: Sequence[Quote]) -> tuple[Quote, ...]:
    there = [each for each in quotes if each.document_id in entry.documents and not each.is_lost]
    return tuple({(each.document_id, each.start, each.end): each for each in there}.values())


def _fitting(parts: Sequence[_Part], room: float) -> list[_Part]:
    """Return as many quotes as there is room for: first the first of each part, then the second of each."""
    kept: list[list[Quote]] = [[] for _ in parts]
    deepest = max((len(part.quotes) for part in parts), default=0)
    for depth in range(deepest):
        for part, chosen in zip(parts, kept, strict=True):
            if depth >= len(part.quotes):
                continue
            quote = part.quotes[depth]
            cost = _lines(quote.text) + _QUOTE_EXTRA + (0 if chosen else _PART_EXTRA)
            if cost <= room:  # one that is too long does not keep out shorter ones behind it
                chosen.append(quote)
                room -= cost
    return [
        _Part(heading=part.heading, quotes=tuple(chosen))
        for part, chosen in zip(parts, kept, strict=True)
        if chosen
    ]


def _used_by(parts: Sequence[_Part]) -> float:
    return sum(
        _PART_EXTRA + sum(_lines(quote.text) + _QUOTE_EXTRA for quote in part.quotes) for part in parts
    )


def _n_quotes(parts: Sequence[_Part]) -> int:
    return sum(len(part.quotes) for part in parts)


def _lines(text: str) -> int:
    return sum(-(-len(line) // _LINE_CHARS) for line in text.split("\n"))
