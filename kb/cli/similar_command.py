"""``metodbank document similar``."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.records import Document, IngestReport
    from kb.similar_answers import SimilarDocuments, Similarities

_ASKED_BY = "metodbank document similar"


@click.command()
@click.option("--keep-both", nargs=2, metavar="A B", help="Both documents stay: do not ask again.")
@click.option("--remove", metavar="DOCUMENT", help="Remove this one as a copy; its file is passed over.")
@click.option("--undo", metavar="DOCUMENT", help="Take back the answers about this document.")
@click.option("--answered", is_flag=True, help="List the answers that were given.")
@click.option("--yes", is_flag=True, help="Do not ask before removing.")
@json_option
@home_option
@click.pass_context
def similar(
    context: click.Context,
    keep_both: tuple[str, str] | None,
    remove: str | None,
    undo: str | None,
    answered: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """List documents of which one holds most of the other, and answer whether both stay.

    Documents are named by id or source file name. Nothing is removed unasked. A file whose document was
    removed is passed over by later ingests as long as its content is the same and the other document is
    there; with --undo it can be taken in again.
    """
    if sum((keep_both is not None, remove is not None, undo is not None, answered)) > 1:
        raise click.UsageError("Give one of --keep-both, --remove, --undo and --answered.")
    with opened(context) as knowledge_base:
        if keep_both is not None:
            said = _keep_both(knowledge_base, *keep_both)
        elif remove is not None:
            said = _remove(knowledge_base, remove, is_sure=yes or as_json)
        elif undo is not None:
            said = _undo(knowledge_base, undo)
        else:
            said = ""
        known = knowledge_base.similar_documents()
    if as_json:
        from kb.json_shapes import similarities_json

        print_json(similarities_json(known))
    elif said:
        click.echo(said)
    elif answered:
        _print_answers(known)
    else:
        _print_questions(known)


def _keep_both(knowledge_base: KnowledgeBase, one: str, other: str) -> str:
    first, second = (knowledge_base.document(knowledge_base.find_document(each)) for each in (one, other))
    knowledge_base.keep_both(first.id, second.id)
    return f"{_named(first)} and {_named(second)} both stay; this is not asked again."


def _remove(knowledge_base: KnowledgeBase, id_or_name: str, *, is_sure: bool) -> str:
    found = knowledge_base.document(knowledge_base.find_document(id_or_name))
    questions = [each for each in knowledge_base.similar_documents().open if found.id in each.ids]
    is_there = _on_disk(found.source.path).exists()
    lost = "" if is_there else f" {found.source.path} is not there any more: what only it held is gone."
    # a script has nobody to ask
    if questions and not is_sure and sys.stdin.isatty():
        for each in questions:
            click.echo(_sentence(each) + _besides(each))
        if lost:
            click.echo(f"{found.source.path} is not there any more: it could not be taken in again.")
        click.confirm(f"Remove {_named(found)} with {found.n_chunks} chunks?", abort=True)
    knowledge_base.remove_copy(found.id)
    if lost:
        return f"Removed {_named(found)}.{lost}"
    return (
        f"Removed {_named(found)}; its file stays where it is and is passed over from now on. "
        f"Undo with: {_ASKED_BY} --undo {found.id}"
    )


def _undo(knowledge_base: KnowledgeBase, id_or_name: str) -> str:
    undone = knowledge_base.undo_similar(id_or_name)
    if undone.removed is not None:
        return (
            f"{undone.removed.name} is no longer passed over. "
            f"Take it in again with: metodbank ingest {shlex.quote(str(_on_disk(undone.removed.path)))}"
        )
    lines = "\n".join(f"  {_sentence(each)}" for each in undone.kept)
    return f"Asked again:\n{lines}"


def _on_disk(path: str) -> Path:
    """Return the file on disk that a document came from: a part of an archive is taken in with it."""
    from ingest.parts import SEPARATOR

    return Path(path.partition(SEPARATOR)[0])


def _print_questions(known: Similarities) -> None:
    if known.n_not_compared:
        click.echo(f"{known.n_not_compared} documents are compared with the others by the next ingest.")
    if not known.open:
        click.echo("No question about similar documents is open.")
    for each in known.open:
        first, second = each.ids
        click.echo(f"{_sentence(each)}{_besides(each)}")
        click.echo(f"  larger   {_facts(each.larger)}")
        click.echo(f"  smaller  {_facts(each.smaller)}")
        click.echo(f"  keep both: {_ASKED_BY} --keep-both {first} {second}")
        click.echo(f"  keep one:  {_ASKED_BY} --remove {each.smaller.id} (or {each.larger.id})\n")
    if known.kept or known.removed:
        click.echo(f"{len(known.kept) + len(known.removed)} answered: {_ASKED_BY} --answered")


def _print_answers(known: Similarities) -> None:
    if not known.kept and not known.removed:
        click.echo("No question about similar documents was answered yet.")
    for each in known.kept:
        click.echo(f"Both kept: {_sentence(each)}")
    for copy in known.removed:
        click.echo(f"Removed: {copy.name} (was document {copy.document_id}), {copy.path}")


def print_found(report: IngestReport, questions: list[SimilarDocuments]) -> None:
    """Ask about the similar documents that an ingest has found."""
    if not questions:
        return
    new = {*report.added, *report.changed}
    click.echo("\nSimilar documents, all kept:")
    for each in questions[:_SHOWN]:
        n_new = sum(document.source.path in new for document in (each.larger, each.smaller))
        is_smaller_new = n_new == 1 and each.smaller.source.path in new
        when = ", taken in earlier" if n_new == 1 else ""
        click.echo(f"  {_sentence(each, is_smaller_new=is_smaller_new)}{when}")
    if len(questions) > _SHOWN:
        click.echo(f"  … and {len(questions) - _SHOWN} more")
    click.echo(f"Decide: {_ASKED_BY}")


_SHOWN = 20


def _sentence(each: SimilarDocuments, *, is_smaller_new: bool = False) -> str:
    # the same page taken in twice often has the same file name
    by_path = each.larger.source.name == each.smaller.source.name
    share, larger, smaller = (
        _percent(each.share),
        _named(each.larger, by_path=by_path),
        _named(each.smaller, by_path=by_path),
    )
    if is_smaller_new:
        return f"{share} of the wording of {smaller} is in {larger}"
    return f"{larger} holds {share} of the wording of {smaller}"


def _besides(each: SimilarDocuments) -> str:
    """Tell how much would be lost with the larger one."""
    rest = 1 - each.share_of_larger
    return f"; {_percent(rest)} of its own is not in the other" if rest >= 0.01 else ""


def _percent(share: float) -> str:
    return f"{int(share * 100 + 1e-9)} %"  # down: 100 is said where nothing is missing


def _named(document: Document, *, by_path: bool = False) -> str:
    from kb.text import one_line

    return f"{one_line(document.source.path if by_path else document.source.name)} (document {document.id})"


def _facts(document: Document) -> str:
    dated = f"dated {document.metadata.date}, " if document.metadata.date else ""
    return f"{document.id}: {dated}taken in {document.ingested_at[:10]}, {document.source.path}"
