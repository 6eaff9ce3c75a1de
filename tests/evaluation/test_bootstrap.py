from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest

from evaluation.bootstrap import bootstrap_means, bootstrap_statistic


def test_equal_values_have_an_interval_of_no_width() -> None:
    (interval,) = bootstrap_means(np.full((20, 1), 0.4))
    assert (interval.mean, interval.low, interval.high) == pytest.approx((0.4, 0.4, 0.4))


def test_the_interval_of_a_share_agrees_with_its_standard_error() -> None:
    values = np.zeros((400, 1))
    values[:100] = 1
    (interval,) = bootstrap_means(values)
    width = 1.96 * sqrt(0.25 * 0.75 / 400)
    assert interval.mean == 0.25
    assert interval.low == pytest.approx(0.25 - width, abs=0.006)
    assert interval.high == pytest.approx(0.25 + width, abs=0.006)


def test_two_rows_resample_to_three_means() -> None:
    # with 0 and 1 the mean is 0, 0.5 or 1 with chances of a quarter, a half and a quarter
    (interval,) = bootstrap_means(np.array([[0.0], [1.0]]))
    assert (interval.low, interval.mean, interval.high) == (0, 0.5, 1)


def test_rows_are_resampled_together_so_that_differences_are_paired() -> None:
    # two systems that differ by 0.1 on every query, though the queries differ much among themselves
    generator = np.random.default_rng(1)
    first = generator.random(50)
    columns = np.stack([first, first + 0.1, np.full(50, 0.1)], axis=1)
    one, other, difference = bootstrap_means(columns)
    assert one.high - one.low > 0.1
    assert (other.low - one.low, other.high - one.high) == pytest.approx((0.1, 0.1))
    assert difference.high - difference.low == pytest.approx(0, abs=1e-12)


def test_the_same_values_give_the_same_interval_again() -> None:
    values = np.arange(30, dtype=float)[:, None]
    assert bootstrap_means(values) == bootstrap_means(values)


def test_a_large_table_is_drawn_in_blocks_with_the_same_result_for_each_column() -> None:
    values = np.tile((np.arange(5_000) % 2).astype(float)[:, None], (1, 2))
    first, second = bootstrap_means(values)
    assert first == second
    assert first.high - first.low == pytest.approx(2 * 1.96 * 0.5 / sqrt(5_000), rel=0.1)


def test_nothing_cannot_be_resampled() -> None:
    with pytest.raises(ValueError, match="nothing to resample"):
        bootstrap_means(np.empty((0, 1)))
    with pytest.raises(ValueError, match="nothing to resample"):
        bootstrap_statistic(0, lambda _: 1.0)


def test_a_statistic_is_computed_over_resampled_rows() -> None:
    values = np.array([0.0, 1.0])
    interval = bootstrap_statistic(2, lambda rows: float(values[rows].mean()))
    assert (interval.low, interval.mean, interval.high) == (0, 0.5, 1)


def test_undefined_samples_are_left_out() -> None:
    # of two different rows a quarter of the samples is the first row twice
    interval = bootstrap_statistic(2, lambda rows: float("nan") if rows.sum() == 0 else 0.5)
    assert (interval.low, interval.high) == (0.5, 0.5)
    assert isnan(bootstrap_statistic(2, lambda _: float("nan")).low)
