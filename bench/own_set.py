"""Turns the held-out questions of ``training/data`` into a judged set, each against all passages.

Run: python -m bench.own_set FOLDER, then metodbank eval search FOLDER
"""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.set_files import FULL_ANSWER, Rows, write_set
from training.own_data import DATA, OwnData, read_own_data


def convert(data: OwnData, folder: Path) -> None:
    """Write the held-out questions, every passage and the judgements into ``folder``."""
    held_out = {passage.id for passage in data.passages if passage.held_out}
    asked = [question for question in data.questions if question.passage_id in held_out]
    queries: Rows = [("id", "language", "text", "group")]
    qrels: Rows = [("query", "target", "relevance")]
    for number, question in enumerate(asked, start=1):
        queries.append((f"q{number}", question.language, question.text, question.style))
        qrels.append((f"q{number}", question.passage_id, FULL_ANSWER))
    passages: Rows = [("id", "language", "text")]
    passages += [(each.id, each.language, each.text) for each in data.passages]
    write_set(folder, queries=queries, qrels=qrels, passages=passages)


def main() -> None:
    """Write the set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    convert(read_own_data(arguments.data), arguments.folder)


if __name__ == "__main__":
    main()
