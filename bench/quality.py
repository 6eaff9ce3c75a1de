"""Writes docs/quality.md: how good search is on the judged questions of the starter corpus.

The figures that the app shows go to kb/data/quality.json.

Run: python -m bench.quality [--out docs/quality.md] [--figures kb/data/quality.json]
"""

from __future__ import annotations

import argparse
import datetime as dt
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.grades import agreement, read_grades
from bench.judged_sets import opened_set
from bench.off_topic import silent_shares
from bench.quality_figures import figures
from evaluation.bootstrap import Interval, bootstrap_means
from evaluation.machine import describe_machine
from evaluation.metrics import first_rank
from evaluation.report import interval_text, pair_label
from evaluation.runs import (
    HYBRID,
    LEXICAL,
    MODES,
    SEMANTIC,
    QueryRun,
    ResolvedTarget,
    SetRun,
    found_targets,
    run_set,
)
from evaluation.summary import GROUP, RowScores, RowSummary, score, score_where, summarise
from kb.quality import QUALITY_FILE, dump_quality
from kb.records import Language
from kb.settings import Settings

PROJECT = Path(__file__).resolve().parent.parent
JUDGEMENTS = PROJECT / "corpus" / "judgements"
SETS = ("corpus_test", "corpus_development")  # what the gate holds comes first
_STAND_IN = "hashing"
_METRICS = ("ndcg@10", "mrr@10", "recall@10")
_N_WORST = 10
_HEAD = """# How good search is on the starter corpus

Written by `python -m bench.quality`; do not edit it by hand. Measured with {model} (revision {revision}) on
{n_documents} documents and {n_chunks} passages; {machine}.

**Who judged.** The questions were written from what users need, before anybody looked at what search finds.
For each, the first passages by words, by meaning and by both were put together, shuffled and graded by two
judges who saw neither each other's grades nor who had found what. **Writers and judges were language
models, not people.** {agreement}.

What no retriever brought among its first was not judged and counts as beside the point. The questions are
split: on *development* search may be tuned, on *test* it is only measured, and a test keeps its figures
from falling.
Intervals are of 95 %, by resampling the questions.
"""


@dataclass(frozen=True, slots=True)
class Text:
    """What the front matter of a text of the corpus says."""

    themes: frozenset[str]  # the main ones
    form: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=PROJECT / "docs" / "quality.md")
    parser.add_argument("--figures", type=Path, default=PROJECT / "kb" / "data" / QUALITY_FILE)
    options = parser.parse_args(arguments)
    runs = {name: _run(name, Settings.model_fields["embedder"].default) for name in SETS}
    silent = silent_shares(JUDGEMENTS / "unanswerable.tsv")
    lines = [*_head(runs), *_by_set(runs), *_apart(runs[SETS[0]]), *_silence(silent), *_worst(runs[SETS[0]])]
    options.out.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    today = dt.datetime.now(tz=dt.UTC).date()
    shown = figures(runs[SETS[0]], silent, read_grades(JUDGEMENTS), today=today)
    options.figures.write_text(dump_quality(shown), encoding="utf-8")
    print(f"written: {options.out}, {options.figures}")


def _run(name: str, embedder: str) -> SetRun:
    with opened_set(name, embedder=embedder) as opened:
        return run_set(opened.judged, opened.collection)


def _head(runs: Mapping[str, SetRun]) -> Iterator[str]:
    run, machine = runs[SETS[0]], describe_machine()
    yield _HEAD.format(
        model=run.embedder.name,
        revision=run.embedder.revision[:12],
        n_documents=run.n_documents,
        n_chunks=run.n_chunks,
        machine=f"{machine['processor']}, {machine['cores']} cores",
        agreement=agreement(read_grades(JUDGEMENTS)),
    )


def _by_set(runs: Mapping[str, SetRun]) -> Iterator[str]:
    for name, run in runs.items():
        rows = [summarise(row) for row in score(run.queries)]
        yield f"## {name.removeprefix('corpus_').capitalize()}: {len(run.queries)} questions"
        yield ""
        yield from _table([row for row in rows if not row.name.startswith(GROUP)])
        yield "By kind of question:"
        yield ""
        yield from _table([row for row in rows if row.name.startswith(GROUP)])
        yield from _differences(rows[-1])
        stand_in = score(_run(name, _STAND_IN).queries)[-1]
        ours = score(run.queries)[-1]
        gain = ours.values[HYBRID, "ndcg@10"] - stand_in.values[HYBRID, "ndcg@10"]
        yield (
            f"With the stand-in that knows spelling only (`{_STAND_IN}`): nDCG@10 "
            f"{stand_in.values[HYBRID, 'ndcg@10'].mean():.3f}; the model brings "
            f"{interval_text(bootstrap_means(gain[:, None])[0], is_difference=True)}."
        )
        yield ""


def _table(rows: Sequence[RowSummary]) -> Iterator[str]:
    yield "| | questions | " + " | ".join(f"{mode}, nDCG@10" for mode in MODES) + " | MRR@10 | recall@10 |"
    yield "|---|---|---|---|---|---|---|"
    for row in rows:
        cells = [interval_text(row.modes[mode]["ndcg@10"]) for mode in MODES]
        cells += [f"{row.modes[HYBRID][metric].mean:.3f}" for metric in _METRICS[1:]]
        name = row.name.removeprefix(GROUP)
        label = pair_label(name) if name.partition("-")[0] in set(Language) else name
        yield f"| {label} | {row.n_queries} | " + " | ".join(cells) + " |"
    yield ""


def _differences(row: RowSummary) -> Iterator[str]:
    told = [
        f"than {other} alone by {_gain(row.differences[f'{HYBRID}-{other}']['ndcg@10'])}"
        for other in (LEXICAL, SEMANTIC)
    ]
    yield f"Paired over all questions, hybrid is better {' and '.join(told)}."
    yield ""


def _gain(interval: Interval) -> str:
    return interval_text(interval, is_difference=True)


def _apart(run: SetRun) -> Iterator[str]:
    texts = read_texts(PROJECT / "corpus" / "source")
    themes = sorted({theme for text in texts.values() for theme in text.themes})
    forms = sorted({text.form for text in texts.values()})
    yield f"## By theme and form ({SETS[0].removeprefix('corpus_')})"
    yield ""
    yield "A passage has the main themes and the form of its document; other relevant passages do not count."
    yield ""
    for names in (themes, forms):
        rows = [_where(run, name, texts) for name in names]
        yield from _table([summarise(row) for row in rows if row.query_ids])


def _where(run: SetRun, name: str, texts: Mapping[str, Text]) -> RowScores:
    def counts(target: ResolvedTarget) -> bool:
        text = texts[Path(target.text.partition("#")[0]).stem]
        return name in text.themes or name == text.form

    return score_where(name, run.queries, counts)


def read_texts(folder: Path) -> dict[str, Text]:
    """Return what the front matter of each text says, by the name of its file."""
    found = {}
    for path in sorted(folder.glob("*/*.md")):
        front = tomllib.loads(path.read_text(encoding="utf-8").split("+++\n")[1])
        themes = frozenset(theme.partition(".")[0] for theme in front["themes"])
        found[path.stem] = Text(themes, front["form"])
    return found


def _silence(silent: Mapping[str, tuple[float, int]]) -> Iterator[str]:
    yield "## Questions without an answer"
    yield ""
    yield "Nothing should be found for these, and nothing is for this share of them:"
    yield ""
    yield "| kind | questions | nothing found |"
    yield "|---|---|---|"
    for kind, (share, n) in silent.items():
        yield f"| {kind} | {n} | {share:.2f} |"
    yield ""


def _worst(run: SetRun) -> Iterator[str]:
    path = JUDGEMENTS / "reasons.toml"
    reasons = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    values = score(run.queries)[-1].values[HYBRID, "ndcg@10"]
    ranked = sorted(zip(values, run.queries, strict=True), key=lambda pair: (pair[0], pair[1].query.id))
    yield f"## The {_N_WORST} worst questions ({SETS[0].removeprefix('corpus_')})"
    yield ""
    for value, query_run in ranked[:_N_WORST]:
        yield from _bad(query_run, float(value), str(reasons.get(query_run.query.id, "")))


def _bad(run: QueryRun, value: float, reason: str) -> Iterator[str]:
    ranks = ", ".join(f"{mode} {first_rank(found_targets(run, mode)) or '–'}" for mode in MODES)
    best = max(run.targets, key=lambda target: target.relevance)
    yield f"- **{run.query.text}** ({run.query.id}, nDCG@10 {value:.2f})"
    yield f"  - wanted: {best.text}; first relevant passage: {ranks}"
    yield f"  - came first: {run.top.get(HYBRID, 'nothing')}"
    if reason:
        yield f"  - why: {reason}"


if __name__ == "__main__":
    main()
