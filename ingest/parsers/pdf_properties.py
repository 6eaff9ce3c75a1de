"""What a PDF says of itself: labels of its pages, title, author, date, language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ingest.dates import normalise_date
from ingest.metadata import is_plausible_title
from ingest.stated import PROGRAM_LANGUAGE, to_stated

if TYPE_CHECKING:
    from pypdf import PdfReader


def page_labels(reader: PdfReader, n_pages: int) -> tuple[str | None, ...]:
    """Return the printed page labels; None where a label only repeats the number."""
    try:
        labels = list(reader.page_labels)
    except Exception:  # noqa: BLE001 # labels are optional; broken ones raise anything
        return (None,) * n_pages
    if len(labels) != n_pages:
        return (None,) * n_pages
    return tuple(None if label == str(number) else label for number, label in enumerate(labels, start=1))


def stated_properties(reader: PdfReader) -> dict[str, str]:
    """Return the properties that say something; programs write much that says nothing."""
    try:
        properties: dict[str, Any] = dict(reader.metadata or {})
        root_language = reader.root_object.get("/Lang", "")
    except Exception:  # noqa: BLE001 # properties are optional; broken ones raise anything
        return {}
    title = str(properties.get("/Title", "") or "").strip()
    author = str(properties.get("/Author", "") or "").strip()
    is_person = (
        bool(author)
        and is_plausible_title(author)
        and author.casefold() not in {"anonymous", "user", "admin"}
    )
    stated = to_stated(
        {
            "title": title if is_plausible_title(title) else "",
            "author": author if is_person else "",
            "date": normalise_date(str(properties.get("/Metodbank.Date", ""))) or "",
        }
    )
    return {**stated, PROGRAM_LANGUAGE: str(root_language)} if root_language else stated
