from __future__ import annotations

import pytest

from kb.errors import SettingsError
from search.embedders import make_embedder


def test_hashing_is_made_by_its_name() -> None:
    embedder = make_embedder("hashing", device="cuda")
    assert (embedder.name, embedder.revision, embedder.dim) == ("hashing", "2-512", 512)


def test_an_unknown_embedder_is_told_with_those_there_are() -> None:
    with pytest.raises(SettingsError, match=r"no embedder 'word2vec'.*hashing, sentence-transformers"):
        make_embedder("word2vec")


def test_a_missing_model_is_told() -> None:
    with pytest.raises(SettingsError, match="sentence-transformers:PATH_OR_HUB_NAME"):
        make_embedder("sentence-transformers")


def test_a_model_for_hashing_is_refused() -> None:
    with pytest.raises(SettingsError, match="has no models, got 'x'"):
        make_embedder("hashing:x")
