from __future__ import annotations

import numpy as np
import pytest

from training.token_vectors import flattened

ROWS = np.array([[3.0, 4.0], [0.0, 10.0], [0.0, 0.0], [2.5, 0.0]], dtype=np.float32)


def test_lengths_differ_less_and_directions_stay() -> None:
    found = flattened(ROWS, 0.5)
    assert np.linalg.norm(found, axis=1).tolist() == pytest.approx([5.0, np.sqrt(50), 0.0, np.sqrt(12.5)])
    assert (found[0] / found[0, 0]).tolist() == pytest.approx([1.0, 4 / 3])


def test_the_whole_power_makes_all_as_long_as_the_median() -> None:
    assert np.linalg.norm(flattened(ROWS, 1.0), axis=1).tolist() == pytest.approx([5, 5, 0, 5])


def test_no_power_changes_nothing() -> None:
    assert flattened(ROWS, 0.0) is ROWS


def test_vectors_without_length_stay() -> None:
    empty = np.zeros((2, 3), dtype=np.float32)
    assert flattened(empty, 0.3).tolist() == empty.tolist()
