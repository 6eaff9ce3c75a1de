"""Samples of PDF files: Danish minutes whose text can be selected, and two scanned pages in Swedish."""

from __future__ import annotations

import hashlib
import io
import time

import pypdf
import pypdfium2
from corpus_pdf import BODY, STYLES, TITLE_STYLE, markup, register_fonts
from corpus_texts import BlockKind
from PIL import Image, ImageChops, ImageStat
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph

_DPI = 200
_TILT_DEGREES = 0.4  # as a page lies in a scanner
_DARK = 160  # of 255: what is darker becomes ink
_MADE = time.struct_time((2026, 11, 22, 0, 0, 0, 6, 326, 0))
_COMPARED_PX = (413, 585)  # A4 at 50 dots an inch
_MAX_DIFFERENCE = 2.0  # of 255, on average: edges of letters, where another version draws them
_MARGIN = 2.5 * cm
_SCAN_BODY = ParagraphStyle("scanned", parent=BODY, fontSize=11.5, leading=17, spaceAfter=11)

_MINUTES = """Eksempel, opdigtet

# Referat af borgermøde om mødesteder i Lyngsø Kommune

Dato: 7. november 2022

Sted: Medborgerhuset i Lyngsø by

Til stede: Prøve Lyngholm (mødeleder), Test Sandager (referent) og 34 borgere

## Hvorfor vi mødtes

Flere landsbyer har mistet både skole og købmand. Kommunen havde derfor inviteret til en aften om, hvor \
folk kan mødes, og hvad det kræver at holde sådan et sted åbent året rundt.

Borgerne talte sammen ved fem borde. Ved hvert bord sad en fra forvaltningen, som kun lyttede og skrev ned.

---

## Hvad der er prøvet

Ved bordene blev der fortalt om steder, som borgerne selv driver. Tre eksempler:

- I Sandager har en støtteforening købt den lukkede brugs og laver fællesspisning hver onsdag. Maden koster \
40 kroner, og børn spiser gratis.

- I Prøvekøb låner idrætsforeningen nøglen til skolens sløjdlokale ud. En pensioneret tømrer passer \
værktøjet.

- I Nørre Lyngholm står der en bogreol i busskuret. Den bliver fyldt op af dem, der venter på bussen.

## Hvad der var svært

Frivillige bliver trætte, når de samme fem altid har vagten. Husleje og varme var dyrere end ventet, og \
ingen vidste, hvem i forvaltningen man skulle ringe til."""

SCANNED = """Exempel, påhittat

# Trygghetsvandring i Provhults kommun

Provhult den 9 oktober 2018

Kommunen och byalaget gick tillsammans genom byn en kväll i september. Tjugotvå personer var med, flest \
äldre, och alla fick en karta att rita på.

## Vad vi såg

Gångvägen mellan skolan och kyrkan var mörk. Vid busshållplatsen växte häcken så hög att ingen såg vem som \
stod där.

---

## Vad som hände sedan

Kommunen bytte fyrtio lampor och klippte häcken. Byalaget ställde ut två bänkar som ungdomar hade snickrat.

Vandringen ska göras om varje höst, för den kostade nästan ingenting och gav svar samma månad."""


def _story(text: str, body: ParagraphStyle) -> list[Flowable]:
    flow: list[Flowable] = []
    for part in text.split("\n\n"):
        if part == "---":
            flow.append(PageBreak())
        elif part.startswith("# "):
            flow.append(Paragraph(markup(part[2:]), TITLE_STYLE))
        elif part.startswith("## "):
            flow.append(Paragraph(markup(part[3:]), STYLES[BlockKind.HEADING]))
        elif part.startswith("- "):
            flow.append(Paragraph(markup(part[2:]), STYLES[BlockKind.BULLETS], bulletText="•"))
        else:
            flow.append(Paragraph(markup(part), body))
    return flow


def _to_pdf(text: str, *, header: str = "", language: str, body: ParagraphStyle = BODY) -> bytes:
    """Return a PDF whose text can be selected; equal texts give equal bytes, as in corpus/corpus_pdf.py."""
    register_fonts()

    def frame_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        if header:
            canvas.setFont("Vera", 8)
            canvas.drawString(_MARGIN, A4[1] - 1.4 * cm, header)
            canvas.drawRightString(A4[0] - _MARGIN, 1.4 * cm, f"Side {document.page} af 2")

    buffer = io.BytesIO()
    document = BaseDocTemplate(
        buffer, pagesize=A4, title="untitled", lang=language, invariant=1, pageCompression=0
    )
    width, height = A4[0] - 2 * _MARGIN, A4[1] - 2 * _MARGIN
    frame = Frame(_MARGIN, _MARGIN, width, height, 0, 0, 0, 0)
    document.addPageTemplates([PageTemplate(id="all", frames=[frame], onPageEnd=frame_page)])
    document.build(_story(text, body))
    return buffer.getvalue()


def minutes() -> bytes:
    """Return Danish minutes of two pages, with a running header and page numbers."""
    return _to_pdf(
        _MINUTES, header="Lyngsø Kommune · Referat af borgermøde · Eksempel, opdigtet", language="da-DK"
    )


def scan() -> bytes:
    """Return a PDF of two pictures of pages: black and white, a little tilted, no text to select.

    The words are named by their hash: versions of the libraries draw them differently, so that pictures
    cannot tell whether a word was changed.
    """
    drawn = _to_pdf(SCANNED, language="sv-SE", body=_SCAN_BODY)
    first, *rest = [_scanned(page) for page in _pictures(drawn, dpi=_DPI)]
    buffer = io.BytesIO()
    first.save(
        buffer, "PDF", resolution=_DPI, save_all=True, append_images=rest, creationDate=_MADE, modDate=_MADE,
        keywords=hashlib.sha256(SCANNED.encode()).hexdigest(),
    )  # fmt: skip
    return buffer.getvalue()


def _scanned(page: Image.Image) -> Image.Image:
    tilted = page.rotate(_TILT_DEGREES, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return tilted.point(lambda grey: 255 if grey > _DARK else 0).convert("1", dither=Image.Dither.NONE)


def _pictures(data: bytes, *, dpi: int) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(data)
    try:
        return [page.render(scale=dpi / 72, grayscale=True).to_pil().convert("L") for page in document]
    finally:
        document.close()


def same_scan(one: bytes, other: bytes) -> bool:
    """Return whether two scans have the same words by their hash, and pages that look alike."""
    if _hash_of_words(one) != _hash_of_words(other):
        return False
    pages = [[page.resize(_COMPARED_PX) for page in _pictures(data, dpi=50)] for data in (one, other)]
    return len(pages[0]) == len(pages[1]) and all(
        ImageStat.Stat(ImageChops.difference(mine, its)).mean[0] <= _MAX_DIFFERENCE
        for mine, its in zip(*pages, strict=True)
    )


def _hash_of_words(data: bytes) -> str | None:
    metadata = pypdf.PdfReader(io.BytesIO(data)).metadata
    return metadata.keywords if metadata else None
