from __future__ import annotations

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.records import ChunkId
from search.fusion import reciprocal_rank_fusion

RANKINGS = st.dictionaries(
    st.sampled_from(["lexical", "semantic", "third", "fourth"]),
    st.lists(st.integers(1, 30).map(ChunkId), unique=True, max_size=20),
    min_size=1,
)


def ids(*values: int) -> list[ChunkId]:
    return [ChunkId(value) for value in values]


def test_a_chunk_placed_first_by_every_retriever_scores_one() -> None:
    assert reciprocal_rank_fusion({"lexical": ids(7), "semantic": ids(7)}) == [(7, 1.0)]


def test_scores_are_those_computed_by_hand() -> None:
    fused = reciprocal_rank_fusion({"lexical": ids(1, 2), "semantic": ids(2)}, damping=1)
    # 2: (2/3 + 2/2) / 2 = 5/6; 1: (2/2) / 2 = 1/2
    assert [chunk_id for chunk_id, _ in fused] == [2, 1]
    assert [score for _, score in fused] == pytest.approx([5 / 6, 1 / 2])


def test_ties_are_ordered_by_id() -> None:
    fused = reciprocal_rank_fusion({"lexical": ids(9), "semantic": ids(4)})
    assert [chunk_id for chunk_id, _ in fused] == [4, 9]


def test_no_rankings_give_nothing() -> None:
    assert reciprocal_rank_fusion({}) == []
    assert reciprocal_rank_fusion({"lexical": [], "semantic": []}) == []


def test_damping_of_zero_is_rejected() -> None:
    with pytest.raises(ValueError, match="damping must be greater than 0, got 0"):
        reciprocal_rank_fusion({}, damping=0)


@given(RANKINGS, st.randoms())
def test_the_order_of_retrievers_does_not_matter(rankings: dict[str, list[ChunkId]], random: Random) -> None:
    names = list(rankings)
    random.shuffle(names)
    assert reciprocal_rank_fusion({name: rankings[name] for name in names}) == reciprocal_rank_fusion(
        rankings
    )


@given(RANKINGS)
def test_fusion_equals_the_published_formula_in_exact_arithmetic(rankings: dict[str, list[ChunkId]]) -> None:
    exact: dict[int, Fraction] = {}
    for ranking in rankings.values():
        for rank, chunk_id in enumerate(ranking, start=1):
            exact[chunk_id] = exact.get(chunk_id, Fraction(0)) + Fraction(1, 60 + rank)
    largest = Fraction(len(rankings), 61)
    fused = reciprocal_rank_fusion(rankings)
    assert {chunk_id for chunk_id, _ in fused} == set(exact)
    for chunk_id, score in fused:
        assert score == pytest.approx(float(exact[chunk_id] / largest))
        assert 0 < score <= 1
