from __future__ import annotations

import pytest

from kb.records import Language
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import fold
from search.expansion import ThemeExpander, is_one_term
from search.query_terms import read_query
from search.stopwords import stop_words_of
from search.term_bridge import load_bridge, stems_of
from tests.search.samples import bridge_of

BRIDGE = bridge_of(
    "nattvandrare|nattvandring;natteravn;;night walkers|night ravens;noun;trygg;",
    "fritidsbank|idrottsprylar|låna sportutrustning;udstyrsbank|udlån af sportsudstyr;;;noun;kultur;",
    "medborgarbudget|invånarbudget;borgerbudget;;;noun;dialog;",
    "nämnd;udvalg;utvalg;committee;noun;styrning;",
    "ungdom;ung;ungdom;youth;noun;unga;",
    "kort;kort;kort;card;noun;kultur;",
    "karta;kort;kart;map;noun;plan;",
    "stig;sti;sti;path;noun;plan;",
    "lån;lån;lån;loan;noun;kultur;",
    "rolig;sjov;morsom;fun;adjective;;rolig~rolig",
    "lugn;rolig;rolig;calm;adjective;;rolig~rolig",
    "snabbt;hurtigt;fort;quickly;adverb;;",
)


@pytest.fixture
def expander(taxonomy: Taxonomy) -> ThemeExpander:
    return ThemeExpander(taxonomy, BRIDGE)


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


def test_an_unlisted_compound_brings_its_translation_by_parts_and_less_its_head(
    expander: ThemeExpander,
) -> None:
    found = {each.term: each for each in expander.expand(read_query("ungdomsnämnden"), language="sv")}
    assert "ungdomsudvalg" in (found["ungdomsudvalg"].stems + found["ungdomsudvalg"].spellings)
    assert found["ungdomsudvalg"].weight == 0.7
    assert found["udvalg"].weight == 0.25
    assert {each.query for each in found.values()} == {"ungdomsnämnden"}


def test_a_compound_without_a_known_head_brings_nothing(expander: ThemeExpander) -> None:
    for text in ("sommarudstyr", "naturxyz", "dialogmöte", "bank", "budget", "underlån"):
        assert terms(expander, text) == {}


def test_of_several_meanings_that_of_the_other_words_is_taken(expander: ThemeExpander) -> None:
    assert "karta" in terms(expander, "kort over stier", language="da")
    both = terms(expander, "kort", language="da")
    assert both["karta"] == both["card"] == 0.5
    fit = terms(expander, "kort og sti", language="da")
    assert fit["karta"] == 1.0
    assert "card" not in fit


def test_a_false_friend_brings_only_what_it_means_in_the_language_of_the_query(
    expander: ThemeExpander,
) -> None:
    assert set(terms(expander, "rolig", language="sv")) == {"sjov", "morsom", "fun"}
    assert set(terms(expander, "rolig", language="da")) == {"lugn", "calm"}
    assert {"sjov", "lugn"} <= set(terms(expander, "rolig"))


def test_a_word_of_the_other_language_is_understood_in_a_query(expander: ThemeExpander) -> None:
    assert "nattvandrare" in terms(expander, "finns det natteravne här", language="sv")


def test_adverbs_bring_nothing(expander: ThemeExpander) -> None:
    assert terms(expander, "snabbt") == {}


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


def test_every_usual_term_of_the_bridge_brings_those_of_the_other_languages() -> None:
    bridge = load_bridge()
    expander = ThemeExpander(Taxonomy(themes=()), bridge)
    languages = (Language.SWEDISH, Language.DANISH)
    for number in range(len(bridge)):
        row = bridge.row(number)
        for own, other in (languages, languages[::-1]):
            usual, wanted = row.terms[own][:1], row.terms[other][:1]
            if not usual or not wanted or number not in bridge.rows_of(own, stems_of(usual[0], own)):
                continue  # an adverb, or too short
            is_little = {fold(usual[0]), fold(wanted[0])} & stop_words_of()
            if len(stems_of(usual[0], own)) > 5 or is_little:
                continue  # longer than a term is looked for; or "ble", a nappy, that is "was" in Norwegian
            stems = stems_of(wanted[0], other)
            found = {each.stems for each in expander.expand(read_query(usual[0], own), language=own)}
            apart = bridge.false_friends(stems_of(usual[0], own)[0], own, other)
            # what is spelt alike is looked for anyway
            typed = {pair for word in read_query(usual[0], own).words for pair in word.stems}
            is_there = all((other, stem) in typed for stem in stems)
            assert stems in found or is_there or stems[0] in apart, (usual, wanted)


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


@pytest.mark.parametrize(
    ("text", "is_term"),
    [
        ("natteravne", True),
        ("Läxhjälp", True),
        ("natteravne i Odense", False),  # a term and a place
        ("hvordan får man frivillige", False),
        ("skovtur", False),  # nothing is known that means the same
        ("", False),
    ],
)
def test_a_query_is_one_term_where_all_its_words_are(
    expander: ThemeExpander, text: str, is_term: bool
) -> None:
    query = read_query(text)
    assert is_one_term(query, expander.expand(query)) is is_term


def test_a_term_of_several_words_is_one_term() -> None:
    expander = ThemeExpander(load_taxonomy())
    for text in ("våld i nära relationer", "sociale investeringer"):
        query = read_query(text)
        assert is_one_term(query, expander.expand(query))
