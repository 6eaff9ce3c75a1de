"""``metodbank table show``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kb.cli.options import home_option, json_option, print_json, settings_of
from kb.errors import InputError
from kb.text import one_line

if TYPE_CHECKING:
    from ingest.table_text import RoledTable
    from ingest.workbook import Workbook

_EXAMPLE_CHARS = 50
_NAME_CHARS = 24
_COLUMNS = 40  # more would scroll the roles away


@click.group()
def table() -> None:
    """Show how a table file is understood, and correct it."""


@table.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--save", is_flag=True, help="Write the roles into FILE.columns.toml, to be corrected there.")
@json_option
@home_option
@click.pass_context
def show(context: click.Context, file: Path, save: bool, as_json: bool) -> None:
    """Show what the columns of an Excel, OpenDocument or CSV file are taken for, with an example of each.

    In a list of examples each row becomes a passage of its own, headed by the column whose role is name.
    Roles are guessed from names and contents, and overruled by FILE.columns.toml beside the file.
    """
    from ingest.column_roles import read_roles, sidecar_path, write_roles

    sidecar = sidecar_path(file)
    told = read_roles(sidecar) if sidecar.is_file() else {}
    workbook, tables = _read(context, file, told)
    # Also kept: that no column has a role.
    roles = {**_roles(tables), **told}
    if save:
        if not roles:
            raise InputError(f"{file.name} has no column with a name and a role: there is nothing to save.")
        write_roles(sidecar, roles)
    if as_json:
        print_json(_json(file, sidecar, workbook, tables))
        return
    _print(file, workbook, tables)
    if save:
        click.echo(f"\nSaved in {sidecar}. Correct it there and show the file again.")
    elif sidecar.is_file():
        click.echo(f"\nRoles marked as told come from {sidecar}.")
    elif roles:
        click.echo(
            f"\nTo correct a role, write it to {sidecar.name} with: metodbank table show {file} --save"
        )


def _read(context: click.Context, file: Path, told: Mapping[str, str]) -> tuple[Workbook, list[RoledTable]]:
    from ingest.pipeline import read_source
    from ingest.table_files import TABLE_TYPES, read_workbook
    from ingest.table_text import roled_tables

    source, data = read_source(file, max_bytes=settings_of(context).max_file_mb * 1_000_000)
    if source.media_type not in TABLE_TYPES:
        raise InputError(
            f"{file.name} is no table file. Give one of Excel (.xlsx), OpenDocument (.ods) or CSV."
        )
    workbook = read_workbook(data, media_type=source.media_type, name=file.name)
    return workbook, roled_tables(workbook, name=file.name, roles=told)


def _roles(tables: Sequence[RoledTable]) -> Mapping[str, str]:
    """Return role to column over the lists of examples of a file; the first that has a role decides."""
    roles: dict[str, str] = {}
    for one in tables:
        for index, guess in one.roles.items():
            if one.is_list and index < len(one.table.header) and one.table.header[index]:
                roles.setdefault(guess.role.value, one.table.header[index])
    return roles


def _print(file: Path, workbook: Workbook, tables: Sequence[RoledTable]) -> None:
    if not tables:
        click.echo(f"{file.name} holds no table. What is in it is taken in as text.")
    if workbook.hidden:
        click.echo(f"Hidden sheets are left out: {', '.join(workbook.hidden)}")
    for one in tables:
        what = (
            "a list of examples, one passage a row" if one.is_list else "rows of a table, no list of examples"
        )
        named = " – ".join(part for part in (one.sheet, one_line(one.table.title)) if part) or file.name
        click.echo(click.style(f"\n{named}", bold=True))
        click.echo(f"  {len(one.table.rows)} rows: {what}")
        for column in _columns(one)[:_COLUMNS]:
            name = one_line(column["column"] or f"(column {column['position']})", max_chars=_NAME_CHARS)
            example = one_line(column["example"] or "", max_chars=_EXAMPLE_CHARS)
            click.echo(f"  {name:<{_NAME_CHARS}}  {_role(column):<22}  {example}".rstrip())
        if len(_columns(one)) > _COLUMNS:
            click.echo(f"  … and {len(_columns(one)) - _COLUMNS} columns more (all of them with --json)")


def _role(column: Mapping[str, Any]) -> str:
    if column["role"] is None:
        return "–"
    how = "told" if column["confidence"] == 1 else f"{column['confidence']:.0%}"
    return f"{column['role']} ({how})"


def _columns(one: RoledTable) -> list[dict[str, Any]]:
    header, rows = one.table.header, one.table.rows
    width = max([len(header), *map(len, rows)])
    columns: list[dict[str, Any]] = []
    for index in range(width):
        example = next((row[index] for row in rows if index < len(row) and row[index]), None)
        name = header[index] if index < len(header) and header[index] else None
        guess = one.roles.get(index)
        if name or example:
            columns.append(
                {
                    "position": index + 1,
                    "column": name,
                    "role": guess.role.value if guess else None,
                    "confidence": guess.confidence if guess else None,
                    "example": example,
                }
            )
    return columns


def _json(file: Path, sidecar: Path, workbook: Workbook, tables: Sequence[RoledTable]) -> dict[str, Any]:
    return {
        "source": file.name,
        "roles_file": str(sidecar) if sidecar.is_file() else None,
        "hidden_sheets": list(workbook.hidden),
        "tables": [
            {
                "sheet": one.sheet or None,
                "title": one.table.title or None,
                "rows": len(one.table.rows),
                "is_list": one.is_list,
                "columns": _columns(one),
            }
            for one in tables
        ],
    }
