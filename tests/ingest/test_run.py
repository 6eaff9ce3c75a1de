"""What a run makes of files that change, move, are copied or cannot be read."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import run as run_module
from ingest.pipeline import PIPELINE_VERSION, prepare_document
from ingest.run import run
from kb.errors import DiskFullError
from kb.gazetteer import load_gazetteer
from kb.records import IngestReport, PreparedDocument
from kb.store import Store
from kb.taxonomy import load_taxonomy

A = "Anteckningar om byalag\n\nI Kils kommun fick två byalag pengar.\n"
B = "Referat om natteravne\n\nI Odense Kommune går natteravne hver lørdag.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    (made / "a.txt").write_text(A, encoding="utf-8")
    (made / "b.txt").write_text(B, encoding="utf-8")
    return made


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


def names(paths: Sequence[str]) -> list[str]:
    return [Path(path).name for path in paths]


def stored(store: Store) -> dict[str, str]:
    return {document.source.name: store.text(document.id) for document in store.documents(limit=99, offset=0)}


def test_files_that_change_places_are_both_kept(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (folder / "a.txt").write_text(B, encoding="utf-8")
    (folder / "b.txt").write_text(A, encoding="utf-8")
    report = ingest(store, folder)
    assert stored(store) == {"a.txt": B, "b.txt": A}
    assert report.duplicates == ()
    assert ingest(store, folder).unchanged == (str(folder / "a.txt"), str(folder / "b.txt"))


def test_copy_of_what_a_file_was_before_it_changed_is_taken(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (folder / "0.txt").write_text(B, encoding="utf-8")
    (folder / "b.txt").write_text("Något helt annat\n\nOm cykelvägar i Lunds kommun.\n", encoding="utf-8")
    report = ingest(store, folder)
    assert stored(store)["0.txt"] == B
    assert names(report.changed) == ["b.txt"]
    assert report.duplicates == ()


def test_copies_among_new_files_are_taken_once(store: Store, folder: Path) -> None:
    (folder / "c.txt").write_text(A, encoding="utf-8")
    report = ingest(store, folder)
    assert names(report.added) == ["a.txt", "b.txt"]
    assert [names(pair) for pair in report.duplicates] == [["c.txt", "a.txt"]]


def test_renamed_file_keeps_its_id(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (before,) = store.documents_named("a.txt")
    (folder / "a.txt").rename(folder / "z.txt")
    report = ingest(store, folder)
    assert names(report.moved) == ["z.txt"]
    assert report.missing == ()
    assert store.documents_named("z.txt") == [before]


def test_file_overwritten_with_a_copy_of_another_is_no_longer_there(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (folder / "b.txt").write_text(A, encoding="utf-8")
    report = ingest(store, folder)
    assert [names(pair) for pair in report.duplicates] == [["b.txt", "a.txt"]]
    assert stored(store) == {"a.txt": A}


def test_folder_that_is_gone_can_be_pruned(store: Store, folder: Path) -> None:
    ingest(store, folder)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    report = ingest(store, folder)
    assert (names(report.missing), report.failed) == (["a.txt", "b.txt"], ())
    assert len(ingest(store, folder, prune=True).pruned) == 2
    assert stored(store) == {}
    assert len(ingest(store, folder).failed) == 1


def test_file_that_is_gone_can_be_pruned_by_its_name(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (folder / "a.txt").unlink()
    assert names(ingest(store, folder / "a.txt", prune=True).pruned) == ["a.txt"]
    assert list(stored(store)) == ["b.txt"]


def test_originals_are_kept_of_what_is_stored_only(store: Store, folder: Path) -> None:
    ingest(store, folder)
    (folder / "a.txt").unlink()
    ingest(store, folder, prune=True)
    kept = [path.read_text(encoding="utf-8") for path in (store.path.parent / "originals").glob("*/*")]
    assert kept == [B]


def test_unforeseen_error_concerns_its_file_only(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_on_a(source: object, *arguments: object, **named: object) -> PreparedDocument:
        if getattr(source, "name", "") == "a.txt":
            raise ZeroDivisionError("by zero")
        return prepare_document(source, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(run_module, "prepare_document", fail_on_a)
    report = ingest(store, folder)
    assert names(report.added) == ["b.txt"]
    assert "a.txt could not be taken in: ZeroDivisionError: by zero" in report.failed[0].reason


def test_full_disk_ends_the_run(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise DiskFullError("full")

    monkeypatch.setattr(run_module, "keep_original", full)
    with pytest.raises(DiskFullError):
        ingest(store, folder)


def test_name_that_is_not_unicode_is_reported(store: Store, folder: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(folder) + b"/latin\xe5.txt")).write_text("text", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes Unicode names only")
    report = ingest(store, folder)
    assert names(report.added) == ["a.txt", "b.txt"]
    assert [failure.path.encode() for failure in report.failed] == [f"{folder}/latin\ufffd.txt".encode()]
    assert "not valid Unicode" in report.failed[0].reason


def test_document_of_an_older_pipeline_is_made_anew(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ingest(store, folder)
    monkeypatch.setattr(run_module, "PIPELINE_VERSION", PIPELINE_VERSION + 1)
    assert names(ingest(store, folder).changed) == ["a.txt", "b.txt"]
    assert names(ingest(store, folder).unchanged) == ["a.txt", "b.txt"]
