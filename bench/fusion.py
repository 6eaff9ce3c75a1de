"""Measures what the choices of the ranking are worth: nDCG@10 of what users get, by judged set, with others.

Run: python -m bench.fusion [SET_OR_FOLDER ...] [--embedder SPEC]
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType

import search.candidates
import search.diversity
import search.fusion
import search.indexing
from bench.judged_sets import OpenedSet, names_or_all, opened_set
from evaluation.runs import run_set
from evaluation.summary import score
from kb.settings import Settings

Values = Mapping[tuple[ModuleType, str], float]

WORDS = (search.fusion, "LEXICAL_WEIGHT")
BALANCE = (search.fusion, "_BALANCE")
SINGLE = (search.candidates, "_WORDS_SHARE")
WINDOWS = (search.candidates, "_WINDOW_SHARE")
TURNS = (search.diversity, "_PENALTY")
HEADINGS = (search.indexing, "_HEADINGS")
TITLE = (search.indexing, "_TITLE")

VARIANTS: Mapping[str, Values] = {
    "as it is": {},
    "words 0.1": {WORDS: 0.1},
    "words 0.15": {WORDS: 0.15},
    "words 0.3": {WORDS: 0.3},
    "single words 0": {SINGLE: 0.0},
    "single words 0.2": {SINGLE: 0.2},
    "single words 0.5": {SINGLE: 0.5},
    "balance 0": {BALANCE: 0.0},
    "balance 1": {BALANCE: 1.0},
    "windows 0": {WINDOWS: 0.0},
    "windows 0.3": {WINDOWS: 0.3},
    "windows 0.7": {WINDOWS: 0.7},
    "turns 0": {TURNS: 0.0},
    "turns 0.01": {TURNS: 0.01},
    "turns 0.04": {TURNS: 0.04},
    # these build the index anew
    "headings 0, title 0": {HEADINGS: 0.0, TITLE: 0.0},
    "headings 0.3, title 0.3": {HEADINGS: 0.3, TITLE: 0.3},
    "headings 0.8, title 0.5": {HEADINGS: 0.8, TITLE: 0.5},
}


@contextmanager
def changed(values: Values) -> Iterator[None]:
    """Give the constants other values while the context lasts."""
    before = {(module, name): getattr(module, name) for module, name in values}
    for (module, name), value in values.items():
        setattr(module, name, value)
    try:
        yield
    finally:
        for (module, name), value in before.items():
            setattr(module, name, value)


def measure(opened: OpenedSet, values: Values) -> dict[str, float]:
    """Return nDCG@10 over all queries, by retriever."""
    needs_index = any(module is search.indexing for module, _ in values)
    with changed(values):
        if needs_index:
            opened.collection.knowledge_base.rebuild_index()
        run = run_set(opened.judged, opened.collection)
    if needs_index:
        opened.collection.knowledge_base.rebuild_index()
    (whole,) = [row for row in score(run.queries) if row.name == "all"]
    return {
        mode: float(found.mean()) for (mode, metric), found in whole.values.items() if metric == "ndcg@10"
    }


def main() -> None:
    """Print a table: a line for each variant, a column for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("sets", nargs="*", help="names under tests/relevance/sets, or folders with passages")
    parser.add_argument("--embedder", default=Settings.model_fields["embedder"].default)
    arguments = parser.parse_args()
    names = names_or_all(arguments.sets)
    table: dict[str, list[float]] = {name: [] for name in ("words alone", "meaning alone", *VARIANTS)}
    for name in names:
        with opened_set(name, embedder=arguments.embedder) as opened:
            for variant, values in VARIANTS.items():
                found = measure(opened, values)
                table[variant].append(found["hybrid"])
                if not values:
                    table["words alone"].append(found["lexical"])
                    table["meaning alone"].append(found["semantic"])
    print("| nDCG@10 | " + " | ".join(name.rstrip("/").rpartition("/")[2] for name in names) + " | mean |")
    print("|---" * (len(names) + 2) + "|")
    for variant, figures in table.items():
        cells = [f"{figure:.3f}" for figure in (*figures, sum(figures) / len(figures))]
        print(f"| {variant} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
