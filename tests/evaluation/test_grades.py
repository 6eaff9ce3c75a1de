from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bench.grades import Grade, kappa, main, read_grades

QUERIES = "id\tlanguage\ttext\nq1\tsv\tlåna skidor\nq2\tda\tlån af ski\n"
GRADES = (
    "query\ttarget\tfirst\tsecond\tthird\n"
    'q1\ta.md#"Man lånar"\t3\t2\t\n'
    'q1\ta.md#"Priset är"\t0\t1\t\n'
    'q2\tb.md#"Lån gratis"\t0\t3\t3\n'
)


def test_the_lower_grade_counts_unless_a_third_judge_has_decided(tmp_path: Path) -> None:
    (tmp_path / "grades.tsv").write_text(GRADES, encoding="utf-8")
    assert [each.relevance for each in read_grades(tmp_path)] == [2, 0, 3]


def test_every_folder_gets_the_judgements_of_its_questions(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "grades.tsv").write_text(GRADES, encoding="utf-8")
    (tmp_path / "test").mkdir()
    (tmp_path / "test" / "queries.tsv").write_text(QUERIES, encoding="utf-8")
    main([str(tmp_path)])
    assert (tmp_path / "test" / "qrels.tsv").read_text(encoding="utf-8").splitlines() == [
        "query\ttarget\trelevance",
        'q1\ta.md#"Man lånar"\t2',
        'q2\tb.md#"Lån gratis"\t3',
    ]
    assert "3 passages judged twice" in capsys.readouterr().out


def test_kappa_is_one_for_agreement_and_none_for_chance() -> None:
    assert kappa(np.array([(0, 0), (3, 3), (1, 1)])) == 1
    assert kappa(np.array([(0, 0), (0, 3), (3, 0), (3, 3)])) == pytest.approx(0)
    # two of four agree on relevance where chance gives a half: the worked case of the textbooks
    assert kappa(np.array([(1, 1)] * 20 + [(1, 0)] * 5 + [(0, 1)] * 10 + [(0, 0)] * 15), n_grades=2) == (
        pytest.approx(0.4)
    )


def test_a_grade_beyond_three_is_refused() -> None:
    with pytest.raises(ValueError, match="first"):
        Grade(query="q", target="t", first=4, second=0)
