"""Sentence retrieval: is the translation of a sentence the nearest of all sentences of the other language?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import Interval, bootstrap_means
from evaluation.embedding import embed_alike
from evaluation.tables import read_cells
from kb.errors import InputError

if TYPE_CHECKING:
    from kb.protocols import Embedder, Progress

_LANGUAGES = ("sv", "da", "nb", "en")
_BLOCK_ROWS = 1_024  # of similarities at a time: 40 MB for 10,000 sentences

Pair = tuple[str, str]  # language of the query, language of the answer


@dataclass(frozen=True, slots=True, kw_only=True)
class AlignedText:
    """Sentences that are translations of each other: the same place in every language."""

    sentences: Mapping[str, tuple[str, ...]]  # by language, all of one length

    @property
    def n_rows(self) -> int:
        """Number of sentences in each language."""
        return len(next(iter(self.sentences.values())))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairResult:
    """Which sentences found their translation first."""

    pair: Pair
    is_right: NDArray[np.float64]  # one a sentence: 1 or 0
    precision: Interval  # P@1


def read_aligned(path: Path) -> AlignedText:
    """Read tab-separated sentences with a header of language codes, plain or gzipped.

    Raises:
        InputError: The file is missing, empty or malformed, or a cell is empty.
    """
    header, rows = read_cells(path)
    unknown = [code for code in header if code not in _LANGUAGES]
    if unknown or len(set(header)) < len(header) or len(header) < 2:
        raise InputError(
            f"{path}, line 1: expected a header of two or more different languages out of "
            f"{' '.join(_LANGUAGES)}, with a tab between each, found {' '.join(header)!r}."
        )
    for number, cells in rows:
        if not all(cells):
            raise InputError(
                f"{path}, line {number}: the {header[cells.index('')]} sentence is empty. Remove the line."
            )
    columns = zip(*(cells for _, cells in rows), strict=True)
    return AlignedText(sentences=dict(zip(header, columns, strict=True)))


def read_pairs(text: str | None, aligned: AlignedText) -> tuple[Pair, ...]:
    """Read ``sv-da,da-sv``; without a text return every ordered pair of the languages there are.

    Raises:
        InputError: A pair is not two different languages of the file.
    """
    if text is None:
        return tuple(permutations(aligned.sentences, 2))
    pairs = []
    for part in text.split(","):
        first, _, second = part.strip().partition("-")
        if first == second or not {first, second} <= set(aligned.sentences):
            there = " ".join(aligned.sentences)
            raise InputError(
                f"{part.strip()!r} is no pair of languages of the file, which has {there}. "
                "Expected, for example, sv-da,da-sv."
            )
        pairs.append((first, second))
    return tuple(dict.fromkeys(pairs))


def run_parallel(
    aligned: AlignedText,
    embedder: Embedder,
    pairs: Sequence[Pair],
    *,
    progress: Progress | None = None,
) -> tuple[PairResult, ...]:
    """Embed the sentences once a language and return the result of each pair, in order."""
    languages = list(dict.fromkeys(language for pair in pairs for language in pair))
    n_all = len(languages) * aligned.n_rows
    rows: dict[str, NDArray[np.float32]] = {}
    for number, language in enumerate(languages):
        n_before = number * aligned.n_rows
        tell = None if progress is None else _shifted(progress, n_before, n_all)
        rows[language] = embed_alike(embedder, aligned.sentences[language], progress=tell)
    results = []
    for first, second in pairs:
        is_right = finds_own(rows[first], rows[second])
        (precision,) = bootstrap_means(is_right[:, None])
        results.append(PairResult(pair=(first, second), is_right=is_right, precision=precision))
    return tuple(results)


def _shifted(progress: Progress, n_before: int, n_all: int) -> Progress:
    return lambda done, _: progress(n_before + done, n_all)


def finds_own(queries: NDArray[np.float32], answers: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return for each row 1 if the nearest row of ``answers`` has its number, else 0.

    Both have shape (n, dim) and rows of unit length. Of equally near rows the first counts as nearest, so
    a model that gives every text the same vector is right once.
    """
    n = len(queries)
    is_right = np.zeros(n)
    for start in range(0, n, _BLOCK_ROWS):
        nearest = (queries[start : start + _BLOCK_ROWS] @ answers.T).argmax(axis=1)
        is_right[start : start + _BLOCK_ROWS] = nearest == np.arange(start, start + len(nearest))
    return is_right


def compare_pairs(first: PairResult, second: PairResult) -> Interval:
    """Return the paired difference in P@1 of two models on one pair: the second less the first."""
    (difference,) = bootstrap_means((second.is_right - first.is_right)[:, None])
    return difference
