"""Columns of a PDF page whose lines are drawn across the gutter, put one after the other.

Most programs draw one column after the other; such pages stay as they are. A page is divided only where
its lines jump over a gutter again and again and both sides read as running text: a table jumps too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.parsers.pdf_pieces import Piece

Line = list[Piece]

_MIN_JUMPS = 4
_MAX_GUTTERS = 4  # five columns
_TOLERANCE_PT = 3.0
_MIN_FILL = 0.6  # of the width of a column, by half of its lines or more
_MIN_RUNNING = 0.3  # of the lines begin in lower case, as lines within a sentence do
_MIN_CANDIDATE, _MAX_CANDIDATES = 0.15, 9  # of the lines have a piece there; places looked at
_MIN_COLUMN = 0.15  # of the width of the text
_MIN_ALIGNED = 0.6  # of the lines of the right side begin at the gutter; others are indented
_BAND_GAP = 2.6  # of the size of the letters: farther apart are a header and its page


@dataclass(frozen=True, slots=True)
class _Sides:
    """A line cut at a gutter."""

    left: Line
    right: Line
    crosses: bool

    @property
    def y(self) -> float:
        return (self.left or self.right)[0].y

    @property
    def size(self) -> float:
        return (self.left or self.right)[0].size


@dataclass(slots=True)
class _Band:
    """Lines between two lines that cross the gutter."""

    left: list[Line] = field(default_factory=list)
    right: list[Line] = field(default_factory=list)
    rows: list[_Sides] = field(default_factory=list)

    def add(self, row: _Sides) -> None:
        self.rows.append(row)
        if row.left:
            self.left.append(row.left)
        if row.right:
            self.right.append(row.right)


def reading_order(lines: Sequence[Line], *, n_gutters: int = _MAX_GUTTERS) -> list[Line]:
    """Return the lines of a page in the order in which they are read."""
    x = _gutter(lines) if n_gutters else None
    if x is None:
        return list(lines)
    ordered: list[Line] = []
    for band in _bands([_cut(line, x) for line in lines]):
        if len({round(row.y) for row in band.rows}) == 1:  # a header with text on both sides
            ordered.extend(row.left + row.right for row in band.rows)
            continue
        ordered.extend(reading_order(band.left, n_gutters=n_gutters - 1))
        ordered.extend(reading_order(band.right, n_gutters=n_gutters - 1))
    return ordered


def _gutter(lines: Sequence[Line]) -> float | None:
    """Return where the right column begins, None if the lines jump over no gutter."""
    if len(lines) < _MIN_JUMPS:
        return None
    best: tuple[int, float] | None = None
    for x in _candidates(lines):
        rows = [_cut(line, x) for line in lines]
        n_jumps = _jumps(rows)
        n_crossing = sum(row.crosses for row in rows)
        if n_jumps < max(_MIN_JUMPS, n_crossing) or not _both_run(rows, x):
            continue
        if best is None or n_jumps - n_crossing > best[0]:
            best = (n_jumps - n_crossing, x)
    return None if best is None else best[1]


def _candidates(lines: Sequence[Line]) -> list[float]:
    """Return the places where pieces of many lines begin, with room for a column on both sides."""
    starts = [piece.x for line in lines for piece in line if not piece.text.isspace()]
    left, right = min(starts), max(piece.end for line in lines for piece in line)
    least = _MIN_COLUMN * (right - left)
    counts = Counter(round(x) for x in starts if left + least < x < right - least)
    near = {x: counts[x - 1] + counts[x] + counts[x + 1] for x in counts}
    enough = max(_MIN_JUMPS, _MIN_CANDIDATE * len(lines))
    best = sorted((x for x, n in near.items() if n >= enough), key=lambda x: (-near[x], x))
    return [float(x - 1) for x in best[:_MAX_CANDIDATES]]


def _cut(line: Line, x: float) -> _Sides:
    left = [piece for piece in line if piece.x < x - _TOLERANCE_PT]
    right = [piece for piece in line if piece.x >= x - _TOLERANCE_PT]
    if any(not piece.text.isspace() for piece in left) and any(not piece.text.isspace() for piece in right):
        # 0.85: the widths are estimates
        last = next(piece for piece in reversed(left) if not piece.text.isspace())
        crosses = last.x + 0.85 * last.width > x or abs(right[0].x - x) > 2 * line[0].size
        return _Sides(line, [], True) if crosses else _Sides(left, right, False)
    if any(not piece.text.isspace() for piece in left):
        end = max(piece.x + 0.85 * piece.width for piece in left)
        return _Sides(line, [], end > x)
    return _Sides([], line, False)


def _jumps(rows: Sequence[_Sides]) -> int:
    """Count how often the drawing goes from the right side back to the left."""
    n_jumps = 0
    was_right = False
    for row in rows:
        if row.crosses:
            was_right = False
            continue
        n_jumps += bool(row.left) and was_right
        was_right = bool(row.right)
    return n_jumps + was_right


def _both_run(rows: Sequence[_Sides], x: float) -> bool:
    """Return whether the lines of both sides read as running text that fills its column."""
    lefts = [row.left for row in rows if row.left and not row.crosses]
    rights = [row.right for row in rows if row.right]
    if min(len(lefts), len(rights)) < _MIN_JUMPS:
        return False
    n_aligned = sum(abs(line[0].x - x) <= _TOLERANCE_PT for line in rights)
    if n_aligned < _MIN_ALIGNED * len(rights):  # words of one line, placed one by one
        return False
    start = min(line[0].x for line in lefts)
    right_end = max(line[-1].end for line in rights)
    fill_left = median((line[-1].end - start) / max(x - start, 1.0) for line in lefts)
    fill_right = median((line[-1].end - x) / max(right_end - x, 1.0) for line in rights)
    if min(fill_left, fill_right) < _MIN_FILL:
        return False
    return min(_running_share(lefts), _running_share(rights)) >= _MIN_RUNNING


def _running_share(lines: Sequence[Line]) -> float:
    texts = ["".join(piece.text for piece in line).strip() for line in lines]
    return sum(text[:1].islower() for text in texts) / len(texts)


def _bands(rows: Sequence[_Sides]) -> Iterator[_Band]:
    band = _Band()
    lowest: float | None = None
    for row in rows:
        is_apart = lowest is not None and lowest - row.y > _BAND_GAP * row.size
        if band.rows and (row.crosses or is_apart):
            yield band
            band = _Band()
        band.add(row)
        lowest = row.y if lowest is None else min(lowest, row.y)
        if row.crosses:
            yield band
            band = _Band()
    if band.rows:
        yield band
