"""What a text itself calls a practice, and the form by which two names are compared."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ingest.practice_words import NAME_LABEL, bare_heading, field_of_heading
from kb.records import Language
from kb.text import fold
from kb.words import stem, words

_MAX_NAME_WORDS = 6
_MAX_LEAD_WORDS = 3
_UPPER = "A-ZÅÄÖÆØÉÜ"
# What a name is introduced by: "projektet X", "har startat ”X”", "fik navnet X"
_CUE = (
    r"(?:projekt(?:et|er)?|initiativ(?:et)?|koncept(?:et)?|metoden|programmet|kampanjen|kampagnen|satsningen|modellen"
    r"|kallas|kallad|kallat|kallade|heter|kaldes|kaldet|kaldte|hedder|navnet|namnet|startat|startade|startet|startede"
    r"|lanserat|lanserade|lanceret|lancerede|infört|indført)"
)
_QUOTED = re.compile(rf"\b{_CUE}:? [\"”“»«’‘](?P<name>[^\"”“»«’‘.!?\n]{{2,60}})[\"”“»«’‘]", re.IGNORECASE)
_JOINING = "i|på|för|for|av|af|till|til|och|og|en|ett|et|den|det|de|vid|ved|med"
_NAMED = re.compile(
    r"\b(?i:projektet|initiativet|konceptet|programmet|kampanjen|kampagnen|kallas|kallad|kallat|heter|kaldes|kaldet"
    rf"|hedder|navnet|namnet) (?P<name>[{_UPPER}][\w’-]+(?: (?:(?:{_JOINING}) )*[{_UPPER}][\w’-]+){{0,5}})"
)
_LABELLED = re.compile(
    rf"(?:^|\n|\| )[^\S\n]*(?:{NAME_LABEL})[^\S\n]?:[^\S\n]*(?P<name>[^\n|]{{2,80}})", re.IGNORECASE
)
_SIGN = r"\s[-–—]\s|:\s|\s\(|\.\s(?=[A-ZÅÄÖÆØ])|,\s(?!(?:om|at|att|når|när|så|men|hvis|och|og)\b)"
_LEAD_END = re.compile(_SIGN)
_HEADING_END = re.compile(rf"{_SIGN}|\s(?=(?:i|på|hos|från|fra)\s)")
# "Social fond i Örebro kommun – …": what stands before a place that ends the clause
_IN_PLACE = (
    r"\s(?:t\.ex\.\s|fx\s|f\.eks\.\s)?(?:i|på|hos|från|fra)\s(?:{places})s?(?:\s(?:kommune?|stad))?"
    r"(?=\s*$|\s*[-–—:(.,])"
)


def _folded(listed: str) -> frozenset[str]:
    return frozenset(map(fold, listed.split()))


# Words that begin a sentence or a clause, never the name of something.
_NO_START = _folded(
    "alla alle allt alt att at av af både både blandt bland bra da de dem den der det detta dette dessa "
    "disse där då efter en et ett enligt ifølge flera flere fler fra från för for før först först gör har "
    "hade havde her här hos hur hvad hvis hvor hvordan i inte ikke ingen just kan kommunen kommunerna "
    "kommunerne man med men mer mere mange många nogle några någon når när nu och og också også om "
    "omkring på samt sedan siden så sådan så skal ska som ta tag till til t tex under ur ud ut vad var vi "
    "vid ved ville vill vilka hvilke är er endnu ännu även ca cirka mindst minst over över resultat "
    "kommun kommune region stad staden byen borgmesteren två to tre fyra fire fem titta se kig läs tänk "
    "besök idén ideen f fx eks bl dvs"
)
# What a text is, not what it tells of
_GENERIC = _folded(
    "idé ide stadsdel bydel område ort tips grupp gruppe bord fakta exempel eksempel eksempler rapport "
    "utvärdering evaluering anteckningar minnesanteckningar referat protokoll sammanställning "
    "sammenfatning foreninger forening föreningar förening workshop konferens konference plan strategi "
    "handlingsplan projekt projekter insats insatser indsats indsatser arbete arbejde dialog erfarenheter "
    "erfaringer folkhälsoplan budget verksamhetsplan möte møde"
)
_VERBS = _folded(
    "är er var har hade havde blev bliver blir ska skal kan får får fick fik ger gav giver finns findes "
    "gör gjorde gør betalar betaler lånar låner drev driver startade startede började begyndte kom kommer "
    "vill vil ville provade prøvede"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, and the form in which it is compared with others."""

    text: str
    key: str


def name_in(text: str, sentences: Sequence[str], places: Sequence[str], language: Language) -> Name | None:
    """Return what a part of a passage calls its practice; None on any doubt.

    Args:
        text: The whole part.
        sentences: Its sentences; the first begins the part, each without the mark of a bullet.
        places: The words for places in it, none of which is a name.
        language: Of the passage.
    """
    labelled = _LABELLED.search(text)
    if labelled:
        return _made(labelled["name"].strip(" .|"), places, language)
    for pattern in (_QUOTED, _NAMED):
        found = {_before_place(match["name"].strip(), places) for match in pattern.finditer(text)}
        if len(found) == 1 and (name := _made(found.pop(), places, language)):
            return name
    lead = lead_name(sentences[0], places, language) if sentences else None
    if lead is not None:
        return lead
    nouns = {name.key: name for sentence in sentences for name in nouns_in(sentence, language)}
    return next(iter(nouns.values())) if len(nouns) == 1 else None


def lead_name(sentence: str, places: Sequence[str], language: Language) -> Name | None:
    """Return the few words before a sentence's first sign or place that name something: "X – …"."""
    ends = [_LEAD_END.search(sentence)]
    if places:
        alternatives = "|".join(map(re.escape, sorted(places, key=len, reverse=True)))
        ends.append(re.search(_IN_PLACE.format(places=alternatives), sentence, re.IGNORECASE))
    starts = [end.start() for end in ends if end is not None]
    lead = sentence[: min(starts, default=0)]
    return None if any(place in lead for place in places) else _lead(lead, places, language)


def _lead(lead: str, places: Sequence[str], language: Language) -> Name | None:
    lead = lead.strip()
    parts = words(lead)
    if not 1 <= len(parts) <= _MAX_LEAD_WORDS or not lead[:1].isupper() or field_of_heading(lead):
        return None
    folded = [part.folded for part in parts]
    if folded[0] in _NO_START or not _VERBS.union(_GENERIC).isdisjoint(folded):
        return None
    return _made(lead, places, language)


def name_of_heading(
    heading: str, places: Sequence[str], language: Language, *, is_label: bool
) -> Name | None:
    """Return the name that a heading gives to what stands under it: "Fritidsbanken i Deje".

    Args:
        heading: Without its number.
        places: The words for places in it.
        language: Of the document.
        is_label: What stands under it says itself where it is, so that the heading only names it.
    """
    bare = bare_heading(heading)
    end = _HEADING_END.search(f"{bare} ")
    named = _lead(bare[: end.start()] if end else bare, places, language)
    if named is not None and (places or nouns_in(named.text, language)):
        return named
    nouns = nouns_in(bare, language)
    if len(nouns) == 1 and bare.startswith(nouns[0].text):
        return nouns[0]
    return _made(bare, places, language) if is_label else None


def nouns_in(text: str, language: Language) -> list[Name]:
    """Return the kinds of practice that a text names, each once, with the words that name it."""
    found = words(text)
    stems = [stem(text[word.start : word.end], language) for word in found]
    names: dict[str, Name] = {}
    for index in range(len(found)):
        for key, wanted, is_acronym in _nouns(language).get(stems[index], ()):
            last = index + len(wanted) - 1
            if tuple(stems[index : last + 1]) != wanted:
                continue
            written = text[found[index].start : found[last].end]
            if not is_acronym or written.isupper():
                names.setdefault(key, Name(written, key))
    return list(names.values())


def compared(name: str, language: Language) -> str:
    """Return the form in which names are compared: the stems of their words, or their kind of practice."""
    nouns = nouns_in(name, language)
    n_words = len(words(name))
    if len(nouns) == 1 and len(words(nouns[0].text)) == n_words:
        return nouns[0].key
    return " ".join(stem(name[word.start : word.end], language) for word in words(name))


def _made(name: str, places: Sequence[str], language: Language) -> Name | None:
    parts = words(name)
    if not 1 <= len(parts) <= _MAX_NAME_WORDS or sum(map(str.isalpha, name)) < 3:
        return None
    if _is_place(name, places):
        return None
    return Name(name, compared(name, language))


def _before_place(name: str, places: Sequence[str]) -> str:
    for place in places:
        name = re.sub(rf"\s(?:i|på|hos|från|fra)\s{re.escape(place)}.*$", "", name)
    return name


def _is_place(name: str, places: Iterable[str]) -> bool:
    """Return whether a name is nothing but a place, as "Kils kommun" is."""
    rest = name.casefold()
    for place in sorted(places, key=len, reverse=True):
        rest = rest.replace(place.casefold(), " ")
    rest = re.sub(r"\b(?:kommun|kommune|kommuner|stad|och|og|s|i|by|region|län)\b|[^\w]", " ", rest)
    return not rest.strip()


@cache
def _nouns(language: Language) -> dict[str, tuple[tuple[str, tuple[str, ...], bool], ...]]:
    """Return the kinds of practice by the stem of their first word: key, stems, whether an abbreviation."""
    listed = tomllib.loads((files("ingest") / "data" / "practice_nouns.toml").read_text(encoding="utf-8"))
    code = {Language.SWEDISH: "sv", Language.DANISH: "da", Language.NORWEGIAN: "da"}.get(language, "")
    found: dict[str, list[tuple[str, tuple[str, ...], bool]]] = {}
    for key, terms in listed.items():
        for term in terms.get(code, ()):
            stems = tuple(stem(term[word.start : word.end], language) for word in words(term))
            found.setdefault(stems[0], []).append((key, stems, term.isupper()))
    return {first: tuple(entries) for first, entries in found.items()}
