"""What the parsers of slides and OpenDocument files find, before it is put into one text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.builder import TextBuilder
from kb.records import BlockKind

# In a table of two columns the first row is as often a name and its value as it is the columns' names,
# and programs mark it as a head unasked.
_MIN_HEAD_COLUMNS = 3
_MAX_HEADING_CHARS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of one kind."""

    kind: BlockKind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The cells of a table, row by row."""

    rows: tuple[tuple[str, ...], ...]
    has_head: bool = False  # the file marks its first row as the names of the columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """Lines that stand around the text, such as a table of contents."""

    lines: tuple[str, ...]


Found = Piece | Table | Furniture


def add_pieces(builder: TextBuilder, pieces: Iterable[Found]) -> None:
    """Add what was found in its order; a heading that is as long as a paragraph is one."""
    for piece in pieces:
        if isinstance(piece, Furniture):
            builder.add_furniture(piece.lines)
        elif isinstance(piece, Table):
            _add_table(builder, piece)
        elif piece.kind is BlockKind.HEADING and len(piece.text) > _MAX_HEADING_CHARS:
            builder.add(BlockKind.PARAGRAPH, piece.text)
        else:
            mark = "- " if piece.kind is BlockKind.BULLET else ""
            builder.add(piece.kind, piece.text, level=piece.level, mark=mark)


def _add_table(builder: TextBuilder, table: Table) -> None:
    rows = [row for row in ([" ".join(cell.split()) for cell in row] for row in table.rows) if any(row)]
    is_head = bool(rows) and table.has_head and len(rows[0]) >= _MIN_HEAD_COLUMNS
    if not is_head:
        rows = [[cell for cell in row if cell] for row in rows]
    builder.add_rows(rows, is_head=is_head)
