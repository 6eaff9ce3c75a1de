"""Draw one picture of an image file, upright and in grey, in a process of its own with limits."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.limited_process import run_module
from kb.errors import DamagedFileError, FileTooLargeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PIL.Image import Image

MAX_PIXELS = 120_000_000  # an A3 page at 600 dots an inch has 70 million
_MAX_SIDE_PX = 5_000  # an A3 page at 300 dots an inch
_DPI = 300
_TIMEOUT_S = 30.0
_MAX_MEMORY_MB = 1024
_EXIT_UNUSABLE, _EXIT_TOO_LARGE = 3, 4
_FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
# In a JPEG and a PNG further pictures are previews and animations of the first.
_PAGED_FORMATS = frozenset({"TIFF", "GIF", "WEBP"})
_SUBFILE_TYPE = 254  # tag of TIFF
_REDUCED = 1
_DARK = 100  # median grey of light text on a dark ground
_BORDER_PX = 20


def count_frames(path: Path, *, name: str) -> int:
    """Return how many pictures an image file holds: pages of a TIFF, steps of an animation, else one.

    Raises:
        FileTooLargeError: One of them would unpack to more than ``MAX_PIXELS``.
        DamagedFileError: The file is cut off, broken, or was not read within the limits.
    """
    return int(_called(path, 0, what=name))


def draw_frame(path: Path, number: int, *, name: str) -> bytes:
    """Return a picture of an image file as a PNG: upright, grey, with a scanner's dots an inch.

    Args:
        path: The file.
        number: Counts from 1.
        name: What to call the file in messages.

    Returns:
        The picture; nothing for the small preview of another page.

    Raises:
        FileTooLargeError: It would unpack to more than ``MAX_PIXELS``.
        DamagedFileError: It is cut off, broken, or was not unpacked within the limits.
    """
    return _called(path, number, what=f"{name} (picture {number})")


def _called(path: Path, number: int, *, what: str) -> bytes:
    try:
        done = run_module(
            "ingest.image_frame",
            [str(path), str(number)],
            timeout_s=_TIMEOUT_S,
            max_memory_mb=_MAX_MEMORY_MB,
        )
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(
            f"{what} was not unpacked within {_TIMEOUT_S:g} s. Save it anew and add it again."
        ) from error
    if not done.returncode:
        return done.stdout
    reason = done.stderr.decode("utf-8", "replace").strip().replace(repr(str(path)), "it")
    if done.returncode == _EXIT_TOO_LARGE:
        raise FileTooLargeError(
            f"{what} {reason}; the limit is {MAX_PIXELS / 1e6:.0f} million. Save it smaller and add it again."
        )
    known = reason if done.returncode == _EXIT_UNUSABLE else ""
    raise DamagedFileError(
        f"{what} is cut off or broken ({known or f'the process ended with status {done.returncode}'})."
        " Open it in its program, save it anew and add it again."
    )


class _TooLargeError(Exception):
    pass


def _answer(path: str, number: int) -> bytes:
    """Return a picture as a PNG; for number 0 how many there are, in digits."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # checked here, for each picture, before a pixel of it is unpacked
    with Image.open(path, formats=_FORMATS) as image:
        _check_size(image)
        if number == 0:
            n_frames = getattr(image, "n_frames", 1) if image.format in _PAGED_FORMATS else 1
            return str(n_frames).encode()
        image.seek(number - 1)
        return _drawn(image)


def _check_size(image: Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise _TooLargeError(f"has {image.width} × {image.height} pixels")


def _drawn(image: Image) -> bytes:
    import io

    from PIL.TiffImagePlugin import TiffImageFile

    _check_size(image)
    if isinstance(image, TiffImageFile) and image.tag_v2.get(_SUBFILE_TYPE, 0) & _REDUCED:
        return b""
    image.draft("L", image.size)  # a JPEG is unpacked to grey at once
    out = io.BytesIO()
    _prepared(image).save(out, format="PNG")
    return out.getvalue()


def _prepared(image: Image) -> Image:
    from PIL import ImageOps
    from PIL.Image import Resampling

    scale = _scale(image)
    grey = ImageOps.exif_transpose(_grey(image))
    if scale != 1:
        size = (max(1, round(grey.width * scale)), max(1, round(grey.height * scale)))
        grey = grey.resize(size, Resampling.LANCZOS)
    histogram = grey.histogram()
    if sum(histogram[:_DARK]) * 2 > sum(histogram):
        grey = ImageOps.invert(grey)
    # Letters that touch the edge are not recognised.
    return ImageOps.expand(grey, _BORDER_PX, fill=255)


def _scale(image: Image) -> float:
    """Return the factor to a scanner's number of dots an inch; screens and cameras state none, or 72."""
    longest = max(image.size)
    stated = float(image.info.get("dpi", (0, 0))[0])
    wanted = _DPI / stated if stated > 100 else 2.0 if longest < 2_000 else 1.0
    return min(wanted, 4.0, _MAX_SIDE_PX / longest)


def _grey(image: Image) -> Image:
    """Return the picture in 256 greys, on white where it lets its ground through."""
    from PIL.Image import alpha_composite, new

    if image.mode.startswith("I") or image.mode == "F":  # more than 256 greys
        low, high = (float(str(value)) for value in image.getextrema())
        factor = 255 / (high - low or 1.0)
        return image.convert("F").point(lambda value: value * factor - low * factor).convert("L")
    if image.has_transparency_data:
        ground = new("RGBA", image.size, "white")
        return alpha_composite(ground, image.convert("RGBA")).convert("L")
    return image.convert("L")


def _run(arguments: list[str], write: Callable[[bytes], object]) -> int:
    path, number = arguments
    try:
        write(_answer(path, int(number)))
    except _TooLargeError as error:
        sys.stderr.write(str(error))
        return _EXIT_TOO_LARGE
    except Exception as error:  # noqa: BLE001 # whatever the file provokes is one line for the parent
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return _EXIT_UNUSABLE
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:], sys.stdout.buffer.write))
