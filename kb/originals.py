"""The kept copies of the files that documents were made from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kb.home import original_path

if TYPE_CHECKING:
    from kb.records import Source


def kept_original(source: Source, originals: Path) -> Path | None:
    """Return the copy of a document's file in the folder ``originals``, None if it is not there."""
    path = original_path(originals, sha256=source.sha256, name=source.name)
    return path if path.is_file() else None


def draw_page(source: Source, originals: Path, page_number: int) -> bytes | None:
    """Return a page as PNG; None where the document is no PDF or its original is gone.

    Raises:
        DamagedFileError: The page cannot be drawn.
    """
    from ingest.page_image import render_page

    original = kept_original(source, originals)
    if original is None or source.media_type != "application/pdf":
        return None
    return render_page(original, page_number)
