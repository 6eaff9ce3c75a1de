"""Text put together from the pieces that a parser finds in a file."""

from __future__ import annotations

from collections.abc import Sequence

from kb.records import Block, BlockKind
from kb.text import to_nfc


class TextBuilder:
    """Collects pieces of text and the blocks that they are."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last: BlockKind | None = None
        self.blocks: list[Block] = []
        self.furniture: list[tuple[int, int]] = []

    @property
    def length(self) -> int:
        """Number of characters so far."""
        return self._length

    @property
    def text(self) -> str:
        """The whole text so far."""
        return "".join(self._parts)

    def add(
        self, kind: BlockKind, content: str, *, level: int = 0, mark: str = "", goes_on: bool = False
    ) -> None:
        """Add a block; white space within it is collapsed, and nothing is added for white space alone.

        Args:
            kind: What it is.
            content: Its text.
            level: Of a heading, from 1 (0 where unknown); of a bullet, from 0.
            mark: What to write before a bullet.
            goes_on: It continues the sentence of the block before it, from which one space divides it.
        """
        flat = to_nfc(" ".join(content.split()))
        if not flat:
            return
        dense = {BlockKind.BULLET, BlockKind.ROW}
        gap = "" if self._last is None else "\n" if kind is self._last and kind in dense else "\n\n"
        gap = " " if goes_on and gap else gap
        indent = "  " * level if kind is BlockKind.BULLET else ""
        self._write(gap + indent)
        start = self._length
        self._write(mark + flat)
        self.blocks.append(Block(kind=kind, start=start, end=self._length, level=level))
        self._last = kind

    def add_rows(self, rows: Sequence[Sequence[str]], *, is_head: bool) -> None:
        """Add the rows of a table; where the first names the columns, each row carries those names."""
        head = rows[0] if is_head and any(len(row) == len(rows[0]) for row in rows[1:]) else ()
        for row in rows[1:] if head else rows:
            if head and len(row) == len(head):
                pairs = zip(head, row, strict=True)
                row = [f"{name.rstrip(': ')}: {cell}" if name else cell for name, cell in pairs if cell]
            self.add(BlockKind.ROW, " | ".join(row))

    def add_furniture(self, lines: Sequence[str]) -> None:
        """Add lines that stand around the document, as one stretch that is no block."""
        flat = "\n".join(line for line in (to_nfc(" ".join(line.split())) for line in lines) if line)
        if not flat:
            return
        self._write("" if self._last is None else "\n\n")
        self.furniture.append((self._length, self._length + len(flat)))
        self._write(flat)
        self._last = BlockKind.PARAGRAPH

    def _write(self, content: str) -> None:
        self._parts.append(content)
        self._length += len(content)
