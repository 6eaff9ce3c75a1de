"""Dropped text that is put back, and dropped again."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kb.store import Store
from kb.text import text_hash
from tests.ingest.makers import make_docx, make_html, make_mail, make_pdf
from tests.kb.conftest import Run
from tests.samples import prepared

NOTAT = """Anteckningar från nätverksträff

Två byalag i Kils kommun fick pengar att använda som de ville.

Facebook
Twitter
E-post

Fritidsbanken lånar ut idrottsprylar gratis till alla barn.

5 kommentarer

------

Man ringde hem till familjer som sällan kommer.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dokument"
    made.mkdir()
    (made / "notat.txt").write_text(NOTAT, encoding="utf-8")
    return made


def texts(run: Run, document: str = "1") -> str:
    return "\n".join(chunk["text"] for chunk in run.json("document", "show", document)["chunks"])


def reasons(run: Run, document: str = "1") -> list[str]:
    return [piece["reason"] for piece in run.json("document", "show", document)["dropped"]]


def sources(run: Run, query: str) -> list[str]:
    return [hit["source"] for hit in run.json("search", query)["hits"]]


def test_dropped_text_is_numbered_and_shown_with_its_words(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    shown = run("document", "show", "1", "--dropped")
    assert "1. lines 5–7: share buttons" in shown
    assert "      Twitter\n" in shown
    assert "Fritidsbanken" not in shown
    numbers = [piece["number"] for piece in run.json("document", "show", "1")["dropped"]]
    assert numbers == [1, 2, 3]


def test_restored_text_is_stored_found_and_dropped_again(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    assert sources(run, "Facebook") == []
    done = run.json("document", "restore", "notat.txt", "1")
    assert done == {"document_id": 1, "lines": 3, "elsewhere": 0, "remaining": []}
    assert "Facebook\nTwitter\nE-post" in texts(run)
    assert reasons(run) == ["comment form", "no text"]
    assert sources(run, "Facebook") == ["notat.txt"]
    assert run("index", "check")

    assert "Dropped 3 lines of notat.txt again." in run("document", "restore", "1", "--undo")
    assert "Facebook" not in texts(run)
    assert reasons(run) == ["share buttons", "comment form", "no text"]
    assert sources(run, "Facebook") == []


def test_restoring_adds_to_what_was_restored_before(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "restore", "1", "2")
    run("document", "restore", "1", "--reason", "share buttons")
    assert reasons(run) == ["no text"]


def test_all_but_what_is_no_line_is_restored_and_the_rest_is_told(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    printed = run("document", "restore", "1", "--all")
    assert "Restored 4 lines of notat.txt." in printed
    assert "Not restored, because it is no line of the document: no text, “------”" in printed
    run("document", "restore", "1", "--all", status=1)
    assert "None of it can be restored into notat.txt" in run.error


def test_lines_with_the_same_words_come_back_too_and_are_counted(run: Run, folder: Path) -> None:
    text = NOTAT + "\n5 kommentarer\n\nFler kom till mötena än året innan.\n"
    (folder / "notat.txt").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    (number, _) = [
        piece["number"]
        for piece in run.json("document", "show", "1")["dropped"]
        if piece["text"] == "5 kommentarer"
    ]
    assert run.json("document", "restore", "1", str(number)) == {
        "document_id": 1, "lines": 2, "elsewhere": 1, "remaining": [],
    }  # fmt: skip


def test_what_cannot_be_restored_is_refused_and_changes_nothing(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    before = run.json("document", "show", "1")
    refused = {
        ("1", "9"): "There is no dropped text 9; they are numbered 1 to 3",
        ("1", "--reason", "advert"): "The reasons here are: comment form, no text, share buttons",
        ("1", "3"): "ruled lines without text are no lines of the document",
        ("1", "--undo"): "Nothing was restored in notat.txt",
        ("7", "1"): "There is no document '7'",
    }
    for arguments, message in refused.items():
        run("document", "restore", *arguments, status=1)
        assert message in run.error
    for arguments in (("1",), ("1", "1", "--all"), ("1", "--all", "--undo")):
        run("document", "restore", *arguments, status=2)
        assert "Give either NUMBERS, --reason, --all or --undo" in run.error
    assert run.json("document", "show", "1") == before


def test_document_without_dropped_text_says_so(run: Run, folder: Path) -> None:
    (folder / "notat.txt").write_text("Byalag\n\nTvå byalag i Kil fick pengar.\n", encoding="utf-8")
    run("ingest", str(folder))
    assert "Nothing was dropped from notat.txt." in run("document", "show", "1", "--dropped")
    run("document", "restore", "1", "--all", status=1)
    assert "there is nothing to restore" in run.error


def test_restored_text_stays_when_the_file_is_taken_in_again(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "restore", "1", "--reason", "share buttons")
    assert len(run.json("ingest", str(folder))["unchanged"]) == 1
    # as after an update of Metodbank that reads files in another way
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
    raw.close()
    assert len(run.json("ingest", str(folder))["changed"]) == 1
    assert "Facebook\nTwitter" in texts(run)
    (folder / "notat.txt").rename(folder / "flyttad.txt")
    assert len(run.json("ingest", str(folder))["moved"]) == 1
    assert "Facebook\nTwitter" in texts(run)


def test_a_changed_file_starts_anew(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "restore", "1", "--reason", "share buttons")
    (folder / "notat.txt").write_text(NOTAT + "\nFler kom till mötena.\n", encoding="utf-8")
    run("ingest", str(folder))
    assert "Facebook" not in texts(run)
    assert restored(run) == {}


def test_a_deleted_document_takes_its_restored_lines_with_it(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "restore", "1", "1")
    assert {text_hash(line) for line in ("Facebook", "Twitter", "E-post")} in restored(run).values()
    run("document", "delete", "1", "--yes")
    assert restored(run) == {}
    run("ingest", str(folder))
    assert "Facebook" not in texts(run, "notat.txt")


def restored(run: Run) -> dict[str, frozenset[str]]:
    store = Store(run.home / "store.sqlite")
    try:
        return dict(store.restored_lines())
    finally:
        store.close()


def test_restored_lines_of_other_files_are_kept(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    one, other = prepared("/a.txt", ["ett byalag"]), prepared("/b.txt", ["ett annat"])
    store.put_restored(one, ["Twitter"], pipeline_version=1, facts_sha256=None)
    other_id = store.put_restored(other, ["Facebook", "Dela"], pipeline_version=1, facts_sha256=None)
    store.put_restored(one, ["E-post"], pipeline_version=1, facts_sha256=None)
    assert store.restored_lines() == {
        one.source.sha256: {"E-post"},
        other.source.sha256: {"Facebook", "Dela"},
    }
    store.delete_document(other_id)
    store.forget_restored()
    assert store.restored_lines() == {one.source.sha256: {"E-post"}}
    store.close()


def test_facts_beside_the_file_hold_for_the_restored_document(run: Run, folder: Path) -> None:
    (folder / "notat.txt.meta.toml").write_text('title = "Sagt bredvid"\n', encoding="utf-8")
    run("ingest", str(folder))
    run("document", "restore", "1", "1")
    assert run.json("document", "show", "1")["metadata"]["title"] == "Sagt bredvid"
    assert len(run.json("ingest", str(folder))["unchanged"]) == 1
    before = run.json("document", "show", "1")
    for path in folder.iterdir():
        path.unlink()
    run("document", "restore", "1", "1", status=1)
    assert "with it the facts that stood beside it" in run.error
    assert run.json("document", "show", "1") == before


def test_restoring_needs_the_kept_original_and_not_the_file(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    (folder / "notat.txt").unlink()
    run("document", "restore", "1", "1")
    assert "Facebook" in texts(run)
    (original,) = (path for path in (run.home / "originals").glob("*/*") if path.is_file())
    original.write_text("något annat", encoding="utf-8")
    run("document", "restore", "1", "1", status=1)
    assert "is gone or was changed" in run.error
    original.unlink()
    run("document", "restore", "1", "--undo", status=1)
    assert "is gone or was changed" in run.error
    assert "Facebook" in texts(run)


def test_masked_words_stay_masked_in_restored_text(run: Run, folder: Path) -> None:
    text = NOTAT + "\n## Källor\n\nRapporten (2019), https://exempel.se, anna.berg@exempel.se\n"
    (folder / "notat.txt").unlink()
    (folder / "notat.md").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    assert "source list" in reasons(run)
    run("document", "restore", "1", "--reason", "source list")
    assert "Rapporten (2019)" in texts(run)
    assert "anna.berg" not in texts(run)


def test_restored_lines_are_not_kept_in_clear(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    run("document", "restore", "1", "1")
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        rows = raw.execute("SELECT sha256, line_sha256 FROM restored").fetchall()
    raw.close()
    source = run.json("document", "show", "1")["metadata"]["sha256"]
    assert sorted(rows) == sorted((source, text_hash(line)) for line in ("Facebook", "Twitter", "E-post"))


BODY = "Två byalag i Kils kommun fick pengar att använda som de ville, och flera möten hölls i bygdegården."
MORE = (
    "Fritidsbanken lånar ut idrottsprylar gratis till alla barn, och det kom fler än någon hade väntat sig."
)


def _docx() -> bytes:
    return make_docx(
        [("Title", "Anteckningar"), ("Normal", BODY), ("Normal", "5 kommentarer"), ("Normal", MORE)]
    )


def _pdf() -> bytes:
    lines = [("p", BODY), ("p", "5 kommentarer"), ("p", MORE)]
    return make_pdf([[("h1", "Anteckningar"), *lines], [("p", "Man ringde hem till familjer i Hagfors.")]])


def _html() -> bytes:
    return make_html(
        f"<main><h1>Anteckningar</h1><p>{BODY}</p><p>{MORE}</p><p>5 kommentarer</p><p>{MORE} Igen.</p></main>"
    )


@pytest.mark.parametrize(("name", "make"), [("a.docx", _docx), ("a.pdf", _pdf), ("a.html", _html)])
def test_other_formats_are_made_anew_too(
    run: Run, tmp_path: Path, name: str, make: Callable[[], bytes]
) -> None:
    (tmp_path / name).write_bytes(make())
    run("ingest", str(tmp_path / name))
    assert "5 kommentarer" not in texts(run)
    assert "comment form" in reasons(run)
    run("document", "restore", "1", "--reason", "comment form")
    shown = run.json("document", "show", "1")
    assert "5 kommentarer" in str([(chunk["heading_path"], chunk["text"]) for chunk in shown["chunks"]])
    assert "comment form" not in reasons(run)


def test_a_document_in_an_archive_is_restored(run: Run, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("notat.txt", NOTAT)
    (tmp_path / "allt.zip").write_bytes(packed.getvalue())
    run("ingest", str(tmp_path / "allt.zip"))
    run("document", "restore", "1", "1")
    assert "Facebook" in texts(run)
    assert len(run.json("ingest", str(tmp_path / "allt.zip"))["failed"]) == 0
    assert "Facebook" in texts(run)


def test_a_signature_cannot_be_restored(run: Run, tmp_path: Path) -> None:
    body = f"{BODY}\n\n{MORE}\n\n-- \nAnna Berg\nKils kommun\n"
    (tmp_path / "brev.eml").write_bytes(make_mail(body, subject="Byalag i Kil"))
    run("ingest", str(tmp_path / "brev.eml"))
    assert "quoted mail or signature" in reasons(run)
    run("document", "restore", "1", "--reason", "quoted mail or signature", status=1)
    assert "quoted mails and signatures" in run.error
