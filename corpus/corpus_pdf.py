"""Render a text of the corpus as a PDF file with selectable text, running header and page numbers."""

from __future__ import annotations

import io
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import reportlab
from corpus_formats import BOLD, WORDS, checked_line, facts_line, source_label
from corpus_texts import NOTICE, Block, BlockKind, Text
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph

# Bitstream Vera comes with reportlab, has å ä ö æ ø, and its licence allows embedding
FONTS = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf"}
MARGIN = 2.5 * cm

BODY = ParagraphStyle("body", fontName="Vera", fontSize=10, leading=14.5, spaceAfter=6)
STYLES = {
    BlockKind.PARAGRAPH: BODY,
    BlockKind.HEADING: ParagraphStyle(
        "heading", fontName="VeraBd", fontSize=13, leading=17, spaceBefore=10, spaceAfter=5, keepWithNext=1
    ),
    BlockKind.BULLETS: ParagraphStyle("bullet", parent=BODY, leftIndent=14, bulletIndent=2, spaceAfter=3),
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


def paragraphs(block: Block) -> list[Paragraph]:
    """Turn a block into flowing paragraphs, one a bullet in a list."""
    bullet = "•" if block.kind is BlockKind.BULLETS else None
    return [Paragraph(markup(line), STYLES[block.kind], bulletText=bullet) for line in block.lines]


def story(text: Text) -> list[Paragraph]:
    """Give all paragraphs of the file, the notice first."""
    flow = [
        Paragraph(markup(NOTICE[text.meta.language]), NOTICE_STYLE),
        Paragraph(markup(text.meta.title), TITLE_STYLE),
        Paragraph(markup(facts_line(text)), BODY),
    ]
    for block in text.blocks:
        flow += paragraphs(block)
    flow.append(Paragraph(WORDS[text.meta.language]["sources"], STYLES[BlockKind.HEADING]))
    flow.append(Paragraph(markup(checked_line(text)), BODY))
    for source in text.sources:
        label = markup(source_label(source))
        linked = f"<link href={quoteattr(source.address)}>{label}</link>" if source.address else label
        flow.append(Paragraph(linked, SOURCE_STYLE))
    return flow


def to_pdf(text: Text) -> bytes:
    """Render as PDF. Equal texts give equal bytes: no clock, no random id, no compression.

    Streams are left as they are because what zlib makes of them differs between its versions.
    """
    register_fonts()
    own = NOTICE[text.meta.language].partition(".")[0]
    short_title = text.meta.title.partition(":")[0]
    page_word = WORDS[text.meta.language]["page"]

    def prepare(canvas: Canvas, _: BaseDocTemplate) -> None:
        day = text.checked
        canvas.setDateFormatter(lambda *_: f"D:{day:%Y%m%d}000000+00'00'")

    # drawn when the page ends, so that the notice stays the first words in the page's own order
    def frame_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Vera", 8)
        canvas.drawString(MARGIN, A4[1] - 1.4 * cm, f"{own} · {short_title}")
        canvas.drawRightString(A4[0] - MARGIN, 1.4 * cm, f"{page_word} {document.page}")

    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer,
        pagesize=A4,
        title=text.meta.title,
        author="Metodbank",
        subject=own,
        creator="Metodbank",
        lang={"sv": "sv-SE", "da": "da-DK"}[text.meta.language],
        invariant=1,
        pageCompression=0,
    )
    frame = Frame(MARGIN, MARGIN, A4[0] - 2 * MARGIN, A4[1] - 2 * MARGIN, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(frames=[frame], onPage=prepare, onPageEnd=frame_page)])
    document.build(story(text))
    return buffer.getvalue()
