"""Turns a file of questions with candidate answers into a judged set: each question against all answers.

The file has one JSON object a line with ``question``, ``candidate_answers`` and ``label``, the place of the
right answer among them from 0.

Run: python -m bench.faq_set FILE.jsonl.gz FOLDER, then metodbank eval search FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Self

from pydantic import BaseModel, model_validator

from evaluation.judged import PASSAGES, QRELS, QUERIES
from evaluation.tables import read_json_lines

_FULL_ANSWER = 3


class FaqRow(BaseModel):
    """A question and its candidate answers; other keys of the file are passed over."""

    question: str
    candidate_answers: list[str]
    label: int

    @model_validator(mode="after")
    def _label_is_a_place(self) -> Self:
        if not 0 <= self.label < len(self.candidate_answers):
            raise ValueError(f"label {self.label} is no place among {len(self.candidate_answers)} answers")
        return self


def convert(source: Path, folder: Path, *, language: str) -> None:
    """Write queries, passages (every different answer once) and judgements into ``folder``.

    Raises:
        InputError: The file cannot be read or a line is not valid.
    """
    rows = [row for _, row in read_json_lines(source, FaqRow)]
    answers = dict.fromkeys(_flat(answer) for row in rows for answer in row.candidate_answers)
    ids = {answer: f"a{number}" for number, answer in enumerate(answers, start=1)}
    queries = [("id", "language", "text")]
    qrels = [("query", "target", "relevance")]
    for number, row in enumerate(rows, start=1):
        queries.append((f"q{number}", language, _flat(row.question)))
        qrels.append((f"q{number}", ids[_flat(row.candidate_answers[row.label])], str(_FULL_ANSWER)))
    passages = [("id", "language", "text"), *((each, language, answer) for answer, each in ids.items())]
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in ((QUERIES, queries), (QRELS, qrels), (PASSAGES, passages)):
        text = "".join("\t".join(cells) + "\n" for cells in table)
        (folder / name).write_text(text, encoding="utf-8")


def _flat(text: str) -> str:
    return " ".join(text.split())


def main() -> None:
    """Convert one file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("source", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--language", choices=["sv", "da", "en", "nb"], default="sv")
    arguments = parser.parse_args()
    convert(arguments.source, arguments.folder, language=arguments.language)


if __name__ == "__main__":
    main()
