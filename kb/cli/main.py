"""The group of commands, and the one place that turns errors into messages and exit codes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from kb.cli.audit_command import audit
from kb.cli.batch_command import batch
from kb.cli.document_commands import document
from kb.cli.erase_command import erase, erasures
from kb.cli.eval_command import evaluate
from kb.cli.export_command import export
from kb.cli.home_commands import app, backup, restore
from kb.cli.index_commands import index
from kb.cli.info_commands import doctor, stats, themes
from kb.cli.ingest_command import ingest
from kb.cli.options import set_up_logging
from kb.cli.practice_commands import practice
from kb.cli.search_command import search
from kb.cli.similar_command import similar
from kb.cli.table_command import table
from kb.cli.template_command import template
from kb.cli.user_commands import user
from kb.errors import KbError

_INTERRUPTED = 130


def _version(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from importlib.metadata import version

        click.echo(f"metodbank {version('metodbank')}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    help="Home folder (default: METODBANK_HOME, else the platform's).",
)
@click.option("--verbose", is_flag=True, help="Log what happens, with the details of errors, to stderr.")
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version)
def cli(home: Path | None, verbose: bool) -> None:  # noqa: ARG001 - commands read home from the context
    """One searchable memory of what Swedish and Danish municipalities have tried."""
    set_up_logging(verbose=verbose)


for _command in (
    ingest,
    batch,
    search,
    export,
    document,
    practice,
    table,
    template,
    themes,
    stats,
    index,
    evaluate,
    user,
    audit,
    doctor,
    app,
    backup,
    restore,
):
    cli.add_command(_command)
for _command in (similar, erase, erasures):
    document.add_command(_command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave with its exit status.

    0: answered, also with no hits. 1: an error, or a file that could not be ingested. 2: wrong usage.
    """
    given = sys.argv[1:] if arguments is None else arguments
    sys.exit(_run(given))


def _run(arguments: list[str]) -> int:
    try:
        with cli.make_context("metodbank", list(arguments)) as context:
            cli.invoke(context)
        return 0
    except click.exceptions.Exit as exit_:
        return exit_.exit_code
    except click.ClickException as error:
        error.show()
        if "--json" in arguments:
            _tell_json(error, error.format_message())
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted. What was stored is kept; run the same command to go on.", err=True)
        return _INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has seen enough; keep Python from complaining when it flushes
        sys.stdout = None
        return 0
    except KbError as error:
        _tell(error, str(error), arguments)
    except OSError as error:
        # most often standard output leads to a full disk: then nothing more can be written there
        where = error.filename or "standard output"
        _tell(error, f"The system refused to read or write {where}: {error.strerror or error}.", [])
        sys.stdout = None
    except Exception as error:
        import logging

        logging.getLogger(__name__).debug("unexpected", exc_info=True)
        _tell(
            error,
            f"Something went wrong that Metodbank did not foresee: {type(error).__name__}: {error}. "
            "Nothing stored is lost. Run again with: metodbank --verbose …, and report what it prints.",
            arguments,
        )
    return 1


def _tell(error: Exception, message: str, arguments: list[str]) -> None:
    click.echo(f"Error: {message}", err=True)
    if "--json" in arguments:
        _tell_json(error, message)


def _tell_json(error: Exception, message: str) -> None:
    click.echo(json.dumps({"error": {"type": type(error).__name__, "message": message}}, ensure_ascii=False))
