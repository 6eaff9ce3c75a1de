"""``metodbank practice list|show|load|due|history``."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json, values_option
from kb.cli.practice_curation_commands import due, history
from kb.cli.practice_load_command import load
from kb.practices import (
    Practice,
    PracticeField,
    PracticeFilters,
    PracticeId,
    PracticeKind,
    PracticeState,
    Quote,
    RelationKind,
)
from kb.records import Country
from kb.text import one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.knowledge_base import KnowledgeBase
    from kb.records import Document, DocumentId

_WIDTH = 100
_PLACE_CHARS = 18
_MAX_ID = 2**63 - 1
# each kind of relation from this end and from the other
_RELATIONS = {
    RelationKind.INSPIRED_BY: ("inspired by", "inspired"),
    RelationKind.ADAPTED_BY: ("adapted by", "adapts"),
    RelationKind.SAME_AS: ("same as", "same as"),
    RelationKind.EVALUATES: ("evaluates", "evaluated by"),
    RelationKind.COUNTERPART: ("counterpart of", "counterpart of"),
}


@click.group()
def practice() -> None:
    """List, show and load practices: what has been tried where, in the words of the documents."""


for _command in (load, due, history):
    practice.add_command(_command)


@practice.command("list")
@click.option("--municipality", "municipalities", multiple=True, help="Name or code; may be repeated.")
@values_option("--country", "countries", Country, "Country; may be repeated.")
@click.option("--theme", "themes", multiple=True, help="Theme id or name; may be repeated.")
@values_option(
    "--kind", "kinds", PracticeKind, "What it is: a mention is one short example; may be repeated."
)
@values_option("--state", "states", PracticeState, "How far it has come with the curators; may be repeated.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1), help="How many.")
@click.option("--offset", default=0, type=click.IntRange(0), help="How many to pass over.")
@json_option
@home_option
@click.pass_context
def list_practices(
    context: click.Context,
    municipalities: tuple[str, ...],
    countries: tuple[str, ...],
    themes: tuple[str, ...],
    kinds: tuple[str, ...],
    states: tuple[str, ...],
    limit: int,
    offset: int,
    as_json: bool,
) -> None:
    """List practices: those of curators first, then the most told, mentions last.

    Options of one kind widen the list, options of different kinds narrow it.
    """
    with opened(context) as knowledge_base:
        taxonomy, gazetteer = knowledge_base.taxonomy, knowledge_base.gazetteer
        filters = PracticeFilters(
            municipalities=frozenset(gazetteer.resolve(name).code for name in municipalities),
            countries=frozenset(country.upper() for country in countries),
            themes=frozenset(taxonomy.resolve(theme) for theme in themes),
            kinds=frozenset(kind.lower() for kind in kinds),
            states=frozenset(state.lower() for state in states),
        )
        counts = knowledge_base.practices.counts(filters)
        found = knowledge_base.practices.list(filters, limit=limit, offset=offset)
        empty = None if counts.total else _why_empty(knowledge_base, filters)
    if as_json:
        from kb.practice_shapes import practices_json

        print_json(practices_json(found, counts, gazetteer))
        return
    if empty is not None:
        click.echo(empty)
    elif not found:
        click.echo(f"There are only {counts.total} practices; use a smaller --offset.")
    for each in found:
        _print_line(each, gazetteer)
    if found and offset + len(found) < counts.total:
        click.echo(f"… {counts.total - offset - len(found)} more: --offset {offset + len(found)}")


def _why_empty(knowledge_base: KnowledgeBase, filters: PracticeFilters) -> str:
    if filters != PracticeFilters() and knowledge_base.practices.counts().total:
        return "No practice passes these filters. Leave one out."
    if knowledge_base.stats().n_documents:
        return "The documents of this home name no practices with their places."
    return "This home holds no documents yet. Take some in with: metodbank ingest FOLDER"


def _print_line(found: Practice, gazetteer: Gazetteer) -> None:
    draft = found.draft
    places = one_line(_places(draft.municipalities, gazetteer) or "–", max_chars=_PLACE_CHARS)
    state = "" if draft.state == "candidate" else f"  [{draft.state.value}]"
    n_passages = len(draft.passages)
    told = f"{n_passages:>3} passage{' ' if n_passages == 1 else 's'}"
    click.echo(
        f"{found.id:>5}  {draft.kind.value:<10}  {places:<{_PLACE_CHARS}}  {told}  {draft.title}{state}"
    )


def _places(codes: tuple[str, ...], gazetteer: Gazetteer) -> str:
    return ", ".join(gazetteer.get(code).name for code in codes)


@practice.command("show")
@click.argument("practice_id", metavar="ID", type=click.IntRange(1, _MAX_ID))
@json_option
@home_option
@click.pass_context
def show_practice(context: click.Context, practice_id: int, as_json: bool) -> None:
    """Show a practice by its id: what is told of it, each value as a quote with its document and page."""
    with opened(context) as knowledge_base:
        found = knowledge_base.practices.show(PracticeId(practice_id))
        ids = list(dict.fromkeys(quote.document_id for quote in _quotes(found)))
        documents = knowledge_base.documents_by_id(ids)
        gazetteer = knowledge_base.gazetteer
    if as_json:
        from kb.practice_shapes import practice_json

        print_json(practice_json(found, documents, gazetteer))
    else:
        _print_practice(found, documents, gazetteer)


def _quotes(found: Practice) -> list[Quote]:
    return [*found.draft.passages, *(quote for quotes in found.draft.fields.values() for quote in quotes)]


def _print_practice(found: Practice, documents: Mapping[DocumentId, Document], gazetteer: Gazetteer) -> None:
    draft = found.draft
    click.echo(click.style(draft.title, bold=True))
    facts = [
        ("practice", found.id),
        ("kind", draft.kind.value),
        ("state", draft.state.value),
        ("name", draft.name),
        ("municipalities", _places(draft.municipalities, gazetteer)),
        ("language", draft.language.value),
    ]
    for name, value in facts:
        if value:
            click.echo(f"  {name}: {value}")
    for text in draft.texts:
        click.echo(f"  {text.field.value} ({text.language.value}): {text.text}")
    for relation in found.relations:
        how = _RELATIONS[relation.kind][relation.is_from_other]
        click.echo(f"  {how} practice {relation.other_id}: {relation.other_title}")
    for field, quotes in draft.fields.items():
        if field is PracticeField.TITLE:
            continue  # it stands above
        click.echo(f"\n{field.value.replace('_', ' ')}")
        for quote in quotes:
            _print_quote(quote, documents)
    click.echo("\npassages")
    for quote in draft.passages:
        _print_quote(quote, documents)


def _print_quote(quote: Quote, documents: Mapping[DocumentId, Document]) -> None:
    document = documents.get(quote.document_id)
    source = one_line(document.source.name) if document else "a document that is gone"
    page = f", p. {quote.page}" if quote.page else ""
    code = f"{quote.code}: " if quote.code else ""
    if document and quote.is_lost:
        where = f"(no longer in the document: {source}, document {quote.document_id})"
    else:
        where = f"({source}{page}, document {quote.document_id}, passage {quote.chunk_id})"
    flat = " ".join(quote.text.split())
    click.echo(
        textwrap.fill(f"{code}“{flat}” {where}", _WIDTH, initial_indent="  ", subsequent_indent="    ")
    )
