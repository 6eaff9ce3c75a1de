from __future__ import annotations

import pytest

from search.query_terms import read_query
from search.weak_words import weak_words


def weak(query: str, shares: dict[str, float] | None = None) -> set[str]:
    return set(weak_words(read_query(query, "sv").content(), shares or {}))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("vilka kommuner har prövat sextimmarsdag", {"kommuner", "prövat"}),
        ("få ner skolfrånvaron i ett projekt", {"ner", "projekt"}),
        ("projektets resultat för byalag", {"projektets", "resultat"}),
        ("byalag 2015", {"2015"}),
        ("byalag", set()),
        # nothing else was asked for
        ("kommunens projekt 2015", set()),
    ],
)
def test_words_of_every_text_are_weak_in_any_form_where_there_are_others(query: str, found: set[str]) -> None:
    assert weak(query) == found


def test_what_a_fifth_of_the_passages_have_is_weak() -> None:
    assert weak("äldre byalag", {read_query("äldre").words[0].folded: 0.2}) == {
        read_query("äldre").words[0].folded
    }
    assert weak("äldre byalag", {read_query("äldre").words[0].folded: 0.19}) == set()
