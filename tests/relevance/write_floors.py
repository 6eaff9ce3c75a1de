"""Writes the floors of the relevance gate from what is measured now, and prints old and new.

Run: python -m tests.relevance.write_floors [SET…] [--lower]

A floor is only lowered with --lower, in a commit of its own that says why.
"""

from __future__ import annotations

import json

import click

from kb.home import write_whole
from tests.relevance.gate import (
    BASELINE,
    Figures,
    answered,
    as_floor,
    figures_of,
    read_floors,
    read_set,
    reference_folder,
    set_names,
)

_KEPT = "KEPT: lower it with --lower and give the reason in the commit"


def new_floors(
    old: Figures, measured: Figures, *, lower: bool
) -> tuple[dict[str, dict[str, float]], list[str]]:
    """Return the floors to write, and a line for each that changes or would have to be lowered."""
    floors: dict[str, dict[str, float]] = {}
    lines = []
    for row, figures in measured.items():
        floors[row] = {}
        for metric, value in figures.items():
            before, now = old.get(row, {}).get(metric), as_floor(value)
            floors[row][metric] = now if before is None or lower else max(before, now)
            if now != before:
                shown = "–" if before is None else f"{before:.3f}"
                note = "" if floors[row][metric] == now else f" {_KEPT}"
                lines.append(f"{row} {metric}: {shown} → {now:.3f}{note}")
    for row in (row for row in old if row not in measured):
        if lower:
            lines.append(f"{row}: no longer measured, taken out")
        else:
            floors[row] = dict(old[row])
            lines.append(f"{row}: no longer measured. {_KEPT}")
    return floors, lines


@click.command()
@click.argument("names", nargs=-1)
@click.option("--lower", is_flag=True, help="Lower floors too.")
def main(names: tuple[str, ...], lower: bool) -> None:
    """Measure the sets (default: all) and write their floors."""
    floors = read_floors()
    reference = reference_folder()
    for name in names or set_names():
        gated = read_set(name)
        if gated.needs_reference and reference is None:
            click.echo(f"{name}: left as it is, METODBANK_REFERENCE is not there")
            continue
        run = answered(gated, reference)
        floors[name], lines = new_floors(floors.get(name, {}), figures_of(run), lower=lower)
        click.echo(f"{name} ({run.embedder.name})")
        for line in lines or ["no change"]:
            click.echo(f"  {line}")
    if not names:
        floors = {name: each for name, each in floors.items() if name in set_names()}
    write_whole(BASELINE, (json.dumps(floors, indent=2, sort_keys=True) + "\n").encode())


if __name__ == "__main__":
    main()
