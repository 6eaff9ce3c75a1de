"""Dates as Swedish and Danish documents write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "januar": 1, "februar": 2, "marts": 3, "august": 8,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(?:(?:den|d\.)\s+)?(?P<day>\d{{1,2}})\.?\s+(?P<month>{_MONTH})\.?,?\s+(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"(?<!\w)(?<!\d )(?<!\d\. )(?P<month>{_MONTH})\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
)
_ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_NUMERIC = re.compile(r"(?<![\d.])(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)")
# Six or eight digits are a date only after a word that says so.
_LABELLED_DIGITS = re.compile(
    r"\b(?:datum|dato|date)\b[:\s]{1,3}(?P<year>(?:\d\d)?\d\d)-?(?P<month>\d\d)-?(?P<day>\d\d)(?!\d)",
    re.IGNORECASE,
)
_PATTERNS = (_ISO, _DAY_MONTH_YEAR, _NUMERIC, _LABELLED_DIGITS, _MONTH_YEAR)
_DATE_LINE = re.compile(
    rf"(?:(?:den|d\.)\s+)?\d{{1,2}}\.?\s+(?:{_MONTH})\.?(?:\s+\d{{4}})?|\d{{4}}-\d\d-\d\d|"
    r"\d{1,2}[./]\d{1,2}[./ ]\d{4}",
    re.IGNORECASE,
)
# "Publicerad 12 maj 2019", "Senast ändrad: 2019-05-12 kl. 14.30"; also with a date that does not exist.
_LABELLED_LINE = re.compile(
    r"(?:datum|dato|date|publicerad|publiceret|published|uppdaterad|opdateret|"
    r"senast (?:ändrad|uppdaterad)|sidst (?:ændret|opdateret)|skapad|oprettet|antagen|vedtaget|"
    r"utskriven|udskrevet)\s*:?\s*(?:den\s|d\.|på\s)?"
    rf"(?=.*\d)(?:\s|\d|[-./:,()]|{_MONTH}|kl\.?)*",
    re.IGNORECASE,
)
_FIRST_YEAR = 1850
_LAST_YEAR = 2100


def is_date_line(line: str) -> bool:
    """Return whether a line is a date and nothing else."""
    return len(line) <= 40 and _DATE_LINE.fullmatch(line) is not None


def is_labelled_date(line: str) -> bool:
    """Return whether a line is a word such as Datum or Publicerad, a date, and nothing else."""
    return len(line) <= 80 and _LABELLED_LINE.fullmatch(line) is not None


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date in ``text`` in ISO 8601, with where it starts and ends.

    "15 juni 2017", "den 15 juni 2017", "17. april 2016", "2013-08-20", "20/8/2013" and "juni 2017" are
    dates anywhere, "130820" only after Datum or Dato. Two digits of a year mean 2000 to 2099.
    """
    found = []
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is not None:
            iso = _iso(match)
            if iso is not None:
                found.append((iso, match.start(), match.end()))
    # A full date begins before the month and year within it.
    return min(found, key=lambda item: (item[1], -len(item[0])), default=None)


def normalise_date(stated: str) -> str | None:
    """Return a stated date in ISO 8601 (YYYY, YYYY-MM or YYYY-MM-DD), None if it is none."""
    stated = stated.strip()
    if re.fullmatch(r"\d{4}", stated) and _FIRST_YEAR <= int(stated) <= _LAST_YEAR:
        return stated
    match = re.fullmatch(r"(\d{4})-(\d\d)", stated)
    if match and 1 <= int(match.group(2)) <= 12:
        return stated
    match = re.match(r"D?:?(\d{4})-?(\d\d)-?(\d\d)(?=\D|\d{6}|$)", stated)  # also the form used in PDFs
    if match:
        return _checked(*map(int, match.groups()))
    found = find_date(stated)
    return found[0] if found else None


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"]) if len(parts["year"]) == 4 else 2000 + int(parts["year"])
    name = parts["month"].lower()
    month = _MONTHS[name] if name in _MONTHS else int(name)
    if "day" not in parts:
        return f"{year:04}-{month:02}" if _FIRST_YEAR <= year <= _LAST_YEAR else None
    return _checked(year, month, int(parts["day"]))


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= year <= _LAST_YEAR else None
