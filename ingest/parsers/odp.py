"""OpenDocument presentations: pages of frames, whose classes tell titles and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ingest.parsers.odf import DRAW, TEXT, content_pieces, inline_text, read_package
from ingest.parsers.pieces import Found, Piece
from ingest.parsers.reading_order import Placed, in_reading_order
from ingest.parsers.slides import Slide, to_document
from ingest.sniff import ODP
from kb.records import ParsedDocument

_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_CLASS = f"{_PRESENTATION}class"
_FURNITURE = frozenset({"header", "footer", "date-time", "page-number"})
_DECLARED = ("header", "footer", "date-time")
_EMU = {"cm": 360_000, "mm": 36_000, "in": 914_400, "pt": 12_700, "pc": 152_400, "px": 9_525}
_LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)")
# lxml's elements have no types of their own here.
Element = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an .odp file: titles, outlines, tables, text boxes and notes, slide by slide.

    Raises:
        FileError: The file is damaged, encrypted, too large when unpacked, or has no text.
    """
    package = read_package(data, kind="presentation", name=name)
    declared = {
        (kind, node.get(f"{_PRESENTATION}name")): "".join(node.itertext())
        for kind in _DECLARED
        for node in package.body.iter(f"{_PRESENTATION}{kind}-decl")
    }
    slides = [_read_slide(page, declared) for page in package.body.iter(f"{DRAW}page")]
    return to_document(slides, media_type=ODP, stated=package.stated, name=name)


def _read_slide(page: Element, declared: Mapping[tuple[str, str | None], str]) -> Slide:
    shapes = [child for child in page if _is_shape(child)]
    title = next((shape for shape in shapes if shape.get(_CLASS) == "title"), None)
    furniture = [shape for shape in shapes if shape.get(_CLASS) in _FURNITURE]
    rest = [shape for shape in shapes if shape is not title and shape not in furniture]
    lines = [_text(shape) for shape in furniture]
    lines += [declared.get((kind, page.get(f"{_PRESENTATION}use-{kind}-name")), "") for kind in _DECLARED]
    return Slide(
        title="" if title is None else _text(title),
        has_title_layout=any(shape.get(_CLASS) == "subtitle" for shape in shapes),
        content=tuple(piece for shape in _ordered(rest) for piece in _pieces(shape)),
        notes=tuple(_notes(page)),
        furniture=tuple(lines),
    )


def _is_shape(node: Element) -> bool:
    """Return whether a node is drawn on the slide; what a layout shows in empty places is not."""
    is_drawn = str(node.tag).startswith(DRAW)
    return is_drawn and node.get(f"{_PRESENTATION}placeholder") != "true"


def _ordered(shapes: list[Element]) -> list[Element]:
    """Return placeholders in the order of the file, then other shapes as they are read."""
    placeholders = [shape for shape in shapes if shape.get(_CLASS)]
    placed = [
        Placed(item=shape, top=_emu(shape.get(f"{_SVG}y")), left=_emu(shape.get(f"{_SVG}x")))
        for shape in shapes
        if not shape.get(_CLASS)
    ]
    return placeholders + in_reading_order(placed)


def _emu(length: str | None) -> int | None:
    match = _LENGTH.fullmatch(length or "")
    return round(float(match.group(1)) * _EMU[match.group(2)]) if match else None


def _pieces(shape: Element) -> Iterator[Found]:
    if shape.tag == f"{DRAW}g":
        for inner in _ordered([child for child in shape if _is_shape(child)]):
            yield from _pieces(inner)
    else:
        yield from content_pieces(shape, {})  # names of styles mean nothing on slides


def _notes(page: Element) -> Iterator[Found]:
    for notes in page.iter(f"{_PRESENTATION}notes"):
        for frame in notes.iter(f"{DRAW}frame"):
            if frame.get(_CLASS) == "notes" and _is_shape(frame):
                for piece in content_pieces(frame, {}):
                    if not isinstance(piece, Piece) or piece.text.strip():
                        yield piece


def _text(shape: Element) -> str:
    return " ".join(inline_text(line) for line in shape.iter(f"{TEXT}p", f"{TEXT}h"))
