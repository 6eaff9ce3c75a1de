"""Furniture above the first and below the last paragraph of a page, told by many weak signs at once.

What a page puts there has wordings without end, but it is built alike: short, addressed to the reader, in
parts with marks between, of links and accounts and letters, and beside other furniture. No sign suffices
within a text; here their weights are added.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files

from ingest.sniff import SLIDES
from ingest.text_line import TextLine, blank_line_between, short_content
from kb.records import BlockKind, ParsedDocument
from kb.text import fold

_MAX_CHARS = 320
_MIN_BODY_WORDS = 12
_MIN_TOLD_WORDS = 4  # of a sentence without any sign
_HEAD_LINES = 40
_FOOT_LINES = 60
_MAX_SHORT_WORDS = 6
_MAX_PART_WORDS = 6
_MAX_TITLES = 8
_MIN_TITLES = 2
_MIN_TITLE_WORDS = 3
_MAX_TITLE_WORDS = 16
_NEEDED = 4
_NEEDED_APART = 6  # where the lines around it are of the text
_NEAR_LINES = 2
_NEEDED_ANYWHERE = 6
_NEEDED_IN_NOTES = 5  # where nothing else tells that it is a page or a letter
_NEEDED_BESIDE = 3  # where furniture stands right above or below
FURNITURE = frozenset(
    {
        "menu or button", "share buttons", "comment form", "cookie notice", "related documents",
        "advert", "job adverts",
    }
)  # fmt: skip

_BETWEEN = re.compile(r"\s*[|·•]\s*|\s{2,}|\t")
_READER = re.compile(
    r"\b(?:du|dig|din|dit|dina|dine|ditt|ni|era|jer|jeres|oss|os|vi|vår|vårt|våra|vores|vort|you|your|us|we|our)\b"
)
_ASKS = re.compile(
    r"(?:tipsa|tip|skriv|svara|svar|följ|fölg|läs|se|kontakta|kontakt|ring|mejla|maila|anmäl|tilmeld|meld|"
    r"prenumerera|abonner|abonnér|klicka|klik|tryck|tryk|gå|hoppa|spring|sög|sök|välj|välg|vis|visa|del|dela|"
    r"gilla|gillar|stöt|stöd|stötta|ändra|ret|opdater|uppdatera|vidarebefordra|videresend|send|skicka|hent|hämta|"
    r"ladda|få|fick|gik|missa|glöm|glem|bli|bliv|hjälp|fandt|fann|hittade|hade|vill|vil|kände|känner|kender|"
    r"önskar|önsker|trött|gem|spara|giv|ge|opret|skapa|bestil|beställ|köb|köp|lyt|lyssna|saknar|mangler|lägg|läg|"
    r"rösta|stem|betygsätt|bedöm|støt|har du|kan du|är du|er du)\b"
)
_SENTENCE_START = re.compile(r"[.!?]\s+")
_SHIFTED = re.compile(r"[^!?]{2,60}[?!]\s+\S")
_ADDRESSED = re.compile(
    r"https?://|www\.|\[e-?(?:post|mail)\]|\[telefon\]|\S+@\S+|(?<!\w)@\w{3,}|(?<!\w)#\w{3,}"
)
ONLY_ADDRESS = re.compile(r"(?:\[e-?(?:post|mail)\]|\S+@\S+|(?:https?://|www\.)\S+)")
_MASKED = re.compile(r"\[[^\]]*\]")
_TOPICS = re.compile(
    r"(?:emner|ämnen|nyckelord|nögleord|emneord|ämnesord|stikord|stickord|taggar|tags|etiketter|kategorier?)\s?:.*"
)
_SIGN = re.compile(r"[»›→➔►▸▶↑☰⌂©®™👍👎✉📧]")
_DATED = re.compile(r"\b(?:1[89]|20)\d\d\b|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}")
_FIGURES = re.compile(r"\d[\d .,]*\s?(?:kr|kronor|kroner|%|procent|millioner|miljoner|timmar|timer)(?!\w)")
_TO_PAGE = re.compile(
    r".*\b(?:till?|to) (?:forsiden|startsidan|hemsidan|hjemmesiden|webbplatsen|sidan|siden)\W*"
)
_POINTS = re.compile(r".*\b(?:här|her|here|länken|linket|nedan|nedenfor)\W*")
_RUN_BY = re.compile(
    r"\b(?:drivs|drives|ges ut|utges|udgives|udkommer|utkommer|finansieras|finansieres|produceras|"
    r"produceres|är en tjänst|er en tjeneste) (?:av|af|från|fra|hver|varje)\b"
)
_WHY_SENT = re.compile(r".*\b(?:eftersom|fordi|därför att|for at|för att|because) (?:du|ni|i|you)\b.*")
_CREDIT = re.compile(
    r"\W*(?:af|av|text|tekst|ord|foto|fotograf|illustration|skrevet af|skriven av|samlet af|samlat av|källa|"
    r"kilde|källor|kilder|författare|forfatter|ansvarig för sidan|sidansvarig|sideansvarlig|senast granskad|"
    r"granskad|publicerad|publicerat|udgivet|offentliggjort)\b"
)
_FIELD = re.compile(r"[^\W\d_][^:?!]{1,30}:\s+\S.*")
# Without one of these a title that speaks of a letter or a page would do.
_OWN = frozenset(
    {
        "is in parts", "speaks to the reader", "asks something of the reader", "has an address", "has a sign",
        "leads to a page", "points at a link", "says who runs it",
    }
)  # fmt: skip
_BAR = frozenset({"is in parts", "asks in every part"})
_SURE = frozenset({"lists topics", "speaks of pages again"})  # below the text, where no title is
_WEIGHTS: Mapping[str, int] = {
    "is short": 1,
    "is in parts": 2,
    "speaks to the reader": 1,
    "asks something of the reader": 1,
    "has two sentences, the first a call": 1,
    "speaks of pages": 2,
    "speaks of pages again": 1,
    "has an address": 1,
    "has a sign": 1,
    "is an address": 1,
    "leads to a page": 1,
    "points at a link": 2,
    "says who runs it": 3,
    "asks in every part": 2,
    "says why one has got it": 2,
    "lists topics": 4,
    "is a sentence of some length": -1,
    "is long": -1,
    "has figures": -2,
    "is a credit": -4,
    "is a field": -1,
    "has a date": -1,
}


def page_zones(
    document: ParsedDocument, lines: Sequence[TextLine], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Lines above the first paragraph and below the last that have enough signs of furniture."""
    if document.pages or document.media_type in SLIDES:
        return
    contents = [short_content(document, line, _MAX_CHARS) for line in lines]
    furniture = {index for index, reason in dropped.items() if reason in FURNITURE}
    head = _head(lines, contents, dropped, furniture)
    foot = _foot(lines, contents, dropped, furniture)
    found: set[int] = set()
    # again, because what is found stands beside what is looked for
    for _ in range(3):
        found.update(i for i in head if i not in dropped and _is_above(contents[i]))
        for index in (each for each in foot if each not in dropped):
            near = range(index - _NEAR_LINES, index + _NEAR_LINES + 1)
            is_near = len(lines) in near or any(each in furniture or each in found for each in near)
            least = 0 if is_near and furniture else _NEEDED_IN_NOTES if is_near else _NEEDED_APART
            is_enough = score(contents[index]) >= least
            if is_enough and _is_furniture(contents[index], n_beside=_n_beside(index, furniture | found)):
                found.add(index)
    found.update(_titles(document, lines, contents, foot, furniture | found))
    if furniture:
        found.update(_calls(document, lines, contents, dropped))
    yield from sorted(found)


def _head(
    lines: Sequence[TextLine],
    contents: Sequence[str],
    dropped: Mapping[int, str],
    furniture: Collection[int],
) -> range:
    """Return the lines from the top down to the last furniture above the first paragraph."""
    end = 0
    for index in range(min(_HEAD_LINES, len(lines))):
        is_below = index > 0 and end == index and _is_furniture(contents[index], n_beside=1)
        if index not in dropped and not is_below and _is_body(lines[index], contents[index]):
            break
        end = index + 1 if index in furniture or is_below else end
    return range(end)


def _foot(
    lines: Sequence[TextLine],
    contents: Sequence[str],
    dropped: Mapping[int, str],
    furniture: Collection[int],
) -> range:
    """Return the lines after the last paragraph, item or row of the text itself."""
    first = max(len(lines) // 3, len(lines) - _FOOT_LINES)
    is_beside = False
    for index in range(len(lines) - 1, first - 1, -1):
        is_furniture = index in furniture or _is_furniture(contents[index], n_beside=int(is_beside))
        if index not in dropped and not is_furniture and _is_body(lines[index], contents[index]):
            return range(index + 1, len(lines))
        is_beside = is_furniture
    return range(0)  # all of it is short, as on slides


def _is_body(line: TextLine, content: str) -> bool:
    """Tell whether a line is surely of the text: a paragraph or an item of a list, if it is no furniture."""
    if not content or line.kind in {BlockKind.BULLET, BlockKind.ROW}:
        return True
    if content[-1] == "." and len(content.split()) >= _MIN_TOLD_WORDS and score(content) < 1:
        return True
    return len(content.split()) >= _MIN_BODY_WORDS and content[-1] in '.!?”"»)…:'


def _is_above(content: str) -> bool:
    """Tell whether a line above the first paragraph has enough signs; a title may speak of a letter too."""
    return bool(content) and score(content) >= _NEEDED and not _OWN.isdisjoint(signs(content))


def _n_beside(index: int, furniture: Collection[int]) -> int:
    return (index - 1 in furniture) + (index + 1 in furniture)


def _is_furniture(content: str, *, n_beside: int) -> bool:
    """Tell whether a line has enough signs; fewer are needed beside furniture, and between it."""
    if not content:
        return False
    n_words = len(content.split())
    is_word = n_words == 1 and not ONLY_ADDRESS.fullmatch(fold(content))
    is_doubtful = n_beside < 2 and (n_words >= _MIN_BODY_WORDS or is_word)
    is_between = n_beside > 1 and n_words <= _MAX_SHORT_WORDS and content[-1] not in ".:"
    found = signs(content)
    is_own = not _OWN.isdisjoint(found) or not _SURE.isdisjoint(found)
    if not is_between and not is_own:
        return False
    needed = _NEEDED if is_doubtful or not n_beside else _NEEDED_BESIDE
    return score(content) + 2 * is_between >= needed


def _calls(
    document: ParsedDocument, lines: Sequence[TextLine], contents: Sequence[str], dropped: Mapping[int, str]
) -> Iterable[int]:
    """Yield lines alone in the midst of a page that have so many signs that the place does not matter."""
    for index in range(1, len(lines) - 1):
        content = contents[index]
        if index in dropped or not 0 < len(content.split()) <= _MIN_BODY_WORDS:
            continue
        is_alone = blank_line_between(document, lines[index - 1], lines[index]) and blank_line_between(
            document, lines[index], lines[index + 1]
        )
        is_bar = not _BAR.difference(signs(content))
        if (is_alone or is_bar) and score(content) >= _NEEDED_ANYWHERE:
            yield index


def score(content: str) -> int:
    """Return how many signs of furniture a line has, by their weights."""
    return sum(_WEIGHTS[sign] for sign in signs(content))


def signs(content: str) -> tuple[str, ...]:
    """Return the signs for and against furniture that a line has."""
    folded = fold(content)
    words = re.findall(r"[^\W\d_]+", _MASKED.sub(" ", folded))
    parts = [part for part in _BETWEEN.split(folded) if part.strip()]
    begins_asking = _ASKS.match(folded) is not None
    is_brief = len(words) <= _MAX_SHORT_WORDS
    is_asked = begins_asking or (is_brief and any(map(_ASKS.match, _SENTENCE_START.split(folded)[1:])))
    # a word counts once, as what is asked or as what pages speak of
    n_of_pages = len({stem for word in words[begins_asking:] if (stem := _page_word(word))})
    is_sentence = content[-1] in ".!" and len(words) >= _MIN_BODY_WORDS
    found = {
        "is short": len(words) <= _MAX_SHORT_WORDS,
        "is in parts": len(parts) > 2 and all(len(part.split()) <= _MAX_PART_WORDS for part in parts),
        "speaks to the reader": _READER.search(folded) is not None,
        "asks something of the reader": is_asked,
        "has two sentences, the first a call": _SHIFTED.match(content) is not None,
        "speaks of pages": n_of_pages > 0,
        "speaks of pages again": n_of_pages > 1,
        "has an address": _ADDRESSED.search(folded) is not None,
        "says why one has got it": _WHY_SENT.fullmatch(folded) is not None and n_of_pages > 0,
        "points at a link": _POINTS.fullmatch(folded) is not None,
        "says who runs it": _RUN_BY.search(folded) is not None,
        "asks in every part": len(parts) > 1 and all(_ASKS.match(part) for part in parts),
        "leads to a page": _TO_PAGE.fullmatch(folded) is not None,
        "is an address": ONLY_ADDRESS.fullmatch(folded) is not None,
        "lists topics": _TOPICS.fullmatch(folded) is not None,
        "has a sign": _SIGN.search(content) is not None,
        "is a sentence of some length": is_sentence,
        "is long": len(words) > 2 * _MIN_BODY_WORDS,
        "has figures": _FIGURES.search(folded) is not None,
        "is a credit": _CREDIT.match(folded) is not None,
        "is a field": _FIELD.fullmatch(content) is not None and n_of_pages == 0,
        "has a date": _DATED.search(folded) is not None and n_of_pages == 0,
    }
    return tuple(sign for sign, is_there in found.items() if is_there)


@cache
def _page_words() -> tuple[frozenset[str], tuple[str, ...]]:
    """Return the words that pages and letters say of themselves, and the beginnings of such words."""
    path = files("ingest") / "data" / "page_words.txt"
    words = [
        fold(word)
        for line in path.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
        for word in line.split()
    ]
    return frozenset(word for word in words if word[-1] != "*"), tuple(
        word[:-1] for word in words if word[-1] == "*"
    )


def _page_word(word: str) -> str:
    """Return what a word has in common with a word that pages say of themselves, empty if nothing."""
    whole, starts = _page_words()
    if word in whole:
        return word
    return next((start for start in starts if word.startswith(start)), "")


def _titles(
    document: ParsedDocument,
    lines: Sequence[TextLine],
    contents: Sequence[str],
    foot: range,
    furniture: Collection[int],
) -> Iterable[int]:
    """Yield a short line with two titles or more under it, where furniture follows them to the end."""
    for start in foot:
        if start in furniture or not 0 < len(contents[start].split()) <= _MAX_SHORT_WORDS:
            continue
        end = start + 1
        while end < len(lines) and end not in furniture and _is_title(lines[end], contents[end]):
            end += 1
        is_bounded = end in furniture or (end == len(lines) and start - 1 in furniture)
        # three last pieces of advice stand above the foot too
        is_of_page = start - 1 in furniture or "speaks of pages" in signs(contents[start])
        is_apart = start - 1 in furniture or blank_line_between(document, lines[start - 1], lines[start])
        if is_bounded and is_of_page and is_apart and _MIN_TITLES <= end - start - 1 <= _MAX_TITLES:
            yield from range(start, end)
            return


def _is_title(line: TextLine, content: str) -> bool:
    n_words = len(content.split())
    is_plain = line.kind not in {BlockKind.BULLET, BlockKind.ROW} and not _CREDIT.match(fold(content))
    return is_plain and _MIN_TITLE_WORDS <= n_words <= _MAX_TITLE_WORDS and content[-1] not in ".:;,!"
