"""The order in which things on a slide are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# Things whose upper edges are this near stand in one row: half a centimetre.
_SAME_ROW_EMU = 180_000


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing and where its upper left corner is; None where the file does not say."""

    item: Any  # a shape of whatever library read it
    top: int | None  # in EMU, 914,400 to the inch
    left: int | None


def in_reading_order(placed: Sequence[Placed]) -> list[Any]:
    """Return the things from top to bottom, those of one row from left to right.

    What has no place comes last, in the order of the file.
    """
    known = sorted((p for p in placed if p.top is not None), key=lambda p: (p.top or 0, p.left or 0))
    rows: list[list[Placed]] = []
    for one in known:
        if rows and (one.top or 0) - (rows[-1][0].top or 0) <= _SAME_ROW_EMU:
            rows[-1].append(one)
        else:
            rows.append([one])
    ordered = [one.item for row in rows for one in sorted(row, key=lambda p: p.left or 0)]
    return ordered + [one.item for one in placed if one.top is None]
