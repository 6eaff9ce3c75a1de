"""``metodbank practice due|history``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json
from kb.practices import PracticeId
from kb.text import one_line

if TYPE_CHECKING:
    from kb.curation import Change, WorkItem

_WHY = {
    "old": "nobody has looked at it for long",
    "lost": "quotes words that its document has no more",
    "changed": "a document was taken in with other content",
    "gone": "a document was deleted",
}


@click.command("due")
@click.option(
    "--years",
    default=2,
    show_default=True,
    type=click.IntRange(1, 50),
    help="Nobody has verified, reviewed or published it for so many years.",
)
@json_option
@home_option
@click.pass_context
def due(context: click.Context, years: int, as_json: bool) -> None:
    """List the published practices that somebody should make sure of again, the longest unseen first.

    Those too that quote what their document says no more, and whose document was changed or deleted since.
    Prints nothing where there is none; the exit status is 0 either way.
    """
    with opened(context) as knowledge_base:
        found = knowledge_base.curation.due(years=years)
    if as_json:
        from kb.curation_shapes import due_json

        print_json(due_json(found))
        return
    for item in found:
        _print_item(item)


@click.command("history")
@click.argument("practice_id", metavar="ID", type=click.IntRange(1, 2**63 - 1))
@json_option
@home_option
@click.pass_context
def history(context: click.Context, practice_id: int, as_json: bool) -> None:
    """Show who changed what in a practice and when, the newest first; also in one that is gone."""
    with opened(context) as knowledge_base:
        found = knowledge_base.curation.history(PracticeId(practice_id))
        if not found:
            knowledge_base.practices.show(PracticeId(practice_id))  # tells that there is none
    if as_json:
        from kb.curation_shapes import history_json

        print_json(history_json(found))
        return
    if not found:
        click.echo("Nobody has changed it.")
    for change in found:
        _print_change(change)


def _print_item(item: WorkItem) -> None:
    looked = max(item.verified_at, item.reviewed_at, item.published_at)[:10] or "never"
    why = "; ".join(_WHY[each] for each in item.due)
    click.echo(f"p{item.id}  {looked}  {one_line(item.title, max_chars=60)}: {why}")


def _print_change(change: Change) -> None:
    undone = f" (undone by {change.undone_by})" if change.undone_by is not None else ""
    who = one_line(f"{change.name} ({change.login})")
    fields = ", ".join(dict.fromkeys(each.field for each in change.fields))
    click.echo(f"{change.id}  {change.at}  {who}  {change.act}: {fields}{undone}")
