"""Excel workbooks: the values of the sheets that are shown."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from ingest.archive import member_names, refuse_doctype
from ingest.sniff import XLSX
from ingest.table_text import to_document
from ingest.workbook import CellCollector, Sheet, Workbook, clean_cell
from kb.errors import DamagedFileError
from kb.records import ParsedDocument
from kb.text import one_line

_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\b[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_MAX_MERGED = 100_000
_MAX_MERGED_COLUMNS = 100  # at once
_TEXT_IN_FORMAT = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
# What openpyxl raises on broken workbooks; XML errors are SyntaxErrors.
_ERRORS = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, TypeError, AttributeError,
    SyntaxError,
)  # fmt: skip
# The objects of openpyxl have no types.
Node = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an Excel workbook with roles of its columns as guessed.

    Raises:
        FileError: The file is damaged, too large, or has no text.
    """
    return parse_with_roles(data, name=name, roles={})


def parse_with_roles(data: bytes, *, name: str, roles: Mapping[str, str]) -> ParsedDocument:
    """Parse an Excel workbook; ``roles`` (role to name of its column) overrule what is guessed.

    Raises:
        FileError: The file is damaged, too large, has no text, or lacks a column that ``roles`` names.
    """
    return to_document(read(data, name=name), media_type=XLSX, name=name, roles=roles)


def read(data: bytes, *, name: str) -> Workbook:
    """Read the cells of the sheets that are shown: formulas as what they gave when the file was saved.

    Raises:
        FileError: The file is damaged or too large.
    """
    member_names(data, name=name)
    refuse_doctype(data, name=name)
    # openpyxl remarks on every extension that it does not know
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = _open(data, name=name)
        try:
            return _read(book, name=name)
        except _ERRORS as error:
            raise _damaged(name, error) from error
        finally:
            book.close()


def _open(data: bytes, *, name: str) -> Node:
    import openpyxl

    try:
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except _ERRORS as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> DamagedFileError:
    return DamagedFileError(
        f"{name} is not a complete Excel workbook ({one_line(str(error))}). "
        "Save it anew in Excel and add it again."
    )


def _read(book: Node, *, name: str) -> Workbook:
    collector = CellCollector(name=name)
    sheets: list[Sheet] = []
    hidden: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            hidden.append(sheet.title)
            continue
        found = collector.collect(sheet.title, _rows(book, sheet))
        if found.rows:
            sheets.append(found)
    title = (book.properties.title or "").strip()
    return Workbook(sheets=tuple(sheets), hidden=tuple(hidden), title=title)


def _rows(book: Node, sheet: Node) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # what a file says of its size may be wrong
    merged = _merged_down(book, sheet)
    above: dict[int, tuple[int, str]] = {}  # column to the last row of a merged cell, and its text
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells = [_shown(cell) for cell in row]
        above = {column: (last, text) for column, (last, text) in above.items() if number <= last}
        # A merged cell stands in every row that it covers.
        for column, (_, text) in above.items():
            cells += [""] * (column - len(cells))
            cells[column - 1] = cells[column - 1] or text
        for column, last in merged.get(number, ()):
            if column <= len(cells) and cells[column - 1] and len(above) < _MAX_MERGED_COLUMNS:
                above[column] = (last, cells[column - 1])
        yield cells


def _merged_down(book: Node, sheet: Node) -> dict[int, list[tuple[int, int]]]:
    """Return the cells that are merged with those below, by row: column and last row."""
    from openpyxl.utils import column_index_from_string

    # openpyxl does not tell of merged cells when it reads row by row.
    content = book._archive.read(sheet._worksheet_path)  # noqa: SLF001
    merged: dict[int, list[tuple[int, int]]] = {}
    for index, found in enumerate(_MERGED.finditer(content)):
        left, top, right, bottom = found.groups()
        if left == right and int(top) < int(bottom) and index < _MAX_MERGED:
            column = column_index_from_string(left.decode("ascii"))
            merged.setdefault(int(top), []).append((column, int(bottom)))
    return merged


def _shown(cell: Node) -> str:
    """Return a cell's value as it is written: dates in ISO 8601, whole numbers without a point."""
    value = cell.value
    if value is None or cell.data_type == "e":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d" if value.time() == time() else "%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return clean_cell(str(value) if isinstance(value, timedelta) else value)


def _number(value: float, number_format: str) -> str:
    # A percentage is stored as its hundredth part.
    if "%" in _TEXT_IN_FORMAT.sub("", number_format):
        return f"{_plain(value * 100)} %"
    return _plain(value)


def _plain(value: float) -> str:
    if isinstance(value, int) or float(value).is_integer():
        return str(int(value))
    if abs(value) < 1e-4 or abs(value) >= 1e15:
        return f"{value:.15g}"
    return f"{value:.12f}".rstrip("0") if abs(value) < 1 else f"{value:.15g}"
