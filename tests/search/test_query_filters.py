from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.gazetteer import load_gazetteer
from kb.records import Facet, Filters, OfferedFilter
from kb.taxonomy import load_taxonomy
from search.query_filters import offer_filters


def offered(text: str, filters: Filters = Filters()) -> list[tuple[str, str, str, str]]:  # noqa: B008 # frozen
    found = offer_filters(
        text,
        filters=filters,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        has_chunks=lambda _: True,
    )
    return [(each.facet.value, each.value, each.typed, each.rest) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kil", ("municipality", "SE1715", "Kil", "")),
        ("kil", ("municipality", "SE1715", "kil", "")),
        ("byalag i Kil", ("municipality", "SE1715", "Kil", "byalag")),
        ("byalag från Kil med pengar", ("municipality", "SE1715", "Kil", "byalag med pengar")),
        ("Malmös områdesprogram", ("municipality", "SE1280", "Malmös", "områdesprogram")),
        ("nattvandring i malmö", ("municipality", "SE1280", "malmö", "nattvandring")),
        ("borgerbudget fra Odense", ("municipality", "DK461", "Odense", "borgerbudget")),
        ("Upplands Väsby trygghet", ("municipality", "SE0114", "Upplands Väsby", "trygghet")),
        ("byalag i Danmark", ("country", "DK", "Danmark", "byalag")),
        ("Sweden loneliness", ("country", "SE", "Sweden", "loneliness")),
        ("danska kommuner och dialog", ("country", "DK", "danska", "kommuner och dialog")),
        ("hur för man dialog på danska", ("language", "da", "danska", "hur för man dialog")),
        ("svenska examples", ("country", "SE", "svenska", "examples")),
        ("danska natteravne", ("language", "da", "danska", "natteravne")),
        ("ensomhed 2017", ("year", "2017", "2017", "ensomhed")),
        ("utvärdering från 2015–2017", ("year", "2015-2017", "2015–2017", "utvärdering")),
        ("Medborgarbudget", ("theme", "dialog.budget", "Medborgarbudget", "")),
        ("borgerbudget", ("theme", "dialog.budget", "borgerbudget", "")),
        ('"borgerbudget" landdistrikter', ("theme", "dialog.budget", "borgerbudget", "landdistrikter")),
    ],
)
def test_words_that_name_a_filter_are_offered_as_one(text: str, expected: tuple[str, str, str, str]) -> None:
    assert offered(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "mark för bostäder",
        "Mark för bostäder",
        "att vara ensam",
        "en kil av is",
        "det står i vejen for borgerne",
        "barnpassning medan föräldrar läser svenska",
        "den danske modellen for byer",
        "medborgarbudget på landsbygden",
        "dialog -Kil",
        "dialog -2017",
        "12017",
        "a-2017",
        "1492",
        "2017-2015",
        "",
        "!!!",
        "-Kil",
    ],
)
def test_what_names_nothing_is_not_offered(text: str) -> None:
    assert offered(text) == []


def test_at_most_three_are_offered_in_the_order_of_the_query() -> None:
    found = offered("Odense och Malmö i Sverige eller Danmark 2017")
    assert [(facet, typed) for facet, _, typed, _ in found] == [
        ("municipality", "Odense"),
        ("municipality", "Malmö"),
        ("country", "Sverige"),
    ]


def test_a_facet_that_is_filtered_already_is_not_offered() -> None:
    filters = Filters(municipalities=frozenset({"SE1715"}))
    assert offered("byalag i Kil 2017", filters) == [("year", "2017", "2017", "byalag i Kil")]
    assert offered("2017", Filters(years=(2010, 2012))) == []


def test_nothing_is_offered_that_would_let_nothing_through() -> None:
    asked = []

    def has_chunks(filters: Filters) -> bool:
        asked.append(filters)
        return filters.years == (2017, 2017)

    found = offer_filters(
        "byalag i Kil 2017",
        filters=Filters(countries=frozenset({"SE"})),
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        has_chunks=has_chunks,
    )
    assert found == (OfferedFilter(facet=Facet.YEAR, value="2017", typed="2017", rest="byalag i Kil"),)
    assert asked == [  # with what is filtered already
        Filters(countries=frozenset({"SE"}), municipalities=frozenset({"SE1715"})),
        Filters(countries=frozenset({"SE"}), years=(2017, 2017)),
    ]


PIECES = st.sampled_from(
    [
        "Kil",
        "kil",
        "i",
        "Malmös",
        "2017",
        "2015-2017",
        "-2017",
        '"Medborgarbudget"',
        "danska",
        "Sverige",
        "x",
        "\n",
        "ÆØ",
    ]
)


@settings(deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=8).map(" ".join)))
def test_what_is_offered_stands_in_the_query_and_the_rest_is_of_it(text: str) -> None:
    for _, _, typed, rest in offered(text):
        assert typed in text
        assert typed
        assert set(rest.split()) <= set(text.split()) | {part.strip('," ;') for part in text.split()}


def test_one_filter_is_offered_once_though_its_name_is_quoted() -> None:
    assert [each[:2] for each in offered('"medborgarbudget"')] == [("theme", "dialog.budget")]
