"""``metodbank template``."""

from __future__ import annotations

from pathlib import Path

import click

_LANGUAGES = ("sv", "da")
_FORMATS = ("docx", "md")


@click.command("template")
@click.option("--language", required=True, type=click.Choice(_LANGUAGES), help="Language of the template.")
@click.option(
    "--format", "format_name", default="docx", show_default=True, type=click.Choice(_FORMATS),
    help="Word document or Markdown.",
)  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def template(language: str, format_name: str, file: Path) -> None:
    """Write the template for notes of a conference, which becomes one record for each dialogue.

    A file of this name is not overwritten.
    """
    from kb.errors import InputError
    from kb.note_template_files import template_file

    data = template_file(language, format_name)
    try:
        with file.open("xb") as out:
            out.write(data)
    except FileExistsError as error:
        raise InputError(f"{file} is there already. Give another name, or move it away.") from error
    click.echo(f"Wrote {file}. Fill it in and hand it in, or take it in with: metodbank ingest {file}")
