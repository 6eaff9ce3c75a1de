"""Lines and pages of a stretch of text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from kb.records import ParsedDocument


class Positions:
    """Finds the lines and the page that a stretch of a document's text stands on."""

    def __init__(self, document: ParsedDocument) -> None:
        self._breaks = _line_breaks(document.text) if document.has_lines else None
        self._pages = document.pages
        self._page_starts = [page.start for page in document.pages]

    def lines(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the first and the last line of ``text[start:end]``, from 1; None without lines."""
        if self._breaks is None:
            return None
        return bisect_left(self._breaks, start) + 1, bisect_left(self._breaks, max(start, end - 1)) + 1

    def page(self, start: int) -> int | None:
        """Return the number of the page that ``text[start]`` stands on; None without pages."""
        index = bisect_right(self._page_starts, start) - 1
        return self._pages[index].number if index >= 0 else None


def _line_breaks(text: str) -> list[int]:
    found: list[int] = []
    position = text.find("\n")
    while position >= 0:
        found.append(position)
        position = text.find("\n", position + 1)
    return found
