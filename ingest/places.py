"""Municipalities named in a text, judged by the words around the name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.records import Country, Language
from kb.text import one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

_WORD = re.compile(r"[^\W_]+")
_CAPITAL = re.compile(r"(?<![^\W_])[A-ZÅÄÖÆØ][^\W_]*")
_JOINT = re.compile(r"[ \u00a0\-\n]")
_ADMINISTRATIVE = frozenset(
    "kommun kommuns kommunen kommunens kommune kommunes kommunen kommunens kommuner stad stads byråd byråds"
    " byrådet byrådets kommunstyrelse kommunstyrelsen kommunfullmäktige kommunalbestyrelse"
    " kommunalbestyrelsen"
    " borgmester kommunchef kommundirektør stadsdel".split()
)
# Those of one language only: "kommunen" and "kommuner" are both.
_DANISH_WORDS = frozenset(
    "kommune kommunes byråd byråds byrådet byrådets kommunalbestyrelse kommunalbestyrelsen borgmester"
    " kommundirektør".split()
)
_SWEDISH_WORDS = frozenset(
    "kommun kommuns stad stads kommunstyrelse kommunstyrelsen kommunfullmäktige".split()
)
# After the name: it is another body, a club, a paper or a landscape.
_OTHER_AFTER = frozenset(
    "län läns landsting landstinget landstings universitet universitets universitetet högskola"
    " högskolan region"
    " regionen regionens tingsrätt hovrätt kammarrätt förvaltningsrätt stift amt amts sygehus"
    " universitetshospital"
    " hospital sjukhus lasarett galopp"
    " älvdal älv flygplats lufthavn fjord bugt å hed gods slott if fc bk ik ff sk fk gif hf"
    " aif hk bois fb ac ob agf fck gf is bollklubb boldklub fotboll fotbollsklubb fodbold fodboldklub"
    " idrott idrottsklubb idrottsförening idrætsforening håndbold handboll hockey basket ishockey"
    " tidning nyheter tidningen tidningar dagblad dagbladet avis amtsavis stiftstidende folkeblad"
    " folkblad posten kuriren allehanda handelsskole gymnasium".split()
)
_OTHER_BEFORE = frozenset(
    "landstinget landsting länsstyrelsen region lokalpolisområde ifk if ik fc fk bk ff sk gif hif ac fb"
    " hk ob via".split()
)
# "Man åkte till Lund": a journey tells of no practice there.
_TRAVEL = frozenset(
    "åkte åker åka reste reser resa flyttade flyttar for tåg tåget buss bussen flyg flyget rejste rejser"
    " rejse kørte kører køre flyttede flytter tog toget bussen flyet".split()
)
_PLACE_PREPOSITIONS = frozenset("i från hos till vid fra ved".split())
_KIND_BEFORE = frozenset("kommunen kommun kommune kommunerna kommunerne kommuner staden byen".split())
# "Plats: Kil", "Kommun: Kil": a field that states the place.
_LABEL = re.compile(
    r"\b(?:kommune?r?|kommunen|plats|sted|ort|stad|by|var|hvor|exempel|eksempel):\s*$", re.IGNORECASE
)
# "Kil: …", "Kil – …" and "(Kil)": the name stands as a label for what follows or went before.
_ENTRY_START = re.compile(r"(?:^|\n)[ \t]*(?:(?:[-•*–‣▪●◦○·]|\d{1,2}[.)])[ \t]+)?$")
_ENTRY_END = re.compile(r"\s?:|\s[–-]\s|\s?\(|\s*\|")
_LIST_WORDS = frozenset("och og samt eller".split())
# First names that stand before surnames which are also places, and the reverse: "Lena Lund", "Nora Berg".
_FIRST_NAMES = frozenset(
    "anders anna anne annika arne bengt birgit birgitta bo bodil bjørn björn camilla carina carl"
    " catarina charlotte"
    " christian christina dorotea elin elisabeth emma emmy erik erika eva fredrik gunnar gunilla"
    " göran hanna hanne"
    " hans helena helene helle henrik ida inger ingrid jan jens jesper johan johanna john jonas"
    " jørgen karin karl"
    " katarina kim kirsten kjell kristina lars lena lene linda lisa lise lone lotta magnus maja"
    " malin margareta maria"
    " marianne marie martin mats mette michael mikael mikkel mogens monica niels nils nora ole oskar ove per"
    " pernille peter pia rasmus rolf sara simon sofia sofie stefan sten stig susanne sven søren"
    " thomas tine torben"
    " trine ulf ulla ulrik vilhelmina åsa".split()
)
_COUNTRY_OF = {Language.SWEDISH: Country.SWEDEN, Language.DANISH: Country.DENMARK}
_CONTEXT_CHARS = 48
# Confidence: with "kommun" or the like; after a preposition, in a list or as a label; alone.
_CONFIRMED, _LISTED, _BARE = 0.95, 0.85, 0.7


@dataclass(frozen=True, slots=True)
class Mention:
    """A municipality named in ``text[start:end]``, with the words around it."""

    code: str
    start: int
    end: int
    confidence: float
    evidence: str

    @property
    def is_placed(self) -> bool:
        """Whether the words around the name put something there, and do not just mention it."""
        return self.confidence >= _LISTED


@dataclass(frozen=True, slots=True)
class _Place:
    code: str
    country: str
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class _Candidate:
    places: tuple[_Place, ...]
    start: int
    end: int


class PlaceFinder:
    """Finds the municipalities of a gazetteer in text."""

    def __init__(self, entries: Iterable[tuple[str, str, bool, tuple[str, ...]]]) -> None:
        self._forms: dict[str, dict[tuple[str, ...], tuple[_Place, ...]]] = {}
        for code, country, ambiguous, forms in entries:
            place = _Place(code, country, ambiguous)
            for form in forms:
                self._add(form, place)

    def _add(self, form: str, place: _Place) -> None:
        words = tuple(_WORD.findall(form))
        while len(words) > 1 and words[-1].casefold() in _ADMINISTRATIVE:
            words = words[:-1]  # the word after the name is judged by find()
        if not words:
            return
        for variant in {words, tuple(word.upper() for word in words)}:
            known = self._forms.setdefault(variant[0], {})
            if place not in known.get(variant, ()):
                known[variant] = (*known.get(variant, ()), place)

    def find(self, text: str, language: Language) -> list[Mention]:
        """Return the municipalities that ``text`` surely names, in order.

        Args:
            text: A paragraph or so.
            language: Of the document: decides the country where nothing else does.
        """
        mentions: list[Mention] = []
        waiting: list[Mention] = []  # ambiguous names that a list may go on to confirm
        last_end = 0
        for match in _CAPITAL.finditer(text):
            if match.start() < last_end or match.group() not in self._forms:
                continue
            candidate = self._longest(text, match)
            if candidate is None:
                continue
            last_end = candidate.end
            found, is_sure = _judge(text, candidate, language, mentions[-1] if mentions else None)
            if found is None:
                continue
            waiting = waiting if waiting and _is_list_gap(text[waiting[-1].end : found.start]) else []
            if not is_sure:
                waiting.append(found)
                continue
            if found.confidence >= _LISTED:
                mentions.extend(waiting)  # "Tønder og Aabenraa kommuner"
            waiting = []
            mentions.append(found)
        return mentions

    def _longest(self, text: str, match: re.Match[str]) -> _Candidate | None:
        best: _Candidate | None = None
        words: list[str] = [match.group()]
        end = match.end()
        forms = self._forms[match.group()]
        longest = max(map(len, forms))
        while True:
            places = forms.get(tuple(words))
            if places:
                best = _Candidate(places, match.start(), end)
            if len(words) == longest or not _JOINT.match(text, end):
                return best
            following = _WORD.match(text, end + 1)
            if following is None:
                return best
            words.append(following.group())
            end = following.end()


def _judge(
    text: str, candidate: _Candidate, language: Language, last: Mention | None
) -> tuple[Mention | None, bool]:
    """Return a mention if the words around a name allow it, and whether they also ask for it."""
    before = _WORD.findall(text[max(0, candidate.start - 40) : candidate.start])
    previous = before[-1] if before else ""
    following = _following_word(text, candidate.end)
    is_confirmed = following.casefold() in _ADMINISTRATIVE
    if not is_confirmed and _is_something_else(text, candidate, previous, following):
        return None, False
    place = _in_country(candidate.places, following.casefold() if is_confirmed else "", language)
    if place is None:
        return None, False
    in_list = last is not None and _is_list_gap(text[last.end : candidate.start])
    prefixed = previous.casefold() in _KIND_BEFORE and _is_adjacent(text, candidate.start)
    placed = _is_placed(text, candidate, before)
    is_sure = not place.ambiguous or is_confirmed or placed or prefixed or in_list
    confidence = (
        _CONFIRMED if is_confirmed or prefixed else _BARE if is_sure and not (placed or in_list) else _LISTED
    )
    found = Mention(place.code, candidate.start, candidate.end, confidence, _evidence(text, candidate))
    return found, is_sure


def _is_placed(text: str, candidate: _Candidate, before: list[str]) -> bool:
    """Return whether a preposition or the form of a list puts something at a place."""
    start = candidate.start
    ahead = text[max(0, start - 40) : start]
    if _LABEL.search(ahead):
        return True
    if _ENTRY_START.search(ahead) and (start <= 40 or "\n" in ahead):
        return _ENTRY_END.match(text, candidate.end) is not None
    if ahead.endswith("(") and text[candidate.end : candidate.end + 1] in {")", ",", ";"}:
        return True
    words = [word.casefold() for word in before[-5:]]
    if not words or words[-1] not in _PLACE_PREPOSITIONS or not _is_adjacent(text, start):
        return False
    return not (words[-1] in {"till", "til"} and _TRAVEL.intersection(words[:-1]))


def _following_word(text: str, end: int) -> str:
    """Return the word right after a name, across one space or hyphen; empty if there is none."""
    if not _JOINT.match(text, end):
        return ""
    match = _WORD.match(text, end + 1)
    return match.group() if match else ""


def _is_adjacent(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] in " \u00a0\n"


def _is_something_else(text: str, candidate: _Candidate, previous: str, following: str) -> bool:
    if following.casefold() in _OTHER_AFTER:
        return True
    # "Göteborgs-Posten", "Stockholm-Arlanda"; but "Kil-modellen" is of Kil.
    if text[candidate.end : candidate.end + 1] == "-" and following[:1].isupper():
        return True
    if not _is_adjacent(text, candidate.start):
        return _is_person(candidate, following)
    if previous.casefold() in _OTHER_BEFORE:
        # The island is a region and a municipality in one.
        return not (previous.casefold() == "region" and any(p.code == "SE0980" for p in candidate.places))
    # "Kjell Lindberg" has no place in it, but "Lena Lund" and "K. Lund" would.
    is_initial = (
        re.search(r"\b[A-ZÅÄÖÆØ]\. $", text[max(0, candidate.start - 4) : candidate.start]) is not None
    )
    return (
        is_initial
        or (previous[:1].isupper() and previous.casefold() in _FIRST_NAMES)
        or _is_person(candidate, following)
    )


def _is_person(candidate: _Candidate, following: str) -> bool:
    """Return whether an ambiguous name is followed by what can be a surname: "Nora Svensson"."""
    return all(p.ambiguous for p in candidate.places) and following[:1].isupper() and following[1:].islower()


def _in_country(places: tuple[_Place, ...], word: str, language: Language) -> _Place | None:
    """Choose between places of one name; a neighbouring country's place needs a confirming word."""
    if word in _DANISH_WORDS:
        wanted = Country.DENMARK
    elif word in _SWEDISH_WORDS:
        wanted = Country.SWEDEN
    elif language in _COUNTRY_OF:
        wanted = _COUNTRY_OF[language]
    else:
        return places[0] if len(places) == 1 else None
    fitting = [place for place in places if place.country == wanted]
    if fitting:
        return fitting[0] if len(fitting) == 1 else None
    # A Danish text says "Malmö Kommune", a Swedish one "Odense kommun".
    return places[0] if word and len(places) == 1 else None


def _is_list_gap(gap: str) -> bool:
    """Return whether only commas and an "och" stand between two names."""
    words = [word.casefold() for word in _WORD.findall(gap)]
    return (
        len(gap) <= 30
        and all(w in _LIST_WORDS | _ADMINISTRATIVE for w in words)
        and bool(set(gap) & set(",&") or words)
    )


def _evidence(text: str, candidate: _Candidate) -> str:
    """Return the words around a name, whole words only."""
    start = max(0, candidate.start - _CONTEXT_CHARS)
    end = min(len(text), candidate.end + _CONTEXT_CHARS)
    if start:
        start = next((i + 1 for i in range(start, candidate.start) if text[i].isspace()), candidate.start)
    if end < len(text):
        end = next((i for i in range(end, candidate.end, -1) if text[i - 1].isspace()), candidate.end)
    return one_line(text[start:end])


@lru_cache(maxsize=4)
def place_finder(gazetteer: Gazetteer) -> PlaceFinder:
    """Return the finder for a gazetteer, made once for each."""
    return PlaceFinder(
        (
            place.code,
            str(place.country),
            bool(place.ambiguous),
            (place.name, place.official_name, *place.forms),
        )
        for place in gazetteer.municipalities
    )
