"""Headings, paragraphs, bullets and rows made of the lines of PDF pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingest.builder import TextBuilder
from ingest.lines import BULLET_MARK
from ingest.parsers.pdf_hyphens import Spellings, join_lines
from ingest.parsers.pdf_lines import PdfLine
from ingest.structure import find_blocks
from kb.records import BlockKind

_HEADING_FACTOR = 1.15  # letters this much larger than the body's make a heading
_MAX_HEADING_CHARS = 200
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines
_USUAL_LEADING, _WIDEST_LEADING = 1.3, 2.2  # of the size of the letters
_ENDS = '.!?:;”")»'


@dataclass(frozen=True, slots=True)
class Body:
    """What is usual in a document."""

    size: float  # of the letters
    leadings: Mapping[float, float]  # distance between lines, by the size of the letters
    heading_sizes: tuple[float, ...]  # largest first


def find_body(pages: Sequence[Sequence[PdfLine]]) -> Body:
    """Find the size and leading of most letters; larger sizes are headings'."""
    sizes: Counter[float] = Counter()
    leadings: dict[float, Counter[float]] = {}
    for lines in pages:
        for index, line in enumerate(lines):
            sizes[line.size] += len(line.text)
            if (
                index
                and lines[index - 1].size == line.size
                and 0 < lines[index - 1].y - line.y < 5 * line.size
            ):
                step = round(lines[index - 1].y - line.y, 1)
                leadings.setdefault(line.size, Counter())[step] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    # Wider than double spacing is the distance between paragraphs of one line each.
    usual = {of: min(steps.most_common(1)[0][0], 2.0 * of) for of, steps in leadings.items()}
    larger = sorted((s for s in sizes if s > size * _HEADING_FACTOR), reverse=True)
    return Body(size=size, leadings=usual, heading_sizes=tuple(larger))


def add_lines(
    builder: TextBuilder, lines: Sequence[PdfLine], body: Body, known: Spellings, *, goes_on: bool
) -> None:
    """Add the lines of a page to a text; ``goes_on``: the first ones end a sentence begun before."""
    for group, level in _groups(lines, body):
        if group[0].is_row:
            for line in group:
                builder.add(BlockKind.ROW, line.text)
        elif level:
            builder.add(BlockKind.HEADING, join_lines([line.text for line in group], known), level=level)
        else:
            add_text(builder, _laid_out(group, body), known, goes_on=goes_on)
        goes_on = False


def add_text(builder: TextBuilder, text: str, known: Spellings, *, goes_on: bool = False) -> None:
    """Add text without headings of their own size; blank lines divide its paragraphs."""
    for block in find_blocks(text):
        content = text[block.start : block.end]
        mark = ""
        if block.kind is BlockKind.BULLET:
            match = BULLET_MARK.match(content)
            mark = content[: match.end()] if match and not content[0].isalnum() else ""
            content = content[len(mark) :]
            mark = "- " if mark else ""
        joined = join_lines(content.split("\n"), known)
        builder.add(block.kind, joined, level=block.level, mark=mark, goes_on=goes_on)
        goes_on = False


def runs_on(before: PdfLine, after: PdfLine, body: Body) -> bool:
    """Return whether a sentence goes on from the last line of a page or column to the first of the next."""
    if before.is_row or after.is_row or before.size != after.size or before.is_bold != after.is_bold:
        return False
    return (
        not heading_level(before, body)
        and before.text[-1] not in _ENDS
        and after.text[0].islower()
        and not BULLET_MARK.match(after.text)
    )


def heading_level(line: PdfLine, body: Body) -> int:
    """Return the level of a heading by its size, 0 for other lines; levels beyond 6 are one."""
    if line.size not in body.heading_sizes or len(line.text) > _MAX_HEADING_CHARS or line.is_row:
        return 0
    if not any(c.isalpha() for c in line.text) or line.text[-1] in ".,;" or BULLET_MARK.match(line.text):
        return 0
    return min(6, body.heading_sizes.index(line.size) + 1)


def _groups(lines: Sequence[PdfLine], body: Body) -> Iterator[tuple[list[PdfLine], int]]:
    """Yield runs of lines: each a heading with its level, rows, or text between them with 0."""
    group: list[PdfLine] = []
    group_level = 0
    for line in lines:
        level = heading_level(line, body)
        goes_on = group and level == group_level and line.is_row == group[-1].is_row
        if goes_on and level:
            # Two lines of one heading stand close together.
            goes_on = (
                0 < group[-1].y - line.y < 1.6 * line.size
                and sum(len(g.text) for g in group) < _MAX_HEADING_CHARS
            )
        if group and not goes_on:
            yield group, group_level
            group = []
        group.append(line)
        group_level = level
    if group:
        yield group, group_level


def _laid_out(lines: Sequence[PdfLine], body: Body) -> str:
    """Return lines of body text as text: a wide gap or a change of weight ends a paragraph."""
    raw: list[str] = []
    for index, line in enumerate(lines):
        if index:
            before = lines[index - 1]
            distance = before.y - line.y
            leading = body.leadings.get(line.size, _USUAL_LEADING * line.size)
            is_apart = distance > _PARAGRAPH_GAP * leading or distance < 0 or before.size != line.size
            is_apart = is_apart or before.is_bold != line.is_bold
            # A sentence goes on at the head of the next column, and where lines stand far apart.
            may_run_on = distance < 0 or distance < _WIDEST_LEADING * line.size
            is_apart = is_apart and not (may_run_on and runs_on(before, line, body))
            raw.append("\n\n" if is_apart else "\n")
        raw.append(" " * line.indent + line.text)
    return "".join(raw)
