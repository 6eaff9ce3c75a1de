from __future__ import annotations

import numpy as np
import pytest

from search.diversity import fold_duplicates, with_turns
from search.fingerprints import FINGERPRINT, fingerprint


def folded(texts: list[str], documents: list[int], order: list[int] | None = None) -> dict[int, list[int]]:
    prints = np.array([fingerprint(text) for text in texts], dtype=FINGERPRINT)
    return fold_duplicates(order or list(range(len(texts))), prints, np.array(documents))


def test_copies_in_other_documents_are_folded_under_the_best() -> None:
    texts = ["en park", "en buss", "en park", "en park"]
    assert folded(texts, [1, 1, 2, 3]) == {0: [2, 3], 1: []}
    assert folded(texts, [1, 1, 2, 3], [3, 1, 0, 2]) == {3: [0, 2], 1: []}


def test_what_a_document_says_twice_stays() -> None:
    assert folded(["en park", "en park"], [1, 1]) == {0: [], 1: []}


def test_a_document_gives_way_where_others_are_nearly_as_good() -> None:
    scores = np.array([0.50, 0.49, 0.48, 0.475], dtype=np.float32)
    turns = with_turns([0, 1, 2, 3], scores, np.array([1, 1, 1, 2]))
    assert [place for place, _ in turns] == [0, 3, 1, 2]
    assert [score for _, score in turns] == pytest.approx([0.50, 0.475, 0.47, 0.44])


def test_a_document_keeps_its_places_where_it_is_clearly_better() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.4], dtype=np.float32)
    assert [place for place, _ in with_turns([0, 1, 2, 3], scores, np.array([1, 1, 1, 2]))] == [0, 1, 2, 3]


def test_at_most_four_turns_are_taken_off() -> None:
    scores = np.full(8, 0.5, dtype=np.float32)
    turns = with_turns(list(range(8)), scores, np.ones(8, dtype=np.int64))
    assert [score for _, score in turns] == pytest.approx([0.5, 0.48, 0.46, 0.44, 0.42, 0.42, 0.42, 0.42])
    assert [place for place, _ in turns] == list(range(8))
