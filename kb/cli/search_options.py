"""The options that every command which searches takes alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.cli.options import Command, values_option
from kb.practice_terms import Lesson, Participation, PracticeStatus, TargetGroup
from kb.records import Country, DocumentType, Language

if TYPE_CHECKING:
    from kb.records import Filters, Query

_OPTIONS = (
    click.option(
        "--theme", "themes", multiple=True, metavar="ID", help="Theme by id or name; may be repeated."
    ),
    values_option("--country", "countries", Country),
    click.option(
        "--municipality", "municipalities", multiple=True, metavar="NAME|CODE", help="As Kil or SE1715."
    ),
    values_option("--language", "languages", Language),
    click.option("--year", "years", metavar="A[-B]", help="As 2017 or 2015-2019."),
    values_option("--type", "types", DocumentType),
    values_option(
        "--target-group", "target_groups", TargetGroup, "Whom the practice is for; may be repeated."
    ),
    values_option("--status", "statuses", PracticeStatus, "How far the practice has come."),
    values_option("--participation", "participation", Participation, "How much residents have a say."),
    values_option("--lesson", "lessons", Lesson, "What was learnt."),
    click.option(
        "--group",
        type=click.Choice(["chunk", "document"]),
        default="chunk",
        show_default=True,
        help="One hit per chunk, or the best per document.",
    ),
    click.option(
        "--like",
        multiple=True,
        type=int,
        metavar="PASSAGE",
        help="Find what is like this passage, by its id; may be repeated. QUERY may then be left out.",
    ),
    click.option(
        "--unlike",
        multiple=True,
        type=int,
        metavar="PASSAGE",
        help="Find what is not like it; may be repeated.",
    ),
)


def search_options(command: Command) -> Command:
    """Accept what narrows a search, and the passages to compare with."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def make_query(
    text: str,
    filters: Filters,
    *,
    limit: int,
    offset: int,
    group: str,
    like: tuple[int, ...],
    unlike: tuple[int, ...],
) -> Query:
    """Return the query that the options ask for."""
    from kb.records import ChunkId, Query

    return Query(
        text=text,
        filters=filters,
        limit=limit,
        offset=offset,
        group_by_document=group == "document",
        like=tuple(map(ChunkId, like)),
        unlike=tuple(map(ChunkId, unlike)),
    )
