"""What words mean for a reader of a neighbouring language, and what is better left unsaid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Language
from search.word_forms import forms
from search.word_help import word_help

SV, DA, NB, EN = Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH


def told(text: str, language: Language, reader: Language) -> dict[str, tuple[str, ...]]:
    """Return the words that are explained, as they stand in the text, with their meanings."""
    glosses = word_help(text, language=language, reader=reader)
    return {text[each.start : each.end]: each.meanings for each in glosses}


def test_a_word_that_cannot_be_guessed_is_explained_in_the_readers_language() -> None:
    text = "Kommunalbestyrelsen gav foreningens natteravne et tilskud."
    assert told(text, DA, SV) == {
        "Kommunalbestyrelsen": ("fullmäktige", "kommunfullmäktige"),
        "natteravne": ("nattvandring",),
        "tilskud": ("bidrag",),
    }


def test_a_swedish_word_is_explained_to_a_danish_reader() -> None:
    assert told("Hyresgästerna träffas i förskolan.", SV, DA) == {
        "Hyresgästerna": ("lejer",),
        "förskolan": ("børnehave", "dagtilbud"),
    }


@pytest.mark.parametrize(
    ("text", "language", "reader", "meaning", "look_alike"),
    [
        ("Der er frokost til alle.", DA, SV, "lunch", "frukost"),
        ("Et roligt sted.", DA, SV, "lugn", "rolig"),
        ("Hele byen var med.", DA, SV, "stad", "by"),
        ("Formanden sagde nej.", DA, SV, "ordförande", "förman"),
        ("Lektierne var lette.", DA, SV, "läxa", "lektion"),
        ("Skolan serverar frukost.", SV, DA, "morgenmad", "frokost"),
        ("En rolig dag.", SV, DA, "sjov", "rolig"),
        ("Verksamheten fick pengar.", SV, DA, "aktivitet", "virksomhed"),
    ],
)
def test_a_look_alike_is_warned_of(
    text: str, language: Language, reader: Language, meaning: str, look_alike: str
) -> None:
    (gloss,) = [each for each in word_help(text, language=language, reader=reader) if each.look_alike]
    assert (gloss.meanings[0], gloss.look_alike) == (meaning, look_alike)


@pytest.mark.parametrize(
    "text",
    [
        "Kommunen samarbejder med foreningen om demokrati og kultur.",  # everybody guesses it
        "Han holder et hold, og de har en have.",  # words of many senses
        "Avisen nævner det, og vandet siver ned.",  # forms of other words than nævn and siv
        "Et udvalg af bøger blev vist.",  # not the committee
        "Det er ikke noget for os, og de kan ikke være her.",  # everyday words
    ],
)
def test_what_could_be_wrong_or_is_known_is_not_explained(text: str) -> None:
    assert told(text, DA, SV) == {}


def test_a_committee_is_explained_where_it_is_one() -> None:
    assert told("Et udvalg holdt øje med det.", DA, SV)["udvalg"][0] == "nämnd"


def test_all_senses_are_shown_where_a_word_has_several() -> None:
    assert told("Regnskabet var forkert.", DA, SV) == {"Regnskabet": ("bokföring", "bokslut")}


@pytest.mark.parametrize(
    ("text", "language"),
    [("Et tilbud til ældre.", DA), ("Tilbuddet er gratis.", DA), ("Et tilbud til eldre.", NB)],
)
def test_the_sense_that_municipalities_use_comes_first(text: str, language: Language) -> None:
    (meanings,) = told(text, language, SV).values()
    assert meanings == ("insats", "erbjudande", "ibland anbud")


def test_a_term_of_several_words_is_one_and_its_words_are_not_explained_again() -> None:
    assert told("Enheden blev en frivillig forening.", DA, SV) == {
        "frivillig forening": ("ideell förening", "förening")
    }


def test_words_with_something_else_than_a_space_between_them_are_no_term() -> None:
    assert "frivillig, forening" not in told("Den er frivillig, forening eller ej.", DA, SV)
    assert told("Enheden er frivillig-forening.", DA, SV) == {}


def test_the_first_part_of_a_compound_that_is_left_open_is_no_word() -> None:
    assert told("Pige- og drengehold blev slået sammen.", DA, SV) == {}


@pytest.mark.parametrize(
    ("language", "reader"), [(DA, DA), (DA, EN), (EN, SV), (Language.UNKNOWN, SV), (SV, SV)]
)
def test_other_languages_are_not_explained(language: Language, reader: Language) -> None:
    assert word_help("Der er frokost i byen.", language=language, reader=reader) == ()


def test_norwegian_is_explained_to_a_swedish_reader() -> None:
    assert told("Kommunen har helsesykepleier.", NB, SV)["helsesykepleier"][0] == "BVC-sköterska"


@given(text=st.text(max_size=200), language=st.sampled_from([SV, DA, NB]))
def test_spans_are_in_order_and_lie_within_any_text(text: str, language: Language) -> None:
    reader = DA if language is SV else SV
    end = 0
    for gloss in word_help(text, language=language, reader=reader):
        assert end <= gloss.start < gloss.end <= len(text)
        end = gloss.end


@given(before=st.text(alphabet="Æøåß .,\n", max_size=12), after=st.text(alphabet=" .,\n", max_size=5))
def test_a_word_is_found_where_it_stands_whatever_is_around_it(before: str, after: str) -> None:
    text = f"{before} frokost{after}"
    (gloss,) = word_help(text, language=DA, reader=SV)
    assert text[gloss.start : gloss.end] == "frokost"


@pytest.mark.parametrize(
    ("term", "part_of_speech", "language", "is_form", "is_none"),
    [
        ("lektie", "noun", DA, {"lektien", "lektier", "lektierne", "lektiers"}, {"lektiee", "lekti"}),
        ("butik", "noun", DA, {"butikken", "butikker", "butikkens"}, {"butikk"}),
        ("nävn", "noun", DA, {"nävnet", "nävns"}, {"nävner", "nävnes", "nävne"}),
        ("skola", "noun", SV, {"skolan", "skolor", "skolornas"}, {"skolaen", "skolas" + "s"}),
        ("nämnd", "noun", SV, {"nämnden", "nämnderna", "nämnds"}, {"nämnda" + "d"}),
        ("evaluere", "verb", DA, {"evaluerer", "evalueret", "evaluerede"}, {"evaluerne"}),
        ("rolig", "adjective", DA, {"roligt", "rolige"}, {"roliger"}),
        ("fra dag et", "phrase", DA, {"fra dag et"}, {"fra dag eten"}),
    ],
)
def test_the_forms_of_a_word_are_those_that_are_written(
    term: str, part_of_speech: str, language: Language, is_form: set[str], is_none: set[str]
) -> None:
    found = forms(term, part_of_speech, language)
    assert term in found
    assert is_form <= found
    assert found.isdisjoint(is_none)
