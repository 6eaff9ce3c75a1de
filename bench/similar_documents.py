"""Measures how documents that hold one another are found: seconds, memory, bytes, and what is missed.

Documents are of made-up words, as frequent as in running text; one in a hundred holds most of another. All
are compared as after one large ingest, then single ones as after the ingest of one file. Beside it: how often
a pair is missed because too few of its word triples are sampled, for several samplings.

Run: python -m bench.similar_documents [--documents 100000] [--words 600] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from evaluation.machine import describe_machine
from kb.records import ChunkDraft, DocumentId, Language, Metadata, PreparedDocument, Source
from kb.shingles import shingles
from kb.similar import are_similar, compare_new
from kb.similar_join import least_shared
from kb.store import Store
from kb.text import text_hash

_N_VOCABULARY = 60_000
_WORDS_PER_CHUNK = 120
_ONE_IN_HOLDS = 100
_TRIALS = 20_000


_Item = TypeVar("_Item")


def _batched(items: Iterable[_Item], size: int) -> Iterator[list[_Item]]:
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


class Writer:
    """Writes documents of words that are as frequent as by Zipf's law."""

    def __init__(self, n_words: int, *, seed: int = 1) -> None:
        """Make up the words; documents have ``n_words`` in the middle."""
        rng = random.Random(seed)
        letters = "abdefghiklmnoprstuvåäö"
        made = {"".join(rng.choices(letters, k=rng.randint(2, 11))) for _ in range(2 * _N_VOCABULARY)}
        self._words = np.array(rng.sample(sorted(made), _N_VOCABULARY))
        weights = 1 / np.arange(5, _N_VOCABULARY + 5)
        self._upper = np.cumsum(weights / weights.sum())
        self._n_words = n_words
        self._rng = np.random.default_rng(seed)

    def words(self, n_words: int | None = None) -> list[str]:
        """Return the words of a new document."""
        if n_words is None:
            n_words = max(30, int(self._n_words * self._rng.lognormal(0, 0.8)))
        drawn = np.searchsorted(self._upper, self._rng.random(n_words))
        found: list[str] = self._words[np.minimum(drawn, _N_VOCABULARY - 1)].tolist()
        return found

    def holder(self, words: list[str]) -> list[str]:
        """Return another document that holds these words, some of them changed."""
        n_words = len(words)
        kept = self._rng.random(n_words) > self._rng.uniform(0, 0.2)
        other = self.words(n_words)
        changed = [old if keep else new for old, new, keep in zip(words, other, kept, strict=True)]
        return [*self.words(int(self._rng.integers(5, 200))), *changed]


def documents(writer: Writer, n_documents: int) -> Iterator[tuple[list[str], int | None]]:
    """Yield words, and the number of an earlier document that they hold."""
    recent: dict[int, list[str]] = {}
    rng = random.Random(2)
    for number in range(1, n_documents + 1):
        held = rng.choice(list(recent)) if recent and number % _ONE_IN_HOLDS == 0 else None
        words = writer.words() if held is None else writer.holder(recent[held])
        if number % 37 == 1:
            recent[number] = words
            recent = dict(islice(recent.items(), max(0, len(recent) - 500), None))
        yield words, held


def prepared(words: list[str], number: int) -> PreparedDocument:
    """Return a document as ingest hands it over."""
    texts = [" ".join(part) for part in _batched(words, _WORDS_PER_CHUNK)]
    text = "\n".join(texts)
    ends = np.cumsum([len(part) + 1 for part in texts]).tolist()
    return PreparedDocument(
        source=Source(
            path=f"/made/{number}.txt",
            name=f"{number}.txt",
            sha256=text_hash(f"{number}"),
            media_type="text/plain",
            n_bytes=len(text),
        ),
        metadata=Metadata(title=f"Document {number}"),
        text=text,
        has_lines=True,
        pages=(),
        sections=(),
        chunks=tuple(
            ChunkDraft(
                text=part,
                start=end - len(part) - 1,
                end=end - 1,
                section=None,
                heading_path=(),
                page=None,
                lines=None,
                language=Language.SWEDISH,
                is_example=False,
            )
            for part, end in zip(texts, ends, strict=True)
        ),
        tags=(),
        dropped=(),
    )


def measure(store: Store, n_documents: int, n_words: int) -> dict[str, Any]:
    """Put documents into an empty store and compare them, first all, then single ones."""
    writer = Writer(n_words)
    expected: set[tuple[int, int]] = set()
    put_s = time.perf_counter()
    for batch in _batched(enumerate(documents(writer, n_documents), start=1), 500):
        store.put_documents(
            [(prepared(words, number), None) for number, (words, _) in batch], pipeline_version=1
        )
        expected.update((held, number) for number, (_, held) in batch if held is not None)
    put_s = time.perf_counter() - put_s
    expected = {pair for pair in expected if _are_similar(store, *pair)}
    start, cpu = time.perf_counter(), time.process_time()
    found = compare_new(store)
    whole = {"wall_s": round(time.perf_counter() - start, 1), "cpu_s": round(time.process_time() - cpu, 1)}
    return {
        "documents": n_documents,
        "store_mb": round(store.path.stat().st_size / 1e6),
        "samples_mb": round(sum(len(sample) for _, sample in _all_samples(store)) / 1e6, 1),
        "put_wall_s": round(put_s, 1),
        "compare_all": whole,
        "pairs_planted": len(expected),
        "pairs_missed": len(expected - found),
        "pairs_found_beside": len(found - expected),
        "compare_one_cpu_s": _singles(store, writer, n_documents),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000),
    }


def _all_samples(store: Store) -> Iterator[tuple[DocumentId, bytes]]:
    after = DocumentId(0)
    while page := store.word_samples(after=after, limit=2000):
        yield from page
        after, _ = page[-1]


def _are_similar(store: Store, one: int, other: int) -> bool:
    return are_similar(*(shingles(store.kept_text(DocumentId(each))) for each in (one, other)))


def _singles(store: Store, writer: Writer, n_documents: int) -> dict[str, list[float]]:
    """Return the processor seconds that one more document takes, three times for each number of words."""
    seconds: dict[str, list[float]] = {}
    number = n_documents
    for n_words in (30, 100, 600, 10_000):
        for _ in range(3):
            number += 1
            store.put_documents([(prepared(writer.words(n_words), number), None)], pipeline_version=1)
            start = time.process_time()
            compare_new(store)
            seconds.setdefault(f"{n_words} words", []).append(round(time.process_time() - start, 3))
    return seconds


def missed(one_in: int, n_words: int, share: float, *, seed: int = 3) -> float:
    """Return how often a text held to this share by a larger one has too few sampled triples in common."""
    rng = np.random.default_rng(seed)
    n_triples = n_words - 2
    n_common = int(np.ceil(share * n_triples))
    common = rng.binomial(n_common, 1 / one_in, _TRIALS)
    all_sampled = common + rng.binomial(n_triples - n_common, 1 / one_in, _TRIALS)
    return float(np.mean(common < least_shared(all_sampled, 0.6)))


def main() -> None:
    """Measure in a fresh store, and print and write the results."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--words", type=int, default=600)
    parser.add_argument("--out", type=Path, default=Path("bench/results/similar_documents.json"))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "store.sqlite")
        measured = measure(store, arguments.documents, arguments.words)
        store.close()
    results = {
        "machine": describe_machine(),
        **measured,
        "share_missed_by_sampling": {
            f"one in {one_in}": {
                f"{n_words} words": {
                    f"share {share}": missed(one_in, n_words, share) for share in (0.6, 0.7, 0.9)
                }
                for n_words in (30, 60, 100, 300, 1000)
            }
            for one_in in (4, 8, 16)
        },
    }
    print(json.dumps(results, indent=1))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
