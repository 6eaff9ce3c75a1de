"""``metodbank table show``: what columns are taken for, and the file that corrects it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.column_roles import read_roles, sidecar_path
from tests.ingest.table_makers import BUDGET, LIST, make_csv, make_xlsx
from tests.kb.conftest import Run


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "exempel.xlsx"
    path.write_bytes(make_xlsx(("Exempel", LIST), ("Budget", BUDGET), ("Utkast", [["x"]]), hidden=["Utkast"]))
    return path


def test_shows_roles_with_examples_and_says_how_to_save(run: Run, file: Path) -> None:
    printed = run("table", "show", str(file))
    lines = {line.split()[0]: line for line in printed.splitlines() if line.startswith("  ")}
    assert "name (95%)" in lines["Projekt"]
    assert lines["Projekt"].endswith("Fritidsbanken")
    assert "municipality (" in lines["Kommun"]
    assert lines["2018"].split() == ["2018", "–", "1200"]
    assert "Hidden sheets are left out: Utkast" in printed
    assert "3 rows: a list of examples, one passage a row" in printed
    assert "3 rows: rows of a table, no list of examples" in printed
    assert f"metodbank table show {file} --save" in printed
    assert not sidecar_path(file).exists()
    assert not run.home.exists()


def test_saves_roles_of_the_lists_and_uses_what_is_corrected(run: Run, file: Path) -> None:
    assert f"Saved in {sidecar_path(file)}" in run("table", "show", str(file), "--save")
    assert read_roles(sidecar_path(file)) == {
        "name": "Projekt", "municipality": "Kommun", "year": "År", "description": "Beskrivning",
    }  # fmt: skip
    sidecar_path(file).write_text('name = "Beskrivning"\nmunicipality = ""\n', encoding="utf-8")
    answer = run.json("table", "show", str(file))
    roles = {
        column["column"]: (column["role"], column["confidence"]) for column in answer["tables"][0]["columns"]
    }
    assert roles["Beskrivning"] == ("name", 1)
    assert roles["Kommun"] == (None, None)
    assert "told" in run("table", "show", str(file))


def test_saving_again_keeps_what_was_told(run: Run, file: Path) -> None:
    sidecar_path(file).write_text('theme = "Projekt"\n', encoding="utf-8")
    run("table", "show", str(file), "--save")
    assert read_roles(sidecar_path(file))["theme"] == "Projekt"


def test_saving_again_keeps_a_role_that_no_column_has(run: Run, file: Path) -> None:
    sidecar_path(file).write_text('year = ""\n', encoding="utf-8")
    run("table", "show", str(file), "--save")
    assert read_roles(sidecar_path(file))["year"] == ""


def test_answers_in_the_documented_shape(run: Run, file: Path) -> None:
    answer = run.json("table", "show", str(file))
    assert set(answer) == {"source", "roles_file", "hidden_sheets", "tables"}
    assert (answer["source"], answer["roles_file"], answer["hidden_sheets"]) == (
        "exempel.xlsx",
        None,
        ["Utkast"],
    )
    table = answer["tables"][0]
    assert set(table) == {"sheet", "title", "rows", "is_list", "columns"}
    assert (table["sheet"], table["title"], table["rows"], table["is_list"]) == ("Exempel", None, 3, True)
    assert set(table["columns"][0]) == {"position", "column", "role", "confidence", "example"}
    assert [one["is_list"] for one in answer["tables"]] == [True, False]


def test_prose_is_said_to_be_no_table(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.csv"
    path.write_text("Vi började i det lilla.\n\nSedan kom pengarna.\n", encoding="utf-8")
    assert "text.csv holds no table" in run("table", "show", str(path))
    run("table", "show", str(path), "--save", status=1)
    assert "nothing to save" in run.error


def test_other_files_are_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "text.txt"
    path.write_text("Hej på er", encoding="utf-8")
    run("table", "show", str(path), status=1)
    assert "text.txt is no table file. Give one of Excel (.xlsx), OpenDocument (.ods) or CSV." in run.error
    run("table", "show", str(tmp_path / "borta.csv"), status=1)
    assert "cannot be read" in run.error


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('name = "Rubrik"', "has no column Rubrik"),
        ("name = ", "not valid TOML"),
        ('titel = "A"', "no role 'titel'"),
    ],
)
def test_mistakes_in_the_file_of_roles_are_said(run: Run, file: Path, content: str, what: str) -> None:
    sidecar_path(file).write_text(content, encoding="utf-8")
    run("table", "show", str(file), status=1)
    assert what in run.error
    assert "exempel.xlsx.columns.toml" in run.error


def test_many_columns_are_shown_in_part(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bred.csv"
    header = ["Projekt", "Kommun", *(f"Fråga {n}" for n in range(100))]
    path.write_bytes(make_csv([header, ["Gatufest", "Kil", *("ja, delvis" for _ in range(100))]]))
    printed = run("table", "show", str(path))
    assert "and 62 columns more" in printed
    assert len(run.json("table", "show", str(path))["tables"][0]["columns"]) == 102
