"""Lines of a PDF page with the size of their letters, in the order in which they are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsers.pdf_columns import reading_order
from ingest.parsers.pdf_hyphens import clean_letters
from ingest.parsers.pdf_pieces import Piece
from ingest.parsers.pdf_rows import Row, find_rows

_BULLET_ALONE = re.compile(r"[•–▪○◦*·-]")
_MAX_LINES_MOVED = 3


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line of a page."""

    text: str
    size: float  # of most of its letters, in points, to half a point
    y: float  # height on the page, in points
    indent: int  # steps to the right of the leftmost line of the page
    is_bold: bool
    is_row: bool = False  # of a table, its cells divided by " | "
    x: float = 0.0  # where it begins, in points


def page_lines(pieces: Sequence[Piece]) -> list[PdfLine]:
    """Return the lines of a page: columns one after the other, rows of tables as one line each.

    Bullets standing alone are joined to their text, a large first letter to its word.
    """
    lines = _edges_in_place(_with_initials(_drawn_lines(pieces)))
    found = [
        _row(part) if isinstance(part, Row) else _line(part)
        for part in find_rows(_with_bullets(reading_order(lines)))
    ]
    left = min((line.x for line in found), default=0.0)
    return [
        replace(line, indent=max(0, min(20, int((line.x - left) / max(line.size, 1.0)))))
        for line in found
        if line.text
    ]


def _drawn_lines(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Return the lines in the order in which they are drawn; what goes on at the same height is one."""
    lines: list[list[Piece]] = []
    for piece in pieces:
        if lines and (not piece.begins_line or _goes_on(lines[-1], piece)):
            last = lines[-1][-1]
            is_apart = piece.begins_line and not last.text[-1].isspace()
            lines[-1].append(replace(piece, text=f" {piece.text}") if is_apart else piece)
        else:
            lines.append([piece])
    return [line for line in lines if any(not piece.text.isspace() for piece in line)]


def _goes_on(line: Sequence[Piece], piece: Piece) -> bool:
    last = line[-1]
    if abs(last.y - piece.y) > 0.25 * min(last.size, piece.size):
        return False
    # 0.9: the width is an estimate; text that is drawn twice, for a shadow, begins where the first began
    return piece.x > last.x + 0.9 * last.width - 0.5 * last.size and piece.x > last.x + 0.2 * last.size


def _edges_in_place(lines: list[list[Piece]]) -> list[list[Piece]]:
    """Move a footer that is drawn first to the end, and a header that is drawn last to the beginning."""
    for _ in range(_MAX_LINES_MOVED):
        if len(lines) < 3:
            break
        if lines[0][0].y < min(line[0].y for line in lines[1:]):
            lines = [*lines[1:], lines[0]]
        elif lines[-1][0].y > max(line[0].y for line in lines[:-1]):
            lines = [lines[-1], *lines[:-1]]
    return lines


def _with_bullets(lines: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Join a bullet that is drawn by itself with the line after it."""
    joined: list[list[Piece]] = []
    mark: Piece | None = None
    for line in lines:
        if _BULLET_ALONE.fullmatch(_text(line)):
            mark = line[0]
            continue
        if mark is not None:
            bullet = replace(line[0], text="• ", x=mark.x, width=max(0.0, line[0].x - mark.x))
            line = [bullet, *line]
            mark = None
        joined.append(line)
    return joined


def _with_initials(lines: Sequence[list[Piece]]) -> list[list[Piece]]:
    """Put a large first letter, which stands over several lines, before the rest of its word."""
    joined: list[list[Piece]] = []
    initial: list[Piece] | None = None
    for line in lines:
        if initial is not None:
            is_rest = line[0].size < 0.7 * initial[0].size and _text(line)[:1].islower()
            if is_rest:
                line = [replace(line[0], text=initial[0].text.strip() + line[0].text.lstrip()), *line[1:]]
            else:
                joined.append(initial)
            initial = None
        if len(text := _text(line)) == 1 and text.isupper():
            initial = line
            continue
        joined.append(line)
    return joined if initial is None else [*joined, initial]


def _row(row: Row) -> PdfLine:
    first = _line(row.first)
    return replace(first, text=" | ".join(row.cells), is_row=True)


def _line(pieces: Sequence[Piece]) -> PdfLine:
    sizes: dict[float, int] = {}
    n_bold = n_letters = 0
    for piece in pieces:
        n = len(piece.text.strip())
        sizes[piece.size] = sizes.get(piece.size, 0) + n
        n_letters += n
        n_bold += n if piece.is_bold else 0
    size = max(sizes.items(), key=lambda item: (item[1], item[0]))[0]
    first = next(piece for piece in pieces if piece.text.strip())
    return PdfLine(_text(pieces), size, first.y, 0, n_bold > 0.9 * n_letters, x=first.x)


def _text(pieces: Sequence[Piece]) -> str:
    return clean_letters("".join(piece.text for piece in pieces))
