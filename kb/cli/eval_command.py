"""``metodbank eval search|parallel|similarity|ingest``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kb.cli.options import home_option, json_option, print_json, progress_bars, settings_of
from kb.errors import InputError

if TYPE_CHECKING:
    from evaluation.judged import JudgedSet
    from evaluation.runs import SetRun
    from kb.index_keeper import StepProgress
    from kb.protocols import Embedder, Progress

Command = TypeVar("Command", bound=Callable[..., Any])  # click decides the arguments

_PATH = click.Path(path_type=Path)


def _model_option(command: Command) -> Command:
    return click.option(
        "--model",
        "models",
        multiple=True,
        help="Folder or name of a model; again for another to compare with the first (default: the setting).",
    )(command)


@click.group(name="eval")
def evaluate() -> None:
    """Measure search, models and ingest against judged questions, aligned sentences and labels."""


@evaluate.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option(
    "--documents",
    multiple=True,
    type=_PATH,
    help="Search these files and folders, in a home that is thrown away (default: the present home).",
)
@_model_option
@click.option("--per-query", type=_PATH, help="Write a table with one line a query to this file.")
@json_option
@home_option
@click.pass_context
def search(
    context: click.Context,
    paths: tuple[Path, ...],
    documents: tuple[Path, ...],
    models: tuple[str, ...],
    per_query: Path | None,
    as_json: bool,
) -> None:
    """Measure search on a judged set: a folder, or its files queries.tsv, qrels.tsv and passages.tsv.

    nDCG@10, MRR@10 and recall by language pair, for words only, meaning only and both, with intervals.
    docs/evaluation.md describes the files and the figures.
    """
    from evaluation.judged import read_judged_set
    from evaluation.report import search_json, search_lines

    judged = read_judged_set(paths)
    if per_query is not None and per_query.is_dir():
        raise InputError(f"{per_query} is a folder. Name a file to write into.")
    if per_query is not None and not per_query.parent.is_dir():
        raise InputError(
            f"There is no folder {per_query.parent} to write {per_query.name} into. Make it first."
        )
    with progress_bars() as progress:
        runs = _search_runs(context, judged, documents, models, progress)
    for warning in dict.fromkeys(warning for run in runs for warning in run.warnings):
        click.echo(f"Warning: {warning}", err=True)
    if per_query is not None:
        _write_per_query(per_query, runs)
    if as_json:
        print_json(search_json(judged.name, runs))
    else:
        for line in search_lines(judged.name, runs):
            click.echo(line)


def _search_runs(
    context: click.Context,
    judged: JudgedSet,
    documents: Sequence[Path],
    models: Sequence[str],
    progress: StepProgress,
) -> list[SetRun]:
    from evaluation.collection import opened_collections
    from evaluation.runs import run_set
    from search.embedders import spec_of

    runs = []
    with opened_collections(
        settings_of(context),
        embedders=[spec_of(model) for model in models],
        documents=documents,
        passages=judged.passages,
        progress=progress,
    ) as collections:
        for collection in collections:
            asked = _step(progress, f"Asking with {collection.embedder.name}")
            runs.append(run_set(judged, collection, progress=asked))
    return runs


def _step(progress: StepProgress, name: str) -> Progress:
    return lambda done, n_all: progress(name, done, n_all)


def _write_per_query(path: Path, runs: Sequence[SetRun]) -> None:
    from evaluation.misses import COLUMNS, per_query_rows
    from kb.home import write_whole

    rows = [COLUMNS, *per_query_rows(runs)]
    write_whole(path, "".join("\t".join(row) + "\n" for row in rows).encode("utf-8", "replace"))


@evaluate.command()
@click.argument("file", type=_PATH)
@click.option("--pairs", help="Only these pairs of languages: sv-da,da-sv (default: all of the file).")
@_model_option
@json_option
@home_option
@click.pass_context
def parallel(
    context: click.Context, file: Path, pairs: str | None, models: tuple[str, ...], as_json: bool
) -> None:
    """Measure how often a sentence's translation is the nearest of all (P@1), for each pair of languages.

    FILE is tab-separated, one sentence a line in each column, under a header of language codes.
    """
    from evaluation.parallel import read_aligned, read_pairs, run_parallel
    from evaluation.sentence_report import parallel_json, parallel_lines
    from search.manifest import identity_of

    aligned = read_aligned(file)
    chosen = read_pairs(pairs, aligned)
    results = []
    with progress_bars() as progress:
        for embedder in _embedders(context, models):
            step = _step(progress, f"Embedding with {embedder.name}")
            results.append((identity_of(embedder), run_parallel(aligned, embedder, chosen, progress=step)))
    if as_json:
        print_json(parallel_json(file.name, aligned.n_rows, results))
    else:
        for line in parallel_lines(file.name, aligned.n_rows, results):
            click.echo(line)


@evaluate.command()
@click.argument("file", type=_PATH)
@_model_option
@json_option
@home_option
@click.pass_context
def similarity(context: click.Context, file: Path, models: tuple[str, ...], as_json: bool) -> None:
    """Measure whether cosines order pairs of sentences as people do (Spearman's rank correlation).

    FILE has one JSON object a line with sentence_1, sentence_2 and label.
    """
    from evaluation.sentence_report import similarity_json, similarity_lines
    from evaluation.similarity import read_sentence_pairs, run_similarity
    from search.manifest import identity_of

    pairs = read_sentence_pairs(file)
    results = []
    with progress_bars() as progress:
        for embedder in _embedders(context, models):
            step = _step(progress, f"Embedding with {embedder.name}")
            results.append((identity_of(embedder), run_similarity(pairs, embedder, progress=step)))
    if as_json:
        print_json(similarity_json(file.name, results))
    else:
        for line in similarity_lines(file.name, results):
            click.echo(line)


@evaluate.command()
@click.option(
    "--gold",
    "folder",
    required=True,
    type=_PATH,
    help="Folder with labels: NAME.lines.tsv, NAME.chunks.json.",
)
@click.option("--documents", type=_PATH, help="Folder with the labelled files (default: that of the labels).")
@click.option("--faults", is_flag=True, help="List everything that is wrong or missed.")
@json_option
def ingest(folder: Path, documents: Path | None, faults: bool, as_json: bool) -> None:
    """Measure what ingest makes of documents that are labelled by hand.

    Lines dropped, languages, title, date and authors, municipalities, themes, and whether examples stand
    alone. Nothing is stored. docs/evaluation.md describes the labels and the figures.
    """
    from evaluation.gold import read_gold
    from evaluation.ingest_report import ingest_json, ingest_lines
    from evaluation.ingest_run import run_gold

    gold = read_gold(folder, documents)
    with progress_bars() as progress:
        scores, failed = run_gold(gold, progress=_step(progress, "Taking in"))
    if as_json:
        print_json(ingest_json(folder.name, scores, failed))
    else:
        for line in ingest_lines(folder.name, scores, failed, with_faults=faults):
            click.echo(line)
    if failed:
        raise click.exceptions.Exit(1)


def _embedders(context: click.Context, models: Sequence[str]) -> Iterator[Embedder]:
    from search.embedders import make_embedder, spec_of

    settings = settings_of(context)
    specs = [spec_of(model) for model in models] or [settings.embedder]
    for spec in specs:  # one at a time in memory
        yield make_embedder(spec, device=settings.device)
