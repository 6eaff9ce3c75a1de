"""Feeds changed files of every format to the pipeline: each must give a document or a clear refusal.

A failure is any other error, a process that ends, more than 5 s or 500 MB for one small file, and a refusal
that does not name the file. It is printed with its kind, seed and number, and the file is written. No text
is recognised in pictures: what would be is given. The same kind, seed and number give the same file.

Run: python -m bench.fuzz_parsers [--n 10000] [--seed 1] [--kind KIND ...] [--minutes 60] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import logging
import re
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

from bench.fuzz_changes import change
from bench.fuzz_files import MAKERS, make_file
from evaluation.machine import describe_machine
from ingest.tasks import Asked, Outcome, Task
from ingest.workers import Limits, Workers
from kb.gazetteer import load_gazetteer
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.reading import Reader
    from kb.records import PreparedDocument, Source

MAX_FILE_S = 5.0
MAX_MEMORY_MB = 500
_IN_FLIGHT = 8
_MAX_PART_BYTES = 10_000_000
_RECOGNISED = "Gårdsråd på Ærø\n\nMånga kom till mötet och talade om skolan.\n\n• Ett råd\n• To råd"
_NO_PROCESS = re.compile("took longer than|ended the process|needs more (?:memory )?than")
_LIBRARY_ERROR = " cannot be read: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One changed file."""

    kind: str
    seed: int
    number: int
    name: str
    data: bytes

    def __str__(self) -> str:
        """Return what is needed to make it again."""
        return f"kind {self.kind}, seed {self.seed}, number {self.number}"


def cases(kinds: Sequence[str], *, n: int, seed: int, first: int = 0) -> Iterator[Case]:
    """Yield ``n`` changed files, the kinds in turn."""
    files = {kind: make_file(kind) for kind in kinds}
    for number in range(first, first + n):
        kind = kinds[number % len(kinds)]
        suffix, data = files[kind]
        rng = Random(f"{kind} {seed} {number}")
        yield Case(kind=kind, seed=seed, number=number, name=f"fil{suffix}", data=change(data, rng))


def task_of(case: Case, folder: Path) -> Task:
    """Return what is asked of the pipeline; parts of archives and mails are written into the folder."""
    return Task(
        path=f"/docs/{case.name}", name=case.name, sha256="0" * 64, depth=0, facts={},
        parts_folder=str(folder / f"{case.kind}-{case.number}"), max_bytes=_MAX_PART_BYTES,
    )  # fmt: skip


def failure_of(outcome: Outcome, *, name: str) -> str | None:
    """Return what is wrong with an outcome; None for a document, parts, or a refusal that names the file."""
    if outcome.trace:
        return outcome.trace
    reason = outcome.reason
    if outcome.is_out_of_memory or (reason is not None and _NO_PROCESS.search(reason)):
        return reason or "out of memory"
    if reason is not None and (not reason.startswith(name) or not reason.isprintable() or len(reason) > 600):
        return f"unclear: {reason!r:.800}"
    if reason is None and outcome.prepared is None and outcome.unpacked is None:
        return "neither a document nor a reason"
    return None


@contextmanager
def faked_ocr() -> Iterator[None]:
    """Give a text for each picture instead of drawing it and recognising its text."""

    def pages(_data: bytes, numbers: Sequence[int], **_: str) -> Mapping[int, str]:
        return dict.fromkeys(numbers, _RECOGNISED)

    def image(_data: bytes, **_: str) -> list[str]:
        return [_RECOGNISED]

    with patch("ingest.ocr.recognise_pages", pages), patch("ingest.parsers.image.recognise_image", image):
        yield


def prepare_with_faked_ocr(source: Source, data: bytes, **named: Any) -> PreparedDocument:  # noqa: ANN401
    """Prepare a document as usual; ``named`` is passed on."""
    from ingest.pipeline import prepare_document

    with faked_ocr():
        return prepare_document(source, data, **named)


@dataclass(kw_only=True, slots=True)
class Tally:
    """What became of the files."""

    outcomes: Counter[tuple[str, str]]
    reasons: Counter[str]
    failures: list[tuple[Case, str]]


def feed(
    reader: Reader, changed: Iterator[Case], *, folder: Path, report: Callable[[Case, str], None]
) -> Tally:
    """Have every file read, a few at a time, and count what becomes of it."""
    tally = Tally(outcomes=Counter(), reasons=Counter(), failures=[])
    waiting: deque[tuple[Case, Asked]] = deque()
    for case in changed:
        waiting.append((case, reader.submit(task_of(case, folder), case.data)))
        if len(waiting) >= _IN_FLIGHT:
            _count(tally, *waiting.popleft(), report)
    while waiting:
        _count(tally, *waiting.popleft(), report)
    return tally


def _count(tally: Tally, case: Case, asked: Asked, report: Callable[[Case, str], None]) -> None:
    outcome = asked.result()
    failure = failure_of(outcome, name=case.name)
    if failure is not None:
        tally.failures.append((case, failure))
        report(case, failure)
        result = "failure"
    elif outcome.reason is None:
        result = "taken in"
    else:
        result = "refused, error of a library" if _LIBRARY_ERROR in outcome.reason else "refused"
        tally.reasons[re.sub(r"\d+", "0", outcome.reason)[:200]] += 1
    tally.outcomes[case.kind, result] += 1


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", nargs="+", choices=MAKERS, default=list(MAKERS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=60.0, help="begin no file after so long")
    parser.add_argument("--failing", type=Path, default=Path(tempfile.gettempdir(), "metodbank-fuzz"))
    parser.add_argument("--reasons", type=int, default=0, help="print so many of the commonest refusals")
    parser.add_argument("--out", type=Path, help="such as bench/results/fuzz.json")
    return parser.parse_args()


def main() -> None:
    """Feed the files to processes with limits, print the failures and write the results."""
    arguments = _arguments()
    print(f"seed {arguments.seed}", flush=True)
    logging.disable(logging.WARNING)  # what was left out of a broken file or mended in it

    def report(case: Case, failure: str) -> None:
        arguments.failing.mkdir(parents=True, exist_ok=True)
        path = arguments.failing / f"{case.kind}-{case.seed}-{case.number}{Path(case.name).suffix}"
        path.write_bytes(case.data)
        print(f"FAILED {case}: {path}\n{failure}\n", flush=True)

    start = time.perf_counter()
    limits = Limits(n_workers=arguments.workers, max_file_s=MAX_FILE_S, max_memory_mb=MAX_MEMORY_MB)
    with (
        tempfile.TemporaryDirectory() as folder,
        Workers(
            limits, taxonomy=load_taxonomy(), gazetteer=load_gazetteer(), prepare=_named_prepare()
        ) as workers,
    ):
        changed = cases(arguments.kind, n=arguments.n, seed=arguments.seed, first=arguments.first)
        in_time = takewhile(lambda _: time.perf_counter() - start < arguments.minutes * 60, changed)
        tally = feed(workers, in_time, folder=Path(folder), report=report)
    results = _results(tally, arguments.kind, seed=arguments.seed)
    results["wall_s"] = round(time.perf_counter() - start, 1)
    print(json.dumps(results, indent=1))
    for reason, count in tally.reasons.most_common(arguments.reasons):
        print(f"{count:6} {reason}")
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


def _named_prepare() -> Callable[..., PreparedDocument]:
    # as a program this module has no name by which another process finds it
    from bench import fuzz_parsers

    return fuzz_parsers.prepare_with_faked_ocr


def _results(tally: Tally, kinds: Sequence[str], *, seed: int) -> dict[str, Any]:
    names = ("taken in", "refused", "refused, error of a library", "failure")
    return {
        "machine": describe_machine(),
        "seed": seed,
        "files": tally.outcomes.total(),
        "max_file_s": MAX_FILE_S,
        "max_memory_mb": MAX_MEMORY_MB,
        "kinds": {kind: {name: tally.outcomes[kind, name] for name in names} for kind in kinds},
        "failures": [f"{case}: {failure.strip().splitlines()[-1]}" for case, failure in tally.failures],
    }


if __name__ == "__main__":
    main()
