from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.column_guess import guess_roles, has_words, is_link, is_municipality, is_number, is_time
from ingest.column_roles import ColumnRole
from kb.gazetteer import load_gazetteer

GAZETTEER = load_gazetteer()
ROWS = (
    ("1", "Fritidsbanken", "Kil", "2017", "Fritid", "Barn och unga lånar skidor utan att betala.", "125000"),
    (
        "2",
        "Läxhjälp",
        "Nora",
        "2018",
        "Skola",
        "Pensionärer hjälper elever två kvällar i varje vecka.",
        "40 000 kr",
    ),
    (
        "3",
        "Byalagens pott",
        "Sunne",
        "2015",
        "Demokrati",
        "Byalagen bestämmer själva över en del av allt.",
        "",
    ),
)


def roles(header: tuple[str, ...], rows: tuple[tuple[str, ...], ...] = ROWS) -> dict[int, str]:
    return {index: guess.role.value for index, guess in guess_roles(header, rows, GAZETTEER).items()}


@pytest.mark.parametrize(
    "header",
    [
        ("Nr", "Projektnamn", "Kommun", "Startår", "Tema", "Beskrivning", "Kostnad (kr)"),
        ("Nr.", "Titel", "Kommune", "Årstal", "Emne", "Beskrivelse", "Udgift"),
        ("Nr", "Tittel", "Kommune", "År", "Kategori", "Sammendrag", "Kostnader"),
        ("No", "Name", "Municipality", "Year", "Theme", "Summary", "Cost"),
        (
            "ID",
            "NAMN:",
            "KOMMUNENS NAMN",
            "Datum",
            "Ämnesområde",
            "Kort beskrivning av insatsen",
            "Budget, tkr",
        ),
    ],
)
def test_columns_are_known_in_four_languages(header: tuple[str, ...]) -> None:
    assert roles(header) == {1: "name", 2: "municipality", 3: "year", 4: "theme", 5: "description", 6: "cost"}


def test_contents_tell_where_names_do_not() -> None:
    guessed = roles(("A", "B", "C", "D", "E", "F", "G"))
    assert guessed == {1: "name", 2: "municipality", 3: "year", 5: "description"}


def test_column_of_municipalities_is_theirs_whatever_it_is_called() -> None:
    assert roles(("Nr", "Projekt", "Deltagare", "År", "Tema", "Beskrivning", "Kostnad"))[2] == "municipality"


def test_column_called_so_wins_over_one_that_looks_so() -> None:
    rows = (("Kil", "Sunne", "Gatufest"), ("Nora", "Arvika", "Kör"))
    assert roles(("Kommun", "Jämförd med", "Namn"), rows) == {0: "municipality", 2: "name"}


def test_name_of_a_contact_or_a_municipality_is_no_name() -> None:
    rows = (("Gatufest", "Kil", "Anna Ek"), ("Kör", "Nora", "Bo Lund"))
    assert roles(("Insats", "Kommunnamn", "Kontaktperson, namn"), rows) == {
        0: "name",
        1: "municipality",
        2: "contact",
    }


def test_addresses_tell_themselves() -> None:
    rows = (
        ("Gatufest", "anna@kil.example", "https://kil.example/fest"),
        ("Kör", "+46 565 123 45", "www.nora.example"),
    )
    assert roles(("Projekt", "X", "Y"), rows) == {0: "name", 1: "contact", 2: "url"}


def test_confidence_grows_when_name_and_contents_agree() -> None:
    both = guess_roles(("Projekt", "Kommun"), (("Fest", "Kil"),), GAZETTEER)[1].confidence
    name_only = guess_roles(("Projekt", "Kommun"), (("Fest", "Okänd by"),), GAZETTEER)[1].confidence
    contents_only = guess_roles(("Projekt", "X"), (("Fest", "Kil"),), GAZETTEER)[1].confidence
    assert max(name_only, contents_only) < both <= 1
    assert 1 not in guess_roles(("Projekt", "Kommun"), (("Fest", "1715"),), GAZETTEER)


def test_nothing_is_guessed_of_nothing() -> None:
    assert guess_roles((), (), GAZETTEER) == {}
    assert guess_roles(("", ""), (("", ""),), GAZETTEER) == {}


@pytest.mark.parametrize(
    "value", ["Kil", "KIL", "Kils kommun", "Kil, Sunne och Nora", "Aarhus", "Odense Kommune", "Malmö stad"]
)
def test_names_of_municipalities_are_known(value: str) -> None:
    assert is_municipality(value, GAZETTEER)


@pytest.mark.parametrize("value", ["", "Paris", "Kil är först", "Gatufest i Kil", ",", "kommun"])
def test_other_texts_are_no_municipality(value: str) -> None:
    assert not is_municipality(value, GAZETTEER)


@pytest.mark.parametrize("value", ["1", "1 200", "1.200,50", "-3,5 %", "40 000 kr", "125tkr", "−5"])
def test_numbers_and_amounts_are_no_words(value: str) -> None:
    assert is_number(value)
    assert not has_words(value)


@pytest.mark.parametrize("value", ["2017", "2014-2016", "2014–16", "2019-05-12", "12 maj 2019", "2019–"])
def test_years_and_dates_are_no_words(value: str) -> None:
    assert is_time(value)
    assert not has_words(value)


@pytest.mark.parametrize(
    "value", ["anna@kil.example", "https://kil.example", "www.kil.example/a?b", "0565-123 45"]
)
def test_addresses_are_no_words(value: str) -> None:
    assert is_link(value)
    assert not has_words(value)


@pytest.mark.parametrize(
    ("value", "says"), [("Byalag", True), ("x", False), ("Ja", False), ("–", False), ("3 byalag", True)]
)
def test_words_have_three_letters(value: str, says: bool) -> None:
    assert has_words(value) is says


CELLS = st.sampled_from(
    ["", "Kil", "2017", "Projekt", "Kommun", "namn", "12,5", "x@y.se", "Barn lånar skidor här."]
)


@settings(deadline=None)
@given(st.lists(CELLS, max_size=6), st.lists(st.lists(CELLS, max_size=7), max_size=6))
def test_no_role_is_given_twice_and_confidence_is_a_share(header: list[str], rows: list[list[str]]) -> None:
    guesses = guess_roles(header, rows, GAZETTEER)
    given_roles = [guess.role for guess in guesses.values()]
    assert len(set(given_roles)) == len(given_roles)
    assert all(0 < guess.confidence <= 1 and guess.role in ColumnRole for guess in guesses.values())
    assert all(index < max([len(header), *map(len, rows)]) for index in guesses)
