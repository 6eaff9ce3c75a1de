"""What a file can do to the process that reads it, and what the run makes of it."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import pytest

from ingest import run as run_module
from ingest.run import run
from ingest.workers import Limits
from kb.gazetteer import load_gazetteer
from kb.records import IngestCounts, IngestReport
from kb.store import Store
from kb.taxonomy import load_taxonomy
from tests.ingest import bad_parser

TEXT = "Anteckningar om byalag {n}\n\nI Kils kommun fick {n} byalag pengar.\n"
linux = pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")


@pytest.fixture(autouse=True)
def _bad_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_module, "prepare_document", bad_parser.prepare)


def ingest(store: Store, folder: Path, *, limits: Limits | None, **named: object) -> IngestReport:
    return run(
        store, [folder], taxonomy=load_taxonomy(), gazetteer=load_gazetteer(),
        originals=store.path.parent / "originals", max_bytes=10_000_000, limits=limits,
        **named,  # type: ignore[arg-type]
    )  # fmt: skip


def write(folder: Path, *texts: str) -> Path:
    folder.mkdir()
    for number, text in enumerate(texts):
        (folder / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return folder


def contents(store: Store) -> list[tuple[int, str, str]]:
    return [
        (document.id, document.source.name, store.text(document.id))
        for document in store.documents(limit=999, offset=0)
    ]


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(OSError):  # a thread that has just ended
            found |= {int(child) for child in (task / "children").read_text(encoding="ascii").split()}
    return found


@linux
def test_each_bad_file_is_blamed_and_the_rest_taken(store: Store, tmp_path: Path) -> None:
    good = [TEXT.format(n=n) for n in range(6)]
    folder = write(
        tmp_path / "documents",
        good[0], "SLEEP\n\nnu", good[1], "CRASH\n\nnu", good[2], "GROW\n\nnu", good[3], "LEAVE\n\nnu",
        good[4],
    )  # fmt: skip
    report = ingest(store, folder, limits=Limits(n_workers=2, max_file_s=3, max_memory_mb=256))
    reasons = {Path(failure.path).name: failure.reason for failure in report.failed}
    assert [text for _, _, text in contents(store)] == good[:5]
    assert list(reasons) == ["001.txt", "003.txt", "005.txt", "007.txt"]
    assert "001.txt took longer than 3 s" in reasons["001.txt"]
    assert "003.txt ended the process that read it (signal SIGSEGV)" in reasons["003.txt"]
    assert "005.txt needs more than 0.25 GB of memory" in reasons["005.txt"]
    assert "007.txt ended the process that read it (status 3)" in reasons["007.txt"]
    assert children() == set()


@linux
def test_process_that_earlier_files_have_filled_is_replaced(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", *(f"KEEP\n\nByalag {n} fick pengar.\n" for n in range(5)))
    report = ingest(store, folder, limits=Limits(n_workers=1, max_memory_mb=256))
    assert report.failed == ()
    assert len(report.added) == 5


def test_what_is_stored_does_not_depend_on_the_number_of_processes(tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", *(TEXT.format(n=n % 9) for n in range(12)), "PRINT\n\nnu")
    found = []
    for name, limits in (("a", None), ("b", Limits(n_workers=1)), ("c", Limits(n_workers=3))):
        store = Store(tmp_path / f"{name}.sqlite")
        report = ingest(store, folder, limits=limits)
        found.append((contents(store), report.added, report.duplicates, report.failed))
        store.close()
    assert found[0] == found[1] == found[2]
    assert [pair[0][-7:] for pair in found[0][2]] == ["009.txt", "010.txt", "011.txt"]


@linux
def test_interrupted_run_leaves_no_process_and_keeps_what_it_said(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", *(TEXT.format(n=n) for n in range(3)), "SLEEP\n\nnu")
    said: list[IngestCounts] = []

    def interrupt(counts: IngestCounts) -> None:
        said.append(counts)
        if counts.n_done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest(store, folder, limits=Limits(n_workers=2), progress=interrupt)
    assert children() == set()
    assert len(contents(store)) == 3
    assert (said[-1].n_done, said[-1].n_all, said[-1].n_chunks) == (3, 4, 3)


def test_nothing_is_stored_when_the_index_cannot_be_used(store: Store, tmp_path: Path) -> None:
    def refuse() -> None:
        raise ZeroDivisionError

    folder = write(tmp_path / "documents", TEXT)
    with pytest.raises(ZeroDivisionError):
        ingest(store, folder, limits=Limits(n_workers=1), before_storing=refuse)
    assert contents(store) == []


def test_no_process_is_started_for_files_that_are_stored(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write(tmp_path / "documents", TEXT)
    ingest(store, folder, limits=None)
    monkeypatch.setattr("subprocess.Popen", None)
    assert len(ingest(store, folder, limits=Limits()).unchanged) == 1


def test_a_file_whose_reading_visibly_goes_on_may_take_longer(store: Store, tmp_path: Path) -> None:
    folder = write(tmp_path / "documents", "PAGES\n\nI Kils kommun skannades sex sidor.\n", TEXT.format(n=2))
    report = ingest(store, folder, limits=Limits(n_workers=1, max_file_s=2))
    assert report.failed == ()
    assert len(report.added) == 2
