"""A document that another store has read in the same way is taken from there, and is the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from ingest import reading
from ingest.copied import Copied
from ingest.given import GivenFile, facts_of
from ingest.pipeline import PIPELINE_VERSION
from ingest.run import run
from ingest.tasks import Asked, Outcome, Task, take
from kb.gazetteer import load_gazetteer
from kb.records import IngestReport
from kb.store import Store
from kb.store.erased import ErasedPhrase, ErasedWords
from kb.store.review_store import ReviewStore
from kb.taxonomy import load_taxonomy
from search.theme_scorer import shipped_theme_scorer
from tests.notes_sample import write_notes

_DOCUMENTS = Path(__file__).parent.parent / "documents"
_TABLES = {
    "documents": "id, path, name, sha256, media_type, n_bytes, licence, url, title, date, year, period, "
    "place, authors, organisation, event, venue, contact, type, language, text, has_lines, pipeline_version, "
    "facts_sha256",
    "chunks": "*",
    "tags": "*",
    "sections": "*",
    "pages": "*",
    "dropped": "*",
    "given_facts": "*",
}
_FACTS = {"event": "Nordisk dag", "place": "Karlstad", "title": "Vandring"}
_TEXT = "Vandring i Karlstad\n\nI Karlstads kommun gjordes 2019 en vandring med 30 boende i alla områden.\n"


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        found = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
            for table, columns in _TABLES.items()
        }
    connection.close()
    return found


def _take(
    folder: Path, given: Sequence[GivenFile], *, is_masked: bool = True, known: Store | None = None
) -> tuple[IngestReport, Store]:
    store = Store(folder / "store.sqlite")
    report = run(
        store,
        (),
        given=given,
        known=known,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=folder / "originals",
        max_bytes=200_000_000,
        mask_personal_data=is_masked,
        theme_scorer=partial(shipped_theme_scorer, load_taxonomy()),
    )
    return report, store


@pytest.fixture
def names_read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read from now on."""
    names: list[str] = []

    def noted(task: Task, *arguments: object, **values: object) -> Outcome:
        names.append(task.name)
        return take(task, *arguments, **values)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "take", noted)
    return names


def test_of_every_sample_the_copy_is_what_reading_gives(tmp_path: Path, names_read: list[str]) -> None:
    samples = [each for each in sorted(_DOCUMENTS.iterdir()) if each.suffix not in {".py", ".md"}]
    paths = [*samples, _DOCUMENTS / "sammanfattning.md", *write_notes(tmp_path / "notes", n=30)]
    given = [
        GivenFile(path=f"upload:1/{number}/{path.name}", name=path.name, on_disk=path, facts=_FACTS)
        for number, path in enumerate(paths)
    ]
    (tmp_path / "read").mkdir()
    (tmp_path / "copied").mkdir()
    by_reading, known = _take(tmp_path / "read", given)
    first = set(names_read)
    names_read.clear()
    by_copying, _ = _take(tmp_path / "copied", given, known=known)
    assert _rows(tmp_path / "copied" / "store.sqlite") == _rows(tmp_path / "read" / "store.sqlite")
    assert by_copying.failed == by_reading.failed
    assert sorted(by_copying.duplicates) == sorted(by_reading.duplicates)
    assert len(by_copying.added) > 30
    # what is read again are containers, and what cannot be read
    stored = {file.path.rpartition("/")[2] for file in known.files()}
    assert {Path(name).suffix for name in set(names_read) & stored} <= {".eml"}
    assert len(first) > len(set(names_read)) + 30
    originals = [
        sorted(each.name for each in (tmp_path / name / "originals").glob("*/*"))
        for name in ("read", "copied")
    ]
    assert originals[0] == originals[1]


class _Noted:
    """Counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def submit(self, task: Task, data: bytes) -> Asked:  # noqa: ARG002
        self.asked.append(task.name)
        return Asked(result=Outcome, is_ready=lambda: True)


@pytest.fixture
def known(tmp_path: Path) -> Store:
    file = tmp_path / "vandring.txt"
    file.write_text(_TEXT, encoding="utf-8")
    given = GivenFile(path="upload:1/2/vandring.txt", name=file.name, on_disk=file, facts=_FACTS)
    return _take(tmp_path, [given])[1]


def _task(known: Store) -> Task:
    facts = facts_of(_FACTS)
    return Task(
        path="upload:1/2/vandring.txt",
        name="vandring.txt",
        sha256=known.files()[0].sha256,
        depth=0,
        facts=facts.values,
        facts_sha256=facts.sha256,
        parts_folder="",
        max_bytes=1000,
    )


_ERASED = ErasedWords(
    key="key",
    phrases=(
        ErasedPhrase(
            erasure_id=1, words_hash="a", n_words=1, sha256="", path="", is_everywhere=True, n_places=1
        ),
    ),
)


@pytest.mark.parametrize(
    "change",
    [
        lambda task: replace(task, path="upload:1/3/vandring.txt"),
        lambda task: replace(task, name="annan.txt"),
        lambda task: replace(task, sha256="0" * 64),
        lambda task: replace(task, facts_sha256=facts_of({"event": "Annan dag"}).sha256),
        lambda task: replace(task, restored=frozenset({"line"})),
        lambda task: replace(task, erased=_ERASED),
    ],
)
def test_what_differs_in_anything_is_read(known: Store, change: Callable[[Task], Task]) -> None:
    reader = _Noted()
    copied = Copied(reader=reader, known=known, version=PIPELINE_VERSION, decided=())
    prepared = copied.submit(_task(known), b"").result().prepared
    assert prepared is not None
    assert prepared.metadata.title == "Vandring"
    assert reader.asked == []
    assert copied.submit(change(_task(known)), b"").result().prepared is None
    assert len(reader.asked) == 1


def test_what_was_masked_or_decided_otherwise_or_made_by_other_rules_is_read(known: Store) -> None:
    reader = _Noted()
    task = _task(known)
    for version, decided in (
        (-PIPELINE_VERSION, ""),
        (PIPELINE_VERSION + 1, ""),
        (PIPELINE_VERSION, task.sha256),
    ):
        copied = Copied(reader=reader, known=known, version=version, decided={decided})
        assert copied.submit(task, b"").result().prepared is None
    assert len(reader.asked) == 3


def test_what_holds_restored_lines_there_alone_is_read(known: Store) -> None:
    reader = _Noted()
    task = _task(known)
    known.part(ReviewStore).put_restored({task.sha256: ["line"]})
    copied = Copied(reader=reader, known=known, version=PIPELINE_VERSION, decided=())
    assert copied.submit(task, b"").result().prepared is None
    assert copied.submit(replace(task, restored=frozenset({"line"})), b"").result().prepared is not None
