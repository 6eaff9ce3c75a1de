"""The file that describes a batch, and the commands that hand in and look at batches."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.batch_file import DescribedFile, read_batch_file
from kb.errors import BatchFileError
from tests.kb.batch_help import BRIDGE, NIGHT
from tests.kb.conftest import Run

BATCH = """
[batch]
title = "Dialogbord"
event = "Mötesplatser 2026"
date = 2026-05-12
municipalities = ["Norberg", "Samsø"]
files = ["notes/*.md", "broken.pdf"]

[[exceptions]]
files = ["notes/natt.md"]
titel = "Natten"
mask_personal_data = false
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    notes = tmp_path / "work" / "notes"
    notes.mkdir(parents=True)
    (notes / "cykel.md").write_text(BRIDGE, encoding="utf-8")
    (notes / "natt.md").write_text(NIGHT, encoding="utf-8")
    (notes / ".hidden.md").write_text(NIGHT, encoding="utf-8")
    (tmp_path / "work" / "broken.pdf").write_bytes(b"%PDF-1.4 broken")
    return tmp_path / "work"


def _written(folder: Path, text: str) -> Path:
    path = folder / "batch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_file_tells_the_files_and_what_is_stated_of_each(folder: Path) -> None:
    text = BATCH.replace("titel", "title")
    found = read_batch_file(_written(folder, text))
    assert found.title == "Dialogbord"
    assert found.facts == {
        "event": "Mötesplatser 2026", "date": "2026-05-12", "municipalities": "Norberg; Samsø",
    }  # fmt: skip
    assert found.files == (
        DescribedFile(path=folder / "broken.pdf"),
        DescribedFile(path=folder / "notes" / "cykel.md"),
        DescribedFile(path=folder / "notes" / "natt.md", facts={"title": "Natten"}, is_masked=False),
    )


@pytest.mark.parametrize(
    ("before", "after", "line", "told"),
    [
        ("event =", "evnt =", 4, "there is no key 'evnt' in [batch]; did you mean 'event'?"),
        ("titel =", "titler =", 11, "there is no key 'titler' in [exceptions]; did you mean 'title'?"),
        ("2026-05-12", '"i maj"', 5, "date: 'i maj' is not understood"),
        ('"Samsø"', '"Samsoe by"', 6, "There is no municipality 'Samsoe by'"),
        ('"broken.pdf"', '"*.docx"', 7, "'*.docx' names no file in "),
        ('"broken.pdf"', '"../other/*.md"', 7, "must be relative to batch.toml and below its folder"),
        (
            '"notes/natt.md"',
            '"notes/dag.md"',
            10,
            "'notes/dag.md' names no file among the files of the batch",
        ),
        ("false", '"no"', 12, "mask_personal_data must be true or false"),
        ('title = "Dialogbord"', 'title = ""', 3, "[batch] needs a title"),
        (
            'event = "Mötesplatser 2026"',
            'contact = "Maria Svensson"',
            4,
            "looks like the name or the address",
        ),
    ],
)
def test_what_is_wrong_is_told_with_file_line_and_key(
    folder: Path, before: str, after: str, line: int, told: str
) -> None:
    text = BATCH.replace("titel", "title") if "titel" not in before else BATCH
    assert before in text
    path = _written(folder, text.replace(before, after))
    with pytest.raises(BatchFileError) as caught:
        read_batch_file(path)
    assert str(caught.value).startswith(f"{path}, line {line}: ")
    assert told in str(caught.value)


@pytest.mark.parametrize("text", ["[batch", "", "files = ['notes/*.md']", "batch = 1"])
def test_file_that_describes_no_batch_is_told(folder: Path, text: str) -> None:
    with pytest.raises(BatchFileError, match=r"batch\.toml"):
        read_batch_file(_written(folder, text))


def test_ingest_hands_in_what_could_be_read_and_fails_for_the_rest(run: Run, folder: Path) -> None:
    path = _written(folder, BATCH.replace("titel", "title"))
    out = run("ingest", "--batch", str(path), status=1)
    assert "Lånecyklar på biblioteket: other, sv, Norberg" in out
    assert "broken.pdf: failed\n  broken.pdf is cut off or broken" in out
    assert "1 failed, 2 read. 2 documents wait for review (batch 1)." in out
    assert run.json("search", "lånecyklar", "--json")["hits"] == []
    assert run.json("batch", "list", "--json")[0]["state"] == "handed_in"


def test_ingest_can_leave_the_batch_open_and_batch_hands_it_in(run: Run, folder: Path) -> None:
    text = BATCH.replace("titel", "title").replace(', "broken.pdf"', "")
    answer = run.json("ingest", "--batch", str(_written(folder, text)), "--keep-open", "--json")
    assert answer["state"] == "open"
    assert [
        (file["name"], file["masks_personal_data"], file["documents"][0]["title"]) for file in answer["files"]
    ] == [
        ("cykel.md", True, "Lånecyklar på biblioteket"),
        ("natt.md", False, "Natten"),
    ]
    assert "natt.md: read" in run("batch", "show", "1")
    assert "natt.md: read" in run("batch", "read", "1")
    assert "2 documents wait for review (batch 1)" in run("batch", "hand-in", "1")
    run("batch", "remove", "1", status=1)
    assert "not open any more" in run.error


def test_batch_over_a_limit_leaves_nothing_behind(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("METODBANK_MAX_BATCH_FILES", "2")
    path = _written(folder, BATCH.replace("titel", "title"))
    run("ingest", "--batch", str(path), status=1)
    assert "3 files; 2 is the limit" in run.error
    assert "There is no batch" in run("batch", "list")


def test_ingest_wants_files_or_a_batch(run: Run) -> None:
    run("ingest", status=2)
    assert "Give files and folders, or --batch" in run.error
    run("ingest", "a.md", "--keep-open", status=2)
    assert "--keep-open with --batch" in run.error
