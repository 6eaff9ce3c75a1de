from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.fusion import HIGHEST, fuse

CANDIDATES = st.lists(
    st.tuples(
        st.floats(-1, 1, width=32),
        st.floats(0, 1, width=32),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=30,
)


def scores(*rows: tuple[float, float, int]) -> list[float]:
    semantic, lexical, languages = zip(*rows, strict=True)
    found = fuse(
        np.array(semantic, dtype=np.float32),
        np.array(lexical, dtype=np.float32),
        np.array(languages, dtype=np.int32),
    )
    return [float(score) for score in found]


def test_words_add_a_fifth_of_their_share_to_the_cosine_half_of_it_within_a_language() -> None:
    # alone in its language, a candidate keeps its cosine there: (0.5 + 0.2) / 2 + 0.5 / 2
    assert scores((0.5, 1.0, 0)) == pytest.approx([0.6])


def test_within_a_language_the_best_by_both_takes_the_highest_cosine_of_the_language() -> None:
    # by both: 0.5 + 0.2 = 0.7 before 0.6; so 0.7 / 2 + 0.6 / 2 and 0.6 / 2 + 0.5 / 2
    assert scores((0.6, 0.0, 0), (0.5, 1.0, 0)) == pytest.approx([0.55, 0.65])


def test_a_word_match_does_not_bring_its_language_before_the_nearer_answer_of_another() -> None:
    # a tenth nearer in meaning; the word adds 0.1 to its own language's candidate, half of it between them
    near_danish, swedish_with_word = scores((0.55, 0.0, 1), (0.45, 0.5, 0))
    assert near_danish > swedish_with_word
    near_swedish, swedish_with_word = scores((0.52, 0.0, 0), (0.45, 0.5, 0))
    assert swedish_with_word > near_swedish


def test_nothing_found_has_no_scores() -> None:
    empty = np.empty(0, dtype=np.float32)
    assert fuse(empty, empty, np.empty(0, dtype=np.int32)).tolist() == []


@given(CANDIDATES)
def test_in_one_language_the_order_is_that_of_the_weighted_sum(rows: list[tuple[float, float, int]]) -> None:
    one_language = [(semantic, lexical, 0) for semantic, lexical, _ in rows]
    sums = np.array([semantic for semantic, _, _ in rows], dtype=np.float32) + np.float32(0.2) * np.array(
        [lexical for _, lexical, _ in rows], dtype=np.float32
    )
    found = np.array(scores(*one_language))
    order = np.argsort(-sums, kind="stable")
    assert (np.diff(found[order]) <= 1e-6).all()


@given(CANDIDATES)
def test_no_score_is_higher_than_the_highest(rows: list[tuple[float, float, int]]) -> None:
    assert max(scores(*rows)) <= HIGHEST + 1e-6


@given(CANDIDATES)
def test_without_words_the_score_is_the_cosine(rows: list[tuple[float, float, int]]) -> None:
    cosines = [semantic for semantic, _, _ in rows]
    assert scores(*((semantic, 0.0, language) for semantic, _, language in rows)) == pytest.approx(
        cosines, abs=1e-6
    )
