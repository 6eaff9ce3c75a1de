"""Compare recipes: ``python -m training.sweep ... --try "name key=value key=value" --try ...``."""

from __future__ import annotations

import argparse
import json
import logging
from typing import TYPE_CHECKING

from training.recipe import read_recipe
from training.train import add_options, read_material, run, start_log

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line: one run after another on the same text; results in ``sweep.tsv``."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_options(parser)
    parser.add_argument("--set", action="append", default=[], help="change the recipe of every run")
    parser.add_argument("--try", dest="tries", action="append", required=True, help="name, then its changes")
    options = parser.parse_args(arguments)
    start_log(options.out)
    material = read_material(options, seed=read_recipe(changes=options.set).seed)
    for words in (each.split() for each in options.tries):
        name, changes = words[0], words[1:]
        recipe = read_recipe(changes=[*options.set, *changes])
        found = run(recipe, material, options.out / name, ready_tokenizer=options.tokenizer)
        _append(options.out / "sweep.tsv", name, changes, found)


def _append(path: Path, name: str, changes: Sequence[str], found: Mapping[str, float]) -> None:
    is_new = not path.exists()
    with path.open("a", encoding="utf-8") as file:
        if is_new:
            file.write("\t".join(["run", "changes", *found]) + "\n")
        values = [f"{value:.4f}" for value in found.values()]
        file.write("\t".join([name, json.dumps(list(changes)), *values]) + "\n")


if __name__ == "__main__":
    main()
