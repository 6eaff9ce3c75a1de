"""Merging the rankings of several retrievers."""

from __future__ import annotations

from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.records import ChunkId


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[ChunkId]], *, damping: float = 60.0
) -> list[tuple[ChunkId, float]]:
    """Merge several rankings into one by summed reciprocal ranks.

    Args:
        rankings: Retriever name to chunk ids, best first, no id twice.
        damping: Greater than 0; larger values lessen the weight of the first ranks.

    Returns:
        Pairs (id, score), best first, ties by id. A score is in (0, 1]: 1 for a chunk that every
        retriever places first. Scores compare only within one call.

    Raises:
        ValueError: If damping is not greater than 0.

    Source: Cormack, Clarke and Buettcher, SIGIR 2009; 60 is their value. Scores are divided by the
        largest that is possible, len(rankings) / (damping + 1).
    """
    if damping <= 0:
        raise ValueError(f"damping must be greater than 0, got {damping}")
    parts: dict[ChunkId, list[float]] = {}
    for ranking in rankings.values():
        for rank, chunk_id in enumerate(ranking, start=1):
            parts.setdefault(chunk_id, []).append((damping + 1) / (damping + rank))
    # fsum: the result must not depend on the order of the retrievers
    scores = [(chunk_id, fsum(terms) / len(rankings)) for chunk_id, terms in parts.items()]
    return sorted(scores, key=lambda pair: (-pair[1], pair[0]))
