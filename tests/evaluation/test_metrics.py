"""Figures worked out by hand."""

from __future__ import annotations

from math import log2

import pytest

from evaluation.metrics import METRICS, FoundTarget, first_rank, ndcg_at, recall_at, reciprocal_rank_at


def found(relevance: int, rank: int | None) -> FoundTarget:
    return FoundTarget(relevance=relevance, rank=rank)


def test_ndcg_discounts_by_the_logarithm_of_the_place() -> None:
    # 3 at place 2 and 1 at place 3; best would be 3 at place 1 and 1 at place 2
    expected = (3 / log2(3) + 1 / log2(4)) / (3 / log2(2) + 1 / log2(3))
    assert ndcg_at([found(3, 2), found(1, 3)], 10) == pytest.approx(expected)
    assert expected == pytest.approx(0.6590, abs=1e-4)


def test_ndcg_agrees_with_a_textbook_example() -> None:
    # gains 3 2 3 0 1 2 at places 1 to 6: 6.861 of 7.141
    targets = [found(3, 1), found(2, 2), found(3, 3), found(0, 4), found(1, 5), found(2, 6)]
    assert ndcg_at(targets, 6) == pytest.approx(0.9608, abs=1e-4)


def test_the_best_order_has_ndcg_one_and_nothing_found_zero() -> None:
    assert ndcg_at([found(1, 2), found(3, 1)], 10) == pytest.approx(1)
    assert ndcg_at([found(1, None), found(3, 11)], 10) == 0


def test_ndcg_of_more_targets_than_places_compares_with_the_best_that_fits() -> None:
    targets = [found(1, rank) for rank in (1, 2)] + [found(1, None)] * 5
    assert ndcg_at(targets, 2) == pytest.approx(1)


def test_a_hit_that_meets_two_targets_is_as_good_as_two_hits_in_a_row() -> None:
    apart = ndcg_at([found(2, 1), found(1, 2)], 10)
    assert ndcg_at([found(1, 1), found(2, 1)], 10) == pytest.approx(apart) == pytest.approx(1)
    # at rank 2 it takes places 2 and 3, and the hit at rank 3 place 4
    expected = (1 / log2(3) + 1 / log2(4) + 1 / log2(5)) / (1 + 1 / log2(3) + 1 / log2(4))
    assert ndcg_at([found(1, 2), found(1, 2), found(1, 3)], 10) == pytest.approx(expected)


def test_reciprocal_rank_counts_the_first_relevant_hit_within_k() -> None:
    assert reciprocal_rank_at([found(1, 7), found(3, 4), found(0, 1)], 10) == 0.25
    assert reciprocal_rank_at([found(1, 11)], 10) == 0
    assert reciprocal_rank_at([found(1, 10)], 10) == 0.1


def test_recall_is_the_share_of_relevant_targets_within_k() -> None:
    targets = [found(1, 3), found(3, 11), found(2, None), found(0, 1)]
    assert recall_at(targets, 10) == pytest.approx(1 / 3)
    assert recall_at(targets, 50) == pytest.approx(2 / 3)


def test_each_metric_looks_as_deep_as_its_name_says() -> None:
    at_eleven = [found(1, 11)]
    assert {name: measure(at_eleven) for name, measure in METRICS.items()} == {
        "ndcg@10": 0,
        "mrr@10": 0,
        "recall@10": 0,
        "recall@50": 1,
    }


@pytest.mark.parametrize("measure", METRICS.values(), ids=METRICS)
def test_without_a_relevant_target_there_is_nothing_to_measure(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="without a relevant target"):
        measure([found(0, 1)])


def test_the_first_rank_is_of_a_relevant_target() -> None:
    assert first_rank([found(0, 1), found(2, 5), found(1, 3)]) == 3
    assert first_rank([found(1, None)]) is None
