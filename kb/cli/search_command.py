"""``metodbank search``."""

from __future__ import annotations

import shlex
import textwrap
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json
from kb.cli.search_options import make_query, search_options
from kb.records import (
    Facet,
    Hit,
    OfferedFilter,
    SearchResult,
)
from kb.text import one_line
from kb.years import plain_years

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

_WIDTH = 100


@click.command()
@click.argument("query", required=False)
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000), help="How many hits.")
@click.option(
    "--offset", default=0, show_default=True, type=click.IntRange(0), help="How many hits to pass over."
)
@search_options
@json_option
@home_option
@click.pass_context
def search(
    context: click.Context,
    /,
    query: str | None,
    limit: int,
    offset: int,
    group: str,
    as_json: bool,
    years: str | None,
    like: tuple[int, ...],
    unlike: tuple[int, ...],
    **facets: tuple[str, ...],
) -> None:
    """Find passages by words and by meaning, in Swedish, Danish, Norwegian or English.

    Options of one kind widen the search, options of different kinds narrow it. Words in double quotes must
    occur as they stand; what follows a minus must not occur (begin such a query with --). --like and --unlike
    take the ids that stand with the hits.
    """
    from kb.filters import make_filters

    if query is None and not like and not unlike:
        raise click.MissingParameter(param_hint="'QUERY'", param_type="argument", ctx=context)
    with opened(context) as knowledge_base:
        filters = make_filters(knowledge_base.taxonomy, knowledge_base.gazetteer, years=years, **facets)
        result = knowledge_base.search(
            make_query(
                query or "",
                filters,
                limit=limit,
                offset=offset,
                group=group,
                like=like,
                unlike=unlike,
            )
        )
        if result.problem is not None:
            click.echo(f"Warning: {result.problem}", err=True)
        if as_json:
            from kb.json_shapes import search_json

            print_json(search_json(result, knowledge_base.gazetteer))
        else:
            is_empty = result.total == 0 and knowledge_base.stats().n_documents == 0
            _print_result(result, knowledge_base.gazetteer, is_empty=is_empty)


def _print_result(result: SearchResult, gazetteer: Gazetteer, *, is_empty: bool) -> None:
    if is_empty:
        click.echo("This home holds no documents yet. Take some in with: metodbank ingest FOLDER")
        return
    if result.suggestion is not None:
        click.echo(f"Did you mean: {one_line(result.suggestion)}")
    for offered in result.offered_filters:
        click.echo(f"To narrow by “{one_line(offered.typed)}”: {_narrowed(offered)}")
    if result.total and not result.hits:
        click.echo(f"There are only {result.total} hits; use a smaller --offset.")
        return
    if not result.hits:
        click.echo("Nothing found. Try fewer or other words, or leave out a filter.")
        return
    last = result.hits[-1].rank
    click.echo(f"{result.hits[0].rank}–{last} of {result.total} hits in {result.took_ms:.0f} ms\n")
    for hit in result.hits:
        _print_hit(hit, gazetteer)


def _narrowed(offered: OfferedFilter) -> str:
    """Return the command that applies an offered filter."""
    # "--" before a query that begins with a minus, which would be read as an option
    words = [*(["--"] if offered.rest.startswith("-") else []), shlex.quote(one_line(offered.rest))]
    return " ".join(["metodbank search", f"--{offered.facet.value}", offered.value, *words])


def _print_hit(hit: Hit, gazetteer: Gazetteer) -> None:
    document, chunk = hit.document, hit.chunk
    codes = dict.fromkeys(tag.value for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY)
    places = ", ".join(gazetteer.get(code).name for code in codes)
    where = f"p. {chunk.page}" if chunk.page else ""
    if not where and chunk.lines:
        first, last = chunk.lines
        where = f"line {first}" if first == last else f"lines {first}–{last}"
    name = one_line(document.source.name)
    facts = [chunk.language.value, plain_years(document.metadata), places, name, where]
    click.echo(f"{hit.rank:>3}. {click.style(document.metadata.title, bold=True)}")
    click.echo(
        f"     {' · '.join(fact for fact in facts if fact)} · document {document.id}, passage {chunk.id}"
    )
    if chunk.heading_path:
        click.echo(f"     {' › '.join(chunk.heading_path)}")
    flat = " ".join(chunk.text.split())
    click.echo(textwrap.indent(textwrap.fill(flat, _WIDTH), "     "))
    if hit.best and hit.best.end - hit.best.start < len(chunk.text) / 2:
        click.echo(f"     nearest: “{one_line(chunk.text[hit.best.start : hit.best.end])}”")
    for copy in hit.duplicates:
        click.echo(f"     also in: {copy.title} · document {copy.document_id}")
    reasons = [f"{why.query} ≈ {why.text} ({why.kind})" for why in hit.why]
    click.echo(f"     why: {', '.join(reasons) or 'near in meaning'}\n")
