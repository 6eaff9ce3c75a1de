"""What a judged run is told as: a table for people, JSON for machines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from math import isnan
from typing import TYPE_CHECKING, TypeAlias

from evaluation.bootstrap import Interval
from evaluation.machine import describe_machine
from evaluation.metrics import METRICS
from evaluation.runs import SetRun
from evaluation.summary import RowComparison, RowSummary, compare, score, summarise

if TYPE_CHECKING:
    from search.manifest import EmbedderIdentity

Json: TypeAlias = dict[str, object]

_LABEL_WIDTH = 20
_CELL_WIDTH = 25  # "+.012 [-.034, +.058]" and a gap


def header_lines(subject: str, models: Sequence[EmbedderIdentity]) -> list[str]:
    """Return what was measured, with which models, on which machine and when."""
    machine = describe_machine()
    date = datetime.now(UTC).date().isoformat()
    named = [f"model {each.name}, revision {each.revision}, {each.dim} dimensions" for each in models]
    return [
        subject,
        *named,
        f"{machine['processor']}, {machine['cores']} cores, {machine['memory']} · {date}",
    ]


def circumstances_json() -> Json:
    """Return date and machine."""
    return {"date": datetime.now(UTC).date().isoformat(), "machine": describe_machine()}


def pair_label(name: str) -> str:
    """Return ``sv→da`` for ``sv-da``; groups and all are named as they are."""
    first, dash, second = name.partition("-")
    return f"{first}→{second}" if dash and ":" not in name else name


def interval_text(interval: Interval, *, is_difference: bool = False) -> str:
    """Return ``0.612 [0.520, 0.701]``; differences have a sign, what is undefined a dash."""
    form = "{:+.3f}" if is_difference else "{:.3f}"
    values = (interval.mean, interval.low, interval.high)
    mean, low, high = ("–" if isnan(value) else form.format(value) for value in values)
    return f"{mean} [{low}, {high}]"


def interval_json(interval: Interval) -> Json:
    """Return ``mean``, ``low`` and ``high``, rounded to 4 decimals; undefined ones as None."""
    return {name: None if isnan(value) else round(value, 4) for name, value in asdict(interval).items()}


def model_json(embedder: EmbedderIdentity) -> Json:
    """Return what tells a model from others."""
    return {"model": embedder.name, "revision": embedder.revision, "dim": embedder.dim}


# The table


def search_lines(name: str, runs: Sequence[SetRun]) -> Iterator[str]:
    """Yield the report of a judged set searched with one or more models."""
    first = runs[0]
    subject = f"{name}: {len(first.queries)} queries, {first.n_documents} documents, {first.n_chunks} chunks"
    yield from header_lines(subject, [run.embedder for run in runs])
    yield "mean [95 % interval]; in brackets behind a pair the number of queries"
    scored = [score(run.queries) for run in runs]
    for run, rows in zip(runs, scored, strict=True):
        yield ""
        yield from _table(model_label(run, runs), [summarise(row) for row in rows])
    for run, rows in zip(runs[1:], scored[1:], strict=True):
        yield ""
        title = f"{model_label(run, runs)} less {model_label(first, runs)}"
        yield from _comparison(title, compare(scored[0], rows))


def model_label(run: SetRun, runs: Sequence[SetRun]) -> str:
    """Return the model's name, with its revision where two models of the report have the same name."""
    name = run.embedder.name
    is_alone = sum(1 for other in runs if other.embedder.name == name) == 1
    return name if is_alone else f"{name}@{run.embedder.revision}"


def _heading(title: str) -> str:
    return f"{title:<{_LABEL_WIDTH}}" + "".join(f"{metric:<{_CELL_WIDTH}}" for metric in METRICS).rstrip()


def _table(title: str, rows: Sequence[RowSummary]) -> Iterator[str]:
    yield _heading(title)
    for row in rows:
        yield f"{pair_label(row.name)} ({row.n_queries})"
        for mode, figures in row.modes.items():
            yield _line(mode, figures)
        for difference, figures in row.differences.items():
            yield _line(_minus(difference), figures, is_difference=True)


def _comparison(title: str, rows: Sequence[RowComparison]) -> Iterator[str]:
    yield title
    yield _heading("")
    for row in rows:
        yield f"{pair_label(row.name)} ({row.n_queries})"
        for mode, figures in row.modes.items():
            yield _line(mode, figures, is_difference=True)


def _minus(difference: str) -> str:
    first, _, second = difference.partition("-")
    return f"{first} − {second}"


def _line(label: str, figures: Mapping[str, Interval], *, is_difference: bool = False) -> str:
    cells = [interval_text(figures[metric], is_difference=is_difference) for metric in METRICS]
    return f"  {label:<{_LABEL_WIDTH - 2}}" + "".join(f"{cell:<{_CELL_WIDTH}}" for cell in cells).rstrip()


# JSON


def search_json(name: str, runs: Sequence[SetRun]) -> Json:
    """Return the report of a judged set; differences are named ``first-second``."""
    scored = [score(run.queries) for run in runs]
    models = []
    for run, rows in zip(runs, scored, strict=True):
        summaries = [summarise(row) for row in rows]
        models.append(
            {
                **model_json(run.embedder),
                "documents": run.n_documents,
                "chunks": run.n_chunks,
                "warnings": list(run.warnings),
                "results": {
                    row.name: {
                        "queries": row.n_queries,
                        **_figures_json(row.modes),
                        "differences": _figures_json(row.differences),
                    }
                    for row in summaries
                },
            }
        )
    return {
        "set": name,
        "queries": len(runs[0].queries),
        **circumstances_json(),
        "models": models,
        "comparisons": [
            {
                **model_json(run.embedder),
                "less": model_json(runs[0].embedder),
                "results": {
                    row.name: {"queries": row.n_queries, **_figures_json(row.modes)}
                    for row in compare(scored[0], rows)
                },
            }
            for run, rows in zip(runs[1:], scored[1:], strict=True)
        ],
    }


def _figures_json(figures: Mapping[str, Mapping[str, Interval]]) -> Json:
    return {
        name: {metric: interval_json(interval) for metric, interval in metrics.items()}
        for name, metrics in figures.items()
    }
