import math

import pytest
import torch

from training.losses import pair_loss, teacher_loss

_NONE_SAME = torch.zeros(2, 2, dtype=torch.bool)
_AXES = torch.eye(2)


def test_pairs_that_lie_together_cost_what_the_softmax_of_the_others_costs() -> None:
    found = pair_loss(_AXES, _AXES, _NONE_SAME, scale=2.0)
    assert float(found) == pytest.approx(math.log(1 + math.exp(-2.0)), abs=1e-3)


def test_pairs_that_lie_crosswise_cost_more() -> None:
    assert float(pair_loss(_AXES, _AXES.flip(0), _NONE_SAME, scale=2.0)) == pytest.approx(
        2 + math.log(1 + math.exp(-2.0)), abs=1e-2
    )


def test_a_row_with_the_same_text_is_no_wrong_answer() -> None:
    alike = torch.tensor([[1.0, 0.0], [1.0, 0.0]])
    same = torch.tensor([[False, True], [True, False]])
    assert float(pair_loss(alike, alike, same, scale=20.0)) == pytest.approx(0.0, abs=1e-3)
    assert float(pair_loss(alike, alike, _NONE_SAME, scale=20.0)) == pytest.approx(math.log(2), abs=1e-3)


def test_a_wrong_passage_that_is_as_near_costs() -> None:
    without = pair_loss(_AXES, _AXES, _NONE_SAME, scale=20.0)
    with_wrong = pair_loss(_AXES, _AXES, _NONE_SAME, scale=20.0, wrong=_AXES)
    assert float(with_wrong - without) == pytest.approx(math.log(2) / 2, abs=1e-3)


def test_being_alike_as_the_teacher_sees_it_costs_nothing() -> None:
    generator = torch.Generator().manual_seed(1)
    rows = torch.nn.functional.normalize(torch.randn(8, 4, generator=generator), dim=1)
    other = torch.nn.functional.normalize(torch.randn(8, 4, generator=generator), dim=1)
    assert float(teacher_loss((rows, other), (rows, other), scale=16.0)) == pytest.approx(0.0, abs=1e-4)
    assert float(teacher_loss((other, other), (rows, rows), scale=16.0)) > 0.5
