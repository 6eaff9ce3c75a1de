"""What a file is, by its content; the extension only decides between kinds of text."""

from __future__ import annotations

import re
from collections.abc import Set
from pathlib import PurePath
from uuid import UUID

from ingest.archive import all_names, member_names, read_member
from ingest.decode import looks_like_text
from kb.errors import EncryptedFileError, NoTextError, UnsupportedTypeError

PLAIN = "text/plain"
MARKDOWN = "text/markdown"
HTML = "text/html"
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
ODP = "application/vnd.oasis.opendocument.presentation"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
EPUB = "application/epub+zip"
DOC = "application/msword"
PPT = "application/vnd.ms-powerpoint"
XLS = "application/vnd.ms-excel"
CSV = "text/csv"
TABLES = frozenset({XLSX, XLS, ODS, CSV})
"""Types that are tables and nothing else: they begin with a row, not with a title page."""

EMAIL = "message/rfc822"
ZIP = "application/zip"
SLIDES = frozenset({PPTX, ODP, PPT})
"""Types whose pages are slides: what stands at their edges is text, and each title is a heading."""

PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
GIF = "image/gif"
BMP = "image/bmp"
WEBP = "image/webp"
IMAGES = (PNG, JPEG, TIFF, GIF, BMP, WEBP)
"""Types whose text has to be recognised."""

_SAVE_AS = "Save it as Word (.docx), PDF or text and add it again."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IMAGE_STARTS: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"II[*+]\x00|MM\x00[*+]"), TIFF),  # "+" for files over 4 GB
    (re.compile(rb"GIF8[79]a"), GIF),
    # "BM" may begin a text: then its size, two reserved numbers, an offset, and a header of a known size
    (re.compile(rb"BM.{4}\x00{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\x00{3}", re.DOTALL), BMP),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), WEBP),
)
# First bytes, what that is, what to do.
_UNSUPPORTED: tuple[tuple[bytes, str, str], ...] = (
    (b"RIFF", "a sound or film", "Add its text as a document instead."),
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
# A member that tells what a zip file is: the type it is read as, or what it is where it is not read.
_ZIP_KINDS = (
    ("word/document.xml", DOCX, ""),
    ("ppt/presentation.xml", PPTX, ""),
    ("xl/workbook.bin", "", "a binary Excel workbook (.xlsb)"),
    ("META-INF/container.xml", EPUB, ""),
    ("content.xml", "", "an OpenDocument drawing, chart or formula"),
)
# What an OpenDocument file says of itself in its member "mimetype", to the type it is read as.
_OPEN_DOCUMENTS = {f"{kind}{form}": kind for kind in (ODS, ODT, ODP) for form in ("", "-template")}
_ROOT_TYPE = re.compile(rb"""full-path=["']/["'][^>]{0,200}?media-type=["']([\w./+-]{1,100})["']""")
# The class of an old Office file, and the names of the streams that tell it where the class is not stated.
_OLE_KINDS = (
    (PPT, "64818d104f9b11cf86ea00aa00b929e8", ("PowerPoint Document",)),
    (DOC, "0002090600000000c000000000000046", ("WordDocument",)),
    (XLS, "0002082000000000c000000000000046", ("Workbook",)),
    (XLS, "0002081000000000c000000000000046", ("Book",)),
)
_TABLE_SUFFIXES = frozenset({".csv", ".tsv", ".tab"})
# What tells a document of some program from an archive of files.
_DOCUMENT_PARTS = frozenset(
    {"[Content_Types].xml", "mimetype", "encrypted-package", "xl/workbook.xml"}
    | {kind[0] for kind in _ZIP_KINDS}
)
_HEADER = re.compile(rb"^([A-Za-z][A-Za-z0-9-]{1,60}):", re.MULTILINE)
_MAIL_HEADERS = frozenset({b"from", b"subject", b"date", b"to", b"received", b"message-id", b"return-path"})
_MAIL_HEAD_BYTES = 65_536
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
        name: The file's name: for messages, and to tell Markdown, tables and HTML fragments from
            plain text.

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
        return ZIP if _is_archive(data, name=name) else _sniff_zip(data, name=name)
    if data.startswith(_OLE):
        return _sniff_ole(data, name=name)
    image = image_type(data)
    if image is not None:
        return image
    for magic, what, cure in _UNSUPPORTED:
        if data.startswith(magic):
            raise UnsupportedTypeError(f"{name} is {what}, not text. {cure}")
    if data[4:8] == b"ftyp":
        raise UnsupportedTypeError(f"{name} is a film, sound or photo. Add its text as a document instead.")
    if _is_mail(data, name=name):
        return EMAIL
    return _sniff_text(data, name=name)


def image_type(data: bytes) -> str | None:
    """Return the media type of an image; None for anything else."""
    return next((kind for start, kind in _IMAGE_STARTS if start.match(data)), None)


def _is_pdf(data: bytes) -> bool:
    start = data.find(b"%PDF-", 0, 1024 + 5)
    # Junk may stand before the mark; a text that only mentions the mark has no objects.
    return start == 0 or (start > 0 and re.search(rb"\d+ \d+ obj\b", data[start:]) is not None)


def _sniff_zip(data: bytes, *, name: str) -> str:
    members = set(member_names(data, name=name))
    if "xl/workbook.xml" in members:
        return XLSX
    if members & {"content.xml", "encrypted-package"}:
        stated = _open_document_type(data, members, name=name)
        if stated in _OPEN_DOCUMENTS:
            return _OPEN_DOCUMENTS[stated]
    for member, media_type, what in _ZIP_KINDS:
        if member in members:
            if media_type:
                return media_type
            raise UnsupportedTypeError(
                f"{name} is {what}, which is not read yet. Save it as PDF and add it again."
            )
    raise UnsupportedTypeError(f"{name} is a zip archive. Unpack it and add the files.")


def _is_archive(data: bytes, *, name: str) -> bool:
    """Return whether a zip file holds files, and is not one that a program keeps a document in."""
    return _DOCUMENT_PARTS.isdisjoint(all_names(data, name=name))


def _is_mail(data: bytes, *, name: str) -> bool:
    head = re.split(rb"\r?\n[ \t]*\r?\n", data[:_MAIL_HEAD_BYTES], maxsplit=1)[0]
    if not _HEADER.match(head):
        return False
    headers = {found.group(1).lower() for found in _HEADER.finditer(head)}
    if PurePath(name).suffix.lower() == ".eml":
        return bool(headers & _MAIL_HEADERS)
    # a text that begins with "From:" may be one that somebody pasted
    return b"mime-version" in headers and len(headers & _MAIL_HEADERS) >= 3


def _open_document_type(data: bytes, members: Set[str], *, name: str) -> str:
    """Return what a file says of itself: in a member of its own, or else in its manifest."""
    if "mimetype" in members:
        return read_member(data, "mimetype", name=name)[:200].decode("latin-1").strip()
    if "META-INF/manifest.xml" not in members:
        return ""
    found = _ROOT_TYPE.search(read_member(data, "META-INF/manifest.xml", name=name))
    return found.group(1).decode("ascii") if found else ""


def _sniff_ole(data: bytes, *, name: str) -> str:
    """Return the type of an Office file of the old kind: by its class, else by the streams in it."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise EncryptedFileError(f"{name} is protected by a password. Remove the password and add it again.")
    stated = _ole_class(data)
    for media_type, class_id, _ in _OLE_KINDS:
        if stated == class_id:
            return media_type
    for media_type, _, streams in _OLE_KINDS:
        if any(f"{stream}\x00".encode("utf-16-le") in data for stream in streams):
            return media_type
    raise UnsupportedTypeError(f"{name} is an Office file of the old kind (such as .doc or .xls). {_SAVE_AS}")


def _ole_class(data: bytes) -> str:
    """Return the class of the root of an OLE file as 32 hexadecimal digits, empty where there is none."""
    sector_bytes = 1 << min(int.from_bytes(data[30:32], "little"), 16)
    root = (int.from_bytes(data[48:52], "little") + 1) * sector_bytes
    stated = data[root + 80 : root + 96]
    return UUID(bytes_le=stated).hex if len(stated) == 16 else ""


def _sniff_text(data: bytes, *, name: str) -> str:
    if not looks_like_text(data):
        raise UnsupportedTypeError(f"{name} holds binary data, not text. {_SAVE_AS}")
    suffix = PurePath(name).suffix.lower()
    sample = data[:8192].replace(b"\x00", b"")  # so that UTF-16 is seen as well
    if _HTML_START.match(sample.removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")):
        return HTML
    if suffix in {".html", ".htm", ".xhtml"} and _HTML_TAG.search(sample):
        return HTML
    if suffix in _TABLE_SUFFIXES:
        return CSV
    return MARKDOWN if suffix in {".md", ".markdown", ".mdown"} else PLAIN
