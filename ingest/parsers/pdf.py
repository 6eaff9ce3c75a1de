"""PDF: text by page, headings by the size of their letters, hyphens at line ends joined.

A paragraph that goes on over a page break stays one in the text – only a space stands between its halves,
and what runs along the edges of the pages is put aside – while each half is a block with its own page. A
word that the break divides stands whole on the page on which it begins.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.builder import TextBuilder
from ingest.parsers.pdf_blocks import Body, add_lines, add_text, find_body, heading_level, runs_on
from ingest.parsers.pdf_hyphens import Spellings, is_divided, join_lines, spellings
from ingest.parsers.pdf_lines import PdfLine
from ingest.parsers.pdf_reader import PdfContent, PdfPage, read_pdf, with_recognised
from ingest.parsers.pdf_running import running_lines
from ingest.sniff import PDF
from kb.errors import DamagedFileError, FileError, FileTooLargeError, NoTextError
from kb.records import PageSpan, ParsedDocument

logger = logging.getLogger(__name__)

_MAX_LISTED = 20


@dataclass(slots=True)
class _Page:
    """The lines of a page, those of the text apart from those at its edges."""

    text: list[PdfLine]
    above: list[str]
    below: list[str]
    recognised: str
    goes_on: bool = False  # its first line ends a sentence of the page before


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse the text of a PDF; blocks never cross a page.

    Raises:
        EncryptedFileError: It needs a password.
        NoTextError: No page has text, and none could be recognised.
        FileTooLargeError: More than 5,000 pages, or packed beyond all measure.
        DamagedFileError: It cannot be read.
    """
    content = _with_scans(read_pdf(data, name=name), data, name=name)
    body = find_body([page.lines for page in content.pages])
    known = spellings(line.text for page in content.pages for line in page.lines)
    pages = _arranged(content.pages, body, known)
    builder = TextBuilder()
    spans: list[PageSpan] = []
    for number, (page, label) in enumerate(zip(pages, content.labels, strict=True), start=1):
        before, n_blocks, n_around = builder.length, len(builder.blocks), len(builder.furniture)
        _add_page(
            builder, page, body, known, is_continued_after=number < len(pages) and pages[number].goes_on
        )
        starts = [block.start for block in builder.blocks[n_blocks:]]
        starts.extend(start for start, _ in builder.furniture[n_around:])
        spans.append(
            PageSpan(number=number, label=label, start=min(starts, default=before), end=builder.length)
        )
    return ParsedDocument(
        media_type=PDF, text=builder.text, blocks=tuple(builder.blocks), pages=tuple(spans),
        stated=content.stated, furniture=tuple(builder.furniture),
    )  # fmt: skip


def _with_scans(content: PdfContent, data: bytes, *, name: str) -> PdfContent:
    """Recognise the text of scans; where that cannot be done, go on with the pages that have text."""
    scans = [number for number, page in enumerate(content.pages, start=1) if page.is_scan]
    reason: FileError | None = None
    if scans:
        from ingest.ocr import recognise_pages

        try:
            content = with_recognised(content, recognise_pages(data, scans, name=name))
        except FileError as error:
            reason = error
    if not any(_has_text(page) for page in content.pages):
        raise _without_text(content, reason, name=name) from reason
    left = [
        number
        for number, page in enumerate(content.pages, start=1)
        if not page.recognised and (page.is_broken or (page.is_scan and reason is not None))
    ]
    if left:
        logger.warning(
            "%s: text is missing of %d of %d pages (%s)%s", name, len(left), len(content.pages),
            _listed(left), f": {reason}" if reason else "",
        )  # fmt: skip
    return content


def _without_text(content: PdfContent, reason: FileError | None, *, name: str) -> FileError:
    if isinstance(reason, FileTooLargeError):
        return reason
    if all(page.is_broken for page in content.pages):
        return DamagedFileError(
            f"{name} is broken or set in letters that cannot be told: none of its pages can be read. "
            "Copy or download it again, or print it to a new PDF."
        )
    if reason is None and any(page.is_scan for page in content.pages):
        return NoTextError(
            f"{name} holds images in which no text could be recognised. "
            "Scan it again, sharper, or add its text."
        )
    return NoTextError(
        f"{name} holds images only, no text. Recognise its text first (OCR, such as ocrmypdf -l swe+dan)."
    )


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers[:_MAX_LISTED]) + (
        ", …" if len(numbers) > _MAX_LISTED else ""
    )


def _has_text(page: PdfPage) -> bool:
    return any(c.isalnum() for line in page.lines for c in line.text) or bool(page.recognised)


def _arranged(pages: Sequence[PdfPage], body: Body, known: Spellings) -> list[_Page]:
    """Take what runs along the edges of pages out of their text, and mend what page breaks divide."""
    running = running_lines([page.lines for page in pages], body.size)
    arranged: list[_Page] = []
    for position, page in enumerate(pages):
        # The first line of a document without larger letters may be its title.
        is_first = position == 0 and not any(heading_level(line, body) for line in page.lines)
        taken = {index for at, index in running if at == position and not (is_first and index == 0)}
        text = [line for index, line in enumerate(page.lines) if index not in taken]
        middle = max((line.y for line in text), default=0.0)
        around = [page.lines[index] for index in sorted(taken)]
        arranged.append(
            _Page(
                text,
                above=[line.text for line in around if line.y >= middle],
                below=[line.text for line in around if line.y < middle],
                recognised=page.recognised,
            )
        )
    for before, after in pairwise(arranged):
        _mend(before, after, body, known)
    return arranged


def _mend(before: _Page, after: _Page, body: Body, known: Spellings) -> None:
    """Note that a sentence goes on over a page break, and make a word that it divides whole."""
    if not before.text or not after.text or not runs_on(before.text[-1], after.text[0], body):
        return
    after.goes_on = True
    last, first = before.text[-1], after.text[0]
    head, _, rest = first.text.partition(" ")
    whole = join_lines([last.text, head], known)
    if not is_divided(last.text) or whole.endswith(f" {head}"):  # "barn- och" is two words
        return
    before.text[-1] = replace(last, text=whole)
    after.text[0] = replace(first, text=rest)
    if not rest:
        del after.text[0]


def _add_page(
    builder: TextBuilder, page: _Page, body: Body, known: Spellings, *, is_continued_after: bool
) -> None:
    """Add a page; what stands at its edges is written where it parts no sentence."""
    if not page.goes_on:
        builder.add_furniture(page.above)
    if is_continued_after and not page.goes_on:
        builder.add_furniture(page.below)
    add_lines(builder, page.text, body, known, goes_on=page.goes_on)
    if page.recognised:
        add_text(builder, page.recognised, known)
    if page.goes_on and not is_continued_after:
        builder.add_furniture(page.above)
    if not is_continued_after:
        builder.add_furniture(page.below)
