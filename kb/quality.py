"""How good search was when it was last measured: written by ``python -m bench.quality``, shown by the app."""

from __future__ import annotations

import datetime as dt
import json
from functools import cache
from importlib import resources

from pydantic import BaseModel, ConfigDict

QUALITY_FILE = "quality.json"


class QualityRow(BaseModel):
    """Questions of one language asked of documents of another, or all questions."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str  # "sv-da", "en-both", "all"
    n_questions: int
    low: float  # bounds of the 95 % interval of ndcg
    high: float
    ndcg: float  # nDCG@10, from 0 to 1
    mrr: float  # MRR@10
    recall: float  # recall@10
    words_ndcg: float  # nDCG@10 by words alone


class SilentRow(BaseModel):
    """Questions that nothing answers, of one kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: str  # "near", "everyday", "nonsense"
    n_questions: int
    share: float  # of them that found nothing, as they should


class Quality(BaseModel):
    """One measurement of search on the judged questions of the starter corpus."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    date: dt.date
    machine: str
    model: str
    revision: str
    n_documents: int
    n_passages: int
    n_judged: int  # passages that two judges graded
    kappa: float  # how far they agree, from 0 (chance) to 1
    rows: tuple[QualityRow, ...]  # "all" comes last
    silent: tuple[SilentRow, ...]


@cache
def load_quality() -> Quality:
    """Return the last measurement.

    Raises:
        pydantic.ValidationError: The file does not have the shape it must have.
    """
    raw = (resources.files("kb") / "data" / QUALITY_FILE).read_text(encoding="utf-8")
    return Quality.model_validate_json(raw)


def dump_quality(quality: Quality) -> str:
    """Return the file's text."""
    return json.dumps(quality.model_dump(mode="json"), ensure_ascii=False, indent=2) + "\n"
