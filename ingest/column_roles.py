"""What the columns of a table are for, and the file beside a table in which a person says so."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from kb.errors import DamagedFileError, FileError, UnreadableFileError
from kb.text import to_nfc

SIDECAR_SUFFIX = ".columns.toml"
COLUMN_FACT = "columns."  # before a role, among the facts that stand beside a file
_MAX_BYTES = 100_000
_HEAD = """# What the columns of the table beside this file are for: role = "name of the column".
# A role that is not named here is guessed; one with "" has no column.
"""


class ColumnRole(StrEnum):
    """What a column of a list of examples tells."""

    NAME = "name"  # of the practice; becomes the heading of its row
    MUNICIPALITY = "municipality"
    YEAR = "year"  # a year, a date or a period
    THEME = "theme"
    DESCRIPTION = "description"
    RESULT = "result"
    COST = "cost"
    ORGANISATION = "organisation"
    CONTACT = "contact"
    URL = "url"
    STATUS = "status"


def sidecar_path(path: Path) -> Path:
    """Return where the roles of a table's columns are kept: ``list.xlsx.columns.toml``."""
    return path.with_name(path.name + SIDECAR_SUFFIX)


def read_roles(path: Path) -> Mapping[str, str]:
    """Read a file of roles.

    Returns:
        Role to name of its column; an empty name where no column has this role.

    Raises:
        UnreadableFileError: The file cannot be opened.
        DamagedFileError: It is no TOML, too large, or names what is no role or no column.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error.strerror or error}. Check that it is there and that you may "
            "read it."
        ) from error
    if len(data) > _MAX_BYTES:
        raise DamagedFileError(f"{path.name} is too large for a file of column roles. Delete it.")
    try:
        values = tomllib.loads(data.decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DamagedFileError(
            f'{path.name} is not valid TOML: {error}. Write lines such as name = "Projekt", or delete it.'
        ) from error
    return {_known_role(role, path): _column(role, value, path) for role, value in values.items()}


def write_roles(path: Path, roles: Mapping[str, str]) -> None:
    """Write a file of roles, in the order of ``ColumnRole``; one that is there is replaced.

    Raises:
        FileError: A role is unknown, or the file cannot be written.
    """
    known = {_known_role(role, path): column for role, column in roles.items()}
    lines = [f"{role.value} = {_quoted(known[role.value])}\n" for role in ColumnRole if role.value in known]
    try:
        path.write_text(_HEAD + "".join(lines), encoding="utf-8")
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be written: {error.strerror or error}. Check that you may write into its folder."
        ) from error


def _known_role(role: str, path: Path) -> str:
    if role not in set(ColumnRole):
        known = ", ".join(ColumnRole)
        raise DamagedFileError(f"{path.name}: there is no role {role!r}. The roles are {known}.")
    return role


def _column(role: str, value: object, path: Path) -> str:
    if not isinstance(value, str):
        raise DamagedFileError(
            f"{path.name}: {role} is {value!r}. Write the name of its column in quotation marks."
        )
    return column_key(value)


def column_key(name: str) -> str:
    """Return the name of a column as it is compared: in NFC, white space collapsed."""
    return to_nfc(" ".join(name.split()))


def unknown_columns(roles: Mapping[str, str], headers: set[str], *, name: str) -> FileError | None:
    """Return what is wrong with roles that name columns which a file does not have."""
    missing = sorted({column for column in roles.values() if column and column not in headers})
    if not missing:
        return None
    there = ", ".join(sorted(headers)[:20]) or "none"
    return FileError(
        f"{name} has no column {', '.join(missing)}, which {name}{SIDECAR_SUFFIX} names. "
        f"Its columns are: {there}. Correct that file or delete it."
    )


def _quoted(text: str) -> str:
    # JSON's strings are TOML's, but for the one control character that JSON leaves as it is.
    return json.dumps(column_key(text), ensure_ascii=False).replace("\x7f", "\\u007F")


def split_roles(facts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the roles of columns among the facts beside a file, and the other facts."""
    roles = {
        key.removeprefix(COLUMN_FACT): value for key, value in facts.items() if key.startswith(COLUMN_FACT)
    }
    return roles, {key: value for key, value in facts.items() if not key.startswith(COLUMN_FACT)}
