"""Reads a model of static token vectors from its folder, without torch.

The folder is one that sentence-transformers saves and loads: ``modules.json`` names a StaticEmbedding, beside
which lie ``model.safetensors`` and ``tokenizer.json``. The weights have one of two layouts:

- ``embedding.weight`` [V, D]: the vector of each token;
- ``embeddings`` [U, D], with ``weights`` [V] and ``mapping`` [V] where they are there: the vector of a token
  is ``embeddings[mapping[token]] * weights[token]``, as model2vec saves it.

The header of ``model.safetensors`` may state ``revision``, ``min_score`` and ``index_dim``.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from kb.errors import EmbedderError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

MODULES = "modules.json"
_CONFIG, _WEIGHTS, _TOKENIZER = "config_sentence_transformers.json", "model.safetensors", "tokenizer.json"
_STATIC, _NORMALIZE = "StaticEmbedding", "Normalize"  # the end of a module's type; packages move, names stay
_LARGEST = 1e6  # of a weight; sums of larger ones could leave the range of numbers
CURE = "Copy or download the model again, or choose another: metodbank index rebuild --model static"


@dataclass(frozen=True, slots=True, kw_only=True)
class StaticModel:
    """A model as read; the vector of a token is ``table[rows[token]] * scales[token]``."""

    tokenizer: Tokenizer
    tokenizer_revision: str  # hash of its file
    table: NDArray[Any]  # shape (U, dim), dtype as saved: int8, float16 or float32
    rows: NDArray[np.int64] | None  # None: each token has the row of its own number
    scales: NDArray[np.float32]  # shape (V,)
    revision: str  # as stated in the header, else the hash of the content
    min_score: float | None
    prompts: Mapping[str, str | None]


def is_static_model(folder: Path) -> bool:
    """Say whether ``folder`` holds a model for this reader; its files may yet be damaged."""
    try:
        types = _module_types(_read_json(folder / MODULES))
    except EmbedderError:
        return False
    return types[0].endswith(_STATIC) and all(each.endswith(_NORMALIZE) for each in types[1:])


def load_static_model(folder: Path) -> StaticModel:
    """Read the model in ``folder``.

    Raises:
        EmbedderError: Files are missing, damaged or do not fit together, or the model is of another kind.
    """
    part = folder / _part_of(folder)
    tensors, stated = _read_weights(part / _WEIGHTS)
    table, rows, scales = _layout(tensors, part / _WEIGHTS)
    tokenizer = _read_tokenizer(part / _TOKENIZER)
    n_tokens = tokenizer.get_vocab_size()
    if n_tokens > len(scales):
        raise EmbedderError(f"The model {folder} has {n_tokens} tokens but {len(scales)} vectors. {CURE}")
    index_dim = int(_number(stated, "index_dim", table.shape[1], folder, upper=table.shape[1]))
    return StaticModel(
        tokenizer=tokenizer,
        tokenizer_revision=hash_of_tokenizer((part / _TOKENIZER).read_bytes()),
        table=np.ascontiguousarray(table[:, :index_dim]),
        rows=rows,
        scales=scales,
        revision=stated.get("revision") or content_revision(tensors, (part / _TOKENIZER).read_bytes()),
        min_score=_number(stated, "min_score", 0.0, folder, upper=1.0) or None,
        prompts=_read_prompts(folder / _CONFIG),
    )


def content_revision(tensors: Mapping[str, NDArray[Any]], tokenizer: bytes) -> str:
    """Return the hash of weights and tokenizer, 16 hexadecimal digits.

    A model that states it as ``revision`` in the header of its weights is loaded without hashing them.
    """
    digest = hashlib.sha256(tokenizer)
    for name in sorted(tensors):
        tensor = np.ascontiguousarray(tensors[name])
        digest.update(f"\n{name} {tensor.dtype.str} {tensor.shape}\n".encode())
        digest.update(tensor.data)
    return digest.hexdigest()[:16]


def hash_of_tokenizer(file: bytes) -> str:
    """Return the hash of a ``tokenizer.json``, 16 hexadecimal digits."""
    return hashlib.sha256(file).hexdigest()[:16]


def _part_of(folder: Path) -> str:
    modules = _read_json(folder / MODULES)
    if not is_static_model(folder):
        kinds = ", ".join(each.rpartition(".")[2] for each in _module_types(modules))
        raise EmbedderError(
            f"The model {folder} consists of {kinds}, not of static token vectors. "
            f"Run: metodbank index rebuild --model sentence-transformers:{folder}"
        )
    return str(modules[0].get("path", ""))


def _module_types(modules: Any) -> list[str]:  # noqa: ANN401 # whatever a JSON file may hold
    try:
        types = [str(module["type"]) for module in modules]
    except (KeyError, TypeError) as error:
        raise EmbedderError(f"{MODULES} lists no modules. {CURE}") from error
    if not types:
        raise EmbedderError(f"{MODULES} lists no modules. {CURE}")
    return types


def _read_json(path: Path) -> Any:  # noqa: ANN401 # whatever a JSON file may hold
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise EmbedderError(f"{path} cannot be read: {error.strerror or error}. {CURE}") from error
    except ValueError as error:
        raise EmbedderError(f"{path} is damaged: {error}. {CURE}") from error


def _read_weights(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str]]:
    from safetensors import safe_open

    if not path.is_file():
        raise EmbedderError(f"{path} is missing. {CURE}")
    try:
        with safe_open(path, "np") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, file.metadata() or {}  # noqa: SIM118
    except Exception as error:  # foreign files: safetensors has errors of its own, and of half a dozen kinds
        raise EmbedderError(f"{path} is damaged or incomplete: {error}. {CURE}") from error


def _layout(
    tensors: Mapping[str, NDArray[Any]], path: Path
) -> tuple[NDArray[Any], NDArray[np.int64] | None, NDArray[np.float32]]:
    folded = tensors.get("embedding.weight")
    table = tensors.get("embeddings") if folded is None else folded
    if table is None or table.ndim != 2 or not table.size:
        raise EmbedderError(f"{path} holds no token vectors, but {', '.join(tensors) or 'nothing'}. {CURE}")
    mapping, weights = (
        (None, None) if folded is not None else (tensors.get("mapping"), tensors.get("weights"))
    )
    n_tokens = len(table) if mapping is None else len(mapping)
    scales = np.ones(n_tokens, dtype=np.float32) if weights is None else weights.astype(np.float32)
    if scales.shape != (n_tokens,):
        raise EmbedderError(f"{path} has weights for {scales.shape[0]} tokens of {n_tokens}. {CURE}")
    if mapping is not None and not (mapping.size and mapping.min() >= 0 and mapping.max() < len(table)):
        raise EmbedderError(f"{path} maps tokens to vectors that are not there. {CURE}")
    if not np.isfinite(scales).all() or (table.dtype.kind == "f" and not np.isfinite(table).all()):
        raise EmbedderError(f"{path} holds values that are not numbers. {CURE}")
    largest = float(np.abs(table).max()) if table.dtype.kind == "f" else 0.0
    if max(largest, float(np.abs(scales).max())) > _LARGEST:
        raise EmbedderError(f"{path} holds values too large to be a trained model's. {CURE}")
    return table, None if mapping is None else mapping.astype(np.int64), scales


def _read_tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    if not path.is_file():
        raise EmbedderError(f"{path} is missing. {CURE}")
    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # foreign files: tokenizers raises a bare Exception
        raise EmbedderError(f"{path} is damaged: {error}. {CURE}") from error
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def _read_prompts(path: Path) -> Mapping[str, str | None]:
    if not path.is_file():
        return {}
    try:
        prompts = _read_json(path).get("prompts") or {}
        return {str(name): prompt for name, prompt in prompts.items()}
    except AttributeError as error:
        raise EmbedderError(f"{path} is damaged: it should hold an object. {CURE}") from error


def _number(stated: Mapping[str, str], name: str, default: float, folder: Path, *, upper: float) -> float:
    if name not in stated:
        return default
    try:
        value = float(stated[name])
    except ValueError:
        value = 0.0
    if not 0 < value <= upper:
        raise EmbedderError(f"The model {folder} states {name} {stated[name]!r}, which cannot be. {CURE}")
    return value
