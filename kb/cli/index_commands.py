"""``metodbank index rebuild|check``."""

from __future__ import annotations

import click

from kb.cli.options import home_option, json_option, opened, print_json, progress_bars


@click.group()
def index() -> None:
    """Rebuild and check the search index."""


@index.command()
@home_option
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Build the index anew from the store; the old one answers until the new one is ready."""
    with opened(context) as knowledge_base, progress_bars() as progress:
        n_chunks = knowledge_base.rebuild_index(progress)
    click.echo(f"Indexed {n_chunks} chunks.")


@index.command()
@json_option
@home_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Verify the store and the index against each other; the exit status is 1 if something is wrong."""
    with opened(context) as knowledge_base:
        problems = knowledge_base.store.check() + knowledge_base.check_index()
    if as_json:
        print_json({"problems": problems})
    elif problems:
        for problem in problems:
            click.echo(problem)
        click.echo("Cure: metodbank index rebuild (for the store: metodbank restore FILE)")
    else:
        click.echo("Store and index are sound and agree.")
    if problems:
        context.exit(1)
