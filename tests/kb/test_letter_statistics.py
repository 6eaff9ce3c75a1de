"""Language statistics of letters: what is found is what the package finds by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langdetect.detector import Detector

from kb.letter_statistics import LetterStatistics, _factory

_LETTERS = "aAåÄöøÆéÉ zZ  .,-\n\t0[`{@“—\u00a0\u0301\u0219İǅẠあア中한م\U0001f600"


def _found(detector: Detector, text: str) -> tuple[str, list[str]]:
    detector.append(text)
    detector.cleaning_text()
    return detector.text, detector._extract_ngrams()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "Kommunen  söker byalag, och BYALAGEN söker kommunen.",
        "KOMMUNEN OG BORGERNE",
        "DelDok og eID: se https://exempel.se/byalag eller skriv till byalag@exempel.se i dag",
        "Vi samarbejder med Kommunen" * 600,  # longer than the package reads
    ],
)
def test_finds_the_letters_that_the_package_finds(text: str) -> None:
    assert _found(LetterStatistics(), text) == _found(Detector(_factory()), text)


@given(st.text(st.one_of(st.sampled_from(_LETTERS), st.characters())), st.text(st.sampled_from(_LETTERS)))
def test_finds_the_same_in_any_text(first: str, second: str) -> None:
    ours, theirs = LetterStatistics(), Detector(_factory())
    for text in (first, second):
        assert _found(ours, text) == _found(theirs, text)


def test_judges_as_the_package_does() -> None:
    text = "I Höörs kommun träffas boende och tjänstemän varje månad för att planera torget."
    ours, theirs = LetterStatistics(), Detector(_factory())
    for detector in (ours, theirs):
        detector.append(text)
    assert str(ours.get_probabilities()) == str(theirs.get_probabilities())
