"""Render one page of a PDF to a PNG, in a process of its own with limits.

pypdfium2 opens files that other readers refuse, but a crafted file can make it take a gigabyte; the
process that serves users must not be the one that pays for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

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
    timeout_s: float = 20,
    max_memory_mb: int = 768,
) -> bytes:
    """Return the page as a PNG whose longer side has at most ``max_side_px`` pixels.

    Args:
        path: A PDF file.
        page_number: Counts from 1.
        max_side_px: Also bounds the memory of the bitmap.
        timeout_s: Wall clock; the process is killed after it.
        max_memory_mb: Address space of the process, where the platform can limit it (Linux).

    Raises:
        DamagedFileError: The file cannot be opened or drawn within the limits, or has no such page.
    """
    command = [sys.executable, "-m", "ingest.page_image", str(path), str(page_number), str(max_side_px)]
    command.append(str(max_memory_mb))
    try:
        # The child finds this package whatever folder the server was started in.
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        done = subprocess.run(command, capture_output=True, timeout=timeout_s, check=False, env=environment)
    except subprocess.TimeoutExpired as error:
        raise DamagedFileError(
            f"page {page_number} of {path.name} was not drawn within {timeout_s:g} s."
            " Open the file itself instead."
        ) from error
    if done.returncode == 0 and done.stdout.startswith(_PNG_MAGIC):
        return done.stdout
    reason = done.stderr.decode("utf-8", "replace").strip() if done.returncode == _EXIT_UNUSABLE else ""
    raise DamagedFileError(
        f"page {page_number} of {path.name} cannot be drawn"
        f" ({reason or f'the process ended with status {done.returncode}'}). Open the file itself instead."
    )


def _limit_memory(max_memory_mb: int) -> None:
    if sys.platform != "linux":
        return
    import resource

    n_bytes = max_memory_mb * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (n_bytes, n_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _draw(path: str, page_number: int, max_side_px: int) -> bytes:
    import io

    import pypdfium2

    document = pypdfium2.PdfDocument(path)
    if not 1 <= page_number <= len(document):
        raise ValueError(f"the file has {len(document)} pages")
    page = document[page_number - 1]
    # At 2.0 (144 dpi) body text is sharp on an ordinary screen; larger pages are scaled down to the bound.
    scale = min(2.0, max_side_px / max(*page.get_size(), 1.0))
    out = io.BytesIO()
    page.render(scale=scale).to_pil().save(out, format="PNG")
    return out.getvalue()


def _run(arguments: list[str], write: Callable[[bytes], object]) -> int:
    path, page_number, max_side_px, max_memory_mb = arguments
    _limit_memory(int(max_memory_mb))
    try:
        png = _draw(path, int(page_number), int(max_side_px))
    except Exception as error:  # noqa: BLE001 # whatever the file provokes is one line for the parent
        sys.stderr.write(f"{type(error).__name__}: {error}")
        return _EXIT_UNUSABLE
    write(png)
    return 0


if __name__ == "__main__":
    sys.exit(_run(sys.argv[1:], sys.stdout.buffer.write))
