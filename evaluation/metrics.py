"""How good a ranking is for one query, given where each of its targets was found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log2


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundTarget:
    """A target of a query and the rank of the first hit that meets it."""

    relevance: int  # 0 to 3; only what is above 0 must be found
    rank: int | None  # from 1; None: no hit meets it


def ndcg_at(targets: Sequence[FoundTarget], k: int) -> float:
    """Return the normalised discounted cumulative gain of the first ``k`` places, in [0, 1].

    The gain of a target is its relevance, discounted by log2(place + 1), as in trec_eval. A hit that meets
    several targets takes its own place for the most relevant and the next free places for the others, so
    that the best ranking has 1 however the documents were cut.

    Raises:
        ValueError: No target is relevant.

    Source: Järvelin and Kekäläinen, ACM TOIS 20(4), 2002.
    """
    relevant = _relevant(targets)
    places = []
    last = 0
    for target in sorted(relevant, key=lambda each: (each.rank or 0, -each.relevance)):
        if target.rank is not None:
            last = max(target.rank, last + 1)
            places.append((last, target.relevance))
    ideal = enumerate(sorted((target.relevance for target in relevant), reverse=True), start=1)
    return _gain(places, k) / _gain(list(ideal), k)


def _gain(places: Sequence[tuple[int, int]], k: int) -> float:
    return fsum(relevance / log2(place + 1) for place, relevance in places if place <= k)


def reciprocal_rank_at(targets: Sequence[FoundTarget], k: int) -> float:
    """Return 1 / rank of the first hit that meets a relevant target, 0 if it is not among the first ``k``.

    Raises:
        ValueError: No target is relevant.

    Source: Voorhees, TREC-8 question answering track report, 1999.
    """
    first = first_rank(_relevant(targets))
    return 1 / first if first is not None and first <= k else 0.0


def recall_at(targets: Sequence[FoundTarget], k: int) -> float:
    """Return the share of the relevant targets that the first ``k`` hits meet.

    Raises:
        ValueError: No target is relevant.
    """
    relevant = _relevant(targets)
    return sum(1 for each in relevant if each.rank is not None and each.rank <= k) / len(relevant)


def first_rank(targets: Sequence[FoundTarget]) -> int | None:
    """Return the rank of the first hit that meets a relevant target."""
    ranks = [each.rank for each in targets if each.relevance > 0 and each.rank is not None]
    return min(ranks, default=None)


def _relevant(targets: Sequence[FoundTarget]) -> list[FoundTarget]:
    relevant = [each for each in targets if each.relevance > 0]
    if not relevant:
        raise ValueError("a query without a relevant target cannot be measured")
    return relevant


METRICS: Mapping[str, Callable[[Sequence[FoundTarget]], float]] = {
    "ndcg@10": lambda targets: ndcg_at(targets, 10),
    "mrr@10": lambda targets: reciprocal_rank_at(targets, 10),
    "recall@10": lambda targets: recall_at(targets, 10),
    "recall@50": lambda targets: recall_at(targets, 50),
}
