"""Headings of a document ranked and nested into sections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.markup import plain
from kb.records import Block, BlockKind, Section
from kb.text import one_line

_MAX_TITLE_CHARS = 300


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of a document and, by position, the section of each block (None before the first)."""

    sections: tuple[Section, ...]
    section_of: tuple[int | None, ...]


def heading_text(text: str, block: Block, *, has_markup: bool) -> str:
    """Return a heading as one line to show."""
    content = text[block.start : block.end]
    return one_line(plain(content) if has_markup else content, max_chars=_MAX_TITLE_CHARS)


def rank_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    """Give every heading of level 0 a level, over the whole document.

    A heading right under another is below it. A text that stood as a heading before gets its level
    again, and one that comes repeatedly is a field of a template, at the level of the field before it.
    Any other stands at the base: under the numbered and underlined headings if there are any, else 1.
    """
    known = [b.level for b in blocks if b.kind is BlockKind.HEADING and b.level]
    base = max(known) + 1 if known else 1
    texts = Counter(text[b.start : b.end] for b in blocks if b.kind is BlockKind.HEADING and not b.level)
    seen: dict[str, int] = {}
    ranked: list[Block] = []
    current, current_is_field, heading_before = base, False, False
    for block in blocks:
        if block.kind is BlockKind.HEADING and not block.level:
            content = text[block.start : block.end]
            level = seen.get(content, 0)
            if not level and heading_before:
                level = current + 1
            elif not level:
                level = current if current_is_field and texts[content] > 1 else base
            if texts[content] > 1:
                seen[content] = level
            current, current_is_field = level, texts[content] > 1
            block = replace(block, level=level)
        elif block.kind is BlockKind.HEADING:
            current, current_is_field = block.level, False
        heading_before = block.kind is BlockKind.HEADING
        ranked.append(block)
    return ranked


def outline(text: str, blocks: Sequence[Block], *, has_markup: bool) -> Outline:
    """Nest the sections of ranked ``blocks``; a section ends where one of its level or above begins."""
    sections: list[Section] = []
    section_of: list[int | None] = []
    stack: list[int] = []
    last_end = 0
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            while stack and sections[stack[-1]].level >= block.level:
                _close(sections, stack.pop(), last_end)
            title = heading_text(text, block, has_markup=has_markup)
            parent = stack[-1] if stack else None
            stack.append(len(sections))
            sections.append(
                Section(
                    ordinal=len(sections),
                    parent=parent,
                    level=block.level,
                    title=title,
                    start=block.start,
                    end=block.end,
                )
            )
        section_of.append(stack[-1] if stack else None)
        last_end = block.end
    while stack:
        _close(sections, stack.pop(), last_end)
    return Outline(tuple(sections), tuple(section_of))


def _close(sections: list[Section], ordinal: int, end: int) -> None:
    sections[ordinal] = replace(sections[ordinal], end=max(end, sections[ordinal].end))


def ancestry(sections: Sequence[Section], ordinal: int | None) -> list[Section]:
    """Return a section and those around it, the outermost first."""
    path: list[Section] = []
    while ordinal is not None:
        path.append(sections[ordinal])
        ordinal = sections[ordinal].parent
    return path[::-1]
