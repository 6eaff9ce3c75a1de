"""Rows of tables on a PDF page: cells side by side that begin or end under each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.parsers.pdf_hyphens import clean_letters, join_lines
from ingest.parsers.pdf_pieces import Piece

Line = list[Piece]

_CELL_GAP = 1.0  # of the size of the letters: words of one cell stand closer
_KNOWN_CELL_GAP = 0.3  # where cells of other lines begin
_WIDTH_DOUBT = 0.06  # of its width: how far the estimated end of a piece is off
_MAX_ROW_LINES = 100
_MAX_CELL_LINES = 8  # what goes on for longer is a column of text
_TOLERANCE_PT = 3.0
_MIDDLE = 2.2  # of the size of the letters: a short cell may stand at half the height of a long one
_WIDE_LEADING = 2.2  # right of the first column, where nothing else stands
_LEADING = 1.9  # of the size of the letters: lines of one cell stand closer
_MARK = re.compile(r"[-–•*○◦▪·]|\(?\d{1,3}(?:\.\d{1,3})*[.)]?|[a-zåäöæø]\)|§.*|.*:|.*(?:[.…]\s?){4,}")


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands together on one line."""

    text: str
    x: float
    end: float


@dataclass(slots=True)
class _Part:
    """A cell of a row with its lines so far."""

    x: float
    end: float
    y: float  # of its last line
    lines: list[str]


@dataclass(slots=True)
class _RowLines:
    """Lines that may be a row: what they hold and how many they are."""

    first: Line
    cells: list[_Part]
    n_lines: int
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table."""

    first: Line  # where it stands and how it is set
    cells: tuple[str, ...]


def find_rows(lines: Sequence[Line]) -> Iterator[Line | Row]:
    """Yield the lines of a page in order, those of tables gathered to rows.

    A row has two cells or more; two rows or more whose cells stand under each other are a table. Marks
    of lists and labels ("Plats:") with the text beside them are no cells.
    """
    cells = _cells_of_lines(lines)
    index = 0
    while index < len(lines):
        rows: list[_RowLines] = []
        stop = index
        while (row := _row_at(lines, cells, stop)) is not None and (not rows or _is_under(rows[-1], row)):
            rows.append(row)
            stop += row.n_lines
        if len(rows) < 2:
            yield lines[index]
            index += 1
            continue
        for row in rows:
            yield Row(row.first, tuple(join_lines(cell.lines) for cell in row.cells))
        index = stop


def _row_at(lines: Sequence[Line], cells: Sequence[tuple[_Cell, ...]], index: int) -> _RowLines | None:
    """Return the row that begins at a line, None if no cell stands beside its first one."""
    if index >= len(lines) or not _may_be_row(lines, cells, index) or _MARK.fullmatch(cells[index][0].text):
        return None
    y = lines[index][0].y
    parts = [_Part(cell.x, cell.end, y, [cell.text]) for cell in cells[index]]
    row = _RowLines(lines[index], parts, 1, top=y, bottom=y)
    for position in range(index + 1, min(len(lines), index + _MAX_ROW_LINES)):
        if not _takes(row, lines[position], cells[position]):
            break
    return row if len(row.cells) > 1 else None


def _may_be_row(lines: Sequence[Line], cells: Sequence[tuple[_Cell, ...]], index: int) -> bool:
    """Return whether anything can stand beside the first cell of a line: in running text nothing does.

    To see this first halves the time of finding rows.
    """
    if len(cells[index]) > 1:
        return True
    x = cells[index][0].x
    for position in range(index + 1, min(len(lines), index + 1 + _MAX_CELL_LINES)):
        if len(cells[position]) > 1 or cells[position][0].x > x + lines[position][0].size:
            return True
    return False


def _takes(row: _RowLines, line: Line, found: Sequence[_Cell]) -> bool:
    """Add a line to a row if it goes on with one of its cells or begins one beside them."""
    y, size, rightmost = line[0].y, line[0].size, max(cell.x for cell in row.cells)
    beside = [cell for cell in found if cell.x > rightmost + size]
    under = found[: len(found) - len(beside)]
    is_level = row.bottom - 0.5 * size <= y <= row.top + _MIDDLE * size
    if not (is_level if not under else all(_goes_on(row, cell, line, len(found)) for cell in under)):
        return False
    for cell in under:
        part = _part_at(row, cell.x)
        part.lines.append(cell.text)
        part.y, part.end = y, max(part.end, cell.end)
    row.cells.extend(_Part(cell.x, cell.end, y, [cell.text]) for cell in beside)
    row.n_lines += 1
    row.top = max(row.top, y)
    row.bottom = min(row.bottom, y)
    return True


def _goes_on(row: _RowLines, found: _Cell, line: Line, n_found: int) -> bool:
    """Return whether what stands close under a cell of a row is a further line of it."""
    part = _part_at(row, found.x)
    if abs(part.x - found.x) > _TOLERANCE_PT or len(part.lines) >= _MAX_CELL_LINES:
        return False
    widest = _LEADING if part is row.cells[0] else _WIDE_LEADING
    if not 0 < part.y - line[0].y < widest * line[0].size:
        return False
    if found.text[:1].islower() or part.lines[-1][-1:] in "-\u00ad\u2010":
        return True
    # A line under the first cell, or under several, is the next row unless it visibly goes on.
    return n_found == 1 and (len(row.cells) == 1 or part is not row.cells[0])


def _part_at(row: _RowLines, x: float) -> _Part:
    return min(row.cells, key=lambda cell: abs(cell.x - x))


def _cells_of_lines(lines: Sequence[Line]) -> list[tuple[_Cell, ...]]:
    """Return the cells of each line; where many begin, a narrow gap divides as well."""
    cells = [_cells(line, frozenset()) for line in lines]
    starts = Counter(round(cell.x) for found in cells for cell in found[1:])
    known = frozenset(x + step for x, n in starts.items() if n > 1 for step in (-1, 0, 1))
    if not known:
        return cells
    return [_cells(line, known) if len(line) > 1 else found for line, found in zip(lines, cells, strict=True)]


def _cells(line: Line, known: frozenset[int]) -> tuple[_Cell, ...]:
    groups: list[list[Piece]] = []
    end = 0.0
    for piece in line:
        if piece.text.isspace():
            if groups:
                groups[-1].append(piece)
            continue
        gap, size = piece.x - end, piece.size
        least = _CELL_GAP * size + _WIDTH_DOUBT * (end - groups[-1][0].x) if groups else 0.0
        if not groups or gap > least or (round(piece.x) in known and gap > _KNOWN_CELL_GAP * size):
            groups.append([])
            end = piece.end
        groups[-1].append(piece)
        end = max(end, piece.end)
    return tuple(
        _Cell(
            clean_letters("".join(piece.text for piece in group)),
            group[0].x,
            max(piece.end for piece in group),
        )
        for group in groups
    )


def _is_under(above: _RowLines, row: _RowLines) -> bool:
    """Return whether two cells of a row begin or end where cells of the row above do."""
    if above.bottom - row.top > 4 * row.first[0].size:
        return False
    n_aligned = 0
    for cell in row.cells:
        n_aligned += any(
            abs(cell.x - other.x) <= _TOLERANCE_PT
            or abs(cell.end - other.end) <= 2 * _TOLERANCE_PT
            or abs(cell.x + cell.end - other.x - other.end) <= 2 * _TOLERANCE_PT
            for other in above.cells
        )
    return n_aligned >= 2
