"""Links that stand at the end of every part of a page: "↑ Til toppen", "Hela historien: https://…"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from ingest.text_line import TextLine, blank_line_between, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 200
_MAX_WORDS = 8
_MIN_TIMES = 3
_ADDRESS = re.compile(
    r"(?:https?://|www\.)\S+|\b[\w-]+(?:\.[\w-]+)*\.(?:se|dk|no|nu|com|org|eu|fi|net|example)/\S*"
)
_ARROW = re.compile(r"[↑→»›>▲▸►➔➜↗⇧«‹←]")
# Words that lead on or back; all patterns are of folded text.
_LEADS = re.compile(
    r"(?:läs|läs|les|se|vis|visa|hör|lyt|lyssna|hela|hele|mer|mera|mere|fler|flere|til|till|tilbage|tillbaka|op|"
    r"upp|gå|hent|hämta|ladda|åbn|öppna|del|dela|kommentera?|kommentér|klik|klicka|fortsätt|fortsät|skriv|"
    r"print|gem|spara|tipsa|tip|fold|stäng|luk|öppna|read|more|back|share|top|topp)\b.*"
)


def section_ends(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Short lines that end three parts or more in the same words and lead on, up or elsewhere.

    What comes again as a label has its value after it, and what comes again as a decision tells one.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        content = short_content(document, line, _MAX_CHARS)
        if content and line.kind is not BlockKind.ROW and len(content.split()) <= _MAX_WORDS:
            places[_ADDRESS.sub("#", fold(content))].append(index)
    for shape, found in places.items():
        is_link = "#" in shape or _ARROW.search(shape) or _LEADS.fullmatch(shape)
        is_sentence = shape[-1] in ".:;,?" or len(shape) < _MIN_TIMES
        if len(found) < _MIN_TIMES or not is_link or is_sentence:
            continue
        if all(_ends_part(document, lines, index, dropped) for index in found):
            yield from found


def _ends_part(
    document: ParsedDocument, lines: Sequence[TextLine], index: int, dropped: Mapping[int, str]
) -> bool:
    """Tell whether a blank line, a heading or nothing stands under a line, and its part right above it."""
    if index == 0:
        return False
    following = index + 1
    is_last = following == len(lines) or following in dropped
    return is_last or (
        lines[following].kind is BlockKind.HEADING
        or blank_line_between(document, lines[index], lines[following])
    )
