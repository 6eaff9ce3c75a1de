"""Names what must be found in a way that survives another chunking: a file, its lines, its page, or words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.records import Chunk

_FORM = re.compile(r"(?P<file>.+)#(?:L(?P<first>\d+)(?:-L?(?P<last>\d+))?|p(?P<page>\d+)|\"(?P<words>.+)\")")
EXPECTED = 'FILE, FILE#L12, FILE#L12-L15 (lines), FILE#p3 (page) or FILE#"words"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A stretch of a source: its lines, its page, what holds some words, or with none of these the whole."""

    file: str  # the source file's name, or a passage's id
    lines: tuple[int, int] | None = None  # first and last, from 1
    page: int | None = None  # from 1
    words: str | None = None  # as the passage has them, but for white space and case

    def __str__(self) -> str:
        if self.words is not None:
            return f'{self.file}#"{self.words}"'
        return self.file + place_of(self.lines, self.page)


def place_of(lines: tuple[int, int] | None, page: int | None) -> str:
    """Return the ending of a target for lines or a page: ``#L12``, ``#L12-L15``, ``#p3``, or nothing."""
    if lines is not None:
        first, last = lines
        return f"#L{first}" if first == last else f"#L{first}-L{last}"
    return "" if page is None else f"#p{page}"


def parse_target(text: str) -> Target:
    """Read a target; what has none of the endings is the name of a file.

    Raises:
        ValueError: The lines, the page or the words cannot be.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        return Target(file=text)
    if found["words"] is not None:
        if not found["words"].strip():
            raise ValueError(f"there are no words to look for in {text!r}")
        return Target(file=found["file"], words=found["words"])
    if found["page"] is not None:
        page = int(found["page"])
        if page < 1:
            raise ValueError(f"pages count from 1, got {text!r}")
        return Target(file=found["file"], page=page)
    first = int(found["first"])
    last = int(found["last"] or first)
    if not 1 <= first <= last:
        raise ValueError(f"lines count from 1 and the first is not after the last, got {text!r}")
    return Target(file=found["file"], lines=(first, last))


def meets(target: Target, chunk: Chunk) -> bool:
    """Tell whether a chunk of the target's document is a hit for it.

    Lines meet where at least half of the chunk's or half of the target's lie in the other: a chunk that is
    a part of the target counts, one that only touches its edge does not.
    """
    if target.page is not None:
        return chunk.page == target.page
    if target.words is not None:
        return _plain(target.words) in _plain(chunk.text)
    if target.lines is None:
        return True
    if chunk.lines is None:
        return False
    (first, last), (chunk_first, chunk_last) = target.lines, chunk.lines
    n_shared = min(last, chunk_last) - max(first, chunk_first) + 1
    shorter = min(last - first, chunk_last - chunk_first) + 1
    return n_shared > 0 and 2 * n_shared >= shorter


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
