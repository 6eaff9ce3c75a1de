"""Blocks as PDF files that print the same everywhere: fonts within, tagged for screen readers."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kb.citations import flat
from kb.exports.blocks import BlockRole, PrintedBlock
from kb.exports.pdf_tags import TaggedElement, add_tags
from kb.exports.rows import ExportFrame

MEDIA_TYPE = "application/pdf"

_REGULAR, _BOLD = "DejaVuSansCondensed", "DejaVuSansCondensed-Bold"
_TEXT, _QUIET, _LINK = "#17262b", "#4a5c62", "#0b5566"
_MARGIN_MM, _FOOTER_MM = (20, 17), 10
_PADDING_PT = 6  # that reportlab leaves around the text
_ROLES: Mapping[BlockRole, str] = {
    BlockRole.TITLE: "H1",
    BlockRole.HEADING: "H2",
    BlockRole.SUBHEADING: "H3",
    BlockRole.QUOTE: "BlockQuote",
    BlockRole.CONTENTS: "TOCI",
    BlockRole.REFERENCE: "BibEntry",
}
# Points: letters, lines, space above, space below, indent
_SHAPES: Mapping[BlockRole, tuple[float, float, float, float, float]] = {
    BlockRole.TITLE: (16, 20, 0, 3, 0),
    BlockRole.HEADING: (11.5, 15, 8, 2, 0),
    BlockRole.SUBHEADING: (10.5, 14, 8, 1, 0),
    BlockRole.FACTS: (9, 12, 0, 4, 0),
    BlockRole.BODY: (9.5, 12.5, 0, 3, 0),
    BlockRole.QUOTE: (9.5, 12.5, 1, 0, 12),
    BlockRole.SOURCE: (8.5, 11, 0, 4, 12),
    BlockRole.NOTE: (9.5, 12.5, 2, 3, 0),
    BlockRole.CONTENTS: (9.5, 13, 0, 1, 0),
    BlockRole.REFERENCE: (9, 12, 0, 3, 0),
}
_MAX_LINES = 40  # of one paragraph: reportlab takes time by the square of their number
_HEADINGS = (BlockRole.TITLE, BlockRole.HEADING, BlockRole.SUBHEADING)
# reportlab keeps what it knows of a font while it draws in one place for the whole process
_lock = threading.Lock()


@dataclass(slots=True)
class _Drawn:
    """What has come of the drawing so far."""

    elements: list[TaggedElement] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)  # of each anchor, from 1
    n_marks: Counter[int] = field(default_factory=Counter)  # by page
    level: int = -1  # of the last heading in the outline, from 0


def write_pdf(blocks: Sequence[PrintedBlock], frame: ExportFrame) -> bytes:
    """Return a PDF file on A4, tagged, with its title and language, links and page numbers.

    A character that the font does not have is drawn as an empty box.
    """
    with _lock:
        _register_fonts()
        pages: dict[str, int] = {}
        pdf, drawn = _draw(blocks, frame, pages)
        for _ in range(2):  # the contents name pages, which may move what comes behind them once
            if drawn.pages == pages or not any(block.role is BlockRole.CONTENTS for block in blocks):
                break
            pages = drawn.pages
            pdf, drawn = _draw(blocks, frame, pages)
    return add_tags(pdf, drawn.elements, language=frame.catalogue.ui_language)


def _draw(
    blocks: Sequence[PrintedBlock], frame: ExportFrame, pages: Mapping[str, int]
) -> tuple[bytes, _Drawn]:
    """Draw once; ``pages`` are those of the anchors, as far as they are known."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.units import mm
    from reportlab.platypus import SimpleDocTemplate

    out = io.BytesIO()
    drawn = _Drawn()
    across, down = _MARGIN_MM
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=across * mm,
        rightMargin=across * mm,
        topMargin=down * mm,
        bottomMargin=down * mm,
        title=flat(frame.title),
        author=frame.catalogue.text("app.name"),
        lang=frame.catalogue.ui_language,
        initialFontName=_REGULAR,
        invariant=True,
        pageCompression=1,
    )
    story = [part for block in blocks for part in _paragraphs(block, pages, drawn)]
    line = frame.catalogue.text("export.footer", date=frame.catalogue.date(frame.exported_at))

    def footer(canvas: Any, _document: Any) -> None:  # noqa: ANN401 - reportlab has no types
        # no part of what is read aloud
        canvas.addLiteral("/Artifact BMC")
        canvas.setFont(_REGULAR, 8)
        left, bottom = across * mm + _PADDING_PT, _FOOTER_MM * mm
        canvas.drawString(left, bottom, line)
        canvas.drawRightString(A4[0] - left, bottom, str(canvas.getPageNumber()))
        canvas.addLiteral("EMC")

    document.build(story, onFirstPage=footer, onLaterPages=footer)
    return out.getvalue(), drawn


def _paragraphs(block: PrintedBlock, pages: Mapping[str, int], drawn: _Drawn) -> list[Any]:
    """Return a block as one paragraph, or as several that are one element, where it is long."""
    lines = block.text.strip().split("\n")
    texts = ["\n".join(lines[first : first + _MAX_LINES]) for first in range(0, len(lines), _MAX_LINES)]
    parts = [_paragraph(replace(block, text=text), pages, drawn) for text in texts if text.strip()]
    for part in parts[1:]:
        part.element, part.anchor, part.heading = parts[0].element, None, None
    for part in parts[:-1]:
        part.keepWithNext = 0  # only the end of a quote stays with its source
    return parts


def _paragraph(block: PrintedBlock, pages: Mapping[str, int], drawn: _Drawn) -> Any:  # noqa: ANN401
    markup = escape(block.text.strip()).replace("\n", "<br/>")
    if block.target is not None:
        page = pages.get(block.target.removeprefix("#")) if block.target.startswith("#") else None
        markup = f"<a href={quoteattr(block.target)} color={quoteattr(_LINK)}>{markup}</a>"
        markup += f" &nbsp; {page}" if page is not None else ""
    paragraph = _paragraph_class()(markup, _styles()[block.role])
    paragraph.element = TaggedElement(role=_ROLES.get(block.role, "P"), language=block.language)
    paragraph.anchor = block.anchor
    paragraph.heading = block.text if block.role in _HEADINGS else None
    paragraph.level = _HEADINGS.index(block.role) if block.role in _HEADINGS else 0
    paragraph.drawn = drawn
    return paragraph


@cache
def _paragraph_class() -> Any:  # noqa: ANN401
    from reportlab.platypus import Paragraph

    class Tagged(Paragraph):  # type: ignore[misc] # reportlab draws its own classes only
        """A paragraph that notes where it was drawn, also when it is divided between pages."""

        element: TaggedElement
        anchor: str | None = None
        heading: str | None = None
        level: int
        drawn: _Drawn

        def split(self, width: float, height: float) -> list[Any]:
            """Divide it: the parts are one element."""
            parts = list(super().split(width, height))
            for number, part in enumerate(parts):
                part.element, part.drawn, part.level = self.element, self.drawn, self.level
                part.anchor = self.anchor if number == 0 else None
                part.heading = self.heading if number == 0 else None
            return parts

        def draw(self) -> None:
            """Draw it as one stretch of marked content."""
            canvas, drawn = self.canv, self.drawn
            page = canvas.getPageNumber()
            if not self.element.drawn:
                drawn.elements.append(self.element)
            mark = drawn.n_marks[page]
            drawn.n_marks[page] += 1
            self.element.drawn.append((page - 1, mark))
            if self.anchor is not None:
                drawn.pages[self.anchor] = page
                canvas.bookmarkHorizontal(self.anchor, 0, self.height)
            if self.heading is not None:
                key = f"heading-{page}-{mark}"
                canvas.bookmarkHorizontal(key, 0, self.height)
                # the outline may not leave a level out
                drawn.level = min(self.level, drawn.level + 1)
                canvas.addOutlineEntry(flat(self.heading), key, level=drawn.level)
            canvas.addLiteral(f"/{self.element.role} <</MCID {mark}>> BDC")
            super().draw()
            canvas.addLiteral("EMC")

    return Tagged


@cache
def _styles() -> Mapping[BlockRole, Any]:
    from reportlab.lib.styles import ParagraphStyle

    styles = {}
    for role, (letters, line, above, below, indent) in _SHAPES.items():
        is_heading = role in _HEADINGS
        styles[role] = ParagraphStyle(
            role.value,
            fontName=_BOLD if is_heading else _REGULAR,
            fontSize=letters,
            leading=line,
            spaceBefore=above,
            spaceAfter=below,
            leftIndent=indent,
            textColor=_QUIET if role in {BlockRole.FACTS, BlockRole.SOURCE} else _TEXT,
            keepWithNext=1 if is_heading or role is BlockRole.QUOTE else 0,
            allowWidows=0,
            allowOrphans=0,
            splitLongWords=1,
        )
    return styles


@cache
def _register_fonts() -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    fonts = resources.files("kb.exports") / "fonts"
    for name in (_REGULAR, _BOLD):
        data = io.BytesIO((fonts / f"{name}.ttf").read_bytes())
        pdfmetrics.registerFont(TTFont(name, data))
    pdfmetrics.registerFontFamily(_REGULAR, normal=_REGULAR, bold=_BOLD, italic=_REGULAR, boldItalic=_BOLD)
