"""The contract of an embedder, over every implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from search.hashing_embedder import HashingEmbedder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kb.protocols import Embedder

TEXTS = [
    "Medborgardialog i parken",
    "Borgerinddragelse på skolen",
    "",
    "   \n",
    "!!! ???",
    "å" * 3_000,
    "Гражданский диалог 市民対話 حوار 🎉",
    "parken\x00\x07\u200b\u202e skolen",
    "en halv \ud83d och en hel \U0001f389",
    "parken " * 5_000,
]


def _make_hashing(folder: Path) -> Embedder:
    del folder
    return HashingEmbedder(64)


def _make_trained(folder: Path) -> Embedder:
    from search.sentence_transformer_embedder import SentenceTransformerEmbedder
    from tests.search.tiny_model import save_tiny_model

    return SentenceTransformerEmbedder(str(save_tiny_model(folder / "tiny")), device="cpu")


def _make_bert(folder: Path) -> Embedder:
    from search.sentence_transformer_embedder import SentenceTransformerEmbedder
    from tests.search.tiny_model import save_tiny_bert

    return SentenceTransformerEmbedder(str(save_tiny_bert(folder / "bert")), device="cpu")


def _make_static(folder: Path) -> Embedder:
    from search.static_embedder import StaticEmbedder
    from tests.search.tiny_model import save_int8_layout, save_tiny_model

    if not (folder / "int8").exists():
        save_int8_layout(save_tiny_model(folder / "tiny"), folder / "int8")
    return StaticEmbedder(folder / "int8")


def _make_shipped(folder: Path) -> Embedder:
    from search.static_embedder import SHIPPED, StaticEmbedder

    del folder
    if not SHIPPED.is_dir():
        pytest.skip(f"there is no model in {SHIPPED}")
    return StaticEmbedder(SHIPPED)


def _make_encoder(folder: Path) -> Embedder:
    from search.encoder_embedder import EncoderEmbedder
    from search.static_embedder import StaticEmbedder
    from tests.search.encoder_models import save_encoder_model
    from tests.search.static_models import save_static_model

    if not (folder / "encoder").exists():
        save_encoder_model(folder / "encoder", save_static_model(folder / "static"))
    return EncoderEmbedder(folder / "encoder", static=StaticEmbedder(folder / "static"))


def _make_shipped_encoder(folder: Path) -> Embedder:
    from search.embedders import make_embedder
    from search.encoder_embedder import SHIPPED

    del folder
    if not SHIPPED.is_dir():
        pytest.skip(f"there is no model in {SHIPPED}")
    return make_embedder("encoder")


@pytest.fixture(
    params=[
        pytest.param(_make_hashing, id="HashingEmbedder"),
        pytest.param(_make_trained, id="SentenceTransformerEmbedder", marks=pytest.mark.model),
        pytest.param(_make_bert, id="SentenceTransformerEmbedder, windows", marks=pytest.mark.model),
        pytest.param(_make_static, id="StaticEmbedder", marks=pytest.mark.model),
        pytest.param(_make_shipped, id="StaticEmbedder, shipped"),
        pytest.param(_make_encoder, id="EncoderEmbedder"),
        pytest.param(_make_shipped_encoder, id="EncoderEmbedder, shipped", marks=pytest.mark.model),
    ]
)
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Embedder]:
    return lambda: request.param(tmp_path)


@pytest.fixture
def embedder(make: Callable[[], Embedder]) -> Embedder:
    return make()


def test_rows_have_unit_length_whatever_the_text(embedder: Embedder) -> None:
    for rows in (embedder.embed_documents(TEXTS), embedder.embed_queries(TEXTS)):
        assert rows.shape == (len(TEXTS), embedder.dim)
        assert rows.dtype == np.float32
        assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)


def test_rows_are_in_the_order_of_the_texts_and_do_not_depend_on_the_batch(embedder: Embedder) -> None:
    together = embedder.embed_documents(TEXTS)
    for text, row in zip(TEXTS, together, strict=True):
        assert embedder.embed_documents([text])[0] == pytest.approx(row, abs=1e-5)


def test_no_texts_give_no_rows(embedder: Embedder) -> None:
    assert embedder.embed_documents([]).shape == (0, embedder.dim)
    assert embedder.embed_queries([]).shape == (0, embedder.dim)


def test_a_query_is_nearer_to_its_own_words_than_to_others(embedder: Embedder) -> None:
    query = embedder.embed_queries(["medborgardialog parken"])[0]
    own, other = embedder.embed_documents(["medborgardialog parken", "borgerinddragelse skolen"])
    assert query @ own > query @ other + 0.02  # a transformer of random weights tells them apart just so


def test_both_unicode_forms_get_the_same_vector(embedder: Embedder) -> None:
    composed, decomposed = embedder.embed_documents(["på skolen", "pa\u030a skolen"])
    assert composed == pytest.approx(decomposed, abs=1e-6)


def test_the_same_model_made_anew_has_the_same_name_revision_and_vectors(
    make: Callable[[], Embedder],
) -> None:
    first, second = make(), make()
    assert (first.name, first.revision, first.dim) == (second.name, second.revision, second.dim)
    assert first.embed_documents(TEXTS) == pytest.approx(second.embed_documents(TEXTS), abs=1e-6)


def test_the_least_score_is_a_cosine(embedder: Embedder) -> None:
    assert 0 < embedder.min_score < 1
