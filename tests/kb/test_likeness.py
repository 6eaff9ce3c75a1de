"""How alike municipalities are."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.gazetteer import Gazetteer, load_gazetteer
from kb.likeness import (
    HARDLY_ALIKE,
    ISLANDS,
    WEIGHTS,
    Likeness,
    Location,
    Profile,
    Trait,
    distance_km,
    likeness,
    most_alike,
    profiles,
    twin,
)
from kb.records import Country

GAZETTEER = load_gazetteer()
PROFILES = profiles(GAZETTEER)
CODES = st.sampled_from(sorted(PROFILES))


def _code(name: str) -> str:
    return GAZETTEER.resolve(name).code


def _compare(home: str, other: str) -> Likeness:
    return likeness(PROFILES[_code(home)], PROFILES[_code(other)])


def _profile(code: str = "SE0001", **values: object) -> Profile:
    usual: dict[str, object] = {
        "country": Country.SWEDEN,
        "region": "Kils län",
        "population": 10_000,
        "population_year": 2016,
        "surroundings": 200_000,
        "city": "SE9999",
        "city_km": 80.0,
        "is_island": False,
    }
    # the fields differ in type, so a mapping cannot be checked against them
    return Profile(code=code, **(usual | values))  # type: ignore[arg-type]


@given(CODES, CODES)
def test_likeness_is_the_same_from_both_ends_and_between_0_and_1(one: str, other: str) -> None:
    there, back = likeness(PROFILES[one], PROFILES[other]), likeness(PROFILES[other], PROFILES[one])
    assert there.score == back.score
    assert 0 <= there.score <= 1
    assert (there.alike, there.different) == (back.alike, back.different)


@given(CODES)
def test_a_municipality_is_wholly_like_itself(code: str) -> None:
    itself = likeness(PROFILES[code], PROFILES[code])
    assert itself.score == 1
    assert itself.different == ()


@given(CODES, CODES)
def test_no_trait_is_both_alike_and_different(one: str, other: str) -> None:
    found = likeness(PROFILES[one], PROFILES[other])
    assert set(found.alike) & set(found.different) == set()
    assert {Trait.POPULATION, Trait.CITY} <= {*found.alike, *found.different}


@given(CODES, st.lists(CODES, unique=True))
def test_the_order_of_the_codes_does_not_matter(home: str, codes: list[str]) -> None:
    assert most_alike(home, codes, GAZETTEER) == most_alike(home, codes[::-1], GAZETTEER)
    scores = [each.score for each in most_alike(home, codes, GAZETTEER)]
    assert scores == sorted(scores, reverse=True)


@given(CODES)
def test_a_twin_is_of_the_other_country_and_none_there_is_more_alike(home: str) -> None:
    found = twin(home, GAZETTEER)
    assert found.home.code == home
    assert found.other.country is not PROFILES[home].country
    best = max(
        likeness(PROFILES[home], each).score
        for each in PROFILES.values()
        if each.country is not PROFILES[home].country
    )
    assert found.score == best


def test_the_weights_add_up_to_100() -> None:
    assert set(WEIGHTS) == set(Trait)
    assert sum(WEIGHTS.values()) == 100


def test_twice_as_many_residents_cost_what_a_logarithm_says() -> None:
    # all else is the same, so only the 40 parts of the population shrink, by log10(2) = 0.30103
    found = likeness(_profile(), _profile("SE0002", population=20_000))
    assert found.score == pytest.approx(1 - 0.4 * 0.30103, abs=1e-6)
    assert found.different == (Trait.POPULATION,)


def test_ten_times_as_many_residents_are_nothing_alike_and_more_is_no_worse() -> None:
    ten = likeness(_profile(), _profile("SE0002", population=100_000))
    fifty = likeness(_profile(), _profile("SE0002", population=500_000))
    assert ten.score == pytest.approx(0.6)
    assert fifty.score == pytest.approx(0.6)


def test_a_third_more_residents_are_about_as_many_and_one_more_is_not() -> None:
    home = _profile(population=9_000)
    assert Trait.POPULATION in likeness(home, _profile("SE0002", population=12_000)).alike
    assert Trait.POPULATION in likeness(home, _profile("SE0002", population=12_001)).different


def test_distances_to_a_big_city_are_compared_with_20_km_added() -> None:
    # (180 + 20) / (80 + 20) = 2
    found = likeness(_profile(), _profile("SE0002", city_km=180.0))
    assert found.score == pytest.approx(1 - 0.2 * math.log10(2))
    assert found.different == (Trait.CITY,)


def test_another_country_costs_its_own_weight_and_that_of_the_region() -> None:
    found = likeness(_profile(), _profile("DK001", country=Country.DENMARK, region="Region Kil"))
    assert found.score == pytest.approx(0.9)
    assert found.alike == (Trait.POPULATION, Trait.SURROUNDINGS, Trait.CITY)
    assert found.different == (Trait.COUNTRY,)


def test_the_surroundings_of_an_island_are_not_compared_with_the_mainland() -> None:
    found = likeness(_profile(), _profile("SE0002", is_island=True))
    assert found.score == pytest.approx(0.7)  # without 20 for the surroundings and 10 for the island
    assert Trait.SURROUNDINGS not in {*found.alike, *found.different}
    assert found.different == (Trait.ISLAND,)


def test_two_sparsely_populated_places_are_alike_in_that_whatever_their_numbers() -> None:
    found = likeness(_profile(surroundings=3_000), _profile("SE0002", surroundings=30_000))
    assert Trait.SURROUNDINGS in found.alike


@pytest.mark.parametrize(
    ("km", "location"),
    [(50.0, Location.NEAR), (50.1, Location.BETWEEN), (100.0, Location.BETWEEN), (100.1, Location.FAR)],
)
def test_near_is_up_to_50_km_and_far_beyond_100(km: float, location: Location) -> None:
    assert _profile(city_km=km).location is location


def test_profiles_say_what_the_table_says() -> None:
    kil, malmo, aero = (PROFILES[_code(name)] for name in ("Kil", "Malmö", "Ærø"))
    assert (kil.population, kil.population_year, kil.region) == (11_800, 2016, "Värmlands län")
    assert kil.city == _code("Göteborg")
    assert kil.location is Location.FAR
    assert (malmo.city, malmo.city_km, malmo.location) == (malmo.code, 0, Location.BIG_CITY)
    assert (aero.population, aero.population_year, aero.is_island) == (5_964, 2020, True)


def test_the_surroundings_are_what_adding_up_by_hand_gives() -> None:
    places = {place.code: place for place in GAZETTEER.municipalities}
    for name in ("Kil", "Samsø", "Arjeplog", "Lejre"):
        place = places[_code(name)]
        near = [
            each.population
            for each in places.values()
            if each.country is place.country and distance_km(place, each) <= 50
        ]
        assert PROFILES[place.code].surroundings == sum(near), name
    assert PROFILES[_code("Arjeplog")].surroundings == PROFILES[_code("Arjeplog")].population


def test_distances_are_those_of_the_map() -> None:
    # between the points in the table; Stockholm and Göteborg are some 400 km apart
    stockholm, goteborg = (GAZETTEER.resolve(name) for name in ("Stockholm", "Göteborg"))
    assert distance_km(stockholm, goteborg) == pytest.approx(397, abs=6)
    assert distance_km(stockholm, stockholm) == 0


@pytest.mark.parametrize(
    ("home", "other"),
    [
        ("Malmö", "Aarhus"),
        ("Gotland", "Bornholm"),
        ("Bornholm", "Gotland"),
        ("Stockholm", "København"),
        ("Kil", "Langeland"),
        ("Ikast-Brande", "Enköping"),
    ],
)
def test_twins_are_those_of_the_table_in_the_documentation(home: str, other: str) -> None:
    found = twin(_code(home), GAZETTEER)
    assert found.other.code == _code(other)
    assert found.score >= HARDLY_ALIKE


def test_nothing_in_denmark_is_much_like_the_inland_of_the_north() -> None:
    assert twin(_code("Arjeplog"), GAZETTEER).score < HARDLY_ALIKE


def test_the_islands_are_municipalities_of_the_table() -> None:
    names = {GAZETTEER.get(code).name for code in ISLANDS}
    assert names == {"Gotland", "Öckerö", "Bornholm", "Ærø", "Fanø", "Samsø", "Læsø"}


def test_the_home_itself_and_unknown_codes_are_left_out() -> None:
    codes = [_code("Kil"), "XX0001", "", _code("Lejre"), _code("Forshaga")]
    found = most_alike(_code("Kil"), codes, GAZETTEER)
    assert [each.other.code for each in found] == [_code("Forshaga"), _code("Lejre")]


def test_without_a_municipality_abroad_there_is_no_twin() -> None:
    alone = Gazetteer(tuple(p for p in GAZETTEER.municipalities if p.country is Country.SWEDEN))
    with pytest.raises(ValueError, match="no municipality of another country"):
        twin("SE1715", alone)


def test_a_country_without_a_big_city_has_its_most_populous_for_one() -> None:
    small = [place for place in GAZETTEER.municipalities if place.name in {"Kil", "Forshaga", "Lejre"}]
    found = profiles(Gazetteer(tuple(small)))
    assert found[_code("Forshaga")].city == _code("Kil")


def test_reasons_are_told_for_pairs_that_a_reader_can_check() -> None:
    assert _compare("Kil", "Forshaga").alike == (
        Trait.POPULATION, Trait.SURROUNDINGS, Trait.CITY, Trait.REGION,
    )  # fmt: skip
    assert _compare("Kil", "Lejre").alike == ()
    assert _compare("Kil", "Lejre").different == (
        Trait.POPULATION, Trait.SURROUNDINGS, Trait.CITY, Trait.COUNTRY,
    )  # fmt: skip
    assert _compare("Gotland", "Bornholm").alike == (Trait.SURROUNDINGS, Trait.CITY, Trait.ISLAND)


def test_the_table_in_the_documentation_names_the_twins_and_neighbours_that_the_code_finds() -> None:
    path = Path(__file__).resolve().parents[2] / "docs" / "likeness.md"
    table = path.read_text(encoding="utf-8").split("| most alike abroad |")[1].split("\n\n")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:]]
    assert len(rows) >= 20
    for name, residents, _, _, at_home, abroad in rows:
        home = PROFILES[_code(name)]
        same = [each.code for each in PROFILES.values() if each.country is home.country]
        nearest = [*most_alike(home.code, same, GAZETTEER)[:3], twin(home.code, GAZETTEER)]
        found = [f"{GAZETTEER.get(each.other.code).name} {each.score:.2f}" for each in nearest]
        assert [*at_home.split(", "), abroad] == found, name
        assert residents == f"{home.population:,}"
