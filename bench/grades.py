"""Makes judged sets of what two judges said, and says how far they agree (Cohen's kappa).

``grades.tsv`` has a row for each passage that was judged: the question, the passage, the grades of the first
and the second judge and, where these differ by two or more, that of a third. A grade is 0 (no), 1
(touches the question), 2 (in part) or 3 (answers it). The relevance is the third judge's grade, else
the lower of the two: who is in doubt does not praise the search.

Run: python -m bench.grades FOLDER  (grades.tsv, and folders with the queries.tsv that get a qrels.tsv)
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from evaluation.judged import read_queries
from evaluation.tables import read_table

GRADES = "grades.tsv"
_N_GRADES = 4


class Grade(BaseModel):
    """What the judges said of one passage."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str
    target: str
    first: int = Field(ge=0, lt=_N_GRADES)
    second: int = Field(ge=0, lt=_N_GRADES)
    third: str = Field(default="", pattern=r"^[0-3]?$")

    @property
    def relevance(self) -> int:
        """The grade that counts."""
        return int(self.third) if self.third else min(self.first, self.second)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args(arguments).folder
    grades = read_grades(folder)
    for queries in sorted(folder.glob("*/queries.tsv")):
        ids = {query.id for query in read_queries(queries)}
        rows = [
            f"{each.query}\t{each.target}\t{each.relevance}"
            for each in grades
            if each.query in ids and each.relevance
        ]
        lines = "\n".join(["query\ttarget\trelevance", *rows])
        queries.with_name("qrels.tsv").write_text(lines + "\n", encoding="utf-8")
        print(f"{queries.parent.name}: {len(ids)} questions, {len(rows)} relevant passages")
    print(agreement(grades))


def read_grades(folder: Path) -> list[Grade]:
    """Read the grades of a folder.

    Raises:
        InputError: The table is missing or malformed.
    """
    return [row for _, row in read_table(folder / GRADES, Grade)]


def agreement(grades: Sequence[Grade]) -> str:
    """Say how far the first two judges agree."""
    pairs = np.array([(each.first, each.second) for each in grades])
    same = float((pairs[:, 0] == pairs[:, 1]).mean())
    relevant = kappa(np.minimum(pairs, 1), n_grades=2)
    return (
        f"{len(pairs)} passages judged twice: the same grade for {same:.2f}; kappa {kappa(pairs):.2f} "
        f"(quadratic: grades far apart weigh more), {relevant:.2f} for relevant or not"
    )


def kappa(pairs: np.ndarray, *, n_grades: int = _N_GRADES) -> float:
    """Return Cohen's kappa with quadratic weights; shape of ``pairs`` (passages, 2).

    Source: Cohen, Psychological Bulletin 70(4), 1968. 1 is full agreement, 0 what chance would give.
    """
    table = np.zeros((n_grades, n_grades))
    np.add.at(table, (pairs[:, 0], pairs[:, 1]), 1)
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    grades = np.arange(n_grades)
    weights = (grades[:, None] - grades[None, :]) ** 2
    return float(1 - (weights * table).sum() / (weights * by_chance).sum())


if __name__ == "__main__":
    main()
