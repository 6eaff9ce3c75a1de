"""Periods of years in a text: "2013–2016", "siden 2012"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.phrases import Sentence
from ingest.quote import quote
from kb.records import Facet, Language, Tag, TagMethod

_QUOTE_CHARS = 120
_CONFIDENCE = 0.9
_FIRST_YEAR, _LAST_YEAR, _MAX_YEARS = 1900, 2060, 60
_DIGIT = re.compile(r"\d")
_YEAR = r"(?:19|20)\d\d"
# No part of a date, a case number, a telephone number or an address
_BEFORE, _BEHIND = r"(?<![\w./:+–-])(?<!\d )", r"(?![\w/:]|[-–.,]\d|-[^\W\d_]| ?%| kr\b| \d)"
_RANGE = re.compile(rf"{_BEFORE}(?P<first>{_YEAR})\s?[-–]\s?(?P<last>{_YEAR}|\d\d){_BEHIND}")
_FROM_TO = re.compile(
    rf"\b(?:(?:från|fra|from)\s(?P<a>{_YEAR})\s(?:till|til|to)|(?:mellan|mellem|mellom|"
    rf"between)\s(?P<b>{_YEAR})\s(?:och|og|and))"
    rf"(?:\soch\smed|\sog\smed)?\s(?P<last>{_YEAR}){_BEHIND}",
    re.IGNORECASE,
)
_SEASON = (
    r"(?:(?:januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december|januar|"
    r"februar|marts|august"
    r"|våren|sommaren|hösten|vintern|foråret|sommeren|efteråret|vinteren|året|starten av|år|starten af)\s)?"
)
_SINCE = re.compile(rf"\b(?P<word>sedan|siden|since)\s{_SEASON}(?P<first>{_YEAR}){_BEHIND}", re.IGNORECASE)
# Swedish "sedan" is also "then": only what has lasted is since
_LASTING = re.compile(
    r"\b(?:har|haft|hade|finns|funnits|pågår|pågått|drivs|varit|är|kører|findes|er|has|have|been)\b"
)
_REFERENCE = re.compile(
    r"(?:\b(?:dnr|diarienr|diarienummer|ärende|ärendenr|j\.? ?nr|journalnr|sag|sagsnr|nr|tel|tlf|tfn)\b"
    r"[.:]?|§)\s*$",
    re.IGNORECASE,
)
_STATED_YEAR = re.compile(rf"\b{_YEAR}\b")
_STATED_RANGE = re.compile(rf"\b(?P<first>{_YEAR})\s?[-–]\s?(?P<last>{_YEAR}|\d\d)\b")
_STATED_FROM = re.compile(
    rf"\b(?:från|fra|sedan|siden|since|from)\b[^\d,]{{0,30}}{_YEAR}\b(?!\s?[-–]\s?\d)|\b{_YEAR}\s?[-–](?!\s?\d)",
    re.IGNORECASE,
)
# "2013–2015, siden i hele kommunen"
_STATED_LASTING = re.compile(
    r"\b(?:siden i|sedan i|därefter|derefter|och framåt|og frem|pågår|løbende|nu)\b", re.IGNORECASE
)
_THEN = re.compile(r"\b(?:och|först|samt|men|därefter|inte|ikke|og|for|not)\s$", re.IGNORECASE)


def periods(sentence: Sentence, language: Language) -> Iterator[Tag]:
    """Yield the periods of years in a sentence in ISO 8601: "2013/2016", "2012/.." for one still open."""
    if not _DIGIT.search(sentence.text, sentence.start, sentence.end):
        return  # most sentences: three patterns less to look for
    for pattern in (_RANGE, _FROM_TO):
        for match in pattern.finditer(sentence.text, sentence.start, sentence.end):
            found = match.groupdict()
            first = int(found.get("first") or found.get("a") or found["b"])
            last = int(found["last"]) if len(found["last"]) == 4 else first // 100 * 100 + int(found["last"])
            # "2015-12" is as likely a month
            is_month = len(found["last"]) == 2 and int(found["last"]) <= 12
            before = sentence.text[sentence.start : match.start()]
            if _is_period(first, last) and not is_month and not _REFERENCE.search(before):
                yield _tag(f"{first}/{last}", sentence, match)
    if language is Language.UNKNOWN:
        return
    for match in _SINCE.finditer(sentence.text, sentence.start, sentence.end):
        before = sentence.text[sentence.start : match.start()]
        if not _THEN.search(before) and _LASTING.search(before):
            yield _tag(f"{match['first']}/..", sentence, match)


def stated_period(text: str) -> str | None:
    """Return the period that words behind "Period:" tell, as ``periods`` does; None if they tell none.

    Ranges decide ("efter 2007, især 2018–2025"), else the first and last of several years. It is open where
    every year is one from which it was ("från 2013", "2013–") or it is said to have gone on.
    """
    ranges = [(int(match["first"]), match["last"]) for match in _STATED_RANGE.finditer(text)]
    years = [int(year) for year in _STATED_YEAR.findall(text)]
    if not years:
        return None
    if ranges:
        first = min(start for start, _ in ranges)
        last = max(int(end) if len(end) == 4 else start // 100 * 100 + int(end) for start, end in ranges)
        is_open = _STATED_LASTING.search(text) is not None
    else:
        first, last = min(years), max(years)
        is_open = len(_STATED_FROM.findall(text)) == len(years)
    if is_open:
        return f"{first}/.."
    return f"{first}/{last}" if _is_period(first, last) else None


def _is_period(first: int, last: int) -> bool:
    return _FIRST_YEAR <= first < last <= min(_LAST_YEAR, first + _MAX_YEARS)


def _tag(value: str, sentence: Sentence, match: re.Match[str]) -> Tag:
    within = (sentence.start, sentence.end)
    evidence = quote(sentence.text, match.start(), match.end(), within=within, max_chars=_QUOTE_CHARS)
    return Tag(
        facet=Facet.PERIOD, value=value, confidence=_CONFIDENCE, method=TagMethod.NUMBER, evidence=evidence
    )
