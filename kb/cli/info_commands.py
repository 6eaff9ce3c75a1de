"""``metodbank themes``, ``stats`` and ``doctor``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json, settings_of
from kb.errors import SearchIndexError

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase

_SHOWN = 15


@click.command()
@click.option("--ui-language", type=click.Choice(["sv", "da", "en"]), help="Language of the names.")
@json_option
@home_option
@click.pass_context
def themes(context: click.Context, ui_language: str | None, as_json: bool) -> None:
    """List the themes with the number of documents under each."""
    with opened(context) as knowledge_base:
        stats = knowledge_base.stats()
        taxonomy = knowledge_base.taxonomy
        language = ui_language or knowledge_base.settings.ui_language
    if as_json:
        from kb.json_shapes import themes_json

        print_json(themes_json(taxonomy, stats))
        return
    for theme in taxonomy.themes:
        indent = "  " if theme.parent else ""
        click.echo(f"{stats.themes.get(theme.id, 0):>5}  {indent}{theme.id:<24}  {theme.names[language]}")


@click.command()
@json_option
@home_option
@click.pass_context
def stats(context: click.Context, as_json: bool) -> None:
    """Count what this home holds."""
    with opened(context) as knowledge_base:
        counts = knowledge_base.stats()
        gazetteer = knowledge_base.gazetteer
        index = _index_of(knowledge_base)
    if as_json:
        from kb.json_shapes import stats_json

        print_json(stats_json(counts) | {"index": index})
        return
    click.echo(f"{counts.n_documents} documents, {counts.n_chunks} chunks, {counts.n_examples} examples")
    names = {code: gazetteer.get(code).name for code in counts.municipalities}
    _print_counts("language", counts.languages)
    _print_counts("country", counts.countries)
    _print_counts("municipality", {f"{names[code]} {code}": n for code, n in counts.municipalities.items()})
    _print_counts("theme", counts.themes)
    _print_counts("type", counts.types)
    _print_counts("year", counts.years)
    _print_counts("target group", counts.target_groups)
    _print_counts("status", counts.statuses)
    _print_counts("participation", counts.participation)
    _print_counts("lesson", counts.lessons)
    if index is not None:
        click.echo(f"{'index:':<14}made with {index}")


def _index_of(knowledge_base: KnowledgeBase) -> str | None:
    try:
        return knowledge_base.index_made_with()
    except SearchIndexError:
        return None  # counting needs no index; "metodbank index check" says what is wrong with it


def _print_counts(name: str, counts: Mapping[str, int]) -> None:
    if not counts:
        return
    shown = [f"{value} ({n})" for value, n in list(counts.items())[:_SHOWN]]
    rest = f", and {len(counts) - _SHOWN} more" if len(counts) > _SHOWN else ""
    click.echo(f"{name + ':':<14}{', '.join(shown)}{rest}")


@click.command()
@json_option
@home_option
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Say what is installed, where the home is, and what is missing. Exit status 1 if something is wrong."""
    from kb.doctor import examine

    report = examine(settings_of(context))
    if as_json:
        print_json(
            {
                "versions": dict(report.versions),
                "home": report.home,
                "free_bytes": report.free_bytes,
                "documents": report.n_documents,
                "embedder": report.embedder,
                "index": report.index,
                "missing": list(report.missing),
                "problems": list(report.problems),
            }
        )
    else:
        for name, version in report.versions.items():
            click.echo(f"{name:<24}{version}")
        documents = "none yet" if report.n_documents is None else str(report.n_documents)
        click.echo(f"{'home':<24}{report.home} ({report.free_bytes / 1e9:.1f} GB free)")
        click.echo(f"{'documents':<24}{documents}")
        click.echo(f"{'embedder':<24}{report.embedder}")
        click.echo(f"{'index made with':<24}{report.index or '–'}")
        for line in report.missing:
            click.echo(f"missing: {line}")
        for line in report.problems:
            click.echo(f"problem: {line}")
        if not report.problems:
            click.echo("All is well.")
    if report.problems:
        context.exit(1)
