"""The event and the venue of a document in the store, also in one that was made before they were kept."""

from __future__ import annotations

import dataclasses
import sqlite3
from importlib.resources import files
from pathlib import Path

from kb.store import Store
from tests.samples import prepared


def test_event_and_venue_are_read_back(tmp_path: Path) -> None:
    given = prepared()
    metadata = dataclasses.replace(given.metadata, event="Trygga dagar 2019", venue="Folkets hus, Provstad")
    store = Store(tmp_path / "store.sqlite")
    document_id = store.put_document(dataclasses.replace(given, metadata=metadata), pipeline_version=1)
    assert store.document(document_id).metadata == metadata
    store.close()


def test_store_without_these_fields_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    folder = files("kb.store") / "migrations"
    raw = sqlite3.connect(path)
    for name in ("0001_initial.sql", "0002_seen_files.sql"):
        raw.executescript((folder / name).read_text(encoding="utf-8"))
    raw.execute("PRAGMA user_version = 2")
    raw.close()
    store = Store(path)
    document_id = store.put_document(prepared(), pipeline_version=1)
    assert store.document(document_id).metadata.event is None
    store.close()
