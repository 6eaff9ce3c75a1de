"""Render one page of a PDF to a PNG, in a process of its own with limits.

pypdfium2 opens files that other readers refuse, but a crafted file can make it take a gigabyte.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.limited_process import run_module
from kb.errors import DamagedFileError

if TYPE_CHECKING:
    from collections.abc import Callable

_EXIT_UNUSABLE = 3
_PNG_MAGIC = b"\x89PNG\r\n\x1a\n"


def render_page(
    path: Path,
    page_number: int,
    *,
    max_side_px: int = 1400,
    dpi: int = 144,
    is_grey: bool = False,
    name: str | None = None,
    timeout_s: float = 20,
    max_memory_mb: int = 768,
) -> bytes:
    """Return the page as a PNG whose longer side has at most ``max_side_px`` pixels.

    Args:
        path: A PDF file.
        page_number: Counts from 1.
        max_side_px: Also bounds the memory of the bitmap; a larger page is drawn with fewer dots.
        dpi: Dots an inch; at 144 body text is sharp on an ordinary screen.
        is_grey: Draw in shades of grey.
        name: What to call the file in messages, if not by its name.
        timeout_s: Wall clock; the process is killed after it.
        max_memory_mb: Address space of the process, where the platform can limit it (Linux).

    Raises:
        DamagedFileError: The file cannot be opened or drawn within the limits, or has no such page.
    """
    what = f"page {page_number} of {name or path.name}"
    arguments = [str(path), str(page_number), str(max_side_px), str(dpi), str(int(is_grey))]
    try:
        done = run_module("ingest.page_image", arguments, timeout_s=timeout_s, max_memory_mb=max_memory_mb)
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(
            f"{what} was not drawn within {timeout_s:g} s. Open the file itself instead."
        ) from error
    if done.returncode == 0 and done.stdout.startswith(_PNG_MAGIC):
        return done.stdout
    reason = done.stderr.decode("utf-8", "replace").strip() if done.returncode == _EXIT_UNUSABLE else ""
    raise DamagedFileError(
        f"{what} cannot be drawn"
        f" ({reason or f'the process ended with status {done.returncode}'}). Open the file itself instead."
    )


def _draw(path: str, page_number: int, max_side_px: int, dpi: int, *, is_grey: bool) -> bytes:
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if not 1 <= page_number <= len(document):
        raise ValueError(f"the file has {len(document)} pages")
    page = document[page_number - 1]
    scale = min(dpi / 72, max_side_px / max(*page.get_size(), 1.0))
    out = io.BytesIO()
    page.render(scale=scale, grayscale=is_grey).to_pil().save(out, format="PNG")
    return out.getvalue()


def _run(arguments: list[str], write: Callable[[bytes], object]) -> int:
    path, page_number, max_side_px, dpi, is_grey = arguments
    try:
        png = _draw(path, int(page_number), int(max_side_px), int(dpi), is_grey=is_grey == "1")
    except Exception as error:  # noqa: BLE001 # whatever the file provokes is one line for the parent
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return _EXIT_UNUSABLE
    write(png)
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:], sys.stdout.buffer.write))
