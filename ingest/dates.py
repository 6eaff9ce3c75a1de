"""Dates as Swedish, Danish, Norwegian and English documents write them."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9, "oktober": 10, "november": 11, "december": 12,
    "januar": 1, "februar": 2, "marts": 3, "august": 8, "mai": 5, "desember": 12,
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10,
}  # fmt: skip
# Short forms only after a day: alone they are words ("mar", "dec").
_SHORT_MONTHS = {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "okt": 10, "oct": 10, "nov": 11, "dec": 12, "des": 12,
}  # fmt: skip
_NUMBER_OF = _MONTHS | _SHORT_MONTHS
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ANY_MONTH = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WEEKDAY = (
    r"(?:(?:mån|tis|ons|tors|fre|lör|sön|man|tirs|fre|lør|søn)dag(?:en)?s?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_DAY_MONTH_YEAR = re.compile(
    rf"(?<!\d)(?:(?:den|d\.)\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|"
    rf":[ea])?\s+(?P<month>{_ANY_MONTH})\.?,?\s*"
    r"(?P<year>\d{4})(?!\d)",
    re.IGNORECASE,
)
# Of several days or months the first counts: "15-16 juni", "30 maj–1 juni", "15. og 16. juni", "maj-juni".
_DAYS = re.compile(
    rf"(?<![\d.])(?P<day>\d{{1,2}})\.?(?:\s+(?P<first>{_MONTH}))?(?:\s?[-–—]\s?|\s(?:och|og|and|till?)\s)"
    rf"\d{{1,2}}\.?\s+(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTHS_YEAR = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})\s?[-–/]\s?(?:{_MONTH})\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
)
_MONTH_DAY_YEAR = re.compile(
    rf"(?<!\w)(?P<month>{_MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,\s*(?P<year>\d{{4}})(?!\d)",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"(?<!\w)(?<!\d )(?<!\d\. )(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})(?!\d)", re.IGNORECASE
)
_ISO = re.compile(r"(?<![\d-])(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?![\d-])")
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<day>\d{1,2})(?:[.-]\s?(?P<month>\d{1,2})[.-]\s?|"
    r"/(?P<month2>\d{1,2})[-/ ])(?P<year>\d{4})(?!\d)"
)
# "18-19/5 2016", "30/5–1/6 2016"
_NUMERIC_DAYS = re.compile(
    r"(?<![\d./-])(?P<day>\d{1,2})(?:/(?P<first>\d{1,2}))?\s?[-–]\s?\d{1,2}/(?P<month>\d{1,2})"
    r"[-/ ](?P<year>\d{4})(?!\d)"
)
_SHORT_YEAR = re.compile(
    r"(?<![\d./-])(?:(?P<day>\d{1,2})/(?P<month>\d{1,2})[-/ ](?P<year>\d\d)|"
    r"(?P<day2>\d\d)\.(?P<month2>\d\d)\.(?P<year2>\d\d))(?![\d./-])"
)
# Six or eight digits are a date only after a word that says so.
_LABELLED_DIGITS = re.compile(
    r"\b(?P<label>datum|dato|date)\b[:\s]{1,3}(?P<digits>\d{4}(?:\d\d)?-?\d\d|\d{4}-?\d\d-?\d\d)(?!\d)",
    re.IGNORECASE,
)
# "22.9.22" may be the number of a section: it is a date at the end of a line, or of a part of one.
_DOTTED = re.compile(
    r"(?:^|(?<=[\s(]))(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?[-'’]?(?P<year>\d\d)(?=\s*(?:$|[,;)|·–]))"
)
# "3 april -19", "3. apr. '19"
_MARKED_YEAR = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\.?\s+(?P<month>{_ANY_MONTH})\.?\s?[-'’](?P<year>\d\d)(?!\d)", re.IGNORECASE
)
_DAY_MONTH = re.compile(
    rf"(?<![\d.:])(?P<day>\d{{1,2}})\.?(?:\s?[-–]\s?\d{{1,2}}\.?|\s(?:och|og)\s\d{{1,2}}\.?)?\s+"
    rf"(?P<month>{_MONTH})(?!\w)",
    re.IGNORECASE,
)
_BARE_DIGITS = re.compile(r"(?<![\d/.-])(?P<digits>(?:20)?\d{6})(?![\d/.-]|\s?\d)")
_NOT_A_DATE = re.compile(
    r"\b(?:tel|tlf|telefon|cvr|org|dnr|j\.?nr|nr|nummer|postnr|kr|kronor|isbn|version|v|kap|kapitel)\b", re.I
)
_DANISH = re.compile(r"[æø]|\b(?:dato|referat|notat|noter|dagsorden|af)\b", re.IGNORECASE)
_PATTERNS = (
    _ISO, _DAY_MONTH_YEAR, _DAYS, _MONTH_DAY_YEAR, _NUMERIC, _NUMERIC_DAYS, _SHORT_YEAR, _LABELLED_DIGITS,
    _MONTHS_YEAR, _MONTH_YEAR,
)  # fmt: skip
_DATE_LINE = re.compile(
    rf"(?:{_WEEKDAY},?\s+)?(?:(?:den|d\.)\s+)?\d{{1,2}}\.?(?:\s?[-–]\s?\d{{1,2}}\.?)?\s+(?:{_MONTH})\.?"
    r"(?:\s+\d{4})?|\d{4}-\d\d-\d\d|\d{1,2}[./-]\d{1,2}[./ -]{1,2}\d{4}",
    re.IGNORECASE,
)
_UPDATED = (
    r"(?:(?:sidan|siden|sida|side|artikeln|artiklen)\s+)?(?:(?:är|er|blev|var|the page was)\s+)?(?:"
    r"(?:senast|sidst|last)\s+(?:ändrad|uppdaterad|granskad|kontrollerad|kontrolleret|ændret|opdateret|redigeret|updated|modified|"
    r"reviewed)|"
    r"uppdaterad(?:es)?(?:\s+senast)?|opdateret(?:\s+sidst)?|opdateres|oppdatert|sist\s+oppdatert|ändrad|"
    r"ændret|"
    r"updated|reviderad|revideret|granskad|faktagranskad|kontrollerad|kontrolleret|gennemgået|kvalitetssikret|utskriven|udskrevet)"
)
_ISSUED = (
    r"datum|dato|date|mötesdatum|mødedato|publicerad|publicerades|publiceringsdatum|publiceret|"
    r"publiceringsdato|udgivet|udgivelsesdato|utgiven|utgivningsdatum|published|publisert|upprättad|"
    r"skapad|oprettet|antagen|"
    r"vedtaget|beslutad"
)
# "Publicerad 12 maj 2019", "Senast ändrad: 2019-05-12 kl. 14.30"; also with a date that does not exist.
_LABELLED_LINE = re.compile(
    rf"(?:{_UPDATED}|{_ISSUED})\s*:?\s*(?:{_WEEKDAY},?\s+)?(?:den\s|d\.|på\s|the\s)?"
    rf"(?=.*\d)(?:\s|\d|[-./:,()]|{_ANY_MONTH}|kl\.?)*",
    re.IGNORECASE,
)
UPDATED = re.compile(rf"\b{_UPDATED}\b", re.IGNORECASE)
# After the date and time that an article was published: (uppdaterad 11.42).
_AND_CHANGED = re.compile(rf"\W*\b{_UPDATED}\b[^()]{{0,40}}\)?$", re.IGNORECASE)
ISSUED = re.compile(rf"\b(?:{_ISSUED})\b", re.IGNORECASE)
# Before a date they say that it is of something else: a deadline, the next meeting.
_OTHER_DATE = re.compile(
    r"\b(?:nästa|næste|neste|next|senast(?!\s+(?:ändrad|uppdaterad|granskad))|sista|sidste|frist\w*|"
    r"\w+frist|deadline|anmäl\w*|anmälan|tilmeld\w*|ansök\w*|ansøg\w*|inden|före|innan|giltig|gäller|gælder|"
    r"gyldig|föregående|forrige|förra|kommande|kommende|född|født|tiltrædelse|tillträde|sök|"
    r"uppladda\w*|upplag[dt]|inlag[dt]|lagt op|lades upp|uploadet|uploaded)\b",
    re.IGNORECASE,
)
_FIRST_YEAR = 1850
_LAST_YEAR = 2100


def is_date_line(line: str) -> bool:
    """Return whether a line is a date and nothing else."""
    return len(line) <= 50 and _DATE_LINE.fullmatch(line) is not None


def is_labelled_date(line: str) -> bool:
    """Return whether a line is a word such as Datum or Publicerad, a date, and nothing else."""
    return len(line) <= 80 and _LABELLED_LINE.fullmatch(line) is not None


def find_date(text: str) -> tuple[str, int, int] | None:
    """Return the first date in ``text`` in ISO 8601, with where it starts and ends.

    "15 juni 2017", "den 15 juni 2017", "15-16 juni 2017" (the first day), "17. april 2016", "3. okt. 2018",
    "2013-08-20", "20/8/2013", "20/8 2013", "20/8-13", "June 15, 2017" and "juni 2017" are dates anywhere,
    "130820" only after Datum or Dato. Two digits of a year mean 2000 to 2099.
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


def find_own_date(line: str) -> tuple[str, int, int] | None:
    """Return the date of a document that one of its first lines gives, as find_date() does.

    Here six or eight digits are a date without a word before them, too ("Möte 130820"), and so are
    "22.9.22" and "3 april -19". Deadlines and dates of the next meeting are not the document's.
    """
    found = find_date(line)
    if found is None and not _NOT_A_DATE.search(line):
        found = _find_bare(line)
    if found is None:
        return None
    before = line[: found[1]]
    return found if UPDATED.search(before) or not _OTHER_DATE.search(before) else None


def _find_bare(line: str) -> tuple[str, int, int] | None:
    """Return a date that is one only in the first lines of a document."""
    for pattern in (_DOTTED, _MARKED_YEAR, _BARE_DIGITS):
        match = pattern.search(line)
        if match is None:
            continue
        is_bare = pattern is _BARE_DIGITS
        iso = _from_digits(match["digits"], is_danish=bool(_DANISH.search(line))) if is_bare else _iso(match)
        if iso:
            return iso, match.start(), match.end()
    return _find_apart(line)


def _find_apart(line: str) -> tuple[str, int, int] | None:
    """Return a date whose year stands before it, in the name of an event: "Bydagene 2019 · 3.–4. maj"."""
    years = re.findall(r"(?<!\d)(20\d\d)(?!\d)", line)
    match = _DAY_MONTH.search(line)
    if len(years) != 1 or match is None or line.index(years[0]) > match.start():
        return None
    iso = _checked(int(years[0]), _NUMBER_OF[match["month"].lower()], int(match["day"]))
    return (iso, match.start(), match.end()) if iso else None


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


def without_date(line: str) -> str:
    """Return a line without its date, the weekday and the time of day."""
    found = find_own_date(line)
    if found is None:
        return line
    before = re.sub(
        rf"[\s,]*(?:\b{_WEEKDAY}\b,?)?\s*(?:\b(?:den|d\.))?\s*$", "", line[: found[1]], flags=re.I
    )
    after = re.sub(
        r"^\W*(?:(?:kl|klockan|klokken|kl)\.?\s*)?\d{1,2}[.:]\d\d(?:\s?[-–]\s?\d{1,2}[.:]\d\d)?|"
        r"^\W*(?:kl|klockan|klokken)\.?\s*\d{1,2}(?:\s?[-–]\s?\d{1,2})?",
        "",
        _AND_CHANGED.sub("", line[found[2] :]),
        flags=re.I,
    )
    return f"{before}, {after}".strip(" ,.;:–—-·•|()") if after.strip(" ,.;") else before.strip(" ,;:–—-·•|(")


def _iso(match: re.Match[str]) -> str | None:
    parts = match.groupdict()
    if "digits" in parts:
        return _from_digits(parts["digits"], is_danish=parts["label"].lower() == "dato")
    day, month, number = (parts.get(name) or parts.get(f"{name}2") for name in ("day", "month", "year"))
    month = parts.get("first") or month
    if not month or not number:
        return None
    year = int(number) if len(number) == 4 else 2000 + int(number)
    month_number = _NUMBER_OF.get(month.lower()) or int(month)
    if "day" not in parts:
        return f"{year:04}-{month_number:02}" if _FIRST_YEAR <= year <= _LAST_YEAR else None
    return _checked(year, month_number, int(day or 0))


def _from_digits(digits: str, *, is_danish: bool) -> str | None:
    """Read 130820 as year, month, day, but in Danish as day, month, year where it can be."""
    digits = digits.replace("-", "")
    if len(digits) == 8:
        return _checked(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    first, middle, last = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    readings = [_checked(2000 + first, middle, last), _checked(2000 + last, middle, first)]
    return next((reading for reading in (readings[::-1] if is_danish else readings) if reading), None)


def _checked(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if _FIRST_YEAR <= year <= _LAST_YEAR else None
