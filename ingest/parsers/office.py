"""What the documents of all office programs have in common: names of styles, and properties."""

from __future__ import annotations

import re

from ingest.metadata import is_plausible_title
from ingest.stated import PROGRAM_LANGUAGE, to_stated

HEADING_STYLE = re.compile(r"(?:heading|rubrik|overskrift)\s?([1-9])", re.IGNORECASE)
TITLE_STYLE = re.compile(r"(?:title|titel|tittel)", re.IGNORECASE)
# Programs and the accounts they run under; "Steve Canny" stands in the template of python-pptx.
_NO_AUTHORS = frozenset({"python-docx", "steve canny", "user", "admin", "microsoft office user"})


def stated_properties(*, title: str | None, author: str | None, language: str | None) -> dict[str, str]:
    """Return what a file's properties state of it, without what programs write there by themselves.

    A date in the properties is left out too: it is when the file was made. The language is that of the
    program more often than that of the text, so it is stated under a name of its own.
    """
    title, author = (title or "").strip(), (author or "").strip()
    stated = to_stated(
        {
            "title": title if is_plausible_title(title) else "",
            "author": "" if author.casefold() in _NO_AUTHORS else author,
        }
    )
    return {**stated, PROGRAM_LANGUAGE: language} if language else stated
