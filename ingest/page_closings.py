"""First and last words that belong to no text: a site's name, thanks for listening, greetings of editors."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ingest.page_zones import FURNITURE, ONLY_ADDRESS
from ingest.sniff import SLIDES
from ingest.text_line import TextLine, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 120
_MAX_NAME_WORDS = 3
_TAIL_LINES = 10
_MAX_SIGNERS = 3
_MAX_SIGNER_WORDS = 6
_MIN_THANKS_WORDS = 2
# All are of folded text.
_THANKS = frozenset("tack tak thanks thank frågor spörgsmål questions spörsmål slut".split())
_OF_THANKS = frozenset(
    "för for you ordet opmärksomheden opmärksomhed uppmärksamheten uppmärksamhet mig oss os i dag idag denna "
    "denne gång gang att at ni lyssnade lyttede fordi eftersom och og and the end så mycket meget mange "
    "många tusind tusen herfra härifrån eller or kommentarer kommentar diskussion any".split()
)
_HEAD_LINES = 15
# "Start / Exempel / Trygghet", "Idébank > Trygghet"
_PATH = re.compile(r"(?:[^/>»›→|]{2,40}\s[/>»›→]\s)+[^/>»›→|]{2,60}")
_OF_SITE = re.compile(r"©|\(c\)|copyright|kakor|cookies|utgivare|udgiver|redaktör|prenumer|abonn")
_CONTACT = re.compile(
    r"(?:(?:tlf|tel|telefon|mobil|mob|e-?mail|e-?post|mail|mejl|webb?|w|t|m|e)\b[.:]?\s*)?(\S+)|"
    r"[^\W\d_]{2,6} [^\W\d_]{2,4}:? (@\w+)"
)
_REACHED = re.compile(r"\[[^\]]+\]|@\w+|\+?[\d -]{6,}")
_WARM = r"(?:med|de|många|mange|varma|varme|bästa|bedste|hjärtliga|kärlig|venlig\w*|vänlig\w*)"
_GREETING = re.compile(
    r"(?:på (?:gensyn|återseende|återhörande|genhör)|vi (?:ses|hörs|skrivs|läses)|"
    r"(?:ha|hav) (?:en|et|det|ett)|trevlig|"
    r"(?:riktigt |rigtig )?god (?:weekend|helg|sommar|sommer|påske?|jule?|läselyst|läsning)|"
    rf"(?:{_WARM} )+(?:hälsning\w*|hils(?:e|ne)\w*)|hälsningar|hilsen|hilsner|mvh|vh|väl mött|"
    r"tack för (?:den här|denna|att)|tak for (?:denne|at|nu)|till nästa|til näste|hej så länge|allt gott)"
    r"\b[^.?]{0,60}[.!]?"
)


def page_closings(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """The name of a site above its menu, "Tack! Frågor?" at the end, the greeting above a letter's foot."""
    contents = [short_content(document, line, _MAX_CHARS) for line in lines]
    yield from _site_name(contents, dropped)
    yield from _above_path(contents, dropped)
    if document.media_type not in SLIDES:  # there every slide is shown
        yield from _thanks(lines, contents, dropped)
    yield from _greeting(lines, contents, dropped)


def _site_name(contents: Sequence[str], dropped: Mapping[int, str]) -> Iterable[int]:
    """Yield a first line of a few words, under which a menu stands, and which notices of the page name."""
    if len(contents) < 2 or 0 in dropped or dropped.get(1) not in FURNITURE:
        return
    name = fold(contents[0])
    if not name or len(name.split()) > _MAX_NAME_WORDS or name[-1] in ".:?!":
        return
    named = re.compile(rf"\b{re.escape(name)}\b")
    notices = (fold(contents[i]) for i, reason in dropped.items() if reason in FURNITURE)
    if any(named.search(notice) and _OF_SITE.search(notice) for notice in notices):
        yield 0


def _above_path(contents: Sequence[str], dropped: Mapping[int, str]) -> Iterable[int]:
    """Yield the few short lines above the path to a page: what stands there is the site's."""
    for index in range(1, min(_HEAD_LINES, len(contents))):
        if dropped.get(index) not in FURNITURE or not _PATH.fullmatch(contents[index]):
            continue
        above = [each for each in range(index) if each not in dropped]
        is_short = all(0 < len(contents[i].split()) <= _MAX_SIGNER_WORDS for i in above)
        if is_short and len(above) <= _MAX_SIGNERS:
            yield from (each for each in above if contents[each][-1] not in ".:")
        return


def _thanks(lines: Sequence[TextLine], contents: Sequence[str], dropped: Mapping[int, str]) -> Iterable[int]:
    """Yield words of thanks near the end, and under them addresses that no name stands beside."""
    for index in range(max(0, len(contents) - _TAIL_LINES), len(contents)):
        following = index + 1
        if not _is_thanks(contents[index]) or _has_text_below(lines, contents, following, dropped):
            continue
        yield index
        while following < len(contents) and (following in dropped or _is_address(contents[following])):
            yield following
            following += 1


def _is_thanks(content: str) -> bool:
    """Tell whether a line has no words but of thanks; "Tack!" alone heads a slide with names and numbers."""
    words = re.findall(r"[^\W\d_]+", fold(content))
    if not _THANKS.intersection(words) or not all(word in _THANKS | _OF_THANKS for word in words):
        return False
    return len(words) >= _MIN_THANKS_WORDS or content.endswith("?")


def _has_text_below(
    lines: Sequence[TextLine], contents: Sequence[str], index: int, dropped: Mapping[int, str]
) -> bool:
    """Tell whether what stands under a heading answers it: an item, a question or a sentence."""
    if index >= len(lines) or index in dropped:
        return False
    is_item = lines[index].kind in {BlockKind.BULLET, BlockKind.ROW}
    n_words = len(contents[index].split())
    return is_item or not 0 < n_words <= _MAX_SIGNER_WORDS + 2 or contents[index][-1] == "?"


def _is_address(content: str) -> bool:
    match = _CONTACT.fullmatch(fold(content))
    if match is None:
        return False
    address = match[1] or match[2]
    return ONLY_ADDRESS.fullmatch(address) is not None or _REACHED.fullmatch(address) is not None


def _greeting(
    lines: Sequence[TextLine], contents: Sequence[str], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Yield a greeting and the names under it, where the foot of a letter or page follows them."""
    for index in range(max(1, len(contents) // 2), len(contents)):
        if index in dropped or not _GREETING.fullmatch(fold(contents[index])):
            continue
        end = index + 1
        while end < len(contents) and end not in dropped and end - index <= _MAX_SIGNERS:
            if (
                not 0 < len(contents[end].split()) <= _MAX_SIGNER_WORDS
                or lines[end].kind is BlockKind.HEADING
            ):
                break
            end += 1
        if end < len(contents) and dropped.get(end) in FURNITURE:
            yield from range(index, end)
