from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import EmbedderError
from search.prompts import Prompts
from search.sentence_transformer_embedder import SentenceTransformerEmbedder
from tests.search.tiny_model import save_tiny_bert, save_tiny_model

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.model


def load(folder: Path) -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder(str(folder), device="cpu")


def test_a_vector_is_the_mean_of_its_words_at_unit_length(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    from safetensors.numpy import load_file

    (weights,) = load_file(folder / "model.safetensors").values()
    mean = weights[[4, 6]].mean(axis=0)  # medborgardialog, parken
    row = load(folder).embed_documents(["Medborgardialog parken"])[0]
    assert row == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_prompts_saved_with_the_model_are_used(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny", prompts={"query": "parken ", "passage": "skolen "})
    embedder = load(folder)
    assert embedder.prompts == Prompts(query="parken ", document="skolen ")
    plain = SentenceTransformerEmbedder(str(folder), device="cpu", query_prompt="", document_prompt="")
    assert embedder.embed_queries(["i"]) == pytest.approx(plain.embed_queries(["parken i"]), abs=1e-6)
    assert embedder.embed_documents(["i"]) == pytest.approx(plain.embed_documents(["skolen i"]), abs=1e-6)


def test_an_e5_model_without_saved_prompts_gets_the_prompts_of_e5(tmp_path: Path) -> None:
    embedder = load(save_tiny_model(tmp_path / "my-e5-small"))
    assert embedder.prompts == Prompts(query="query: ", document="passage: ")
    assert embedder.min_score == 0.78
    other = load(save_tiny_model(tmp_path / "e50-small"))
    assert other.prompts == Prompts(query="", document="")
    assert other.min_score == 0.3


def test_the_revision_changes_with_the_weights_and_the_prompts_only(tmp_path: Path) -> None:
    first = load(save_tiny_model(tmp_path / "one" / "tiny"))
    again = save_tiny_model(tmp_path / "two" / "tiny")
    (again / "README.md").write_text("other words")
    assert load(again).revision == first.revision
    assert load(save_tiny_model(tmp_path / "three" / "tiny", seed=1)).revision != first.revision
    prompted = SentenceTransformerEmbedder(str(again), device="cpu", query_prompt="parken ")
    assert prompted.revision != first.revision


def test_a_missing_folder_is_told_with_the_cure(tmp_path: Path) -> None:
    with pytest.raises(
        EmbedderError, match=r"There is no model folder .*absent.*metodbank index rebuild --model"
    ):
        SentenceTransformerEmbedder(str(tmp_path / "absent"))


def test_a_folder_without_a_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(EmbedderError, match=r"neither modules\.json nor config\.json"):
        SentenceTransformerEmbedder(str(tmp_path))


@pytest.mark.parametrize("name", ["model.safetensors", "tokenizer.json", "modules.json"])
def test_damaged_files_are_told_with_the_cure(tmp_path: Path, name: str) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    (folder / name).write_bytes(b"{ not what it was")
    with pytest.raises(EmbedderError, match=r"tiny cannot be loaded: .*incomplete or damaged"):
        load(folder)


def test_missing_weights_are_told_with_the_cure(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    (folder / "model.safetensors").unlink()
    with pytest.raises(EmbedderError, match=r"tiny cannot be loaded: .*incomplete or damaged"):
        load(folder)


def test_a_hub_model_without_network_is_told_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EmbedderError, match=r"nobody/no-model cannot be loaded: .*network connection"):
        SentenceTransformerEmbedder("nobody/no-model", device="cpu")


def test_a_device_that_is_not_there_is_told(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    with pytest.raises(EmbedderError, match="device"):
        SentenceTransformerEmbedder(str(folder), device="no-such-device")


def test_a_text_without_known_words_that_becomes_zero_is_still_a_unit_vector(tmp_path: Path) -> None:
    embedder = load(save_tiny_model(tmp_path / "tiny"))
    row = embedder.embed_documents([""])[0]
    assert row.tolist() == [0.0] * 15 + [1.0]


def test_the_saved_model_is_a_real_one(tmp_path: Path) -> None:
    folder = save_tiny_model(tmp_path / "tiny")
    modules = json.loads((folder / "modules.json").read_text())
    assert modules[0]["type"].endswith("StaticEmbedding")


def test_a_plain_transformer_is_loaded_with_mean_pooling(tmp_path: Path) -> None:
    import torch
    from transformers import AutoModel, AutoTokenizer

    folder = save_tiny_bert(tmp_path / "bert")
    rows = load(folder).embed_documents(["medborgardialog parken", "skolen"])
    tokenizer, model = AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder).eval()
    with torch.inference_mode():
        tokens = tokenizer("medborgardialog parken", return_tensors="pt")
        mean = model(**tokens).last_hidden_state[0].mean(dim=0).numpy()
    assert rows[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-5)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_a_long_text_is_embedded_in_windows_and_not_cut_off(tmp_path: Path) -> None:
    embedder = load(save_tiny_bert(tmp_path / "bert"))  # takes 32 tokens at once
    beginning, end = "parken " * 28, "skolen " * 28
    whole, first, last = embedder.embed_documents([beginning + end, beginning, end])
    assert whole @ last > 0.5
    assert whole @ last == pytest.approx(whole @ first, abs=0.1)
    # the same text over and over keeps its direction, however many windows it takes
    assert embedder.embed_documents(["i " * 31 * 50])[0] @ embedder.embed_documents(["i " * 31])[0] > 0.99


def test_a_short_text_beside_a_long_one_keeps_its_vector(tmp_path: Path) -> None:
    embedder = load(save_tiny_bert(tmp_path / "bert"))
    alone = embedder.embed_documents(["medborgardialog parken"])[0]
    _, beside, _ = embedder.embed_documents(["parken " * 300, "medborgardialog parken", "skolen " * 300])
    assert beside == pytest.approx(alone, abs=1e-6)


def test_prompts_count_into_the_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = save_tiny_bert(tmp_path / "bert")
    embedder = SentenceTransformerEmbedder(str(folder), device="cpu", document_prompt="passage : ")
    seen: list[int] = []
    encode = embedder._model.encode_document

    def counting(texts: list[str], *, prompt: str, batch_size: int, show_progress_bar: bool) -> object:
        seen.extend(len((prompt + text).split()) for text in texts)
        return encode(texts, prompt=prompt, batch_size=batch_size, show_progress_bar=show_progress_bar)

    monkeypatch.setattr(embedder._model, "encode_document", counting)
    embedder.embed_documents(["parken " * 100])
    assert sum(seen) == 100 + 2 * len(seen)  # every word once, the prompt in every window
    assert max(seen) <= 32


def test_numbers_that_are_none_are_told_when_the_model_is_loaded(tmp_path: Path) -> None:
    from safetensors.numpy import load_file, save_file

    folder = save_tiny_model(tmp_path / "tiny")
    weights = load_file(folder / "model.safetensors")
    save_file(
        {name: np.full_like(value, np.nan) for name, value in weights.items()}, folder / "model.safetensors"
    )
    with pytest.raises(EmbedderError, match="values that are not numbers"):
        load(folder)
