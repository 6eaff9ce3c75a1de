from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from search.fingerprints import FINGERPRINT, are_near_duplicates, fingerprint

TEXT = (
    "Kils kommun gav två byalag en miljon kronor var att använda som de ville. De som bodde där bildade "
    "föreningar, röstade om förslagen och byggde en lekplats, en scen och en gångväg ned till sjön. Efter "
    "tre år hade antalet medlemmar fördubblats, och kommunen förlängde försöket."
)


def same(one: str, other: str) -> bool:
    prints = np.array([fingerprint(one), fingerprint(other)], dtype=FINGERPRINT)
    return bool(are_near_duplicates(prints[0], prints[1:])[0])


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("the same", TEXT),
        ("other line breaks", TEXT.replace(" ", "\n")),
        ("the other Unicode form", unicodedata.normalize("NFD", TEXT)),
        ("one word changed", TEXT.replace("lekplats", "grillplats")),
        ("a few words added at the end", TEXT + " så blev det bra"),
    ],
)
def test_a_copy_is_known(what: str, other: str) -> None:
    assert same(TEXT, other), what


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("another place", TEXT.replace("Kils", "Grums")),
        ("another number", TEXT + " Det kostade 300 kronor."),
        ("half of it", TEXT[: len(TEXT) // 2]),
        ("another text", "En fritidsbank lånar ut skidor."),
    ],
)
def test_another_text_is_no_copy(what: str, other: str) -> None:
    assert not same(TEXT, other), what


def test_short_texts_are_copies_only_if_they_have_the_same_words() -> None:
    assert same("- fritidsbank på torget", "Fritidsbank på torget.".lower())
    assert not same("fritidsbank på torget", "fritidsbank på skolan")


def test_texts_without_words_have_fingerprints() -> None:
    assert same("...", "!?")
