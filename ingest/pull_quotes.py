"""Words taken out of a text and set large beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, blank_line_between, short_content
from kb.records import BlockKind, ParsedDocument

_MIN_PULLED_WORDS = 7
_MIN_PULLED_CHARS = 40
_MIN_QUOTED_WORDS = 5
_MIN_LONGER_CHARS = 20  # by which the line is longer that the words are taken from
_MAX_ATTRIBUTION_CHARS = 80
_MAX_QUOTES = 100
_QUOTES = "”“\"»«„'’"
_TOLD = frozenset({BlockKind.PARAGRAPH, BlockKind.HEADING})


def pull_quote(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Paragraphs in quotation marks, and sentences alone, whose words stand in a longer line of the text."""
    n_seen = 0
    end = document.blocks[-1].end if document.blocks else 0  # a menu may hold the same words
    for index, line in enumerate(lines):
        content = short_content(document, line, 1000)
        is_quoted = bool(content) and content[0] in _QUOTES and content[-1] in _QUOTES
        quoted = content.strip(_QUOTES).strip()
        if index in dropped or not _may_be_pulled(document, lines, index, quoted, is_quoted=is_quoted):
            continue
        n_seen += 1
        if n_seen > _MAX_QUOTES or document.text.count(quoted.rstrip("."), 0, end) < 2:
            continue
        is_longer = line.kind is not BlockKind.PARAGRAPH or len(quoted) < _MIN_PULLED_CHARS or not is_quoted
        if is_longer and not _stands_in_longer(document, lines, quoted.rstrip("."), dropped):
            continue
        yield index
        if is_quoted and _is_attribution(document, lines, index + 1):
            yield index + 1


def _may_be_pulled(
    document: ParsedDocument, lines: Sequence[TextLine], index: int, quoted: str, *, is_quoted: bool
) -> bool:
    """Tell whether a line is a quote of some words, or a sentence; a quote that heads a text has it below."""
    if not is_quoted:
        is_sentence = quoted[-1:] in {".", "!", "?"} and quoted.count(" ") >= _MIN_PULLED_WORDS
        return lines[index].kind is BlockKind.PARAGRAPH and is_sentence and len(quoted) >= _MIN_PULLED_CHARS
    if quoted.count(" ") + 1 < _MIN_QUOTED_WORDS or lines[index].kind not in _TOLD:
        return False
    is_last = index + 1 == len(lines)
    return (
        lines[index].kind is BlockKind.PARAGRAPH
        or is_last
        or blank_line_between(document, lines[index], lines[index + 1])
        or _is_attribution(document, lines, index + 1)
    )


def _is_attribution(document: ParsedDocument, lines: Sequence[TextLine], index: int) -> bool:
    """Tell whether a line right under a quote says whose it is: a few words, and then a blank line."""
    if index >= len(lines) or blank_line_between(document, lines[index - 1], lines[index]):
        return False
    content = short_content(document, lines[index], _MAX_ATTRIBUTION_CHARS)
    is_last = index + 1 == len(lines) or blank_line_between(document, lines[index], lines[index + 1])
    return bool(content) and content[-1] not in ".:;?!" and is_last


def _stands_in_longer(
    document: ParsedDocument, lines: Sequence[TextLine], quoted: str, dropped: Mapping[int, str]
) -> bool:
    return any(
        line.end - line.start > len(quoted) + _MIN_LONGER_CHARS
        and index not in dropped
        and quoted in document.text[line.start : line.end]
        for index, line in enumerate(lines)
    )
