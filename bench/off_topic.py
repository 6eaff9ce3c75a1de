"""Questions that nothing should be found for: how many of them find nothing."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import BaseModel, ConfigDict

from evaluation.collection import opened_collections
from evaluation.tables import read_table
from kb.records import Query
from kb.settings import Settings

_CORPUS = Path(__file__).resolve().parent.parent / "corpus"


class Unanswerable(BaseModel):
    """A question that nothing answers, of a kind such as near the field, everyday or nonsense."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    language: str
    kind: str
    text: str


def read_unanswerable(path: Path) -> list[Unanswerable]:
    """Read a table of such questions: language, kind and text.

    Raises:
        InputError: It is missing or malformed.
    """
    return [row for _, row in read_table(path, Unanswerable)]


def silent_shares(path: Path) -> dict[str, tuple[float, int]]:
    """Return by kind the share of the questions that find nothing in the starter corpus, and their number."""
    questions = read_unanswerable(path)
    with (
        TemporaryDirectory() as home,
        opened_collections(
            Settings.model_validate({"home": Path(home)}), documents=[_CORPUS / "sv", _CORPUS / "da"]
        ) as collections,
    ):
        base = next(collections).knowledge_base
        silent = [not base.rank(Query(text=each.text)).ranked for each in questions]
    n_all = Counter(each.kind for each in questions)
    n_silent = Counter(each.kind for each, is_silent in zip(questions, silent, strict=True) if is_silent)
    return {kind: (n_silent[kind] / n, n) for kind, n in n_all.items()}
