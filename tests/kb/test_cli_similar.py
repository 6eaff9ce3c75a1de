"""``metodbank document similar``, and what an ingest says of similar documents."""

from __future__ import annotations

import sqlite3
import zipfile
from pathlib import Path

import pytest

from kb.cli import similar_command
from tests.kb.conftest import Run
from tests.kb.similar_texts import ARTICLE, NEWSLETTER, PAGE_NOW, PAGE_THEN, YEAR_2022, YEAR_2023

_ARTICLE_TEXT = "Lånecykeln i Sandby\n\n" + "\n\n".join(ARTICLE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with a page taken from the web long ago, which was taken in."""
    made = tmp_path / "dokument"
    made.mkdir()
    (made / "sida.html").write_text(PAGE_THEN, encoding="utf-8")
    return made


@pytest.fixture
def twice(run: Run, folder: Path) -> Run:
    """Return a home with the page, then taken again with another menu: documents 1 and 2."""
    run("ingest", str(folder))
    (folder / "sida-igen.html").write_text(PAGE_NOW, encoding="utf-8")
    run("ingest", str(folder))
    return run


def ids(listed: list[dict[str, dict[str, int]]]) -> list[tuple[int, int]]:
    return [(each["larger"]["document_id"], each["smaller"]["document_id"]) for each in listed]


def test_a_page_taken_twice_with_other_menus_is_asked_about(run: Run, folder: Path) -> None:
    assert "Similar" not in run("ingest", str(folder))
    (folder / "sida-igen.html").write_text(PAGE_NOW, encoding="utf-8")
    printed = run("ingest", str(folder))
    assert (
        "Similar documents, all kept:\n"
        "  100 % of the wording of sida-igen.html (document 2) is in sida.html (document 1), "
        "taken in earlier\n"
        "Decide: metodbank document similar\n"
    ) in printed
    assert "Similar" not in run("ingest", str(folder))
    assert run.json("document", "list")["total"] == 2


def test_a_newsletter_that_holds_an_article_taken_in_earlier(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    (folder / "brev.txt").write_text(NEWSLETTER, encoding="utf-8")
    report = run.json("ingest", str(folder))
    ((larger, smaller, share, back),) = [
        (each["larger"], each["smaller"], each["share"], each["share_of_larger"])
        for each in report["similar"]
    ]
    assert (larger["source"], smaller["source"]) == ("brev.txt", "sida.html")
    assert share > 0.95
    assert 0.5 < back < 0.75
    assert smaller["path"] == str(folder / "sida.html")


def test_two_files_of_one_run_are_not_told_as_taken_in_earlier(run: Run, folder: Path) -> None:
    (folder / "utskrift.txt").write_text(_ARTICLE_TEXT, encoding="utf-8")
    printed = run("ingest", str(folder))
    assert "  sida.html (document 1) holds 100 % of the wording of utskrift.txt (document 2)\n" in printed


def test_reports_of_two_years_are_not_asked_about(run: Run, tmp_path: Path) -> None:
    for year, text in (("2022", YEAR_2022), ("2023", YEAR_2023)):
        (tmp_path / f"{year}.txt").write_text(text, encoding="utf-8")
        assert run.json("ingest", str(tmp_path / f"{year}.txt"))["similar"] == []


def test_more_questions_than_are_shown_are_counted(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(similar_command, "_SHOWN", 2)
    for number in range(2):
        (folder / f"{number}.txt").write_text(f"{_ARTICLE_TEXT}\n\nUtskrift {number}", encoding="utf-8")
    assert "  … and 1 more\n" in run("ingest", str(folder))


def test_questions_are_listed_with_what_decides(twice: Run, folder: Path) -> None:
    listed = twice("document", "similar")
    assert "sida.html (document 1) holds 100 % of the wording of sida-igen.html (document 2)\n" in listed
    assert f", {folder / 'sida.html'}\n" in listed
    assert "metodbank document similar --keep-both 1 2" in listed
    known = twice.json("document", "similar")
    assert ids(known["open"]) == [(1, 2)]
    assert (known["kept"], known["removed"], known["not_compared"]) == ([], [], 0)
    assert set(known["open"][0]["larger"]) == {
        "document_id", "source", "path", "title", "date", "ingested_at",
    }  # fmt: skip


def test_files_of_one_name_are_told_apart_by_their_paths(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    (folder / "ny").mkdir()
    (folder / "ny" / "sida.html").write_text(PAGE_NOW, encoding="utf-8")
    assert f"of {folder / 'ny' / 'sida.html'} (document 2) is in" in run("ingest", str(folder))


def test_nothing_is_asked_in_a_home_without_similar_documents(filled: Run) -> None:
    assert filled("document", "similar") == "No question about similar documents is open.\n"
    assert "No question about similar documents was answered yet." in filled(
        "document", "similar", "--answered"
    )


def test_kept_both_is_not_asked_again_and_can_be_undone(twice: Run, folder: Path) -> None:
    said = twice("document", "similar", "--keep-both", "sida-igen.html", "1")
    assert (
        said == "sida-igen.html (document 2) and sida.html (document 1) both stay; this is not asked again.\n"
    )
    assert "No question about similar documents is open.\n1 answered" in twice("document", "similar")
    assert "Both kept: sida.html (document 1) holds" in twice("document", "similar", "--answered")
    (folder / "sida.html").rename(folder / "flyttad.html")
    assert twice.json("ingest", str(folder))["similar"] == []
    assert ids(twice.json("document", "similar", "--undo", "2")["open"]) == [(1, 2)]


def test_a_changed_file_is_asked_about_though_both_were_kept(twice: Run, folder: Path) -> None:
    twice("document", "similar", "--keep-both", "1", "2")
    text = PAGE_NOW.replace("</article>", "<p>Artikeln har rättats sedan den skrevs.</p></article>")
    (folder / "sida-igen.html").write_text(text, encoding="utf-8")
    assert ids(twice.json("ingest", str(folder))["similar"]) == [(2, 1)]


def test_a_removed_copy_is_passed_over_until_it_is_undone(twice: Run, folder: Path) -> None:
    said = twice("document", "similar", "--remove", "2")
    assert "Removed sida-igen.html (document 2); its file stays where it is" in said
    assert (folder / "sida-igen.html").exists()
    assert twice.json("document", "list")["total"] == 1
    assert [hit["document_id"] for hit in twice.json("search", "elcykel låda")["hits"]][:1] == [1]
    assert twice("index", "check")

    report = twice.json("ingest", str(folder))
    ((path, reason),) = [(each["path"], each["reason"]) for each in report["skipped"]]
    assert path == str(folder / "sida-igen.html")
    assert reason == (
        f"was removed as a copy of {folder / 'sida.html'} (document 1). "
        "Undo with: metodbank document similar --undo 2"
    )
    assert (report["added"], report["missing"], report["failed"]) == ([], [], [])
    assert "Removed: sida-igen.html (was document 2)" in twice("document", "similar", "--answered")

    undone = twice("document", "similar", "--undo", "sida-igen.html")
    assert f"Take it in again with: metodbank ingest {folder / 'sida-igen.html'}\n" in undone
    report = twice.json("ingest", str(folder))
    assert [Path(path).name for path in report["added"]] == ["sida-igen.html"]
    assert ids(report["similar"]) == [(1, 3)]


def test_a_copy_whose_file_is_gone_is_said_to_be_lost(twice: Run, folder: Path) -> None:
    (folder / "sida-igen.html").unlink()
    said = twice("document", "similar", "--remove", "2")
    assert f"{folder / 'sida-igen.html'} is not there any more: what only it held is gone." in said
    assert "stays where it is" not in said


def test_a_copy_in_an_archive_is_taken_in_again_with_the_archive(run: Run, folder: Path) -> None:
    with zipfile.ZipFile(folder / "äldre sidor.zip", "w") as archive:
        archive.writestr("sida.html", PAGE_NOW)
    run("ingest", str(folder))
    run("document", "similar", "--remove", "2")
    assert [each["path"] for each in run.json("ingest", str(folder))["skipped"]] == [
        f"{folder / 'äldre sidor.zip'}!/sida.html"
    ]
    assert f"metodbank ingest '{folder / 'äldre sidor.zip'}'\n" in run("document", "similar", "--undo", "2")
    assert run.json("ingest", str(folder))["added"] == [f"{folder / 'äldre sidor.zip'}!/sida.html"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--keep-both", "1", "9"), "There is no document '9'"),
        (("--keep-both", "1", "1"), "Documents 1 and 1 are not asked about"),
        (("--remove", "9"), "There is no document '9'"),
        (("--undo", "1"), "No answer about '1' is remembered"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_changes_nothing(
    twice: Run, arguments: tuple[str, ...], message: str
) -> None:
    before = twice.json("document", "similar")
    twice("document", "similar", *arguments, status=1)
    assert message in twice.error
    assert twice.json("document", "similar") == before


def test_one_answer_is_given_at_a_time(twice: Run) -> None:
    twice("document", "similar", "--remove", "1", "--undo", "2", status=2)
    assert "Give one of --keep-both, --remove, --undo and --answered." in twice.error


def test_a_name_of_several_answers_is_refused_with_their_ids(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    for name in ("ny", "nyast"):
        (folder / name).mkdir()
        text = PAGE_NOW.replace("Facebook", name)
        (folder / name / "sida.html").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    run("document", "similar", "--remove", "2")
    run("document", "similar", "--remove", "3")
    run("document", "similar", "--undo", "sida.html", status=1)
    assert "Answers about 2 documents named 'sida.html' are remembered: 2, 3" in run.error


def test_deleting_a_document_clears_its_question(twice: Run) -> None:
    twice("document", "delete", "1", "--yes")
    assert twice.json("document", "similar")["open"] == []


def test_a_document_that_waits_for_the_next_ingest_is_told(twice: Run) -> None:
    with sqlite3.connect(twice.home / "store.sqlite") as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.execute("DELETE FROM word_samples")
    raw.close()
    assert "2 documents are compared with the others by the next ingest." in twice("document", "similar")
    assert twice.json("document", "similar")["not_compared"] == 2
