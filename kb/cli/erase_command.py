"""``metodbank document erase`` and ``document erasures``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json, progress_bars
from kb.errors import InputError
from kb.records import ChunkId

if TYPE_CHECKING:
    from kb.erasing import Erased
    from kb.erasure_plan import ErasurePlan, Target

_SHOWN = 10  # places of one document
_ASK = (
    "Erase this for good? It cannot be undone: neither the words nor the kept originals of these documents "
    "can be brought back"
)


@click.command()
@click.argument("id_or_name")
@click.option(
    "--text", "texts", multiple=True, help="Exact words; white space, case and punctuation do not matter."
)
@click.option(
    "--chunk", "chunk_ids", multiple=True, type=click.IntRange(1), help="Id of a passage that goes whole."
)
@click.option("--everywhere", is_flag=True, help="From every document, also from those taken in later.")
@click.option("--reason", help="Kept in the log; without the words.")
@click.option("--by", help="Who does it, for the log (default: the user of this system).")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@home_option
@click.pass_context
def erase(
    context: click.Context,
    id_or_name: str,
    texts: tuple[str, ...],
    chunk_ids: tuple[int, ...],
    everywhere: bool,
    reason: str | None,
    by: str | None,
    yes: bool,
    as_json: bool,
) -> None:
    """Erase words from a document for good, as a person may ask (GDPR, article 17).

    They go from the store, the index and all that is exported, and are left out whenever the file is taken
    in again, also a changed one at the same path. The kept original goes too, and with it the page images and
    the download. Your own file and earlier backups are not touched. There is no undo.
    """
    if not texts and not chunk_ids:
        raise click.UsageError("Give --text or --chunk.")
    with opened(context) as knowledge_base:
        plan = knowledge_base.erasing.plan(
            knowledge_base.find_document(id_or_name),
            texts,
            chunk_ids=[ChunkId(each) for each in chunk_ids],
            everywhere=everywhere,
        )
        if not as_json:
            _print_plan(plan)
        if not yes:
            _confirm(as_json=as_json)
        with progress_bars() as progress:
            done = knowledge_base.erasing.erase(plan, reason=reason, by=by, progress=progress)
    if as_json:
        from kb.json_shapes import erased_json

        print_json(erased_json(plan, done))
    else:
        _print_done(plan, done)


def _confirm(*, as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        raise InputError("Nothing was erased: there is nobody to ask. Run the same command with --yes.")
    click.confirm(_ASK, abort=True)


def _print_plan(plan: ErasurePlan) -> None:
    for target in plan.targets:
        click.echo(f"{_named(target)}: {_n(len(target.places), 'place')}")
        for place in target.places[:_SHOWN]:
            words = click.style(place.words, bold=True)
            click.echo(f"  {place.where}: …{place.before}»{words}«{place.after}…")
        if len(target.places) > _SHOWN:
            click.echo(f"  … and {len(target.places) - _SHOWN} more")
        if target.is_in_name:
            click.echo(
                f"  The words stand in the name too, which is not changed: {target.document.source.path}. "
                "Rename the file or folder and take it in again."
            )
    if plan.others:
        click.echo("The same words stand in other documents, where they stay:")
        for target in plan.others:
            click.echo(
                f"  {_named(target)}: {_n(len(target.places), 'place')}. "
                f"Erase there with: metodbank document erase {target.document.id} …"
            )
        click.echo("  Erase in all of them, and whenever they are taken in again, with --everywhere.")


def _print_done(plan: ErasurePlan, done: Erased) -> None:
    for target, erasure in zip(plan.targets, done.erasures, strict=True):
        click.echo(
            f"Erased {_n(erasure.n_places, 'place')} ({_n(erasure.n_characters, 'character')}) "
            f"from {_named(target)}."
        )
    click.echo("No originals of these documents are kept any more: the app shows their text only.")
    if done.left:
        click.echo("Not touched, and may hold the words still:")
        for path in done.left:
            click.echo(f"  {path}")
    click.echo("Backups made before hold the words still: replace or delete them.")


@click.command()
@json_option
@home_option
@click.pass_context
def erasures(context: click.Context, as_json: bool) -> None:
    """List what was erased from which document, when, why and by whom, without the words."""
    with opened(context) as knowledge_base:
        log = knowledge_base.erasing.log()
    if as_json:
        from kb.json_shapes import erasures_json

        print_json(erasures_json(log))
        return
    if not log:
        click.echo("Nothing was erased in this home.")
    for each in log:
        where = ", everywhere" if each.is_everywhere else ""
        click.echo(
            f"{each.id:>4}  {each.erased_at}  document {each.document_id}, {Path(each.path).name}: "
            f"{_n(each.n_places, 'place')}, {_n(each.n_characters, 'character')}{where}, by {each.erased_by}"
            + (f": {each.reason}" if each.reason else "")
            + ("" if each.is_done else " (not yet removed from all files)")
        )


def _named(target: Target) -> str:
    return f"document {target.document.id}, {target.document.source.name}"


def _n(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
