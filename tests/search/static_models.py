"""Models of static token vectors, saved by hand: no torch, so that the fast tests may use them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

WORDS = ["[UNK]", "medborgardialog", "borgerinddragelse", "parken", "skolen", "på", "i"]
TABLE = np.array(
    [[0, 0, 0, 0], [4, 0, 0, 0], [3, 3, 0, 0], [0, 0, 2, 0], [0, 0, 0, 5], [0, 1, 0, 0], [1, 0, 0, 0]],
    np.float32,
)
INT8: dict[str, NDArray[Any]] = {
    "embeddings": (TABLE * 20).astype(np.int8),
    "weights": np.full(len(WORDS), 0.05, np.float32),
}


def save_static_model(
    folder: Path,
    tensors: Mapping[str, NDArray[Any]] = INT8,
    *,
    metadata: Mapping[str, str] | None = None,
    prompts: Mapping[str, str] | None = None,
    path: str = "",
    types: tuple[str, ...] = ("sentence_transformers.models.StaticEmbedding",),
) -> Path:
    """Save a model of seven words and four dimensions."""
    part = folder / path
    part.mkdir(parents=True)
    tokenizer = Tokenizer(models.WordLevel({word: n for n, word in enumerate(WORDS)}, unk_token=WORDS[0]))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.enable_truncation(8)  # as some models are saved: must not cut
    tokenizer.save(str(part / "tokenizer.json"))
    save_file(dict(tensors), part / "model.safetensors", metadata=dict(metadata or {}))
    modules = [{"idx": n, "name": str(n), "path": path, "type": kind} for n, kind in enumerate(types)]
    (folder / "modules.json").write_text(json.dumps(modules))
    if prompts is not None:
        (folder / "config_sentence_transformers.json").write_text(json.dumps({"prompts": prompts}))
    return folder
