"""Pictures of text for tests, as a scanner or a screen would give them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import reportlab
from PIL import Image, ImageDraw, ImageFont

# A font that is there wherever the tests run, with the letters of both languages.
_FONTS = Path(reportlab.__file__).parent / "fonts"
_DPI = 300


def draw_scan(paragraphs: Sequence[str], *, points: float = 11, width_px: int = 1900) -> Image.Image:
    r"""Return a page at 300 dots an inch.

    Args:
        paragraphs: Lines are ended by ``\n``; "# " before a heading, which is large and bold.
        points: Size of the letters.
        width_px: Of the page, which is as high as it needs to be.
    """
    placed: list[tuple[int, str, ImageFont.FreeTypeFont]] = []
    y = 120
    for paragraph in paragraphs:
        is_heading = paragraph.startswith("# ")
        size = points * _DPI / 72 * (1.5 if is_heading else 1)
        font = ImageFont.truetype(str(_FONTS / ("VeraBd.ttf" if is_heading else "Vera.ttf")), size)
        for line in paragraph.removeprefix("# ").split("\n"):
            placed.append((y, line, font))
            y += round(1.3 * size)
        y += round(0.9 * size)
    image = Image.new("L", (width_px, y + 120), 255)
    draw = ImageDraw.Draw(image)
    for top, line, font in placed:
        draw.text((120, top), line, font=font, fill=15)
    return image


def encoded(images: Sequence[Image.Image] | Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return one image file of these pictures."""
    first, *rest = [images] if isinstance(images, Image.Image) else list(images)
    buffer = io.BytesIO()
    if rest:
        options |= {"save_all": True, "append_images": rest}
    first.save(buffer, kind, **{"dpi": (_DPI, _DPI), **options})
    return buffer.getvalue()


def scanned_pdf(images: Sequence[Image.Image]) -> bytes:
    """Return a PDF whose pages are pictures."""
    return encoded(images, "PDF", resolution=_DPI)
