from __future__ import annotations

import pytest

from search.likeness import likeness, trigrams


def test_trigrams_include_the_borders_of_the_word() -> None:
    assert trigrams("park") == {"<pa", "par", "ark", "rk>"}
    assert trigrams("å") == {"<å>"}


@pytest.mark.parametrize(
    ("first", "second", "expected"), [("park", "park", 1.0), ("park", "parker", 0.6), ("park", "torg", 0.0)]
)
def test_likeness_is_the_share_of_common_trigrams(first: str, second: str, expected: float) -> None:
    assert likeness(trigrams(first), trigrams(second)) == expected


def test_nothing_is_like_nothing() -> None:
    assert likeness(frozenset(), frozenset()) == 0.0
