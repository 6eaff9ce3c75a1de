"""The years that a document tells of, which need not be the year when it was written."""

from __future__ import annotations

from kb.records import Metadata

# Of a period; a longer one is no time in which something was done.
MAX_YEARS = 60


def told_years(metadata: Metadata) -> tuple[int, int | None] | None:
    """Return the first and the last year of what a document tells of; the last None: it still goes on.

    That is the period it states, else the year that it is of; None where nothing is known.
    """
    if metadata.period:
        first, _, last = metadata.period.partition("/")
        return int(first), None if last == ".." else int(last)
    return None if metadata.year is None else (metadata.year, metadata.year)


def covered_years(metadata: Metadata) -> range:
    """Return every year that a document tells of; an open period reaches to the document's own date."""
    told = told_years(metadata)
    if told is None:
        return range(0)
    first, last = told
    if last is None:
        last = max(first, int(metadata.date[:4]) if metadata.date else first)
    return range(first, min(last, first + MAX_YEARS) + 1)


def last_year(metadata: Metadata) -> int | None:
    """Return the last year that a document is known to tell of."""
    covered = covered_years(metadata)
    return covered[-1] if covered else None


def plain_years(metadata: Metadata) -> str:
    """Return the years in digits: "2013", "2013–2016", "2012–"; empty where none are known."""
    told = told_years(metadata)
    if told is None:
        return ""
    first, last = told
    return str(first) if first == last else f"{first}–{last or ''}"
