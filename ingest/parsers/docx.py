"""Word documents: styles tell headings and lists, whatever language they are named in."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from ingest.archive import member_names, refuse_doctype
from ingest.builder import TextBuilder
from ingest.parsers.office import HEADING_STYLE, TITLE_STYLE, stated_properties
from ingest.sniff import DOCX
from kb.errors import DamagedFileError, NoTextError
from kb.records import BlockKind, ParsedDocument
from kb.text import one_line

_LIST_STYLE = re.compile(
    r"(?:list|lista|punktlista|numrerad lista|opstilling|liste|brödpunkt|punkt)\b.*", re.IGNORECASE
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Deleted text of tracked changes, text boxes that Word repeats, and fields' instructions are not read.
_HIDDEN = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}txbxContent", _FALLBACK})
_SPACES = {f"{_W}tab": " ", f"{_W}br": " ", f"{_W}cr": " ", f"{_W}noBreakHyphen": "-"}
# The objects of python-docx have no types.
Node = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a .docx file: headings, lists, paragraphs and tables in their order.

    Raises:
        FileError: The file is damaged, too large when unpacked, or has no text.
    """
    member_names(data, name=name)
    refuse_doctype(data, name=name)
    document = _open(data, name=name)
    builder = TextBuilder()
    for item in document.iter_inner_content():
        if hasattr(item, "rows"):
            _add_table(builder, item)
        else:
            _add_paragraph(builder, item)
    text = builder.text
    if not any(c.isalnum() for c in text):
        raise NoTextError(f"{name} holds no text; pictures are not read. Recognise their text first (OCR).")
    properties = document.core_properties
    stated = stated_properties(title=properties.title, author=properties.author, language=properties.language)
    titles = [text[block.start : block.end] for block in builder.blocks if block.kind is BlockKind.TITLE]
    if titles:
        stated["title"] = titles[0]  # what readers see comes before what the properties say
    return ParsedDocument(media_type=DOCX, text=text, blocks=tuple(builder.blocks), stated=stated)


def _open(data: bytes, *, name: str) -> Node:
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        return docx.Document(io.BytesIO(data))
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _damaged(name, str(error)) from error
    except zlib.error as error:
        raise _damaged(name, "a part of it cannot be unpacked") from error
    except AttributeError as error:  # python-docx asks a part for what only parts of its name have
        raise _damaged(name, "a part of it is of another kind than it should be") from error


def _damaged(name: str, reason: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is not a complete Word document ({one_line(reason)}). Save it anew in Word and add it again."
    )


def _add_paragraph(builder: TextBuilder, paragraph: Node) -> None:
    content = _text(paragraph._p)  # noqa: SLF001 # paragraph.text leaves out inserted text of tracked changes
    kind, level = _kind(paragraph)
    if kind is BlockKind.HEADING and len(content) > 300:
        kind, level = BlockKind.PARAGRAPH, 0
    if kind is BlockKind.TITLE and any(block.kind is BlockKind.TITLE for block in builder.blocks):
        kind, level = BlockKind.HEADING, 1  # a document has one title; others head its parts
    builder.add(kind, content, level=level, mark="- " if kind is BlockKind.BULLET else "")


def _kind(paragraph: Node) -> tuple[BlockKind, int]:
    style = paragraph.style
    names = [style.name or "", style.style_id or ""] if style is not None else []
    for name in names:
        match = HEADING_STYLE.match(name)
        if match:
            return BlockKind.HEADING, int(match.group(1))
        if TITLE_STYLE.fullmatch(name):
            return BlockKind.TITLE, 0
    numbering = paragraph._p.find(f"{_W}pPr/{_W}numPr")  # noqa: SLF001 # python-docx has no name for it
    if numbering is not None:
        depth = numbering.find(f"{_W}ilvl")
        return BlockKind.BULLET, int(depth.get(f"{_W}val", "0")) if depth is not None else 0
    for name in names:
        if _LIST_STYLE.fullmatch(name) and "paragraph" not in name.lower():
            digits = re.search(r"(\d)$", name)
            return BlockKind.BULLET, int(digits.group(1)) - 1 if digits else 0
    return BlockKind.PARAGRAPH, 0


def _text(element: Node) -> str:
    return "".join(_pieces(element))


def _pieces(element: Node) -> Iterator[str]:
    for child in element:
        if child.tag in _HIDDEN:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        else:
            yield from _pieces(child)


def _add_table(builder: TextBuilder, table: Node) -> None:
    for row in table._tbl.iter(f"{_W}tr"):  # noqa: SLF001 # cells of python-docx come again for each merged column
        cells = (
            " ".join(" ".join(_text(p) for p in cell.iter(f"{_W}p")).split()) for cell in row.iter(f"{_W}tc")
        )
        filled = [cell for cell in cells if cell]
        builder.add(BlockKind.ROW, " | ".join(filled))
