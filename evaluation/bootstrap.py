"""Confidence intervals by resampling."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

N_SAMPLES = 2_000
LEVEL = 0.95
_SEED = 20170612  # any number does; a fixed one gives the same interval for the same figures
_BLOCK = 2_000_000  # indices drawn at a time: 16 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """An estimate and the bounds of its confidence interval."""

    mean: float
    low: float
    high: float


def bootstrap_means(values: NDArray[np.float64], *, n_samples: int = N_SAMPLES) -> list[Interval]:
    """Return for each column its mean and the 95 % percentile interval of the means of resampled rows.

    Args:
        values: Shape (n, m): one row per query, one column per figure. The rows are resampled together, so
            a column of differences gives the interval of a paired comparison.
        n_samples: How often n rows are drawn, with replacement.

    Raises:
        ValueError: There are no rows.

    Source: Efron, Annals of Statistics 7(1), 1979; percentile interval.
    """
    n, n_columns = values.shape
    if n == 0:
        raise ValueError("nothing to resample")
    generator = np.random.default_rng(_SEED)
    means = np.empty((n_samples, n_columns))
    step = max(1, _BLOCK // n)
    for start in range(0, n_samples, step):
        chosen = generator.integers(0, n, size=(min(step, n_samples - start), n))
        for column in range(n_columns):
            means[start : start + len(chosen), column] = values[:, column][chosen].mean(axis=1)
    return [
        Interval(mean=float(values[:, column].mean()), **_bounds(means[:, column]))
        for column in range(n_columns)
    ]


def bootstrap_statistic(
    n: int, statistic: Callable[[NDArray[np.int64]], float], *, n_samples: int = N_SAMPLES
) -> Interval:
    """Return a statistic of rows 0 to n-1 and the 95 % percentile interval over resampled rows.

    ``statistic`` is called with the numbers of the rows, some more than once. Undefined values (NaN) are
    left out.

    Raises:
        ValueError: There are no rows.
    """
    if n == 0:
        raise ValueError("nothing to resample")
    generator = np.random.default_rng(_SEED)
    samples = np.array([statistic(generator.integers(0, n, size=n)) for _ in range(n_samples)])
    return Interval(mean=statistic(np.arange(n)), **_bounds(samples[~np.isnan(samples)]))


def _bounds(samples: NDArray[np.float64]) -> dict[str, float]:
    if not len(samples):
        return {"low": float("nan"), "high": float("nan")}
    low, high = np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return {"low": float(low), "high": float(high)}
