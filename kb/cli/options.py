"""What the commands share: the home option, opening the knowledge base, printing JSON, progress."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.settings import Settings

Command = TypeVar("Command", bound=Callable[..., Any])  # click decides the arguments

_STEPS = {
    "files": ("Reading files", "file"),
    "index": ("Indexing", "document"),
    "similar": ("Comparing", "document"),
    "backup": ("Packing", "file"),
    "put": ("Taking in", "file"),
}
# shorter waits need no bar
_DELAY_S = 0.7


def home_option(command: Command) -> Command:
    """Accept ``--home`` behind the command's name as well as before it."""

    def remember(context: click.Context, _: click.Parameter, value: Path | None) -> None:
        if value is not None:
            context.find_root().params["home"] = value

    option = click.option(
        "--home",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=remember,
        help="Home folder (default: METODBANK_HOME, else the platform's).",
    )
    return option(command)


def json_option(command: Command) -> Command:
    """Accept ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")(command)


def values_option(
    flag: str, parameter: str, kinds: type[StrEnum], help_text: str | None = None
) -> Callable[[Command], Command]:
    """Accept values of a closed set in any case, as often as there are values to name."""
    return click.option(
        flag,
        parameter,
        multiple=True,
        type=click.Choice([kind.value for kind in kinds], case_sensitive=False),
        help=help_text,
    )


def settings_of(context: click.Context, **overrides: str | int | None) -> Settings:
    """Return the settings of the chosen home."""
    from kb.settings import load_settings

    return load_settings(home=context.find_root().params.get("home"), **overrides)


@contextmanager
def opened(context: click.Context) -> Iterator[KnowledgeBase]:
    """Open the chosen home for one command."""
    from kb.knowledge_base import open_knowledge_base

    knowledge_base = open_knowledge_base(settings_of(context))
    try:
        yield knowledge_base
    finally:
        knowledge_base.close()


def print_json(value: object) -> None:
    """Write one JSON object to stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


class ProgressBars:
    """One bar a step, with the time left and, where there is more to say, a note behind it."""

    def __init__(self) -> None:
        """Show nothing yet."""
        self._bars: dict[str, Any] = {}  # tqdm has no types
        self._note = ""

    def __call__(self, step: str, done: int, n_all: int) -> None:
        """Advance the bar of a step; the first call closes the bar of the step before."""
        from tqdm import tqdm

        if step not in self._bars:
            self.close()
            label, unit = _STEPS.get(step, (step, "it"))
            self._bars[step] = tqdm(
                total=n_all, desc=label, unit=unit, delay=_DELAY_S, disable=None, file=sys.stderr
            )
        bar = self._bars[step]
        bar.total = n_all
        if self._note:
            bar.set_postfix_str(self._note, refresh=False)
            self._note = ""
        bar.update(done - bar.n)

    def note(self, text: str) -> None:
        """Show a text behind the bar from its next advance on."""
        self._note = text

    def close(self) -> None:
        """Leave the bars as they are."""
        for bar in self._bars.values():
            bar.close()


@contextmanager
def progress_bars() -> Iterator[ProgressBars]:
    """Show one bar a step on stderr, for what takes long, if a person is watching."""
    bars = ProgressBars()
    try:
        yield bars
    finally:
        bars.close()


def set_up_logging(*, verbose: bool) -> None:
    """Send log lines to stderr: warnings, or everything."""
    logging.basicConfig(
        level=logging.DEBUG if verbose else logging.WARNING,
        format="%(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
        force=True,
    )
    # what a library remarks on a file or a download is no message of ours
    for name in (
        "pypdf",
        "trafilatura",
        "filelock",
        "huggingface_hub",
        "transformers",
        "sentence_transformers",
    ):
        logging.getLogger(name).setLevel(logging.DEBUG if verbose else logging.CRITICAL)
