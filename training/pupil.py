"""The encoder with its tokenizer and token vectors: what is trained, measured and written to a file."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention

from training.batches import tokenize
from training.encoder import Encoder, Shape
from training.encoder_batches import AROUND, fill, filled_length

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from tokenizers import Tokenizer
    from torch import Tensor

    from training.encoder_batches import Filled

MAX_TOKENS = 256  # of a text at once, with those around it
_AT_ONCE = 8_192  # tokens


@dataclass(slots=True)
class Pupil:
    """An encoder for texts."""

    tokenizer: Tokenizer
    tokens: Tensor  # by token, then those that stand before and after a text; shape (n + 2, dim)
    encoder: Encoder

    @property
    def start(self) -> int:
        """The number of the token before a text; that after it follows."""
        return len(self.tokens) - AROUND

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return unit rows of the beginnings of texts; shape (len(texts), dim)."""
        room = MAX_TOKENS - AROUND
        tokenized = tokenize(self.tokenizer, texts, max_tokens=room)
        lengths = np.diff(tokenized.starts)
        order = np.argsort(-lengths, kind="stable")
        found = np.empty((len(texts), self.encoder.shape.dim), dtype=np.float32)
        start = 0
        while start < len(order):
            rows = order[start : start + _AT_ONCE // filled_length(int(lengths[order[start]]))]
            with torch.no_grad(), half_precision():
                filled = fill(tokenized, rows, start=self.start, max_tokens=room)
                vectors = self.encoder(self.tokens[torch.from_numpy(filled.tokens)], filled.present)
            found[rows] = vectors.numpy()
            start += len(rows)
        return found

    def encode(self, filled: Filled, places: Tensor, weights: Tensor) -> Tensor:
        """Return unit rows in training; ``weights[places]`` are the vectors of the tokens."""
        with half_precision():
            unit: Tensor = self.encoder(F.embedding(places, weights), filled.present)
        return unit

    def save(self, path: Path) -> None:
        """Write the weights."""
        shape = dataclasses.asdict(self.encoder.shape)
        torch.save({"shape": shape, "encoder": self.encoder.state_dict(), "tokens": self.tokens}, path)


def read_pupil(tokenizer: Tokenizer, path: Path) -> Pupil:
    """Read what ``save`` wrote."""
    weights = torch.load(path)
    encoder = Encoder(Shape(**weights["shape"]))
    encoder.load_state_dict(weights["encoder"])
    return Pupil(tokenizer, weights["tokens"], encoder)


def half_precision() -> torch.autocast:
    """Compute matrix products in half precision: three times as fast on processors that have it."""
    return torch.autocast("cpu", dtype=torch.bfloat16)
