"""``metodbank export``."""

from __future__ import annotations

import datetime as dt
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, opened
from kb.cli.search_options import make_query, search_options
from kb.i18n import UI_LANGUAGES, load_catalogue

if TYPE_CHECKING:
    from kb.entries import Entry, EntryRef
    from kb.exports.rows import ExportFrame, ExportRow
    from kb.knowledge_base import KnowledgeBase
    from kb.records import Filters

_FORMATS = ("csv", "xlsx", "json", "ris", "bibtex", "apa", "docx", "pdf", "programme-docx", "programme-pdf")
_MAX_ID = 2**63 - 1
_STDOUT = "-"


@click.command("export")
@click.option("--format", "format_name", required=True, type=click.Choice(_FORMATS), help="What to write.")
@click.option(
    "--output", metavar="FILE", default=_STDOUT, help="File to write; standard output without it, or with -."
)
@click.option(
    "--practice",
    "practices",
    multiple=True,
    type=click.IntRange(1, _MAX_ID),
    metavar="ID",
    help="A practice; may be repeated.",
)
@click.option("--collection", metavar="KEY", help="A collection, by the key in its link.")
@click.option(
    "--query", metavar="TEXT", help="All that a search finds, in its order; with the filters below."
)
@click.option(
    "--limit", default=1000, show_default=True, type=click.IntRange(1, 1000), help="At most so many hits."
)
@click.option("--ui", "ui_language", type=click.Choice(UI_LANGUAGES), help="Language of headings and labels.")
@search_options
@home_option
@click.pass_context
def export(
    context: click.Context,
    /,
    format_name: str,
    output: str,
    practices: tuple[int, ...],
    collection: str | None,
    query: str | None,
    limit: int,
    ui_language: str | None,
    years: str | None,
    group: str,
    like: tuple[int, ...],
    unlike: tuple[int, ...],
    **facets: tuple[str, ...],
) -> None:
    """Write examples as a table, as references or as sheets to print, each with its source and page.

    Name practices, a collection or a search. A search needs --query, --like or a filter.
    """
    from kb.exports.formats import EXPORTERS
    from kb.filters import make_filters

    searched = query is not None or bool(like or years or any(facets.values()))
    _need_one(bool(practices), collection is not None, searched)
    exporter = EXPORTERS[format_name]
    if output == _STDOUT and not exporter.is_text and _is_terminal():
        raise click.UsageError(f"{format_name} is no text. Name a file with --output FILE.")
    with opened(context) as base:
        if practices:
            rows, title, note = _named(base, practices), "", ""
        elif collection is not None:
            rows, title, note = _collected(base, collection)
        else:
            filters = make_filters(base.taxonomy, base.gazetteer, years=years, **facets)
            rows, title, note = (
                _found(base, query or "", filters, limit, group, like, unlike),
                query or "",
                "",
            )
        body = exporter.write(rows, _frame(base, ui_language, rows, title, note))
    _write(body, output)
    if output != _STDOUT:
        click.echo(f"Wrote {len(rows)} example{'' if len(rows) == 1 else 's'} to {output}.", err=True)


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _need_one(*given: bool) -> None:
    if sum(given) != 1:
        raise click.UsageError(
            "Name what to export: --practice, --collection, or a search, and only one of them."
        )


def _named(base: KnowledgeBase, practices: tuple[int, ...]) -> tuple[ExportRow, ...]:
    from kb.entries import EntryKind, EntryRef
    from kb.errors import PracticeNotFoundError

    refs = [EntryRef(kind=EntryKind.PRACTICE, number=number) for number in dict.fromkeys(practices)]
    found = base.entries.find(refs)
    gone = [str(ref.number) for ref in refs if ref not in found]
    if gone:
        raise PracticeNotFoundError(
            f"There is no practice {', '.join(gone)}. List them with: metodbank practice list"
        )
    return _rows(base, list(found.values()))


def _collected(base: KnowledgeBase, key: str) -> tuple[tuple[ExportRow, ...], str, str]:
    from kb.errors import CollectionNotFoundError
    from kb.exports.rows import make_rows

    opened_collection = base.collections.open(key)
    if opened_collection is None or opened_collection.collection.is_deleted:
        raise CollectionNotFoundError("This key opens no collection. It may have been deleted.")
    collection = opened_collection.collection
    saved = [(each.entry, each.item) for each in base.collections.entries_in(collection) if each.entry]
    rows = make_rows(
        [entry for entry, _ in saved],
        base_url=base.settings.public_url,
        slots_and_notes=[(item.slot, item.note) for _, item in saved],
    )
    return _some(rows), collection.title, collection.note


def _found(
    base: KnowledgeBase,
    text: str,
    filters: Filters,
    limit: int,
    group: str,
    like: tuple[int, ...],
    unlike: tuple[int, ...],
) -> tuple[ExportRow, ...]:
    from kb.entries import EntryKind, EntryRef

    query = make_query(text, filters, limit=limit, offset=0, group=group, like=like, unlike=unlike)
    result = base.search(query)
    if result.problem is not None:
        click.echo(f"Warning: {result.problem}", err=True)
    refs: list[EntryRef] = [EntryRef(kind=EntryKind.PASSAGE, number=hit.chunk.id) for hit in result.hits]
    return _rows(base, list(base.entries.find(refs).values()))


def _rows(base: KnowledgeBase, entries: list[Entry]) -> tuple[ExportRow, ...]:
    from kb.exports.rows import make_rows

    return _some(make_rows(entries, base_url=base.settings.public_url))


def _some(rows: tuple[ExportRow, ...]) -> tuple[ExportRow, ...]:
    from kb.errors import InputError

    if not rows:
        raise InputError("Nothing was found, so nothing was written. Leave out a filter or use other words.")
    return rows


def _frame(
    base: KnowledgeBase, ui_language: str | None, rows: tuple[ExportRow, ...], title: str, note: str
) -> ExportFrame:
    from kb.entries import title_in
    from kb.exports.rows import ExportFrame
    from kb.text import one_line

    # click has checked it, so it is one of ours
    language = next((each for each in UI_LANGUAGES if each == ui_language), base.settings.ui_language)
    catalogue = load_catalogue(language)
    if title:
        shown = one_line(title, max_chars=120)
    elif len(rows) == 1:
        shown = title_in(rows[0].entry, language)[0]
    else:
        shown = catalogue.text("export.title")
    return ExportFrame(
        catalogue=catalogue,
        gazetteer=base.gazetteer,
        taxonomy=base.taxonomy,
        title=shown,
        note=note,
        exported_at=dt.datetime.now(tz=dt.UTC).date().isoformat(),
    )


def _write(body: bytes, output: str) -> None:
    if output == _STDOUT:
        click.echo(body, nl=False)
        return
    path = Path(output)
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(body)
        partial.replace(path)
    except OSError:
        with suppress(OSError):
            partial.unlink()
        raise
