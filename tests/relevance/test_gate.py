"""The gate itself: what counts as broken, and how floors are written."""

from __future__ import annotations

import pytest

from tests.relevance.gate import MARGIN, as_floor, broken
from tests.relevance.write_floors import new_floors

FLOORS = {"sv-da": {"ndcg@10": 0.5, "recall@10": 0.8}}


def test_figures_on_their_floor_pass() -> None:
    assert broken(FLOORS, FLOORS) == []


def test_figures_within_the_margin_above_pass() -> None:
    assert broken(FLOORS, {"sv-da": {"ndcg@10": 0.5 + MARGIN, "recall@10": 0.8}}) == []


def test_a_figure_under_its_floor_is_told() -> None:
    assert broken(FLOORS, {"sv-da": {"ndcg@10": 0.4989, "recall@10": 0.8}}) == [
        "sv-da ndcg@10: fell to 0.499, its floor is 0.500"
    ]


def test_a_figure_far_above_asks_for_a_higher_floor() -> None:
    (line,) = broken(FLOORS, {"sv-da": {"ndcg@10": 0.5, "recall@10": 0.9}})
    assert line.startswith("sv-da recall@10: rose to 0.900, its floor is still 0.800. Raise it:")


def test_a_pair_without_a_floor_and_a_floor_without_a_pair_are_told() -> None:
    lines = broken(FLOORS, {"da-sv": {"ndcg@10": 0.5, "recall@10": 0.8}})
    assert [line.partition(":")[0] for line in lines] == [
        "da-sv ndcg@10",
        "da-sv recall@10",
        "sv-da ndcg@10",
        "sv-da recall@10",
    ]


@pytest.mark.parametrize(("value", "floor"), [(0.7, 0.7), (2 / 3, 0.666), (1.0, 1.0), (0.9996, 0.999)])
def test_floors_are_rounded_down(value: float, floor: float) -> None:
    assert as_floor(value) == floor


def test_floors_rise_with_what_is_measured() -> None:
    floors, lines = new_floors(FLOORS, {"sv-da": {"ndcg@10": 0.61, "recall@10": 0.8}}, lower=False)
    assert floors == {"sv-da": {"ndcg@10": 0.61, "recall@10": 0.8}}
    assert lines == ["sv-da ndcg@10: 0.500 → 0.610"]


def test_floors_are_not_lowered_unasked() -> None:
    measured = {"sv-da": {"ndcg@10": 0.4, "recall@10": 0.8}}
    kept, lines = new_floors(FLOORS, measured, lower=False)
    assert kept == FLOORS
    assert "KEPT" in lines[0]
    assert new_floors(FLOORS, measured, lower=True)[0] == measured


def test_a_pair_that_is_no_longer_measured_goes_only_when_asked() -> None:
    measured = {"all": {"ndcg@10": 0.3}}
    assert new_floors(FLOORS, measured, lower=False)[0] == FLOORS | measured
    floors, lines = new_floors(FLOORS, measured, lower=True)
    assert floors == measured
    assert lines == ["all ndcg@10: – → 0.300", "sv-da: no longer measured, taken out"]
