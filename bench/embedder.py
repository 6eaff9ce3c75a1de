"""Times an embedder: loading, passages a second, memory; beside sentence-transformers on the same folder.

Each measurement runs in a process of its own, one at a time and in turns, so that none warms up the other.

Run: python -m bench.embedder [--embedder SPEC] [--passages 5000] [--rounds 3] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.synthetic import QUERIES
from evaluation.machine import describe_machine
from kb.settings import Settings
from search.embedders import make_embedder, spec_of

PROJECT = Path(__file__).resolve().parent.parent
WORDS_IN_PASSAGE = 60


def make_passages(n: int, *, seed: int = 0) -> list[str]:
    """Return ``n`` passages of 60 words of running text from the starter corpus, always the same."""
    paths = sorted((PROJECT / "corpus").glob("*/*.md"))
    words = [word for path in paths for word in path.read_text(encoding="utf-8").split() if "://" not in word]
    drawn = random.Random(seed)
    starts = [drawn.randrange(len(words) - WORDS_IN_PASSAGE) for _ in range(n)]
    return [" ".join(words[start : start + WORDS_IN_PASSAGE]) for start in starts]


def measure(spec: str, n_passages: int) -> dict[str, float]:
    """Load an embedder in this process; return seconds, passages a second and mebibytes resident."""
    before = _resident_mib()
    start = time.perf_counter()
    embedder = make_embedder(spec, device="cpu")
    loaded = time.perf_counter()
    embedder.embed_queries([QUERIES[0]])
    answered = time.perf_counter()
    with_model = _resident_mib()
    passages = make_passages(n_passages)
    embedder.embed_documents(passages[: n_passages // 10])
    begun = time.perf_counter()
    embedder.embed_documents(passages)
    seconds = time.perf_counter() - begun
    return {
        "load_s": round(loaded - start, 3),
        "first_query_ms": round((answered - loaded) * 1000, 2),
        "passages_per_s": round(n_passages / seconds, 1),
        "resident_mib": round(with_model, 1),
        "resident_mib_of_the_model": round(with_model - before, 1),
        "resident_mib_after_passages": round(_resident_mib(), 1),
    }


def _resident_mib() -> float:
    status = Path("/proc/self/status")
    if not status.exists():
        return float("nan")  # only Linux tells
    (line,) = [line for line in status.read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


def _measure_apart(spec: str, n_passages: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.embedder", "--child", spec, "--passages", str(n_passages)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=PROJECT, env=os.environ)
    values: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return values


def compare(specs: list[str], n_passages: int, rounds: int) -> dict[str, dict[str, float]]:
    """Measure the specs in turns; return the median of each figure."""
    found: dict[str, list[dict[str, float]]] = {spec: [] for spec in specs}
    for _ in range(rounds):
        for spec in specs:
            found[spec].append(_measure_apart(spec, n_passages))
    return {
        spec: {name: statistics.median(each[name] for each in values) for name in values[0]}
        for spec, values in found.items()
    }


def _pair_of(spec: str) -> list[str]:
    """Return the spec, and that of sentence-transformers on the same folder where it is a static model."""
    from search.static_embedder import SHIPPED

    name, _, folder = spec.partition(":")
    shipped = os.path.relpath(SHIPPED)  # results tell nothing of where the project lies
    return [spec, f"sentence-transformers:{folder or shipped}"] if name == "static" else [spec]


def main() -> None:
    """Measure and print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", default=Settings.model_fields["embedder"].default)
    parser.add_argument("--passages", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=PROJECT / "bench" / "results" / "embedder.json")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        print(json.dumps(measure(arguments.child, arguments.passages)))
        return
    figures = compare(_pair_of(spec_of(arguments.embedder)), arguments.passages, arguments.rounds)
    results: dict[str, Any] = {
        "passages": arguments.passages,
        "words_in_passage": WORDS_IN_PASSAGE,
        "rounds": arguments.rounds,
        "embedders": figures,
        "machine": describe_machine(),
    }
    print(json.dumps(results, indent=2))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
