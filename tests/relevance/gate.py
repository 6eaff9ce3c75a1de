"""What the relevance gate shares: the judged sets, what they are asked of, floors, and what breaks them."""

from __future__ import annotations

import json
import math
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evaluation.collection import opened_collections
from evaluation.judged import JudgedSet, read_judged_set
from evaluation.runs import HYBRID, SetRun, run_set
from evaluation.summary import score
from kb.settings import Settings

FOLDER = Path(__file__).resolve().parent
PROJECT = FOLDER.parent.parent
SETS = FOLDER / "sets"
BASELINE = FOLDER / "baseline.json"
WRITE = "python -m tests.relevance.write_floors"
METRICS = ("ndcg@10", "recall@10")
# A figure this far above its floor asks for a higher floor: less than one question's worth in a set of 30.
MARGIN = 0.03

# By language pair ("sv-da"), group or "all", and metric.
Figures = Mapping[str, Mapping[str, float]]


class SetConfig(BaseModel):
    """What ``set.toml`` says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    documents: Literal["corpus", "reference:seeds", "passages"]
    judgements: str = ""  # folder with the questions, from the project's own; empty: beside this file


@dataclass(frozen=True, slots=True, kw_only=True)
class GatedSet:
    """A judged set with floors."""

    name: str
    config: SetConfig
    judged: JudgedSet

    @property
    def needs_reference(self) -> bool:
        """Whether its documents are not in the project."""
        return self.config.documents.startswith("reference:")


def set_names() -> list[str]:
    """Return the names of the sets: the folders with a ``set.toml``."""
    return sorted(path.parent.name for path in SETS.glob("*/set.toml"))


def read_set(name: str) -> GatedSet:
    """Read a set and what it says of itself."""
    config = SetConfig.model_validate(tomllib.loads((SETS / name / "set.toml").read_text(encoding="utf-8")))
    folder = PROJECT / config.judgements if config.judgements else SETS / name
    return GatedSet(name=name, config=config, judged=read_judged_set([folder]))


def reference_folder() -> Path | None:
    """Return the folder of real documents, None where it is not there."""
    folder = Path(os.environ.get("METODBANK_REFERENCE", PROJECT.parent / "shared")).resolve()
    return folder if (folder / "seeds").is_dir() else None


def documents_of(gated: GatedSet, reference: Path | None) -> list[Path]:
    """Return the files and folders that a set is asked of; none where it has passages."""
    if gated.config.documents == "corpus":
        return [PROJECT / "corpus" / "sv", PROJECT / "corpus" / "da"]
    if gated.config.documents == "passages":
        return []
    if reference is None:
        raise FileNotFoundError(f"{gated.name} needs METODBANK_REFERENCE")
    return [reference / gated.config.documents.partition(":")[2]]


def answered(gated: GatedSet, reference: Path | None) -> SetRun:
    """Ask a set with the settings that the product ships with, whoever runs this."""
    with (
        TemporaryDirectory() as home,
        opened_collections(
            Settings.model_validate({"home": Path(home)}),
            documents=documents_of(gated, reference),
            passages=gated.judged.passages,
        ) as collections,
    ):
        return run_set(gated.judged, next(collections))


def figures_of(run: SetRun) -> dict[str, dict[str, float]]:
    """Return the figures that have floors: of what users get, by language pair and over all."""
    return {
        row.name: {metric: float(row.values[HYBRID, metric].mean()) for metric in METRICS}
        for row in score(run.queries)
    }


def read_floors() -> dict[str, dict[str, dict[str, float]]]:
    """Return the floors by set."""
    floors: dict[str, dict[str, dict[str, float]]] = json.loads(BASELINE.read_text(encoding="utf-8"))
    return floors


def as_floor(value: float) -> float:
    """Round down to three decimals, so that a floor is never above what was measured."""
    # the small term: 0.7 * 1000 is a little less than 700
    return math.floor(value * 1000 + 1e-6) / 1000


def broken(floors: Figures, measured: Figures) -> list[str]:
    """Return what is wrong: figures under their floor, far above it, without one, or no longer measured."""
    found = []
    for row in sorted(set(floors) | set(measured)):
        for metric in METRICS:
            floor = floors.get(row, {}).get(metric)
            value = measured.get(row, {}).get(metric)
            if value is None and floor is not None:
                found.append(f"{row} {metric}: has the floor {floor:.3f} but is no longer measured")
            elif value is not None and floor is None:
                found.append(f"{row} {metric}: is {value:.3f} and has no floor. Run: {WRITE}")
            elif value is not None and floor is not None:
                found += _compared(f"{row} {metric}", floor, value)
    return found


def _compared(what: str, floor: float, value: float) -> list[str]:
    if as_floor(value) < floor:
        return [f"{what}: fell to {value:.3f}, its floor is {floor:.3f}"]
    if value > floor + MARGIN:
        return [f"{what}: rose to {value:.3f}, its floor is still {floor:.3f}. Raise it: {WRITE}"]
    return []
