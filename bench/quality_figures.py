"""The figures of a measurement of search that the app shows, in the shape of ``kb.quality``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np

from bench.grades import Grade, kappa
from evaluation.machine import describe_machine
from evaluation.runs import HYBRID, LEXICAL, SetRun
from evaluation.summary import GROUP, RowSummary, score, summarise
from kb.quality import Quality, QualityRow, SilentRow

_DIGITS = 3


def figures(
    run: SetRun, silent: Mapping[str, tuple[float, int]], grades: Sequence[Grade], *, today: dt.date
) -> Quality:
    """Return the figures of the questions that nothing was tuned on.

    Args:
        run: The answers to them.
        silent: By kind of question without an answer, the share that finds nothing and their number.
        grades: Those of both judges.
        today: The day of the measurement.
    """
    machine = describe_machine()
    summaries = [summarise(row) for row in score(run.queries)]
    return Quality(
        date=today,
        machine=f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}",
        model=run.embedder.name,
        revision=run.embedder.revision[:12],
        n_documents=run.n_documents,
        n_passages=run.n_chunks,
        n_judged=len(grades),
        kappa=round(kappa(np.array([(each.first, each.second) for each in grades])), _DIGITS),
        rows=tuple(_row(each) for each in summaries if not each.name.startswith(GROUP)),
        silent=tuple(
            SilentRow(kind=kind, n_questions=n, share=round(share, _DIGITS))
            for kind, (share, n) in silent.items()
        ),
    )


def _row(summary: RowSummary) -> QualityRow:
    hybrid, words = summary.modes[HYBRID], summary.modes[LEXICAL]
    return QualityRow(
        name=summary.name,
        n_questions=summary.n_queries,
        low=round(hybrid["ndcg@10"].low, _DIGITS),
        high=round(hybrid["ndcg@10"].high, _DIGITS),
        ndcg=round(hybrid["ndcg@10"].mean, _DIGITS),
        mrr=round(hybrid["mrr@10"].mean, _DIGITS),
        recall=round(hybrid["recall@10"].mean, _DIGITS),
        words_ndcg=round(words["ndcg@10"].mean, _DIGITS),
    )
