from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.dates import find_date, find_own_date, is_date_line, is_labelled_date, without_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15-16 juni 2017", "2017-06-15"),
        ("15–16 juni 2017", "2017-06-15"),
        ("15. og 16. juni 2017", "2017-06-15"),
        ("30 maj–1 juni 2017", "2017-05-30"),
        ("maj-juni 2018", "2018-05"),
        ("7.2.2017", "2017-02-07"),
        ("7. 2. 2017", "2017-02-07"),
        ("7/2 2017", "2017-02-07"),
        ("7/2-2017", "2017-02-07"),
        ("7/2-17", "2017-02-07"),
        ("02.03.23", "2023-03-02"),
        ("04-05-2021", "2021-05-04"),
        ("12 feb 2019", "2019-02-12"),
        ("3. okt. 2018", "2018-10-03"),
        ("Torsdagen den 7 oktober 2021 kl. 9.30–12.00", "2021-10-07"),
        ("tirsdag den 14. juni 2022 kl. 16.30", "2022-06-14"),
        ("7. mai 2020", "2020-05-07"),
        ("1. desember 2020", "2020-12-01"),
        ("June 15, 2017", "2017-06-15"),
        ("15th June 2017", "2017-06-15"),
        ("Nr. 2 · februar 2020", "2020-02"),
        ("Dato: 140622", "2022-06-14"),
        ("Datum: 140622", "2014-06-22"),
    ],
)
def test_date_is_read_as_it_is_written(text: str, expected: str) -> None:
    found = find_date(text)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize(
    "text", ["avsnitt 3.2 2017", "kapitel 1.2.17", "mar 2017", "31/2 2016", "12.345 2017 kr"]
)
def test_other_numbers_are_no_dates(text: str) -> None:
    assert find_date(text) is None


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Möte 130820", "2013-08-20"),
        ("20130820", "2013-08-20"),
        ("Referat 140622", "2022-06-14"),
        ("Sidan uppdaterades senast 2023-03-20", "2023-03-20"),
        ("Senast ändrad 3 maj 2017", "2017-05-03"),
    ],
)
def test_date_of_the_document_in_a_first_line(line: str, expected: str) -> None:
    found = find_own_date(line)
    assert found is not None
    assert found[0] == expected


@pytest.mark.parametrize(
    "line",
    [
        "tel 130820",
        "Dnr 130820",
        "Nästa möte: 30 augusti 2022",
        "Næste møde: 30. august 2022 i Prøveby",
        "Ansök senast den 3 maj 2017",
        "Ansøgningsfrist 1. december 2018",
        "Tilmeld dig inden 1. marts 2018",
        "Sista dag för ansökan: 2018-03-01",
        "Föregående protokoll, 3 maj 2017",
    ],
)
def test_deadlines_numbers_and_other_meetings_are_not_the_date_of_the_document(line: str) -> None:
    assert find_own_date(line) is None


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("Nyborg, torsdag den 7. marts 2019", "Nyborg"),
        ("14 november 2018, Folkets hus i Provstad", "Folkets hus i Provstad"),
        ("Visionsdag – Prøveby 26. september 2018", "Visionsdag – Prøveby"),
        ("Tirsdag den 14. juni 2022 kl. 16.30–18.45", ""),
        ("Bibliotekets stora sal", "Bibliotekets stora sal"),
    ],
)
def test_what_stands_beside_a_date(line: str, rest: str) -> None:
    assert without_date(line) == rest


def test_lines_that_are_dates() -> None:
    assert is_date_line("torsdag den 7. marts 2019")
    assert is_labelled_date("Sidan uppdaterades senast 2023-03-20")
    assert is_labelled_date("Publicerad: den 3 maj 2017 kl. 14.30")
    assert not is_labelled_date("Publicerad 3 maj 2017 av Maja")


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back(day: date) -> None:
    for text in (day.isoformat(), f"{day.day}/{day.month} {day.year}", f"{day.day}.{day.month}.{day.year}"):
        found = find_date(f"Möte {text}.")
        assert found is not None
        assert found[0] == day.isoformat()


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Efterårsmøde, Prøveby, 22.9.22", "2022-09-22"),
        ("22.9.22", "2022-09-22"),
        ("Nätverksträff, torsdag 12 okt -17", "2017-10-12"),
        ("3. april '19", "2019-04-03"),
        ("12-13/9 2018", "2018-09-12"),
        ("30/5–1/6 2016", "2016-05-30"),
        ("Bydagene 2019 · Kroen · 3.–4. maj", "2019-05-03"),
        ("Kapitel 3.2.11 Torget", None),
        ("Version 1.2.15", None),
        ("3.2.11 Torget", None),
        ("Uppladdad den 12 mars 2015", None),
        ("Lagt op 12. marts 2015", None),
        ("3 maj, budget för 2019 och 2020", None),
        ("Dagen 2019 · 31 februari", None),
    ],
)
def test_own_date_in_rough_notes(line: str, expected: str | None) -> None:
    found = find_own_date(line)
    assert (found[0] if found else None) == expected


def test_a_change_after_the_date_goes_with_it() -> None:
    assert without_date("Söndag 9 november 2014 kl. 06.00 (uppdaterad 11.42)") == ""
    assert without_date("3. maj 2018 kl. 10.00 (opdateret 4. maj 2018)") == ""
