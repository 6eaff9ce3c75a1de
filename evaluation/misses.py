"""The answers query by query, for looking at misses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluation.metrics import first_rank
from evaluation.report import model_label
from evaluation.runs import HYBRID, MODES, QueryRun, SetRun, found_targets

COLUMNS = (
    "model",
    "query",
    "language",
    "text",
    "targets",
    *(f"rank_{mode}" for mode in MODES),
    *(f"top_{mode}" for mode in MODES),
)


def per_query_rows(runs: Sequence[SetRun]) -> Iterator[tuple[str, ...]]:
    """Yield one row a model and query with the cells of ``COLUMNS``; an empty rank: not found."""
    for run in runs:
        for query_run in run.queries:
            yield (model_label(run, runs), *_query_cells(query_run))


def _query_cells(run: QueryRun) -> tuple[str, ...]:
    ranks = {mode: first_rank(found_targets(run, mode)) for mode in MODES}
    targets = " ".join(target.text for target in run.targets if target.relevance)
    return (
        run.query.id,
        run.query.language.value,
        run.query.text,
        targets,
        *(str(ranks[mode] or "") for mode in MODES),
        *(run.top.get(mode, "") for mode in MODES),
    )


def miss_lines(run: SetRun, *, k: int = 10) -> Iterator[str]:
    """Yield the queries whose first relevant hit is not among the first ``k`` of the hybrid ranking."""
    for query_run in run.queries:
        ranks = {mode: first_rank(found_targets(query_run, mode)) for mode in MODES}
        hybrid = ranks[HYBRID]
        if hybrid is None or hybrid > k:
            places = ", ".join(f"{mode} {rank or '–'}" for mode, rank in ranks.items())
            targets = ", ".join(target.text for target in query_run.targets if target.relevance)
            yield f"{query_run.query.id} {query_run.query.text!r} → {targets}: {places}"
            yield f"    instead: {query_run.top.get(HYBRID, 'nothing')}"
