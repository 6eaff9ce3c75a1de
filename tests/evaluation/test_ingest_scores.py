from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.gold import read_gold
from evaluation.ingest_run import prepare_alone, run_gold
from evaluation.ingest_scores import Counts, IngestScore, score_document, total
from kb.cli.main import main
from kb.errors import InputError

TEXT = """Anteckningar om gårdar
3 maj 2019

Hur började det?
- I Kil lånade föreningen en traktor av grannen, och den har stått där sedan dess.
- Alla var trötta men nöjda.

Dela på Facebook
"""
LINES = [
    ("keep", "sv"),
    ("keep", ""),
    ("keep", ""),
    ("keep", ""),
    ("keep", "sv"),
    ("keep", "sv"),
    ("keep", ""),
    ("drop", ""),
]
KIL = {"name": "Kil", "code": "SE1715"}


def labels(**changes: Any) -> dict[str, Any]:
    metadata = {"title": "Anteckningar om gårdar", "date": "2019-05-03", "authors": [], "language": "sv"}
    heading = ["Hur började det?"]
    return {
        "file": "gardar.txt",
        "metadata": {**metadata, "municipalities": [KIL]},
        "chunks": [
            {
                "start_line": 5,
                "end_line": 5,
                "heading_path": heading,
                "municipalities": [KIL],
                "is_example": True,
            },
            {
                "start_line": 6,
                "end_line": 6,
                "heading_path": heading,
                "municipalities": [],
                "is_example": False,
            },
        ],
        **changes,
    }


def write(folder: Path, text: str = TEXT, gold: dict[str, Any] | None = None) -> Path:
    (folder / "gardar.txt").write_text(text, encoding="utf-8")
    rows = [f"{n}\t{label}\t\t{language}" for n, (label, language) in enumerate(LINES, start=1)]
    (folder / "g.lines.tsv").write_text("line\tlabel\twhy\tlanguage\n" + "\n".join(rows), encoding="utf-8")
    (folder / "g.chunks.json").write_text(json.dumps(gold or labels()), encoding="utf-8")
    return folder


def scored(folder: Path, gold: dict[str, Any] | None = None) -> IngestScore:
    (document,) = read_gold(write(folder, gold=gold))
    return score_document(document, prepare_alone)


def test_what_is_right_counts_as_right(tmp_path: Path) -> None:
    score = scored(tmp_path)
    assert score.faults == ()
    assert score.dropped == Counts(right=1)
    assert score.municipalities == score.chunk_municipalities == Counts(right=1)
    assert (score.alone.n, score.alone.n_all) == (1, 1)
    assert (score.mixed.n, score.foreign.n) == (0, 0)
    assert (score.languages.n, score.languages.n_all) == (2, 2)
    assert {name: share.n for name, share in score.metadata.items()} == {
        "title": 1,
        "date": 1,
        "authors": 1,
        "language": 1,
    }


def test_every_kind_of_fault_is_counted_and_told(tmp_path: Path) -> None:
    gold = labels()
    gold["metadata"] |= {"title": "Något annat", "municipalities": [{"name": "Kalmar", "code": "SE0880"}]}
    gold["chunks"][0]["municipalities"] = []
    gold["chunks"][1]["heading_path"] = ["Ett annat"]
    gold["chunks"][0]["end_line"] = gold["chunks"][1]["start_line"] = 5
    gold["chunks"][0]["end_text"] = "lånade föreningen"
    gold["chunks"][1]["start_text"] = "en traktor"
    score = scored(tmp_path, gold)
    assert score.municipalities == Counts(wrong=1, missed=1)
    assert score.metadata["title"].n == 0
    assert (score.alone.n, score.mixed.n, score.foreign.n) == (0, 1, 1)
    assert len(score.faults) >= 6
    assert all(fault.startswith("g: ") for fault in score.faults)


def test_codes_with_and_without_zeros_are_the_same(tmp_path: Path) -> None:
    gold = labels()
    gold["metadata"]["municipalities"] = gold["chunks"][0]["municipalities"] = [
        {"name": "Kil", "code": "SE01715"}
    ]
    assert scored(tmp_path, gold).municipalities == Counts(right=1)


def test_scores_add_up(tmp_path: Path) -> None:
    score = scored(tmp_path)
    both = total([score, score])
    assert both.dropped.right == 2
    assert both.metadata["title"].n_all == 2
    assert total([]).dropped.precision == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"file": "borta.txt"}, "there is no file"),
        ({"metadata": {"municipalities": "Kil"}}, "municipalities"),
        (
            {
                "chunks": [
                    {
                        "start_line": 5,
                        "end_line": 99,
                        "heading_path": [],
                        "municipalities": [],
                        "is_example": False,
                    }
                ]
            },
            "Lines 5 to 99",
        ),
    ],
)
def test_labels_that_do_not_fit_are_told(tmp_path: Path, change: dict[str, Any], told: str) -> None:
    with pytest.raises(InputError, match=told):
        run_gold(read_gold(write(tmp_path, gold=labels(**change))))


def test_a_folder_without_labels_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="holds no labels"):
        read_gold(tmp_path)


def test_a_file_that_cannot_be_read_fails_alone(tmp_path: Path) -> None:
    write(tmp_path, text="\n\n")
    scores, failed = run_gold(read_gold(tmp_path))
    assert scores == {}
    assert "gardar.txt" in failed[0].reason


def command(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as ended:
        main(["eval", "ingest", *arguments])
    return ended.value.code


def test_the_command_prints_figures_and_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path)
    assert command("--gold", str(tmp_path)) == 0
    assert "examples that stand alone" in capsys.readouterr().out
    assert command("--gold", str(tmp_path), "--json") == 0
    assert json.loads(capsys.readouterr().out)["all"]["lines dropped"]["right"] == 1


def test_the_command_fails_where_a_file_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(tmp_path, text="\n\n")
    assert command("--gold", str(tmp_path)) == 1
    assert "Not taken in" in capsys.readouterr().out
