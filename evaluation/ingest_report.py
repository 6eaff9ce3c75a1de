"""What a measurement of ingest is told as: lines for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from evaluation.ingest_scores import METADATA, Counts, IngestScore, Share, total
from evaluation.report import Json, circumstances_json, header_lines

if TYPE_CHECKING:
    from kb.records import FailedFile

_WIDTH = 44


def ingest_lines(
    name: str, scores: Mapping[str, IngestScore], failed: Sequence[FailedFile], *, with_faults: bool
) -> Iterator[str]:
    """Yield the figures of all documents together, and each fault if asked for."""
    yield from header_lines(f"{name}: {len(scores)} labelled documents", [])
    yield ""
    whole = total(list(scores.values()))
    for label, counts in _counted(whole):
        yield (
            f"{label:<{_WIDTH}}precision {counts.precision:.3f}  recall {counts.recall:.3f}  "
            f"({counts.right} right, {counts.wrong} wrong, {counts.missed} missed)"
        )
    for label, share in _shared(whole):
        yield f"{label:<{_WIDTH}}{share.n} of {share.n_all}  ({share.value:.3f})"
    for each in failed:
        yield f"Not taken in: {each.path}: {each.reason}"
    if with_faults and whole.faults:
        yield ""
        yield from whole.faults
    elif whole.faults:
        yield ""
        yield f"{len(whole.faults)} faults in all; --faults lists them."


def _counted(score: IngestScore) -> list[tuple[str, Counts]]:
    return [
        ("lines dropped", score.dropped),
        ("municipalities of documents", score.municipalities),
        ("municipalities through districts", score.inferred),
        ("municipalities of passages", score.chunk_municipalities),
        ("themes of passages", score.themes),
    ]


def _shared(score: IngestScore) -> list[tuple[str, Share]]:
    named = [(f"{name} right", score.metadata[name]) for name in METADATA if name in score.metadata]
    return [
        ("language of lines of five words or more", score.languages),
        *named,
        ("examples that stand alone", score.alone),
        ("chunks that mix headings", score.mixed),
        ("examples with a foreign municipality", score.foreign),
    ]


def ingest_json(name: str, scores: Mapping[str, IngestScore], failed: Sequence[FailedFile]) -> Json:
    """Return the figures of all documents together and of each, with every fault."""
    return {
        "gold": name,
        **circumstances_json(),
        "all": _figures(total(list(scores.values()))),
        "documents": {
            document: {**_figures(score), "faults": list(score.faults)} for document, score in scores.items()
        },
        "failed": [{"path": each.path, "reason": each.reason} for each in failed],
    }


def _figures(score: IngestScore) -> Json:
    counted = {
        label: {
            "precision": round(counts.precision, 4),
            "recall": round(counts.recall, 4),
            "right": counts.right,
            "wrong": counts.wrong,
            "missed": counts.missed,
        }
        for label, counts in _counted(score)
    }
    return {**counted, **{label: {"n": share.n, "of": share.n_all} for label, share in _shared(score)}}
