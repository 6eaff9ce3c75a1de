"""Fields of templates that nobody filled in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from ingest.page_chrome import blank_line_between, is_control
from ingest.text_line import TextLine, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_LABEL_CHARS = 80
_FIELD = re.compile(r"(?P<label>[^\W\d_][^.:!?\n]{1,40}):[ \t]*(?P<value>.*)", re.DOTALL)
_NOTHING = re.compile(
    r"[\s\-–—•*·.…_/]*|(?:ej|inte|ikke) (?:ifyllt|angivet|udfyldt|oplyst)\W*|n/?a", re.IGNORECASE
)
_SIGNATURE = re.compile(r"[^\n]{3,60}:?\s*_{3,}\.?")
_DASHED = re.compile(r"[^\W\d_][^.:!?\n]{1,60}[?:]\s*[-–—]+")
_DASH = re.compile(r"[-–—•*·…]+")
_NUMBER = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*[.)]?|§ ?\d+)\s+")


def empty_fields(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Labels with nothing after them, and headings of a template with nothing or a dash under them."""
    contents = [short_content(document, line) for line in lines]
    labels = _filled_labels(contents)
    headings = Counter(
        fold(_NUMBER.sub("", content)) for content in contents if len(content) <= _MAX_LABEL_CHARS
    )
    for index, content in enumerate(contents):
        if not content or len(content) > _MAX_LABEL_CHARS or index in dropped:
            continue
        if _is_empty_label(document, lines, contents, index, labels) or _is_empty_heading(
            document, lines, contents, index, headings, dropped
        ):
            yield index


def _filled_labels(contents: Sequence[str]) -> frozenset[str]:
    """Return the labels that have a value on their line somewhere in the document."""
    found = (_FIELD.fullmatch(content) for content in contents)
    return frozenset(fold(each["label"]) for each in found if each and not _NOTHING.fullmatch(each["value"]))


def _is_empty_label(
    document: ParsedDocument,
    lines: Sequence[TextLine],
    contents: Sequence[str],
    index: int,
    labels: frozenset[str],
) -> bool:
    if _SIGNATURE.fullmatch(contents[index]) or _DASHED.fullmatch(contents[index]):
        return True
    match = _FIELD.fullmatch(contents[index])
    if match is None or not _NOTHING.fullmatch(match["value"]):
        return False
    is_empty_throughout = _is_among_fields(contents, index) and contents.count(contents[index]) > 1
    if fold(match["label"]) not in labels and not is_empty_throughout:
        return False
    if match["value"].strip() or index + 1 == len(lines):
        return True
    following = contents[index + 1]
    # what stands right under the label may be its value
    return (
        blank_line_between(document, lines[index], lines[index + 1])
        or bool(_FIELD.fullmatch(following))
        or is_control(following)
    )


def _is_among_fields(contents: Sequence[str], index: int) -> bool:
    return index > 0 and _FIELD.fullmatch(contents[index - 1]) is not None


def _is_empty_heading(
    document: ParsedDocument,
    lines: Sequence[TextLine],
    contents: Sequence[str],
    index: int,
    headings: Mapping[str, int],
    dropped: Mapping[int, str],
) -> bool:
    content = contents[index]
    is_item = lines[index].kind is BlockKind.BULLET and not _NUMBER.match(content)
    if content[-1] in ".,;" or is_item or lines[index].kind is BlockKind.ROW:
        return False
    following = index + 1
    end = lines[following].start if following < len(lines) else len(document.text)
    between = document.text[lines[index].end : end].strip()
    if between and _DASH.fullmatch(between):
        return True  # a dash, and then another heading
    is_repeated = headings[fold(_NUMBER.sub("", content))] > 1
    if not is_repeated:
        return False
    while following < len(lines) and following in dropped:
        following += 1
    if following == len(lines):
        return True
    other = contents[following]
    return bool(other) and headings[fold(_NUMBER.sub("", other))] > 1 and fold(other) != fold(content)
