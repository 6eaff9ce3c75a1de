"""The encoder for onnxruntime: its vectors, long texts, and folders that are not what they should be."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import EmbedderError
from search.embedders import make_embedder, spec_of
from search.encoder_embedder import EncoderEmbedder
from search.static_embedder import StaticEmbedder
from tests.search.encoder_models import save_encoder_model
from tests.search.static_models import TABLE, WORDS, save_static_model

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

PARKEN, SKOLEN = WORDS.index("parken"), WORDS.index("skolen")


@pytest.fixture
def static(tmp_path: Path) -> StaticEmbedder:
    return StaticEmbedder(save_static_model(tmp_path / "static"))


@pytest.fixture
def folder(tmp_path: Path, static: StaticEmbedder) -> Path:
    del static  # its folder is there
    return save_encoder_model(tmp_path / "encoder", tmp_path / "static")


@pytest.fixture
def embedder(folder: Path, static: StaticEmbedder) -> EncoderEmbedder:
    return EncoderEmbedder(folder, static=static)


def _unit(row: NDArray[np.float32]) -> NDArray[np.float32]:
    return row / np.linalg.norm(row)


def test_a_text_has_the_direction_of_the_mean_of_what_the_model_gives(embedder: EncoderEmbedder) -> None:
    (row,) = embedder.embed_documents(["Parken skolen"])
    mean = _unit(TABLE[PARKEN] + TABLE[SKOLEN])
    assert row == pytest.approx(np.concatenate([0.7**0.5 * mean, 0.3**0.5 * mean]), abs=1e-6)
    assert embedder.embed_queries(["Parken skolen"])[0] == pytest.approx(row)


def test_a_cosine_is_the_weighted_mean_of_both_models(
    embedder: EncoderEmbedder, static: StaticEmbedder
) -> None:
    texts = ["parken", "borgerinddragelse i parken"]
    left, right = embedder.embed_documents(texts)
    by_static = static.embed_documents(texts)
    by_encoder = [_unit(row[:4]) for row in (left, right)]
    wanted = 0.7 * by_encoder[0] @ by_encoder[1] + 0.3 * by_static[0] @ by_static[1]
    assert left @ right == pytest.approx(wanted, abs=1e-6)


def test_a_long_text_is_read_to_its_end_in_parts(embedder: EncoderEmbedder) -> None:
    # six words fit beside what stands around a text; of thirteen words each part has four or five
    text = " ".join(["parken"] * 12 + ["skolen"])
    parts = [
        5 * _unit(TABLE[PARKEN]),
        4 * _unit(TABLE[PARKEN]),
        4 * _unit(3 * TABLE[PARKEN] + TABLE[SKOLEN]),
    ]
    assert _unit(embedder.embed_documents([text])[0, :4]) == pytest.approx(
        _unit(np.sum(parts, axis=0)), abs=1e-6
    )


@pytest.mark.parametrize("text", ["", "  \n", "\x00"])
def test_a_text_without_tokens_has_the_last_axes(embedder: EncoderEmbedder, text: str) -> None:
    assert embedder.embed_documents([text])[0] == pytest.approx([0, 0, 0, 0.7**0.5, 0, 0, 0, 0.3**0.5])


def test_single_words_have_the_vectors_of_the_static_model(
    embedder: EncoderEmbedder, static: StaticEmbedder
) -> None:
    assert embedder.word_dim == static.word_dim
    assert embedder.embed_words(["parken"]).tolist() == static.embed_words(["parken"]).tolist()


def test_it_says_what_the_model_states(embedder: EncoderEmbedder) -> None:
    assert (embedder.name, embedder.dim, embedder.min_score) == ("encoder", 8, 0.2)


@pytest.mark.parametrize(
    "changed", [{"revision": "f" * 16}, {"max_tokens": "16"}], ids=["weights", "length of parts"]
)
def test_another_model_has_another_revision(
    embedder: EncoderEmbedder, static: StaticEmbedder, tmp_path: Path, changed: dict[str, str]
) -> None:
    other = save_encoder_model(tmp_path / "other", tmp_path / "static", changed=changed)
    assert EncoderEmbedder(other, static=static).revision != embedder.revision


def test_a_folder_is_known_as_an_encoder_by_its_weights(folder: Path) -> None:
    assert spec_of(str(folder)) == f"encoder:{folder}"
    with pytest.raises(
        EmbedderError, match="was made for other tokens than those of the static model metodbank"
    ):
        make_embedder(f"encoder:{folder}")


def _without(name: str) -> object:
    def remove(folder: Path) -> None:
        (folder / name).unlink()

    return remove


def _half(folder: Path) -> None:
    path = folder / "model.onnx"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _nothing(folder: Path) -> None:
    shutil.rmtree(folder)


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (_nothing, "There is no model folder"),
        (_without("model.onnx"), r"model\.onnx is missing"),
        (_half, r"model\.onnx is damaged or incomplete"),
    ],
    ids=["no folder", "no weights", "half the weights"],
)
def test_a_folder_that_cannot_be_read_is_told_with_the_cure(
    folder: Path, static: StaticEmbedder, spoil: object, told: str
) -> None:
    assert callable(spoil)
    spoil(folder)
    with pytest.raises(EmbedderError, match=f"{told}.*metodbank index rebuild --model static"):
        EncoderEmbedder(folder, static=static)


@pytest.mark.parametrize(
    "model",
    [
        {"changed": {"before": None}},
        {"changed": {"max_tokens": "many"}},
        {"takes": "tokens"},
    ],
    ids=["does not state all", "states no number", "takes something else"],
)
def test_another_onnx_model_is_told_apart(
    tmp_path: Path, static: StaticEmbedder, model: dict[str, object]
) -> None:
    folder = save_encoder_model(tmp_path / "other", tmp_path / "static", **model)  # type: ignore[arg-type]
    with pytest.raises(EmbedderError, match="is no encoder made for Metodbank"):
        EncoderEmbedder(folder, static=static)


def test_without_onnxruntime_the_static_model_is_offered(
    folder: Path, static: StaticEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(EmbedderError, match=r"onnxruntime cannot be imported.*index rebuild --model static"):
        EncoderEmbedder(folder, static=static)
