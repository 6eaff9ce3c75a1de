"""How alike two words are spelt."""

from __future__ import annotations


def trigrams(word: str) -> frozenset[str]:
    """Return the three-letter sequences of a folded word, its borders included."""
    bordered = f"<{word}>"
    return frozenset(bordered[start : start + 3] for start in range(len(bordered) - 2))


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the Dice coefficient of two sets of trigrams, in [0, 1]; 0 if both are empty."""
    n_all = len(first) + len(second)
    return 2 * len(first & second) / n_all if n_all else 0.0
