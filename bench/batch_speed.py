"""Times what happens with sixty notes from a conference, from dropped into the app to public and back.

The notes are invented (``tests.notes_sample``), of the formats that people bring home, some of them broken.
They are put as a browser would send them, one after the other; the time that a network takes is not in it.
The home holds the starter corpus, so that there is something to compare with.

Run: python -m bench.batch_speed [--files 60] [--runs 3] [--workers 0] [--home FOLDER] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from evaluation.machine import describe_machine
from kb.batches import BatchProgress, ReviewItemId
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.reviews import ReviewFilters, ReviewSort
from kb.settings import load_settings
from tests.notes_sample import upload_name, write_notes

_CORPUS = Path(__file__).resolve().parent.parent / "corpus"
_PART = 1 << 16
STAGES = ("put", "read", "compare", "hand in")
_AT_ONCE = 40  # documents that a curator accepts together


def hand_in(base: KnowledgeBase, notes: tuple[Path, ...]) -> tuple[dict[str, float], dict[str, int]]:
    """Hand notes in; return the seconds by stage, and how many files came out how."""
    seconds: dict[str, float] = {}
    start = time.perf_counter()
    batch = base.batches.begin("Dialogbord")
    files = base.batches.announce(batch.id, [(upload_name(path), path.stat().st_size) for path in notes])
    for file, path in zip(files, notes, strict=True):
        data = path.read_bytes()
        base.batches.put(file.id, (data[at : at + _PART] for at in range(0, len(data), _PART)))
    seconds["put"] = time.perf_counter() - start

    def tell(progress: BatchProgress) -> None:
        seconds.update(progress.seconds)

    batch = base.batches.read(batch.id, progress=tell)
    start = time.perf_counter()
    batch = base.batches.hand_in(batch.id)
    seconds["hand in"] = time.perf_counter() - start
    found = Counter(file.state.value for file in batch.files)
    items = [item for file in batch.files for item in file.items]
    return seconds, {
        **found,
        "documents": len(items),
        "alike": sum(bool(item.likeness) for item in items),
    }


def review(base: KnowledgeBase) -> dict[str, float]:
    """Return the seconds that accepting and undoing take; the first time loads what the others need."""
    queue = base.review.queue(ReviewFilters(sort=ReviewSort.TITLE, limit=_AT_ONCE + 2))
    first, second, *others = [item.id for item in queue.items]
    seconds: dict[str, float] = {}

    def timed(stage: str, act: Callable[[], object]) -> None:
        start = time.perf_counter()
        act()
        seconds[stage] = time.perf_counter() - start

    timed("accept the first", lambda: base.review.accept(first, seen=None))
    timed("accept one", lambda: base.review.accept(second, seen=None))
    timed("undo one", lambda: base.review.undo(second))
    accepted: list[ReviewItemId] = []
    timed(f"accept {len(others)}", lambda: accepted.extend(base.review.accept_many(others).accepted))
    timed(f"undo {len(accepted)}", lambda: base.review.undo_many(accepted))
    return seconds


def measure(home: Path, notes: tuple[Path, ...], *, n_runs: int, workers: int) -> dict[str, Any]:
    """Return medians over runs, each on a copy of a home without batches."""
    runs, reviews = [], []
    found: dict[str, int] = {}
    for _ in range(n_runs):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(home, Path(folder) / "home")
            base = open_knowledge_base(load_settings(home=Path(folder) / "home", workers=workers))
            try:
                seconds, found = hand_in(base, notes)
                reviews.append(review(base))
            finally:
                base.close()
            runs.append(seconds)
    by_stage = {
        stage: round(statistics.median(each[stage] for each in runs), 3)
        for stage in STAGES
        if stage in runs[0]
    }
    total = round(statistics.median(sum(each.values()) for each in runs), 3)
    by_act = {act: round(statistics.median(each[act] for each in reviews), 3) for act in reviews[0]}
    return {"seconds": {**by_stage, "all": total}, "review": by_act, "runs": n_runs, "found": found}


def main() -> None:
    """Print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--files", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--home", type=Path, help="with documents; by default one with the starter corpus")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        notes = write_notes(Path(folder) / "notes", n=arguments.files)
        home = arguments.home
        if home is None:
            home = Path(folder) / "home"
            base = open_knowledge_base(load_settings(home=home))
            base.ingest([_CORPUS / "sv", _CORPUS / "da"])
            base.close()
        figures = {
            "machine": describe_machine(),
            "files": len(notes),
            "bytes": sum(path.stat().st_size for path in notes),
            **measure(home, notes, n_runs=arguments.runs, workers=arguments.workers),
        }
    text = json.dumps(figures, ensure_ascii=False, indent=1) + "\n"
    print(text, end="")
    if arguments.out:
        arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
