"""Erased words do not come back, and documents without an original can still be changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from kb.store import Store
from kb.store.erased import parsed as read_parsed
from kb.text import text_hash
from tests.ingest.makers import make_docx, make_pdf
from tests.kb.conftest import Run
from tests.kb.traces import (
    KEPT,
    MORE,
    NOTE,
    RARE,
    WORDS,
    erase,
    mail,
    opened,
    originals,
    pack,
    texts,
    traces,
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "dokument"
    made.mkdir()
    (made / "notat.txt").write_text(NOTE, encoding="utf-8")
    return made


# It does not come back


def test_a_changed_version_at_the_path_leaves_the_words_out(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    (folder / "notat.txt").write_text(NOTE + "\nFler kom till mötena.\n", encoding="utf-8")
    assert len(run.json("ingest", str(folder))["changed"]) == 1
    assert "Fler kom till mötena." in texts(run)
    assert traces(run.home) == set()
    assert originals(run) == set()
    # its content is known as well now
    run("document", "delete", "1", "--yes")
    (folder / "notat.txt").rename(folder / "annat namn.txt")
    run("ingest", str(folder))
    assert traces(run.home) == set()
    # a version without the words is kept whole again
    (folder / "annat namn.txt").write_text(f"Byalag\n\n{KEPT}\n", encoding="utf-8")
    run("ingest", str(folder))
    assert len(originals(run)) == 1


def test_a_moved_file_and_its_later_versions_leave_the_words_out(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    (folder / "notat.txt").rename(folder / "flyttad.txt")
    assert len(run.json("ingest", str(folder))["moved"]) == 1
    (folder / "flyttad.txt").write_text(NOTE + "\nFler kom till mötena.\n", encoding="utf-8")
    assert len(run.json("ingest", str(folder))["changed"]) == 1
    assert traces(run.home) == set()


def test_a_deleted_document_comes_back_without_the_words(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    run("document", "delete", "1", "--yes")
    store = Store(run.home / "store.sqlite")
    assert store.withheld() == frozenset()  # what was read from it goes with it
    store.close()
    run("ingest", str(folder))
    assert KEPT in texts(run, "notat.txt")
    assert traces(run.home) == set()


def test_another_file_keeps_the_words_unless_they_go_everywhere(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    (folder / "ny.txt").write_text(f"Nytt om byalag\n\n{KEPT}\n\n{WORDS}.\n", encoding="utf-8")
    run("ingest", str(folder))
    assert WORDS in texts(run, "ny.txt")
    assert erase(run, "ny.txt", "--everywhere")["erased"][0]["everywhere"] is True
    (folder / "nyare.txt").write_text(f"Nyare om byalag\n\n{MORE}\n\n{WORDS}.\n", encoding="utf-8")
    run("ingest", str(folder))
    assert MORE in texts(run, "nyare.txt")
    assert traces(run.home) == set()
    assert originals(run) == set()


def test_masking_turned_off_later_does_not_bring_the_words_back(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"Anteckningar\n\n{KEPT}\n\nQvistberg Zakrisson nås på tfn 070-123 45 67 hemma.\n"
    (folder / "notat.txt").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    erase(run, text="Qvistberg Zakrisson nås på tfn [telefon] hemma")
    monkeypatch.setenv("METODBANK_MASK_PERSONAL_DATA", "false")
    assert len(run.json("ingest", str(folder))["changed"]) == 1
    assert traces(run.home, (*RARE, "070-123")) == set()


def test_unmasked_numbers_are_erased_as_they_stand(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = f"Anteckningar\n\n{KEPT}\n\nQvistberg Zakrisson nås på tfn 070-123 45 67 hemma.\n"
    (folder / "notat.txt").write_text(text, encoding="utf-8")
    monkeypatch.setenv("METODBANK_MASK_PERSONAL_DATA", "false")
    run("ingest", str(folder))
    run("document", "erase", "1", "--text", "070-123 45 67", "--yes", status=1)
    assert "An e-mail address or a number alone cannot be erased" in run.error
    erase(run, text="Zakrisson nås på tfn 070-123 45 67")
    assert "Qvistberg […] hemma." in texts(run)
    monkeypatch.setenv("METODBANK_MASK_PERSONAL_DATA", "true")
    run("ingest", str(folder))
    assert "Qvistberg […] hemma." in texts(run)


def test_a_new_version_of_a_mail_with_the_attachment_keeps_no_original(run: Run, folder: Path) -> None:
    (folder / "notat.txt").unlink()
    attachment = make_docx([("Normal", KEPT), ("Normal", WORDS), ("Normal", MORE)])
    (folder / "brev.eml").write_bytes(mail("Se bilagan om byalaget i Kil.", a_docx=attachment))
    run("ingest", str(folder))
    erase(run, "a.docx")
    assert originals(run) == set()
    # of the mail itself words can still be erased, without its file
    letter = (folder / "brev.eml").read_bytes()
    (folder / "brev.eml").unlink()
    erase(run, "brev.eml", text="byalaget i Kil")
    assert "Se bilagan om […]" in texts(run, "brev.eml")
    (folder / "brev.eml").write_bytes(letter.replace(b"byalaget i Kil", b"byalaget i Forshaga"))
    run("ingest", str(folder))
    assert "Forshaga" in str([run.json("document", "show", n["source"]) for n in _listed(run)])
    assert traces(run.home) == set()
    assert originals(run) == set()


def _listed(run: Run) -> Any:
    return run.json("document", "list")["documents"]


def test_a_file_read_in_another_way_is_not_stored_when_the_words_are_missed(run: Run, folder: Path) -> None:
    run("ingest", str(folder))
    erase(run)
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
        raw.execute("UPDATE erased SET n_places = 2")  # as if one of two places were not found any more
    raw.close()
    (failed,) = run.json("ingest", str(folder), status=1)["failed"]
    assert (
        "holds words that were erased, and they are not found in it as they were before" in failed["reason"]
    )
    assert traces(run.home) == set()
    # the way out that the message names
    run("document", "delete", "1", "--yes")
    assert len(run.json("ingest", str(folder))["added"]) == 1
    assert traces(run.home) == set()


# Without an original


def test_more_can_be_erased_when_neither_original_nor_file_is_there(run: Run, folder: Path) -> None:
    (folder / "allt.zip").write_bytes(
        pack(a_docx=make_docx([("Normal", KEPT + " " + WORDS), ("Normal", MORE)]))
    )
    run("ingest", str(folder / "allt.zip"))
    erase(run, text="Qvistberg Zakrisson")
    (folder / "allt.zip").unlink()
    erase(run, text="placerades hos Wallmofamiljen")
    assert traces(run.home) == set()
    assert "[…] […] efter tvisten" in texts(run)
    assert MORE in texts(run)
    # and both are found in the file when it comes back
    (folder / "allt.zip").write_bytes(
        pack(a_docx=make_docx([("Normal", KEPT + " " + WORDS), ("Normal", MORE)]))
    )
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.execute("UPDATE documents SET pipeline_version = 1")
    raw.close()
    run("ingest", str(folder / "allt.zip"))
    assert "[…] […] efter tvisten" in texts(run)
    assert traces(run.home) == set()


def test_dropped_text_is_restored_without_an_original(run: Run, folder: Path) -> None:
    text = NOTE + "\nFacebook\nTwitter\nE-post\n\nMan ringde hem till familjer som sällan kommer.\n"
    (folder / "notat.txt").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    erase(run)
    (folder / "notat.txt").unlink()
    run("document", "restore", "1", "--reason", "share buttons")
    assert "Facebook\nTwitter" in texts(run)
    assert "Zakrisson" not in texts(run)
    size = run.json("document", "show", "1")["metadata"]
    assert size["media_type"] == "text/plain"


def test_a_restored_line_stays_restored_without_the_words(run: Run, folder: Path) -> None:
    text = (
        NOTE.replace(WORDS, "Anna")
        + "\nFacebook\nTwitter\nE-post\n\nMan ringde hem till familjer som sällan kommer.\n"
    )
    (folder / "notat.txt").write_text(text, encoding="utf-8")
    run("ingest", str(folder))
    run("document", "restore", "1", "--reason", "share buttons")
    erase(run, text="sällan kommer")
    assert "Facebook\nTwitter" in texts(run)
    store = Store(run.home / "store.sqlite")
    (lines,) = store.restored_lines().values()
    store.close()
    assert lines == {text_hash(line) for line in ("Facebook", "Twitter", "E-post")}


def test_facts_beside_a_file_that_is_gone_stay(run: Run, folder: Path) -> None:
    (folder / "notat.txt.meta.toml").write_text('title = "Sagt bredvid"\n', encoding="utf-8")
    run("ingest", str(folder))
    erase(run, text="Qvistberg")
    for path in folder.iterdir():
        path.unlink()
    erase(run, text="Zakrisson")
    assert run.json("document", "show", "1")["metadata"]["title"] == "Sagt bredvid"


def test_what_is_kept_of_a_withheld_file_is_read_back_as_it_was(run: Run, folder: Path) -> None:
    pages = [[("h1", "Byalag"), ("p", KEPT), ("p", WORDS)], [("li", MORE)]]
    (folder / "b.pdf").write_bytes(make_pdf(pages))
    run("ingest", str(folder / "b.pdf"))
    erase(run)
    before = run.json("document", "show", "1")
    (folder / "b.pdf").unlink()
    with sqlite3.connect(run.home / "store.sqlite") as raw:
        raw.row_factory = sqlite3.Row
        document = read_parsed(raw, before["metadata"]["sha256"])
    raw.close()
    assert document is not None
    assert [page.number for page in document.pages] == [1, 2]
    erase(run, text="gratis till alla barn")
    after = run.json("document", "show", "1")
    assert [chunk["page"] for chunk in after["chunks"]] == [chunk["page"] for chunk in before["chunks"]]


def test_pages_are_not_drawn_any_more(run: Run, folder: Path) -> None:
    (folder / "b.pdf").write_bytes(make_pdf([[("h1", "Byalag"), ("p", KEPT), ("p", WORDS), ("p", MORE)]]))
    knowledge_base = opened(run)
    knowledge_base.ingest([folder / "b.pdf"])
    (document,) = knowledge_base.documents()
    assert knowledge_base.page_image(document.id, 1)
    assert not knowledge_base.is_withheld(document.id)
    knowledge_base.erasing.erase(knowledge_base.erasing.plan(document.id, [WORDS]))
    assert knowledge_base.page_image(document.id, 1) is None
    assert knowledge_base.original(document.id) is None
    assert knowledge_base.is_withheld(document.id)
    knowledge_base.close()
