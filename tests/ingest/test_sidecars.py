"""Facts beside documents, and files that are not read again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.run import run
from kb.gazetteer import load_gazetteer
from kb.records import Document, IngestReport
from kb.store import Store
from kb.taxonomy import load_taxonomy

A = "Anteckningar om byalag\n\nI Kils kommun fick två byalag pengar.\n"
B = "Referat om natteravne\n\nI Odense Kommune går natteravne hver lørdag.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "documents"
    made.mkdir()
    write(made / "a.txt", A)
    write(made / "b.txt", B)
    return made


def write(path: Path, text: str) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")


def ingest(store: Store, *paths: Path) -> IngestReport:
    return run(
        store, paths, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(),
        originals=store.path.parent / "originals", max_bytes=1_000_000,
    )  # fmt: skip


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(path).name for path in paths]


def document(store: Store, name: str) -> Document:
    (found,) = store.documents_named(name)
    return store.documents_by_id([found])[found]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "a.txt.meta.toml",
            'titel = "Byalag i Kil"\ndatum = 2017-05-12\n"författare" = ["Anna Ek", "Bo Ö"]\n',
        ),
        ("a.txt.meta.yaml", "titel: Byalag i Kil\ndatum: 2017-05-12\nförfattare: [Anna Ek, Bo Ö]\n"),
        ("a.txt.meta.yml", "titel: Byalag i Kil\ndatum: 2017-05-12\nförfattare:\n- Anna Ek\n- Bo Ö\n"),
        ("a.toml", 'title = "Byalag i Kil"\ndate = "2017-05-12"\nauthors = ["Anna Ek", "Bo Ö"]\n'),
        ("a.yaml", "title: Byalag i Kil\ndate: 2017-05-12\nauthors: [Anna Ek, Bo Ö]\n"),
    ],
)
def test_facts_beside_a_file_are_its_metadata(store: Store, folder: Path, name: str, text: str) -> None:
    write(folder / name, text)
    report = ingest(store, folder)
    metadata = document(store, "a.txt").metadata
    assert (metadata.title, metadata.date, metadata.authors) == (
        "Byalag i Kil",
        "2017-05-12",
        ("Anna Ek", "Bo Ö"),
    )
    assert document(store, "b.txt").metadata.title != "Byalag i Kil"
    assert (names(report.added), report.failed, report.skipped) == (["a.txt", "b.txt"], (), ())


def test_facts_of_a_folder_hold_below_it_and_nearer_ones_win(store: Store, folder: Path) -> None:
    write(folder / "_folder.meta.toml", 'organisation = "Nätverket"\ndate = "2015"\n')
    write(folder / "sub" / "_folder.meta.yaml", "date: 2016\n")
    write(folder / "sub" / "c.txt", "Fritidsbank\n\nI Forshaga lånar man ut skridskor.\n")
    write(folder / "b.txt.meta.toml", 'date = "2017"\n')
    ingest(store, folder)
    found = {name: document(store, name).metadata for name in ("a.txt", "b.txt", "c.txt")}
    assert {name: metadata.date for name, metadata in found.items()} == {
        "a.txt": "2015", "b.txt": "2017", "c.txt": "2016",
    }  # fmt: skip
    assert {metadata.organisation for metadata in found.values()} == {"Nätverket"}
    report = ingest(store, folder / "sub" / "c.txt")
    assert (report.unchanged, report.changed) == ((str(folder / "sub" / "c.txt"),), ())


def test_changed_or_removed_facts_change_their_document_only(store: Store, folder: Path) -> None:
    sidecar = folder / "a.txt.meta.toml"
    ingest(store, folder)
    write(sidecar, 'title = "Ett"\n')
    assert names(ingest(store, folder).changed) == ["a.txt"]
    write(sidecar, '# samma\ntitle = "Ett"\n')
    assert names(ingest(store, folder).unchanged) == ["a.txt", "b.txt"]
    sidecar.unlink()
    assert names(ingest(store, folder).changed) == ["a.txt"]
    assert document(store, "a.txt").metadata.title == "Anteckningar om byalag"


def test_moved_file_takes_the_facts_of_its_new_folder(store: Store, folder: Path) -> None:
    ingest(store, folder)
    before = document(store, "a.txt").id
    write(folder / "sub" / "_folder.meta.toml", 'date = "2016"\n')
    (folder / "a.txt").rename(folder / "sub" / "a.txt")
    report = ingest(store, folder)
    assert (names(report.moved), report.changed, report.added) == (["a.txt"], (), ())
    assert (document(store, "a.txt").id, document(store, "a.txt").metadata.date) == (before, "2016")


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("a.txt.meta.toml", "title = 'x'\n\"färg\" = 'blå'\n", "line 2: there is no fact 'färg'"),
        ("a.txt.meta.yaml", "# x\ntitle: x\nfärg: blå\n", "line 3: there is no fact 'färg'"),
        ("a.txt.meta.toml", "title = 'x'\ndate = \n", "line 2"),
        ("a.txt.meta.toml", "title = 'x'\nförfattare = 'Bo'\n", "must stand in quotation marks"),
        ("a.txt.meta.yaml", "title: [x\n", "line 2"),
        ("a.txt.meta.yaml", "a: &x [1]\ntitle: *x\n", "aliases"),
        ("a.txt.meta.yaml", "- title\n", "line 1"),
        ("a.txt.meta.toml", "x" * 200_000, "100 kB"),
        ("_folder.meta.toml", "titel = 'x'\n", "line 1: a whole folder cannot have one title"),
    ],
)
def test_bad_facts_are_told_and_the_document_taken(
    store: Store, folder: Path, name: str, text: str, reason: str
) -> None:
    write(folder / name, text)
    report = ingest(store, folder)
    assert names(report.added) == ["a.txt", "b.txt"]
    assert [failure.path for failure in report.failed] == [str(folder / name)]
    assert reason in report.failed[0].reason
    assert report.failed[0].reason.startswith(name)


def test_facts_of_no_file_are_passed_over_with_the_reason(store: Store, folder: Path) -> None:
    write(folder / "c.txt.meta.toml", "title = 'x'\n")
    assert "no file there" in ingest(store, folder).skipped[0].reason
    write(folder / "a.txt.meta.toml", "title = 'x'\n")
    report = ingest(store, folder / "a.txt.meta.toml")
    assert "states facts about a.txt" in report.skipped[0].reason


@pytest.mark.parametrize("text", ["title: x\nvatten: 3\n", "bara text\n", "", "title: [x\n"])
def test_file_of_the_same_stem_is_a_document_unless_it_clearly_states_facts(
    store: Store, folder: Path, text: str
) -> None:
    write(folder / "a.yaml", text)
    report = ingest(store, folder)
    assert document(store, "a.txt").metadata.title == "Anteckningar om byalag"
    assert "a.yaml" in [*names(report.added), *names(tuple(failure.path for failure in report.failed))]


# Files that are not read again


def age(*paths: Path) -> None:
    for path in paths:
        os.utime(path, ns=(10**18, 10**18))


def test_untouched_files_are_not_read(store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    age(folder / "a.txt", folder / "b.txt")
    ingest(store, folder)
    monkeypatch.setattr("ingest.reading.read_file", None)
    assert names(ingest(store, folder).unchanged) == ["a.txt", "b.txt"]


def test_touched_file_with_the_same_content_is_unchanged(store: Store, folder: Path) -> None:
    age(folder / "a.txt", folder / "b.txt")
    ingest(store, folder)
    os.utime(folder / "a.txt", ns=(10**18, 10**18 + 1))
    changes = store.last_change()
    assert names(ingest(store, folder).unchanged) == ["a.txt", "b.txt"]
    assert store.last_change() == changes
    assert {file.modified_ns for file in store.seen_files()} == {10**18, 10**18 + 1}


def test_file_written_again_at_once_is_seen_to_be_changed(store: Store, folder: Path) -> None:
    ingest(store, folder)
    status = (folder / "a.txt").stat()
    write(folder / "a.txt", A.replace("två", "tio"))
    os.utime(folder / "a.txt", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert names(ingest(store, folder).changed) == ["a.txt"]


def test_copies_are_not_read_again_and_follow_their_twin(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(folder / "c.txt", A)
    age(*folder.iterdir())
    first = ingest(store, folder)
    monkeypatch.setattr("ingest.reading.read_file", None)
    assert ingest(store, folder).duplicates == first.duplicates
    (folder / "a.txt").unlink()
    report = ingest(store, folder)
    assert (names(report.moved), report.missing) == (["c.txt"], ())


def test_forgotten_files_are_read(store: Store, folder: Path) -> None:
    age(*folder.iterdir())
    ingest(store, folder)
    store.remember_files([], gone=[file.path for file in store.seen_files()])
    assert names(ingest(store, folder).unchanged) == ["a.txt", "b.txt"]


def test_file_that_goes_while_it_is_read_is_told(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.pipeline import read_file

    def read(path: Path, *, max_bytes: int) -> bytes:
        if path.name == "a.txt":
            path.unlink()
        return read_file(path, max_bytes=max_bytes)

    monkeypatch.setattr("ingest.reading.read_file", read)
    report = ingest(store, folder)
    assert (names(report.added), len(report.failed)) == (["b.txt"], 1)
    assert "a.txt cannot be read: No such file" in report.failed[0].reason


TABLE = (
    "Rubrik;Ort;Vad gjordes;Anm\n"
    "Cykelköket;Kil;Ungdomar lagar sina cyklar själva på torsdagar;verkstaden\n"
    "Lånekorgen;Forshaga;Föreningen lånar ut kälkar och skridskor till alla;boden\n"
)


def headings(store: Store, name: str) -> list[tuple[str, ...]]:
    found = document(store, name).id
    return [chunk.heading_path for chunk in store.chunks(found)]


def test_roles_beside_a_table_overrule_the_guess_and_a_change_takes_it_in_again(
    store: Store, folder: Path
) -> None:
    write(folder / "lista.csv", TABLE)
    ingest(store, folder)
    assert headings(store, "lista.csv")[0] == ("Cykelköket (Kil)",)
    write(folder / "lista.csv.columns.toml", 'name = "Anm"\n')
    report = ingest(store, folder)
    assert names(report.changed) == ["lista.csv"]
    assert report.added == ()
    assert headings(store, "lista.csv")[0] == ("verkstaden (Kil)",)


def test_roles_that_cannot_be_read_are_told_and_the_table_taken(store: Store, folder: Path) -> None:
    write(folder / "lista.csv", TABLE)
    write(folder / "lista.csv.columns.toml", "name = \n")
    report = ingest(store, folder)
    assert "lista.csv" in names(report.added)
    assert any("lista.csv.columns.toml" in failed.reason for failed in report.failed)
