"""Render a text of the corpus as a PDF file: pages of one or two columns, or slides.

All have text that can be selected, a running header and page numbers.
"""

from __future__ import annotations

import io
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import reportlab
from corpus_formats import BOLD, WORDS, checked_line, facts_line, source_label
from corpus_texts import NOTICE, Block, BlockKind, Text
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
)

# Bitstream Vera comes with reportlab, has å ä ö æ ø, and its licence allows embedding
FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf"}
MARGIN = 2.5 * cm
GUTTER = 0.8 * cm
TITLE_HEIGHT = 6.2 * cm  # above the two columns of the first page

BODY = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=14.5, spaceAfter=6)
STYLES = {
    BlockKind.PARAGRAPH: BODY,
    BlockKind.HEADING: ParagraphStyle(
        "heading", fontName="VeraBd", fontSize=13, leading=17, spaceBefore=10, spaceAfter=5, keepWithNext=1
    ),
    BlockKind.BULLETS: ParagraphStyle("bullet", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=3),
}
SLIDE_BODY = ParagraphStyle("slide body", parent=BODY, fontSize=15, leading=21, spaceAfter=9)
SLIDE_STYLES = {
    BlockKind.PARAGRAPH: SLIDE_BODY,
    BlockKind.HEADING: ParagraphStyle(
        "slide heading", fontName="VeraBd", fontSize=24, leading=30, spaceAfter=16, keepWithNext=1
    ),
    BlockKind.BULLETS: ParagraphStyle("slide bullet", parent=SLIDE_BODY, leftIndent=20, bulletIndent=2),
}
NOTICE_STYLE = ParagraphStyle("notice", parent=BODY, fontSize=9, leading=12, spaceAfter=12)
TITLE_STYLE = ParagraphStyle("title", fontName="VeraBd", fontSize=18, leading=23, spaceAfter=10)
SOURCE_STYLE = ParagraphStyle("source", parent=BODY, fontSize=8.5, leading=11.5, spaceAfter=3)


def register_fonts() -> None:
    """Make the embedded fonts known to reportlab, bold included."""
    folder = Path(reportlab.__file__).parent / "fonts"
    for name, file_name in FONTS.items():
        pdfmetrics.registerFont(TTFont(name, str(folder / file_name)))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="Vera", boldItalic="VeraBd")


def markup(line: str) -> str:
    """Turn a line into reportlab's markup."""
    return BOLD.sub(r"<b>\1</b>", escape(line))


def paragraphs(block: Block, style: ParagraphStyle) -> list[Paragraph]:
    """Turn a block into flowing paragraphs, one a bullet in a list."""
    bullet = "•" if block.kind is BlockKind.BULLETS else None
    return [Paragraph(markup(line), style, bulletText=bullet) for line in block.lines]


def beginning(text: Text) -> list[Flowable]:
    """Give what stands first: the notice, the title and the facts."""
    return [
        Paragraph(markup(NOTICE[text.meta.language]), NOTICE_STYLE),
        Paragraph(markup(text.meta.title), TITLE_STYLE),
        Paragraph(markup(facts_line(text)), BODY),
    ]


def sources(text: Text) -> list[Flowable]:
    """Give the heading of the sources and what stands under it."""
    flow = [
        Paragraph(WORDS[text.meta.language]["sources"], STYLES[BlockKind.HEADING]),
        Paragraph(markup(checked_line(text)), BODY),
    ]
    for source in text.sources:
        label = markup(source_label(source))
        linked = f"<link href={quoteattr(source.address)}>{label}</link>" if source.address else label
        flow.append(Paragraph(linked, SOURCE_STYLE))
    return flow


def story(text: Text) -> list[Flowable]:
    """Give all that flows through the pages of the text's form."""
    flow = beginning(text)
    styles = SLIDE_STYLES if text.meta.form == "pdf-slides" else STYLES
    if text.meta.form == "pdf-columns":
        flow.append(FrameBreak())
    for block in text.blocks:
        if text.meta.form == "pdf-slides" and block.kind is BlockKind.HEADING:
            flow.append(PageBreak())
        flow += paragraphs(block, styles[block.kind])
    if text.meta.form == "pdf-slides":
        flow.append(PageBreak())
    return flow + sources(text)


def layout(text: Text) -> tuple[tuple[float, float], list[PageTemplate]]:
    """Return the size of the pages and what they are divided into, the first page first."""
    size = landscape(A4) if text.meta.form == "pdf-slides" else A4
    width, height = size[0] - 2 * MARGIN, size[1] - 2 * MARGIN
    if text.meta.form != "pdf-columns":
        return size, [PageTemplate(id="all", frames=[Frame(MARGIN, MARGIN, width, height, 0, 0, 0, 0)])]
    column = (width - GUTTER) / 2

    def columns(tall: float) -> list[Frame]:
        return [Frame(left, MARGIN, column, tall, 0, 0, 0, 0) for left in (MARGIN, MARGIN + column + GUTTER)]

    top = Frame(MARGIN, MARGIN + height - TITLE_HEIGHT, width, TITLE_HEIGHT, 0, 0, 0, 0)
    first = PageTemplate(
        id="first", frames=[top, *columns(height - TITLE_HEIGHT)], autoNextPageTemplate="all"
    )
    return size, [first, PageTemplate(id="all", frames=columns(height))]


def to_pdf(text: Text) -> bytes:
    """Render as PDF. Equal texts give equal bytes: no clock, no random id, no compression.

    Streams are left as they are because what zlib makes of them differs between its versions.
    """
    register_fonts()
    own = NOTICE[text.meta.language].partition(".")[0]
    short_title = text.meta.title.partition(":")[0]
    page_word = WORDS[text.meta.language]["page"]
    size, templates = layout(text)

    def prepare(canvas: Canvas, _: BaseDocTemplate) -> None:
        day = text.checked
        canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000+00'00'")

    # drawn when the page ends, so that the notice stays the first words in the page's own order
    def frame_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Vera", 8)
        canvas.drawString(MARGIN, size[1] - 1.4 * cm, f"{own} · {short_title}")
        canvas.drawRightString(size[0] - MARGIN, 1.4 * cm, f"{page_word} {document.page}")

    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=size,
        title=text.meta.title,
        author="Metodbank",
        subject=own,
        creator="Metodbank",
        lang={"sv": "sv-SE", "da": "da-DK"}[text.meta.language],
        invariant=1,
        pageCompression=0,
    )
    for template in templates:
        template.onPage, template.onPageEnd = prepare, frame_page
    document.addPageTemplates(templates)
    document.build(story(text))
    return buffer.getvalue()
