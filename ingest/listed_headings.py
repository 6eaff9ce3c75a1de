"""Headings that an agenda or a list of contents of the same text names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.agendas import HEADING, entry_name
from kb.text import fold

_TO_PAGE = re.compile(r"(?P<name>\S.*?)\s*(?:\t|\.{3,}|\s{3,}|…+)\s*\d{1,3}")
_MIN_ENTRIES = 3
_MAX_LISTS = 20  # each is looked for up to the end of the text
_MAX_ENTRIES = 60
_MAX_CHARS = 100
_MIN_CHARS = 4


def listed_headings(contents: Sequence[str], gaps: Sequence[bool]) -> set[str]:
    """Return the lines that a list names which stands above them.

    Args:
        contents: The lines of a text that hold anything.
        gaps: Whether a blank line stands before each.
    """
    found: set[str] = set()
    n_lists = 0
    for index, content in enumerate(contents):
        if n_lists == _MAX_LISTS:
            break
        if len(content) > _MAX_CHARS or not HEADING.fullmatch(fold(content.rstrip(": "))):
            continue
        end = _end(contents, gaps, index)
        names = {entry_name(_bare(each)) for each in contents[index + 1 : end]}
        if len(names) >= _MIN_ENTRIES:
            n_lists += 1
            found.update(
                each
                for each in contents[end:]
                if _MIN_CHARS <= len(each) <= _MAX_CHARS
                and each[-1] not in ".,;"
                and entry_name(each) in names
            )
    return found


def _bare(entry: str) -> str:
    match = _TO_PAGE.fullmatch(entry)
    return match["name"] if match else entry


def _end(contents: Sequence[str], gaps: Sequence[bool], start: int) -> int:
    end = start + 1
    while end < len(contents) and end - start <= _MAX_ENTRIES and len(contents[end]) <= _MAX_CHARS:
        if gaps[end] and end > start + 1:
            break
        end += 1
    return end
