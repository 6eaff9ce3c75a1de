from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.markup import plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("**fet** och *kursiv* och ~~struken~~", "fet och kursiv och struken"),
        ("__fet__ men snake_case_namn och 2 * 3 * 4", "fet men snake_case_namn och 2 * 3 * 4"),
        ("se [sidan](https://a.se/b_c_d(e)) nu", "se sidan nu"),
        ("![bild av hus](hus.png)", "bild av hus"),
        ("`kod *här*` och ``en ` till``", "kod *här* och en ` till"),
        (r"\*inte\* kursiv", "*inte* kursiv"),
        ("## Rubrik ##", "Rubrik"),
        ("> citat\n> mer", "citat\nmer"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a | b\nc | d"),
        ("- punkt\n  - under", "- punkt\n  - under"),
        ("<https://a.se>", "https://a.se"),
        ("vanlig text. Inget mer!", "vanlig text. Inget mer!"),
        ("[ej länk] och 5 < 6", "[ej länk] och 5 < 6"),
    ],
)
def test_inline_marks_are_taken_out(text: str, expected: str) -> None:
    assert plain(text) == expected


@given(st.text(st.characters(categories=["L", "N"]), max_size=100))
def test_letters_and_digits_are_never_lost(text: str) -> None:
    assert plain(text) == text


@given(st.text(st.sampled_from("ab*_`[]()\\<>|#~! \n-"), max_size=200))
def test_words_survive_any_mixture_of_marks(text: str) -> None:
    without_targets = plain(text)
    assert set(without_targets) <= set(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Text <b>fet</b> &amp; mer", "Text fet & mer"),
        ("rad<br>ny rad", "rad\nny rad"),
        ("&lt;b&gt; och `&amp;`", "<b> och &amp;"),
        ("&#42;inte betonat&#42;", "*inte betonat*"),
        ("fyll i <kommun> och <namn>", "fyll i <kommun> och <namn>"),
        ("<https://exempel.se/a>", "https://exempel.se/a"),
        ("- [x] klart[^1]", "- klart"),
        ("R&D; A & B", "R&D; A & B"),
    ],
)
def test_html_in_markdown_shows_as_a_reader_sees_it(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_many_escaped_signs_are_put_back_quickly() -> None:
    assert plain("\\*" * 50_000) == "*" * 50_000
