"""Text put together from the pieces that a parser finds in a file."""

from __future__ import annotations

from kb.records import Block, BlockKind
from kb.text import to_nfc


class TextBuilder:
    """Collects pieces of text and the blocks that they are."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._last: BlockKind | None = None
        self.blocks: list[Block] = []

    @property
    def length(self) -> int:
        """Number of characters so far."""
        return self._length

    @property
    def text(self) -> str:
        """The whole text so far."""
        return "".join(self._parts)

    def add(self, kind: BlockKind, content: str, *, level: int = 0, mark: str = "") -> None:
        """Add a block; white space within it is collapsed, and nothing is added for white space alone.

        Args:
            kind: What it is.
            content: Its text.
            level: Of a heading, from 1 (0 where unknown); of a bullet, from 0.
            mark: What to write before a bullet.
        """
        flat = to_nfc(" ".join(content.split()))
        if not flat:
            return
        dense = {BlockKind.BULLET, BlockKind.ROW}
        gap = "" if self._last is None else "\n" if kind is self._last and kind in dense else "\n\n"
        indent = "  " * level if kind is BlockKind.BULLET else ""
        self._write(gap + indent)
        start = self._length
        self._write(mark + flat)
        self.blocks.append(Block(kind=kind, start=start, end=self._length, level=level))
        self._last = kind

    def _write(self, content: str) -> None:
        self._parts.append(content)
        self._length += len(content)
