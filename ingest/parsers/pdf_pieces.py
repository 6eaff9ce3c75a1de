"""Pieces of text of a PDF page: what one operator shows, with its place and the size of its letters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pypdf import PageObject

Matrix = Sequence[float]  # a, b, c, d, e, f of a transformation
# The objects of pypdf behave as mappings and lists, but their values have no types.
Font = Mapping[str, Any] | None

_MOVES = frozenset({b"Td", b"TD", b"Tm", b"T*", b"'", b'"'})
_SHOWS = frozenset({b"Tj", b"TJ", b"'", b'"'})
# At these pypdf hands out what it has anyway.
_HAND_OUT = frozenset({b"BT", b"ET", b"Tf", b"cm"})
_MIN_PACKED_BYTES = 20  # nothing is packed into less
_MAX_DRAWINGS = 100  # looked into for an image, each may hold others
_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
# Widths of letters in Helvetica, as parts of the size; what is not named has the width of most.
_USUAL_WIDTH = 0.556
_WIDTHS = {
    **dict.fromkeys("ijl.,:;'|!", 0.25),
    **dict.fromkeys("ftrI()[]/- ", 0.3),
    **dict.fromkeys("cksvxyzJ", 0.5),
    **dict.fromkeys("ABCDEFGHKLNOPQRSTUVXYZÅÄÖØ", 0.7),
    **dict.fromkeys("mwMWÆ%@", 0.85),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that one operator shows."""

    text: str  # white space at its ends tells that a word begins or ends there
    x: float  # where it begins, along its line, in points
    y: float  # height of its line, in points
    width: float  # an estimate, in points
    size: float  # of its letters, in points, to half a point
    is_bold: bool
    begins_line: bool

    @property
    def end(self) -> float:
        """Where it ends along its line: an estimate, for most fonts within a tenth of its width."""
        return self.x + self.width


@dataclass(slots=True)
class FontWidths:
    """How wide the letters of fonts are beside Helvetica's; one for a document, for fonts come again."""

    known: dict[int, tuple[Font, float, bool]] = field(default_factory=dict)

    def of(self, font: Font) -> tuple[float, bool]:
        """Return the factor of a font, 1 where its widths cannot be told, and whether it is a bold one."""
        if font is None:
            return 1.0, False
        # The font is kept beside its number, which another object could get when it is gone.
        if id(font) not in self.known:
            is_bold = _BOLD.search(str(font.get("/BaseFont", ""))) is not None
            self.known[id(font)] = (font, _factor(font), is_bold)
        return self.known[id(font)][1:]


@dataclass(frozen=True, slots=True)
class PagePieces:
    """What a page draws."""

    pieces: tuple[Piece, ...]  # in the order in which they are drawn
    shows_text: bool  # it asks for text to be shown, whether or not its letters can be told
    has_image: bool


def page_pieces(page: PageObject, widths: FontWidths) -> PagePieces:
    """Return what a page draws, and let go of its content, which takes much memory.

    Raises:
        Exception: Whatever pypdf raises on a broken page.
    """
    from pypdf.generic import NameObject, NullObject

    operators = _announce_moves(page)
    pieces: list[Piece] = []
    begins_line = True

    def visit(text: str, matrix: Matrix, text_matrix: Matrix, font: Font, size: float) -> None:
        nonlocal begins_line
        if not text:
            return
        scale, x, y = _placed(matrix, text_matrix)
        points = size * scale
        factor, is_bold = widths.of(font)
        for index, part in enumerate(text.split("\n")):
            begins_line = begins_line or index > 0
            if not part:
                continue
            width = _estimated(part) * points * factor
            pieces.append(Piece(part, x, y, width, round(2 * points) / 2, is_bold, begins_line))
            begins_line = begins_line and not part.strip()

    page.extract_text(visitor_text=visit)
    page[NameObject("/Contents")] = NullObject()
    return PagePieces(
        tuple(pieces),
        shows_text=not operators.isdisjoint(_SHOWS),
        has_image=b"INLINE IMAGE" in operators or _has_image(page.get("/Resources"), set()),
    )


def _announce_moves(page: PageObject) -> set[bytes]:
    """Make pypdf tell of every piece by itself; return the operators of the page that draw something.

    It hands out a line that jumps over a gutter as one text with one place; only a change of the
    transformation makes it hand out what it has, so one that changes nothing is put before every move.
    """
    from pypdf.generic import ContentStream, FloatObject, NameObject

    stream = page.get_contents()
    if stream is None:
        return set()
    # As bytes: only the font of a string tells its letters.
    content = ContentStream(stream, None, "bytes")
    if not content.operations and _packed_length(page) > _MIN_PACKED_BYTES:
        raise ValueError("the content of a page cannot be unpacked")
    unchanged = [FloatObject(value) for value in (1, 0, 0, 1, 0, 0)]
    operations: list[tuple[Any, bytes]] = []
    before = b""
    for operands, operator in content.operations:
        # Twice in a row it would hand out nothing the second time: without that a page takes 8 % less.
        if operator in _MOVES and before not in _HAND_OUT:
            operations.append((unchanged, b"cm"))
        operations.append((operands, operator))
        before = operator
    content.operations = operations
    page[NameObject("/Contents")] = content
    return {op for operands, op in operations if op not in _SHOWS or any(map(bool, operands))}


def _packed_length(page: PageObject) -> int:
    # pypdf types what it holds as any of its objects, and has no name for what is packed in a stream.
    content: Any = page.get("/Contents")
    parts = content.get_object() if isinstance(content.get_object(), list) else [content]
    return sum(len(part.get_object()._data) for part in parts)  # noqa: SLF001


def _has_image(resources: Any, seen: set[int]) -> bool:  # noqa: ANN401 # see Font
    if resources is None or id(resources.get_object()) in seen:
        return False
    seen.add(id(resources.get_object()))
    drawings = resources.get_object().get("/XObject")
    for reference in drawings.get_object().values() if drawings is not None else ():
        drawing = reference.get_object()
        if drawing.get("/Subtype") == "/Image":
            return True
        if len(seen) < _MAX_DRAWINGS and _has_image(drawing.get("/Resources"), seen):
            return True
    return False


def _placed(matrix: Matrix, text_matrix: Matrix) -> tuple[float, float, float]:
    """Return the scale of the letters and where they stand: along their line and its height.

    Text that runs upwards or downwards, as on pages stored on their side, is turned.
    """
    a, b, c, d, e, f = (float(v) for v in matrix)
    ta, tb, _, _, te, tf = (float(v) for v in text_matrix)
    scale = ((ta * ta + tb * tb) ** 0.5) * ((a * a + b * b) ** 0.5)
    x, y = te * a + tf * c + e, te * b + tf * d + f
    along_x, along_y = ta * a + tb * c, ta * b + tb * d
    if abs(along_y) > abs(along_x):
        return (scale or 1.0, y, -x) if along_y > 0 else (scale or 1.0, -y, x)
    return (scale or 1.0, x, y) if along_x >= 0 else (scale or 1.0, -x, -y)


def _estimated(text: str) -> float:
    return sum(map(_WIDTHS.get, text, repeat(_USUAL_WIDTH)))


def _factor(font: Mapping[str, Any]) -> float:
    try:
        stated = [width for width in _stated_widths(font) if width > 0]
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        stated = []
    if not stated:
        name = str(font.get("/BaseFont", ""))
        return 0.9 if "Times" in name else 1.1 if "Courier" in name else 1.0
    # 560: the mean of Helvetica's letters from space to ÿ, in thousandths of the size
    return min(2.0, max(0.5, sum(stated) / len(stated) / 560))


def _stated_widths(font: Mapping[str, Any]) -> list[float]:
    if "/Widths" in font:
        return [float(width) for width in font["/Widths"].get_object()]
    found: list[float] = []
    for part in font["/DescendantFonts"].get_object()[0].get_object().get("/W", []):
        entry = part.get_object()
        if isinstance(entry, list):
            found.extend(float(width) for width in entry)
    return found
