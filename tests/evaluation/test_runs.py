"""What a ranking is worth for one language pair."""

from __future__ import annotations

from evaluation.metrics import FoundTarget
from evaluation.misses import miss_lines, per_query_rows
from evaluation.runs import HYBRID, LEXICAL, SetRun, found_targets
from kb.records import Language
from search.manifest import EmbedderIdentity
from tests.evaluation.samples import query_run, target


def is_danish(each: object) -> bool:
    return getattr(each, "language", None) is Language.DANISH


def test_a_target_is_found_at_its_first_hit() -> None:
    run = query_run(target(7, 9, relevance=2), target(5), hybrid=(3, 9, 7), lexical=(5,))
    assert found_targets(run, HYBRID) == (
        FoundTarget(relevance=2, rank=2),
        FoundTarget(relevance=1, rank=None),
    )
    assert found_targets(run, LEXICAL)[1].rank == 1


def test_hits_for_targets_of_another_language_are_taken_out_of_the_ranking() -> None:
    run = query_run(
        target(1), target(2, 3), target(4, language=Language.DANISH), hybrid=(1, 8, 2, 4), lexical=(4, 1)
    )
    # 1 and 2 are Swedish answers, 8 is wrong: the Danish one is second
    assert found_targets(run, HYBRID, counts=is_danish) == (FoundTarget(relevance=1, rank=2),)
    assert found_targets(run, LEXICAL, counts=is_danish) == (FoundTarget(relevance=1, rank=1),)
    assert found_targets(run, HYBRID)[2].rank == 4


def test_hits_judged_irrelevant_stay_in_the_ranking_whatever_their_language() -> None:
    run = query_run(target(1, relevance=0), target(4, language=Language.DANISH), hybrid=(1, 4))
    assert found_targets(run, HYBRID, counts=is_danish)[0].rank == 2


def test_a_chunk_that_meets_targets_of_both_kinds_stays() -> None:
    run = query_run(target(1), target(1, language=Language.DANISH), hybrid=(1,))
    assert found_targets(run, HYBRID, counts=is_danish)[0].rank == 1


def _set_run() -> SetRun:
    return SetRun(
        embedder=EmbedderIdentity(name="hashing", revision="1", dim=2),
        n_documents=1,
        n_chunks=9,
        queries=(
            query_run(target(1, text="a.txt#L1-L1"), query_id="hit", hybrid=(2, 1), lexical=(1,)),
            query_run(target(1, text="a.txt#L1-L1"), query_id="deep", hybrid=(*range(2, 13), 1)),
            query_run(target(5, text="b.txt"), query_id="gone", hybrid=(2,)),
        ),
        warnings=(),
    )


def test_misses_are_listed_with_ranks_and_what_came_instead() -> None:
    assert list(miss_lines(_set_run())) == [
        "deep 'fråga' → a.txt#L1-L1: lexical –, semantic –, hybrid 12",
        "    instead: notes.txt: Ord",
        "gone 'fråga' → b.txt: lexical –, semantic –, hybrid –",
        "    instead: notes.txt: Ord",
    ]


def test_the_table_has_the_first_relevant_rank_of_each_mode() -> None:
    rows = list(per_query_rows([_set_run()]))
    assert rows[0] == (
        "hashing",
        "hit",
        "sv",
        "fråga",
        "a.txt#L1-L1",
        "1",
        "",
        "2",
        "",
        "",
        "notes.txt: Ord",
    )
    assert [row[5:8] for row in rows] == [("1", "", "2"), ("", "", "12"), ("", "", "")]
