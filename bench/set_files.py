"""Writes judged sets of passages as ``metodbank eval search`` reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evaluation.judged import PASSAGES, QRELS, QUERIES

if TYPE_CHECKING:
    from pathlib import Path

FULL_ANSWER = "3"  # the relevance of a passage that answers the question

Rows = list[tuple[str, ...]]


def write_set(folder: Path, *, queries: Rows, qrels: Rows, passages: Rows) -> None:
    """Write the three tables of a set into ``folder``, headers first, each cell on one line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in ((QUERIES, queries), (QRELS, qrels), (PASSAGES, passages)):
        text = "".join("\t".join(map(flat, cells)) + "\n" for cells in table)
        (folder / name).write_text(text, encoding="utf-8")


def flat(text: str) -> str:
    """Return ``text`` on one line."""
    return " ".join(text.split())
