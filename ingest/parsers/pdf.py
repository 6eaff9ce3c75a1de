"""PDF: text by page, headings by the size of their letters, hyphens at line ends joined."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.builder import TextBuilder
from ingest.dates import normalise_date
from ingest.lines import BULLET_MARK
from ingest.metadata import is_plausible_title
from ingest.parsers.pdf_lines import PdfLine, join_lines, page_lines
from ingest.quiet import quiet
from ingest.sniff import PDF
from ingest.stated import to_stated
from ingest.structure import find_blocks
from kb.errors import DamagedFileError, EncryptedFileError, FileTooLargeError, NoTextError
from kb.records import BlockKind, PageSpan, ParsedDocument

if TYPE_CHECKING:
    from pypdf import PdfReader

_MAX_PAGES = 5_000
_HEADING_FACTOR = 1.15  # letters this much larger than the body's make a heading
_MAX_HEADING_CHARS = 200
_PARAGRAPH_GAP = 1.35  # of the usual distance between lines


@dataclass(frozen=True, slots=True)
class _Body:
    """What is usual in a document."""

    size: float  # of the letters
    leading: float  # distance between lines
    heading_sizes: tuple[float, ...]  # largest first


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse the text of a PDF; blocks never cross a page.

    Raises:
        EncryptedFileError: It needs a password.
        NoTextError: No page has text.
        FileTooLargeError: More than 5,000 pages.
        DamagedFileError: It cannot be read.
    """
    with quiet("pypdf"):
        reader = _open(data, name=name)
        pages = [page_lines(page) for page in reader.pages]
        labels = _labels(reader, len(pages))
        stated = _stated(reader)
    if not any(any(c.isalnum() for c in line.text) for lines in pages for line in lines):
        raise NoTextError(
            f"{name} holds images only, no text. Recognise its text first (OCR, such as ocrmypdf -l swe+dan)."
        )
    body = _body(pages)
    builder = TextBuilder()
    spans: list[PageSpan] = []
    for number, (lines, label) in enumerate(zip(pages, labels, strict=True), start=1):
        start = builder.length
        _add_page(builder, lines, body)
        first = next((b.start for b in builder.blocks if b.start >= start), builder.length)
        spans.append(PageSpan(number=number, label=label, start=first, end=builder.length))
    return ParsedDocument(
        media_type=PDF, text=builder.text, blocks=tuple(builder.blocks), pages=tuple(spans), stated=stated
    )


def _open(data: bytes, *, name: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
        n_pages = 0 if is_locked else len(reader.pages)
    except DependencyError as error:
        raise _encrypted(name) from error
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, OSError) as error:
        raise DamagedFileError(
            f"{name} is cut off or broken ({error}). Copy or download it again, or print it to a new PDF."
        ) from error
    if is_locked:
        raise _encrypted(name)
    if n_pages > _MAX_PAGES:
        raise FileTooLargeError(f"{name} has {n_pages} pages; the limit is {_MAX_PAGES}. Split it.")
    if not n_pages:
        raise DamagedFileError(f"{name} has no pages that can be read. Copy or download it again.")
    return reader


def _encrypted(name: str) -> EncryptedFileError:
    return EncryptedFileError(
        f"{name} is protected by a password or encrypted. Save a copy without protection and add that."
    )


def _labels(reader: PdfReader, n_pages: int) -> list[str | None]:
    """Return the printed page labels; None where a label only repeats the number."""
    try:
        labels = list(reader.page_labels)
    except Exception:  # noqa: BLE001 # labels are optional; broken ones raise anything
        return [None] * n_pages
    if len(labels) != n_pages:
        return [None] * n_pages
    return [None if label == str(number) else label for number, label in enumerate(labels, start=1)]


def _stated(reader: PdfReader) -> dict[str, str]:
    try:
        properties: dict[str, Any] = dict(reader.metadata or {})
        root_language = reader.root_object.get("/Lang", "")
    except Exception:  # noqa: BLE001 # properties are optional; broken ones raise anything
        return {}
    title = str(properties.get("/Title", "") or "").strip()
    author = str(properties.get("/Author", "") or "").strip()
    is_person = (
        bool(author)
        and is_plausible_title(author)
        and author.casefold() not in {"anonymous", "user", "admin"}
    )
    return to_stated(
        {
            "title": title if is_plausible_title(title) else "",
            "author": author if is_person else "",
            "date": normalise_date(str(properties.get("/Metodbank.Date", ""))) or "",
            "language": str(root_language or ""),
        }
    )


def _body(pages: Sequence[Sequence[PdfLine]]) -> _Body:
    """Find the size and leading of most letters; larger sizes are headings'."""
    sizes: Counter[float] = Counter()
    leadings: Counter[float] = Counter()
    for lines in pages:
        for index, line in enumerate(lines):
            sizes[line.size] += len(line.text)
            if (
                index
                and lines[index - 1].size == line.size
                and 0 < lines[index - 1].y - line.y < 5 * line.size
            ):
                leadings[round(lines[index - 1].y - line.y, 1)] += len(line.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    # Wider than double spacing is the distance between paragraphs of one line each.
    leading = min(leadings.most_common(1)[0][0], 2.0 * size) if leadings else 1.3 * size
    larger = sorted((s for s in sizes if s > size * _HEADING_FACTOR), reverse=True)
    return _Body(size=size, leading=leading, heading_sizes=tuple(larger))


def _add_page(builder: TextBuilder, lines: Sequence[PdfLine], body: _Body) -> None:
    for group, level in _groups(lines, body):
        if level:
            builder.add(BlockKind.HEADING, join_lines([line.text for line in group]), level=level)
            continue
        _add_text(builder, group, body)


def _groups(lines: Sequence[PdfLine], body: _Body) -> Iterator[tuple[list[PdfLine], int]]:
    """Yield runs of lines: each a heading with its level, or text between headings with 0."""
    group: list[PdfLine] = []
    group_level = 0
    for line in lines:
        level = _heading_level(line, body)
        goes_on = group and level == group_level
        if goes_on and level:
            # Two lines of one heading stand close together.
            goes_on = (
                0 < group[-1].y - line.y < 1.6 * line.size
                and sum(len(g.text) for g in group) < _MAX_HEADING_CHARS
            )
        if group and not goes_on:
            yield group, group_level
            group = []
        group.append(line)
        group_level = level
    if group:
        yield group, group_level


def _heading_level(line: PdfLine, body: _Body) -> int:
    """Return the level of a heading by its size, 0 for other lines; levels beyond 6 are one."""
    if line.size not in body.heading_sizes or len(line.text) > _MAX_HEADING_CHARS:
        return 0
    if not any(c.isalpha() for c in line.text) or line.text[-1] in ".,;" or BULLET_MARK.match(line.text):
        return 0
    return min(6, body.heading_sizes.index(line.size) + 1)


def _add_text(builder: TextBuilder, lines: Sequence[PdfLine], body: _Body) -> None:
    """Find the blocks of lines of body text: a wide gap or a change of weight ends a paragraph."""
    raw: list[str] = []
    for index, line in enumerate(lines):
        if index:
            before = lines[index - 1]
            distance = before.y - line.y
            is_apart = distance > _PARAGRAPH_GAP * body.leading or distance < 0 or before.size != line.size
            raw.append("\n\n" if is_apart or before.is_bold != line.is_bold else "\n")
        raw.append(" " * line.indent + line.text)
    text = "".join(raw)
    for block in find_blocks(text):
        content = text[block.start : block.end]
        mark = ""
        if block.kind is BlockKind.BULLET:
            match = BULLET_MARK.match(content)
            mark = content[: match.end()] if match and not content[0].isalnum() else ""
            content = content[len(mark) :]
            mark = "- " if mark else ""
        builder.add(block.kind, join_lines(content.split("\n")), level=block.level, mark=mark)
