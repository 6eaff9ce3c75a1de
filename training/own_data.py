"""The project's own training text: reading ``training/data`` and holding a tenth of it out."""

from __future__ import annotations

import csv
import hashlib
import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb.text import to_nfc
from training.sources import LANGUAGES, Group, Pair

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

DATA = Path(__file__).parent / "data"

# A tenth of the sub-themes, each of another theme: all that is written about them is held out.
HELD_OUT_THEMES = frozenset(
    {
        "barn.sommarjobb",
        "halsa.mat",
        "klimat.energi",
        "kultur.bibliotek",
        "land.inflyttning",
        "omrade.identitet",
        "social.beroende",
        "styrning.kommunikation",
    }
)
_ONE_IN = 10  # of the terms and the ambiguous words, by hash


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of municipal prose."""

    id: str
    language: str
    text: str
    english: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the passage that answers it."""

    passage_id: str
    language: str
    style: str
    text: str
    english: str


@dataclass(frozen=True, slots=True)
class HardNegative:
    """A question, the passage that answers it, and one that shares a word with it but not its meaning."""

    question: str
    right: str
    wrong: str
    held_out: bool


@dataclass(frozen=True, slots=True)
class OwnData:
    """All of it; groups hold what may be trained on and what is held out."""

    passages: tuple[Passage, ...]
    questions: tuple[Question, ...]
    hard_negatives: tuple[HardNegative, ...]
    groups: tuple[Group, ...]
    held_out_groups: tuple[Group, ...]


def read_own_data(folder: Path = DATA) -> OwnData:
    """Read the folder; a row that breaks its file's form is an error.

    Raises:
        ValueError: A row has another number of cells than the header, or an id is unknown.
    """
    passages = tuple(
        Passage(row["id"], row["language"], row["text"], row["en"], row["sub_theme"] in HELD_OUT_THEMES)
        for row in _rows(folder / "passages")
    )
    questions = tuple(
        Question(row["passage_id"], row["language"], row["style"], row["question"], row["en"])
        for row in _rows(folder / "questions")
    )
    unknown = {question.passage_id for question in questions} - {passage.id for passage in passages}
    if unknown:
        raise ValueError(f"questions name passages that are not there: {', '.join(sorted(unknown))}")
    hard = tuple(
        HardNegative(row["question"], row["right"], row["wrong"], is_held_out(row["question"]))
        for row in _rows(folder / "hard_negatives")
    )
    parallel = [(row["sub_theme"] in HELD_OUT_THEMES, row) for row in _rows(folder / "parallel")]
    terms = [(is_held_out(f"{row['sv']}\t{row['da']}"), row) for row in _rows(folder / "terms")]
    return OwnData(
        passages,
        questions,
        hard,
        groups=tuple(_groups(parallel, terms, held_out=False)),
        held_out_groups=tuple(_groups(parallel, terms, held_out=True)),
    )


def is_held_out(key: str) -> bool:
    """Tell whether a row with this key is in the tenth that is held out."""
    return hashlib.sha256(key.encode()).digest()[0] % _ONE_IN == 0


def _rows(folder: Path) -> Iterator[dict[str, str]]:
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8", newline="") as lines:
            reader = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
            for row in reader:
                if None in row or None in row.values():
                    raise ValueError(
                        f"{path.name}, line {reader.line_num}: not {len(reader.fieldnames or ())} cells"
                    )
                yield {key: to_nfc(value).strip() for key, value in row.items()}


def _groups(
    parallel: Iterable[tuple[bool, dict[str, str]]],
    terms: Iterable[tuple[bool, dict[str, str]]],
    *,
    held_out: bool,
) -> Iterator[Group]:
    sentences = [row for out, row in parallel if out is held_out]
    concepts = [row for out, row in terms if out is held_out]
    for left, right in itertools.combinations(LANGUAGES, 2):
        pairs = (
            Pair(row[left], row[right], row["en"], row["en"]) for row in sentences if row[left] and row[right]
        )
        yield Group("own parallel", (left, right), 1.0, tuple(pairs))
        pairs = (
            Pair(*pair)
            for row in concepts
            for pair in itertools.product(synonyms(row[left]), synonyms(row[right]))
        )
        yield Group("own terms", (left, right), 1.0, tuple(dict.fromkeys(pairs)))


def synonyms(cell: str) -> list[str]:
    """Return the terms of a cell."""
    return [each for term in cell.split(" | ") if (each := term.strip())]
