"""How many slips of the hand lie between two words."""

from __future__ import annotations


def distance(first: str, second: str, *, limit: int) -> int | None:
    """Return the optimal string alignment distance, None if it is more than ``limit``.

    Counts letters added, left out, exchanged for another and swapped with their neighbour, each place once.

    Source: Damerau, CACM 1964; Wagner and Fischer's table with one row more for the swaps.
    """
    if abs(len(first) - len(second)) > limit:
        return None
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        current = [row]
        for column, other in enumerate(second, start=1):
            cost = min(above[column] + 1, current[column - 1] + 1, above[column - 1] + (letter != other))
            is_swap = row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other
            current.append(min(cost, before[column - 2] + 1) if is_swap else cost)
        if min(current) > limit and (not above or min(above) > limit):
            return None
        before, above = above, current
    return above[-1] if above[-1] <= limit else None
