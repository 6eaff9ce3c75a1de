from __future__ import annotations

import unicodedata

import ftfy
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ingest.decode import decode, looks_like_text
from kb.errors import FileError, UnsupportedTypeError
from kb.text import to_nfc

TEXT = "Området får stöd. Børn og unge i Ærø – ”gratis”.\nNästa rad\n"


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"],
)
def test_text_survives_its_encoding(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), name="a.txt") == TEXT


def test_latin_1_is_not_taken_for_another_alphabet() -> None:
    # A guesser once made "omrĺdet" of this.
    assert decode("området".encode("latin-1"), name="a.txt") == "området"


def test_decomposed_letters_are_composed() -> None:
    assert decode(unicodedata.normalize("NFD", "får Ærø öl").encode(), name="a.txt") == "får Ærø öl"


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_become_newlines(end: str) -> None:
    assert decode(f"a{end}b{end}".encode(), name="a.txt") == "a\nb\n"


def test_utf8_cut_within_a_letter_is_still_utf8() -> None:
    assert decode("på gården å".encode()[:-1], name="a.txt") == "på gården "


def test_stray_windows_bytes_do_not_spoil_a_utf8_text() -> None:
    assert decode("får får ".encode() + b"\xe5 " + "får".encode(), name="a.txt") == "får får å får"


def test_old_macintosh_and_dos_letters_are_read() -> None:
    # 0x81 is undefined in Windows-1252: ü in DOS, Å in Macintosh.
    assert decode("Åsa får en gård på ön".encode("mac_roman"), name="a.txt") == "Åsa får en gård på ön"


@pytest.mark.parametrize("data", [b"abc\x00def", bytes(range(1, 32)) * 20])
def test_binary_data_is_refused_with_the_files_name(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError, match=r"^hemlig\.txt holds binary data"):
        decode(data, name="hemlig.txt")


@given(st.binary(max_size=400))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text = decode(data, name="x")
    except FileError:
        return
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert "\x00" not in text


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_utf8_text_comes_back_composed(text: str) -> None:
    assume(ftfy.fix_encoding(text) == text)  # what looks twice encoded is repaired
    if looks_like_text(text.encode()):
        assert decode(text.encode(), name="x") == unicodedata.normalize("NFC", text).replace("\ufeff", "")


@pytest.mark.parametrize("sign", ["\x07", "\x1b", "\x00"])
def test_a_few_control_characters_in_a_short_text_become_spaces(sign: str) -> None:
    text = f"Hej på er{sign}alla som bor i byn{sign}och trivs bra här i dalen om sommaren.\n"
    assert looks_like_text(text.encode())
    assert decode(text.encode(), name="a.txt") == text.replace(sign, " ")


MEANT = "Förskolan på Öland lånar ut bärselar – och många är glada över det.\nPå Ærø gør man det også."


@pytest.mark.parametrize("wrong", ["latin-1", "cp1252"])
def test_text_saved_in_a_wrong_encoding_before_is_repaired(
    wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    data = MEANT.replace("–", "-").encode("utf-8").decode(wrong, "replace").encode("utf-8")
    if "\N{REPLACEMENT CHARACTER}" not in data.decode("utf-8"):
        assert decode(data, name="fel.txt") == MEANT.replace("–", "-")
        assert "fel.txt was saved in a wrong encoding" in caplog.text


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp1252", "latin-1", "utf-8", "utf-16"])
def test_old_sets_are_told_by_their_nordic_letters(encoding: str) -> None:
    text = MEANT.replace("–", "-")
    assert decode(text.encode(encoding), name="a.txt") == text


def test_a_last_letter_of_an_old_set_is_kept() -> None:
    assert decode("Vi gick till Luleå".encode("latin-1"), name="a.txt") == "Vi gick till Luleå"


@given(st.text(alphabet="abcåäöæøÅÄÖ éü–”…\n", max_size=200))
def test_right_text_is_never_repaired(text: str) -> None:
    assert decode(("x" + text).encode("utf-8"), name="a.txt") == to_nfc("x" + text)
