from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Language
from search.query_terms import STEM_LANGUAGES, read_query
from search.term_bridge import TermBridge, closed_languages, language_of, load_bridge, stems_of
from tests.search.samples import bridge_of

SV, DA, NB, EN, UNKNOWN = (*STEM_LANGUAGES, Language.UNKNOWN)

BRIDGE = bridge_of(
    "nattvandrare|nattvandring;natteravn;natteravn;night walkers;noun;trygg;",
    "förskola;dagtilbud|børnehave;barnehage;preschool;noun;barn,larande;",
    "rolig;sjov;morsom;fun;adjective;;rolig~rolig",
    "ledig;fri;ledig;;adjective;;ledig~ledig~da",
    "snabbt;hurtigt;fort;quickly;adverb;;",
    "by;landsby;bygd;village;noun;;by~by",
)


def test_a_term_is_found_by_any_of_its_forms() -> None:
    for word in ("nattvandrare", "Nattvandrarna", "nattvandring", "nattvandringarnas"):
        assert BRIDGE.rows_of(SV, stems_of(word, SV)) == (0,)
    assert BRIDGE.rows_of(DA, stems_of("natteravnene", DA)) == (0,)
    assert BRIDGE.rows_of(EN, stems_of("night walkers", EN)) == (0,)
    assert BRIDGE.rows_of(SV, stems_of("night walkers", SV)) == ()
    assert BRIDGE.rows_of(SV, ()) == ()
    assert BRIDGE.rows_of(UNKNOWN, ("nattvandr",)) == ()


def test_a_row_has_its_terms_by_language_and_its_themes() -> None:
    row = BRIDGE.row(1)
    assert row.terms == {
        SV: ("förskola",),
        DA: ("dagtilbud", "børnehave"),
        NB: ("barnehage",),
        EN: ("preschool",),
    }
    assert row.themes == {"barn", "larande"}


def test_adverbs_and_terms_of_two_letters_widen_nothing() -> None:
    assert BRIDGE.has("snabbt", SV) is False
    assert BRIDGE.has("by", SV) is False
    assert BRIDGE.has("landsby", DA) is True


def test_false_friends_go_both_ways_and_with_norwegian_unless_it_is_excepted() -> None:
    assert BRIDGE.false_friends("rolig", SV, DA) == {"rolig"}
    assert BRIDGE.false_friends("rolig", SV, NB) == {"rolig"}
    assert BRIDGE.false_friends("rolig", DA, SV) == {"rolig"}
    assert BRIDGE.false_friends("ledig", SV, NB) == frozenset()
    assert BRIDGE.false_friends("rolig", SV, EN) == frozenset()
    assert BRIDGE.is_guarded("by", SV) is True
    assert BRIDGE.is_guarded("nattvandr", SV) is False


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("rolig", SV, {DA, NB}),
        ("roliga", SV, {DA, NB}),
        ("rolige", DA, {SV}),
        ("ledig", SV, {DA}),
        ("rolig", UNKNOWN, set()),
        ("nattvandrare", SV, set()),
    ],
)
def test_languages_are_closed_to_a_word_that_means_something_else_there(
    word: str, language: Language, expected: set[Language]
) -> None:
    assert closed_languages(read_query(word).words[0], language, BRIDGE) == expected


@pytest.mark.parametrize(
    ("text", "detected", "expected"),
    [
        ("nattvandrare", None, SV),
        ("natteravne", "und", DA),  # Norwegian too; Danish is likelier
        ("nattvandrare", "da", DA),
        ("nattvandrare børnehave", None, UNKNOWN),
        ("asfalt", None, UNKNOWN),
        ("nattvandrare by", "en", SV),
        ("night walkers", "en", EN),
    ],
)
def test_the_language_of_a_query_is_the_detected_one_or_that_of_its_words(
    text: str, detected: str | None, expected: Language
) -> None:
    assert language_of(read_query(text), detected, BRIDGE) is expected


def test_an_empty_bridge_knows_nothing() -> None:
    empty = TermBridge("")
    assert len(empty) == 0
    assert empty.rows_of(SV, ("x",)) == ()
    assert empty.words() == {}


def test_its_words_are_counted_without_the_first_parts_of_hanging_hyphens() -> None:
    words = bridge_of("barn- och ungdomsnämnd;børne- og ungeudvalg;;;noun;;").words()
    assert words["ungdomsnämnd"] == 1
    assert "børne" not in words


def test_the_bridge_that_ships_has_its_rows() -> None:
    assert len(load_bridge()) >= 800


def test_every_usual_term_of_the_bridge_is_found_by_itself() -> None:
    bridge = load_bridge()
    for number in range(len(bridge)):
        for language, terms in bridge.row(number).terms.items():
            if terms and bridge.part_of_speech(number) in {"noun", "verb", "adjective", "phrase"}:
                assert number in bridge.rows_of(language, stems_of(terms[0], language)), terms[0]


@given(st.text(max_size=40))
def test_any_text_can_be_looked_up(text: str) -> None:
    terms = read_query(text)
    assert language_of(terms, None, load_bridge()) in set(Language)
    for word in terms.words:
        for language, stem in word.stems:
            assert isinstance(load_bridge().has(stem, language), bool)
