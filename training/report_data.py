"""Describe the project's own training text: ``python -m training.report_data``."""

from __future__ import annotations

import sys
from collections import Counter
from typing import TYPE_CHECKING

from kb.words import words
from training.own_data import DATA, read_own_data

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from training.own_data import OwnData

_N = 4


def main() -> None:
    """Print rows by theme, languages, and how much is repeated."""
    own = read_own_data()
    print_line = sys.stdout.write
    for line in describe(own, DATA):
        print_line(line + "\n")


def describe(own: OwnData, folder: Path) -> Iterator[str]:
    """Yield the lines of the report, in Markdown."""
    kinds = ("terms", "passages", "questions", "parallel", "hard_negatives")
    themes = sorted({path.stem for kind in kinds for path in (folder / kind).glob("*.tsv")})
    yield f"| theme | {' | '.join(kind.replace('_', ' ') for kind in kinds)} |"
    yield "|---|" + "---|" * len(kinds)
    counts = {kind: [_n_rows(folder / kind / f"{theme}.tsv") for theme in themes] for kind in kinds}
    for place, theme in enumerate(themes):
        yield f"| {theme} | {' | '.join(str(counts[kind][place]) for kind in kinds)} |"
    yield f"| **all** | {' | '.join(f'**{sum(counts[kind])}**' for kind in kinds)} |"
    yield ""
    yield "Passages by language: " + _shares(passage.language for passage in own.passages)
    language_of = {passage.id: passage.language for passage in own.passages}
    pairs = (f"{question.language}→{language_of[question.passage_id]}" for question in own.questions)
    yield "Questions by languages: " + _shares(pairs)
    yield "Questions by style: " + _shares(question.style for question in own.questions)
    texts = [passage.text for passage in own.passages] + [question.text for question in own.questions]
    yield f"Runs of {_N} words in passages and questions that repeat: {repeated_share(texts):.1%}"
    n_held_out = sum(passage.held_out for passage in own.passages)
    yield f"Held out: {n_held_out} of {len(own.passages)} passages"


def repeated_share(texts: Iterable[str]) -> float:
    """Return the share of runs of four words that occur more than once, each occurrence counted."""
    counts: Counter[tuple[str, ...]] = Counter()
    for text in texts:
        folded = [word.folded for word in words(text)]
        counts.update(tuple(folded[at : at + _N]) for at in range(len(folded) - _N + 1))
    total = sum(counts.values())
    return sum(count for count in counts.values() if count > 1) / total if total else 0.0


def _n_rows(path: Path) -> int:
    return max(len(path.read_text(encoding="utf-8").splitlines()) - 1, 0) if path.exists() else 0


def _shares(values: Iterable[str]) -> str:
    counts = Counter(values)
    total = sum(counts.values())
    return ", ".join(f"{value} {count / total:.0%}" for value, count in counts.most_common())


if __name__ == "__main__":
    main()
