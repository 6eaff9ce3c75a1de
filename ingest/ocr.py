"""Recognises the text of scanned pages and of images, with the program tesseract."""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.heartbeat import beat
from ingest.image_frame import count_frames, draw_frame
from ingest.page_image import render_page
from ingest.tesseract import RecognisedText, find_tesseract, recognise
from kb.errors import DamagedFileError, FileTooLargeError, NoTextError
from kb.language import detect_chunk, detect_document
from kb.records import Language

logger = logging.getLogger(__name__)

MAX_PAGES = 1_000  # more than an hour on one core
_DPI = 300
_MAX_SIDE_PX = 5_000  # an A3 page at 300 dots an inch; larger sheets have larger letters
_DRAWING_TIMEOUT_S = 60.0
_DRAWING_MEMORY_MB = 1024
_MAX_AT_ONCE = 4
_DOUBTFUL_CONFIDENCE = 75.0
_NO_TEXT_CONFIDENCE = 50.0  # text upside down has 47; photos without text had no words at all
_DANISH_LETTER = re.compile("[æøÆØ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What came of one page."""

    number: int
    text: str
    confidence: float | None = None  # None where there are no words
    error: DamagedFileError | None = None


def recognise_pages(data: bytes, page_numbers: Sequence[int], *, name: str) -> Mapping[int, str]:
    r"""Return the text of scanned pages of a PDF.

    Pages that are recognised with low confidence, or not at all, are named in a warning.

    Args:
        data: The whole PDF.
        page_numbers: Count from 1.
        name: The file's name, for messages.

    Returns:
        A text for each page asked for: lines as they stand on the page, ended by ``\n``, with words
        still divided at their ends; a blank line between paragraphs; "• " before bullets. It is empty
        for a blank page, a picture without text, and a page that could not be drawn or recognised.

    Raises:
        OcrUnavailableError: tesseract or its Swedish or Danish is not installed.
        FileTooLargeError: More than ``MAX_PAGES`` pages are asked for.
    """
    if not page_numbers:
        return {}
    _check_count(len(page_numbers), name=name)
    program = find_tesseract(name=name)
    with _as_file(data) as path:

        def draw(number: int) -> bytes:
            return render_page(
                path, number, max_side_px=_MAX_SIDE_PX, dpi=_DPI, is_grey=True, name=name,
                timeout_s=_DRAWING_TIMEOUT_S, max_memory_mb=_DRAWING_MEMORY_MB,
            )  # fmt: skip

        pages = _recognised(program, draw, page_numbers, name=name)
    return {page.number: page.text for page in pages}


def recognise_image(data: bytes, *, name: str) -> list[str]:
    """Return the text of each picture of an image file, in the shape of ``recognise_pages``.

    Args:
        data: The whole file: PNG, JPEG, TIFF, GIF, BMP or WebP.
        name: The file's name, for messages.

    Raises:
        OcrUnavailableError: tesseract or its Swedish or Danish is not installed.
        FileTooLargeError: It has more than ``MAX_PAGES`` pictures, or too many pixels.
        DamagedFileError: No picture of it could be read and recognised.
        NoTextError: No picture of it has text.
    """
    program = find_tesseract(name=name)
    with _as_file(data) as path:
        n_frames = count_frames(path, name=name)
        _check_count(n_frames, name=name)
        numbers = range(1, n_frames + 1)
        pages = _recognised(program, lambda number: draw_frame(path, number, name=name), numbers, name=name)
    texts = [page.text for page in pages]
    if not any(texts):
        for page in pages:
            if page.error is not None:
                raise page.error
        raise NoTextError(
            f"{name} shows no text that can be recognised. Scan it again at 300 dots an inch or leave it out."
        )
    return texts


def _check_count(n_pages: int, *, name: str) -> None:
    if n_pages > MAX_PAGES:
        raise FileTooLargeError(
            f"{name} has {n_pages} pages whose text would have to be recognised; the limit is {MAX_PAGES}."
            " Split it."
        )


@contextmanager
def _as_file(data: bytes) -> Iterator[Path]:
    """Lend the data as a file, for processes that read only a part of it."""
    # A folder, because on Windows no other process can open a file that this one has open.
    with tempfile.TemporaryDirectory(prefix="metodbank-") as folder:
        path = Path(folder, "scan")
        path.write_bytes(data)
        yield path


def _recognised(
    program: str, draw: Callable[[int], bytes], numbers: Iterable[int], *, name: str
) -> list[_Page]:
    """Draw and recognise pages, as many at once as there are processors, and report what is doubtful."""

    def attempt(number: int) -> _Page:
        page = recognised(number)
        beat()
        return page

    def recognised(number: int) -> _Page:
        try:
            png = draw(number)
            found = _best(program, png, what=f"{name} (page {number})") if png else None
        except DamagedFileError as error:
            return _Page(number=number, text="", error=error)
        if found is None or found.confidence is None:
            return _Page(number=number, text="")
        text = found.text if found.confidence >= _NO_TEXT_CONFIDENCE else ""
        return _Page(number=number, text=text, confidence=found.confidence)

    with ThreadPoolExecutor(min(_MAX_AT_ONCE, os.cpu_count() or 1)) as pool:
        pages = list(pool.map(attempt, numbers))
    _report(pages, name=name)
    return pages


def _best(program: str, png: bytes, *, what: str) -> RecognisedText:
    """Recognise a page as Swedish or Danish; one that is Swedish throughout once more, as Swedish alone.

    With both languages å and o stand for some ä and ö (1.1 % of the words are wrong, with Swedish alone
    0.3 %); Danish is better recognised with both (0.4 and 0.5 %). Source: bench.ocr, on clean scans.
    """
    found = recognise(program, png, dpi=_DPI, what=what)
    # Danish words and names lose their letters where only Swedish is expected.
    if _DANISH_LETTER.search(found.text) or not _is_swedish(found.text):
        return found
    again = recognise(program, png, dpi=_DPI, what=what, languages=["swe"])
    return again if again.text and _is_swedish(again.text) else found


def _is_swedish(text: str) -> bool:
    return detect_document(text) is Language.SWEDISH and all(
        detect_chunk(paragraph, Language.SWEDISH) is Language.SWEDISH for paragraph in text.split("\n\n")
    )


def _report(pages: Sequence[_Page], *, name: str) -> None:
    """Warn of pages that are doubtful, that were left out, and that failed: once for each kind."""
    doubtful = [page for page in pages if page.text and _confidence(page) < _DOUBTFUL_CONFIDENCE]
    if doubtful:
        logger.warning("%s: recognised with low confidence: page %s", name, _numbered(doubtful))
    left_out = [page for page in pages if not page.text and page.confidence is not None]
    if left_out:
        logger.warning("%s: left out, nothing legible: page %s", name, _numbered(left_out))
    failed = [page for page in pages if page.error is not None]
    if failed:
        numbers = ", ".join(str(page.number) for page in failed)
        logger.warning("%s: not recognised, text is missing: page %s (%s)", name, numbers, failed[0].error)


def _confidence(page: _Page) -> float:
    return 100.0 if page.confidence is None else page.confidence


def _numbered(pages: Sequence[_Page]) -> str:
    return ", ".join(f"{page.number} ({_confidence(page):.0f} %)" for page in pages)
