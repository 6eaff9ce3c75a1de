"""Measures the relevance floor: off-topic queries that find nothing, and good ones that lose their answer.

Run: python -m bench.floor [SET_OR_FOLDER ...] [--embedder SPEC]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.judged_sets import OpenedSet, names_or_all, opened_set
from bench.off_topic import read_unanswerable
from evaluation.runs import run_set
from kb.records import Query
from kb.settings import Settings
from search.embedders import LazyEmbedder
from search.encoder_embedder import EncoderEmbedder
from search.hashing_embedder import HashingEmbedder
from search.sentence_transformer_embedder import SentenceTransformerEmbedder
from search.static_embedder import StaticEmbedder

OFF_TOPIC = Path(__file__).resolve().parent.parent / "tests" / "relevance" / "off_topic.tsv"
SCORES = (0.0, 0.18, 0.2, 0.22, 0.24, 0.26, 0.28, 0.3, 0.35, 0.4)
_SEEN = 10
_EMBEDDERS = (LazyEmbedder, HashingEmbedder, SentenceTransformerEmbedder, StaticEmbedder, EncoderEmbedder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a least score does, as shares of queries."""

    silent: Mapping[str, float]  # by kind of off-topic query: finds nothing
    silenced: float  # of the judged queries: finds nothing
    lost: float  # of those that had an answer among the first ten without a floor: have it no more


def off_topic_queries() -> list[tuple[str, str]]:
    """Return kind and text of queries that no municipal example answers."""
    return [(each.kind, each.text) for each in read_unanswerable(OFF_TOPIC)]


@contextmanager
def least_score(value: float) -> Iterator[None]:
    """Give every embedder another least score; on the classes, for the knowledge base makes its own."""
    own = {embedder: vars(embedder)["min_score"] for embedder in _EMBEDDERS}
    for embedder in _EMBEDDERS:
        setattr(embedder, "min_score", value)  # noqa: B010 # it is read only for all others
    try:
        yield
    finally:
        for embedder, attribute in own.items():
            setattr(embedder, "min_score", attribute)  # noqa: B010


def measure(opened: OpenedSet) -> dict[float, Outcome]:
    """Return the outcome of each least score."""
    knowledge_base = opened.collection.knowledge_base
    outcomes = {}
    answered: set[str] = set()
    for least in SCORES:
        with least_score(least):
            run = run_set(opened.judged, opened.collection)
            found = [
                (kind, bool(knowledge_base.rank(Query(text=text)).ranked))
                for kind, text in off_topic_queries()
            ]
        good = {
            each.query.id
            for each in run.queries
            for target in each.targets
            if target.relevance
            and any(each.ranks["hybrid"].get(chunk_id, _SEEN + 1) <= _SEEN for chunk_id in target.chunk_ids)
        }
        answered = answered or good
        silent = {kind: _share([not any_hit for each, any_hit in found if each == kind]) for kind, _ in found}
        outcomes[least] = Outcome(
            silent=silent,
            silenced=_share([not each.ranks["hybrid"] for each in run.queries]),
            lost=_share([query_id not in good for query_id in answered]),
        )
    return outcomes


def _share(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0


def main() -> None:
    """Print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", help="names under tests/relevance/sets, or folders with passages")
    parser.add_argument("--embedder", default=Settings.model_fields["embedder"].default)
    arguments = parser.parse_args()
    kinds = list(dict.fromkeys(kind for kind, _ in off_topic_queries()))
    for name in names_or_all(arguments.sets):
        with opened_set(name, embedder=arguments.embedder) as opened:
            outcomes = measure(opened)
        print(
            f"\n| {name.rstrip('/').rpartition('/')[2]}: least score | silent: {' | silent: '.join(kinds)} "
            "| judged queries silenced | answers lost |"
        )
        print("|---" * (len(kinds) + 3) + "|")
        for least, outcome in outcomes.items():
            cells = [*(outcome.silent[kind] for kind in kinds), outcome.silenced, outcome.lost]
            print(f"| {least} | " + " | ".join(f"{cell:.2f}" for cell in cells) + " |")


if __name__ == "__main__":
    main()
