"""Boilerplate taken out of a parsed document, each stretch kept with its reason."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.boilerplate import (
    HIDDEN_SHEET,
    MAIL_FURNITURE,
    NO_TEXT,
    PAGE_FURNITURE,
    RULES,
    RUNNING_HEADER,
)
from ingest.note_template import TemplateLines, template_lines
from ingest.positions import Positions
from ingest.sniff import EMAIL, PDF, TABLES
from ingest.text_line import Rule, TextLine, lines_of
from kb.records import Block, BlockKind, DroppedText, ParsedDocument
from kb.stated_sources import SOURCE_LIST
from kb.text import text_hash

_MAX_DROPPED_SHARE = 0.85  # a document that is all boilerplate was misjudged


@dataclass(frozen=True, slots=True)
class Cleaned:
    """What is left of a document's blocks, and what was taken out."""

    blocks: tuple[Block, ...]
    dropped: tuple[DroppedText, ...]


def clean(document: ParsedDocument, *, restored: Collection[str] = ()) -> Cleaned:
    """Take boilerplate lines out of a document's blocks; what stands around them is dropped too.

    A line stays whose hash, without the white space around it, is in ``restored`` (kb.text.text_hash). What
    becomes of the other lines does not depend on it.
    """
    lines, is_table = lines_of(document), document.media_type in TABLES
    # Rows are alike because they are rows: of a table only a sheet of sources is left out.
    rules = [rule for rule in RULES if not is_table or rule[0] == SOURCE_LIST]
    judged = _judge(document, lines, rules, template_lines(document, lines))
    reasons = {
        index: reason
        for index, reason in judged.items()
        if not restored
        or text_hash(document.text[lines[index].start : lines[index].end].strip()) not in restored
    }
    dropped = _dropped(document, lines, reasons)
    if not dropped or (is_table and not reasons):
        return Cleaned(document.blocks, dropped)
    return Cleaned(_without_bare_headings(_kept(document, lines, reasons), dropped), dropped)


def _judge(
    document: ParsedDocument,
    lines: Sequence[TextLine],
    rules: Sequence[tuple[str, Rule]],
    template: TemplateLines,
) -> dict[int, str]:
    """Return the reason for each line to drop, by its position; no rule may take the rest of a text.

    What nobody filled in of a template is dropped however much of the text it is.
    """
    reasons = dict(template.unfilled)
    total = sum(line.end - line.start for index, line in enumerate(lines) if index not in reasons)
    gone = 0
    for reason, rule in rules:
        found = [
            index
            for index in rule(document, lines, reasons)
            if index not in reasons and index not in template.kept
        ]
        size = sum(lines[index].end - lines[index].start for index in found)
        if gone + size <= _MAX_DROPPED_SHARE * total:
            gone += size
            reasons.update(dict.fromkeys(found, reason))
    return reasons


def _kept(
    document: ParsedDocument, lines: Sequence[TextLine], reasons: Mapping[int, str]
) -> tuple[Block, ...]:
    spans: dict[int, list[list[int]]] = {}
    touched: set[int] = set()
    for index, line in enumerate(lines):
        if index in reasons:
            touched.add(line.block)
            spans.setdefault(line.block, []).append([])
            continue
        parts = spans.setdefault(line.block, [[]])
        if not parts[-1]:
            parts[-1] = [line.start, line.end]
        parts[-1][1] = line.end
    kept: list[Block] = []
    for index, block in enumerate(document.blocks):
        if index not in touched:
            kept.append(block)
            continue
        kept.extend(replace(block, start=part[0], end=part[1]) for part in spans[index] if part)
    return tuple(kept)


def _without_bare_headings(blocks: tuple[Block, ...], dropped: Sequence[DroppedText]) -> tuple[Block, ...]:
    """Leave out the headings of lists of sources: with nothing under them they lead nowhere."""
    starts = [block.start for block in blocks]
    before = {bisect_right(starts, part.start) - 1 for part in dropped if part.reason == SOURCE_LIST}
    headings = [block.kind is BlockKind.HEADING for block in blocks]
    headings.append(True)  # under the last one there is nothing either
    return tuple(
        block for i, block in enumerate(blocks) if i not in before or not (headings[i] and headings[i + 1])
    )


def _with_gaps(
    document: ParsedDocument, stretches: Sequence[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Add what is no text between blocks, such as ruled lines and dashes: it is in no chunk either."""
    if document.has_markup or not document.has_lines:
        return list(stretches)
    ends = [0, *(block.end for block in document.blocks)]
    starts = [*(block.start for block in document.blocks), len(document.text)]
    around = sorted(document.furniture)
    gaps = []
    for start, end in zip(ends, starts, strict=True):
        content = document.text[start:end]
        bare = content.strip()
        if bare and not any(first < end and last > start for first, last in around):
            first = start + content.index(bare)
            gaps.append((first, first + len(bare), NO_TEXT))
    return [*stretches, *gaps]


def _dropped(
    document: ParsedDocument, lines: Sequence[TextLine], reasons: Mapping[int, str]
) -> tuple[DroppedText, ...]:
    """Return what was dropped, in order; lines that follow each other for one reason are one stretch."""
    stretches: list[tuple[int, int, str]] = []
    last = -2
    for index in sorted(reasons):
        line, reason = lines[index], reasons[index]
        if index == last + 1 and stretches[-1][2] == reason:
            stretches[-1] = (stretches[-1][0], line.end, reason)
        else:
            stretches.append((line.start, line.end, reason))
        last = index
    stretches = _with_gaps(document, stretches)
    around = {EMAIL: MAIL_FURNITURE, PDF: RUNNING_HEADER}.get(document.media_type, PAGE_FURNITURE)
    around = HIDDEN_SHEET if document.media_type in TABLES else around
    stretches.extend((start, end, around) for start, end in document.furniture)
    positions = Positions(document)
    return tuple(
        DroppedText(
            start=start,
            end=end,
            text=document.text[start:end],
            reason=reason,
            lines=positions.lines(start, end),
        )
        for start, end, reason in sorted(stretches)
    )
