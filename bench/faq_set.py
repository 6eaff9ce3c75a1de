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

from bench.set_files import FULL_ANSWER, Rows, flat, write_set
from evaluation.tables import read_json_lines


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
    answers = dict.fromkeys(flat(answer) for row in rows for answer in row.candidate_answers)
    ids = {answer: f"a{number}" for number, answer in enumerate(answers, start=1)}
    queries: Rows = [("id", "language", "text")]
    qrels: Rows = [("query", "target", "relevance")]
    for number, row in enumerate(rows, start=1):
        queries.append((f"q{number}", language, row.question))
        qrels.append((f"q{number}", ids[flat(row.candidate_answers[row.label])], FULL_ANSWER))
    passages: Rows = [("id", "language", "text"), *((each, language, answer) for answer, each in ids.items())]
    write_set(folder, queries=queries, qrels=qrels, passages=passages)


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
