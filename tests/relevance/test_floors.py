"""No judged set may fall under its floors in ``baseline.json``, and floors follow when figures rise."""

from __future__ import annotations

import pytest

from evaluation.misses import miss_lines
from tests.relevance.gate import answered, broken, figures_of, read_floors, read_set, set_names


@pytest.mark.relevance
@pytest.mark.parametrize("name", set_names())
def test_no_figure_falls_under_its_floor_or_leaves_it_behind(
    name: str, request: pytest.FixtureRequest
) -> None:
    gated = read_set(name)
    reference = request.getfixturevalue("reference") if gated.needs_reference else None
    run = answered(gated, reference)
    problems = broken(read_floors().get(name, {}), figures_of(run))
    assert run.warnings == ()
    if problems:
        listed = "\n  ".join(problems)
        misses = "\n  ".join(miss_lines(run))
        pytest.fail(
            f"{name} with {run.embedder.name}:\n  {listed}\nNot among the first ten:\n  {misses}",
            pytrace=False,
        )


def test_every_set_has_floors_and_every_floor_has_a_set() -> None:
    assert sorted(read_floors()) == set_names()


@pytest.mark.parametrize("name", set_names())
def test_every_query_of_every_set_is_judged(name: str) -> None:
    judged = read_set(name).judged
    unjudged = [query.id for query in judged.queries if query.id not in judged.judgements]
    assert unjudged == []


def test_the_known_items_are_asked_in_three_languages() -> None:
    assert {query.language.value for query in read_set("known_items").judged.queries} == {"sv", "da", "en"}
