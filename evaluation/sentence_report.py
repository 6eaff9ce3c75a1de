"""What sentence retrieval and sentence similarity are told as: lines for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from evaluation.parallel import PairResult, compare_pairs
from evaluation.report import (
    Json,
    circumstances_json,
    header_lines,
    interval_json,
    interval_text,
    model_json,
)
from evaluation.similarity import SimilarityResult, compare_similarity

if TYPE_CHECKING:
    from evaluation.bootstrap import Interval
    from search.manifest import EmbedderIdentity

_WIDTH = 10


def parallel_lines(
    name: str, n_rows: int, results: Sequence[tuple[EmbedderIdentity, Sequence[PairResult]]]
) -> Iterator[str]:
    """Yield P@1 of each pair and model, and the paired differences from the first model."""
    yield from _header(f"{name}: {n_rows} sentences; P@1 [95 % interval]", results)
    for embedder, pairs in results:
        yield ""
        yield embedder.name
        for result in pairs:
            yield f"  {_label(result):<{_WIDTH}}{interval_text(result.precision)}"
    for embedder, pairs in results[1:]:
        yield ""
        yield f"{embedder.name} less {results[0][0].name}"
        for first, second in zip(results[0][1], pairs, strict=True):
            difference = interval_text(compare_pairs(first, second), is_difference=True)
            yield f"  {_label(first):<{_WIDTH}}{difference}"


def parallel_json(
    name: str, n_rows: int, results: Sequence[tuple[EmbedderIdentity, Sequence[PairResult]]]
) -> Json:
    """Return the same; pairs are named ``sv-da``."""
    return {
        "file": name,
        "sentences": n_rows,
        **circumstances_json(),
        "models": [
            {
                **model_json(embedder),
                "p@1": {"-".join(result.pair): interval_json(result.precision) for result in pairs},
            }
            for embedder, pairs in results
        ],
        "comparisons": [
            {
                **model_json(embedder),
                "less": model_json(results[0][0]),
                "p@1": {
                    "-".join(first.pair): interval_json(compare_pairs(first, second))
                    for first, second in zip(results[0][1], pairs, strict=True)
                },
            }
            for embedder, pairs in results[1:]
        ],
    }


def similarity_lines(
    name: str, results: Sequence[tuple[EmbedderIdentity, SimilarityResult]]
) -> Iterator[str]:
    """Yield the rank correlation of each model, and the paired differences from the first model."""
    n_pairs = len(results[0][1].labels)
    yield from _header(f"{name}: {n_pairs} pairs; Spearman's rank correlation [95 % interval]", results)
    yield ""
    for embedder, result in results:
        yield f"{embedder.name}: {interval_text(result.correlation)}"
    for embedder, difference in _differences(results):
        yield f"{embedder.name} less {results[0][0].name}: {interval_text(difference, is_difference=True)}"


def similarity_json(name: str, results: Sequence[tuple[EmbedderIdentity, SimilarityResult]]) -> Json:
    """Return the same."""
    return {
        "file": name,
        "pairs": len(results[0][1].labels),
        **circumstances_json(),
        "models": [
            {**model_json(embedder), "spearman": interval_json(result.correlation)}
            for embedder, result in results
        ],
        "comparisons": [
            {
                **model_json(embedder),
                "less": model_json(results[0][0]),
                "spearman": interval_json(difference),
            }
            for embedder, difference in _differences(results)
        ],
    }


def _differences(
    results: Sequence[tuple[EmbedderIdentity, SimilarityResult]],
) -> list[tuple[EmbedderIdentity, Interval]]:
    first = results[0][1]
    return [(embedder, compare_similarity(first, result)) for embedder, result in results[1:]]


def _header(subject: str, results: Sequence[tuple[EmbedderIdentity, object]]) -> list[str]:
    return header_lines(subject, [embedder for embedder, _ in results])


def _label(result: PairResult) -> str:
    return "→".join(result.pair)
