"""A model of a few numbers that sentence-transformers loads from disk like a real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_PADDING = "[PAD]"
_WORDS = [
    "[UNK]",
    "query",
    "passage",
    ":",
    "medborgardialog",
    "borgerinddragelse",
    "parken",
    "skolen",
    "på",
    "i",
]


def save_tiny_model(folder: Path, *, seed: int = 0, prompts: Mapping[str, str] | None = None) -> Path:
    """Save a model with one random vector of 16 numbers a word to ``folder``."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

    vocabulary = {word: number for number, word in enumerate(_WORDS)}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=_WORDS[0]))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    weights = np.random.default_rng(seed).standard_normal((len(_WORDS), 16)).astype(np.float32)
    words = StaticEmbedding(tokenizer, embedding_weights=weights)
    model = SentenceTransformer(modules=[words], device="cpu", prompts=dict(prompts or {}))
    model.save(str(folder))
    return folder


def save_int8_layout(source: Path, folder: Path, *, metadata: Mapping[str, str] | None = None) -> Path:
    """Save a model of ``save_tiny_model`` in 8-bit integers with a scale a row, as the shipped model is."""
    import shutil

    from safetensors.numpy import load_file, save_file

    shutil.copytree(source, folder)
    weights = load_file(folder / "model.safetensors")["embedding.weight"]
    scales = np.abs(weights).max(axis=1) / 127
    tensors = {
        "embeddings": np.rint(weights / scales[:, None]).astype(np.int8),
        "weights": scales.astype(np.float32),
    }
    save_file(tensors, folder / "model.safetensors", metadata=dict(metadata or {}))
    return folder


def save_tiny_bert(folder: Path) -> Path:
    """Save a transformer of two layers with random weights, as transformers saves it: without pooling."""
    import torch
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    vocabulary = {word: number for number, word in enumerate([_PADDING, *_WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token=_WORDS[0]))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call] # transformers leaves it open
        tokenizer_object=tokenizer, pad_token=_PADDING, unk_token=_WORDS[0], model_max_length=32
    )
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
    )
    BertModel(config).save_pretrained(folder)
    wrapped.save_pretrained(folder)
    return folder
