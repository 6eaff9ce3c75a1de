"""The model in training: a vector for each token, of which a step changes only those that it meets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 – torch's own convention

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from training.batches import Texts

_BETAS = (0.9, 0.999)
_EPSILON = 1e-8
_START_SPREAD = 0.02  # small: a token that is never met adds next to nothing to a text


@dataclass(slots=True)
class TokenVectors:
    """The vectors and Adam's two moments of each; shapes (tokens, dim)."""

    vectors: Tensor
    first: Tensor = field(init=False)
    second: Tensor = field(init=False)
    n_steps: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        self.first, self.second = torch.zeros_like(self.vectors), torch.zeros_like(self.vectors)

    def step(self, rows: Tensor, gradient: Tensor, rate: float) -> None:
        """Take one step of Adam for these rows; the others rest, moments too."""
        self.n_steps += 1
        first = self.first[rows].lerp_(gradient, 1 - _BETAS[0])
        second = self.second[rows].lerp_(gradient.square(), 1 - _BETAS[1])
        self.first[rows], self.second[rows] = first, second
        first = first / (1 - _BETAS[0] ** self.n_steps)
        second = second / (1 - _BETAS[1] ** self.n_steps)
        self.vectors[rows] -= rate * first / (second.sqrt() + _EPSILON)


def start_vectors(n_tokens: int, dim: int, *, seed: int) -> TokenVectors:
    """Return random vectors to begin with."""
    generator = torch.Generator().manual_seed(seed)
    return TokenVectors(torch.randn(n_tokens, dim, generator=generator) * _START_SPREAD)


@dataclass(frozen=True, slots=True)
class Bag:
    """The texts of a batch as bags of tokens; ``rows`` are the tokens met, ``tokens`` places among them."""

    rows: Tensor
    tokens: Tensor
    starts: Tensor


def make_bag(
    texts: Texts, rows: Sequence[NDArray[np.int64]], *, rng: np.random.Generator, dropped: float
) -> Bag:
    """Collect the tokens of several lists of texts, leaving out a share of them by chance."""
    tokens, starts = texts.take(np.concatenate(rows))
    if dropped:
        kept = rng.random(len(tokens)) >= dropped
        kept[starts] = True  # no text may become empty
        before: NDArray[np.int64] = np.cumsum(kept) - kept
        tokens, starts = tokens[kept], before[starts]
    met, places = np.unique(tokens, return_inverse=True)
    return Bag(torch.from_numpy(met.astype(np.int64)), torch.from_numpy(places), torch.from_numpy(starts))


def embed(bag: Bag, weights: Tensor) -> Tensor:
    """Return the mean of each text's token vectors, not normalised; ``weights`` are those of ``bag.rows``."""
    return F.embedding_bag(bag.tokens, weights, bag.starts, mode="mean")


def flattened(vectors: NDArray[np.float32], power: float) -> NDArray[np.float32]:
    """Return token vectors whose lengths differ less: each to the power of 1 - ``power``, about their median.

    Training makes what decides between the pairs of a batch long; a mean over a sentence is then that of a
    few tokens. Vectors of no length stay so.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    lives = lengths > 0
    if power == 0 or not lives.any():
        return vectors
    shares = np.where(lives, lengths, 1) / np.median(lengths[lives])
    return (vectors * np.where(lives, shares**-power, 1)).astype(np.float32)
