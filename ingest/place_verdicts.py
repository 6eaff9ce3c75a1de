"""What one name in a text is, by the words around it: a municipality, perhaps one, or something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from ingest.place_context import (
    WORD,
    Around,
    around,
    decides,
    is_cited,
    is_elsewhere,
    is_of_body,
    is_passing,
    is_surname,
    says_where,
)
from ingest.place_lines import is_asked_for, is_learnt_from
from ingest.place_words import (
    ACTING,
    ADMINISTRATIVE,
    DANISH,
    DISTRICT_BEFORE,
    FIRST_NAMES,
    ISLANDS,
    KIND_BEFORE,
    METHOD_AFTER,
    OTHER_AFTER,
    OTHER_BEFORE,
    PLACE_PREPOSITIONS,
    SELDOM_ELSE,
    SWEDISH,
    TRAVEL,
)
from kb.records import Country, Language
from kb.text import one_line

# "Plats: Kil", "Kommun: Kil": a field that states the place.
_LABEL = re.compile(
    r"\b(?:kommune?r?|kommunen|plats|sted|lokation|ort|stad|by|bydel|stadsdel|område|var|hvor|exempel|"
    r"eksempel):\s*$",
    re.IGNORECASE,
)
# "Kil: …", "Kil – …" and "(Kil)": the name stands as a label for what follows or went before.
_ENTRY_START = re.compile(
    r"(?:^|\n)[ \t]*(?:(?:[-•*–‣▪●◦○·]|\d{1,2}(?:\.\d)*[.)]|§ ?\d+|[a-zåäö]\))[ \t]+)?$"
)
_ENTRY_END = re.compile(r"\s?:|\s[–-]\s|\s?\(|\s*\|")
_HOUSE_NUMBER = re.compile(r" \d{1,3}(?: ?[A-Za-z])?(?=[\s,.;)]|$)")
_COUNTRY_OF = {Language.SWEDISH: Country.SWEDEN, Language.DANISH: Country.DENMARK}
_GOTLAND = "SE0980"  # the island is a region and a municipality in one
_CONTEXT_CHARS = 48
_BEING = frozenset("är er var kan kunde vill ville vil får fik fick kommer kom har hade havde".split())
# Confidence: with "kommun" or the like; after a preposition, in a list or as a label; alone; by a district.
CONFIRMED, LISTED, BARE, DISTRICT = 0.95, 0.85, 0.7, 0.65


@dataclass(frozen=True, slots=True)
class Mention:
    """A municipality, or a district of it, named in ``text[start:end]``, with the words around it."""

    code: str
    start: int
    end: int
    confidence: float
    evidence: str
    is_placed: bool = False  # the words around the name put something there, and do not just mention it
    is_inferred: bool = False  # a district is named, which lies in the municipality


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality or a district of one, as names lead to it."""

    code: str
    country: str
    ambiguous: bool
    is_district: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A name in a text and what may be called so."""

    places: tuple[Place, ...]
    start: int
    end: int


class Standing(Enum):
    """What a name is, by the words beside it alone."""

    SURE = "sure"
    MAYBE = "maybe"  # unless a list it stands in says more
    BODY = "body"  # a county or a university has its name
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A name and what it is."""

    standing: Standing
    mention: Mention
    place: Place
    is_foreign: bool = False  # of another country than the text


def judge(text: str, candidate: Candidate, language: Language, *, is_heading: bool) -> Verdict | None:
    """Return what a name is by the words around it; None if it is none of what matters."""
    name = around(text, candidate.start, candidate.end)
    word = name.following.casefold()
    is_confirmed = word in ADMINISTRATIVE and not candidate.places[0].is_district
    if is_elsewhere(name, is_heading=is_heading):
        return None
    if not is_confirmed:
        if is_surname(name) or _has_surname(name, candidate):
            return _unnamed(Standing.PERSON, name, candidate)
        if _is_body(name, candidate):
            return _unnamed(Standing.BODY, name, candidate)
        if _is_no_place(name, candidate) or is_passing(name):
            return None
    place = _choose(candidate.places, word if is_confirmed else "")
    if place is None:
        return None
    if place.is_district:
        return _weigh_district(name, place, language)
    return _weigh(name, place, language, is_confirmed=is_confirmed)


def _unnamed(standing: Standing, name: Around, candidate: Candidate) -> Verdict:
    place = candidate.places[0]
    return Verdict(standing, Mention(place.code, name.start, name.end, 0.0, ""), place)


def _weigh(name: Around, place: Place, language: Language, *, is_confirmed: bool) -> Verdict:
    """Return how sure it is that a name means its municipality."""
    has_kind = name.previous.casefold() in KIND_BEFORE
    is_placed = _is_placed(name, place) or (not place.ambiguous and _does(name))
    is_foreign = _COUNTRY_OF.get(language, place.country) != place.country
    is_sure = is_confirmed or (not place.ambiguous and not is_foreign)
    # In the other country a village may be called like an ambiguous name: "i Lund" in a Danish text.
    if not is_sure and not (is_foreign and place.ambiguous):
        is_sure = has_kind or is_placed or (not is_foreign and (_acts(name) or _is_learnt_from(name)))
    confidence = CONFIRMED if is_confirmed or has_kind else LISTED if is_placed else BARE
    mention = Mention(
        place.code,
        name.start,
        name.end,
        confidence,
        _evidence(name),
        is_placed=is_confirmed or has_kind or is_placed,
    )
    return Verdict(Standing.SURE if is_sure else Standing.MAYBE, mention, place, is_foreign)


def _weigh_district(name: Around, place: Place, language: Language) -> Verdict:
    """Return how sure it is that a name means its district."""
    is_foreign = _COUNTRY_OF.get(language, place.country) != place.country
    on_island = name.name in ISLANDS and name.previous.casefold() == "på" and name.following != "dag"
    is_sure = (
        name.previous.casefold() in DISTRICT_BEFORE
        or on_island
        or (not place.ambiguous and (not is_foreign or _is_placed(name, place)))
    )
    # A text about one district names it all the time: only what begins with it is an example of it.
    words = WORD.findall(name.lead)
    is_example = len(words) <= 1 and (on_island or _is_placed(name, place))
    mention = Mention(
        place.code,
        name.start,
        name.end,
        DISTRICT,
        _evidence(name),
        is_placed=is_example,
        is_inferred=True,
    )
    return Verdict(Standing.SURE if is_sure else Standing.MAYBE, mention, place, is_foreign)


def _choose(places: Sequence[Place], word: str) -> Place | None:
    """Choose between places of one name by the word after it; None if it does not tell."""
    if word in DANISH or word in SWEDISH:
        wanted = Country.DENMARK if word in DANISH else Country.SWEDEN
        places = [place for place in places if place.country == wanted] or places
    return places[0] if len(places) == 1 else None


def _acts(name: Around) -> bool:
    """Return whether a name begins a sentence and does what municipalities do: "Hjo har infört …"."""
    if not name.starts_sentence or name.name.casefold() in FIRST_NAMES:
        return False
    return decides(name) or (name.name in SELDOM_ELSE and name.following in ACTING)


def _does(name: Around) -> bool:
    """Return whether a name begins a sentence and a verb follows that tells what was done there."""
    return name.starts_sentence and (decides(name) or name.following in ACTING - _BEING)


def _is_learnt_from(name: Around) -> bool:
    return name.name.casefold() not in FIRST_NAMES and is_learnt_from(name.lead)


def _is_placed(name: Around, place: Place) -> bool:
    """Return whether a preposition or the form of a list puts something at a place."""
    text, start = name.text, name.start
    if place.ambiguous and name.is_shouted:
        return False  # "I MARK OCH SKOG"
    if _LABEL.search(name.lead[-40:]) or says_where(name) or is_asked_for(text, start, name.end):
        return True
    if start <= 4 and len(text) - name.end <= 4 and text.strip() == name.name:
        return True  # a heading or a cell of a table
    ahead = text[max(0, start - 40) : start]
    if _ENTRY_START.search(ahead) and (start <= 40 or "\n" in ahead):
        return _ENTRY_END.match(text, name.end) is not None
    if ahead.endswith("(") and text[name.end : name.end + 1] in {")", ",", ";"}:
        return not (place.ambiguous and is_cited(name))
    word = name.previous.casefold()
    if place.ambiguous and name.name.casefold() in FIRST_NAMES and word != "i":
        return False  # "hör av sig till Mark"
    if word not in PLACE_PREPOSITIONS and (place.ambiguous or word != "på"):
        return False
    return not (word in {"till", "til"} and TRAVEL.intersection(name.lead.casefold().split()[-5:-1]))


def _has_surname(name: Around, candidate: Candidate) -> bool:
    """Return whether an ambiguous name is followed by what can be a surname: "Nora Svensson"."""
    following = name.following
    return (
        all(place.ambiguous for place in candidate.places)
        and name.text[name.end : name.end + 1] != "-"
        and following[:1].isupper()
        and following[1:].islower()
    )


def _is_body(name: Around, candidate: Candidate) -> bool:
    """Return whether the name is of a county, a club, a paper, a court or the like."""
    if name.following.casefold() in OTHER_AFTER or is_of_body(name):
        return True
    if name.previous.casefold() not in OTHER_BEFORE:
        return False
    return not (name.previous.casefold() == "region" and candidate.places[0].code == _GOTLAND)


def _is_no_place(name: Around, candidate: Candidate) -> bool:
    """Return whether a hyphen makes another word of the name: "Göteborgs-Posten", "Borås-modellen"."""
    sign = name.text[name.end : name.end + 1]
    if sign == "-" and (name.following[:1].isupper() or name.following.casefold().startswith(METHOD_AFTER)):
        return True
    if candidate.places[0].is_district and _HOUSE_NUMBER.match(name.text, name.end):
        return True  # "Stengårdsvej 12"
    before = name.text[max(0, name.start - 5) : name.start].casefold()
    return before.endswith(("stor-", "nya-")) or (sign == "-" and all(p.ambiguous for p in candidate.places))


def _evidence(name: Around) -> str:
    """Return the words around a name, whole words only."""
    text = name.text
    start = max(0, name.start - _CONTEXT_CHARS)
    end = min(len(text), name.end + _CONTEXT_CHARS)
    if start:
        start = next((i + 1 for i in range(start, name.start) if text[i].isspace()), name.start)
    if end < len(text):
        end = next((i for i in range(end, name.end, -1) if text[i - 1].isspace()), name.end)
    return one_line(text[start:end])
