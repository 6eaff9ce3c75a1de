"""Which filters are offered, and what choosing one means."""

from __future__ import annotations

from dataclasses import replace

from kb.knowledge_base import KnowledgeBase
from kb.records import Facet, Filters, Query
from tests.ui.fakes import FakeKnowledgeBase, small_library
from ui.facets import (
    FILTER_FIELDS,
    FacetCounts,
    Option,
    any_value,
    choose,
    count_facets,
    offered,
    offered_themes,
    split_long,
    wider_searches,
)


def _counts(base: FakeKnowledgeBase, query: Query) -> FacetCounts:
    wider = wider_searches(base, query)  # type: ignore[arg-type] # a fake of the facade
    return count_facets(base.search(query), wider)


def test_a_facet_with_a_choice_still_counts_its_other_values() -> None:
    base = small_library()
    query = Query(text="", filters=Filters(countries=frozenset({"SE"})))
    counts = _counts(base, query)
    assert dict(counts[Facet.COUNTRY]) == {"SE": 2, "DK": 1}
    assert dict(counts[Facet.MUNICIPALITY]) == {"SE1715": 2}


def test_where_nothing_but_one_facet_is_asked_for_its_values_are_counted_all_the_same(
    library: KnowledgeBase,
) -> None:
    n_chosen = 0
    for facet, field in FILTER_FIELDS.items():
        everything = library.search(Query(text="", filters=any_value(library, facet), limit=0))
        for code, n in everything.facets[facet]:
            filters = replace(Filters(), **{field: frozenset({code})})  # type: ignore[arg-type] # by name
            query = Query(text="", filters=filters)
            counts = count_facets(library.search(query), wider_searches(library, query))
            assert library.search(query).total == n
            assert dict(counts[facet]) == dict(everything.facets[facet])
            n_chosen += 1
    assert n_chosen > 20
    everything = library.search(Query(text="", filters=any_value(library, Facet.YEAR), limit=0))
    year, n = everything.facets[Facet.YEAR][0]
    query = Query(text="", filters=Filters(years=(int(year), int(year))))
    counts = count_facets(library.search(query), wider_searches(library, query))
    assert library.search(query).total == n
    assert dict(counts[Facet.YEAR]) == dict(everything.facets[Facet.YEAR])


def test_without_a_choice_nothing_is_searched_again() -> None:
    base = small_library()
    assert wider_searches(base, Query(text="")) == {}  # type: ignore[arg-type] # a fake of the facade
    assert base.n_searches == 0


def test_years_are_counted_without_the_chosen_years() -> None:
    base = small_library()
    query = Query(text="", filters=Filters(years=(2017, 2017)))
    counts = _counts(base, query)
    assert dict(counts[Facet.YEAR]) == {"2017": 2, "2024": 1}
    assert dict(counts[Facet.COUNTRY]) == {"SE": 2}


def test_a_chosen_value_without_hits_is_offered_with_zero() -> None:
    assert offered([("SE", 3)], frozenset({"DK"})) == [
        Option(code="SE", n=3, selected=False),
        Option(code="DK", n=0, selected=True),
    ]


def test_sub_themes_show_under_their_theme_once_it_is_chosen() -> None:
    counts = [("dialog", 5), ("skola", 4), ("dialog.budget", 3), ("skola.start", 2)]
    closed = offered_themes(counts, frozenset())
    assert [option.code for option in closed] == ["dialog", "skola"]
    opened = offered_themes(counts, frozenset({"dialog"}))
    assert [(option.code, option.parent) for option in opened] == [
        ("dialog", None),
        ("dialog.budget", "dialog"),
        ("skola", None),
    ]


def test_a_chosen_sub_theme_stays_in_reach_when_its_theme_finds_nothing() -> None:
    assert [option.code for option in offered_themes([], frozenset({"dialog.budget"}))] == ["dialog.budget"]


def test_a_sub_theme_replaces_its_theme_and_the_other_way_round() -> None:
    assert choose(frozenset({"dialog", "skola"}), "dialog.budget", on=True) == {"dialog.budget", "skola"}
    assert choose(frozenset({"dialog.budget", "skola"}), "dialog", on=True) == {"dialog", "skola"}
    assert choose(frozenset({"dialog", "skola"}), "skola", on=False) == {"dialog"}
    # no other theme whose id merely begins alike
    assert choose(frozenset({"land"}), "larande", on=True) == {"land", "larande"}


def test_eight_values_are_shown_and_a_chosen_one_is_never_hidden() -> None:
    options = [Option(code=str(n), n=30 - n, selected=False) for n in range(20)]
    options[15] = replace(options[15], selected=True)
    shown, hidden = split_long(options)
    assert [option.code for option in shown] == [*(str(n) for n in range(8)), "15"]
    assert [option.code for option in hidden] == [str(n) for n in (*range(8, 15), *range(16, 20))]


def test_sub_themes_do_not_push_themes_away() -> None:
    tops = [Option(code=f"t{n}", n=9, selected=n == 0) for n in range(12)]
    children = [Option(code=f"t0.{n}", n=1, selected=False, parent="t0") for n in range(6)]
    shown, hidden = split_long([tops[0], *children, *tops[1:]])
    assert [option.code for option in shown] == [
        "t0",
        *(f"t0.{n}" for n in range(6)),
        *(f"t{n}" for n in range(1, 8)),
    ]
    assert [option.code for option in hidden] == ["t8", "t9", "t10", "t11"]


def test_one_or_two_more_than_eight_are_not_hidden() -> None:
    options = [Option(code=str(n), n=1, selected=False) for n in range(10)]
    assert split_long(options) == (options, [])


def test_without_a_choice_the_total_is_that_of_the_wider_search() -> None:
    query = Query(text="", filters=Filters(countries=frozenset({"DK"}), years=(2017, 2017)), limit=10)
    wider = wider_searches(small_library(), query)  # type: ignore[arg-type] # a fake of the facade
    assert {facet: result.total for facet, result in wider.items()} == {Facet.COUNTRY: 2, Facet.YEAR: 1}
    assert all(result.hits == () for result in wider.values())
