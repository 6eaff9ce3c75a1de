"""``metodbank practice load``."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kb.cli.options import home_option, json_option, opened, print_json
from kb.text import one_line

if TYPE_CHECKING:
    from kb.practice_loading import LoadReport

# more would scroll the counts away
_SHOWN = 10
_WHY = {
    "not_stored": "because a document is not stored",
    "erased": "because words of theirs or of their documents were erased",
}


@click.command("load")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@json_option
@home_option
@click.pass_context
def load(context: click.Context, path: Path, as_json: bool) -> None:
    """Load curated practices from a TOML file, in place of what it said before.

    Every quote must stand in a stored document; the whole file is checked before anything is stored. A
    practice that was changed here since it was loaded is left as it is.
    """
    with opened(context) as knowledge_base:
        report = knowledge_base.practices.load(path)
    if as_json:
        from kb.practice_shapes import load_json

        print_json(load_json(report))
    else:
        _print_report(report)


def _print_report(report: LoadReport) -> None:
    counts = [
        (len(report.added), "added"),
        (len(report.changed), "changed"),
        (len(report.unchanged), "unchanged"),
        (len(report.removed), "removed"),
    ]
    always = {"added", "changed", "unchanged"}
    shown = ", ".join(f"{n} {what}" for n, what in counts if n or what in always)
    click.echo(f"Practices of {one_line(report.file)}: {shown}")
    if report.left:
        click.echo(f"Left as they are, because they were changed here: {_listed(report.left)}")
    by_reason: dict[str, list[str]] = defaultdict(list)
    for each in report.skipped:
        by_reason[each.reason].append(each.key)
    for reason, keys in by_reason.items():
        click.echo(f"Passed over {_WHY[reason]}: {_listed(keys)}")


def _listed(keys: list[str] | tuple[str, ...]) -> str:
    shown = ", ".join(keys[:_SHOWN])
    return shown if len(keys) <= _SHOWN else f"{shown} and {len(keys) - _SHOWN} more"
