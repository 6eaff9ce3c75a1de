"""Reads tab-separated and line-wise JSON files, plain or gzipped, and says in which line one is wrong."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from kb.errors import InputError
from kb.text import to_nfc

Row = TypeVar("Row", bound=BaseModel)


def read_lines(path: Path) -> list[tuple[int, str]]:
    r"""Return the lines that are not blank with their numbers from 1, in form NFC.

    Only ``\n`` and ``\r\n`` end a line: a text may hold the other characters that Python splits at.

    Raises:
        InputError: The file is missing, empty, not UTF-8, or damaged.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}. Check the path; the formats are in "
            "docs/evaluation.md."
        ) from error
    if path.suffix == ".gz":
        data = _unpacked(data, path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: this is not UTF-8. Save the file as UTF-8.") from error
    numbered = enumerate((line.removesuffix("\r") for line in text.split("\n")), start=1)
    lines = [(number, to_nfc(line)) for number, line in numbered if line.strip()]
    if not lines:
        raise InputError(f"{path} is empty. What belongs into it is in docs/evaluation.md.")
    return lines


def _unpacked(data: bytes, path: Path) -> bytes:
    try:
        return gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path} is no whole gzip file: {error}. Get the file again.") from error


def read_cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header's cells, and each row's line number and cells; quotes mean nothing special.

    Raises:
        InputError: The file cannot be read, has no rows, or a row has another number of cells.
    """
    lines = read_lines(path)
    header = [cell.strip() for cell in lines[0][1].split("\t")]
    rows = []
    for number, line in lines[1:]:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != len(header):
            raise InputError(
                f"{path}, line {number}: {len(cells)} columns, expected {len(header)} as in the header "
                f"({', '.join(header)}), with a tab between each."
            )
        rows.append((number, cells))
    if not rows:
        raise InputError(f"{path} has a header and no rows. What belongs into it is in docs/evaluation.md.")
    return header, rows


def read_table(path: Path, model: type[Row]) -> list[tuple[int, Row]]:
    """Read a table whose columns, in any order, are the fields of ``model``; return line numbers and rows.

    Raises:
        InputError: The file cannot be read, a column is missing or unknown, or a cell is not valid.
    """
    header, rows = read_cells(path)
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    if len(set(header)) < len(header) or not required <= set(header) <= set(model.model_fields):
        optional = [name for name in model.model_fields if name not in required]
        wanted = " ".join(name for name in model.model_fields if name in required)
        raise InputError(
            f"{path}, line 1: expected the header {wanted!r}"
            + (f" and optionally {' '.join(optional)!r}" if optional else "")
            + f", with a tab between each, found {' '.join(header)!r}."
        )
    return [(number, _valid(path, number, model, _named(header, cells))) for number, cells in rows]


def read_json_lines(path: Path, model: type[Row]) -> list[tuple[int, Row]]:
    """Read a file with one JSON object a line; return line numbers and rows. Unknown keys are passed over.

    Raises:
        InputError: The file cannot be read, or a line is not valid.
    """
    rows = []
    for number, line in read_lines(path):
        try:
            value = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}, line {number}: this is not JSON: {error}.") from error
        rows.append((number, _valid(path, number, model, value)))
    return rows


def _named(header: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    return dict(zip(header, cells, strict=True))


def _valid(path: Path, number: int, model: type[Row], value: object) -> Row:
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise InputError(f"{path}, line {number}: {'; '.join(_problems(error))}.") from error


def _problems(error: ValidationError) -> Iterator[str]:
    for problem in error.errors():
        column = ".".join(str(part) for part in problem["loc"])
        shown = repr(problem["input"])
        yield f"{column or 'the line'}: {problem['msg']}, got {shown[:80]}"
