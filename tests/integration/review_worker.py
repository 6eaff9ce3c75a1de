"""Accepts what waits in a home and takes it back again, until somebody ends the process."""

from __future__ import annotations

import sys
from pathlib import Path

from kb.batches import ReviewState
from kb.reviews import ReviewFilters
from tests.kb.handed_in import CILLA, open_home

_BOTH = ReviewFilters(states=frozenset({ReviewState.WAITING, ReviewState.ACCEPTED}))


def main(home: Path) -> None:
    """Work on a home; the line written says that work begins."""
    desk = open_home(home).acting_as(CILLA).review
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    while True:
        items = desk.queue(_BOTH).items
        waiting = [item.id for item in items if item.state is ReviewState.WAITING]
        if len(waiting) == len(items):
            desk.accept_many(waiting)
        for item in items:
            if item.state is ReviewState.WAITING and len(waiting) < len(items):
                desk.accept(item.id, seen=None)
            elif item.state is ReviewState.ACCEPTED:
                desk.undo(item.id)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
