"""The municipalities of Sweden and Denmark and every way their names are written."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from kb.data_files import read_file
from kb.errors import SettingsError, UnknownMunicipalityError
from kb.records import Country
from kb.text import fold, to_nfc

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = (
    "code", "country", "name", "official_name", "region", "forms", "latitude", "longitude",
    "population", "population_year", "population_source", "ambiguous",
)  # fmt: skip
_DISTRICT_COLUMNS = ("name", "code", "other_names", "needs_context")
_MAX_SUGGESTIONS = 3
_MIN_LIKENESS = 0.6  # of difflib, 0..1; its default, and enough for one wrong letter in five
# Hyphens and dashes count as spaces, apostrophes are one: "Høje Taastrup", "Aarhus’".
_SPELLING = str.maketrans({"-": " ", "‐": " ", "‑": " ", "–": " ", "’": "'"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality as of the year its population is from."""

    code: str  # SE and the four digits of SCB, or DK and the three of Danmarks Statistik
    country: Country
    name: str
    official_name: str  # what it calls itself: Kils kommun, Malmö stad, Region Gotland, Københavns Kommune
    region: str  # län or region
    forms: tuple[str, ...]  # as texts write it, the name first: genitive, with kommun, older spellings
    latitude: float  # WGS 84 degrees of a point inside it, not of the town hall
    longitude: float
    population: int
    population_year: int
    population_source: str
    ambiguous: bool  # the name is also a common word, a personal name or a place elsewhere


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """A part of a town, a suburb or a smaller town that is no municipality but lies in one."""

    name: str
    code: str  # of its municipality
    forms: tuple[str, ...]  # as texts write it, the name first
    needs_context: (
        bool  # others are called so too: only with "stadsdelen", or beside others of its municipality
    )


@dataclass(frozen=True, eq=False)  # by identity: what is worked out from a gazetteer is kept by it
class Gazetteer:
    """All municipalities, Sweden's first, each country's by code.

    ``by_form`` maps each form, exactly as written (case matters: mark is a noun, Mark a municipality), to the
    codes it may mean.
    """

    municipalities: tuple[Municipality, ...]
    districts: tuple[District, ...] = ()
    by_form: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)
    _by_code: Mapping[str, Municipality] = field(init=False, repr=False)
    _by_key: Mapping[str, tuple[str, ...]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        pairs = [(form, place.code) for place in self.municipalities for form in place.forms]
        object.__setattr__(self, "by_form", _codes_by(pairs))
        object.__setattr__(self, "_by_key", _codes_by((_key(form), code) for form, code in pairs))
        object.__setattr__(self, "_by_code", {place.code: place for place in self.municipalities})

    def get(self, code: str) -> Municipality:
        """Return the municipality with exactly this code.

        Raises:
            UnknownMunicipalityError: There is none.
        """
        place = self._by_code.get(code)
        if place is None:
            raise UnknownMunicipalityError(
                f"There is no municipality with the code {code!r}. "
                "Codes are SE and four digits or DK and three, such as SE1715 and DK101."
            )
        return place

    def resolve(self, text: str) -> Municipality:
        """Return the municipality that ``text`` names.

        Args:
            text: A code, with or without its country, or any written form; case, Unicode form, hyphens,
                and the spellings å/aa, ä/æ and ö/ø do not matter.

        Raises:
            UnknownMunicipalityError: None is called so, and the message names up to three of the closest; or
                several are, and it names their codes.
        """
        code = text.strip().upper()
        # the national numbers tell the country by their length: 1715 is SE1715, 461 and 0461 are DK461
        for known in (code, f"SE{code}", f"DK{code}", f"DK{code.removeprefix('0')}"):
            if known in self._by_code:
                return self._by_code[known]
        codes = self._by_key.get(_key(text), ())
        if not codes:
            raise self._unknown(text)
        if len(codes) > 1:
            named = ", ".join(self._label(code) for code in codes)
            raise UnknownMunicipalityError(f"{text!r} is the name of {named}. Give the code of one of them.")
        return self._by_code[codes[0]]

    def _label(self, code: str) -> str:
        return f"{self._by_code[code].name} ({code})"

    def _unknown(self, text: str) -> UnknownMunicipalityError:
        from difflib import get_close_matches

        alike = get_close_matches(_key(text), self._by_key, n=4 * _MAX_SUGGESTIONS, cutoff=_MIN_LIKENESS)
        closest = dict.fromkeys(code for key in alike for code in self._by_key[key])
        suggestions = ", ".join(self._label(code) for code in list(closest)[:_MAX_SUGGESTIONS])
        hint = f"; did you mean {suggestions}?" if suggestions else "."
        return UnknownMunicipalityError(
            f"There is no municipality {text!r}{hint} Give its name or code, such as Kil or SE1715."
        )


def load_gazetteer(path: Path | None = None) -> Gazetteer:
    """Read the municipalities from a table, by default from the one that comes with Metodbank.

    The default is read once per process, with the districts that come with it; a table of one's own has none.

    Raises:
        SettingsError: The file cannot be read, or a line of it cannot be used; the message says which.
    """
    if path is None:
        return _packaged_gazetteer()
    return _parse(read_file(path, what="The municipalities"), source=str(path))


@cache
def _packaged_gazetteer() -> Gazetteer:
    from importlib.resources import files

    folder = files("kb") / "data"
    without = _parse((folder / "municipalities.tsv").read_bytes(), source="kb/data/municipalities.tsv")
    districts = parse_districts(
        (folder / "districts.tsv").read_bytes(), without, source="kb/data/districts.tsv"
    )
    return Gazetteer(without.municipalities, districts)


def parse_districts(data: bytes, gazetteer: Gazetteer, *, source: str) -> tuple[District, ...]:
    """Read districts of the municipalities of ``gazetteer`` from a table.

    Raises:
        SettingsError: A line cannot be used, or a district is called as a municipality or another district.
    """
    taken = set(gazetteer.by_form)
    districts: list[District] = []
    for number, cells in _rows(data, _DISTRICT_COLUMNS, source=source):
        try:
            district = _district(cells, gazetteer)
            if again := taken.intersection(district.forms):
                raise ValueError(f"{sorted(again)[0]!r} is the name of another place too")
        except (ValueError, UnknownMunicipalityError) as error:
            said = str(error).rstrip(".")
            raise SettingsError(f"{source}, line {number}: {said}. Correct it there.") from error
        taken.update(district.forms)
        districts.append(district)
    return tuple(districts)


def _district(cells: Mapping[str, str], gazetteer: Gazetteer) -> District:
    gazetteer.get(cells["code"])
    name, others = cells["name"], cells["other_names"]
    names = (name, *(others.split("|") if others else ()))
    if not all(names):
        raise ValueError("there is no name")
    return District(
        name=name,
        code=cells["code"],
        forms=tuple(dict.fromkeys(form for each in names for form in (each, _genitive(each)))),
        needs_context=_flag(cells, "needs_context"),
    )


def _genitive(name: str) -> str:
    return name if name[-1] in "sxz" else f"{name}s"


def _parse(data: bytes, *, source: str) -> Gazetteer:
    places: dict[str, Municipality] = {}
    for number, cells in _rows(data, _COLUMNS, source=source):
        try:
            place = _municipality(cells)
        except ValueError as error:
            raise SettingsError(f"{source}, line {number}: {error}. Correct it there.") from error
        if place.code in places:
            raise SettingsError(f"{source}, line {number}: {place.code} is there twice.")
        places[place.code] = place
    return Gazetteer(tuple(places.values()))


def _rows(data: bytes, columns: Sequence[str], *, source: str) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Yield the number of each line of a table and its cells by column."""
    try:
        text = to_nfc(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise SettingsError(f"{source} is not in UTF-8: {error}. Correct it there.") from error
    rows = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows, ())) != tuple(columns):
        raise SettingsError(f"{source}: the first line must name the columns {', '.join(columns)}.")
    for row in rows:
        if len(row) != len(columns):
            raise SettingsError(
                f"{source}, line {rows.line_num}: {len(row)} columns instead of {len(columns)}. "
                "Correct it there."
            )
        yield rows.line_num, dict(zip(columns, row, strict=True))


def _flag(cells: Mapping[str, str], column: str) -> bool:
    if cells[column] not in {"0", "1"}:
        raise ValueError(f"{column} is {cells[column]!r}, not 0 or 1")
    return cells[column] == "1"


def _municipality(cells: Mapping[str, str]) -> Municipality:
    country = Country(cells["country"])
    digits = cells["code"].removeprefix(country)
    if cells["code"] == digits or not digits.isdecimal() or len(digits) != (4 if country == "SE" else 3):
        raise ValueError(f"the code {cells['code']!r} is not {country} and its digits")
    return Municipality(
        code=cells["code"],
        country=country,
        name=cells["name"],
        official_name=cells["official_name"],
        region=cells["region"],
        forms=tuple(cells["forms"].split("|")),
        latitude=float(cells["latitude"]),
        longitude=float(cells["longitude"]),
        population=int(cells["population"]),
        population_year=int(cells["population_year"]),
        population_source=cells["population_source"],
        ambiguous=_flag(cells, "ambiguous"),
    )


def _codes_by(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    codes: dict[str, dict[str, None]] = {}
    for form, code in pairs:
        codes.setdefault(form, {})[code] = None
    return {form: tuple(several) for form, several in codes.items()}


def _key(text: str) -> str:
    return " ".join(fold(text).translate(_SPELLING).split())
