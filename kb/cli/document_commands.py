"""``metodbank document list|show|delete``."""

from __future__ import annotations

import sys
import textwrap
from collections.abc import Sequence

import click

from kb.cli.options import home_option, json_option, opened, print_json
from kb.records import Chunk, Document, DroppedText
from kb.text import one_line


@click.group()
def document() -> None:
    """List, show and delete documents."""


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
        facts = f"{one.metadata.language.value}  {one.metadata.year or '    '}  {one.n_chunks:>5} chunks"
        click.echo(f"{one.id:>5}  {facts}  {one_line(one.source.name)}  {one.metadata.title}")
    if offset + len(documents) < total:
        click.echo(f"… {total - offset - len(documents)} more: --offset {offset + len(documents)}")


@document.command()
@click.argument("id_or_name")
@json_option
@home_option
@click.pass_context
def show(context: click.Context, id_or_name: str, as_json: bool) -> None:
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
    else:
        _print_document(found, chunks, dropped)


def _print_document(found: Document, chunks: Sequence[Chunk], dropped: Sequence[DroppedText]) -> None:
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
    if dropped:
        click.echo("\nDropped:")
    for piece in dropped:
        lines = f"lines {piece.lines[0]}–{piece.lines[1]}: " if piece.lines else ""
        click.echo(f"  {lines}{piece.reason} ({len(piece.text)} characters)")


def _place(chunk: Chunk) -> str:
    if chunk.page:
        return f"p. {chunk.page}"
    return f"lines {chunk.lines[0]}–{chunk.lines[1]}" if chunk.lines else ""


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
