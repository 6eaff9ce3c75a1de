"""A small transformer encoder: BERT's layers above token vectors that live outside it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention
from safetensors.torch import load_file
from torch import Tensor, nn

if TYPE_CHECKING:
    from pathlib import Path

_FAR = -1e4  # as good as minus infinity, and finite in half precision


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes of an encoder."""

    dim: int = 384
    layers: int = 6
    heads: int = 12
    inner: int = 1536
    positions: int = 512
    epsilon: float = 1e-12  # of the layer norms


class _Layer(nn.Module):
    """Attention and a feed-forward net, each added to what came in and normed after, as BERT does."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.heads = shape.heads
        self.query_key_value = nn.Linear(shape.dim, 3 * shape.dim)
        self.attended = nn.Linear(shape.dim, shape.dim)
        self.norm_1 = nn.LayerNorm(shape.dim, eps=shape.epsilon)
        self.widen = nn.Linear(shape.dim, shape.inner)
        self.narrow = nn.Linear(shape.inner, shape.dim)
        self.norm_2 = nn.LayerNorm(shape.dim, eps=shape.epsilon)

    def forward(self, hidden: Tensor, far: Tensor | None, attend: Attend) -> Tensor:
        query, key, value = self.query_key_value(hidden).chunk(3, dim=-1)
        mixed = attend(query, key, value, self.heads, far)
        hidden = self.norm_1(hidden + self.attended(mixed))
        out: Tensor = self.norm_2(hidden + self.narrow(F.gelu(self.widen(hidden))))
        return out


def attention(query: Tensor, key: Tensor, value: Tensor, n_heads: int, far: Tensor | None) -> Tensor:
    """Return the values mixed by the likeness of queries and keys.

    Args:
        query: Shape (texts, length, dim), as are the others and what is returned.
        key: What it is compared with.
        value: What is mixed.
        n_heads: The parts of ``dim`` that attend on their own.
        far: Added to the likenesses, to leave out what fills up a text; None where nothing does.
    """
    n_texts, length, dim = query.shape
    split = (n_texts, length, n_heads, dim // n_heads)
    query, key, value = (each.view(split).transpose(1, 2) for each in (query, key, value))
    # written out: torch's own attention takes a third of a step's time on a processor
    scores = query @ key.transpose(-1, -2) / math.sqrt(dim // n_heads)
    if far is not None:
        scores = scores + far
    mixed = scores.softmax(dim=-1).to(value.dtype) @ value
    return mixed.transpose(1, 2).reshape(n_texts, length, dim)


Attend = Callable[..., Tensor]  # as ``attention``


class Encoder(nn.Module):
    """The mean of the last layer's vectors of a text, at length 1."""

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        self.shape = shape
        self.positions = nn.Parameter(torch.zeros(shape.positions, shape.dim))
        self.norm = nn.LayerNorm(shape.dim, eps=shape.epsilon)
        self.layers = nn.ModuleList(_Layer(shape) for _ in range(shape.layers))

    def forward(self, vectors: Tensor, present: Tensor) -> Tensor:
        """Return unit rows.

        Args:
            vectors: Token vectors; shape (texts, length, dim).
            present: 1 where there is a token, 0 where a shorter text is filled up; shape (texts, length).
        """
        hidden = self.hidden(vectors, present)
        weights = present[:, :, None].to(torch.float32)
        mean = (hidden.float() * weights).sum(dim=1) / weights.sum(dim=1).clamp(min=1)
        return F.normalize(mean, dim=1)

    def hidden(self, vectors: Tensor, present: Tensor | None, *, attend: Attend = attention) -> Tensor:
        """Return the vectors of the last layer; shape (texts, length, dim).

        Args:
            vectors: Token vectors; the same shape.
            present: As in ``forward``; None where all texts have the same length.
            attend: What mixes the values; see ``attention``.
        """
        hidden: Tensor = self.norm(vectors + self.positions[: vectors.shape[1]])
        far = None if present is None else (1 - present)[:, None, None, :].to(hidden.dtype) * _FAR
        for layer in self.layers:
            hidden = layer(hidden, far, attend)
        return hidden


def read_bert(folder: Path) -> tuple[Encoder, Tensor]:
    """Return the encoder and the token vectors of a BERT model's folder (Hugging Face's layout).

    Raises:
        FileNotFoundError: There is no ``config.json`` or ``model.safetensors`` in the folder.
    """
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    stored = load_file(folder / "model.safetensors")
    weights = {name.removeprefix("bert."): each.float() for name, each in stored.items()}
    encoder = Encoder(
        Shape(
            dim=config["hidden_size"],
            layers=config["num_hidden_layers"],
            heads=config["num_attention_heads"],
            inner=config["intermediate_size"],
            positions=config["max_position_embeddings"],
            epsilon=config["layer_norm_eps"],
        )
    )
    kind = weights["embeddings.token_type_embeddings.weight"][0]
    with torch.no_grad():
        encoder.positions.copy_(weights["embeddings.position_embeddings.weight"] + kind)
        _copy(encoder.norm, weights, "embeddings.LayerNorm")
        for number, layer in enumerate(encoder.layers):
            _copy_layer(cast("_Layer", layer), weights, f"encoder.layer.{number}")
    return encoder, weights["embeddings.word_embeddings.weight"]


def _copy_layer(layer: _Layer, weights: dict[str, Tensor], name: str) -> None:
    for kind in ("weight", "bias"):
        parts = [weights[f"{name}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
        getattr(layer.query_key_value, kind).copy_(torch.cat(parts))
    _copy(layer.attended, weights, f"{name}.attention.output.dense")
    _copy(layer.norm_1, weights, f"{name}.attention.output.LayerNorm")
    _copy(layer.widen, weights, f"{name}.intermediate.dense")
    _copy(layer.narrow, weights, f"{name}.output.dense")
    _copy(layer.norm_2, weights, f"{name}.output.LayerNorm")


def _copy(module: nn.Linear | nn.LayerNorm, weights: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(weights[f"{name}.weight"])
    module.bias.copy_(weights[f"{name}.bias"])
