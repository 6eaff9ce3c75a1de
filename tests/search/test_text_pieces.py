from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.text_pieces import clean, pieces, windows


@given(text=st.text(alphabet="ab å\n", max_size=200), max_chars=st.integers(1, 40))
def test_pieces_are_the_text_and_none_is_too_long(text: str, max_chars: int) -> None:
    cut = pieces(text, max_chars=max_chars)
    assert "".join(cut) == text
    assert max(map(len, cut)) <= max_chars
    assert text == "" or all(cut)


def test_pieces_are_cut_before_white_space_where_there_is_any() -> None:
    assert pieces("ett två tre fyra", max_chars=9) == ["ett två", " tre fyra"]
    assert pieces("enda långa", max_chars=4) == ["enda", " lån", "ga"]
    assert pieces("", max_chars=5) == [""]


@given(n_words=st.integers(0, 300), limit=st.integers(10, 40))
def test_windows_hold_every_word_once_and_fit(n_words: int, limit: int) -> None:
    text = " ".join(f"w{number}" for number in range(n_words))
    cut = windows(text, n_tokens=lambda part: len(part.split()) + 2, limit=limit)
    assert " ".join(window for window, _ in cut).split() == text.split()
    assert all(n == len(window.split()) + 2 <= limit for window, n in cut)


def test_a_text_that_fits_is_one_window() -> None:
    assert windows("ett två", n_tokens=lambda part: len(part.split()), limit=2) == [("ett två", 2)]


def test_windows_are_of_about_the_same_length() -> None:
    cut = windows(" ".join(["ord"] * 101), n_tokens=lambda part: len(part.split()), limit=100)
    assert [n for _, n in cut] == [50, 51]


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("pa\u030a", "på"),
        ("\ud83d\udc4d", "\U0001f44d"),  # two halves are the character they were meant to be
        ("a\ud83db", "a\ufffdb"),
        ("\udc4d å", "\ufffd å"),
        ("a\x00b", "a\x00b"),
    ],
)
def test_what_is_no_unicode_is_repaired(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned
