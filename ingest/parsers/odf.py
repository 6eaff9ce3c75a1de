"""What OpenDocument texts and presentations have in common: the package, and text with its structure.

Read with lxml alone: odfdo, which reads the format too, counts tracked deletions among the paragraphs,
and lets a file replace text by entities of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ingest.archive import member_names, read_member
from ingest.parsers.office import HEADING_STYLE, TITLE_STYLE, stated_properties
from ingest.parsers.pieces import Found, Furniture, Piece, Table
from ingest.xml_part import read_xml
from kb.errors import DamagedFileError, EncryptedFileError
from kb.records import BlockKind

TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_MANIFEST = "META-INF/manifest.xml"
# Deleted text of tracked changes, comments, fields to fill in, and descriptions of pictures are not read.
_UNREAD = frozenset(
    {f"{TEXT}tracked-changes", f"{OFFICE}annotation", f"{OFFICE}forms", f"{_SVG}title", f"{_SVG}desc"}
)
_INDEXES = frozenset(
    f"{TEXT}{kind}"
    for kind in (
        "table-of-content", "illustration-index", "table-index", "object-index", "user-index",
        "alphabetical-index",
    )
)  # fmt: skip
_SPACES = frozenset({f"{TEXT}s", f"{TEXT}tab", f"{TEXT}line-break"})
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROW_GROUPS = frozenset(f"{_TABLE}{part}" for part in ("table-header-rows", "table-row-group", "table-rows"))
_MAX_STYLES_UP = 10
# lxml's elements have no types of their own here.
Element = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """The parts of an OpenDocument file that hold text."""

    body: Element  # what the document is: office:text or office:presentation
    styles: Mapping[str, tuple[str, ...]]  # name of a style to the names shown of it and those it builds on
    stated: Mapping[str, str]


def read_package(data: bytes, *, kind: str, name: str) -> Package:
    """Read the parts of a file.

    Args:
        data: The whole file.
        kind: The element that holds the text, such as "presentation".
        name: The file's name, for messages.

    Raises:
        EncryptedFileError: It needs a password.
        FileError: It is damaged or too large when unpacked.
    """
    members = set(member_names(data, name=name))
    if _MANIFEST in members and b"encryption-data" in read_member(data, _MANIFEST, name=name):
        raise EncryptedFileError(f"{name} is protected by a password. Remove the password and add it again.")
    content = read_xml(data, "content.xml", name=name)
    body = content.find(f"{OFFICE}body/{OFFICE}{kind}")
    if body is None:
        raise DamagedFileError(
            f"{name} is no complete OpenDocument file: it has no {kind}. Save it anew and add it again."
        )
    roots = [content]
    if "styles.xml" in members:
        roots.append(read_xml(data, "styles.xml", name=name))
    stated: dict[str, str] = {}
    if "meta.xml" in members:
        stated = _stated(read_xml(data, "meta.xml", name=name))
    return Package(body=body, styles=_styles(roots), stated=stated)


def _stated(meta: Element) -> dict[str, str]:
    author = meta.findtext(f".//{_META}initial-creator") or meta.findtext(f".//{_DC}creator")
    # The language there is that of the template or the program, not of the text.
    return stated_properties(title=meta.findtext(f".//{_DC}title"), author=author, language=None)


def _styles(roots: list[Element]) -> dict[str, tuple[str, ...]]:
    nodes = {
        node.get(f"{_STYLE}name"): node
        for root in roots
        for node in root.iter(f"{_STYLE}style")
        if node.get(f"{_STYLE}family") == "paragraph"
    }
    return {name: tuple(_names_up(name, nodes)) for name in nodes if name}


def _names_up(name: str | None, nodes: Mapping[str, Element]) -> Iterator[str]:
    for _ in range(_MAX_STYLES_UP):  # a broken file may have styles that build on each other
        if not name:
            return
        yield name.replace("_20_", " ")
        if name not in nodes:
            return
        yield nodes[name].get(f"{_STYLE}display-name", "")
        name = nodes[name].get(f"{_STYLE}parent-style-name")


def content_pieces(
    node: Element, styles: Mapping[str, tuple[str, ...]], *, level: int = -1
) -> Iterator[Found]:
    """Yield what stands in an element, in its order.

    Notes and text boxes come after the paragraph that they hang on.

    Args:
        node: A document, section, text box or list.
        styles: From Package.
        level: Of the list that ``node`` is, from 0; -1 outside lists.
    """
    for child in node:
        if child.tag in _UNREAD:
            continue
        if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
            yield from _paragraph(child, styles, level=level)
            level = level if node.tag != f"{TEXT}list-item" else -1  # only the first carries the mark
        elif child.tag in _INDEXES:
            yield Furniture(lines=tuple(inline_text(line) for line in child.iter(f"{TEXT}p")))
        elif child.tag == f"{_TABLE}table":
            yield from _table(child, styles)
        else:
            yield from content_pieces(child, styles, level=_inner_level(child, level))


def _inner_level(child: Element, level: int) -> int:
    if child.tag == f"{TEXT}list":
        return sum(1 for _ in child.iterancestors(f"{TEXT}list"))
    return level if child.tag in {f"{TEXT}list-item", f"{TEXT}list-header"} else -1


def _paragraph(paragraph: Element, styles: Mapping[str, tuple[str, ...]], *, level: int) -> Iterator[Found]:
    kind, depth = _kind(paragraph, styles, level)
    yield Piece(kind=kind, text=inline_text(paragraph), level=depth)
    yield from _attached(paragraph, styles)


def _attached(node: Element, styles: Mapping[str, tuple[str, ...]]) -> Iterator[Found]:
    """Yield the notes of a paragraph or row, with their marks, and what stands in its text boxes."""
    for note in _outermost(node, f"{TEXT}note"):
        lines = (inline_text(line) for line in note.iter(f"{TEXT}note-citation", f"{TEXT}p", f"{TEXT}h"))
        yield Piece(kind=BlockKind.PARAGRAPH, text=" ".join(lines))
    for shape in _outermost(node, f"{DRAW}*"):
        yield from content_pieces(shape, styles)


def _kind(paragraph: Element, styles: Mapping[str, tuple[str, ...]], level: int) -> tuple[BlockKind, int]:
    if paragraph.tag == f"{TEXT}h":
        stated = paragraph.get(f"{TEXT}outline-level", "1")
        return BlockKind.HEADING, int(stated) if stated in set("123456789") else 1
    for name in styles.get(paragraph.get(f"{TEXT}style-name", ""), ()):
        heading = HEADING_STYLE.match(name)
        if heading:
            return BlockKind.HEADING, int(heading.group(1))
        if TITLE_STYLE.fullmatch(name):
            return BlockKind.TITLE, 0
    return (BlockKind.BULLET, level) if level >= 0 else (BlockKind.PARAGRAPH, 0)


def _outermost(node: Element, tag: str) -> Iterator[Element]:
    """Yield the elements of a kind below a node, but none that stands in another or in a note."""
    for child in node:
        if child.tag in _UNREAD:
            continue
        is_drawn = tag.endswith("*") and str(child.tag).startswith(tag[:-1])
        if child.tag == tag or (is_drawn and child.tag != f"{DRAW}a"):
            yield child
        elif child.tag != f"{TEXT}note":
            yield from _outermost(child, tag)


def inline_text(node: Element) -> str:
    """Return the text of a paragraph without notes, comments and what is drawn at it."""
    return "".join(_inline_parts(node))


def _inline_parts(node: Element) -> Iterator[str]:
    yield node.text or ""
    for child in node:
        is_drawn = str(child.tag).startswith(DRAW) and child.tag != f"{DRAW}a"
        if child.tag in _SPACES:
            yield " "
        elif child.tag not in _UNREAD and child.tag != f"{TEXT}note" and not is_drawn:
            yield from _inline_parts(child)
        yield child.tail or ""


def _table(table: Element, styles: Mapping[str, tuple[str, ...]]) -> Iterator[Found]:
    rows = list(_rows(table))
    cells = tuple(tuple(_cell_text(cell) for cell in row if cell.tag in _CELLS) for row in rows)
    yield Table(rows=cells, has_head=table.find(f"{_TABLE}table-header-rows") is not None)
    for row in rows:
        yield from _attached(row, styles)


def _rows(around: Element) -> Iterator[Element]:
    """Yield the rows of a table, not those of tables within its cells."""
    for child in around:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _ROW_GROUPS:
            yield from _rows(child)


def _cell_text(cell: Element) -> str:
    """Return the text of a cell in one line, with that of lists and tables in it."""
    return " ".join(_cell_lines(cell))


def _cell_lines(node: Element) -> Iterator[str]:
    for child in node:
        if child.tag in {f"{TEXT}p", f"{TEXT}h"}:
            yield inline_text(child)
        elif child.tag not in _UNREAD and not str(child.tag).startswith(DRAW):
            yield from _cell_lines(child)
