from __future__ import annotations

import pytest

from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import fold
from search.bridges import BRIDGES
from search.expansion import ThemeExpander
from search.query_terms import read_query


@pytest.fixture
def expander(taxonomy: Taxonomy) -> ThemeExpander:
    return ThemeExpander(taxonomy)


def terms(expander: ThemeExpander, text: str, language: str | None = None) -> dict[str, float]:
    return {each.term: each.weight for each in expander.expand(read_query(text), language=language)}


def test_a_term_in_the_name_of_a_theme_brings_those_of_the_other_name(expander: ThemeExpander) -> None:
    assert {"medborgardialog", "delaktighet"} <= set(terms(expander, "borgerinddragelse"))
    assert {"borgerinddragelse", "delaktighet"} <= set(terms(expander, "Medborgardialogerna i Lund"))


def test_other_terms_of_a_theme_only_belong_together(expander: ThemeExpander) -> None:
    assert {"fokusgrupp", "høring"}.isdisjoint(terms(expander, "medborgardialog"))
    assert terms(expander, "fokusgrupp") == {}
    assert terms(expander, "lokalpulje") == {}
    assert terms(expander, "fritidspas") == {}


def test_a_term_spelt_alike_is_the_same(expander: ThemeExpander) -> None:
    assert set(terms(expander, "trygghetsvandringar")) == {"tryghedsvandring"}
    assert set(terms(expander, "tryghedsvandring")) == {"trygghetsvandring"}


def test_a_term_spelt_alike_weighs_more_and_a_synonym_in_the_language_of_the_query_less(
    expander: ThemeExpander,
) -> None:
    found = terms(expander, "medborgarbudget", language="sv")
    assert next(iter(found)) == "borgerbudget"
    assert found["borgerbudget"] == 1.0
    assert 0.7 < found["borgerne bestemmer"] < 1.0
    assert found["invånarbudget"] == 0.5


def test_a_term_of_several_words_is_recognised_in_any_form(expander: ThemeExpander) -> None:
    assert set(terms(expander, "når borgerne bestemmer selv")) == {"medborgarbudget", "borgerbudget"}
    assert terms(expander, "bestemmer borgerne") == {}


def test_a_term_of_theme_and_sub_theme_means_the_sub_theme(expander: ThemeExpander) -> None:
    # Of the sub-theme it is not in the name, so it brings nothing.
    assert terms(expander, "delaktighet") == {}


def test_a_term_of_several_words_covers_the_shorter_ones_in_it(expander: ThemeExpander) -> None:
    found = expander.expand(read_query("gratis udlån af sportsudstyr"), language="da")
    assert {each.query for each in found} == {"udlån af sportsudstyr"}
    weights = {each.term: each.weight for each in found}
    assert {"fritidsbank", "idrottsprylar", "låna sportutrustning"} <= set(weights)
    assert weights["fritidsbank"] > weights["udstyrsbank"] == 0.5


def test_a_part_of_a_compound_brings_nothing(expander: ThemeExpander) -> None:
    for text in (
        "sommarudstyr",
        "naturudstyrsbank",
        "ungdomsmedborgarbudget",
        "dialogmöte",
        "bank",
        "budget",
    ):
        assert terms(expander, text) == {}


def test_words_of_no_theme_bring_nothing(expander: ThemeExpander) -> None:
    assert terms(expander, "asfalt och grus") == {}
    assert terms(expander, "") == {}


def test_each_term_says_which_words_of_the_query_brought_it(expander: ThemeExpander) -> None:
    found = expander.expand(read_query("Natteravne på kulturhuset"))
    assert {(each.query, each.term) for each in found} == {
        ("Natteravne", "nattvandrare"),
        ("Natteravne", "nattvandring"),
        ("Natteravne", "night walkers"),
        ("Natteravne", "night ravens"),
    }
    # the words for the same thing come before those of the same theme
    assert {each.theme_id for each in found if each.term == "nattvandrare"} == {""}


PACKAGED = [
    ("medborgardialog", "borgerinddragelse"),
    ("medborgarbudget", "borgerbudget"),
    ("nattvandrare", "natteravn"),
    ("byalag", "landsbylaug"),
    ("områdesmamma", "bydelsmor"),
    ("läxhjälp", "lektiehjælp"),
    ("samskapande", "samskabelse"),
    ("utanförskap", "udsathed"),
    ("hemtjänst", "hjemmepleje"),
    ("förskola", "dagtilbud"),
    ("nämnd", "udvalg"),
    ("cykelväg", "cykelsti"),
]


@pytest.mark.parametrize(("swedish", "danish"), PACKAGED)
def test_the_words_of_the_two_countries_for_one_thing_meet(swedish: str, danish: str) -> None:
    expander = ThemeExpander(load_taxonomy())
    assert danish in terms(expander, swedish)
    assert swedish in terms(expander, danish)


@pytest.mark.parametrize(
    ("query", "not_meant"),
    [
        ("pension", "hjemmehjælp"),
        ("cykelsti", "flextur"),
        ("cykelsti", "busrute"),
        ("utanförskap", "socialrådgiver"),
        ("utanförskap", "socialtjänst"),
        ("skattesænkning", "pilotprojekt"),
        ("gatubelysning", "natteravn"),
    ],
)
def test_a_neighbour_in_a_theme_is_not_the_same(query: str, not_meant: str) -> None:
    assert not_meant not in terms(ThemeExpander(load_taxonomy()), query)


def test_every_word_of_a_bridge_brings_the_words_of_the_other_languages() -> None:
    expander = ThemeExpander(Taxonomy(themes=()))
    for bridge in BRIDGES:
        for own, others in (
            (bridge.sv, bridge.da),
            (bridge.da, bridge.sv),
            (bridge.en, bridge.sv + bridge.da),
        ):
            for term in own:
                found = {*terms(expander, term), *own, *(each for each in others if fold(each) == fold(term))}
                # what is spelt like the term, or like another of its language, is looked for anyway
                assert set(others) <= found | set(own), term


@pytest.mark.parametrize(
    ("english", "swedish", "danish"),
    [
        ("citizens' assembly", "medborgarråd", "borgersamling"),
        ("social impact bond", "utfallskontrakt", "effektkontrakt"),
        ("night ravens", "nattvandrare", "natteravn"),
    ],
)
def test_an_english_term_brings_those_of_both_countries(english: str, swedish: str, danish: str) -> None:
    assert {swedish, danish} <= set(terms(ThemeExpander(load_taxonomy()), f"{english} in practice"))
