"""Words erased from a public document do not survive in what was handed in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import DocumentId
from kb.settings import load_settings
from tests.kb.batch_help import BRIDGE, NIGHT, put, read, zipped

WORDS = "eleverna på Sturebyskolan"
PUBLIC = BRIDGE + f"\nReparationerna sköttes av {WORDS} hela sommaren.\n"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "a.md").write_text(PUBLIC, encoding="utf-8")
    base = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing", workers=1))
    base.ingest([tmp_path / "public"])
    yield base
    base.close()


def _erase(base: KnowledgeBase, *, everywhere: bool = False) -> None:
    base.erasing.erase(base.erasing.plan(DocumentId(1), [WORDS], everywhere=everywhere))


def _holding(folder: Path, words: str) -> list[str]:
    """Return the files on the disk that hold words, packed ones by the name that tells."""
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]


def test_copy_that_waits_is_made_anew_without_the_words(home: KnowledgeBase) -> None:
    batch = read(home, {"copy.md": PUBLIC, "b.md": NIGHT})
    home.batches.hand_in(batch.id)
    _erase(home)
    item = home.batches.show(batch.id).files[0].items[0]
    text = home.review_home.store.text(item.document_id)  # type: ignore[arg-type]
    assert "Lånecyklar på biblioteket" in text
    assert _holding(home.settings.review_path, "Sturebyskolan") == []
    originals = [path.name[:64] for path in home.review_home.originals.glob("*/*")]
    assert originals == [home.batches.show(batch.id).files[1].sha256]


def test_words_erased_everywhere_go_from_other_documents_that_wait(home: KnowledgeBase) -> None:
    other = NIGHT + f"\nEmbla har også hørt om {WORDS} i Norberg.\n"
    read(home, {"b.md": other, "c.zip": zipped({"inne.md": other.replace("Embla", "Ask")})})
    _erase(home, everywhere=True)
    assert _holding(home.settings.review_path, "Sturebyskolan") == []
    assert list((home.settings.review_path / "incoming").rglob("*/*/*")) == []


def test_what_is_read_after_an_erasure_is_read_without_the_words(home: KnowledgeBase) -> None:
    batch = home.batches.begin("Dialogbord")
    _erase(home)
    put(home, batch, {"copy.md": PUBLIC})
    batch = home.batches.read(batch.id)
    assert [item.title for item in batch.files[0].items] == ["Lånecyklar på biblioteket"]
    assert _holding(home.settings.review_path, "Sturebyskolan") == []


def test_facts_can_change_though_no_original_is_kept(home: KnowledgeBase) -> None:
    batch = read(home, {"copy.md": PUBLIC})
    _erase(home)
    batch = home.batches.describe(batch.id, title="Ny", facts={"event": "Cykeldagen"}, seen=batch.version)
    batch = home.batches.read(batch.id)
    (item,) = batch.files[0].items
    document = home.review_home.store.document(item.document_id)  # type: ignore[arg-type]
    assert document.metadata.event == "Cykeldagen"
    assert _holding(home.settings.review_path, "Sturebyskolan") == []


def test_file_with_the_content_that_is_not_read_yet_goes(home: KnowledgeBase) -> None:
    batch = home.batches.begin("Dialogbord")
    put(home, batch, {"copy.md": PUBLIC})
    _erase(home)
    (file,) = home.batches.show(batch.id).files
    assert file.state == "failed"
    assert "Words in copy.md were erased" in (file.reason or "")
    assert _holding(home.settings.review_path, "Sturebyskolan") == []
