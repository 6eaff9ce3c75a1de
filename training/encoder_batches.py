"""What the encoder is fed: texts filled up to one length, and those whose English the teacher has read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from torch import Tensor

    from training.batches import Texts
    from training.encoder_recipe import EncoderRecipe
    from training.tasks import TrainingSet

Rows = NDArray[np.int64]

# Texts are filled up to one of these lengths: a matrix product of a shape not met before takes twice as long.
_LENGTHS = (8, 12, 16, 24, 32, 40, 48, 64, 80, 104, 130, 192, 256)
AROUND = 2  # tokens that stand around a text
_DRAWN = 12_000  # texts that are drawn at once, to be sorted by length


@dataclass(frozen=True, slots=True)
class Filled:
    """Texts as the encoder takes them; both of shape (texts, length)."""

    tokens: Rows
    present: Tensor  # 1 where there is a token


def fill(texts: Texts, rows: Rows, *, start: int, max_tokens: int) -> Filled:
    """Return the first tokens of these texts between ``start`` and the token after it."""
    lengths = np.minimum(texts.starts[rows + 1] - texts.starts[rows], max_tokens)
    length = filled_length(int(lengths.max()))
    places = np.arange(length)[None, :]
    inside = (places >= 1) & (places <= lengths[:, None])
    tokens = np.zeros((len(rows), length), dtype=np.int64)
    tokens[inside] = texts.tokens[(texts.starts[rows][:, None] + places - 1)[inside]]
    tokens[:, 0] = start
    tokens[np.arange(len(rows)), lengths + 1] = start + 1
    present = (places < lengths[:, None] + AROUND).astype(np.float32)
    return Filled(tokens, torch.from_numpy(present))


def filled_length(n_tokens: int) -> int:
    """Return what a batch is filled up to whose longest text has so many tokens.

    Raises:
        StopIteration: It has more than the encoder takes.
    """
    return next(each for each in _LENGTHS if each >= n_tokens + AROUND)


@dataclass(frozen=True, slots=True)
class Taught:
    """Texts in any language whose English the teacher has read, one row each."""

    texts: Rows  # of the training set
    teacher: Rows  # of the teacher's vectors
    lengths: Rows  # in tokens
    chances: NDArray[np.float64]  # cumulated, the last is 1

    def batches(self, rng: np.random.Generator, *, tokens: int) -> Iterator[Rows]:
        """Draw batches of texts of about the same length without end, each of about so many tokens."""
        while True:
            drawn = np.minimum(np.searchsorted(self.chances, rng.random(_DRAWN)), len(self.texts) - 1)
            order = np.argsort(-(self.lengths[drawn] + rng.random(len(drawn))), kind="stable")
            parts = list(self._cut(drawn[order], tokens))
            for place in rng.permutation(len(parts)):
                yield parts[place]

    def _cut(self, longest_first: Rows, tokens: int) -> Iterator[Rows]:
        start = 0
        while start < len(longest_first):
            n_texts = tokens // filled_length(int(self.lengths[longest_first[start]]))
            if start + n_texts > len(longest_first):
                return  # too few of the shortest for a batch
            yield longest_first[start : start + n_texts]
            start += n_texts


def taught_texts(data: TrainingSet, recipe: EncoderRecipe) -> Taught:
    """Return each text with its English once; what several tasks have has the highest of their weights."""
    weights: dict[tuple[int, int], float] = {}
    for name, task in data.tasks.items():
        # the mean weight of a pair of a task is 1
        of_pairs = np.diff(task.chances, prepend=0.0) * len(task.left) * recipe.taught.get(name, 1.0)
        for side, teacher in ((task.left, task.left_teacher), (task.right, task.right_teacher)):
            known = np.flatnonzero(teacher >= 0)
            for text, row, weight in zip(side[known], teacher[known], of_pairs[known], strict=True):
                key = (int(text), int(row))
                weights[key] = max(weights.get(key, 0.0), float(weight))
    pairs = np.array(list(weights), dtype=np.int64).reshape(-1, 2)
    lengths = data.texts.starts[pairs[:, 0] + 1] - data.texts.starts[pairs[:, 0]]
    lengths = lengths.clip(max=recipe.max_tokens)
    shares = np.clip(lengths / recipe.short_tokens, recipe.least_chance, 1.0)
    chances = np.cumsum(np.array(list(weights.values())) * shares)
    return Taught(pairs[:, 0], pairs[:, 1], lengths, chances / chances[-1])


def pair_chances(data: TrainingSet, recipe: EncoderRecipe) -> Mapping[str, float]:
    """Return how often each task makes a batch of pairs; tasks without pairs are left out."""
    known = {name: share for name, share in recipe.pair_shares.items() if name in data.tasks}
    return {name: share / sum(known.values()) for name, share in known.items()}
