"""Does the cosine of two sentences order pairs as people do? Spearman's rank correlation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field

from evaluation.bootstrap import Interval, bootstrap_statistic
from evaluation.embedding import embed_alike
from evaluation.tables import read_json_lines
from kb.errors import InputError

if TYPE_CHECKING:
    from kb.protocols import Embedder, Progress


class SentencePair(BaseModel):
    """Two sentences and how alike people found them; other keys of the file are passed over."""

    sentence_1: str = Field(min_length=1)
    sentence_2: str = Field(min_length=1)
    label: float = Field(allow_inf_nan=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarityResult:
    """Cosines beside labels, pair by pair."""

    cosines: NDArray[np.float64]
    labels: NDArray[np.float64]
    correlation: Interval


def read_sentence_pairs(path: Path) -> tuple[SentencePair, ...]:
    """Read a file with ``{"sentence_1", "sentence_2", "label"}`` a line, plain or gzipped.

    Raises:
        InputError: The file is missing, empty or malformed, or all labels are the same.
    """
    pairs = tuple(pair for _, pair in read_json_lines(path, SentencePair))
    if len({pair.label for pair in pairs}) < 2:
        raise InputError(f"{path}: every label is {pairs[0].label}. There is nothing to put in order.")
    return pairs


def run_similarity(
    pairs: Sequence[SentencePair], embedder: Embedder, *, progress: Progress | None = None
) -> SimilarityResult:
    """Embed the sentences and correlate their cosines with the labels."""
    texts = [text for pair in pairs for text in (pair.sentence_1, pair.sentence_2)]
    rows = embed_alike(embedder, texts, progress=progress)
    cosines = np.einsum("ij,ij->i", rows[0::2], rows[1::2]).astype(np.float64)
    labels = np.array([pair.label for pair in pairs])
    correlation = bootstrap_statistic(len(pairs), lambda rows: spearman(cosines[rows], labels[rows]))
    return SimilarityResult(cosines=cosines, labels=labels, correlation=correlation)


def compare_similarity(first: SimilarityResult, second: SimilarityResult) -> Interval:
    """Return the paired difference in correlation of two models: the second less the first."""
    return bootstrap_statistic(
        len(first.labels),
        lambda rows: (
            spearman(second.cosines[rows], second.labels[rows])
            - spearman(first.cosines[rows], first.labels[rows])
        ),
    )


def spearman(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return the rank correlation in [-1, 1]; NaN if one side is constant.

    Equal values have their mean rank.

    Source: Spearman, American Journal of Psychology 15(1), 1904.
    """
    ours, theirs = _ranks(first), _ranks(second)
    ours -= ours.mean()
    theirs -= theirs.mean()
    scale = float(np.sqrt((ours @ ours) * (theirs @ theirs)))
    return float(ours @ theirs) / scale if scale > 0 else float("nan")


def _ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    mean_ranks: NDArray[np.float64] = (last - (counts - 1) / 2)[places]
    return mean_ranks
