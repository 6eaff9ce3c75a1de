"""The search in the page's address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Filters
from ui.search_state import (
    FIRST_YEAR,
    LAST_YEAR,
    KnownCodes,
    SearchState,
    Sort,
    changed,
    parse_years,
    read_search,
    search_href,
    write_search,
)

KNOWN = KnownCodes(themes={"dialog", "dialog.budget", "skola"}, municipalities={"SE1715", "DK101"})

_years = st.tuples(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR)).map(
    lambda pair: (min(pair), max(pair))
)
_some_years = st.none() | st.just((FIRST_YEAR, LAST_YEAR)) | _years
_states = st.builds(
    SearchState,
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    filters=st.builds(
        Filters,
        themes=st.frozensets(st.sampled_from(["dialog", "dialog.budget", "skola"])),
        countries=st.frozensets(st.sampled_from(["SE", "DK"])),
        municipalities=st.frozensets(st.sampled_from(["SE1715", "DK101"])),
        languages=st.frozensets(st.sampled_from(["sv", "da", "nb", "en"])),
        types=st.frozensets(st.sampled_from(["report", "minutes"])),
        years=_some_years,
    ),
    sort=st.sampled_from(Sort),
    page=st.integers(1, 999_999),
    group=st.booleans(),
)


@given(_states)
def test_writing_and_reading_an_address_is_identity(state: SearchState) -> None:
    address = urlsplit(search_href(state, "da"))
    parameters = parse_qs(address.query, keep_blank_values=True)
    assert parameters.pop("ui") == ["da"]
    assert read_search(parameters, KNOWN) == (state, ())


def test_an_address_names_codes_and_leaves_out_what_is_default() -> None:
    state = SearchState(
        text="byalag", filters=Filters(themes=frozenset({"skola", "dialog"}), years=(2015, LAST_YEAR)), page=2
    )
    assert write_search(state) == {
        "q": ["byalag"],
        "theme": ["dialog", "skola"],
        "years": ["2015-"],
        "p": ["2"],
    }
    assert search_href(SearchState(), None) == "./"


def test_bad_values_are_ignored_and_reported() -> None:
    state, ignored = read_search(
        {
            "q": ["x"],
            "theme": ["nope", "skola"],
            "country": ["NO"],
            "municipality": ["SE9999"],
            "language": ["xx"],
            "type": ["poem"],
            "years": ["2020-2010"],
            "sort": ["price"],
            "group": ["1"],
            "p": ["-1"],
            "utm_source": ["mail"],
        },
        KNOWN,
    )
    assert state == SearchState(text="x", filters=Filters(themes=frozenset({"skola"})))
    assert ignored == (
        "theme=nope",
        "country=NO",
        "municipality=SE9999",
        "language=xx",
        "type=poem",
        "years=2020-2010",
        "p=-1",
        "sort=price",
        "group=1",
    )


@pytest.mark.parametrize("page", ["0", "1e3", "９", "99999999999999999999", "٣", "2 "])
def test_a_page_that_is_no_small_number_is_ignored(page: str) -> None:
    state, ignored = read_search({"p": [page]}, KNOWN)
    assert state.page == 1
    assert len(ignored) == 1


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2015", (2015, 2015)),
        ("2015-2020", (2015, 2020)),
        ("2015-", (2015, LAST_YEAR)),
        ("-2020", (FIRST_YEAR, 2020)),
        ("-", None),
        ("", None),
        ("20152020", None),
        ("0999", None),
        ("2015–2020", None),
        ("15-20", None),
    ],
)
def test_years_are_read_with_open_ends(text: str, years: tuple[int, int] | None) -> None:
    assert parse_years(text) == years


def test_a_long_bad_value_is_cut_in_the_note() -> None:
    _, ignored = read_search({"theme": ["x" * 5000]}, KNOWN)
    assert ignored == ("theme=" + "x" * 39 + "…",)


def test_changing_a_filter_goes_back_to_the_first_page() -> None:
    state = SearchState(text="x", page=7, filters=Filters(countries=frozenset({"SE"})))
    assert changed(state, years=(2015, 2015)) == SearchState(
        text="x", filters=Filters(countries=frozenset({"SE"}), years=(2015, 2015))
    )
