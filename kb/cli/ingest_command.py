"""``metodbank ingest``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json, progress_bars
from kb.cli.similar_command import print_found
from kb.records import IngestCounts, IngestReport, MaskedFile

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.similar_answers import SimilarDocuments

# more would scroll the summary away
_SHOWN = 20
_MASKED = {
    "email": ("e-mail address", "e-mail addresses"),
    "phone": ("telephone number", "telephone numbers"),
    "personal_number": ("personnummer", "personnummer"),
    "cpr_number": ("CPR number", "CPR numbers"),
}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--prune", is_flag=True, help="Remove stored documents whose file is gone from a given folder.")
@click.option(
    "--batch",
    "described",
    type=click.Path(path_type=Path),
    help="Hand in for review the files that this file in TOML describes.",
)
@click.option("--keep-open", is_flag=True, help="With --batch: read the files, and do not hand them in.")
@json_option
@home_option
@click.pass_context
def ingest(
    context: click.Context,
    paths: tuple[Path, ...],
    prune: bool,
    described: Path | None,
    keep_open: bool,
    as_json: bool,
) -> None:
    """Take in files and folders: PDF, Word, web pages, Markdown, plain text.

    Zip archives and mails (.eml) are unpacked. Unchanged files are skipped, changed ones replaced. A file
    that cannot be read is reported with the reason and does not stop the rest; the exit status is then 1.
    With --batch nothing is public until it is reviewed; docs/contributing-documents.md tells the format.
    """
    if (described is None) == (not paths):
        raise click.UsageError("Give files and folders, or --batch with the file that describes them.")
    if (described is not None and prune) or (described is None and keep_open):
        raise click.UsageError("--prune goes with files and folders, --keep-open with --batch.")
    with opened(context) as knowledge_base:
        if described is not None:
            from kb.cli.batch_command import hand_in_described

            if not hand_in_described(knowledge_base, described, keep_open=keep_open, as_json=as_json):
                context.exit(1)
            return
        with progress_bars() as bars:
            report = knowledge_base.ingest(
                paths, prune=prune, progress=bars, watch=lambda counts: bars.note(_counted(counts))
            )
        questions = _asked(knowledge_base, report)
        if as_json:
            from kb.json_shapes import ingest_json

            print_json(ingest_json(report, questions))
        else:
            _print_report(report)
            print_found(report, questions)
    if report.failed:
        context.exit(1)


def _asked(knowledge_base: KnowledgeBase, report: IngestReport) -> list[SimilarDocuments]:
    if not report.similar:
        return []
    return [each for each in knowledge_base.similar_documents().open if each.ids in report.similar]


def _counted(counts: IngestCounts) -> str:
    parts = [f"{counts.n_chunks} chunks"]
    if counts.n_pages:
        parts.insert(0, f"{counts.n_pages} pages")
    if counts.n_failed:
        parts.append(f"{counts.n_failed} failed")
    return ", ".join(parts)


def _print_report(report: IngestReport) -> None:
    counts = [
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.unchanged), "unchanged"),
        (len(report.moved), "moved"),
        (len(report.duplicates), "same content as another"),
        (len(report.pruned), "removed"),
        (len(report.failed), "failed"),
    ]
    always = {"added", "changed", "unchanged", "failed"}
    click.echo(", ".join(f"{n} {what}" for n, what in counts if n or what in always))
    if not any(n for n, _ in counts):
        click.echo("There were no files to take in. Hidden files and symbolic links are passed over.")
    if report.n_chunks:
        click.echo(f"{report.n_chunks} chunks in {sum(report.seconds.values()):.1f} s")
    _print_list("Same content, taken once:", (f"{path} = {twin}" for path, twin in report.duplicates))
    _print_list("Removed, the file is gone:", report.pruned)
    _print_list("Kept, though the file is gone (remove with --prune):", report.missing)
    _print_list("Personal data masked:", map(_masked, report.masked))
    _print_list("Passed over:", (f"{file.path}: {file.reason}" for file in report.skipped))
    _print_list("Failed:", (f"{file.path}: {file.reason}" for file in report.failed), all_=True)


def _masked(file: MaskedFile) -> str:
    return f"{file.path}: {', '.join(f'{n} {_MASKED[kind][n > 1]}' for kind, n in file.counts.items())}"


def _print_list(title: str, lines: Iterable[str], *, all_: bool = False) -> None:
    listed = list(lines)
    if not listed:
        return
    click.echo(f"\n{title}")
    shown = listed if all_ else listed[:_SHOWN]
    for line in shown:
        click.echo(f"  {line}")
    if len(shown) < len(listed):
        click.echo(f"  … and {len(listed) - len(shown)} more (all of them with --json)")
