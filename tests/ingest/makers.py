"""Files for tests, made on the spot, about places that do not exist."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from ingest.pipeline import prepare_document
from ingest.sniff import sniff
from kb.gazetteer import load_gazetteer
from kb.records import Facet, PreparedDocument, Source, TagMethod
from kb.taxonomy import load_taxonomy

DOCUMENTS = Path(__file__).parent.parent / "documents"


def prepare(data: bytes | str, name: str = "prov.txt") -> PreparedDocument:
    """Run the whole pipeline over a file's content."""
    content = data.encode("utf-8") if isinstance(data, str) else data
    source = Source(
        path=f"/docs/{name}",
        name=name,
        sha256="0" * 64,
        media_type=sniff(content, name=name),
        n_bytes=len(content),
    )
    return prepare_document(source, content, taxonomy=load_taxonomy(), gazetteer=load_gazetteer())


def places(document: PreparedDocument, chunk: int, *, method: TagMethod | None = None) -> set[str]:
    """Return the codes of the municipalities of one chunk."""
    return {
        tag.value
        for tag in document.chunks[chunk].tags
        if tag.facet is Facet.MUNICIPALITY and method in {None, tag.method}
    }


def make_pdf(
    pages: Sequence[Sequence[tuple[str, str]]], *, title: str = "", header: str = "", size: float = 11
) -> bytes:
    """Return a PDF; each page is a list of (kind, text) with kind h1, h2, p or li."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    canvas.setTitle(title or "untitled")
    fonts = {"h1": ("Helvetica-Bold", 20.0), "h2": ("Helvetica-Bold", 15.0)}
    for number, page in enumerate(pages, start=1):
        if header:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(60, 815, f"{header} {number}")
        y = 770.0
        for kind, text in page:
            font, points = fonts.get(kind, ("Helvetica", size))
            canvas.setFont(font, points)
            y -= points
            for line in text.split("\n"):
                canvas.drawString(60, y, f"• {line}" if kind == "li" else line)
                y -= points * 1.25
            y -= points * 0.6
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_image_pdf() -> bytes:
    """Return a PDF of one page with a drawing and no text."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def make_docx(parts: Sequence[tuple[str, str]], *, title: str = "") -> bytes:
    """Return a Word file; each part is (style, text), or ("table", "a|b;c|d")."""
    import docx

    document = docx.Document()
    document.core_properties.title = title
    document.core_properties.author = ""
    for style, text in parts:
        if style == "table":
            rows = [row.split("|") for row in text.split(";")]
            table = document.add_table(rows=len(rows), cols=len(rows[0]))
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    table.cell(i, j).text = cell
        else:
            document.add_paragraph(text, style=style)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def make_html(body: str, *, head: str = "", charset: str = "utf-8") -> bytes:
    """Return a web page."""
    page = f'<!doctype html><html><head><meta charset="{charset}">{head}</head><body>{body}</body></html>'
    return page.encode(charset)


def make_mail(body: str, *, subject: str) -> bytes:
    """Return a mail of plain text without attachments."""
    return f"Subject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n{body}".encode()
