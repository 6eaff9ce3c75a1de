"""Erased words are nowhere in a home, also where their passage was collected."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.collections import ItemState
from kb.entries import EntryKind, EntryRef
from kb.records import DocumentId
from tests.kb.conftest import Run
from tests.kb.traces import NOTE, WORDS, erase, opened, traces


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")


def test_the_words_of_a_collected_passage_are_gone_with_notes_and_searches_that_have_them(
    run: Run, tmp_path: Path
) -> None:
    folder = tmp_path / "dokument"
    folder.mkdir()
    (folder / "notat.txt").write_text(NOTE, encoding="utf-8")
    run("ingest", str(folder))
    base = opened(run)
    desk = base.collections
    key = desk.create(f"Om {WORDS}").edit_key or ""
    (chunk,) = (each for each in base.chunks(DocumentId(1)) if WORDS in each.text)
    item = desk.save(key, EntryRef(kind=EntryKind.PASSAGE, number=chunk.id))
    desk.annotate(key, item, note=f"Här står att {WORDS}. Ring kommunen.", slot="10.15", seen=1)
    desk.describe(key, title=f"Om {WORDS}", note=WORDS, seen=1)
    desk.save_search(key, "q=" + WORDS.replace(" ", "+"))
    desk.save_search(key, "q=byalag")
    removed = desk.save_search(key, "q=grannar")
    desk.annotate(key, removed, note=WORDS, slot="", seen=1)
    desk.remove(key, removed)
    base.close()
    assert "store.sqlite" in traces(run.home)

    erase(run)
    assert traces(run.home) == set()
    base = opened(run)
    found = base.collections.open(key)
    assert found is not None
    first, *searches = found.collection.items
    assert found.collection.title == "Om […]"
    assert (first.note, first.slot) == ("Här står att […]. Ring kommunen.", "10.15")
    assert [each.thing.search for each in searches] == ["q=byalag"]
    (saved,) = base.collections.entries_in(found.collection)
    assert saved.state is ItemState.CHANGED
    base.close()
