"""How alike two municipalities are, by one rule for both countries: docs/likeness.md explains it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from kb.gazetteer import Gazetteer, Municipality
from kb.records import Country

BIG_CITY_RESIDENTS = 200_000
NEARBY_KM = 50  # what counts as the surroundings, and as near a big city
FAR_KM = 100
# Fewer residents within NEARBY_KM than a big town has: sparsely populated country.
SPARSE_RESIDENTS = 100_000
# About as many: neither has more than a third more.
_ALIKE_RATIO = 4 / 3

# Below this score nobody would call two municipalities alike (docs/likeness.md).
HARDLY_ALIKE = 0.6

# Municipalities that consist of islands without a bridge or tunnel to the mainland. Sources: the five Danish
# ø-kommuner (Bornholm, Ærø, Fanø, Samsø, Læsø); SCB, islands without a fixed link (Gotland, Öckerö).
ISLANDS = frozenset({"SE0980", "SE1407", "DK400", "DK492", "DK563", "DK741", "DK825"})

_EARTH_RADIUS_KM = 6371.0
_NO_LIKENESS_RATIO = 10.0  # ten times as many, or as far, is nothing alike
_SOFTENING_KM = 20.0  # added to distances: 5 or 15 km from a big city is much the same


class Trait(StrEnum):
    """In what two municipalities are alike or differ, the weightiest first."""

    POPULATION = "population"
    SURROUNDINGS = "surroundings"  # residents within NEARBY_KM
    CITY = "city"  # the distance to the nearest big city
    ISLAND = "island"
    COUNTRY = "country"
    REGION = "region"


# Parts of 100. They were set by hand and looked at for twenty municipalities: docs/likeness.md has the table.
WEIGHTS: Mapping[Trait, int] = {
    Trait.POPULATION: 40,
    Trait.SURROUNDINGS: 20,
    Trait.CITY: 20,
    Trait.ISLAND: 10,
    Trait.COUNTRY: 5,
    Trait.REGION: 5,
}


class Location(StrEnum):
    """How a municipality lies to the nearest big city of its country."""

    BIG_CITY = "big_city"  # it is one itself
    NEAR = "near"  # at most NEARBY_KM
    BETWEEN = "between"
    FAR = "far"  # more than FAR_KM


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What the table of municipalities says of one, and what follows from it."""

    code: str
    country: Country
    region: str
    population: int
    population_year: int  # also of the surroundings
    surroundings: int  # residents of it and of the municipalities of its country within NEARBY_KM
    city: str  # the code of the nearest big city of its country; its own where it is one
    city_km: float  # straight, between the points in the table
    is_island: bool

    @property
    def location(self) -> Location:
        """Return how it lies to the nearest big city."""
        if self.city == self.code:
            return Location.BIG_CITY
        if self.city_km <= NEARBY_KM:
            return Location.NEAR
        return Location.BETWEEN if self.city_km <= FAR_KM else Location.FAR

    @property
    def is_sparse(self) -> bool:
        """Return whether few people live in it and around it."""
        return self.surroundings < SPARSE_RESIDENTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How alike two municipalities are and in what; the numbers are in the profiles.

    ``alike`` and ``different`` are in the order of :class:`Trait`. In neither is what would tell nothing:
    that none of the two is an island, that they are of one country, or that they are of two regions.
    """

    home: Profile
    other: Profile
    score: float  # 0..1, the same from both ends, 1 for a municipality and itself
    alike: tuple[Trait, ...]
    different: tuple[Trait, ...]


def likeness(home: Profile, other: Profile) -> Likeness:
    """Compare two municipalities."""
    parts = (weight * _closeness(trait, home, other) for trait, weight in WEIGHTS.items())
    return Likeness(
        home=home,
        other=other,
        score=math.fsum(parts) / 100,
        alike=tuple(trait for trait in Trait if _is_alike(trait, home, other)),
        different=tuple(trait for trait in Trait if _is_different(trait, home, other)),
    )


def most_alike(home: str, codes: Iterable[str], gazetteer: Gazetteer) -> list[Likeness]:
    """Compare a municipality with others: the most alike first, ties by code, itself left out.

    Codes that the gazetteer does not know are passed over.
    """
    known = profiles(gazetteer)
    compared = [likeness(known[home], known[code]) for code in set(codes) - {home} if code in known]
    return sorted(compared, key=lambda each: (-each.score, each.other.code))


def twin(home: str, gazetteer: Gazetteer) -> Likeness:
    """Return the most alike municipality of the other country.

    Raises:
        ValueError: The gazetteer has one country only.
    """
    known = profiles(gazetteer)
    abroad = [code for code, profile in known.items() if profile.country is not known[home].country]
    if not abroad:
        raise ValueError(f"there is no municipality of another country than that of {home}")
    return most_alike(home, abroad, gazetteer)[0]


@lru_cache(maxsize=2)
def profiles(gazetteer: Gazetteer) -> Mapping[str, Profile]:
    """Return the profile of each municipality by code, worked out once per gazetteer.

    A country without a big city has its most populous municipality for one.
    """
    found: dict[str, Profile] = {}
    for country in Country:
        places = [place for place in gazetteer.municipalities if place.country is country]
        cities = [place for place in places if place.population >= BIG_CITY_RESIDENTS]
        cities = cities or sorted(places, key=lambda place: -place.population)[:1]
        found |= {place.code: _profile(place, places, cities) for place in places}
    return found


def distance_km(one: Municipality, other: Municipality) -> float:
    """Return the distance over the earth's surface between the points of two municipalities.

    Source: the haversine formula.
    """
    south, north = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(other.longitude - one.longitude)
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin(turn / 2) ** 2
    return 2 * _EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _profile(place: Municipality, places: list[Municipality], cities: list[Municipality]) -> Profile:
    distances = [(distance_km(place, city), city.code) for city in cities]
    city_km, city = min(distances)
    # a degree of latitude is 111 km: most municipalities need no formula to be too far away
    near = (each for each in places if abs(each.latitude - place.latitude) * 111 <= NEARBY_KM + 1)
    return Profile(
        code=place.code,
        country=place.country,
        region=place.region,
        population=place.population,
        population_year=place.population_year,
        surroundings=sum(each.population for each in near if distance_km(place, each) <= NEARBY_KM),
        city=city,
        city_km=city_km,
        is_island=place.code in ISLANDS,
    )


def _closeness(trait: Trait, home: Profile, other: Profile) -> float:
    """Return 1 for the same, 0 for nothing alike."""
    match trait:
        case Trait.POPULATION:
            return _of_ratio(home.population, other.population)
        case Trait.SURROUNDINGS:
            if home.is_island != other.is_island:
                return 0.0  # who lives on the other side of the water is no neighbour
            return _of_ratio(home.surroundings, other.surroundings)
        case Trait.CITY:
            return _of_ratio(home.city_km + _SOFTENING_KM, other.city_km + _SOFTENING_KM)
        case Trait.ISLAND:
            return float(home.is_island == other.is_island)
        case Trait.COUNTRY:
            return float(home.country is other.country)
        case Trait.REGION:
            return float(home.region == other.region)


def _of_ratio(one: float, other: float) -> float:
    # of logarithms: twice as many is as far away as half as many
    apart = abs(math.log(max(one, 1.0)) - math.log(max(other, 1.0)))
    return max(0.0, 1 - apart / math.log(_NO_LIKENESS_RATIO))


def _is_alike(trait: Trait, home: Profile, other: Profile) -> bool:
    match trait:
        case Trait.POPULATION:
            return _about_equal(home.population, other.population)
        case Trait.SURROUNDINGS:
            is_alike = (home.is_sparse and other.is_sparse) or _about_equal(
                home.surroundings, other.surroundings
            )
            return is_alike and home.is_island == other.is_island
        case Trait.CITY:
            return home.location is other.location
        case Trait.ISLAND:
            return home.is_island and other.is_island
        case Trait.COUNTRY:
            return False
        case Trait.REGION:
            return home.region == other.region


def _is_different(trait: Trait, home: Profile, other: Profile) -> bool:
    match trait:
        case Trait.SURROUNDINGS if home.is_island != other.is_island:
            return False  # that one is an island says it
        case Trait.ISLAND:
            return home.is_island != other.is_island
        case Trait.COUNTRY:
            return home.country is not other.country
        case Trait.REGION:
            return False
        case _:
            return not _is_alike(trait, home, other)


def _about_equal(one: int, other: int) -> bool:
    return max(one, other) <= _ALIKE_RATIO * min(one, other)
