"""What a file is, by its content; the extension only decides between kinds of text."""

from __future__ import annotations

import re
from pathlib import PurePath

from ingest.archive import member_names
from ingest.decode import looks_like_text
from kb.errors import EncryptedFileError, NoTextError, UnsupportedTypeError

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SAVE_AS = "Save it as Word (.docx), PDF or text and add it again."
_OCR = "Recognise its text first (OCR), save that as PDF or text and add it again."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# First bytes, what that is, what to do.
_UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "a PNG image", _OCR),
    (b"\xff\xd8\xff", "a JPEG image", _OCR),
    (b"GIF8", "a GIF image", _OCR),
    (b"II*\x00", "a TIFF image", _OCR),
    (b"MM\x00*", "a TIFF image", _OCR),
    (b"RIFF", "an image, sound or film", "Add its text as a document instead."),
    (b"{\\rtf", "a Rich Text (RTF) document", _SAVE_AS),
    (b"\x1f\x8b", "a gzip archive", "Unpack it and add the files."),
    (b"BZh", "a bzip2 archive", "Unpack it and add the files."),
    (b"\xfd7zXZ\x00", "an xz archive", "Unpack it and add the files."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it and add the files."),
    (b"Rar!", "a RAR archive", "Unpack it and add the files."),
    (b"SQLite format 3\x00", "an SQLite database", "Export what you need as text."),
    (b"\x7fELF", "a program", "Add documents only."),
    (b"MZ\x90", "a program", "Add documents only."),
    (b"ID3", "a sound recording", "Add a transcript instead."),
)
_ZIP_KINDS = (
    ("word/document.xml", None),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("xl/workbook.xml", "an Excel workbook"),
    ("META-INF/container.xml", "an EPUB book"),
    ("content.xml", "an OpenDocument file"),
)
_HTML_START = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*"
    rb"<(?:!doctype\s+html|html|head|body)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TAG = re.compile(rb"<(?:p|div|h[1-6]|ul|ol|table|article|section|title|meta)[\s>]", re.IGNORECASE)


def sniff(data: bytes, *, name: str) -> str:
    """Return the media type of a file that can be ingested.

    Args:
        data: The whole file.
        name: The file's name: for messages, and to tell Markdown and HTML fragments from plain text.

    Raises:
        NoTextError: The file is empty.
        UnsupportedTypeError: It is of another type, which the message names.
        EncryptedFileError: An Office file that needs a password.
        DamagedFileError: A zip file that cannot be read.
        FileTooLargeError: A zip file that would unpack beyond the limits.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise NoTextError(f"{name} is empty. Check that it was saved or downloaded completely.")
    if _is_pdf(data):
        return PDF
    if data.startswith(b"PK\x03\x04"):
        return _sniff_zip(data, name=name)
    if data.startswith(_OLE):
        raise _legacy_office(data, name=name)
    for magic, what, cure in _UNSUPPORTED:
        if data.startswith(magic):
            raise UnsupportedTypeError(f"{name} is {what}, not text. {cure}")
    if data[4:8] == b"ftyp":
        raise UnsupportedTypeError(f"{name} is a film, sound or photo. Add its text as a document instead.")
    return _sniff_text(data, name=name)


def _is_pdf(data: bytes) -> bool:
    start = data.find(b"%PDF-", 0, 1024 + 5)
    # Junk may stand before the mark; a text that only mentions the mark has no objects.
    return start == 0 or (start > 0 and re.search(rb"\d+ \d+ obj\b", data[start:]) is not None)


def _sniff_zip(data: bytes, *, name: str) -> str:
    members = set(member_names(data, name=name))
    for member, what in _ZIP_KINDS:
        if member in members:
            if what is None:
                return DOCX
            raise UnsupportedTypeError(
                f"{name} is {what}, which is not read yet. Save it as PDF and add it again."
            )
    raise UnsupportedTypeError(f"{name} is a zip archive. Unpack it and add the files.")


def _legacy_office(data: bytes, *, name: str) -> UnsupportedTypeError | EncryptedFileError:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return EncryptedFileError(f"{name} is protected by a password. Remove the password and add it again.")
    return UnsupportedTypeError(
        f"{name} is an Office file of the old kind (such as .doc or .xls). {_SAVE_AS}"
    )


def _sniff_text(data: bytes, *, name: str) -> str:
    if not looks_like_text(data):
        raise UnsupportedTypeError(f"{name} holds binary data, not text. {_SAVE_AS}")
    suffix = PurePath(name).suffix.lower()
    sample = data[:8192].replace(b"\x00", b"")  # so that UTF-16 is seen as well
    if _HTML_START.match(sample.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        return HTML
    if suffix in {".html", ".htm", ".xhtml"} and _HTML_TAG.search(sample):
        return HTML
    return MARKDOWN if suffix in {".md", ".markdown", ".mdown"} else PLAIN
