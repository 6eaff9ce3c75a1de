"""What reads in the background, and what a backup takes along of what was handed in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.backup import read_backup, write_backup
from kb.batch_desk import BatchDesk
from kb.batch_reader import BatchReader
from kb.batches import Batch, BatchId
from kb.errors import BackupError, StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from tests.kb.batch_help import BRIDGE, NIGHT, put, read, states

_PATIENCE_S = 60.0  # only a test that fails waits for so long


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    base = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing", workers=1))
    yield base
    base.close()


class _Watched(BatchDesk):
    """Tells when a batch was read, and fails the first time if it is told to."""

    def __init__(self, base: KnowledgeBase, *, n_failures: int = 0) -> None:
        super().__init__(base.store, base.review_home, base.actor)
        self.is_done = threading.Event()
        self._n_failures = n_failures

    def read(self, batch_id: BatchId, **_: object) -> Batch:
        if self._n_failures:
            self._n_failures -= 1
            self._review.arrived.set()
            raise StoreError("not now")
        found = super().read(batch_id)
        self.is_done.set()
        return found


def test_reader_reads_what_arrives_and_ends_when_it_is_told(home: KnowledgeBase) -> None:
    desk = _Watched(home)
    reader = BatchReader(desk, home.review_home)
    reader.start()
    batch = home.batches.begin("Dialogbord")
    put(home, batch, {"a.md": BRIDGE})
    assert desk.is_done.wait(_PATIENCE_S)
    reader.stop()
    assert states(home.batches.show(batch.id)) == ["read"]
    assert not [
        thread for thread in threading.enumerate() if thread.name == "batch-reader" and thread.is_alive()
    ]


def test_reader_survives_what_goes_wrong_with_a_batch(
    home: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    batch = home.batches.begin("Dialogbord")
    put(home, batch, {"a.md": BRIDGE})
    desk = _Watched(home, n_failures=1)
    reader = BatchReader(desk, home.review_home)
    reader.start()
    assert desk.is_done.wait(_PATIENCE_S)
    reader.stop()
    assert "are not read: not now" in caplog.text
    assert states(home.batches.show(batch.id)) == ["read"]


def test_backup_takes_along_what_was_handed_in(home: KnowledgeBase, tmp_path: Path) -> None:
    batch = read(home, {"a.md": BRIDGE, "broken.pdf": "%PDF-1.4"})
    put(home, batch, {"later.md": NIGHT})
    file = tmp_path / "backup.zip"
    write_backup(home.settings, file)
    other = load_settings(home=tmp_path / "other", embedder="hashing", workers=1)
    read_backup(other, file, replace=False)
    base = open_knowledge_base(other)
    try:
        assert states(base.batches.show(batch.id)) == ["read", "failed", "arrived"]
        found = base.batches.read(batch.id)
        assert [item.title for each in found.files for item in each.items] == [
            "Lånecyklar på biblioteket",
            "Natteravne i Ikast-Brande",
        ]
        (item,) = found.files[0].items
        source = base.review_home.store.document(item.document_id).source  # type: ignore[arg-type]
        assert (base.settings.review_path / "originals" / source.sha256[:2]).is_dir()
        assert base.batches.quarantine()[0].file.name == "broken.pdf"
        with pytest.raises(BackupError, match="documents already"):
            read_backup(other, file, replace=False)
    finally:
        base.close()
