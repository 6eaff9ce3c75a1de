"""What readers wrote under an article: each with a name and the time it came in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, short_content
from kb.records import ParsedDocument

_MAX_LINES = 100
_MAX_CHARS = 1500
_MONTH = r"(?:jan|feb|mar|apr|ma[ij]|jun|jul|aug|sep|o[kc]t|nov|dec|des)[a-zé]*\.?"
_AGO = (
    r"(?:för |for )?(?:\d+|en|ett|et|an?) (?:sek|min|tim|time|dag|dygn|døgn|veck|uge|uke|mån|måned|år|hour|"
    r"day|week)\w*"
    r" (?:sedan|siden|ago)"
)
_CLOCK = r"(?:kl(?:ockan)?\.? ?)?[0-2]?\d[.:][0-5]\d"
_DAY = (
    rf"(?:\d{{1,2}}\.? {_MONTH}(?: \d{{4}})?|\d{{4}}-\d\d-\d\d|"
    r"\d{1,2}[./-]\d{1,2}(?:[./ -]\d{2,4})?|i ?går|i ?dag|idag)"
)
# A name with the day and time, or "för 3 dagar sedan", and perhaps the comment after a colon.
_STAMP = re.compile(
    rf"[^\n:!?]{{2,60}}?[\s,|·(–-]+(?:(?:den |d\. ?)?{_DAY},?(?: ?[|·–-])? {_CLOCK}|{_AGO})\)?(?:\s*:.*|\s*)",
    re.IGNORECASE | re.DOTALL,
)


def reader_comments(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Comments between the line that counts them and the next line that was dropped or the end."""
    for start in [index for index, reason in dropped.items() if reason == "comment form"]:
        first = start + 1
        if first >= len(lines) or first in dropped:
            continue
        if not _STAMP.fullmatch(short_content(document, lines[first], _MAX_CHARS)):
            continue
        end = first
        while end < len(lines) and end not in dropped and end - first < _MAX_LINES:
            end += 1
        # without anything to end them the last one is the line under the last stamp
        if end == len(lines):
            stamps = [
                i
                for i in range(first, end)
                if _STAMP.fullmatch(short_content(document, lines[i], _MAX_CHARS))
            ]
            end = min(end, stamps[-1] + 2)
        yield from range(first, end)
