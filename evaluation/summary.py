"""From the answers to figures: by language pair, by group and over all, with intervals and differences."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import Interval, bootstrap_means
from evaluation.metrics import METRICS
from evaluation.runs import HYBRID, LEXICAL, MODES, SEMANTIC, QueryRun, ResolvedTarget, found_targets
from kb.records import Language

ALL = "all"
GROUP = "group:"
# Questions in these languages are asked of Swedish and Danish documents alike.
_OUTSIDE = (Language.ENGLISH, Language.NORWEGIAN)
_FIRST_PAIRS = ("sv-sv", "sv-da", "da-sv", "da-da", "en-both", "nb-both")
DIFFERENCES = ((HYBRID, LEXICAL), (HYBRID, SEMANTIC))

Figures = Mapping[str, Mapping[str, Interval]]  # by mode (or difference) and metric


@dataclass(frozen=True, slots=True, kw_only=True)
class RowScores:
    """Every query's figures for one language pair, one group, or all."""

    name: str  # "sv-da", "en-both", "group:…", "all"
    query_ids: tuple[str, ...]
    values: Mapping[tuple[str, str], NDArray[np.float64]]  # by (mode, metric), one a query


@dataclass(frozen=True, slots=True, kw_only=True)
class RowSummary:
    """Means over the queries of a row."""

    name: str
    n_queries: int
    modes: Figures
    differences: Figures  # named "hybrid-lexical"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowComparison:
    """Differences between two models on the same queries: the second less the first."""

    name: str
    n_queries: int
    modes: Figures


def pair_of(query_language: Language, target_language: Language) -> str:
    """Return the language pair: ``sv-da``, and ``en-both`` or ``nb-both`` for questions from outside."""
    if query_language in _OUTSIDE:
        return f"{query_language.value}-both"
    return f"{query_language.value}-{target_language.value}"


def score(runs: Sequence[QueryRun]) -> tuple[RowScores, ...]:
    """Measure each query within its language pairs and groups, and over all; that row comes last."""
    rows = [_row(pair, runs, _in_pair(pair)) for pair in _pairs(runs)]
    groups = dict.fromkeys(run.query.group for run in runs if run.query.group)
    rows += [
        _row(GROUP + group, [run for run in runs if run.query.group == group], _always) for group in groups
    ]
    return (*rows, _row(ALL, runs, _always))


def score_where(name: str, runs: Sequence[QueryRun], counts: Callable[[ResolvedTarget], bool]) -> RowScores:
    """Measure the queries that have a relevant target that counts, by these targets alone."""
    return _row(name, runs, lambda _: counts)


def _pairs(runs: Sequence[QueryRun]) -> list[str]:
    found = {
        pair_of(run.query.language, target.language)
        for run in runs
        for target in run.targets
        if target.relevance
    }
    return [*(pair for pair in _FIRST_PAIRS if pair in found), *sorted(found.difference(_FIRST_PAIRS))]


def _always(_: QueryRun) -> Callable[[ResolvedTarget], bool]:
    return lambda _: True


def _in_pair(pair: str) -> Callable[[QueryRun], Callable[[ResolvedTarget], bool]]:
    return lambda run: lambda target: pair_of(run.query.language, target.language) == pair


def _row(
    name: str, runs: Sequence[QueryRun], counts: Callable[[QueryRun], Callable[[ResolvedTarget], bool]]
) -> RowScores:
    kept = [run for run in runs if any(each.relevance and counts(run)(each) for each in run.targets)]
    values: dict[tuple[str, str], NDArray[np.float64]] = {}
    for mode in MODES:
        found = [found_targets(run, mode, counts=counts(run)) for run in kept]
        for metric, measure in METRICS.items():
            values[mode, metric] = np.array([measure(targets) for targets in found])
    return RowScores(name=name, query_ids=tuple(run.query.id for run in kept), values=values)


def summarise(row: RowScores) -> RowSummary:
    """Return means and paired differences between the modes, with intervals."""
    columns = dict(row.values)
    for first, second in DIFFERENCES:
        for metric in METRICS:
            columns[f"{first}-{second}", metric] = row.values[first, metric] - row.values[second, metric]
    figures = _figures(columns)
    return RowSummary(
        name=row.name,
        n_queries=len(row.query_ids),
        modes={mode: figures[mode] for mode in MODES},
        differences={name: each for name, each in figures.items() if name not in MODES},
    )


def compare(first: Sequence[RowScores], second: Sequence[RowScores]) -> tuple[RowComparison, ...]:
    """Return the paired differences ``second`` less ``first`` for the rows of two models on one collection.

    Raises:
        ValueError: The rows are not of the same queries.
    """
    compared = []
    for ours, theirs in zip(first, second, strict=True):
        if (ours.name, ours.query_ids) != (theirs.name, theirs.query_ids):
            raise ValueError(f"{ours.name} and {theirs.name} are not of the same queries")
        columns = {key: theirs.values[key] - ours.values[key] for key in ours.values}
        compared.append(RowComparison(name=ours.name, n_queries=len(ours.query_ids), modes=_figures(columns)))
    return tuple(compared)


def _figures(columns: Mapping[tuple[str, str], NDArray[np.float64]]) -> dict[str, dict[str, Interval]]:
    intervals = bootstrap_means(np.stack(list(columns.values()), axis=1))
    figures: dict[str, dict[str, Interval]] = {}
    for (mode, metric), interval in zip(columns, intervals, strict=True):
        figures.setdefault(mode, {})[metric] = interval
    return figures
