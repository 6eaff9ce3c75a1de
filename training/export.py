"""Turn a training run into a model folder: ``python -m training.export RUN MODEL``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer

from search.static_model import content_revision

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

_LARGEST = 127  # of eight bits with a sign
_CARD = Path(__file__).parent / "model_card.md"
_MODULES = [
    {
        "idx": 0,
        "name": "0",
        "path": "",
        "type": "sentence_transformers.sentence_transformer.modules.static_embedding.StaticEmbedding",
    },
    {
        "idx": 1,
        "name": "1",
        "path": "1_Normalize",
        "type": "sentence_transformers.base.modules.normalize.Normalize",
    },
]
_CONFIG = {
    "model_type": "SentenceTransformer",
    "prompts": {"query": "", "document": ""},
    "default_prompt_name": None,
    "similarity_fn_name": "cosine",
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path, help="folder that training.train wrote")
    parser.add_argument("model", type=Path, help="folder of the model; its files are replaced")
    parser.add_argument(
        "--min-score", type=float, required=True, help="cosine of texts with nothing in common"
    )
    parser.add_argument("--index-dim", type=int, required=True, help="dimensions that the search index keeps")
    options = parser.parse_args(arguments)
    entry = json.loads((options.run / "run.json").read_text(encoding="utf-8"))
    export(
        Tokenizer.from_file(str(options.run / "tokenizer.json")),
        np.load(options.run / "vectors.npy"),
        options.model,
        metadata={"min_score": str(options.min_score), "index_dim": str(options.index_dim)},
    )
    write_card(options.model, _CARD, entry["results"])


def export(
    tokenizer: Tokenizer, vectors: NDArray[np.float32], folder: Path, *, metadata: Mapping[str, str]
) -> None:
    """Write a sentence-transformers model of token vectors.

    A vector is kept as whole numbers of eight bits and one factor, so that a token takes a quarter of the
    space; sentence-transformers multiplies them again when it loads the folder (version 6 and later).

    Args:
        tokenizer: Without padding and truncation.
        vectors: One row a token; shape (tokens, dim).
        folder: Created where it is missing.
        metadata: Kept in the header of the weights, with a ``revision`` made from weights and tokenizer.
    """
    factors = np.maximum(np.abs(vectors).max(axis=1), 1e-12) / _LARGEST
    rows = np.rint(vectors / factors[:, None]).astype(np.int8)
    factors = factors.astype(np.float32)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    _write(folder / "1_Normalize" / "config.json", {})
    _write(folder / "modules.json", _MODULES)
    _write(folder / "config_sentence_transformers.json", _CONFIG)
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
    tensors = {"embeddings": rows, "weights": factors}
    revision = content_revision(tensors, (folder / "tokenizer.json").read_bytes())
    save_file(tensors, folder / "model.safetensors", metadata={**metadata, "revision": revision})
    (folder / "model.safetensors").chmod(0o644)  # it is written for its owner alone


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def write_card(folder: Path, template: Path, results: Mapping[str, float]) -> None:
    """Write the model card of a folder, with the figures of the run that made the model."""
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in results.items())
    card = template.read_text(encoding="utf-8").replace("{results}", rows)
    (folder / "README.md").write_text(card, encoding="utf-8")


if __name__ == "__main__":
    main()
