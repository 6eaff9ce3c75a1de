from __future__ import annotations

from math import log2

import pytest

from evaluation.runs import QueryRun
from evaluation.summary import compare, pair_of, score, summarise
from kb.records import Language
from tests.evaluation.samples import query_run, target

SV, DA, EN, NB = Language.SWEDISH, Language.DANISH, Language.ENGLISH, Language.NORWEGIAN


def _runs() -> list[QueryRun]:
    return [
        query_run(target(1), query_id="a", hybrid=(1,), lexical=(2, 1), semantic=(1,)),
        query_run(target(1), target(9, language=DA), query_id="b", hybrid=(1, 9), lexical=(9,), group="kort"),
        query_run(target(1), query_id="c", language=EN, hybrid=(2, 3, 4, 1)),
    ]


def test_questions_from_outside_are_asked_of_both_languages() -> None:
    assert pair_of(SV, DA) == "sv-da"
    assert pair_of(EN, DA) == pair_of(EN, SV) == "en-both"
    assert pair_of(NB, SV) == "nb-both"
    assert pair_of(DA, EN) == "da-en"


def test_rows_are_pairs_then_groups_then_all() -> None:
    rows = score(_runs())
    assert [(row.name, row.query_ids) for row in rows] == [
        ("sv-sv", ("a", "b")),
        ("sv-da", ("b",)),
        ("en-both", ("c",)),
        ("group:kort", ("b",)),
        ("all", ("a", "b", "c")),
    ]


def test_means_and_paired_differences_are_those_worked_out_by_hand() -> None:
    summary = summarise(score(_runs())[0])
    assert summary.n_queries == 2
    assert summary.modes["hybrid"]["mrr@10"].mean == 1
    # "a" has its target second, "b" finds no Swedish one
    assert summary.modes["lexical"]["mrr@10"].mean == 0.25
    assert summary.modes["lexical"]["ndcg@10"].mean == pytest.approx(1 / log2(3) / 2)
    assert summary.modes["lexical"]["recall@10"].mean == 0.5
    assert summary.differences["hybrid-lexical"]["mrr@10"].mean == 0.75
    assert summary.differences["hybrid-semantic"]["mrr@10"].mean == 0.5
    assert summary.differences["hybrid-lexical"]["mrr@10"].low == 0.5


def test_both_answers_count_over_all_languages() -> None:
    everything = score(_runs())[-1]
    assert everything.values["hybrid", "ndcg@10"].tolist() == pytest.approx([1, 1, 1 / log2(5)])
    assert everything.values["lexical", "recall@10"].tolist() == [1, 0.5, 0]


def test_a_target_judged_irrelevant_makes_no_pair() -> None:
    rows = score([query_run(target(1), target(2, language=DA, relevance=0), hybrid=(1,))])
    assert [row.name for row in rows] == ["sv-sv", "all"]


def test_two_models_are_compared_query_by_query() -> None:
    worse = [query_run(target(1), query_id=each, hybrid=(2, 1)) for each in "ab"]
    better = [query_run(target(1), query_id=each, hybrid=(1,)) for each in "ab"]
    (pair, everything) = compare(score(worse), score(better))
    assert (pair.name, everything.name, pair.n_queries) == ("sv-sv", "all", 2)
    difference = pair.modes["hybrid"]["mrr@10"]
    assert (difference.low, difference.mean, difference.high) == (0.5, 0.5, 0.5)
    with pytest.raises(ValueError, match="not of the same queries"):
        compare(score(worse), score([*better[:1], query_run(target(1), query_id="c")]))
