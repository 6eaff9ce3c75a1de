"""``metodbank document list|show|restore|delete``."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json
from kb.records import Chunk, Document, DroppedText
from kb.text import one_line
from kb.years import plain_years

if TYPE_CHECKING:
    from kb.restoring import Restored


@click.group()
def document() -> None:
    """List, show and delete documents, and restore what was dropped from them."""


@document.command("list")
@click.option("--limit", default=1000, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--offset", default=0, type=click.IntRange(0), help="How many to pass over.")
@json_option
@home_option
@click.pass_context
def list_documents(context: click.Context, limit: int, offset: int, as_json: bool) -> None:
    """List the documents of this home by id."""
    with opened(context) as knowledge_base:
        documents = knowledge_base.documents(limit=limit, offset=offset)
        total = knowledge_base.stats().n_documents
    if as_json:
        from kb.json_shapes import documents_json

        print_json(documents_json(documents, total))
        return
    if not total:
        click.echo("This home holds no documents yet. Take some in with: metodbank ingest FOLDER")
    for one in documents:
        facts = f"{one.metadata.language.value}  {plain_years(one.metadata):9}  {one.n_chunks:>5} chunks"
        click.echo(f"{one.id:>5}  {facts}  {one_line(one.source.name)}  {one.metadata.title}")
    if offset + len(documents) < total:
        click.echo(f"… {total - offset - len(documents)} more: --offset {offset + len(documents)}")


@document.command()
@click.argument("id_or_name")
@click.option("--dropped", "only_dropped", is_flag=True, help="Only what was dropped, with its words.")
@json_option
@home_option
@click.pass_context
def show(context: click.Context, id_or_name: str, only_dropped: bool, as_json: bool) -> None:
    """Show a document by id or source file name: metadata, chunks, and what was dropped."""
    with opened(context) as knowledge_base:
        document_id = knowledge_base.find_document(id_or_name)
        found = knowledge_base.document(document_id)
        chunks = knowledge_base.chunks(document_id)
        dropped = knowledge_base.dropped(document_id)
        gazetteer = knowledge_base.gazetteer
    if as_json:
        from kb.json_shapes import document_json

        print_json(document_json(found, chunks, dropped, gazetteer))
    elif only_dropped:
        if not dropped:
            click.echo(f"Nothing was dropped from {found.source.name}.")
        _print_dropped(dropped, with_text=True)
    else:
        _print_document(found, chunks)
        if dropped:
            click.echo("\nDropped (--dropped shows the words):")
        _print_dropped(dropped, with_text=False)


def _print_document(found: Document, chunks: Sequence[Chunk]) -> None:
    metadata = found.metadata
    click.echo(click.style(metadata.title, bold=True))
    facts = [
        ("document", found.id),
        ("source", found.source.path),
        ("type", metadata.type.value),
        ("language", metadata.language.value),
        ("date", metadata.date),
        ("place", metadata.place),
        ("authors", ", ".join(metadata.authors)),
        ("organisation", metadata.organisation),
        ("event", metadata.event),
        ("venue", metadata.venue),
        ("contact", metadata.contact),
        ("licence", found.source.licence),
        ("pages", found.n_pages or None),
    ]
    for name, value in facts:
        if value:
            click.echo(f"  {name}: {value}")
    for chunk in chunks:
        click.echo(f"\n[{chunk.id}] {_place(chunk)} {' › '.join(chunk.heading_path)}")
        click.echo(textwrap.indent(chunk.text, "    "))
        for tag in chunk.tags:
            click.echo(f"    # {tag.facet.value} {tag.value} ({tag.method.value}): “{tag.evidence}”")


def _print_dropped(dropped: Sequence[DroppedText], *, with_text: bool) -> None:
    for number, piece in enumerate(dropped, start=1):
        lines = f"lines {piece.lines[0]}–{piece.lines[1]}: " if piece.lines else ""
        click.echo(f"  {number}. {lines}{piece.reason} ({len(piece.text)} characters)")
        if with_text:
            click.echo(textwrap.indent(piece.text, "      "))


def _place(chunk: Chunk) -> str:
    if chunk.page:
        return f"p. {chunk.page}"
    return f"lines {chunk.lines[0]}–{chunk.lines[1]}" if chunk.lines else ""


@document.command()
@click.argument("id_or_name")
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@click.option("--reason", help="Everything dropped for this reason, such as 'page number'.")
@click.option("--all", "everything", is_flag=True, help="Everything that was dropped.")
@click.option("--undo", is_flag=True, help="Drop again what was restored in this document.")
@json_option
@home_option
@click.pass_context
def restore(
    context: click.Context,
    id_or_name: str,
    numbers: tuple[int, ...],
    reason: str | None,
    everything: bool,
    undo: bool,
    as_json: bool,
) -> None:
    """Put text that was dropped back into a document; later ingests of the same file keep it too.

    NUMBERS are those of: metodbank document show DOCUMENT --dropped. They change when something is restored.
    A line that stands several times in the document is restored everywhere. Page furniture, signatures and
    quoted mails, hidden sheets and ruled lines without text cannot be restored.
    """
    if sum((bool(numbers), reason is not None, everything, undo)) != 1:
        raise click.UsageError("Give either NUMBERS, --reason, --all or --undo.")
    with opened(context) as knowledge_base:
        document_id = knowledge_base.find_document(id_or_name)
        name = knowledge_base.document(document_id).source.name
        pieces = None if undo else _chosen(knowledge_base.dropped(document_id), numbers, reason)
        done = knowledge_base.restore_dropped(document_id, pieces)
    if as_json:
        from kb.json_shapes import restored_json

        print_json(restored_json(done))
    else:
        _print_restored(done, name, undo=undo)


def _chosen(
    dropped: Sequence[DroppedText], numbers: tuple[int, ...], reason: str | None
) -> Sequence[DroppedText]:
    from kb.restoring import choose

    return choose(dropped, numbers=numbers, reason=reason)


def _print_restored(done: Restored, name: str, *, undo: bool) -> None:
    lines = "1 line" if done.n_lines == 1 else f"{done.n_lines} lines"
    if undo:
        click.echo(f"Dropped {lines} of {name} again.")
        return
    elsewhere = f", {done.n_elsewhere} of them with the same words elsewhere" if done.n_elsewhere else ""
    click.echo(f"Restored {lines} of {name}{elsewhere}.")
    for piece in done.remaining:
        click.echo(f"Not restored, because it is no line of the document: {piece.reason}, “{_start(piece)}”")


def _start(piece: DroppedText) -> str:
    return textwrap.shorten(one_line(piece.text), 60, placeholder=" …")


@document.command()
@click.argument("id_or_name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@home_option
@click.pass_context
def delete(context: click.Context, id_or_name: str, yes: bool) -> None:
    """Delete a document from the store and the index; the file it came from stays where it is."""
    with opened(context) as knowledge_base:
        document_id = knowledge_base.find_document(id_or_name)
        found = knowledge_base.document(document_id)
        # a script has nobody to ask
        if not yes and sys.stdin.isatty():
            click.confirm(f"Delete {found.source.name} with {found.n_chunks} chunks?", abort=True)
        knowledge_base.delete_document(document_id)
    click.echo(f"Deleted document {document_id}, {found.source.name}.")
