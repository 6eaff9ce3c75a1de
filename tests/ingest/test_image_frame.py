"""Pictures of image files, unpacked in a process of their own."""

from __future__ import annotations

import io
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from ingest.image_frame import count_frames, draw_frame
from kb.errors import DamagedFileError, FileTooLargeError
from tests.ingest.scans import encoded

BORDER = 20  # pixels of white around every picture


def _drawn(tmp_path: Path, data: bytes, number: int = 1) -> Image.Image:
    path = tmp_path / "bild"
    path.write_bytes(data)
    return Image.open(io.BytesIO(draw_frame(path, number, name="bild.fil")))


def _count(tmp_path: Path, data: bytes) -> int:
    path = tmp_path / "bild"
    path.write_bytes(data)
    return count_frames(path, name="bild.fil")


def _page(*, grey: int = 30) -> Image.Image:
    """Return a white picture of 300 × 200 with a dark square in the upper left corner."""
    image = Image.new("L", (300, 200), 255)
    image.paste(grey, (0, 0, 60, 60))
    return image


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def png_bomb(side_px: int) -> bytes:
    """Return a PNG of a few bytes that says it has a lot of coloured pixels."""
    header = struct.pack(">IIBBBBB", side_px, side_px, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\x00" * 10_000)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", pixels) + _chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP"])
def test_every_format_gives_the_same_grey_picture_with_a_border(tmp_path: Path, kind: str) -> None:
    drawn = _drawn(tmp_path, encoded(_page(), kind, dpi=(300, 300)))
    scale = 1 if kind not in {"GIF", "WEBP"} else 2  # these two cannot say how many dots an inch they have
    assert drawn.mode == "L"
    assert drawn.size == (300 * scale + 2 * BORDER, 200 * scale + 2 * BORDER)
    pixels = np.asarray(drawn)
    assert pixels[5, 5] == 255
    assert pixels[BORDER + 30, BORDER + 30] == pytest.approx(30, abs=12)
    assert pixels[BORDER + 150, BORDER + 250] == pytest.approx(255, abs=12)


@pytest.mark.parametrize(
    ("dpi", "size"), [(150, (600, 400)), (300, (300, 200)), (600, (150, 100)), (72, (600, 400))]
)
def test_pictures_are_brought_to_300_dots_an_inch(tmp_path: Path, dpi: int, size: tuple[int, int]) -> None:
    drawn = _drawn(tmp_path, encoded(_page(), "PNG", dpi=(dpi, dpi)))
    assert drawn.size == (size[0] + 2 * BORDER, size[1] + 2 * BORDER)


def test_a_huge_picture_is_made_smaller(tmp_path: Path) -> None:
    drawn = _drawn(tmp_path, encoded(Image.new("1", (9_000, 300), 1), "PNG"))
    assert drawn.size == (5_000 + 2 * BORDER, 167 + 2 * BORDER)


def test_light_on_dark_becomes_dark_on_light(tmp_path: Path) -> None:
    drawn = np.asarray(_drawn(tmp_path, encoded(ImageOps.invert(_page()))))
    assert drawn[BORDER + 30, BORDER + 30] == 30
    assert drawn[BORDER + 150, BORDER + 250] == 255


def test_what_lets_its_ground_through_stands_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (300, 200), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 60, 60))
    drawn = np.asarray(_drawn(tmp_path, encoded(image)))
    assert drawn[BORDER + 30, BORDER + 30] == 0
    assert drawn[BORDER + 150, BORDER + 250] == 255


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_sixteen_bits_are_brought_to_eight(tmp_path: Path, kind: str) -> None:
    image = Image.fromarray(np.asarray(_page(grey=0)).astype(np.uint16) * 100)
    drawn = np.asarray(_drawn(tmp_path, encoded(image, kind)))
    assert drawn[BORDER + 30, BORDER + 30] == 0
    assert drawn[BORDER + 150, BORDER + 250] == 255


def test_a_photo_is_turned_as_the_camera_was_held(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn by 90 degrees, clockwise
    drawn = np.asarray(_drawn(tmp_path, encoded(_page(), "JPEG", exif=exif)))
    assert drawn.shape == (300 + 2 * BORDER, 200 + 2 * BORDER)
    assert drawn[BORDER + 30, BORDER + 170] == pytest.approx(30, abs=12)  # now in the upper right corner


def test_each_page_of_a_tiff_is_drawn(tmp_path: Path) -> None:
    data = encoded([_page(grey=10), _page(grey=40), _page(grey=80)], "TIFF")
    assert _count(tmp_path, data) == 3
    corners = [_drawn(tmp_path, data, n).getpixel((BORDER + 30, BORDER + 30)) for n in (1, 2, 3)]
    assert corners == [10, 40, 80]


def test_the_preview_in_a_tiff_is_no_page(tmp_path: Path) -> None:
    preview = _page().resize((30, 20))
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    path = tmp_path / "bild"
    path.write_bytes(encoded([_page(), preview], "TIFF"))
    assert draw_frame(path, 1, name="bild.tif")
    assert draw_frame(path, 2, name="bild.tif") == b""


def test_further_pictures_in_a_png_are_not_counted(tmp_path: Path) -> None:
    data = encoded([_page(grey=10), _page(grey=40)], "PNG")
    assert b"acTL" in data  # it is an animation
    assert _count(tmp_path, data) == 1


def test_a_picture_past_the_last_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError, match=r"^bild\.fil \(picture 3\) is cut off or broken"):
        _drawn(tmp_path, encoded([_page(), _page(grey=9)], "TIFF"), 3)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = png_bomb(60_000)
    assert len(bomb) < 200
    with pytest.raises(
        FileTooLargeError, match=r"^bild\.fil has 60000 × 60000 pixels; the limit is 120 mill"
    ):
        _count(tmp_path, bomb)


def test_a_later_page_that_is_too_large_is_refused(
    tmp_path: Path,
) -> None:
    data = encoded([_page().convert("1"), Image.new("1", (12_000, 11_000), 1)], "TIFF", compression="group4")
    assert len(data) < 1_000_000
    with pytest.raises(FileTooLargeError, match=r"^bild\.fil \(picture 2\) has 12000 × 11000 pixels"):
        _drawn(tmp_path, data, 2)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit the memory of a process")
def test_a_picture_that_takes_too_much_memory_ends_its_process_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.image_frame._MAX_MEMORY_MB", 200)
    with pytest.raises(DamagedFileError, match=r"^bild\.fil \(picture 1\) is .* \(MemoryError"):
        _drawn(tmp_path, png_bomb(10_000))


def test_a_picture_that_takes_too_long_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.image_frame._TIMEOUT_S", 0.01)
    with pytest.raises(DamagedFileError, match=r"^bild\.fil \(picture 1\) was not unpacked within 0\.01 s"):
        _drawn(tmp_path, encoded(_page()))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "WEBP", "BMP"])
@pytest.mark.parametrize("share", [0.02, 0.5, 0.95])
def test_a_cut_off_file_is_said_to_be_cut_off(tmp_path: Path, kind: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (200, 300), dtype=np.uint8)
    data = encoded(Image.fromarray(noise), kind)
    path = tmp_path / "bild"
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(DamagedFileError, match=r"^bild\.fil (\(picture 1\) )?is cut off or broken .*Open it"):
        [draw_frame(path, n, name="bild.fil") for n in range(1, count_frames(path, name="bild.fil") + 1)]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\nhej", b"\xff\xd8\xff\xe0hej", b"II*\x00\xff\xff\xff\xff", b"GIF89a", b"hej"]
)
def test_what_only_begins_like_an_image_is_broken(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(DamagedFileError, match=r"^bild\.fil is cut off or broken"):
        _count(tmp_path, data)


def test_formats_beside_those_of_scanners_are_not_opened(tmp_path: Path) -> None:
    # others, such as EPS, would start a program on the file
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n"
    with pytest.raises(DamagedFileError, match="cannot identify"):
        _count(tmp_path, eps)
