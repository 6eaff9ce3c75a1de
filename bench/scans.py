"""Draws pages of text as a scanner would deliver them, with the text that stands on each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

SOURCE = Path(__file__).resolve().parent.parent / "corpus" / "source"
FONTS = {
    "sans": ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    "serif": ("LiberationSerif-Regular.ttf", "LiberationSerif-Bold.ttf"),
    "narrow": ("LiberationSans-Regular.ttf", "LiberationSans-Bold.ttf"),
}
_A4_INCHES = (8.27, 11.69)
_MARGIN_INCHES = 1.0
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page as drawn, and its text: paragraphs with a blank line between them, words whole."""

    image: Image.Image
    text: str
    dpi: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """What a scanner does to a page."""

    dpi: int = 300
    noise: float = 0.0  # standard deviation of the grey, of 255
    skew_degrees: float = 0.0
    turned: int = 0  # degrees, counter-clockwise
    jpeg_quality: int | None = None
    is_black_and_white: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    kind: str  # heading, bullet or paragraph
    text: str


def read_pieces(language: str) -> list[list[_Piece]]:
    """Return the documents of the starter corpus in one language, each as its pieces."""
    return [
        list(_pieces(path.read_text(encoding="utf-8"))) for path in sorted((SOURCE / language).glob("*.md"))
    ]


def _pieces(text: str) -> Iterator[_Piece]:
    body = text.split("+++\n", 2)[-1]
    for part in re.split(r"\n\s*\n|\n(?=[-*#] ?)", body):
        content = _LINK.sub(r"\1", " ".join(part.split())).replace("**", "").replace("*", "")
        if content.startswith("#"):
            yield _Piece("heading", content.lstrip("# "))
        elif content.startswith("- "):
            yield _Piece("bullet", content[2:])
        elif content and "|" not in content and "http" not in content:
            yield _Piece("paragraph", content)


def draw_pages(
    pieces: Sequence[_Piece], damage: Damage, *, font: str = "sans", points: float = 11
) -> list[Page]:
    """Draw pieces on as many A4 pages as they need; a piece that does not fit begins the next page."""
    pages: list[Page] = []
    rest = list(pieces)
    while rest:
        page, taken = _draw_page(rest, damage.dpi, font=font, points=points)
        pages.append(Page(image=_damaged(page.image, damage), text=page.text, dpi=damage.dpi))
        rest = rest[taken:]
    return pages


def _draw_page(pieces: Sequence[_Piece], dpi: int, *, font: str, points: float) -> tuple[Page, int]:
    width, height = (round(side * dpi) for side in _A4_INCHES)
    margin = round(_MARGIN_INCHES * dpi)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    regular, bold = FONTS[font]
    body = ImageFont.truetype(regular, points * dpi / 72)
    head = ImageFont.truetype(bold, 1.4 * points * dpi / 72)
    y = float(margin)
    texts: list[str] = []
    for piece in pieces:
        letters = head if piece.kind == "heading" else body
        indent = 0.25 * dpi if piece.kind == "bullet" else 0.0
        lines = _wrap(piece.text, letters, width - 2 * margin - indent)
        leading = 1.3 * letters.size
        if texts and y + leading * len(lines) > height - margin:
            break
        if piece.kind == "bullet":
            draw.text((margin, y), "•", font=letters, fill=20)
        for line in lines:
            draw.text((margin + indent, y), line, font=letters, fill=20)
            y += leading
        y += 0.7 * leading
        texts.append(f"• {piece.text}" if piece.kind == "bullet" else piece.text)
    return Page(image=image, text="\n\n".join(texts), dpi=dpi), len(texts)


def _wrap(text: str, font: FreeTypeFont, width: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _damaged(image: Image.Image, damage: Damage, *, seed: int = 1) -> Image.Image:
    import numpy as np

    if damage.skew_degrees:
        image = image.rotate(damage.skew_degrees, Image.Resampling.BICUBIC, fillcolor=255)
    if damage.noise:
        grey = np.asarray(image, dtype=np.float32)
        noise = np.random.default_rng(seed).normal(0, damage.noise, grey.shape)
        image = Image.fromarray(np.clip(grey + noise, 0, 255).astype(np.uint8))
    if damage.is_black_and_white:
        image = image.point(lambda value: 255 if value > 140 else 0)
    if damage.jpeg_quality is not None:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=damage.jpeg_quality)
        image = Image.open(packed).convert("L")
    return image.rotate(damage.turned, expand=True) if damage.turned else image
