from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from search.expansion import ThemeExpander
from search.query_terms import read_query

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy


@pytest.fixture
def expander(taxonomy: Taxonomy) -> ThemeExpander:
    return ThemeExpander(taxonomy)


def terms(expander: ThemeExpander, text: str, language: str | None = None) -> dict[str, float]:
    return {each.term: each.weight for each in expander.expand(read_query(text), language=language)}


def test_a_term_brings_the_terms_of_its_theme_in_other_languages(expander: ThemeExpander) -> None:
    assert set(terms(expander, "borgerinddragelse")) == {"medborgardialog", "delaktighet"}
    assert set(terms(expander, "Medborgardialogerna i Lund")) == {"borgerinddragelse", "delaktighet"}


def test_a_term_spelt_alike_weighs_more_and_a_synonym_in_the_language_of_the_query_less(
    expander: ThemeExpander,
) -> None:
    found = terms(expander, "medborgarbudget", language="sv")
    assert list(found) == ["borgerbudget", "borgerne bestemmer", "delaktighet"]
    assert found["borgerbudget"] == 1.0
    assert 0.7 < found["borgerne bestemmer"] < 1.0
    assert found["delaktighet"] == 0.5


def test_a_term_of_several_words_is_recognised_in_any_form(expander: ThemeExpander) -> None:
    found = terms(expander, "når borgerne bestemmer selv")
    assert set(found) == {"medborgarbudget", "borgerbudget", "delaktighet"}
    assert terms(expander, "bestemmer borgerne") == {}


def test_a_term_of_theme_and_sub_theme_means_the_sub_theme(expander: ThemeExpander) -> None:
    found = terms(expander, "delaktighet")
    assert "medborgarbudget" in found
    assert "medborgardialog" not in found


def test_a_compound_with_a_long_part_of_a_term_brings_the_theme_with_less_weight(
    expander: ThemeExpander,
) -> None:
    found = terms(expander, "gratis udlån af sportsudstyr", language="da")
    assert set(found) == {"fritidsbank", "idrottsprylar", "udstyrsbank"}
    assert 0.35 <= found["fritidsbank"] <= 0.5
    assert found["udstyrsbank"] == 0.25


def test_words_of_no_theme_bring_nothing(expander: ThemeExpander) -> None:
    assert terms(expander, "asfalt och grus") == {}
    assert terms(expander, "") == {}


def test_each_term_says_which_words_of_the_query_brought_it(expander: ThemeExpander) -> None:
    found = expander.expand(read_query("Natteravne på kulturhuset"))
    assert {(each.query, each.theme_id, each.term) for each in found} == {
        ("Natteravne", "civil.natt", "nattvandrare"),
        ("Natteravne", "civil.natt", "night walkers"),
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("sportsudstyr", "kultur.idrott"),  # its end begins udstyrsbank
        ("naturudstyrsbank", "kultur.idrott"),
        ("fritidsbankens", "kultur.idrott"),
        ("ungdomsmedborgarbudget", "dialog.budget"),
        ("dialogmöte", "dialog"),  # its start ends medborgardialog
        ("kommunbild", None),
        ("udstyr", None),  # a word that is no compound stands for itself
        ("bank", None),
    ],
)
def test_a_theme_is_known_by_a_long_part_of_a_compound(
    expander: ThemeExpander, query: str, expected: str | None
) -> None:
    found = {each.theme_id for each in expander.expand(read_query(query))}
    assert found == ({expected} if expected else set())
