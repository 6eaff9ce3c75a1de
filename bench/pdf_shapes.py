"""PDF files of every shape with the text that they show, page by page, about places that do not exist."""

from __future__ import annotations

import io
import random
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from bench.synthetic import paragraph

_A4 = (595.0, 842.0)
_LEFT, _TOP, _BOTTOM = 60.0, 750.0, 90.0
_SIZE, _LEADING, _GAP = 10.0, 13.0, 7.0
_SHARED = {"sv": "barn- och ungdomsnämnden", "da": "børne- og ungeudvalget"}
_TEXT_WIDTH, _COLUMN_WIDTH, _GUTTER = 475.0, 228.0, 19.0
_MIN_DIVIDED = 10  # letters: shorter words stand whole


@dataclass(frozen=True, slots=True)
class Shape:
    """A PDF and what stands on its pages, without marks of bullets, headers and page numbers."""

    data: bytes
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    shown: str
    meant: str  # with the word whole that begins on this line, without the rest of one begun before
    begins_paragraph: bool


class _Sheet:
    """Draws a PDF and keeps what it draws."""

    def __init__(self, *, font: str = "Helvetica", size: tuple[float, float] = _A4) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.buffer = io.BytesIO()
        self.canvas = Canvas(self.buffer, pagesize=size, invariant=1)
        self.font = font
        self.pages: list[str] = []
        self.meant: list[str] = []

    def text(self, text: str, x: float, y: float, *, font: str = "", size: float = _SIZE) -> None:
        """Draw text that belongs to no paragraph."""
        if self.font != "Helvetica":
            text = text.translate(_DRAWN)
        self.canvas.setFont(font or self.font, size)
        self.canvas.drawString(x, y, text)

    def line(self, line: _Line, x: float, y: float) -> None:
        """Draw a line of a paragraph."""
        self.text(line.shown, x, y)
        self.meant.append(line.meant)

    def column(self, lines: Sequence[_Line], x: float, y: float) -> float:
        """Draw lines under each other and return the height below the last."""
        for line in lines:
            y -= _GAP if line.begins_paragraph else 0
            self.line(line, x, y)
            y -= _LEADING
        return y

    def end_page(self) -> None:
        """Begin a new page."""
        self.canvas.showPage()
        self.pages.append(" ".join(filter(None, self.meant)))
        self.meant = []

    def done(self) -> Shape:
        """Return the file and its text."""
        self.canvas.save()
        shape = Shape(self.buffer.getvalue(), tuple(self.pages))
        return shape if self.font == "Helvetica" else _with_letters_of_subsets(shape)


def _embedded(name: str = "Vera") -> str:
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    return name


# Letters that the font lacks are drawn as others, and its table then says what they are meant to be.
_STAND_INS = {
    "\u2010": "¬", "\u00ad": "¦", "\u0308": "¨", "\u030a": "°", "\u0301": "´", "ﬃ": "§", "ﬀ": "¶",
}  # fmt: skip

_DRAWN = {ord(letter): stand_in for letter, stand_in in _STAND_INS.items()}


def _with_letters_of_subsets(shape: Shape) -> Shape:
    """Make the tables of the fonts say what the stand-ins mean."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(shape.data)))
    for page in writer.pages:
        resources: Any = page["/Resources"]  # pypdf types it as any of its objects
        for font in resources["/Font"].values():
            table = font.get_object().get("/ToUnicode")
            if table is not None:
                content = table.get_object().get_data().decode("ascii")
                for letter, stand_in in _STAND_INS.items():
                    content = content.replace(f"<{ord(stand_in):04X}>\n", f"<{ord(letter):04X}>\n")
                table.get_object().set_data(content.encode("ascii"))
    buffer = io.BytesIO()
    writer.write(buffer)
    return Shape(buffer.getvalue(), shape.pages)


def _prose(seed: int, language: str, n_paragraphs: int) -> list[str]:
    rng = random.Random(seed)
    return [
        f"{paragraph(rng, language, n_sentences=rng.randint(2, 5))} {_SHARED[language].capitalize()} "
        f"{rng.choice(('tog', 'fick'))} {rng.randint(2, 99)} e-{rng.choice(('tjänster', 'brev'))}."
        for _ in range(n_paragraphs)
    ]


def _lines(texts: Sequence[str], width: float, *, font: str = "Helvetica", hyphen: str = "") -> list[_Line]:
    """Break paragraphs into lines; with a hyphen, long words are divided where a line is full."""
    return [line for text in texts for line in _wrapped(text.split(" "), width, font, hyphen)]


def _wrapped(words: list[str], width: float, font: str, hyphen: str) -> list[_Line]:
    from reportlab.pdfbase.pdfmetrics import stringWidth

    found: list[_Line] = []
    shown: list[str] = []
    meant: list[str] = []
    rest = False
    queue = list(words)
    while queue:
        word = queue.pop(0)
        if not shown or stringWidth(" ".join([*shown, word]), font, _SIZE) <= width:
            shown.append(word)
            meant.extend([] if rest else [word])
            rest = False
            continue
        head = word[: len(word) // 2]
        is_divided = hyphen and len(word) >= _MIN_DIVIDED and word.isalpha() and word.islower()
        if is_divided and stringWidth(" ".join([*shown, head + hyphen]), font, _SIZE) <= width:
            shown.append(head + hyphen)
            meant.append(word)
            rest = True
            queue.insert(0, word[len(head) :])
        else:
            queue.insert(0, word)
        found.append(_Line(" ".join(shown), " ".join(meant), not found))
        shown, meant = [], []
    found.append(_Line(" ".join(shown), " ".join(meant), not found))
    return found


def _running_text(
    n_pages: int,
    *,
    language: str = "sv",
    font: str = "Helvetica",
    hyphen: str = "",
    decorate: Callable[[_Sheet, int], None] | None = None,
    form: Literal["NFC", "NFD"] = "NFC",
) -> Shape:
    """Paragraphs that run on over the pages."""
    sheet = _Sheet(font=font)
    texts = [unicodedata.normalize(form, text) for text in _prose(n_pages, language, 14 * n_pages)]
    y = _TOP
    for line in _lines(texts, _TEXT_WIDTH, font=font, hyphen=hyphen):
        y -= _LEADING + (_GAP if line.begins_paragraph else 0)
        if y < _BOTTOM:
            if decorate is not None:
                decorate(sheet, len(sheet.pages) + 1)
            sheet.end_page()
            if len(sheet.pages) == n_pages:
                break
            y = _TOP - _LEADING
        sheet.line(line, _LEFT, y)
    return sheet.done()


def _headers(sheet: _Sheet, number: int) -> None:
    """Draw what changes from left to right pages and from chapter to chapter."""
    chapter = (number - 1) // 4
    names = ("Om lån av skidor", "Om ungdomsråd", "Om trygga torg", "Om frivilliga", "Om lekplatser")
    left = f"{number}      Provstads kommun"
    right = f"{names[chapter % len(names)]}      {number}"
    if number == 1:
        sheet.text("Rapport från Provstad", _LEFT, 765, size=20)
        sheet.meant.append("Rapport från Provstad")
    sheet.text(left if number % 2 == 0 else right, _LEFT, 800, size=8)
    sheet.text(f"Diarienummer 2024/{117:04d}", _LEFT, 50, size=8)
    sheet.text(f"Sida {number} (40)", 480, 50, size=8)


def _page_number(sheet: _Sheet, number: int) -> None:
    sheet.text(str(number), 295, 40, size=9)


def _columns(n_pages: int, *, n_columns: int = 2, interleaved: bool, language: str = "sv") -> Shape:
    """Columns drawn one after the other, or line by line over the gutter."""
    sheet = _Sheet()
    width = (_TEXT_WIDTH - (n_columns - 1) * _GUTTER) / n_columns
    lines = _lines(_prose(7, language, 30 * n_pages), width, hyphen="-")
    for page in range(n_pages):
        title = f"Del {'abcdefghijklmno'[page % 15]} om medborgarnas råd"
        sheet.text(title, _LEFT, 790, size=18)
        sheet.meant.append(title)
        parts = [lines[i * 45 : (i + 1) * 45] for i in range(n_columns)]
        del lines[: 45 * n_columns]
        # The rest of a word that the page break divides is written by the page before.
        xs = [_LEFT + i * (width + _GUTTER) for i in range(n_columns)]
        if interleaved:
            for row in zip(*parts, strict=True):
                for x, line in zip(xs, row, strict=True):
                    sheet.text(line.shown, x, _TOP - _LEADING * len(sheet.meant))
                sheet.meant.append("")
            sheet.meant.extend(line.meant for part in parts for line in part)
        else:
            for x, part in zip(xs, parts, strict=True):
                sheet.column(part, x, _TOP)
        sheet.end_page()
    return sheet.done()


def _slides(n_pages: int) -> Shape:
    """A title and bullets on pages lying down, a footer with the number."""
    sheet = _Sheet(size=(842.0, 595.0))
    rng = random.Random(3)
    for number in range(1, n_pages + 1):
        title = f"{rng.choice(('Vad vi gjorde', 'Vad det gav', 'Vad vi lärde oss'))} år {2000 + number}"
        sheet.text(title, 60, 520, font="Helvetica-Bold", size=32)
        sheet.meant.append(title)
        y = 450.0
        for _ in range(5):
            content = paragraph(rng, "sv", n_sentences=1)
            sheet.text("•", 60, y, size=20)
            for line in _lines([content], 320):
                sheet.text(line.shown, 84, y, size=20)
                sheet.meant.append(line.meant)
                y -= 25
            y -= 10
        sheet.text(f"Provstads kommun | {number}", 60, 30, size=10)
        sheet.end_page()
    return sheet.done()


def _table(n_pages: int, *, by_row: bool) -> Shape:
    """A table of four columns, one of them with cells of two lines."""
    sheet = _Sheet()
    rng = random.Random(5)
    xs = (_LEFT, 190.0, 250.0, 440.0)
    for _ in range(n_pages):
        intro = f"Tabellen handlar om {paragraph(rng, 'sv', n_sentences=1)[:60].strip()}:"
        sheet.text(intro, _LEFT, _TOP)
        sheet.meant.append(intro)
        _row(sheet, xs, _TOP - 30, ("Kommun", "År", "Insats", "Kronor"), by_row=by_row)
        for row in range(14):
            cells = (
                f"{rng.choice(('Provstad', 'Nyby', 'Ærøby', 'Östervik'))} {row + 1}",
                str(rng.randint(2001, 2024)),
                paragraph(rng, "sv", n_sentences=1)[:70].strip(),
                f"{rng.randint(1, 99)} {rng.randint(100, 999)}",
            )
            _row(sheet, xs, _TOP - 60 - 34 * row, cells, by_row=by_row)
        sheet.end_page()
    return sheet.done()


def _row(sheet: _Sheet, xs: Sequence[float], y: float, cells: Sequence[str], *, by_row: bool) -> None:
    wrapped = [[line.shown for line in _lines([cell], 175)] for cell in cells]
    spots = [(i, k) for i, lines in enumerate(wrapped) for k in range(len(lines))]
    for i, k in sorted(spots, key=lambda spot: spot[1]) if by_row else spots:
        sheet.text(wrapped[i][k], xs[i], y - 12 * k)
    sheet.meant.extend(cells)


def _justified(n_pages: int) -> Shape:
    """Every word placed by itself, so that the lines end under each other."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    sheet = _Sheet()
    lines = _lines(_prose(9, "sv", 16 * n_pages), _TEXT_WIDTH)
    for page in range(n_pages):
        y = _TOP
        part = lines[page * 40 : (page + 1) * 40]
        for line, after in zip(part, [*part[1:], part[0]], strict=True):
            y -= _LEADING + (_GAP if line.begins_paragraph else 0)
            words = line.shown.split()
            free = _TEXT_WIDTH - sum(stringWidth(word, "Helvetica", _SIZE) for word in words)
            gap = 2.8 if after.begins_paragraph else free / max(1, len(words) - 1)
            text, x = sheet.canvas.beginText(), _LEFT
            text.setFont("Helvetica", _SIZE)
            for word in words:
                text.setTextOrigin(x, y)
                text.textOut(word)
                x += stringWidth(word, "Helvetica", _SIZE) + gap
            sheet.canvas.drawText(text)
            sheet.meant.append(line.meant)
        sheet.end_page()
    return sheet.done()


def _on_its_side(n_pages: int) -> Shape:
    """Pages stored on their side and turned for showing."""
    sheet = _Sheet()
    lines = _lines(_prose(11, "da", 10 * n_pages), 600.0)
    for page in range(n_pages):
        sheet.canvas.setPageRotation(90)
        sheet.canvas.rotate(90)
        sheet.canvas.translate(0, -842)
        sheet.column(lines[page * 24 : (page + 1) * 24], _LEFT, 760)
        sheet.end_page()
    return sheet.done()


def _ligatures(n_pages: int) -> Shape:
    """Letters drawn as one, and soft hyphens that are not seen."""
    sheet = _Sheet(font=_embedded())
    rng = random.Random(13)
    words = "officiella finanser flera flickor affischen effekter fiskare konflikten giffel golf".split()
    texts = [f"{' '.join(rng.sample(words, 6))} finanser.".capitalize() for _ in range(12 * n_pages)]
    for page in range(n_pages):
        y = _TOP
        for text in texts[page * 12 : (page + 1) * 12]:
            shown = text.replace("ffi", "ﬃ").replace("fi", "ﬁ").replace("fl", "ﬂ").replace("ff", "ﬀ")
            sheet.text(shown.replace("finanser", "fi\u00adnanser").replace(" ", "\u00a0", 1), _LEFT, y)
            sheet.meant.append(text)
            y -= 30
        sheet.end_page()
    return sheet.done()


SHAPES: Mapping[str, Callable[[int], Shape]] = {
    "running text": lambda n: _running_text(n, decorate=_page_number),
    "headers and footers": lambda n: _running_text(n, decorate=_headers),
    "hyphens, Swedish": lambda n: _running_text(n, hyphen="-"),
    "hyphens, Danish": lambda n: _running_text(n, language="da", hyphen="-"),
    "hyphens U+2010": lambda n: _running_text(n, language="da", hyphen="\u2010", font=_embedded()),
    "soft hyphens": lambda n: _running_text(n, hyphen="\u00ad", font=_embedded()),
    "subset font": lambda n: _running_text(n, language="da", font=_embedded()),
    "decomposed letters": lambda n: _running_text(n, font=_embedded(), form="NFD"),
    "ligatures": _ligatures,
    "two columns": lambda n: _columns(n, interleaved=False),
    "two columns, interleaved": lambda n: _columns(n, interleaved=True),
    "three columns, interleaved": lambda n: _columns(n, n_columns=3, interleaved=True, language="da"),
    "slides": _slides,
    "table by cells": lambda n: _table(n, by_row=False),
    "table by lines": lambda n: _table(n, by_row=True),
    "words placed one by one": _justified,
    "pages on their side": _on_its_side,
}
