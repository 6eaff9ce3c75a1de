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


def _is_period(first: int, last: int) -> bool:
    return _FIRST_YEAR <= first < last <= min(_LAST_YEAR, first + _MAX_YEARS)


def _tag(value: str, sentence: Sentence, match: re.Match[str]) -> Tag:
    within = (sentence.start, sentence.end)
    evidence = quote(sentence.text, match.start(), match.end(), within=within, max_chars=_QUOTE_CHARS)
    return Tag(
        facet=Facet.PERIOD, value=value, confidence=_CONFIDENCE, method=TagMethod.NUMBER, evidence=evidence
    )
