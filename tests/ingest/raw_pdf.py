"""PDF files written object by object, for what no library writes."""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence


def raw_pdf(objects: Sequence[bytes]) -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the catalogue."""
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer\n<< /Size {size} /Root 1 0 R >>\n"
    return data + trailer.encode() + f"startxref\n{len(data)}\n%%EOF\n".encode()


def stream(content: bytes, keys: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<< " + keys + f" /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def one_page(content: bytes, *, keys: bytes = b"", font: bytes = b"", kids: bytes = b"[3 0 R]") -> bytes:
    """Return a PDF whose page has this content stream and a font F1."""
    helvetica = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    return raw_pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /MediaBox [0 0 595 842] /Kids " + kids + b" /Count 1 >>",
            b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            stream(content, keys),
            font or helvetica,
        ]
    )


def shows(text: str) -> bytes:
    """Return a content stream that shows a text."""
    return b"BT /F1 11 Tf 60 700 Td (" + text.encode("cp1252") + b") Tj ET"


def flate_bomb(n_bytes: int) -> bytes:
    """Return a PDF of about a kilobyte whose page unpacks to so many bytes."""
    packer = zlib.compressobj(9)
    block = b" " * 1_000_000
    once = b"".join(packer.compress(block) for _ in range(n_bytes // len(block))) + packer.flush()
    return one_page(
        zlib.compress(zlib.compress(once, 9), 9), keys=b"/Filter [/FlateDecode /FlateDecode /FlateDecode]"
    )


def scanned_pdf(texts: Sequence[str]) -> bytes:
    """Return a PDF with one page a text; a page without text is a picture."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    for text in texts:
        if text:
            canvas.drawString(60, 700, text)
        else:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
