"""Notes of dialogues: the blocks of a document that each tell of one question, talked about by a group.

Precise before complete: besides the marks before its questions a document must show that it is notes, by the
headings of the template, by who wrote each dialogue down, or by headings that come again in each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.dialogue_words import (
    MARK,
    NAMES_QUESTION,
    PEOPLE,
    REPORTER,
    SURE,
    field_in_dialogue,
    is_answer,
    is_part_heading,
    question_in,
)
from ingest.markup import plain
from ingest.note_template import field_key, is_help
from ingest.practice_parts import Told
from ingest.practice_words import is_about_text, is_general
from ingest.sniff import DOCX, HTML, MARKDOWN, ODT
from kb.records import Chunk
from kb.text import fold, one_line

# Elsewhere headings are guessed from how lines look.
_WITH_HEADINGS = frozenset({DOCX, MARKDOWN, HTML, ODT})
_MIN_WORDS = 20  # of a dialogue
_MIN_TEMPLATE_FIELDS = 2  # different headings of the template
_MIN_GOOD_SHARE = 0.6  # of the dialogues of a document must show what they are
_MIN_REPEATED = 2  # headings that come again in another dialogue, where the marks are not sure
_MAX_HEADING_CHARS = 80
_HEAD_CHARS = 4000
_SHORT_LINE = re.compile(r"^[^\n]{2,80}$", re.MULTILINE)
_NEXT_LINE = re.compile(r"\s*(?P<line>[^\n]+)")
_MEETING = re.compile(
    r"\b(?:dialoger\w*|samtal\w*|samtale\w*|workshop\w*|open space|öppet forum|åbent forum|öppen agenda"
    r"|öppna rum|rundabord\w*|bordsdialog\w*|konferens\w*|konference\w*|nätverksträff\w*|netværksmøde\w*)\b",
    re.IGNORECASE,
)
_SURVEY = re.compile(
    r"\b(?:enkät\w*|svarsfrekvens|spørgeskema\w*|svarprocent|respondent\w*|intervju\w*|interview\w*"
    r"|remiss\w*|høringssvar|vanliga frågor|ofte stillede)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """``chunk.text[start:end]``, and the known heading inside the dialogue that it stands under."""

    chunk: Chunk
    start: int
    end: int
    heading: str | None

    @property
    def is_of_people(self) -> bool:
        """Whether it says who took part, and not what was said."""
        return self.heading is not None and field_in_dialogue(self.heading) in PEOPLE


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One dialogue: its question, "" where nobody wrote one down, and the passages that tell of it."""

    question: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    family: str  # of its label: without the number
    heading: str  # the whole line as shown
    question: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Block:
    mark: _Mark
    end: int
    chunks: tuple[Chunk, ...]

    def headings(self) -> set[str]:
        """Return the headings inside the dialogue, folded."""
        own = {fold(self.mark.heading), fold(self.mark.question)}
        found = {fold(title.strip(" :")) for chunk in self.chunks for title in chunk.heading_path}
        return {each for each in found if len(each) <= _MAX_HEADING_CHARS} - own


def dialogues_of(told: Told) -> list[Dialogue]:
    """Return the dialogues that a document tells of, in its order; none if it is no notes of dialogues."""
    families: dict[str, list[_Mark]] = {}
    for mark in _marks(told.text):
        families.setdefault(mark.family, []).append(mark)
    for family in sorted(families, key=lambda each: (not SURE.match(each), -len(families[each]))):
        blocks = [block for block in _blocks(told, families[family]) if _n_words(block) >= _MIN_WORDS]
        if blocks and _are_notes(told, blocks):
            return [Dialogue(block.mark.question, tuple(_pieces(told.text, block))) for block in blocks]
    return []


def _pieces(text: str, block: _Block) -> Iterator[Piece]:
    """Yield the passages of a dialogue, cut at the known headings inside them.

    In plain text and PDF files not every line that heads others is told by its looks.
    """
    lines = list(_part_lines(text, block))
    for chunk in block.chunks:
        raw = text[chunk.start : chunk.end]
        inside = [each for each in lines if chunk.start <= each[0] < chunk.end] if raw == chunk.text else []
        start, heading = 0, _heading_above(text, block, chunk, lines)
        for at, line, end in inside:
            if chunk.text[start : at - chunk.start].strip():
                yield Piece(chunk, start, at - chunk.start, heading)
            start, heading = end - chunk.start, line
        if chunk.text[start:].strip():
            yield Piece(chunk, start, len(chunk.text), heading)


def _heading_above(
    text: str, block: _Block, chunk: Chunk, lines: Sequence[tuple[int, str, int]]
) -> str | None:
    at, heading = max(((at, line) for at, line, _ in lines if at < chunk.start), default=(-1, ""))
    inner = chunk.heading_path[-1] if chunk.heading_path else ""
    # below it may stand another heading, of which nothing is known
    is_nearest = not inner or text.rfind(inner, block.mark.end, chunk.start) <= at
    if at < 0 or not (is_nearest or is_part_heading(inner)):
        return None
    return heading if is_nearest else inner


def _part_lines(text: str, block: _Block) -> Iterator[tuple[int, str, int]]:
    """Yield where known headings begin, their words and where they end."""
    for match in _SHORT_LINE.finditer(text, block.mark.end, block.end):
        line = plain(match.group()).strip("#*_ \t:")
        if is_part_heading(line) or is_general(line):
            yield match.start(), line, match.end()


def _marks(text: str) -> Iterator[_Mark]:
    for found in re.finditer(rf"^{MARK.pattern}", text, re.IGNORECASE | re.MULTILINE):
        line, end = plain(found["question"]), found.end()
        if not line.strip(" *_#\t"):
            following = _NEXT_LINE.match(text, end)
            line, end = (plain(following["line"]), following.end()) if following else ("", end)
            if is_part_heading(line.strip("#*_ \t:")) or MARK.match(line):
                line, end = "", found.end()
        family = re.sub(r"\d+", "", found["label"].casefold()).strip()
        heading = one_line(plain(found.group()).strip("#*_ \t"), max_chars=300)
        question = "" if is_help(line) else question_in(line)
        yield _Mark(family, heading, one_line(question, max_chars=300), found.start(), end)


def _blocks(told: Told, marks: Sequence[_Mark]) -> list[_Block]:
    blocks = []
    for number, mark in enumerate(marks):
        end = marks[number + 1].start if number + 1 < len(marks) else len(told.text)
        chunks = tuple(
            chunk for chunk in told.chunks if mark.start <= chunk.start < end and not _is_about_text(chunk)
        )
        if chunks:
            blocks.append(_Block(mark, end, chunks))
    has_headings = told.document.source.media_type in _WITH_HEADINGS
    if (
        has_headings
        and blocks
        and all(any(_is_under(chunk, block) for chunk in block.chunks) for block in blocks)
    ):
        # each mark is a heading: what follows another heading of its rank is no part of the dialogue
        return [
            _Block(block.mark, block.end, tuple(each for each in block.chunks if _is_in(each, block)))
            for block in blocks
        ]
    return blocks


def _is_under(chunk: Chunk, block: _Block) -> bool:
    return fold(block.mark.heading) in map(fold, chunk.heading_path)


def _is_in(chunk: Chunk, block: _Block) -> bool:
    return _is_under(chunk, block) or any(map(is_part_heading, chunk.heading_path))


def _is_about_text(chunk: Chunk) -> bool:
    return any(is_about_text(title) and field_key(title) is None for title in chunk.heading_path)


def _n_words(block: _Block) -> int:
    return sum(len(chunk.text.split()) for chunk in block.chunks)


def _are_notes(told: Told, blocks: Sequence[_Block]) -> bool:
    inside = [block.headings() for block in blocks]
    keys = {field_key(heading) for headings in inside for heading in headings} - {None}
    is_sure = SURE.match(blocks[0].mark.family) is not None
    if is_sure and len(keys) >= _MIN_TEMPLATE_FIELDS:
        return True
    if sum(any(map(is_answer, headings)) for headings in inside) * 2 >= len(blocks):
        return False  # an interview
    reported = [_is_reported(told.text, block) for block in blocks]
    if len(blocks) == 1:
        return reported[0] and sum(map(is_part_heading, inside[0])) >= _MIN_REPEATED
    if sum(reported) >= _MIN_GOOD_SHARE * len(blocks):
        return True
    counts = Counter(heading for headings in inside for heading in headings)
    n_again = [sum(counts[heading] > 1 for heading in headings) for headings in inside]
    least = 1 if is_sure else _MIN_REPEATED
    if sum(n >= least for n in n_again) < _MIN_GOOD_SHARE * len(blocks):
        return False
    n_asked = sum(block.mark.question.endswith("?") for block in blocks)
    if n_asked < _MIN_GOOD_SHARE * len(blocks) and not NAMES_QUESTION.search(blocks[0].mark.family):
        return False  # "Dialog 1: Stadsparken" may be a chapter of a report about dialogues with residents
    return is_sure or _is_of_meeting(told.text[:_HEAD_CHARS])


def _is_reported(text: str, block: _Block) -> bool:
    """Return whether somebody is named, by role or else, who wrote a dialogue down or asked its question."""
    return REPORTER.search(text, block.mark.start, block.end) is not None


def _is_of_meeting(head: str) -> bool:
    """Return whether a text says that people met to talk, and nobody answered a survey."""
    return _MEETING.search(head) is not None and _SURVEY.search(head) is None
