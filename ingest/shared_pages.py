"""Pages of sites that share documents: the titles of other documents around a text whose lines are glued."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_GLUED_CHARS = 500  # of a line that holds a page or more
_GLUED_SHARE = 0.8  # of what stands from the first such line on
_MIN_TITLES = 6
_MAX_TITLE_CHARS = 240
_MAX_HEAD_LINES = 500
_MAX_FOOT_CHARS = 160
_MIN_SIGNS = 2
_MIN_TITLE_WORDS = 3
_MIN_KEYWORDS = 6
_OWN_TITLE_CHARS = 600
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S*[^.…][.!]")
_FIELD = re.compile(r"[^\W\d_][^:]{1,30}:\s+\S.*")
_PAGE = re.compile(r"\W*(?:[^\W\d]{1,6}\.? )?\d{1,3}(?: ?(?:\(|/|av|af|of) ?\d{1,3}\)?)?\W*", re.IGNORECASE)
_COUNTED = re.compile(r"\d[\d.  ]*\s?[^\W\d]{4,}", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*[·|•]\s*|\s{2,}|\t")


def shared_pages(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """What stands between the title of a shared document and its text, and the short lines after that.

    Such a page is known by its build, whatever its words are: a run of titles, and after it hardly
    anything but lines as long as pages. Two signs more are asked for, because an article has long lines too.
    """
    if not document.has_lines or document.pages:
        return
    sizes = _sizes(document, lines)
    texts = [index for index, size in enumerate(sizes) if size >= _GLUED_CHARS]
    if not texts or texts[0] > _MAX_HEAD_LINES or not _is_glued(lines, sizes, texts[0]):
        return
    first = texts[0]
    contents = [short_content(document, line, _MAX_TITLE_CHARS) for line in lines]
    own = _own_title(document, lines, contents, first)
    start = _start_of_titles(lines, contents, first, dropped, after=0 if own is None else own)
    if start is None or _n_signs(lines, contents, first, start, dropped, own) < _MIN_SIGNS:
        return
    yield from (i for i in (*range(own or 0), *range(start, first)) if _may_go(contents[i]))
    yield from _counters(contents, (own or 0) + 1, start)
    yield from _foot(contents, texts[-1])


def _own_title(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], first: int
) -> int | None:
    """Return which line above the text is the document's own title: the text begins with it again."""
    begins = fold(document.text[lines[first].start : lines[first].start + _OWN_TITLE_CHARS])
    return next(
        (
            index
            for index in range(first)
            if len(contents[index].split()) >= _MIN_TITLE_WORDS and fold(contents[index]) in begins
        ),
        None,
    )


def _may_go(content: str) -> bool:
    return bool(content) and not _is_told(content)


def _sizes(document: ParsedDocument, lines: Sequence[TextLine]) -> list[int]:
    """Return for each line how long the line of the file is that it was cut from."""
    sizes: list[int] = []
    start = end = -1
    for line in lines:
        if line.start > end:
            start = document.text.rfind("\n", 0, line.start) + 1
            end = document.text.find("\n", line.start)
            end = len(document.text) if end < 0 else end
        sizes.append(end - start)
    return sizes


def _is_glued(lines: Sequence[TextLine], sizes: Sequence[int], first: int) -> bool:
    parts = [(line.end - line.start, size) for line, size in zip(lines[first:], sizes[first:], strict=True)]
    return sum(n for n, size in parts if size >= _GLUED_CHARS) >= _GLUED_SHARE * sum(n for n, _ in parts)


def _start_of_titles(
    lines: Sequence[TextLine],
    contents: Sequence[str],
    first: int,
    dropped: Mapping[int, str],
    *,
    after: int,
) -> int | None:
    """Return where the first run of six titles or more begins under the document's own."""
    start = after + 1
    for index in range(after + 1, first + 1):
        is_title = index < first and index not in dropped and _is_title(lines[index], contents[index])
        if is_title:
            continue
        if index - start >= _MIN_TITLES:
            return start
        start = index + 1
    return None


def _is_title(line: TextLine, content: str) -> bool:
    """Tell whether a line may be the title of a document: no sentence, no field, no item of a list."""
    is_plain = line.kind not in {BlockKind.BULLET, BlockKind.ROW}
    return bool(content) and is_plain and not _is_told(content) and content[-1] not in ":;,"


def _is_told(content: str) -> bool:
    return _SENTENCE.fullmatch(content) is not None


def _n_signs(
    lines: Sequence[TextLine],
    contents: Sequence[str],
    first: int,
    start: int,
    dropped: Mapping[int, str],
    own: int | None,
) -> int:
    """Count what else speaks for a shared document.

    Its title stands again in the text, buttons stand above the list, keywords under it, page numbers
    between the lines.
    """
    numbers = [index for index in range(first + 1, len(lines)) if _PAGE.fullmatch(contents[index])]
    return (
        (own is not None)
        + any(index in dropped for index in range(first))
        + any(_is_keywords(content) for content in contents[start:first])
        + (len(numbers) > 0)
    )


def _is_keywords(content: str) -> bool:
    """Tell whether a line is a bag of words: all in small letters, without any mark between them."""
    words = content.split()
    return len(words) >= _MIN_KEYWORDS and all(word.isalpha() and word.islower() for word in words)


def _counters(contents: Sequence[str], first: int, start: int) -> Iterable[int]:
    """Yield lines above the list such as "11 sider · 1.204 visninger", and single lines beside them."""
    counters = {
        index
        for index in range(first, start)
        if any(_COUNTED.fullmatch(part) for part in _BETWEEN.split(contents[index]))
        and len(_BETWEEN.split(contents[index])) > 1
    }
    yield from counters
    for index in range(first, start):
        is_field = _FIELD.fullmatch(contents[index]) is not None
        if contents[index] and index - 1 in counters and not is_field and not _is_told(contents[index]):
            yield index


def _foot(contents: Sequence[str], last: int) -> Iterable[int]:
    """Yield the short lines after the text; in small letters the text itself goes on."""
    end = last
    for index in range(last + 1, len(contents)):
        if contents[index][:1].islower() or not contents[index]:
            end = index
    yield from (i for i in range(end + 1, len(contents)) if len(contents[i]) <= _MAX_FOOT_CHARS)
