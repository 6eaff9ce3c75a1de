from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.diversity import fold_duplicates, with_other_language, with_room_for_others, with_turns
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
    scores = np.array([0.500, 0.499, 0.498, 0.497], dtype=np.float32)
    turns = with_turns([0, 1, 2, 3], scores, np.array([1, 1, 1, 2]))
    assert [place for place, _ in turns] == [0, 3, 1, 2]
    assert [score for _, score in turns] == pytest.approx([0.500, 0.497, 0.494, 0.488])


def test_a_document_keeps_its_places_where_it_is_clearly_better() -> None:
    scores = np.array([0.9, 0.8, 0.7, 0.4], dtype=np.float32)
    assert [place for place, _ in with_turns([0, 1, 2, 3], scores, np.array([1, 1, 1, 2]))] == [0, 1, 2, 3]


def test_at_most_four_turns_are_taken_off() -> None:
    scores = np.full(8, 0.5, dtype=np.float32)
    turns = with_turns(list(range(8)), scores, np.ones(8, dtype=np.int64))
    assert [score for _, score in turns] == pytest.approx([0.5, 0.495, 0.49, 0.485, 0.48, 0.48, 0.48, 0.48])
    assert [place for place, _ in turns] == list(range(8))


RANKED = [(place, 1 - place / 10) for place in range(6)]


def test_the_other_language_takes_the_third_place_with_its_score() -> None:
    languages, has_words = np.array([0, 0, 0, 0, 1, 1]), np.array([True] * 6)
    found = with_other_language(RANKED, languages, has_words)
    assert [place for place, _ in found] == [0, 1, 4, 2, 3, 5]
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("languages", "has_words"),
    [
        ([0, 1, 0, 0, 1, 1], [True] * 6),  # it is there already
        ([0, 0, 0, 0, 0, 0], [True] * 6),  # there is none
        ([0, 0, 0, 0, 1, 1], [True] * 4 + [False] * 2),  # it is alike, but has no word for it
    ],
)
def test_the_ranking_stays_where_no_other_language_has_the_words(
    languages: list[int], has_words: list[bool]
) -> None:
    assert with_other_language(RANKED, np.array(languages), np.array(has_words)) == RANKED


def test_a_short_ranking_stays() -> None:
    short = [(0, 0.9), (1, 0.8)]
    assert with_other_language(short, np.array([0, 1]), np.array([True, True])) == short


def places_of(ranked: list[tuple[int, float]]) -> list[int]:
    return [place for place, _ in ranked]


def test_a_document_has_at_most_seven_of_the_first_ten_while_others_are_left() -> None:
    ranked = [(place, 1 - place / 100) for place in range(14)]
    documents = np.array([1] * 9 + [2] * 5)
    shared = with_room_for_others(ranked, documents)
    assert places_of(shared) == [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 7, 8, 12, 13]
    assert [score for _, score in shared] == [score for _, score in ranked]


def test_a_document_has_all_places_where_there_is_no_other() -> None:
    ranked = [(place, 1 - place / 100) for place in range(12)]
    assert with_room_for_others(ranked, np.ones(12, dtype=np.int64)) == ranked


def test_the_document_of_an_example_comes_behind_the_first_ten_of_others() -> None:
    ranked = [(place, 1 - place / 100) for place in range(15)]
    documents = np.array([1, 2, 1, *range(3, 15)])
    shared = with_room_for_others(ranked, documents, own=frozenset({1}))
    assert places_of(shared) == [1, *range(3, 12), 0, 2, 12, 13, 14]


@given(st.lists(st.integers(1, 4), max_size=40))
def test_no_hit_is_lost_or_doubled_and_each_document_keeps_its_order(documents: list[int]) -> None:
    ranked = [(place, 1 - place / 100) for place in range(len(documents))]
    shared = places_of(with_room_for_others(ranked, np.array(documents, dtype=np.int64)))
    assert sorted(shared) == list(range(len(documents)))
    for document in set(documents):
        own = [place for place in shared if documents[place] == document]
        assert own == sorted(own)
