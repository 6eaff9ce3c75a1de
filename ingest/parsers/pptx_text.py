"""Paragraphs of PowerPoint's text boxes: their text, and whether they are bullets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds"
_TEXTS = (f"{_A}t", _MATH_TEXT)
_MARKS = (f"{_A}buChar", f"{_A}buAutoNum", f"{_A}buBlip")
# The objects of python-pptx and lxml are not typed well enough to help here.
Node = Any


def paragraph_text(paragraph: Node) -> str:
    """Return the text of a paragraph with its fields; a line break is a space."""
    return "".join(_paragraph_parts(paragraph))


def _paragraph_parts(paragraph: Node) -> Iterator[str]:
    for node in paragraph.iter(*_TEXTS, f"{_A}br"):
        yield " " if node.tag == f"{_A}br" else node.text or ""


def choose_alternatives(tree: Node) -> None:
    """Replace alternatives of the same content by the first that holds text, a chart or a diagram.

    Without this python-pptx passes all of them over. Alternatives are for programs of different ages.
    Drawings by hand are taken out: they hold no text, and python-pptx stumbles over them.
    """
    # The innermost first, so that what they hold is known where those around them are chosen from.
    for alternatives in reversed(list(tree.iter(f"{_MC}AlternateContent"))):
        chosen = next((option for option in alternatives if _has_content(option)), ())
        around = alternatives.getparent()
        position = around.index(alternatives)
        for child in reversed(list(chosen)):
            around.insert(position, child)
        around.remove(alternatives)
    for drawing in list(tree.iter(f"{_P}contentPart")):
        drawing.getparent().remove(drawing)


def _has_content(option: Node) -> bool:
    has_text = any((node.text or "").strip() for node in option.iter(*_TEXTS))
    return has_text or next(option.iter(_CHART, _DIAGRAM), None) is not None


class BulletStyles:
    """Tells the bullets of a shape: what the paragraph says, then the shape, its layout, and the master."""

    def __init__(self, shape: Node, slide: Node | None) -> None:
        self._styles = list(_styles(shape, slide))

    def level(self, paragraph: Node) -> int | None:
        """Return the level of a bullet, from 0; None for other paragraphs."""
        properties = paragraph.find(f"{_A}pPr")
        depth = _depth(properties)
        levels = [style.find(f"{_A}lvl{depth + 1}pPr") for style in self._styles]
        for source in [properties, *levels]:
            if source is None:
                continue
            if source.find(f"{_A}buNone") is not None:
                return None
            if any(source.find(mark) is not None for mark in _MARKS):
                return depth
        return None


def _depth(properties: Node | None) -> int:
    stated = "0" if properties is None else str(properties.get("lvl", "0"))
    return int(stated) if stated in set("012345678") else 0


def _styles(shape: Node, slide: Node | None) -> Iterator[Node]:
    yield from shape.element.iter(f"{_A}lstStyle")
    if slide is None or not shape.is_placeholder:
        return
    index = shape.placeholder_format.idx
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.idx == index:
            yield from placeholder.element.iter(f"{_A}lstStyle")
    yield from slide.slide_layout.slide_master.element.iter(f"{_P}bodyStyle")
