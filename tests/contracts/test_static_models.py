"""Our reader of static token vectors gives the vectors of sentence-transformers, for shipped models too."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import numpy as np
import pytest

from search.static_embedder import SHIPPED, StaticEmbedder
from search.static_model import content_revision, is_static_model
from tests.search.tiny_model import save_int8_layout, save_tiny_model

if TYPE_CHECKING:
    from pathlib import Path

_MODELS = sorted(path for path in SHIPPED.parent.glob("*") if path.is_dir() and is_static_model(path))
_PHRASES = [
    "Medborgardialog i parken",
    "Borgerinddragelse på skolen",
    "Frivillige går natteravn hver lørdag i Ærøskøbing",
    "Ungdommer møtes på fritidsklubben",
    "Volunteers walk the streets at night",
    "ÅRSREDOVISNING 2017–2019, s. 14",
    "fråga@kommun.example · tfn 08-123 45 67",
    "pa\u030a skolen",
    "Гражданский диалог",
    "市民対話 حوار",
    "🎉👍🏽 1,5 % ½ №",
    "\t  många\n\nblanksteg  ",
    "x\x00y\x07z\u200b",
    "[UNK] query: passage:",
]


def _texts() -> list[str]:
    """Return a thousand texts of one to some hundred words, always the same."""
    chosen = random.Random(7)
    words = " ".join(_PHRASES).split(" ")
    texts = ["", " ", *_PHRASES]
    while len(texts) < 1000:
        n_words = chosen.choice([1, 2, 3, 5, 8, 20, 60, 300])
        drawn = " ".join(chosen.choices(words, k=n_words))
        texts.append(chosen.choice([drawn, drawn.upper(), drawn.title(), drawn.replace(" ", "")]))
    return texts


def _least_cosine(folder: Path) -> float:
    from sentence_transformers import SentenceTransformer

    from search.text_pieces import clean

    embedder = StaticEmbedder(folder)
    texts = [clean(text) for text in _texts()]
    theirs = SentenceTransformer(str(folder), device="cpu").encode_document(texts, show_progress_bar=False)
    theirs = np.asarray(theirs, dtype=np.float32)[:, : embedder.dim]
    lengths = np.linalg.norm(theirs, axis=1)
    known = lengths > 1e-6  # a text without known words has no direction there
    assert known.sum() > 900
    ours = embedder.embed_documents(texts)
    assert ours[~known].tolist() == [[0.0] * (embedder.dim - 1) + [1.0]] * int((~known).sum())
    return float(((ours * theirs).sum(axis=1)[known] / lengths[known]).min())


@pytest.mark.model
def test_a_table_of_floats_is_read_as_sentence_transformers_reads_it(tmp_path: Path) -> None:
    assert _least_cosine(save_tiny_model(tmp_path / "tiny")) >= 0.9999


@pytest.mark.model
def test_a_table_of_small_integers_is_read_as_sentence_transformers_reads_it(tmp_path: Path) -> None:
    folder = save_int8_layout(save_tiny_model(tmp_path / "tiny"), tmp_path / "int8")
    assert _least_cosine(folder) >= 0.9999


@pytest.mark.model
@pytest.mark.parametrize("folder", _MODELS, ids=lambda path: path.name)
def test_a_shipped_model_is_read_as_sentence_transformers_reads_it(folder: Path) -> None:
    assert _least_cosine(folder) >= 0.9999


@pytest.mark.parametrize("folder", _MODELS, ids=lambda path: path.name)
def test_a_shipped_model_is_small_and_states_its_revision(folder: Path) -> None:
    from safetensors import safe_open

    files = [path for path in folder.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 40_000_000
    (weights,) = folder.rglob("model.safetensors")
    with safe_open(weights, "np") as file:
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 # no dictionary
        stated = file.metadata()
    # without it every start would hash the model; with a wrong one old vectors would be taken for new ones
    assert stated["revision"] == content_revision(tensors, weights.with_name("tokenizer.json").read_bytes())
