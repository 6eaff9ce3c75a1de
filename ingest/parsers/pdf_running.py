"""Lines that come again at the same height of many pages: headers, footers and page numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ingest.parsers.pdf_lines import PdfLine

_DEPTH = 4  # lines from the upper and the lower edge of a page
_MAX_CHARS = 160
_MIN_PAGES = 3
_STEP_PT = 4.0
_LARGEST = 1.15  # of the size of the body's letters: larger lines are titles, as on slides
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"[-–—\s]*[ivxlc]{1,7}[-–—\s]*", re.IGNORECASE)
_EDGE_NUMBER = re.compile(r"^\d{1,5}\b|\b\d{1,5}$")
_ROMAN_SHAPE, _NUMBERED_SHAPE = "roman number", "numbered"

Place = tuple[int, int]  # position of the page, position of the line on it
_Key = tuple[str, bool, int]


def running_lines(pages: Sequence[Sequence[PdfLine]], body_size: float) -> set[Place]:
    """Return the lines that are no part of the text, by page and position.

    Such a line stands at the edge of its page, in letters no larger than the body's, and comes again at
    the same height on three pages or more that follow each other, or follow each other on one side
    (left and right pages have their own), its numbers counting on with the pages.
    """
    keys: dict[_Key, dict[int, int]] = {}
    for page, lines in enumerate(pages):
        for index, is_top in _edges(lines):
            line = lines[index]
            if line.size <= body_size * _LARGEST and len(line.text) <= _MAX_CHARS:
                step = round(line.y / _STEP_PT)
                for near in (step - 1, step, step + 1):
                    for shape in _shapes(line.text):
                        keys.setdefault((shape, is_top, near), {})[page] = index
    found: set[Place] = set()
    for key, indexes in keys.items():
        found.update((page, indexes[page]) for page in _in_series(key, indexes, pages))
    return _outermost(found, pages)


def _edges(lines: Sequence[PdfLine]) -> list[tuple[int, bool]]:
    """Return the lines at the edges of a page by their height, and whether each is at the upper one."""
    order = sorted(range(len(lines)), key=lambda index: -lines[index].y)
    middle = (len(order) + 1) // 2
    top, bottom = order[:middle][:_DEPTH], order[middle:][-_DEPTH:]
    return [*((index, True) for index in top), *((index, False) for index in bottom)]


def _shapes(text: str) -> list[str]:
    """Return what a line has in common with the same line of other pages.

    Beside its words that is a number at its beginning or end: the words may change with the chapter.
    """
    if _ROMAN.fullmatch(text):
        return [_ROMAN_SHAPE]
    shape = _DIGITS.sub("#", text.casefold())
    return [shape, _NUMBERED_SHAPE] if _edge_numbers(text) and shape != "#" else [shape]


def _edge_numbers(text: str) -> set[int]:
    return {int(match[0]) for match in _EDGE_NUMBER.finditer(text)}


def _in_series(key: _Key, indexes: Mapping[int, int], pages: Sequence[Sequence[PdfLine]]) -> set[int]:
    found: set[int] = set()
    for stride in (1, 2):
        series: dict[int, list[int]] = {}  # by its last page
        for page in sorted(indexes):
            before = series.get(page - stride, [])
            texts = [pages[p][indexes[p]].text for p in (*before[-1:], page)]
            goes_on = bool(before) and _goes_on(key[0], *texts, stride=stride)
            series[page] = before if goes_on else []
            series[page].append(page)
            if len(series[page]) >= _MIN_PAGES:
                found.update(series[page][-_MIN_PAGES:])
    return found


def _goes_on(shape: str, before: str, after: str, *, stride: int) -> bool:
    if shape == _NUMBERED_SHAPE:
        return bool({number + stride for number in _edge_numbers(before)} & _edge_numbers(after))
    return shape == _ROMAN_SHAPE or _counts_on(before, after, stride=stride)


def _counts_on(before: str, after: str, *, stride: int) -> bool:
    """Return whether each number in a text stays the same or grows as the pages do."""
    olds, news = (
        [int(number) for number in _DIGITS.findall(text) if len(number) < 9] for text in (before, after)
    )
    return len(olds) == len(news) and all(
        new - old in {0, stride} for old, new in zip(olds, news, strict=True)
    )


def _outermost(found: set[Place], pages: Sequence[Sequence[PdfLine]]) -> set[Place]:
    """Leave out lines that stand between lines of the text."""
    kept: set[Place] = set()
    for page, lines in enumerate(pages):
        texts = [line.y for index, line in enumerate(lines) if (page, index) not in found]
        lowest, highest = min(texts, default=0.0), max(texts, default=0.0)
        for index, line in enumerate(lines):
            if (page, index) in found and (not texts or not lowest < line.y < highest):
                kept.add((page, index))
    return kept
