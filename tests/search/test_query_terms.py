from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Language
from search.query_terms import MAX_WORDS, read_query, stem_of


def test_words_keep_what_was_typed_and_are_folded_for_comparing() -> None:
    word = read_query("  Ærøs?").words[0]
    assert (word.typed, word.folded) == ("Ærøs", "ärös")


def test_stop_words_are_left_out_of_the_content() -> None:
    terms = read_query("hur gör man en medborgardialog")
    assert [word.typed for word in terms.content()] == ["medborgardialog"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hur får vi äldre att klara sig hemma", ["äldre", "klara", "hemma"]),
        ("hvordan får vi ældre til at klare sig hjemme", ["ældre", "klare", "hjemme"]),
        ("vad finns det för byalag", ["byalag"]),
        ("hvad gør man mod ensomhed", ["ensomhed"]),
        ("vem fick göra något", ["vem", "fick", "göra", "något"]),
    ],
)
def test_the_words_of_a_question_do_not_retrieve(text: str, kept: list[str]) -> None:
    assert [word.typed for word in read_query(text).content()] == kept


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("rolig", "sv", "rolig"),
        ("roliga", "sv", "rolig"),
        ("roligt", "sv", "rolig"),
        ("roligt", "da", "rolig"),
        ("rolle", "da", "rol"),
        ("bolig", "da", "bolig"),
        ("boligerne", "da", "bolig"),
        ("möjligheter", "sv", "möjlig"),
        ("udvalgte", "da", "udvalgt"),
        ("udvalgene", "da", "udvalg"),
        ("inddragelse", "da", "inddrag"),
    ],
)
def test_a_stem_keeps_the_ending_that_makes_another_word(word: str, language: str, expected: str) -> None:
    assert stem_of(word, Language(language)) == expected


def test_a_query_of_stop_words_keeps_them() -> None:
    assert [word.typed for word in read_query("för och emot").content()] == ["emot"]
    assert [word.typed for word in read_query("för och").content()] == ["för", "och"]


def test_a_repeated_word_counts_once() -> None:
    assert [word.typed for word in read_query("Park park PARK träd").content()] == ["Park", "träd"]


def test_only_the_first_words_of_a_long_query_are_kept() -> None:
    terms = read_query(" ".join(f"ord{number}" for number in range(5_000)))
    assert len(terms.words) == MAX_WORDS
    assert terms.words[-1].typed == "ord63"


def test_unbalanced_and_empty_quotes_make_no_phrase() -> None:
    assert read_query('"nya parken').phrases == ()
    assert read_query('"" "..." park').phrases == ()


def test_a_single_quoted_word_is_a_phrase() -> None:
    assert read_query('"Parken" vid ån').phrases == (("parken",),)


def test_the_base_form_and_its_plural_share_a_stem() -> None:
    swedish = ["lekplats", "lekplatsen", "lekplatser", "lekplatserna"]
    assert {stem_of(word, Language.SWEDISH) for word in swedish} == {"lekplat"}


@pytest.mark.parametrize(
    ("text", "kept", "excluded", "embedded"),
    [
        ("dialog -skola", ["dialog"], [["skola"]], "dialog"),
        ("-skola dialog", ["dialog"], [["skola"]], "dialog"),
        ('park -"nya hus" träd', ["park", "träd"], [["nya", "hus"]], "park träd"),
        ("park -e-förslag,", ["park"], [["e", "förslag"]], "park"),
        ("park \N{MINUS SIGN}hus", ["park"], [["hus"]], "park"),
        ("-hus -torg", [], [["hus"], ["torg"]], ""),
        ("barn- och ungdom", ["barn", "och", "ungdom"], [], "barn- och ungdom"),
        ("grupp-dialog", ["grupp", "dialog"], [], "grupp-dialog"),
        ("2015-2017", ["2015", "2017"], [], "2015-2017"),
        ("park - hus", ["park", "hus"], [], "park - hus"),
        ("--hus", ["hus"], [], "--hus"),
        ('"nya parken" -', ["nya", "parken"], [], "nya parken -"),
    ],
)
def test_a_minus_before_a_word_or_quote_excludes_it(
    text: str, kept: list[str], excluded: list[list[str]], embedded: str
) -> None:
    terms = read_query(text)
    assert [word.typed for word in terms.words] == kept
    assert [[word.typed for word in each] for each in terms.excluded] == excluded
    assert terms.text == embedded


def test_an_excluded_phrase_is_not_a_wanted_one() -> None:
    terms = read_query('"nya parken" -"gamla hus"')
    assert terms.phrases == (("nya", "parken"),)
    assert [[word.folded for word in each] for each in terms.excluded] == [["gamla", "hus"]]


@pytest.mark.parametrize(
    ("text", "language", "kept"),
    [
        ("hur kan man starta byalag", "sv", ["starta", "byalag"]),
        ("finns det någon kommun som har nattvandrare", "sv", ["kommun", "nattvandrare"]),
        ("hvordan får vi borgere med", "da", ["borgere"]),
        ("er der nogen som har erfaring", "da", ["erfaring"]),
        ("hvordan kan vi få flere frivillige", "nb", ["flere", "frivillige"]),
        ("finnes det noen eksempler", "nb", ["eksempler"]),
        ("how do you involve citizens", "en", ["involve", "citizens"]),
        ("has anyone tried citizen panels", "en", ["tried", "citizen", "panels"]),
        ("liv i by", "sv", ["liv", "by"]),
        ("travel by bus", "en", ["travel", "bus"]),
        ("by", None, ["by"]),
    ],
)
def test_little_words_are_those_of_the_language_of_the_query(
    text: str, language: str | None, kept: list[str]
) -> None:
    assert [word.typed for word in read_query(text, language).content()] == kept


@given(st.text(max_size=80))
def test_every_word_stands_where_it_says_and_any_text_is_a_query(text: str) -> None:
    nfc = unicodedata.normalize("NFC", text)
    terms = read_query(text)
    for word in (*terms.words, *(word for each in terms.excluded for word in each)):
        assert nfc[word.start : word.end] == word.typed
    excluded = {word.start for each in terms.excluded for word in each}
    assert excluded.isdisjoint(word.start for word in terms.words)


@pytest.mark.parametrize(
    ("base", "definite"),
    [("förskola", "förskolan"), ("skola", "skolan"), ("fråga", "frågan"), ("kyrka", "kyrkan")],
)
def test_the_definite_form_of_swedish_words_in_a_has_their_stem(base: str, definite: str) -> None:
    assert stem_of(definite, Language.SWEDISH) == stem_of(base, Language.SWEDISH)


@pytest.mark.parametrize("word", ["handlingsplan", "organ", "roman", "tjänsteman", "plan"])
def test_swedish_words_that_end_in_an_keep_it(word: str) -> None:
    assert stem_of(word, Language.SWEDISH) == word
