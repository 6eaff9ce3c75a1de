"""Notes made with the template: what of it nobody filled in, and what its first lines state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import cache

from ingest.markup import plain
from ingest.text_line import TextLine, content_of, lines_of
from kb.errors import EmptyTemplateError
from kb.note_templates import LANGUAGES, NoteTemplate, note_template
from kb.records import Block, BlockKind, DocumentType, ParsedDocument
from kb.text import fold, one_line

TEMPLATE_HELP = "template help"
EMPTY_FIELD = "empty field"
_MIN_HEADINGS = 4  # of the template's, different ones: fewer may stand in anybody's notes
_MIN_HELP = 2
_MAX_LINE_CHARS = 400
_VALUE = re.compile(r"(?P<label>[^:\n]{2,60}?)\s?:[ \t]*(?P<value>.*)", re.DOTALL)


class _Part(Enum):
    HELP = auto()
    TITLE = auto()
    LABEL = auto()  # "Datum:"
    FRONT = auto()  # "Datum: 2026-03-12"
    BARE_DIALOGUE = auto()  # "Dialog 2:"
    DIALOGUE = auto()  # "Dialog 2: Hur …?"
    FIELD = auto()
    NOTE = auto()  # what somebody has written


@dataclass(frozen=True, slots=True)
class _Known:
    """The words of the templates in both languages, folded."""

    fields: Mapping[str, str]  # heading to key
    labels: Mapping[str, str]  # label to key
    titles: frozenset[str]
    help: frozenset[str]
    in_brackets: re.Pattern[str]
    dialogue: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class TemplateLines:
    """The lines of a template, by position."""

    unfilled: Mapping[int, str]  # with the reason to drop each
    kept: frozenset[int]  # which no rule may take: they come again and again, as buttons do


def is_note_template(document: ParsedDocument) -> bool:
    """Return whether a document is made with a template for notes, filled in or not."""
    known, headings, n_help = _known(), set[str](), 0
    for block in document.blocks:
        if block.end - block.start > _MAX_LINE_CHARS:
            continue
        for line in document.text[block.start : block.end].split("\n"):
            content = fold(line.strip("#*_: \t"))
            if content in known.fields:
                headings.add(known.fields[content])
            n_help += known.in_brackets.search(line) is not None
    return len(headings) >= _MIN_HEADINGS or n_help >= _MIN_HELP


def part_help(document: ParsedDocument) -> ParsedDocument:
    """Return a document made with the template with its help texts and headings as blocks of their own.

    A program may have put lines together that stood apart, and torn others apart.
    """
    spans = [match.span() for match in _known().in_brackets.finditer(document.text)]
    blocks: list[Block] = []
    for block in document.blocks:
        inside = [
            (max(start, block.start), min(end, block.end))
            for start, end in spans
            if start < block.end and end > block.start
        ]
        blocks.extend(_parted(document.text, block, inside) if inside else [block])
    return replace(document, blocks=tuple(_as_heading(document.text, block) for block in blocks))


def _as_heading(text: str, block: Block) -> Block:
    if block.kind is not BlockKind.PARAGRAPH or block.end - block.start > _MAX_LINE_CHARS:
        return block
    content = text[block.start : block.end].strip("#*_: \t")
    is_heading = "\n" not in content and (fold(content) in _known().fields or _is_bare_dialogue(content))
    return replace(block, kind=BlockKind.HEADING, level=0) if is_heading else block


def _is_bare_dialogue(content: str) -> bool:
    return _known().dialogue.fullmatch(content) is not None


def _parted(text: str, block: Block, spans: Sequence[tuple[int, int]]) -> Iterator[Block]:
    position = block.start
    for start, end in spans:
        yield from _without_space(text, replace(block, start=position, end=start))
        yield replace(block, kind=BlockKind.PARAGRAPH, level=0, start=start, end=end)
        position = end
    yield from _without_space(text, replace(block, start=position))


def _without_space(text: str, block: Block) -> Iterator[Block]:
    content = text[block.start : block.end]
    start = block.start + len(content) - len(content.lstrip())
    end = block.end - len(content) + len(content.rstrip())
    if content.strip(" \t\n*_#"):
        yield replace(block, start=start, end=end)


def check_filled_in(document: ParsedDocument, *, name: str) -> None:
    """Raise an error if nobody wrote anything under the headings of a template.

    Raises:
        EmptyTemplateError: There is nothing but the template, and perhaps what its first lines ask for.
    """
    if all(part is not _Part.NOTE for part in _parts(document, lines_of(document))):
        raise EmptyTemplateError(
            f"{name} is the template for notes, and there are no notes in it: nothing is written under its "
            "headings. Fill it in, save it and add it again."
        )


def template_lines(document: ParsedDocument, lines: Sequence[TextLine]) -> TemplateLines:
    """Return which lines of the template nobody replaced or wrote under, and which have notes under them."""
    if not is_note_template(document):
        return TemplateLines({}, frozenset())
    parts = _parts(document, lines)
    found = {index: TEMPLATE_HELP for index, part in enumerate(parts) if part is _Part.HELP}
    rest = [(index, part) for index, part in enumerate(parts) if part is not _Part.HELP]
    for position, (index, part) in enumerate(rest):
        following = rest[position + 1][1] if position + 1 < len(rest) else None
        is_empty = (
            (part is _Part.FIELD and following is not _Part.NOTE)
            or (part is _Part.LABEL and following is not _Part.NOTE)
            or (part is _Part.BARE_DIALOGUE and not _has_notes(rest, position))
        )
        if is_empty:
            found[index] = EMPTY_FIELD
    kept = {index for index, part in enumerate(parts) if part is not _Part.NOTE and index not in found}
    return TemplateLines(found, frozenset(kept))


def _has_notes(parts: Sequence[tuple[int, _Part]], position: int) -> bool:
    for _, part in parts[position + 1 :]:
        if part in {_Part.DIALOGUE, _Part.BARE_DIALOGUE}:
            return False
        if part is _Part.NOTE:
            return True
    return False


def with_stated_front(document: ParsedDocument) -> ParsedDocument:
    """Return filled-in notes with what their first lines state, where nothing else states it.

    What is still called as the template is are notes, and their event is their title.
    """
    lines = lines_of(document)
    known, stated = _known(), dict[str, str]()
    is_called_so = fold(document.stated.get("title", "")) in known.titles
    for line, part in zip(lines, _parts(document, lines), strict=True):
        if part in {_Part.DIALOGUE, _Part.BARE_DIALOGUE, _Part.FIELD}:
            break
        if part is _Part.TITLE and "title" not in document.stated:
            is_called_so = fold(_shown(document, line)) in known.titles
        match = _VALUE.fullmatch(_shown(document, line)) if part is _Part.FRONT else None
        if match is not None:
            stated.setdefault(known.labels[fold(match["label"])], one_line(match["value"]))
    stated |= document.stated
    if is_called_so and "event" in stated:
        stated["title"] = stated["event"]
    if is_called_so:
        stated.setdefault("type", DocumentType.NOTES.value)
    return replace(document, stated=stated)


def _parts(document: ParsedDocument, lines: Sequence[TextLine]) -> list[_Part]:
    helping = _help_blocks(document)
    parts: list[_Part] = []
    in_front = True
    for line in lines:
        part = _Part.HELP if line.block in helping else _part(document, line, in_front=in_front)
        in_front = in_front and part not in {_Part.DIALOGUE, _Part.BARE_DIALOGUE, _Part.FIELD}
        parts.append(_Part.TITLE if part is _Part.NOTE and line.kind is BlockKind.TITLE else part)
    return parts


def _help_blocks(document: ParsedDocument) -> set[int]:
    """Return the blocks that are a help text or a part of one, and nothing else."""
    spans = [match.span() for match in _known().in_brackets.finditer(document.text)]
    return {
        index
        for index, block in enumerate(document.blocks)
        if any(start <= block.start and block.end <= end for start, end in spans)
        or (block.end - block.start <= _MAX_LINE_CHARS and is_help(document.text[block.start : block.end]))
    }


def _part(document: ParsedDocument, line: TextLine, *, in_front: bool) -> _Part:
    known, content = _known(), _shown(document, line)
    folded = fold(content.rstrip(": "))
    if not content or len(content) > _MAX_LINE_CHARS:
        return _Part.NOTE
    if folded in known.fields:
        return _Part.FIELD
    if known.dialogue.match(content):
        return _Part.BARE_DIALOGUE if known.dialogue.fullmatch(content) else _Part.DIALOGUE
    if not in_front:
        return _Part.NOTE
    if folded in known.titles:
        return _Part.TITLE
    match = _VALUE.fullmatch(content)
    if match is None or fold(match["label"]) not in known.labels:
        return _Part.NOTE
    return _Part.FRONT if match["value"].strip() else _Part.LABEL


def _shown(document: ParsedDocument, line: TextLine) -> str:
    content = content_of(document, line)
    content = plain(content) if document.has_markup else content
    return content.strip("#*_ \t")


@cache
def _known() -> _Known:
    templates = [note_template(language) for language in LANGUAGES]
    texts = {text for template in templates for text in template.help_texts()}
    # the longest first, and white space as it comes: a program may have broken the line
    wanted = "|".join(
        r"\s+".join(map(re.escape, text.split())) for text in sorted(texts, key=lambda each: -len(each))
    )
    words = "|".join(re.escape(template.dialogue) for template in templates)
    return _Known(
        fields=dict(_headings(templates)),
        labels={fold(line.label): line.key for template in templates for line in template.front},
        titles=frozenset(fold(template.title) for template in templates),
        help=frozenset(map(fold, texts)),
        in_brackets=re.compile(rf"\\?\[\s*(?:{wanted})\s*\\?\]", re.IGNORECASE),
        dialogue=re.compile(rf"(?:{words})(?:en)? \d{{1,3}}\s?[:.–-]?\s*", re.IGNORECASE),
    )


def _headings(templates: Sequence[NoteTemplate]) -> Iterator[tuple[str, str]]:
    for template in templates:
        for field in template.fields:
            yield from ((fold(heading), field.key) for heading in (field.heading, *field.also))


def is_help(text: str) -> bool:
    """Return whether a text is a help text of a template, in brackets or not."""
    return fold(one_line(text, max_chars=_MAX_LINE_CHARS).strip("[]\\*_ ")) in _known().help


@cache
def field_key(heading: str) -> str | None:
    """Return the key of the template's field that a heading is of; None where it is none."""
    return _known().fields.get(fold(heading.strip().rstrip(": ")))
