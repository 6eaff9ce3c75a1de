"""EPUB books: the chapters in their reading order, each read as the web page that it is."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import unquote

from ingest.archive import member_names, read_members
from ingest.builder import TextBuilder
from ingest.dates import normalise_date
from ingest.metadata import is_plausible_title
from ingest.parsers.html import add_elements, decode_page, page_tree
from ingest.sniff import EPUB
from ingest.stated import to_stated
from ingest.xml_part import read_xml
from kb.errors import DamagedFileError, EncryptedFileError, NoTextError
from kb.records import ParsedDocument

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CONTAINER_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}CipherReference"
_OPF = "{http://www.idpf.org/2007/opf}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PAGES = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
# A book has its notes in asides, its chapter titles in headers, and captions in figures.
_SKIPPED = frozenset(
    "head script style noscript template nav form button select textarea input iframe svg object video"
    " audio canvas".split()
)
# lxml's elements have no types of their own here.
Element = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an EPUB book; its table of contents is left out as furniture.

    Raises:
        EncryptedFileError: Chapters are protected against copying.
        FileError: The file is damaged, too large when unpacked, or has no text.
    """
    members = set(member_names(data, name=name))
    package_path = _package_path(data, name=name)
    package = read_xml(data, package_path, name=name)
    chapters = list(_chapters(package, folder=posixpath.dirname(package_path)))
    _refuse_protected(data, members, chapters, name=name)
    builder = TextBuilder()
    pages = read_members(data, [path for path, _ in chapters], name=name)
    for (path, is_contents), content in zip(chapters, pages, strict=True):
        page = decode_page(content, name=f"{name} ({path})")
        _add_chapter(builder, page_tree(page), is_contents=is_contents)
    text = builder.text
    if not any(c.isalnum() for block in builder.blocks for c in text[block.start : block.end]):
        raise NoTextError(f"{name} holds no text; pictures are not read. Recognise their text first (OCR).")
    return ParsedDocument(
        media_type=EPUB, text=text, blocks=tuple(builder.blocks), stated=_stated(package),
        furniture=tuple(builder.furniture),
    )  # fmt: skip


def _package_path(data: bytes, *, name: str) -> str:
    container = read_xml(data, _CONTAINER, name=name)
    for root in container.iter(f"{_CONTAINER_NAMESPACE}rootfile"):
        path = unquote(root.get("full-path", ""))
        if path:
            return posixpath.normpath(path)
    raise DamagedFileError(f"{name} does not say where its book begins ({_CONTAINER}). Download it again.")


def _chapters(package: Element, *, folder: str) -> Iterator[tuple[str, bool]]:
    """Yield the path of each chapter in reading order, and whether it is the table of contents."""
    items = {item.get("id"): item for item in package.iter(f"{_OPF}item")}
    seen: set[str] = set()
    for entry in package.iter(f"{_OPF}itemref"):
        item = items.get(entry.get("idref"))
        if item is None or item.get("media-type", "").strip().lower() not in _PAGES:
            continue
        href = unquote(item.get("href", "").partition("#")[0])
        path = posixpath.normpath(posixpath.join(folder, href))
        if path not in seen:
            seen.add(path)
            yield path, "nav" in item.get("properties", "").split()


def _refuse_protected(
    data: bytes, members: set[str], chapters: Sequence[tuple[str, bool]], *, name: str
) -> None:
    """Check that no chapter is encrypted; fonts often are, which does not matter."""
    if _ENCRYPTION not in members:
        return
    marks = read_xml(data, _ENCRYPTION, name=name).iter(_ENCRYPTED)
    locked = {posixpath.normpath(unquote(mark.get("URI", ""))) for mark in marks}
    if any(path in locked for path, _ in chapters):
        raise EncryptedFileError(
            f"{name} is protected against copying (DRM). Ask its publisher for a copy without protection."
        )


def _add_chapter(builder: TextBuilder, root: Element, *, is_contents: bool) -> None:
    body = root.find(".//body")
    body = root if body is None else body
    if is_contents:
        builder.add_furniture(list(_lines(body)))
        return
    add_elements(builder, body, skipped=_SKIPPED)


def _lines(body: Element) -> Iterator[str]:
    """Yield the entries of a table of contents."""
    for node in body.iter("a", "h1", "h2", "h3"):
        yield "".join(node.itertext())


def _stated(package: Element) -> dict[str, str]:
    titles = [_flat(node) for node in package.iter(f"{_DC}title")]
    authors = [_flat(node) for node in package.iter(f"{_DC}creator") if _is_author(node)]
    return to_stated(
        {
            "title": next((title for title in titles if is_plausible_title(title)), ""),
            "authors": authors,
            "language": next((_flat(node) for node in package.iter(f"{_DC}language")), ""),
            "date": next((date for node in package.iter(f"{_DC}date") if (date := _date(node))), ""),
        }
    )


def _is_author(node: Element) -> bool:
    """Return whether a creator wrote the book; others edited, translated or illustrated it."""
    return str(node.get(f"{_OPF}role", "aut")) == "aut"


def _date(node: Element) -> str:
    """Return when a book was published; other events are when its file was made."""
    is_publication = node.get(f"{_OPF}event", "publication") in {"publication", "original-publication"}
    return (normalise_date(_flat(node)) or "") if is_publication else ""


def _flat(node: Element) -> str:
    return " ".join("".join(node.itertext()).split())
