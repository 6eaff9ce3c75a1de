from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.faq_set import convert
from evaluation.judged import read_judged_set
from kb.errors import InputError

ROWS = [
    {"question": "När?", "candidate_answers": ["I  dag", "Aldrig"], "label": 0, "category_id": 1},
    {"question": "Var?", "candidate_answers": ["Här", "I dag"], "label": 1},
]


def _write(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_every_question_is_asked_of_all_answers(tmp_path: Path) -> None:
    convert(_write(tmp_path / "faq.jsonl", ROWS), tmp_path / "set", language="sv")
    judged = read_judged_set([tmp_path / "set"])
    assert [(passage.id, passage.text) for passage in judged.passages] == [
        ("a1", "I dag"),
        ("a2", "Aldrig"),
        ("a3", "Här"),
    ]
    assert [query.text for query in judged.queries] == ["När?", "Var?"]
    assert {key: [each.target.file for each in rows] for key, rows in judged.judgements.items()} == {
        "q1": ["a1"],
        "q2": ["a1"],
    }


def test_a_label_that_is_no_place_is_told_with_its_line(tmp_path: Path) -> None:
    path = _write(tmp_path / "faq.jsonl", [ROWS[0], {**ROWS[1], "label": 2}])
    with pytest.raises(InputError, match=r"line 2: .*label 2 is no place among 2 answers"):
        convert(path, tmp_path / "set", language="sv")
