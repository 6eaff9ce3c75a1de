"""Images of PDF pages, drawn in a process of their own."""

from __future__ import annotations

import struct
import sys
import zlib
from pathlib import Path

import pytest

from ingest.page_image import render_page
from kb.errors import DamagedFileError


def _pdf(
    path: Path, *, stream: bytes = b"1 0 0 rg 0 0 100 50 re f", flate: bool = False, size: str = "200 100"
) -> Path:
    """Write a PDF of two pages: the first with ``stream``, the second empty."""
    keys = b"/Filter /FlateDecode " if flate else b""
    box = f"/MediaBox [0 0 {size}]".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R " + box + b" /Contents 5 0 R >>",
        b"<< /Type /Page /Parent 2 0 R " + box + b" >>",
        b"<< " + keys + f"/Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    data, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    start = len(data)
    data += f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n<< /Size 6 /Root 1 0 R >>\n".encode()
    path.write_bytes(data + f"startxref\n{start}\n%%EOF\n".encode())
    return path


def _size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def _pixel(png: bytes, x: int, y: int) -> tuple[int, ...]:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(png)) as image:
        value = image.convert("RGB").getpixel((x, y))
    assert isinstance(value, tuple)
    return tuple(int(part) for part in value)


def test_the_page_asked_for_is_drawn_at_twice_its_size_in_points(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "two pages å.pdf")
    first, second = render_page(path, 1), render_page(path, 2)
    assert _size(first) == (400, 200)
    # red from the lower left corner to the middle, on the first page only
    assert _pixel(first, 50, 180) == (255, 0, 0)
    assert _pixel(first, 300, 180) == (255, 255, 255)
    assert _pixel(second, 50, 180) == (255, 255, 255)


def test_a_large_page_is_scaled_to_the_longest_side_allowed(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "poster.pdf", size="14000 7000")
    assert _size(render_page(path, 1, max_side_px=500)) == (500, 250)


@pytest.mark.parametrize("page_number", [0, 3, -1])
def test_a_page_that_is_not_there_is_an_error_with_the_count(tmp_path: Path, page_number: int) -> None:
    path = _pdf(tmp_path / "a.pdf")
    with pytest.raises(DamagedFileError, match=r"page -?\d of a\.pdf cannot be drawn .*2 pages"):
        render_page(path, page_number)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\nbroken", b"\x89PNG\r\n\x1a\n"])
def test_a_damaged_file_is_an_error_that_names_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(data)
    with pytest.raises(DamagedFileError, match=r"broken\.pdf cannot be drawn .*Open the file itself"):
        render_page(path, 1)


def test_a_drawing_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    path = _pdf(tmp_path / "slow.pdf")
    with pytest.raises(DamagedFileError, match=r"was not drawn within 0\.01 s"):
        render_page(path, 1, timeout_s=0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit the memory of a process")
def test_a_flate_bomb_ends_the_drawing_and_not_the_caller(tmp_path: Path) -> None:
    # 300 MB of white space from 300 kB; the limit leaves room to start, but not for this
    packer = zlib.compressobj()
    stream = b"".join(packer.compress(b" " * 1_000_000) for _ in range(300)) + packer.flush()
    bomb = _pdf(tmp_path / "bomb.pdf", stream=stream, flate=True)
    assert bomb.stat().st_size < 400_000
    with pytest.raises(DamagedFileError, match=r"bomb\.pdf cannot be drawn"):
        render_page(bomb, 1, max_memory_mb=300)
