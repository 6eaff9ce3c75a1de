"""Times ingest and search by stage at growing sizes.

Run: python -m bench.ingest_and_search [--sizes 1000 10000 100000] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from bench.synthetic import QUERIES, write_files
from evaluation.machine import describe_machine
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Filters, Query
from kb.settings import load_settings

P = ParamSpec("P")
R = TypeVar("R")

_REPEATS = 15
_FILTERS = {
    "no filter": Filters(),
    "country": Filters(countries=frozenset({"DK"})),
    "municipality": Filters(municipalities=frozenset({"SE1715"})),
}


class Stopwatch:
    """Adds up the seconds spent in wrapped functions, by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def wrapped(self, *targets: tuple[str, Any, str]) -> Iterator[None]:
        """Time attributes (stage, object, name of the attribute) while the context lasts."""
        originals = [(holder, name, getattr(holder, name)) for _, holder, name in targets]
        for stage, holder, name in targets:
            setattr(holder, name, self._timed(stage, getattr(holder, name)))
        try:
            yield
        finally:
            for holder, name, original in originals:
                setattr(holder, name, original)

    def _timed(self, stage: str, function: Callable[P, R]) -> Callable[P, R]:
        def timed(*args: P.args, **kwargs: P.kwargs) -> R:
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                self.seconds[stage].append(time.perf_counter() - start)

        return timed


def measure_ingest(knowledge_base: KnowledgeBase, folder: Path) -> dict[str, float]:
    """Ingest a folder; return seconds by stage and in all."""
    from search.backend import EmbeddedBackend

    watch = Stopwatch()
    start = time.perf_counter()
    with watch.wrapped(("index", EmbeddedBackend, "update")):
        report = knowledge_base.ingest([folder])
    end = time.perf_counter()
    stages = {stage: round(seconds, 2) for stage, seconds in report.seconds.items()}
    again = time.perf_counter()
    knowledge_base.ingest([folder])
    return {
        "files": len(report.added),
        "chunks": report.n_chunks,
        **stages,
        "index": round(sum(watch.seconds["index"]), 2),
        "in all": round(end - start, 2),
        "again, all unchanged": round(time.perf_counter() - again, 2),
    }


def measure_search(knowledge_base: KnowledgeBase) -> dict[str, dict[str, float]]:
    """Search each query several times; return milliseconds by filter, and by stage without a filter."""
    for query in QUERIES:
        knowledge_base.search(Query(text=query))
    result = {}
    for name, filters in _FILTERS.items():
        times = []
        for _ in range(_REPEATS):
            for query in QUERIES:
                start = time.perf_counter()
                knowledge_base.search(Query(text=query, filters=filters))
                times.append(time.perf_counter() - start)
        result[name] = _percentiles(times)
    return result | _by_stage(knowledge_base)


def _by_stage(knowledge_base: KnowledgeBase) -> dict[str, dict[str, float]]:
    import search.backend as backend_module
    import search.explain as explain_module
    from search.faiss_index import FaissIndex
    from search.hashing_embedder import HashingEmbedder
    from search.lexical import LexicalIndex
    from search.window_vectors import WindowVectors

    watch = Stopwatch()
    with watch.wrapped(
        ("words: tantivy", LexicalIndex, "search"),
        ("meaning: embed the query", HashingEmbedder, "embed_queries"),
        ("meaning: scan vectors", FaissIndex, "query"),
        ("meaning: compare windows", WindowVectors, "best"),
        ("fusion, copies and facets", backend_module, "rank_candidates"),
        ("read chunks", knowledge_base.store, "chunks_by_id"),
        ("read documents", knowledge_base.store, "documents_by_id"),
        ("explain a hit", explain_module, "explain"),
    ):
        for _ in range(_REPEATS):
            for query in QUERIES:
                knowledge_base.search(Query(text=query))
    return {f"stage: {stage}": _percentiles(seconds) for stage, seconds in watch.seconds.items()}


def _percentiles(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=20)
    return {"p50_ms": round(cuts[9] * 1000, 2), "p95_ms": round(cuts[18] * 1000, 2)}


def main() -> None:
    """Measure each size in a fresh home and print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--out", type=Path, default=Path("bench/results/ingest_and_search.json"))
    arguments = parser.parse_args()
    results: dict[str, Any] = {"machine": describe_machine(), "sizes": {}}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            write_files(Path(folder) / "documents", size)
            knowledge_base = open_knowledge_base(load_settings(home=Path(folder) / "home"))
            results["sizes"][size] = {
                "ingest_s": measure_ingest(knowledge_base, Path(folder) / "documents"),
                "search": measure_search(knowledge_base),
            }
            knowledge_base.close()
        print(json.dumps({size: results["sizes"][size]}, indent=1))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
