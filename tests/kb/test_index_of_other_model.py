"""What an ingest does with an index that another model made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search.embedders
from kb.errors import IndexMismatchError
from kb.knowledge_base import open_knowledge_base
from kb.records import Query
from kb.settings import load_settings
from search.hashing_embedder import HashingEmbedder
from tests.search.static_models import save_static_model

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb.protocols import Embedder


def _of_dimension(dim: int) -> Callable[..., Embedder]:
    return lambda _model, **_: HashingEmbedder(dim)


def _ingest(home: Path, name: str, text: str, **settings: str) -> None:
    file = home.parent / name
    file.write_text(text, encoding="utf-8")
    base = open_knowledge_base(load_settings(home=home, workers=1, **settings))
    try:
        base.ingest([file])
    finally:
        base.close()


def test_an_index_of_an_earlier_version_s_model_is_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    default = load_settings(home=tmp_path).embedder
    monkeypatch.setitem(search.embedders.EMBEDDERS, default, _of_dimension(32))
    home = tmp_path / "home"
    _ingest(home, "a.txt", "Byalaget fick en scen i parken.")
    monkeypatch.setitem(search.embedders.EMBEDDERS, default, _of_dimension(64))
    _ingest(home, "b.txt", "Natteravnene gik hver lørdag i byen.")
    base = open_knowledge_base(load_settings(home=home))
    results = [base.search(Query(text=text)) for text in ("byalaget", "natteravnene")]
    assert [(each.problem, each.total) for each in results] == [(None, 1), (None, 1)]
    assert base.check_index() == []
    base.close()


def test_an_index_is_kept_where_somebody_chose_another_model(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _ingest(home, "a.txt", "Byalaget fick en scen i parken.", embedder="hashing")
    chosen = f"static:{save_static_model(tmp_path / 'tiny')}"
    with pytest.raises(IndexMismatchError, match=r"built with 'hashing'.*Run: metodbank index rebuild"):
        _ingest(home, "b.txt", "Natteravnene gik hver lørdag i byen.", embedder=chosen)
