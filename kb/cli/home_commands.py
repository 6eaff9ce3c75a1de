"""``metodbank app``, ``backup`` and ``restore``."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click

from kb.cli.options import home_option, settings_of


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on (default: 8501).")
@click.option("--host", help="Address to listen on (default: 127.0.0.1, which only this machine reaches).")
@click.option("--no-browser", is_flag=True, help="Only serve; do not open the browser.")
@home_option
@click.pass_context
def app(context: click.Context, port: int | None, host: str | None, no_browser: bool) -> None:
    """Open the app in the browser, for this machine only without --host. Stop it with Ctrl-C."""
    settings = settings_of(context, port=port, host=host)
    # a process of its own: the doors do not import each other
    command = [sys.executable, "-m", "ui.serve", "--host", settings.host, "--port", str(settings.port)]
    if no_browser:
        command.append("--no-browser")
    environment = os.environ | {"METODBANK_HOME": str(settings.home)}
    try:
        status = subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        status = 0  # Ctrl-C is how the app is stopped
    context.exit(status)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@home_option
@click.pass_context
def backup(context: click.Context, file: Path) -> None:
    """Write the home to one file: the store, the kept originals and the settings.

    Others may go on reading. The index is left out: it is built anew by restore.
    """
    from kb.backup import write_backup
    from kb.cli.options import progress_bars

    with progress_bars() as progress:
        n_documents = write_backup(
            settings_of(context), file, progress=lambda done, n_all: progress("backup", done, n_all)
        )
    click.echo(f"Wrote {file} with {n_documents} documents ({file.stat().st_size / 1e6:.1f} MB).")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Replace what the home holds; the old store is kept beside it.")
@home_option
@click.pass_context
def restore(context: click.Context, file: Path, replace: bool) -> None:
    """Put back a backup into the home folder, which must hold no documents unless --replace is given."""
    from kb.backup import read_backup
    from kb.cli.options import opened, progress_bars

    kept = read_backup(settings_of(context), file, replace=replace)
    with opened(context) as knowledge_base, progress_bars() as progress:
        knowledge_base.rebuild_index(progress)
        click.echo(f"Restored {knowledge_base.stats().n_documents} documents.")
    if kept is not None:
        click.echo(f"What the home held before is in {kept}. Delete it when you no longer need it.")
