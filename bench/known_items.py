"""Asks for documents of the starter corpus and counts how high the right one comes.

Run: python -m bench.known_items [--embedder SPEC]
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from evaluation.judged import read_judged_set
from evaluation.machine import describe_machine
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Query
from kb.settings import load_settings

PROJECT = Path(__file__).resolve().parent.parent
ITEMS = PROJECT / "tests" / "relevance" / "sets" / "known_items"
DEPTH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """A question and the document that answers it."""

    query: str
    language: str
    source: str

    @property
    def pair(self) -> str:
        """Language of the question and of the document, as ``da-sv``."""
        folder = "sv" if (PROJECT / "corpus" / "sv" / self.source).exists() else "da"
        return f"{self.language}-{folder}"


def read_items(path: Path = ITEMS) -> list[KnownItem]:
    """Read the questions."""
    judged = read_judged_set([path])
    return [
        KnownItem(query=query.text, language=query.language, source=judgement.target.file)
        for query in judged.queries
        for judgement in judged.judgements[query.id]
    ]


def rank_of(knowledge_base: KnowledgeBase, item: KnownItem) -> int | None:
    """Return at which place the document stands when each document has one hit; None if it is not found."""
    result = knowledge_base.search(Query(text=item.query, limit=100, group_by_document=True))
    for hit in result.hits:
        if hit.document.source.name == item.source:
            return hit.rank
    return None


def measure(knowledge_base: KnowledgeBase) -> dict[str, dict[str, float]]:
    """Return, by language pair, the number of questions, recall@3 and the mean reciprocal rank."""
    ranks: dict[str, list[int | None]] = defaultdict(list)
    for item in read_items():
        ranks[item.pair].append(rank_of(knowledge_base, item))
    return {
        pair: {
            "questions": len(found),
            f"recall@{DEPTH}": round(sum(1 for rank in found if rank and rank <= DEPTH) / len(found), 3),
            "mrr": round(sum(1 / rank for rank in found if rank) / len(found), 3),
        }
        for pair, found in sorted(ranks.items())
    }


def open_corpus(home: Path, *, embedder: str | None = None) -> KnowledgeBase:
    """Ingest the starter corpus into a fresh home."""
    knowledge_base = open_knowledge_base(load_settings(home=home, embedder=embedder))
    knowledge_base.ingest([PROJECT / "corpus" / "sv", PROJECT / "corpus" / "da"])
    return knowledge_base


def main() -> None:
    """Measure in a fresh home and print and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embedder", default="hashing")
    parser.add_argument("--out", type=Path, default=PROJECT / "bench" / "results" / "known_items.json")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        knowledge_base = open_corpus(Path(folder), embedder=arguments.embedder)
        by_pair = measure(knowledge_base)
        knowledge_base.close()
    results = {"embedder": arguments.embedder, "by_pair": by_pair, "machine": describe_machine()}
    print(json.dumps(results, indent=2))
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
