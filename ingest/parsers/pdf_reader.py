"""A PDF opened and read page by page: by pypdf, and by a second reader where that one fails."""

from __future__ import annotations

import io
import logging
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ingest.parsers.pdf_lines import PdfLine, page_lines
from ingest.parsers.pdf_pieces import FontWidths, Piece, page_pieces
from ingest.parsers.pdf_properties import page_labels, stated_properties
from ingest.parsers.pdf_repair import with_page_table
from ingest.pdfium_text import PdfiumText, TextLine, read_text
from ingest.quiet import quiet
from kb.errors import DamagedFileError, EncryptedFileError, FileError, FileTooLargeError
from kb.text import one_line

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

logger = logging.getLogger(__name__)

_MAX_PAGES = 5_000
_MAX_SECONDS = 1_200.0  # processor time; 5,000 dense pages take a third of it
_MIN_SCAN_CHARS = 20  # a page with an image and less text than this is a scan
_MIN_UNKNOWN = 5
_UNKNOWN_SHARE = 0.1  # of the characters of a page; where letters are unknown, spaces often are alone
# What pypdf says of a stream that unpacks beyond its limits.
_BOMB = re.compile(r"^Limit reached while decompressing|decoding work")
_GLYPH_NAME = re.compile(
    r"/[A-Za-z]{1,6}\d{1,5}(?![\w.])|\(cid:\d+\)"
)  # written where its letter is not known
# Control characters, halves of characters, private ones but for the marks of bullets, and "unknown".
_CODE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f\ud800-\udfff\ue000-\uf0a6\uf0a8-\uf0b6"
    "\uf0b8-\uf0d7\uf0d9-\uf8ff\ufffd\U000f0000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What stands on a page."""

    lines: tuple[PdfLine, ...] = ()
    is_scan: bool = False  # its text is in its image, or in letters that cannot be told
    is_broken: bool = False  # it cannot be opened, or its letters cannot be told
    recognised: str = ""  # text of a scan


@dataclass(frozen=True, slots=True)
class PdfContent:
    """What was read of a file."""

    pages: tuple[PdfPage, ...]
    labels: tuple[str | None, ...]  # as printed, of every page
    stated: Mapping[str, str]


def read_pdf(data: bytes, *, name: str) -> PdfContent:
    """Read the lines of all pages.

    Raises:
        EncryptedFileError: It needs a password.
        FileTooLargeError: More than 5,000 pages, or it unpacks beyond all measure.
        DamagedFileError: It cannot be read.
    """
    with quiet("pypdf"):
        try:
            reader = _open(data, name=name)
        except DamagedFileError as error:
            return _read_again(data, name=name, error=error)
        pages = _read_pages(reader, name=name)
        labels = page_labels(reader, len(pages))
        stated = stated_properties(reader)
        n_stated = _stated_count(reader)
    if n_stated > len(pages):
        # What lies after a page that pypdf leaves out would get a wrong number.
        second = read_text(data, name=name)
        _check_count(second.n_pages, name=name)
        if second.n_pages >= n_stated and any(second.pages.values()):
            return _content(second, stated=stated)
        logger.warning("%s: only %d of %d pages could be read", name, len(pages), n_stated)
    return PdfContent(tuple(_with_second(data, pages, name=name)), labels, stated)


def _open(data: bytes, *, name: str) -> PdfReader:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        is_locked = reader.is_encrypted and not reader.decrypt("")
        n_pages = 0 if is_locked else len(reader.pages)
    except (DependencyError, NotImplementedError) as error:
        raise _encrypted(name) from error
    except LimitReachedError as error:
        raise _too_large_or_damaged(error, name) from error
    except RecursionError as error:
        raise _damaged("its parts refer to each other in a circle", name) from error
    except Exception as error:  # what pypdf raises on broken files is not all of its own kind
        raise _damaged(str(error), name) from error
    if is_locked:
        raise _encrypted(name)
    _check_count(n_pages, name=name)
    if not n_pages:
        raise DamagedFileError(f"{name} has no pages that can be read. Copy or download it again.")
    return reader


def _read_again(data: bytes, *, name: str, error: DamagedFileError) -> PdfContent:
    """Read with the second reader, as it is or with a new table of its pages."""
    for candidate in (data, with_page_table(data)):
        second = read_text(candidate, name=name) if candidate is not None else PdfiumText(0, {})
        _check_count(second.n_pages, name=name)
        if any(second.pages.values()):
            if candidate is not data:
                logger.warning("%s is cut off; %d pages of it could be read", name, len(second.pages))
            return _content(second, stated={})
    raise error


def _content(second: PdfiumText, *, stated: Mapping[str, str]) -> PdfContent:
    pages = tuple(_second_page(second.pages.get(n)) for n in range(1, second.n_pages + 1))
    return PdfContent(pages, (None,) * len(pages), stated)


def _read_pages(reader: PdfReader, *, name: str) -> list[PdfPage | None]:
    """Return the pages, None for those that a second reader should try."""
    widths = FontWidths()
    pages: list[PdfPage | None] = []
    start = time.process_time()
    for page in reader.pages:
        pages.append(_read_page(page, widths, name=name))
        if time.process_time() - start > _MAX_SECONDS:
            raise FileTooLargeError(
                f"{name} took more than {_MAX_SECONDS / 60:.0f} minutes to read {len(pages)} of its pages. "
                "Print it to a new PDF or split it."
            )
    return pages


def _read_page(page: PageObject, widths: FontWidths, *, name: str) -> PdfPage | None:
    from pypdf.errors import LimitReachedError

    try:
        drawn = page_pieces(page, widths)
    except LimitReachedError as error:
        if _BOMB.search(str(error)):
            raise _bomb(name) from error
        return None
    except Exception as error:  # noqa: BLE001 # what pypdf raises on broken pages is not all of its own kind
        logger.debug("%s: a page cannot be read: %s", name, error)
        return None
    if _is_unknown([piece.text for piece in drawn.pieces]):
        return None
    lines = tuple(page_lines(drawn.pieces))
    if not drawn.pieces and drawn.shows_text:
        return None
    return PdfPage(lines, is_scan=drawn.has_image and _n_chars(lines) < _MIN_SCAN_CHARS)


def _with_second(data: bytes, pages: Sequence[PdfPage | None], *, name: str) -> list[PdfPage]:
    """Give the pages that pypdf could not read to the second reader."""
    failed = [number for number, page in enumerate(pages, start=1) if page is None]
    second = read_text(data, failed, name=name) if failed else PdfiumText(0, {})
    found: list[PdfPage] = []
    for number, page in enumerate(pages, start=1):
        # It asks for text to be shown: where that cannot be told, text is missing.
        found.append(page or _second_page(second.pages.get(number) or None))
    return found


def _second_page(found: Sequence[TextLine] | None) -> PdfPage:
    if found is None:
        return PdfPage(is_scan=True, is_broken=True)
    texts = [line.text for line in found]
    if _is_unknown(texts):
        return PdfPage(is_scan=True, is_broken=True)
    if not any(c.isalnum() for text in texts for c in text):
        return PdfPage(is_scan=True)
    # 0.5 of the size: an estimate of a letter's width is enough where lines come whole
    pieces = [
        Piece(line.text, line.x, line.y, 0.5 * line.size * len(line.text), line.size, line.is_bold, True)
        for line in found
    ]
    return PdfPage(tuple(page_lines(pieces)))


def with_recognised(content: PdfContent, texts: Mapping[int, str]) -> PdfContent:
    """Put the recognised texts of scans, by page number, in the place of what was read of them."""
    pages = tuple(
        replace(page, lines=(), recognised=texts[number]) if texts.get(number, "").strip() else page
        for number, page in enumerate(content.pages, start=1)
    )
    return replace(content, pages=pages)


def _n_chars(lines: Sequence[PdfLine]) -> int:
    return sum(not c.isspace() for line in lines for c in line.text)


def _is_unknown(texts: Sequence[str]) -> bool:
    """Return whether a good part of the characters are codes of a font instead of letters."""
    n_chars = sum(len(text) - text.count(" ") for text in texts)
    n_unknown = sum(len(_CODE.findall(text)) + len(_GLYPH_NAME.findall(text)) for text in texts)
    return n_unknown >= _MIN_UNKNOWN and n_unknown >= _UNKNOWN_SHARE * n_chars


def _stated_count(reader: PdfReader) -> int:
    try:
        tree: Any = reader.root_object["/Pages"]  # typed as any object
        return int(tree["/Count"])
    except Exception:  # noqa: BLE001 # a broken count is no count
        return 0


def _check_count(n_pages: int, *, name: str) -> None:
    if n_pages > _MAX_PAGES:
        raise FileTooLargeError(f"{name} has {n_pages} pages; the limit is {_MAX_PAGES}. Split it.")


def _encrypted(name: str) -> EncryptedFileError:
    return EncryptedFileError(
        f"{name} is protected by a password or encrypted. Save a copy without protection and add that."
    )


def _damaged(reason: str, name: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is cut off or broken ({one_line(reason)}). "
        "Copy or download it again, or print it to a new PDF."
    )


def _too_large_or_damaged(error: Exception, name: str) -> FileError:
    return _bomb(name) if _BOMB.search(str(error)) else _damaged(str(error), name)


def _bomb(name: str) -> FileTooLargeError:
    return FileTooLargeError(
        f"{name} is packed suspiciously tightly: a part of it unpacks to more than 75 MB. "
        "Open it in its program, check it and print it to a new PDF."
    )
