"""The search in the page's address."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import ChunkId, Filters
from ui.search_state import (
    FIRST_YEAR,
    LAST_YEAR,
    MAX_EXAMPLES,
    Kept,
    KnownCodes,
    SearchState,
    Sort,
    changed,
    parse_years,
    read_search,
    search_href,
    with_like,
    with_unlike,
    without_example,
    write_search,
)

KNOWN = KnownCodes(themes={"dialog", "dialog.budget", "skola"}, municipalities={"SE1715", "DK101"})

_years = st.tuples(st.integers(FIRST_YEAR, LAST_YEAR), st.integers(FIRST_YEAR, LAST_YEAR)).map(
    lambda pair: (min(pair), max(pair))
)
_some_years = st.none() | st.just((FIRST_YEAR, LAST_YEAR)) | _years
_passages = st.lists(st.integers(0, 10**18 - 1).map(ChunkId), unique=True, max_size=MAX_EXAMPLES)
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
    like=_passages.map(tuple),
)


@st.composite
def _with_unlike(draw: st.DrawFn) -> SearchState:
    state = draw(_states)
    unlike = tuple(each for each in draw(_passages) if each not in state.like)
    return replace(state, unlike=unlike)


@given(_with_unlike())
def test_writing_and_reading_an_address_is_identity(state: SearchState) -> None:
    address = urlsplit(search_href(state, Kept(ui_language="da", home="SE1715")))
    parameters = parse_qs(address.query, keep_blank_values=True)
    assert parameters["ui"] == ["da"]
    assert parameters["my"] == ["SE1715"]
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
    assert search_href(SearchState(), Kept()) == "./"


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


def test_passages_to_compare_with_are_in_the_address_in_their_order() -> None:
    state = SearchState(like=(ChunkId(9), ChunkId(2)), unlike=(ChunkId(5),))
    assert search_href(state, Kept()) == "./?like=9&like=2&unlike=5"


def test_a_passage_that_is_no_number_or_both_wanted_and_not_is_ignored() -> None:
    state, ignored = read_search({"like": ["3", "x", "3", "1e2"], "unlike": ["3", "4", "９"]}, KNOWN)
    assert (state.like, state.unlike) == ((3,), (4,))
    assert ignored == ("like=x", "like=1e2", "unlike=９")


def test_more_passages_than_can_be_compared_are_left_out() -> None:
    state, _ = read_search({"like": [str(n) for n in range(50)]}, KNOWN)
    assert state.like == tuple(range(MAX_EXAMPLES))


def test_the_first_passage_takes_the_place_of_the_words_and_a_further_one_comes_on_top() -> None:
    found = SearchState(
        text="byalag", filters=Filters(countries=frozenset({"SE"})), sort=Sort.DATE, page=3, group=True
    )
    liked = with_like(found, ChunkId(1))
    assert liked == SearchState(filters=found.filters, group=True, like=(ChunkId(1),))
    typed = replace(liked, text="ungdom")
    assert with_like(typed, ChunkId(2)) == replace(typed, like=(ChunkId(1), ChunkId(2)))
    assert with_like(typed, ChunkId(1)) == typed


def test_a_passage_is_wanted_or_not_never_both() -> None:
    state = SearchState(text="byalag", page=2)
    unwanted = with_unlike(state, ChunkId(1))
    assert unwanted == SearchState(text="byalag", unlike=(ChunkId(1),))
    assert with_like(unwanted, ChunkId(1)) == SearchState(like=(ChunkId(1),))
    assert without_example(unwanted, ChunkId(1)) == SearchState(text="byalag")


def test_a_further_passage_drops_the_oldest_where_there_are_too_many() -> None:
    state = SearchState(like=tuple(ChunkId(n) for n in range(MAX_EXAMPLES)))
    assert with_like(state, ChunkId(99)).like == (*(ChunkId(n) for n in range(1, MAX_EXAMPLES)), 99)


def test_a_passage_alone_is_a_search_and_one_to_avoid_alone_is_none() -> None:
    assert not SearchState(like=(ChunkId(1),)).is_start
    assert SearchState(unlike=(ChunkId(1),)).is_start


def test_aspects_are_in_the_address_by_their_codes() -> None:
    filters = Filters(
        target_groups=frozenset({"girls"}),
        statuses=frozenset({"pilot"}),
        participation=frozenset({"dialogue"}),
        lessons=frozenset({"risk"}),
    )
    written = write_search(SearchState(filters=filters))
    assert written == {
        "target_group": ["girls"], "status": ["pilot"], "participation": ["dialogue"], "lesson": ["risk"],
    }  # fmt: skip
    assert read_search(written, KNOWN) == (SearchState(filters=filters), ())
    assert read_search({"status": ["gone"]}, KNOWN) == (SearchState(), ("status=gone",))
