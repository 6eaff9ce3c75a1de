"""Tokenized training pairs and the batches drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

    from training.sources import Group

_ENCODE_BATCH = 20_000


@dataclass(frozen=True, slots=True)
class Texts:
    """Tokenized texts, one after the other: text ``i`` is ``tokens[starts[i]:starts[i + 1]]``."""

    tokens: NDArray[np.int32]
    starts: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def take(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the tokens of these texts in order and where each text starts."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        starts = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(self.starts[rows] - starts, lengths)
        return self.tokens[places], starts


def tokenize(tokenizer: Tokenizer, texts: Sequence[str], *, max_tokens: int) -> Texts:
    """Tokenize; a text without tokens gets the unknown one, so that every text has a vector."""
    parts: list[NDArray[np.int32]] = []
    lengths: list[int] = []
    for start in range(0, len(texts), _ENCODE_BATCH):
        encoded = tokenizer.encode_batch_fast(
            list(texts[start : start + _ENCODE_BATCH]), add_special_tokens=False
        )
        ids = [each.ids[:max_tokens] or [0] for each in encoded]
        lengths += [len(each) for each in ids]
        parts.append(np.fromiter((token for each in ids for token in each), dtype=np.int32))
    return Texts(np.concatenate(parts), np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64))


@dataclass(frozen=True, slots=True)
class Task:
    """Pairs that make batches together: rows of ``Texts``, and of the teacher's vectors where known."""

    name: str
    left: NDArray[np.int64]
    right: NDArray[np.int64]
    left_teacher: NDArray[np.int64]  # -1 where the teacher has not read the text
    right_teacher: NDArray[np.int64]
    chances: NDArray[np.float64]  # cumulated, the last is 1
    wrong: NDArray[np.int64] | None = None  # texts that share a word with ``right`` but mean another thing

    def draw(self, rng: np.random.Generator, size: int) -> NDArray[np.int64]:
        """Draw rows of this task; of a small task fewer than ``size``, so that few repeat in a batch."""
        n = min(size, max(len(self.left) // 2, 1))
        rows = np.searchsorted(self.chances, rng.random(n), side="right")
        return np.unique(np.minimum(rows, len(self.left) - 1)).astype(np.int64)


def make_task(
    name: str,
    groups: Iterable[Group],
    *,
    place_of: Mapping[str, int],
    teacher_of: Mapping[str, int],
    wrong: Sequence[str] | None = None,
) -> Task:
    """Make the task of these groups; a pair's chance is its group's weight."""
    pairs = [(pair, group.weight) for group in groups for pair in group.pairs]
    chances = np.cumsum([weight for _, weight in pairs])
    return Task(
        name,
        np.array([place_of[pair.left] for pair, _ in pairs], dtype=np.int64),
        np.array([place_of[pair.right] for pair, _ in pairs], dtype=np.int64),
        np.array([teacher_of.get(pair.left_english, -1) for pair, _ in pairs], dtype=np.int64),
        np.array([teacher_of.get(pair.right_english, -1) for pair, _ in pairs], dtype=np.int64),
        chances / chances[-1],
        None if wrong is None else np.array([place_of[each] for each in wrong], dtype=np.int64),
    )
