"""A document cut along its own structure; a bullet that names a place is an example of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.markup import plain
from ingest.place_turns import by_place
from ingest.places import Mention
from ingest.sections import Outline, ancestry
from ingest.sentences import cut_points, last_sentence
from ingest.sniff import SLIDES
from ingest.source_lists import SOURCES_HEADING
from ingest.structure import bullet_text
from kb.errors import FileTooLargeError
from kb.records import Block, BlockKind, DroppedText, PageSpan, ParsedDocument
from kb.text import one_line

MAX_CHARS = 900  # a longer paragraph is cut at the end of a sentence
_UNCUT_CHARS = 1100  # but not for the sake of one short sentence more
_GROUP_CHARS = 700
_MIN_SPLIT_CHARS = 250  # of a paragraph that may tell of several places, one after the other
_MAX_CHUNKS = 100_000
_MAX_LEAD_CHARS = 160
_MIN_STATEMENT_WORDS = 5
_EXAMPLE_WORD = re.compile(
    r"\b(?:t\.? ?ex\b|f\.? ?eks\b|fx\b|till exempel|for eksempel|exempel\w*|eksempl\w*|eksempel\w*)",
    re.IGNORECASE,
)
# "T.ex. i Norberg": an example with its place, though the place may be no municipality.
_EXAMPLE_IN = re.compile(
    r"\b(?i:t\.? ?ex|f\.? ?eks|fx|till exempel|for eksempel)\b\.?,? (?:i|på|hos|från|fra|ved|vid) [A-ZÅÄÖÆØ]"
)
# Lists of sources and of people to ask name places, but tell of none.
_CONTACT = re.compile(r"(?:\d+\.?\s*)?kontakt\w*\W*", re.IGNORECASE)
# "Plats: …" at the head of a summary says what it is about.
_FIELD = re.compile(r"(?:plats|sted|kommun|kommune|kommuner|period|periode)\s*:", re.IGNORECASE)
_OPEN_END = re.compile(
    r"(?::|\bt\.? ?ex\.?|\bf\.? ?eks\.?|\bfx|\bsåsom|\btill exempel|\bfor eksempel)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkSpan:
    """A chunk as a stretch of the document, before it is tagged."""

    start: int
    end: int
    section: int | None
    heading_path: tuple[str, ...]
    is_example: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block or a part of one, with what decides whether it may share a chunk with its neighbour."""

    start: int
    end: int
    section: int | None
    path: tuple[str, ...]
    page: int  # position of its page, -1 without pages
    stands_alone: bool
    is_example: bool


def chunk_document(
    document: ParsedDocument,
    blocks: Sequence[Block],
    outline: Outline,
    *,
    dropped: Sequence[DroppedText],
    find_places: Callable[[str], Sequence[Mention]],
    name: str,
) -> list[ChunkSpan]:
    """Cut the text of a document into chunks, in order, not overlapping.

    Together they hold all of ``blocks`` but titles and headings; a heading at the very end, which has
    nothing under it, is a chunk of its own. A chunk never crosses a heading, a page or dropped text.

    Args:
        document: As parsed.
        blocks: What cleaning left, ranked; titles marked.
        outline: The sections of ``blocks``.
        dropped: What cleaning took out.
        find_places: Finds the municipalities that a text names.
        name: The file's name, for messages.

    Raises:
        FileTooLargeError: More than 100,000 chunks.
    """
    pieces = _pieces(document, blocks, outline, find_places)
    walls = sorted(part.start for part in dropped)
    chunks: list[ChunkSpan] = []
    for group in _groups(document, pieces, walls):
        first, last = group[0], group[-1]
        chunks.append(
            ChunkSpan(
                start=first.start,
                end=last.end,
                section=first.section,
                heading_path=first.path,
                is_example=any(piece.is_example for piece in group),
            )
        )
        if len(chunks) > _MAX_CHUNKS:
            raise FileTooLargeError(
                f"{name} has more than {_MAX_CHUNKS} passages. Split it into several files and add those."
            )
    return chunks


def shown(document: ParsedDocument, start: int, end: int) -> str:
    """Return a stretch of a document as it is shown: without inline markup."""
    content = document.text[start:end]
    return plain(content) if document.has_markup else content


def _pieces(
    document: ParsedDocument,
    blocks: Sequence[Block],
    outline: Outline,
    find_places: Callable[[str], Sequence[Mention]],
) -> Iterator[_Piece]:
    leads = _Leads(document)
    paths = _Paths(outline)
    page = _PageWalk(document.pages)
    tail = _start_of_tail(blocks)
    alone = _alone_on_slides(document, blocks)
    for index, block in enumerate(blocks):
        section = outline.section_of[index]
        if block.kind is BlockKind.TITLE:
            continue
        if block.kind is BlockKind.HEADING and not (
            index >= tail or index in alone or _is_statement(document, blocks, index)
        ):
            paths.heading(section)
            continue
        lead = leads.enter(block)
        path = paths.path(section, own=block.kind is not BlockKind.HEADING)
        path += tuple(title for title, _ in lead)
        leads.leave(block, blocks[index + 1] if index + 1 < len(blocks) else None)
        under_example = block.kind is BlockKind.BULLET and any(is_example for _, is_example in lead)
        spans = _spans(document.text, block, find_places)
        for start, end in spans:
            places = find_places(document.text[start:end])
            names_example = bool(_EXAMPLE_IN.search(document.text, start, end))
            is_example = under_example or names_example or any(place.is_placed for place in places)
            yield _Piece(
                start=start,
                end=end,
                section=section,
                path=path,
                page=page.of(start),
                stands_alone=is_example or bool(places) or len(spans) > 1,
                is_example=is_example and _tells(document.text[start:end], block, path),
            )


def _alone_on_slides(document: ParsedDocument, blocks: Sequence[Block]) -> set[int]:
    """Return the headings that are all the text of a slide: it shows a picture, and they say what of."""
    if document.media_type not in SLIDES:
        return set()
    page = _PageWalk(document.pages)
    pages = [page.of(block.start) for block in blocks]
    counts = Counter(pages)
    return {
        index
        for index, block in enumerate(blocks)
        if block.kind is BlockKind.HEADING and counts[pages[index]] == 1
    }


def _is_statement(document: ParsedDocument, blocks: Sequence[Block], index: int) -> bool:
    """Return whether a heading is a sentence that ends its section: no text after it would hold it."""
    following = blocks[index + 1]
    if following.kind is not BlockKind.HEADING or following.level >= blocks[index].level:
        return False
    content = document.text[blocks[index].start : blocks[index].end]
    return content[-1] in ".?!" and len(content.split()) >= _MIN_STATEMENT_WORDS


def _spans(text: str, block: Block, find_places: Callable[[str], Sequence[Mention]]) -> list[tuple[int, int]]:
    """Return a block whole, or cut where another place begins and at ends of sentences if it is long."""
    parts = [(block.start, block.end)]
    if block.kind is BlockKind.PARAGRAPH and block.end - block.start >= _MIN_SPLIT_CHARS:
        parts = by_place(text, block.start, block.end, find_places)
    spans: list[tuple[int, int]] = []
    for start, end in parts:
        is_long = end - start > _UNCUT_CHARS
        spans.extend(cut_points(text, start, end, max_chars=MAX_CHARS) if is_long else [(start, end)])
    return spans


def _tells(content: str, block: Block, path: Sequence[str]) -> bool:
    """Return whether a passage that names a place can tell of what was done there."""
    if any(SOURCES_HEADING.fullmatch(title) or _CONTACT.fullmatch(title) for title in path):
        return False
    # A row of a table begins with the name of its column: "Kommun: Kil | Bidrag: 10 kr".
    return block.kind is BlockKind.ROW or not _FIELD.match(content)


def _start_of_tail(blocks: Sequence[Block]) -> int:
    """Return the position of the first of the headings at the end that have no text under them."""
    index = len(blocks)
    while index and blocks[index - 1].kind in {BlockKind.HEADING, BlockKind.TITLE}:
        index -= 1
    return index


def _groups(
    document: ParsedDocument, pieces: Iterator[_Piece], walls: Sequence[int]
) -> Iterator[list[_Piece]]:
    group: list[_Piece] = []
    wall = 0
    for piece in pieces:
        while wall < len(walls) and group and walls[wall] < group[-1].end:
            wall += 1
        walled = wall < len(walls) and bool(group) and walls[wall] < piece.start
        if group and (walled or not _may_join(document, group, piece)):
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _may_join(document: ParsedDocument, group: Sequence[_Piece], piece: _Piece) -> bool:
    last = group[-1]
    if piece.stands_alone or last.stands_alone or piece.end - group[0].start > _GROUP_CHARS:
        return False
    if (piece.section, piece.path, piece.page) != (last.section, last.path, last.page):
        return False
    # Without markup whatever stands between two blocks would show, such as a ruled line.
    return document.has_markup or not document.text[last.end : piece.start].strip()


class _Leads:
    """Keeps the lines that lead in to the bullets after them."""

    def __init__(self, document: ParsedDocument) -> None:
        self._document = document
        self._open: list[tuple[int, str, bool]] = []  # level, title, whether it announces examples

    def enter(self, block: Block) -> list[tuple[str, bool]]:
        """Return the leads that a block stands under, the outermost first."""
        if block.kind is not BlockKind.BULLET:
            self._open.clear()
        while self._open and self._open[-1][0] >= block.level:
            self._open.pop()
        return [(title, is_example) for _, title, is_example in self._open]

    def leave(self, block: Block, following: Block | None) -> None:
        """Open a lead if ``block`` is one for ``following``."""
        if following is None or following.kind is not BlockKind.BULLET or block.end - block.start > 1000:
            return
        is_bullet = block.kind is BlockKind.BULLET
        if (is_bullet and following.level <= block.level) or block.kind is BlockKind.ROW:
            return
        content = shown(self._document, block.start, block.end).strip()
        if not _OPEN_END.search(content):
            return
        title = bullet_text(content).rstrip(": ")
        if len(title) > _MAX_LEAD_CHARS:
            title = last_sentence(title)
        title = one_line(title)
        self._open.append((block.level if is_bullet else -1, title, bool(_EXAMPLE_WORD.search(content))))


class _Paths:
    """Heading paths, with the headings that have no text of their own put before what follows them."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._empty: list[int] = []
        self._extra: dict[int, tuple[str, ...]] = {}

    def heading(self, section: int | None) -> None:
        """Note a heading."""
        if section is not None:
            self._empty.append(section)

    def path(self, section: int | None, *, own: bool) -> tuple[str, ...]:
        """Return the path of a block in ``section``; without its last heading unless ``own``."""
        if section is None:
            return ()
        around = ancestry(self._outline.sections, section)
        if not own:
            told = {part.ordinal for part in around}
            self._empty = [ordinal for ordinal in self._empty if ordinal not in told]
            return tuple(part.title for part in around[:-1])
        if self._empty:
            known = {part.ordinal for part in around}
            # A heading of a section that has ended says nothing of what follows it.
            orphans = [
                self._outline.sections[i].title
                for i in self._empty
                if i not in known and self._outline.sections[i].parent == around[-1].parent
            ]
            self._extra[section] = tuple(orphans[-3:])
            self._empty = []
        titles = [part.title for part in around]
        return (*titles[:-1], *self._extra.get(section, ()), titles[-1])


class _PageWalk:
    """Finds the pages of rising positions."""

    def __init__(self, pages: Sequence[PageSpan]) -> None:
        self._pages = pages
        self._index = -1

    def of(self, start: int) -> int:
        """Return the position of the page that ``start`` lies on, -1 without pages."""
        while self._index + 1 < len(self._pages) and self._pages[self._index + 1].start <= start:
            self._index += 1
        return self._index
