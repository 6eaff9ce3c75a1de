"""What the columns of a table are for, guessed from their names and from what stands in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from ingest.column_roles import ColumnRole
from ingest.dates import normalise_date
from kb.text import fold

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

SAMPLE_ROWS = 200
_MIN_CONFIDENCE = 0.3
_WHOLE, _WORD, _START = 0.95, 0.8, 0.65  # the name is the term; has it as a word; begins or ends with it
_MIN_SHARE = 0.6
_MAX_NAME_CHARS = 90
# Swedish, Danish, Norwegian, English. Words that say little by themselves have a weak list of their own.
_TERMS: Mapping[ColumnRole, str] = {
    ColumnRole.MUNICIPALITY: "kommun kommune municipality kommuner municipalities kommunnamn kommunenavn",
    ColumnRole.YEAR: "år year årtal årstal startår period periode datum dato date startdatum startdato "
    "tidsperiod tidpunkt tidspunkt tidsrom",
    ColumnRole.THEME: "tema teman temaer theme themes ämne emne ämnesområde temaområde fokusområde kategori "
    "category politikområde nyckelord nøgleord stikord keywords",
    ColumnRole.DESCRIPTION: "beskrivning beskrivelse description sammanfattning sammenfatning sammendrag "
    "resumé summary innehåll indhold innhold genomförande gennemførelse gjennomføring",
    ColumnRole.RESULT: "resultat resultater result results effekt effekter effect effects outcome utfall "
    "erfarenheter erfaringer lärdomar læring",
    ColumnRole.COST: "kostnad kostnader omkostning omkostninger udgift udgifter utgift pris budget cost "
    "costs finansiering belopp beløb beløp",
    ColumnRole.ORGANISATION: "organisation organization organisasjon förvaltning forvaltning aktör aktør "
    "huvudman",
    ColumnRole.CONTACT: "kontakt kontaktperson kontaktpersoner contact e-post epost email e-mail mail "
    "telefon tlf phone ansvarig ansvarlig",
    ColumnRole.URL: "url länk länkar lenke link links webbplats webbadress webbsida hjemmeside hemsida "
    "nettside website källa kilde source",
    ColumnRole.STATUS: "status läge fas fase phase",
    ColumnRole.NAME: "namn navn name titel tittel title rubrik overskrift exempel eksempel example praktik "
    "praksis practice metod metode method projekt prosjekt project projektnamn projektnavn insats indsats "
    "initiativ initiative",
}
_WEAK: Mapping[ColumnRole, str] = {
    ColumnRole.MUNICIPALITY: "ort plats sted stad place city location var hvor",
    ColumnRole.THEME: "område area taggar tags",
    ColumnRole.DESCRIPTION: "text tekst bakgrund baggrund bakgrunn vad hvad hva om",
    ColumnRole.COST: "kr sek dkk ekonomi økonomi bidrag tilskud",
    ColumnRole.YEAR: "tid start när hvornår når",
    ColumnRole.NAME: "aktivitet activity åtgärd tiltag tiltak verksamhet idé",
}
_WEAK_FACTOR = 0.6
_LETTERS = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"[-+−]?\d[\d  .,']*(?:%| ?(?:kr|sek|dkk|tkr|mkr|kr\.|euro?|€|\$))?\.?", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)?\d\d)?)?")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_CONTACT = re.compile(r"\S+@\S+\.\w+|\+?[\d() -]{7,}")
_PLACES_BETWEEN = re.compile(r"\s*(?:[,;/&\n]|\b(?:och|og|samt|and)\b)\s*")
_MARKS = frozenset("ja nej nei yes".split())
_ADMINISTRATIVE = frozenset({"kommun", "kommune", "stad"})


@dataclass(frozen=True, slots=True)
class RoleGuess:
    """What a column seems to be for."""

    role: ColumnRole
    confidence: float  # in (0, 1]


def guess_roles(
    header: Sequence[str], rows: Sequence[Sequence[str]], gazetteer: Gazetteer
) -> Mapping[int, RoleGuess]:
    """Guess the roles of a table's columns; no role is given to two columns.

    Args:
        header: Names of the columns; may be empty or shorter than the rows.
        rows: A sample of what stands under it.
        gazetteer: A column that mostly holds its names is that of the municipalities.

    Returns:
        Position of a column to its role; columns that tell nothing are left out.
    """
    sample = rows[:SAMPLE_ROWS]
    width = max([len(header), *map(len, sample)])
    columns = [[row[i] for row in sample if i < len(row) and row[i]] for i in range(width)]
    candidates: list[tuple[float, int, ColumnRole]] = []
    for index, values in enumerate(columns):
        named = roles_of_name(header[index] if index < len(header) else "")
        shown = dict(_roles_of_values(values, gazetteer))
        for role in named.keys() | shown.keys():
            doubt = (1 - named.get(role, 0.0) * _fit(role, values)) * (1 - shown.get(role, 0.0))
            candidates.append((round(1 - doubt, 2), index, role))
    guesses = _assigned(candidates)
    return guesses | _name_by_default(columns, guesses)


@lru_cache(maxsize=4096)
def roles_of_name(name: str) -> Mapping[ColumnRole, float]:
    """Return the roles that the name of a column may mean, each with its confidence."""
    found: dict[ColumnRole, float] = {}
    folded = fold(name).strip(" :*?.")
    words = set(re.findall(r"[\w-]+", folded))
    for role, terms, factor in _vocabulary():
        best = max(_likeness(folded, words, term) for term in terms)
        if best:
            found[role] = max(found.get(role, 0.0), best * factor)
    return found


@cache
def _vocabulary() -> tuple[tuple[ColumnRole, tuple[str, ...], float], ...]:
    return tuple(
        (role, tuple(map(fold, terms.split())), factor)
        for vocabulary, factor in ((_TERMS, 1.0), (_WEAK, _WEAK_FACTOR))
        for role, terms in vocabulary.items()
    )


def is_municipality(value: str, gazetteer: Gazetteer) -> bool:
    """Return whether a cell names municipalities and nothing else: "Kil", "Kils kommun", "Kil, Sunne"."""
    known = _forms(gazetteer)
    parts = [fold(part).split() for part in _PLACES_BETWEEN.split(value) if part.strip()]
    return bool(parts) and all(
        " ".join(words) in known or (words[-1] in _ADMINISTRATIVE and " ".join(words[:-1]) in known)
        for words in parts
    )


def is_number(value: str) -> bool:
    """Return whether a cell is a number, an amount of money or a share."""
    return _NUMBER.fullmatch(value) is not None


def is_time(value: str) -> bool:
    """Return whether a cell is a year, a span of years or a date."""
    return _YEARS.fullmatch(value) is not None or (
        len(value) <= 30 and any(c.isdigit() for c in value) and normalise_date(value) is not None
    )


def is_link(value: str) -> bool:
    """Return whether a cell is an address on the web, of e-mail, or a telephone number."""
    return _URL.fullmatch(value) is not None or (
        _CONTACT.fullmatch(value) is not None and (value[0] in "+0" or not is_number(value))
    )


def has_words(value: str) -> bool:
    """Return whether a cell says something in words: not a number, a date, an address or a mark."""
    is_wordy = any(len(word) >= 3 for word in _LETTERS.findall(value))
    is_mark = value.casefold() in _MARKS
    return is_wordy and not (is_mark or is_number(value) or is_time(value) or is_link(value))


def _likeness(folded: str, words: set[str], term: str) -> float:
    if folded == term:
        return _WHOLE
    if term in words:
        return _WORD
    # "Projekttitel", "Kommunens namn": the last part of a compound says what it is, the first of what.
    is_part = len(term) >= 4 and any(word.startswith(term) or word.endswith(term) for word in words)
    return _START if is_part else 0.0


def _roles_of_values(values: Sequence[str], gazetteer: Gazetteer) -> Iterator[tuple[ColumnRole, float]]:
    if not values:
        return
    places = _share(values, [is_municipality(value, gazetteer) for value in values])
    if places >= _MIN_SHARE:
        yield ColumnRole.MUNICIPALITY, 0.9 * places
    times = _share(values, [is_time(value) for value in values])
    if times >= 0.8:
        yield ColumnRole.YEAR, 0.7 * times
    if _share(values, [bool(_URL.fullmatch(value)) for value in values]) >= _MIN_SHARE:
        yield ColumnRole.URL, 0.85
    elif _share(values, [is_link(value) for value in values]) >= _MIN_SHARE:
        yield ColumnRole.CONTACT, 0.8
    n_words = sum(len(value.split()) for value in values) / len(values)
    if n_words >= 8:
        yield ColumnRole.DESCRIPTION, min(0.6, 0.3 + n_words / 100)


def _fit(role: ColumnRole, values: Sequence[str]) -> float:
    """Return how far what stands in a column fits what its name says, from 0 to 1."""
    if not values:
        return 0.5
    if role is ColumnRole.YEAR:
        return 1.0 if _share(values, [any(c.isdigit() for c in value) for value in values]) >= 0.5 else 0.3
    if role in {ColumnRole.NAME, ColumnRole.MUNICIPALITY, ColumnRole.THEME, ColumnRole.DESCRIPTION}:
        wordy = _share(values, [has_words(value) for value in values])
        is_short = sum(map(len, values)) <= _MAX_NAME_CHARS * len(values)
        return (1.0 if is_short or role is ColumnRole.DESCRIPTION else 0.4) * (1.0 if wordy >= 0.5 else 0.3)
    return 1.0


def _assigned(candidates: Sequence[tuple[float, int, ColumnRole]]) -> dict[int, RoleGuess]:
    guesses: dict[int, RoleGuess] = {}
    taken: set[ColumnRole] = set()
    for confidence, index, role in sorted(candidates, key=lambda item: (-item[0], item[1], item[2])):
        if confidence >= _MIN_CONFIDENCE and index not in guesses and role not in taken:
            guesses[index] = RoleGuess(role, confidence)
            taken.add(role)
    return dict(sorted(guesses.items()))


def _name_by_default(
    columns: Sequence[Sequence[str]], guesses: Mapping[int, RoleGuess]
) -> dict[int, RoleGuess]:
    """Return the first column of short, different texts as the name, if no column is called so."""
    if any(guess.role is ColumnRole.NAME for guess in guesses.values()):
        return {}
    for index, values in enumerate(columns):
        if index in guesses or not values:
            continue
        is_short = sum(map(len, values)) <= _MAX_NAME_CHARS * len(values)
        wordy = _share(values, [has_words(value) for value in values])
        if is_short and wordy >= 0.8 and len(set(values)) >= 0.8 * len(values):
            return {index: RoleGuess(ColumnRole.NAME, 0.4)}
    return {}


def _share(values: Sequence[str], marks: Sequence[bool]) -> float:
    return sum(marks) / len(values) if values else 0.0


@lru_cache(maxsize=4)
def _forms(gazetteer: Gazetteer) -> frozenset[str]:
    return frozenset(" ".join(fold(form).split()) for form in gazetteer.by_form)
