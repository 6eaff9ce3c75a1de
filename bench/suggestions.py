"""Times the suggestions while typing, letter by letter, at growing sizes with a vocabulary of 100,000 words.

Processor time of the thread that answers, so that other work on the machine does not count.

Run: python -m bench.suggestions [--sizes 1000 10000 100000] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

from bench.synthetic import QUERIES, paragraph
from evaluation.machine import describe_machine
from kb.gazetteer import load_gazetteer
from kb.records import ChunkId, DocumentId, Facet, IndexEntry, Language
from kb.taxonomy import load_taxonomy
from search.facets import make_facet_table
from search.lexical import LexicalIndex, LexicalWriter
from search.suggestions import Suggester

_BATCH = 1_000
_WORDS_ADDED = 20  # of the word list to each chunk, so that the vocabulary is that of a large collection
_TYPED = (
    *QUERIES,
    "nattvandrare i Uppsala",
    "ensomhed blandt ældre",
    "Aarhus",
    "hur får vi fler unga i arbete",
)
_REPEATS = 5


def entries(n_chunks: int, *, seed: int = 1) -> Iterator[IndexEntry]:
    """Yield chunks of running text, every other Danish, with places, themes and rare words."""
    rng = random.Random(seed)
    rare = (files("search") / "data" / "words.txt").read_text(encoding="utf-8").split()
    places = [place.code for place in load_gazetteer().municipalities]
    themes = [theme.id for theme in load_taxonomy().themes]
    for number in range(n_chunks):
        language = (Language.SWEDISH, Language.DANISH)[number % 2]
        text = paragraph(rng, language.value, n_sentences=5)
        yield IndexEntry(
            chunk_id=ChunkId(number + 1),
            document_id=DocumentId(number // 50 + 1),
            title="",
            headings=(),
            text=f"{text} {' '.join(rng.sample(rare, _WORDS_ADDED))}",
            language=language,
            facets={
                Facet.MUNICIPALITY: (rng.choice(places),),
                Facet.THEME: (rng.choice(themes),),
                Facet.LANGUAGE: (language.value,),
            },
        )


def measure(n_chunks: int, folder: Path) -> dict[str, float]:
    """Return milliseconds of processor time for each letter that is typed, cold and warm."""
    made = list(entries(n_chunks))
    with LexicalWriter(folder) as writer:
        for start in range(0, n_chunks, _BATCH):
            writer.replace((), made[start : start + _BATCH])
        writer.commit()
    lexical, facets = LexicalIndex(folder), make_facet_table(made)
    start_s = time.thread_time()
    Suggester(lexical, facets, load_taxonomy()).suggest("abc", limit=5)
    first_s = time.thread_time() - start_s
    cold: list[float] = []
    warm: list[float] = []
    suggester = Suggester(lexical, facets, load_taxonomy())
    for repeat in range(_REPEATS):
        for query in _TYPED:
            for n_chars in range(3, len(query) + 1):
                begun = time.thread_time()
                suggester.suggest(query[:n_chars], limit=5)
                (warm if repeat else cold).append(time.thread_time() - begun)
    return {
        "first in the process, ms": round(first_s * 1000, 1),
        "typed for the first time, p95 ms": _percentile(cold, 95),
        "p50 ms": _percentile(warm, 50),
        "p95 ms": _percentile(warm, 95),
        "longest ms": round(max(warm) * 1000, 2),
    }


def _percentile(seconds: list[float], percent: int) -> float:
    return round(statistics.quantiles(seconds, n=100)[percent - 1] * 1000, 2)


def main() -> None:
    """Measure each size in a fresh index and print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", type=int, default=[1_000, 10_000, 100_000])
    parser.add_argument("--out", type=Path, default=Path("bench/results/suggestions.json"))
    arguments = parser.parse_args()
    results: dict[str, Any] = {"machine": describe_machine(), "sizes": {}}
    for size in arguments.sizes:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "lexical").mkdir()
            results["sizes"][size] = measure(size, Path(folder) / "lexical")
        print(json.dumps({size: results["sizes"][size]}, indent=1))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
