"""``metodbank index rebuild|check``."""

from __future__ import annotations

import click

from kb.cli.options import home_option, json_option, opened, print_json, progress_bars


@click.group()
def index() -> None:
    """Rebuild and check the search index."""


@index.command()
@click.option(
    "--model",
    metavar="PATH_OR_NAME",
    help="Embed with this model from now on: static (the one in the box), hashing, a folder or a hub name.",
)
@home_option
@click.pass_context
def rebuild(context: click.Context, model: str | None) -> None:
    """Build the index anew from the store; the old one answers until the new one is ready.

    The choice of a model is written to kb.toml in the home, so that search, ingest and the app use it too.
    Where the model cannot be loaded, nothing is changed.
    """
    from kb.settings import environment_variable

    with opened(context) as knowledge_base:
        before = knowledge_base.settings.embedder
        with progress_bars() as progress:
            n_chunks = knowledge_base.rebuild_index(progress, model=model)
        chosen = knowledge_base.settings.embedder
        click.echo(f"Indexed {n_chunks} chunks with {knowledge_base.index_made_with()}.")
    variable = environment_variable("embedder")
    if model is not None and variable is not None and before != chosen:
        click.echo(
            f"Warning: {variable}={before} in the environment overrules kb.toml, which now says {chosen!r}. "
            f"Unset {variable}, or search will not use this index by meaning.",
            err=True,
        )


@index.command()
@json_option
@home_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Verify the store and the index against each other; the exit status is 1 if something is wrong."""
    with opened(context) as knowledge_base:
        problems = knowledge_base.store.check() + knowledge_base.check_index()
        made_with = knowledge_base.index_made_with() if not problems else None
    if as_json:
        print_json({"problems": problems})
    elif problems:
        for problem in problems:
            click.echo(problem)
        click.echo("Cure: metodbank index rebuild (for the store: metodbank restore FILE)")
    else:
        click.echo("Store and index are sound and agree.")
        if made_with is not None:
            click.echo(f"The index was made with {made_with}.")
    if problems:
        context.exit(1)
