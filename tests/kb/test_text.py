from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import Language
from kb.text import fold, one_line, to_nfc, without_invisible
from kb.words import stem, words


def test_one_sound_in_two_spellings_folds_to_one() -> None:
    assert fold("Ældre") == fold("äldre") == "äldre"
    assert fold("Ø") == fold("ö")
    assert fold("Aalborg") == fold("Ålborg")


def test_different_letters_stay_different() -> None:
    assert len({fold(word) for word in ("får", "far", "fär", "for", "för")}) == 5


@given(st.text(alphabet="abcåäöæøÅÄÖÆØé ", max_size=30))
def test_both_unicode_forms_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))
    assert to_nfc(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFC", text)


@given(st.text(max_size=60))
def test_words_stand_where_they_say(text: str) -> None:
    for word in words(text):
        assert fold(text[word.start : word.end]) == word.folded


def test_inflected_forms_share_a_stem() -> None:
    assert stem("medborgardialoger", Language.SWEDISH) == stem("Medborgardialogen", Language.SWEDISH)
    assert stem("borgermøder", Language.DANISH) == stem("borgermøde", Language.DANISH)
    assert stem("frivillige", Language.NORWEGIAN) == stem("frivillig", Language.NORWEGIAN)
    assert stem("Dialog", Language.UNKNOWN) == "dialog"


def test_one_line_has_no_line_breaks_or_control_characters() -> None:
    assert one_line("en\ntvå\x00 \x1b[31mtre") == "en två [31mtre"
    assert one_line("ett långt ord " * 50, max_chars=20) == "ett långt ord ett…"
    assert len(one_line("x" * 500, max_chars=20)) == 20


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("nat\u00adte\u00adravne", "natteravne"),
        ("natt\u200bvandrare", "nattvandrare"),
        ("nat\x00travne", "nattravne"),
        ("två ord\n och en rad", "två ord\n och en rad"),
        ("\ufeffå, æ och 😀", "å, æ och 😀"),
    ],
)
def test_what_is_not_seen_is_left_out(typed: str, seen: str) -> None:
    assert without_invisible(typed) == seen
