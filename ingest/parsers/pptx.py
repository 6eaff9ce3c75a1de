"""PowerPoint presentations: a slide is a page, placeholders tell titles, bullets and furniture."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.archive import member_names, refuse_doctype
from ingest.parsers.office import stated_properties
from ingest.parsers.pieces import Found, Piece, Table
from ingest.parsers.pptx_graphics import chart_pieces, diagram_pieces
from ingest.parsers.pptx_text import BulletStyles, choose_alternatives, paragraph_text
from ingest.parsers.reading_order import Placed, in_reading_order
from ingest.parsers.slides import Slide, to_document
from ingest.sniff import PPTX
from kb.errors import DamagedFileError
from kb.records import BlockKind, ParsedDocument
from kb.text import one_line

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_FURNITURE = frozenset({"dt", "ftr", "sldNum", "hdr"})
_TITLES = frozenset({"title", "ctrTitle"})
# The objects of python-pptx and lxml are not typed well enough to help here.
Node = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a .pptx file: titles, bullets, tables, charts, diagrams and notes, slide by slide.

    Raises:
        FileError: The file is damaged, too large when unpacked, or has no text.
    """
    member_names(data, name=name)
    refuse_doctype(data, name=name)
    part = _open(data, name=name)
    try:
        slides = [_read_slide(slide) for slide in part.presentation.slides]
    except KeyError as error:  # python-pptx raises it for every part that is named and not there
        raise _damaged(name, f"a part of it is missing: {error.args[0]}") from error
    properties = part.presentation.core_properties
    stated = stated_properties(title=properties.title, author=properties.author, language=properties.language)
    return to_document(slides, media_type=PPTX, stated=stated, name=name)


def _open(data: bytes, *, name: str) -> Node:
    from lxml.etree import XMLSyntaxError
    from pptx.exc import PackageNotFoundError
    from pptx.package import Package
    from pptx.parts.presentation import PresentationPart

    try:
        # pptx.Presentation() refuses slide shows and templates, which are made of the same parts.
        part = Package.open(io.BytesIO(data)).main_document_part
    except (PackageNotFoundError, XMLSyntaxError, KeyError, ValueError, zipfile.BadZipFile) as error:
        raise _damaged(name, str(error)) from error
    except zlib.error as error:
        raise _damaged(name, "a part of it cannot be unpacked") from error
    except AttributeError as error:  # python-pptx asks a part for what only parts of its name have
        raise _damaged(name, "a part of it is of another kind than it should be") from error
    if not isinstance(part, PresentationPart):
        raise _damaged(name, f"its main part is {part.content_type}")
    return part


def _damaged(name: str, reason: str) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is not a complete PowerPoint presentation ({one_line(reason)}). "
        "Save it anew in PowerPoint and add it again."
    )


def _read_slide(slide: Node) -> Slide:
    tree = slide.shapes._spTree  # noqa: SLF001 # its shapes leave alternatives out
    choose_alternatives(tree)
    shapes = list(slide.shapes)
    title = next((shape for shape in shapes if _role(shape) in _TITLES), None)
    furniture = [shape for shape in shapes if _role(shape) in _FURNITURE]
    taken = {id(shape) for shape in (*furniture, title)}
    rest = [shape for shape in shapes if id(shape) not in taken]
    return Slide(
        title="" if title is None else _text(title),
        has_title_layout=_has_title_layout(slide, title),
        content=tuple(piece for shape in _ordered(rest) for piece in _pieces(shape, slide)),
        notes=tuple(_notes(slide)),
        furniture=tuple(_text(shape) for shape in furniture),
    )


def _role(shape: Node) -> str:
    """Return the type of a placeholder as the file names it, empty for other shapes."""
    mark = next(shape.element.iter(f"{_P}ph"), None) if shape.is_placeholder else None
    return "" if mark is None else str(mark.get("type", "obj"))


def _has_title_layout(slide: Node, title: Node | None) -> bool:
    is_centred = title is not None and _role(title) == "ctrTitle"
    return is_centred or slide.slide_layout.element.get("type") == "title"


def _ordered(shapes: Sequence[Node]) -> list[Node]:
    """Return placeholders in the order of their layout, then other shapes as they are read."""
    placeholders = [shape for shape in shapes if shape.is_placeholder]
    placeholders.sort(key=lambda shape: shape.placeholder_format.idx)
    placed = [Placed(item=s, top=s.top, left=s.left) for s in shapes if not s.is_placeholder]
    return placeholders + in_reading_order(placed)


def _pieces(shape: Node, slide: Node) -> Iterator[Found]:
    if shape.element.tag == f"{_P}grpSp":
        for inner in _ordered(list(shape.shapes)):
            yield from _pieces(inner, slide)
    elif shape.element.tag == f"{_P}graphicFrame":
        yield from _graphic_pieces(shape, slide)
    elif shape.has_text_frame:
        yield from _paragraphs(shape, BulletStyles(shape, slide))


def _graphic_pieces(frame: Node, slide: Node) -> Iterator[Found]:
    if frame.has_table:
        rows = tuple(
            tuple(_joined(cell.iter(f"{_A}p")) for cell in row.iter(f"{_A}tc"))
            for row in frame.element.iter(f"{_A}tr")
        )
        yield Table(rows=rows, has_head=bool(frame.table.first_row))
    else:
        yield from chart_pieces(frame.element, slide.part)
        yield from diagram_pieces(frame.element, slide.part)


def _paragraphs(shape: Node, styles: BulletStyles) -> Iterator[Piece]:
    for paragraph in shape.element.iter(f"{_A}p"):
        text, level = paragraph_text(paragraph), styles.level(paragraph)
        if level is None:
            yield Piece(kind=BlockKind.PARAGRAPH, text=text)
        else:
            yield Piece(kind=BlockKind.BULLET, text=text, level=level)


def _notes(slide: Node) -> Iterator[Piece]:
    if not slide.has_notes_slide:
        return
    choose_alternatives(slide.notes_slide.shapes._spTree)  # noqa: SLF001 # as for the slide itself
    for shape in slide.notes_slide.shapes:
        if _role(shape) == "body":
            pieces = _paragraphs(shape, BulletStyles(shape, None))
            yield from (piece for piece in pieces if piece.text.strip())


def _text(shape: Node) -> str:
    return _joined(shape.element.iter(f"{_A}p"))


def _joined(paragraphs: Iterator[Node]) -> str:
    return " ".join(text for text in map(paragraph_text, paragraphs) if text.strip())
