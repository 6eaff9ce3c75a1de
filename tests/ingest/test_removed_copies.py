"""Files whose documents were removed as copies: passed over while what was kept instead is there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.run import run
from kb.gazetteer import load_gazetteer
from kb.records import IngestReport
from kb.similar import compare_new
from kb.similar_answers import copy_of
from kb.store import Store
from kb.taxonomy import load_taxonomy
from tests.ingest.makers import make_mail
from tests.kb.similar_texts import ARTICLE, DANISH

_TEXT = "Lånecykeln i Sandby\n\n" + "\n\n".join(ARTICLE)


def ingest(store: Store, *paths: Path, prune: bool = False) -> IngestReport:
    return run(
        store,
        paths,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=store.path.parent / "originals",
        max_bytes=1_000_000,
        prune=prune,
    )


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(path).name for path in paths]


def passed_over(report: IngestReport) -> list[str]:
    return [Path(file.path).name for file in report.skipped]


def stored(store: Store) -> list[str]:
    return [Path(file.path).name for file in store.files()]


def remove(store: Store, name: str) -> None:
    compare_new(store)
    (document_id,) = store.documents_named(name)
    store.remove_copy(copy_of(store, document_id))


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Path:
    """Return a folder with a text and its print, which was removed as a copy."""
    made = tmp_path / "dokument"
    made.mkdir()
    (made / "text.txt").write_text(_TEXT, encoding="utf-8")
    (made / "print.txt").write_text(f"{_TEXT}\n\nUtskriven i maj.\n", encoding="utf-8")
    ingest(store, made)
    remove(store, "print.txt")
    return made


def test_it_is_passed_over_with_the_reason(store: Store, folder: Path) -> None:
    report = ingest(store, folder)
    assert passed_over(report) == ["print.txt"]
    assert report.skipped[0].reason == (
        f"was removed as a copy of {folder / 'text.txt'} (document 2). "
        "Undo with: metodbank document similar --undo 1"
    )
    assert (report.added, report.duplicates, report.missing, report.failed) == ((), (), (), ())
    assert stored(store) == ["text.txt"]


def test_it_is_passed_over_wherever_it_lies(store: Store, folder: Path) -> None:
    (folder / "print.txt").rename(folder / "en kopia.txt")
    assert passed_over(ingest(store, folder)) == ["en kopia.txt"]


def test_it_is_taken_in_again_once_that_is_undone(store: Store, folder: Path) -> None:
    (copy,) = store.removed_copies()
    store.forget_copy(copy.sha256)
    assert names(ingest(store, folder).added) == ["print.txt"]
    assert compare_new(store) == {(2, 3)}


def test_it_comes_back_when_what_was_kept_is_deleted(store: Store, folder: Path) -> None:
    (document_id,) = store.documents_named("text.txt")
    store.delete_document(document_id)
    (folder / "text.txt").unlink()
    assert names(ingest(store, folder).added) == ["print.txt"]
    assert store.removed_copies() == []


def test_it_comes_back_when_what_was_kept_has_changed(store: Store, folder: Path) -> None:
    (folder / "text.txt").write_text("\n\n".join(DANISH), encoding="utf-8")
    report = ingest(store, folder)
    assert (names(report.changed), names(report.added)) == (["text.txt"], ["print.txt"])


def test_it_comes_back_when_what_was_kept_is_pruned(store: Store, folder: Path) -> None:
    (folder / "text.txt").unlink()
    report = ingest(store, folder)
    assert (names(report.missing), passed_over(report)) == (["text.txt"], ["print.txt"])
    report = ingest(store, folder, prune=True)
    assert (names(report.pruned), names(report.added)) == (["text.txt"], ["print.txt"])


def test_it_is_passed_over_though_what_was_kept_moves_in_the_same_run(store: Store, folder: Path) -> None:
    (folder / "text.txt").rename(folder / "zzz.txt")
    report = ingest(store, folder, prune=True)
    assert (names(report.moved), passed_over(report)) == (["zzz.txt"], ["print.txt"])


def test_its_path_loses_what_it_held_meanwhile(store: Store, folder: Path) -> None:
    removed = (folder / "print.txt").read_bytes()
    (folder / "print.txt").write_text("\n\n".join(DANISH), encoding="utf-8")
    ingest(store, folder)
    assert stored(store) == ["print.txt", "text.txt"]
    (folder / "print.txt").write_bytes(removed)
    assert passed_over(ingest(store, folder)) == ["print.txt"]
    assert stored(store) == ["text.txt"]


def test_other_content_is_taken_in(store: Store, folder: Path) -> None:
    (folder / "print.txt").write_text(f"{_TEXT}\n\nUtskriven i juni.\n", encoding="utf-8")
    assert names(ingest(store, folder).added) == ["print.txt"]
    assert compare_new(store) == {(2, 3)}


def test_a_mail_is_passed_over_too(store: Store, folder: Path) -> None:
    (folder / "brev.eml").write_bytes(make_mail(_TEXT, subject="Lånecykeln"))
    ingest(store, folder)
    remove(store, "brev.eml")
    assert passed_over(ingest(store, folder)) == ["brev.eml", "print.txt"]
