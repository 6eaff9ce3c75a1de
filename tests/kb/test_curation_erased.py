"""Erased words are nowhere in the store, also where a curator has quoted, written or merged them."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.curation import quote_key
from kb.errors import CurationError
from kb.practices import PracticeField
from kb.records import DocumentId, Language
from tests.kb.conftest import Run
from tests.kb.traces import KEPT, MORE, WORDS, erase, opened, traces

SV = Language.SWEDISH
SUMMARY, OUTCOMES = PracticeField.SUMMARY, PracticeField.OUTCOMES


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("METODBANK_EMBEDDER", "hashing")


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    folder = tmp_path / "dokument"
    folder.mkdir()
    (folder / "notat.txt").write_text(f"Anteckningar\n\n{KEPT}\n\n{WORDS}.\n\n{MORE}\n", encoding="utf-8")
    run("ingest", str(folder))
    return run


def test_the_history_the_parts_and_the_texts_of_practices_lose_the_words(filled: Run) -> None:
    base = opened(filled)
    desk = base.curation
    chunks = {
        words: each.id for each in base.chunks(DocumentId(1)) for words in (KEPT, WORDS) if words in each.text
    }
    target = desk.create("Byalag i Kil", SV, [chunks[KEPT]])
    part = desk.create("Ett annat", SV, [chunks[WORDS]])
    desk.add_quote(part, OUTCOMES, chunks[WORDS], WORDS, seen=1)
    desk.set_text(part, SUMMARY, SV, f"Här står att {WORDS}.", seen=2)
    desk.set_text(target, SUMMARY, SV, f"Det gäller {WORDS}.", seen=1)
    written = desk.history(target)[0]
    desk.set_text(target, SUMMARY, SV, "Det gäller byalag.", seen=2)
    desk.add_quote(target, OUTCOMES, chunks[WORDS], WORDS, seen=3)
    (quote,) = desk.open(target).practice.draft.fields[OUTCOMES]
    desk.remove_quote(target, OUTCOMES, quote_key(quote), seen=4)
    removed = desk.history(target)[0]
    desk.merge(target, [part], seen=5)
    base.close()
    assert "store.sqlite" in traces(filled.home)

    erase(filled)
    assert traces(filled.home) == set()
    base = opened(filled)
    desk = base.curation
    history = {change.id: change for change in desk.history(target)}
    for change in (written, removed):
        assert not history[change.id].can_be_undone
        with pytest.raises(CurationError) as caught:
            desk.undo(change.id)
        assert caught.value.key == "curate.problem_change_erased"
    # the part is split off all the same, without the words
    desk.split(target, part)
    told = desk.open(part).practice.draft
    assert [each.text for each in told.texts if each.field is SUMMARY] == ["Här står att […]."]
    assert [each.text for each in desk.open(target).practice.draft.texts if each.field is SUMMARY] == [
        "Det gäller byalag."
    ]
    with pytest.raises(CurationError) as caught:
        desk.set_text(target, SUMMARY, SV, f"Om {WORDS}", seen=desk.open(target).version)
    assert caught.value.key == "curate.problem_erased"
    base.close()
    assert traces(filled.home) == set()
