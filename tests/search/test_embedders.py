from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import search.embedders as embedders_module
from kb.errors import EmbedderError, SettingsError
from search.embedders import LazyEmbedder, make_embedder, spec_of
from tests.search.static_models import save_static_model

if TYPE_CHECKING:
    from pathlib import Path


def test_hashing_is_made_by_its_name() -> None:
    embedder = make_embedder("hashing", device="cuda")
    assert (embedder.name, embedder.revision, embedder.dim) == ("hashing", "2-512", 512)


def test_an_unknown_embedder_is_told_with_those_there_are() -> None:
    with pytest.raises(
        SettingsError, match=r"no embedder 'word2vec'.*static, hashing, sentence-transformers"
    ):
        make_embedder("word2vec")


def test_a_missing_model_is_told() -> None:
    with pytest.raises(SettingsError, match="sentence-transformers:PATH_OR_HUB_NAME"):
        make_embedder("sentence-transformers")


def test_a_model_for_hashing_is_refused() -> None:
    with pytest.raises(SettingsError, match="has no models, got 'x'"):
        make_embedder("hashing:x")


def test_static_is_made_of_a_folder(tmp_path: Path) -> None:
    embedder = make_embedder(f"static:{save_static_model(tmp_path / 'tiny')}")
    assert (embedder.name, embedder.dim) == ("tiny", 4)


def test_a_lost_shipped_model_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.static_embedder.SHIPPED", tmp_path / "lost")
    with pytest.raises(
        EmbedderError, match=r"comes with Metodbank is missing.*lost.*Install Metodbank again"
    ):
        make_embedder("static")


@pytest.mark.parametrize("spec", ["hashing", "static", "sentence-transformers:org/name", "static:/x/y"])
def test_a_spec_names_itself(spec: str) -> None:
    assert spec_of(spec) == spec


def test_a_folder_is_named_with_who_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    static = save_static_model(tmp_path / "tiny")
    (tmp_path / "other").mkdir()
    assert spec_of(str(static)) == f"static:{static}"
    assert spec_of(str(tmp_path / "other")) == f"sentence-transformers:{tmp_path / 'other'}"
    monkeypatch.chdir(tmp_path)
    assert spec_of("tiny") == f"static:{static}"
    assert spec_of("sentence-transformers:./tiny") == f"sentence-transformers:{static}"
    assert spec_of("intfloat/multilingual-e5-small") == "sentence-transformers:intfloat/multilingual-e5-small"
    with pytest.raises(SettingsError, match="no name"):
        spec_of(" ")


def test_a_lazy_embedder_loads_when_asked_and_is_then_the_embedder(tmp_path: Path) -> None:
    lazy = LazyEmbedder(f"static:{tmp_path / 'tiny'}")
    folder = save_static_model(tmp_path / "tiny")  # it was not there before
    made = make_embedder(f"static:{folder}")
    assert (lazy.name, lazy.revision, lazy.dim, lazy.min_score) == (made.name, made.revision, 4, 0.3)
    assert lazy.embed_queries(["i parken"]).tolist() == made.embed_queries(["i parken"]).tolist()
    assert lazy.embed_documents(["skolen"]).tolist() == [[0, 0, 0, 1]]


def test_a_model_that_cannot_be_loaded_is_not_tried_at_every_query(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lazy = LazyEmbedder(f"static:{tmp_path / 'tiny'}")
    with pytest.raises(EmbedderError, match="There is no model folder"):
        lazy.embed_queries(["i"])
    save_static_model(tmp_path / "tiny")
    with pytest.raises(EmbedderError, match="There is no model folder"):
        lazy.embed_queries(["i"])
    monkeypatch.setattr(embedders_module, "_RETRY_S", 0.0)
    assert lazy.dim == 4


def test_a_lazy_embedder_of_no_known_kind_is_refused_at_once() -> None:
    with pytest.raises(SettingsError, match="no embedder 'word2vec'"):
        LazyEmbedder("word2vec")
