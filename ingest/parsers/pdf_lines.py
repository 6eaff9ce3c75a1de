"""Lines of a PDF page with the size of their letters, and lines joined to paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kb.text import to_nfc

if TYPE_CHECKING:
    from pypdf import PageObject

Matrix = Sequence[float]  # a, b, c, d, e, f of a transformation
Font = Mapping[str, object] | None

# Letters that fonts draw as one, and marks of bullets that lie outside of the usual encodings.
_LETTERS = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u200b": "", "\ufeff": "",
        "\x7f": "•", "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\u25cf": "•", "\u25aa": "•", "\u2022": "•",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
_HYPHENS = "-\u2010\u00ad"
# "barn- och ungdomsråd": the hyphen stands for the end of the word, not for the end of the line.
_SHARED_END = re.compile(r"(?:och|og|eller|samt|resp|respektive|and|or)\b", re.IGNORECASE)
_BULLET_ALONE = re.compile(r"[•–▪○◦*·-]")


@dataclass(frozen=True, slots=True)
class PdfLine:
    """One line of a page."""

    text: str
    size: float  # of most of its letters, in points, to half a point
    y: float  # height on the page, in points
    indent: int  # steps to the right of the leftmost line of the page
    is_bold: bool


@dataclass(slots=True)
class _Line:
    parts: list[str] = field(default_factory=list)
    sizes: dict[float, int] = field(default_factory=dict)
    n_bold: int = 0
    x: float = 0.0
    y: float = 0.0


def page_lines(page: PageObject) -> list[PdfLine]:
    """Return the lines of a page, in the order of its text; bullets standing alone joined to their text."""
    lines: list[_Line] = [_Line()]

    def visit(text: str, matrix: Matrix, text_matrix: Matrix, font: Font, size: float) -> None:
        if not text:
            return
        scale, x, y = _placed(matrix, text_matrix)
        is_bold = font is not None and "bold" in str(font.get("/BaseFont", "")).lower()
        for index, part in enumerate(text.split("\n")):
            if index:
                lines.append(_Line())
            _extend(lines[-1], part, size=round(2 * size * scale) / 2, is_bold=is_bold, x=x, y=y)

    page.extract_text(visitor_text=visit)
    return _finished(_with_bullets(_edges_in_place([line for line in lines if "".join(line.parts).strip()])))


def _placed(matrix: Matrix, text_matrix: Matrix) -> tuple[float, float, float]:
    """Return the scale of the letters and where they stand: text matrix times the page's matrix."""
    a, b, c, d, e, f = (float(v) for v in matrix)
    ta, tb, _, _, te, tf = (float(v) for v in text_matrix)
    scale = ((ta * ta + tb * tb) ** 0.5) * ((a * a + b * b) ** 0.5)
    return scale or 1.0, te * a + tf * c + e, te * b + tf * d + f


def _extend(line: _Line, part: str, *, size: float, is_bold: bool, x: float, y: float) -> None:
    if not part:
        return
    n_letters = len(part.strip())
    if n_letters and not any(p.strip() for p in line.parts):
        line.x, line.y = x, y
    line.parts.append(part)
    line.sizes[size] = line.sizes.get(size, 0) + n_letters
    line.n_bold += n_letters if is_bold else 0


def _edges_in_place(lines: list[_Line]) -> list[_Line]:
    """Move a footer that is drawn first to the end, and a header that is drawn last to the beginning."""
    for _ in range(3):
        if len(lines) < 3:
            break
        if lines[0].y < min(line.y for line in lines[1:]):
            lines = [*lines[1:], lines[0]]
        elif lines[-1].y > max(line.y for line in lines[:-1]):
            lines = [lines[-1], *lines[:-1]]
    return lines


def _with_bullets(lines: Sequence[_Line]) -> list[_Line]:
    """Join a bullet that is drawn by itself with the line after it."""
    joined: list[_Line] = []
    mark: _Line | None = None
    for line in lines:
        text = _cleaned(line)
        if _BULLET_ALONE.fullmatch(text):
            mark = line
            continue
        if mark is not None:
            line.parts.insert(0, "• ")
            line.x = mark.x
            mark = None
        joined.append(line)
    return joined


def _finished(lines: Sequence[_Line]) -> list[PdfLine]:
    left = min((line.x for line in lines), default=0.0)
    found = []
    for line in lines:
        size = max(line.sizes.items(), key=lambda item: (item[1], item[0]))[0]
        step = max(size, 1.0)
        indent = max(0, min(20, int((line.x - left) / step)))
        is_bold = line.n_bold > 0.9 * sum(line.sizes.values())
        found.append(PdfLine(_cleaned(line), size, line.y, indent, is_bold))
    return found


def _cleaned(line: _Line) -> str:
    text = "".join(line.parts).translate(_LETTERS)
    return to_nfc(" ".join(_CONTROL.sub(" ", text).split()))


def join_lines(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph; a word divided at the end of a line becomes whole again.

    A hyphen stays where it belongs to the word: before "och" and the like, before a capital or a digit,
    and after capitals or digits ("IT-stöd").
    """
    joined = ""
    for line in lines:
        line = line.strip()
        if not joined:
            joined = line
        elif joined[-1] in _HYPHENS and len(joined) > 1 and joined[-2].isalnum():
            joined = _join_hyphen(joined, line)
        else:
            joined = f"{joined} {line}"
    return joined.replace("\u00ad", "")


def _join_hyphen(joined: str, line: str) -> str:
    if joined[-1] == "\u00ad":
        return joined[:-1] + line
    if _SHARED_END.match(line):
        return f"{joined[:-1]}- {line}"
    if line[:1].islower() and joined[-2].islower():
        return joined[:-1] + line
    return f"{joined[:-1]}-{line}"
