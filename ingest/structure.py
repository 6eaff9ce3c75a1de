"""Headings, bullets and paragraphs of text that carries no markup."""

from __future__ import annotations

import re

from ingest.dates import is_date_line, is_labelled_date
from ingest.lines import BULLET_MARK, Line, Run, RunKind, find_runs
from kb.records import Block, BlockKind

_NUMBER = re.compile(r"(\d{1,2}(?:\.\d{1,2})*)\.?[ \t\u00a0]+(?=[^\W\d_])")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-–/](?:19|20)?\d\d)?")
_MAX_HEADING_CHARS = 120
_MAX_PLAIN_HEADING_CHARS = 70  # without a number or a question mark to tell it from a sentence
_MAX_HEADING_WORDS = 10
_FIELD = re.compile(
    r"(?:resultat|svar|beslut|beslutning|kommentar|åtgärd|kontakt|tid|plats|sted|datum|dato|period|periode|"
    r"deltagare|"
    r"deltagere|ansvarig|ansvarlig|källa|kilde|foto|syfte|formål|uppdaterad|opdateret)\w{0,3}: ?\S",
    re.IGNORECASE,
)
_CASE_NUMBER = re.compile(r"\b\d\d\.\d\d\.\d\d-[A-ZÅÆØ]\d\d")
_DATED = re.compile(r"\d{1,2}\.\d{1,2}[. ]{1,2}\d{4}")
_MAX_FIELD_CHARS = 260  # what stands under a label such as "Fråga:" may be a long question
_WIDE_LINE = 120  # nobody wraps lines by hand at more; such a line is a whole paragraph
_MAX_BETWEEN_CHARS = 60
_OPENING, _CLOSING, _ENDS = '”“"»«', '”“"«»', '.!?:”“"»«)'
# "Hjo – lånar ut cyklar" above "Kil – har en båt": each line is one. With colons both may be fields.
_ENTRY = re.compile(r"[A-ZÅÄÖÆØ][\w-]+(?: [\w-]+){0,2}(?P<mark>:| [–-]) \S")
_CALL = re.compile(r"[^.!?]{3,50}!")  # "Glöm inte det som pågår!" over a list
# A byline standing alone is no heading.
_BYLINE = re.compile(r"(?:[Aa]f|[Aa]v|[Bb]y|[Tt]ekst|[Tt]ext|[Ff]oto):?\s+[A-ZÅÄÖÆØ]")


def find_blocks(text: str, start: int = 0, end: int | None = None) -> list[Block]:
    """Return the blocks of ``text[start:end]`` in order, not overlapping.

    Headings whose rank the text does not show have level 0; ``ingest.sections`` ranks them over the
    whole document.
    """
    runs = find_runs(text, start, len(text) if end is None else end)
    blocks: list[Block] = []
    indents: list[int] = []  # of the enclosing bullets
    after_label = False
    for index, run in enumerate(runs):
        following = runs[index + 1] if index + 1 < len(runs) else None
        previous = runs[index - 1] if index else None
        found = _classify(text, run, previous=previous, following=following, after_label=after_label)
        if found[0].kind is BlockKind.BULLET:
            found = [_nested(found[0], run.lines[0].indent, indents)]
        else:
            indents.clear()
        last = found[-1]
        after_label = last.kind is BlockKind.HEADING and text[last.end - 1] == ":"
        blocks.extend(found)
    return blocks


def _classify(
    text: str, run: Run, *, previous: Run | None, following: Run | None, after_label: bool
) -> list[Block]:
    if run.kind is RunKind.UNDERLINED:
        return [_block(BlockKind.HEADING, run.lines, level=1 if run.underline[0] == "=" else 2)]
    if run.kind is RunKind.LABEL:
        return [_block(BlockKind.HEADING, run.lines)]
    if run.kind is RunKind.BULLET:
        return [_block(BlockKind.BULLET, run.lines)]
    if run.kind is RunKind.NUMBERED:
        depth = _numbered_heading(text, run, previous=previous, following=following)
        return [_block(BlockKind.HEADING if depth else BlockKind.BULLET, run.lines, level=depth)]
    return _paragraphs(text, run, following=following, after_label=after_label)


def _numbered_heading(text: str, run: Run, *, previous: Run | None, following: Run | None) -> int:
    """Return the depth of a numbered heading, 0 if the run is an item of a list."""
    content = text[run.start : run.end]
    match = _NUMBER.match(content)
    if (
        match is None
        or len(run.lines) > 1
        or following is None
        or not _is_short_title(content, is_numbered=True)
    ):
        return 0
    depth = match.group(1).count(".") + 1
    for neighbour in (previous, following):
        if neighbour is not None and neighbour.kind is RunKind.NUMBERED:
            other = _NUMBER.match(text, neighbour.start, neighbour.end)
            # Two numbers in a row are a list: a heading has text under it.
            if other is not None and _is_next(
                match.group(1), other.group(1), backwards=neighbour is previous
            ):
                return 0
    return depth


def _is_next(number: str, other: str, *, backwards: bool) -> bool:
    """Return whether ``other`` comes right after ``number``, or before it, at its depth."""
    *around, last = number.split(".")
    *other_around, other_last = other.split(".")
    return around == other_around and int(other_last) - int(last) == (-1 if backwards else 1)


def _paragraphs(text: str, run: Run, *, following: Run | None, after_label: bool) -> list[Block]:
    lines = run.lines
    blocks: list[Block] = []
    if _begins_with_heading(text, run, following=following, after_label=after_label):
        blocks.append(_block(BlockKind.HEADING, lines[:1]))
        lines = lines[1:]
    if not lines:
        return blocks
    return blocks + _prose(text, lines)


def _prose(text: str, lines: list[Line]) -> list[Block]:
    """Return lines as paragraphs, by their width and ends, and the questions among them as headings."""
    blocks: list[Block] = []
    widest = max(line.end - line.start for line in lines)
    group: list[Line] = []
    for index, line in enumerate(lines):
        following = lines[index + 1] if index + 1 < len(lines) else None
        before = lines[index - 1] if index else None
        is_heading = _is_asked(text, group[-1] if group else None, line, following) or (
            widest > _WIDE_LINE and _is_between_wide(text, before, line, following)
        )
        is_entry = _are_entries(text, group[-1] if group else None, line) or _are_entries(
            text, line, following
        )
        if group and (is_heading or is_entry or _ends_paragraph(text, group[-1], line, widest)):
            blocks.append(_block(BlockKind.PARAGRAPH, group))
            group = []
        if is_heading:
            blocks.append(_block(BlockKind.HEADING, [line]))
        else:
            group.append(line)
    if group:
        blocks.append(_block(BlockKind.PARAGRAPH, group))
    return blocks


def _are_entries(text: str, before: Line | None, line: Line | None) -> bool:
    """Return whether two lines each tell of something else, as their labels with a dash say."""
    if before is None or line is None:
        return False
    found = [_ENTRY.match(text, each.start, each.end) for each in (before, line)]
    return all(found) and any(match is not None and match["mark"] != ":" for match in found)


def _is_asked(text: str, before: Line | None, line: Line, following: Line | None) -> bool:
    """Return whether a line is a question with its answer under it, as in lists of usual questions."""
    content = text[line.start : line.end]
    if following is None or not content.endswith("?") or not _is_short_title(content):
        return False
    ended = before is None or text[before.end - 1] in '.?!:”")'
    return ended and text[following.start : following.end][-1] != "?" and not text[following.start].islower()


def _is_between_wide(text: str, before: Line | None, line: Line, following: Line | None) -> bool:
    """Return whether a short title stands alone between lines that are whole paragraphs."""
    if before is None or following is None or following.end - following.start <= _WIDE_LINE:
        return False
    content = text[line.start : line.end]
    is_quoted = content[0] in _OPENING and content[-1] in _CLOSING
    return (
        before.end - before.start > _MAX_BETWEEN_CHARS
        and text[before.end - 1] in _ENDS
        and len(content) <= _MAX_BETWEEN_CHARS
        and content[-1] != ":"
        and _is_short_title(content[1:-1] if is_quoted else content)
        and not text[following.start].islower()
    )


def _begins_with_heading(text: str, run: Run, *, following: Run | None, after_label: bool) -> bool:
    first = run.lines[0]
    content = text[first.start : first.end]
    if len(run.lines) == 1:
        if following is None:
            return False
        if after_label and len(content) <= _MAX_FIELD_CHARS and content[-1] not in ".,;":
            return True
        leads_in = content.endswith(":") and following.kind is not RunKind.LINES
        calls_out = following.kind is RunKind.BULLET and _CALL.fullmatch(content) is not None
        return not leads_in and _is_short_title(content[:-1] if calls_out else content)
    second = run.lines[1]
    # Without blank lines a heading shows by being shorter than the wrapped or long line after it.
    return (
        _is_short_title(content)
        and not content.endswith(":")
        and len(content) <= 60
        and (second.end - second.start) > max(60, 1.3 * len(content))
        and not text[second.start].islower()
    )


def _is_short_title(content: str, *, is_numbered: bool = False) -> bool:
    """Return whether a line standing alone reads as a heading."""
    if len(content) > _MAX_HEADING_CHARS or content[-1] in ".,;!…" or content[0].islower():
        return False
    is_marked = is_numbered or content.endswith("?")
    if content.isdigit() or not any(c.isalpha() for c in content):
        return bool(_YEAR.fullmatch(content))
    if not is_marked and (
        len(content.split()) > _MAX_HEADING_WORDS or len(content) > _MAX_PLAIN_HEADING_CHARS
    ):
        return False
    if _CASE_NUMBER.search(content):
        return False  # "Åbent - 00.22.04-A00-3-19" in minutes
    if _FIELD.match(content) or _DATED.match(content) or is_labelled_date(content):
        return False  # "Resultat: …" is a field with its answer, "2.11.2015 …" an entry of a calendar
    return not (is_date_line(content) or _BYLINE.match(content) or "\t" in content or "://" in content)


def _ends_paragraph(text: str, line: Line, following: Line, widest: int) -> bool:
    """Return whether a paragraph ends at ``line`` though no blank line follows it."""
    if text[following.start].islower():
        return False
    width = line.end - line.start
    ends_sentence = text[line.end - 1] in '.!?:”")' or width < 0.6 * widest
    return (
        width > _WIDE_LINE or (ends_sentence and width < 0.8 * widest) or "\t" in text[line.start : line.end]
    )


def _nested(block: Block, indent: int, indents: list[int]) -> Block:
    while indents and indents[-1] >= indent:
        indents.pop()
    indents.append(indent)
    level = len(indents) - 1
    return Block(kind=block.kind, start=block.start, end=block.end, level=level) if level else block


def _block(kind: BlockKind, lines: list[Line], *, level: int = 0) -> Block:
    return Block(kind=kind, start=lines[0].start, end=lines[-1].end, level=level)


def bullet_text(content: str) -> str:
    """Return the text of a bullet without its mark."""
    match = BULLET_MARK.match(content)
    return content[match.end() :] if match else content
