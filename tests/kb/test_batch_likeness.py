"""Copies and near-duplicates of what is handed in: in the batch, in the queue and among public documents."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.batches import Batch
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from kb.shingles import n_shared, shingles
from tests.kb.batch_help import ANNA, BO, BRIDGE, NIGHT, SHORT, put, read

CHANGED = BRIDGE.replace("fyra dagar av fem", "nästan varje dag i veckan")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[KnowledgeBase]:
    (tmp_path / "public").mkdir()
    (tmp_path / "public" / "natt.md").write_text(NIGHT, encoding="utf-8")
    base = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing", workers=1))
    base.ingest([tmp_path / "public"])
    yield base
    base.close()


def _alike(batch: Batch) -> dict[str, list[tuple[float, str, str]]]:
    return {
        file.name: [
            (round(each.share, 3), each.title, each.where) for item in file.items for each in item.likeness
        ]
        for file in batch.files
    }


def test_copies_are_shown_as_the_same_and_never_dropped(home: KnowledgeBase) -> None:
    queued = read(home.acting_as(BO), {"grill.md": SHORT})
    home.batches.hand_in(queued.id)
    batch = read(home.acting_as(ANNA), {"a.md": BRIDGE, "b.md": BRIDGE, "natt.md": NIGHT, "grill.md": SHORT})
    assert _alike(batch) == {
        "a.md": [(1.0, "Lånecyklar på biblioteket", "batch")],
        "b.md": [(1.0, "Lånecyklar på biblioteket", "batch")],
        "natt.md": [(1.0, "Natteravne i Ikast-Brande", "public")],
        "grill.md": [(1.0, "Grillplats", "queue")],
    }
    handed_in = home.batches.hand_in(batch.id)
    assert [item.state.value for file in handed_in.files for item in file.items] == ["waiting"] * 4


def test_near_duplicates_are_told_with_the_share_of_the_smaller_one(home: KnowledgeBase) -> None:
    near = NIGHT.replace("treogtredive", "toogtredive").replace(
        "færre opkald", "langt færre opkald om natten"
    )
    batch = read(home, {"a.md": BRIDGE, "b.md": CHANGED, "c.md": near})
    found = _alike(batch)
    one, other = shingles(_kept(home, batch, 0)), shingles(_kept(home, batch, 1))
    share = n_shared(one.hashes, other.hashes) / min(one.hashes.size, other.hashes.size)
    assert 0.6 < share < 1
    assert found["a.md"] == [(round(share, 3), "Lånecyklar på biblioteket", "batch")]
    assert found["b.md"] == found["a.md"]
    ((public_share, title, where),) = found["c.md"]
    assert (title, where) == ("Natteravne i Ikast-Brande", "public")
    assert 0.6 < public_share < 1


def _kept(base: KnowledgeBase, batch: Batch, number: int) -> str:
    (item,) = batch.files[number].items
    return base.review_home.store.kept_text(item.document_id)  # type: ignore[arg-type]


def test_open_batch_of_somebody_else_is_not_told_until_it_is_handed_in(home: KnowledgeBase) -> None:
    theirs = read(home.acting_as(BO), {"a.md": BRIDGE})
    mine = read(home.acting_as(ANNA), {"b.md": CHANGED})
    assert _alike(mine) == {"b.md": []}
    home.batches.hand_in(theirs.id)
    ((_, _, where),) = _alike(home.batches.show(mine.id))["b.md"]
    assert where == "queue"


def test_what_was_read_and_not_compared_is_compared_by_the_next_read(
    home: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = home.batches.begin("Dialogbord")
    put(home, batch, {"a.md": BRIDGE, "b.md": CHANGED})
    with monkeypatch.context() as patch:
        patch.setattr("kb.batch_reading.compare", _fail)
        with pytest.raises(KeyboardInterrupt):
            home.batches.read(batch.id)
    assert home.batches.to_read() == (batch.id,)
    assert len(_alike(home.batches.read(batch.id))["a.md"]) == 1
    assert home.batches.to_read() == ()


def _fail(*_: object) -> None:
    raise KeyboardInterrupt
