"""What a web page shows besides its main text: menus, notices, side columns, footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from kb.records import Block, BlockKind
from kb.text import to_nfc

# Never shown, or shown only by script. Of a select element only one option is seen, and no one wrote it.
_UNSEEN = frozenset(
    "head title script style noscript template iframe svg math object embed video audio canvas map"
    " select datalist textarea input meta link base".split()
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)", re.IGNORECASE)
# Every other element begins a line, those of a page's own making too.
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q ruby s samp small span"
    " strike strong sub sup time tt u var wbr".split()
)
# Not read for the main text by its name.
SKIPPED = frozenset(
    "script style noscript template head nav header footer aside form button select textarea input iframe svg"
    " object video audio canvas figure dialog".split()
)
_REGIONS = frozenset("nav header footer aside form dialog menu".split())
# What the main text may hold as one line although its parts stand on several.
_UNITS = frozenset("p li td th dt dd blockquote caption summary h1 h2 h3 h4 h5 h6".split())
_MAX_UNIT_CHARS = 5_000
# Shorter lines, such as "Kontakt", are found in most texts by chance.
_MIN_PHRASE_WORDS = 5
_WORD = re.compile(r"\w+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
# lxml's elements have no types of their own here.
Element = Any


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that the page shows, in the pieces that its elements divide it into."""

    pieces: tuple[str, ...]
    region: int  # number of the menu, side column or the like that it stands in, 0 outside

    @property
    def text(self) -> str:
        return _flat("".join(self.pieces))


def add_furniture(
    text: str, blocks: Sequence[Block], body: Element, *, title: str
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Append what a page shows and its main text leaves out.

    Lines that stand in the main text as well, its headings and its title are not repeated; hidden text
    and scripts are left out. Lines that follow each other in one part of the page are one span.

    Args:
        text: The main text.
        blocks: Its blocks.
        body: The page's body, as lxml has it.
        title: What the page calls itself; empty if it does not say.

    Returns:
        The longer text, and the spans in it that hold what was added.
    """
    spans: list[tuple[int, int]] = []
    parts, length = [text], len(text)
    for stretch in _stretches(_Article(text, blocks, title), body):
        content = "\n".join(stretch)
        parts.append("\n\n" + content)
        spans.append((length + 2, length + 2 + len(content)))
        length = spans[-1][1]
    return "".join(parts), tuple(spans)


class _Article:
    """Tells whether the main text of a page holds a line of it."""

    def __init__(self, text: str, blocks: Sequence[Block], title: str) -> None:
        contents = [text[block.start : block.end] for block in blocks]
        self._title = _bare(title)
        self._lines = {_bare(content) for content in contents} | {self._title}
        for block, content in zip(blocks, contents, strict=True):
            if block.kind is BlockKind.ROW:
                self._lines.update(_bare(cell) for cell in _cells(content))
        self._lines.discard("")
        words = _words("\n".join(contents))
        self._words = set(words)
        self._phrases = set(_triples(words))

    def has_line(self, content: str) -> bool:
        """Return whether it is a line, a heading, a cell or the title."""
        return _bare(content) in self._lines

    def has(self, content: str) -> bool:
        """Return whether it is a line, or long enough to be told from chance and in the running text."""
        words = _words(content)
        is_phrase = len(words) >= _MIN_PHRASE_WORDS
        return "".join(words) in self._lines or (is_phrase and self._phrases.issuperset(_triples(words)))

    def has_words(self, content: str) -> bool:
        """Return whether every word of it is in the text."""
        return self._words.issuperset(_words(content))

    def names(self, content: str) -> bool:
        """Return whether it is the title or a part of it."""
        return _bare(content) in self._title


def _stretches(article: _Article, body: Element) -> Iterator[list[str]]:
    """Yield the lines that the main text leaves out, those together that follow each other."""
    stretch: list[str] = []
    region = 0
    for line in _lines(article, body):
        left_out = _left_out(article, line) if line else ""
        if stretch and (not line or not left_out or line.region != region):
            yield stretch
            stretch = []
        if line and left_out:
            region = line.region
            stretch.append(left_out)
    if stretch:
        yield stretch


def _left_out(article: _Article, line: _Line) -> str:
    """Return what the main text leaves out of a line; mostly all of it or nothing."""
    if article.has(line.text):
        return ""
    is_part = any(len(_words(piece)) >= _MIN_PHRASE_WORDS and article.has(piece) for piece in line.pieces)
    if not is_part:
        return line.text
    # A paragraph of the main text which lost a button or a link.
    lost = [piece for piece in line.pieces if not (article.has(piece) or article.has_words(piece))]
    return _flat(" ".join(lost))


def _lines(article: _Article, body: Element) -> Iterator[_Line | None]:
    """Yield the lines that a page shows, None where elements were found whole in the main text.

    Without recursion: pages may be nested deeper than the stack.
    """
    # None ends the line: it stands after the last child of an element that begins one.
    pending: list[tuple[Element | str | None, int]] = [(body, 0)]
    pieces: list[str] = []
    line_region = 0
    numbers = count(1)
    while pending:
        node, region = pending.pop()
        if isinstance(node, str):
            pieces.append(node)
            line_region = region
            continue
        if node is not None and not is_seen(node):
            continue
        if node is None or _begins_line(node):
            if any(_words(piece) for piece in pieces):
                yield _Line(tuple(pieces), line_region)
            pieces = []
        if node is not None and _is_known(article, node):
            yield None
        elif node is not None:
            inner = next(numbers) if not region and node.tag in _REGIONS else region
            pending.extend((part, inner) for part in _parts_reversed(node))


def _parts_reversed(node: Element) -> list[Element | str | None]:
    """Return an element's text and children in the order a stack needs."""
    parts: list[Element | str | None] = [node.text] if node.text else []
    for child in node:
        parts.append(child)
        if child.tail:
            parts.append(child.tail)
    if node.tag not in INLINE:
        parts.append(None)
    return parts[::-1]


def is_seen(node: Element) -> bool:
    """Return whether an element is shown, as far as it says so itself."""
    if not isinstance(node.tag, str) or node.tag in _UNSEEN or "hidden" in node.attrib:
        return False
    is_closed = node.tag == "dialog" and "open" not in node.attrib
    return not is_closed and not _HIDDEN_STYLE.search(node.get("style", ""))


def _begins_line(node: Element) -> bool:
    """Return whether an element stands on a line of its own; so do links in a row, as menus have them."""
    if node.tag not in INLINE:
        return True
    if node.tag != "a":
        return False
    before, around = node.getprevious(), node.getparent()
    is_in_row = before is not None and before.tag in {"a", "button"} and not (before.tail or "").strip()
    # In running text two links may follow each other too.
    return is_in_row and around.tag not in _UNITS and not (around.text or "").strip()


def _is_known(article: _Article, node: Element) -> bool:
    """Return whether an element is one line of the main text, or the page's title."""
    if node.tag not in _UNITS:
        return False
    content, n_chars = [], 0
    for part in node.itertext():
        content.append(part)
        n_chars += len(part)
        if n_chars > _MAX_UNIT_CHARS:
            return False
    whole = "".join(content)
    return article.has_line(whole) or (node.tag == "h1" and article.names(whole))


def _cells(row: str) -> Iterator[str]:
    """Yield the cells of a row, with and without the names of their columns."""
    for cell in row.split(" | "):
        yield cell
        name, _, value = cell.partition(": ")
        yield name
        yield value


def _flat(content: str) -> str:
    return to_nfc(" ".join(content.split()))


def _words(content: str) -> list[str]:
    return _WORD.findall(_INVISIBLE.sub("", to_nfc(content)).casefold())


def _bare(content: str) -> str:
    """Return a line without what differs between a page and its main text: spaces, marks, case."""
    return "".join(_words(content))


def _triples(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    return zip(words, words[1:], words[2:], strict=False)
