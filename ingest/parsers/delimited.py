"""CSV and TSV: the delimiter is the one that cuts the lines into equally many cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ingest.column_guess import roles_of_name
from ingest.column_roles import unknown_columns
from ingest.decode import decode
from ingest.parsers import plain_text
from ingest.sniff import CSV
from ingest.table_text import to_document
from ingest.workbook import CellCollector, Workbook, clean_cell
from kb.records import ParsedDocument

_DELIMITERS = (";", "\t", ",", "|")
_SAMPLE_CHARS = 200_000
_SAMPLE_ROWS = 300
_MIN_SHARE = 0.6  # of the rows that have the same number of cells
_MAX_CELL_LINES = 60  # in more a quotation mark was opened and never closed
_PROSE_SPACE_SHARE = 0.8
_MAX_HEADER_WORDS = 4
_KNOWN = 0.8  # confidence of a header's word that counts as known
_MOMENT = re.compile(r"\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_DECLARED = re.compile(r"sep=(.)\n", re.IGNORECASE)  # Excel's own first line


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse a CSV or TSV file with roles of its columns as guessed; one that is no table is plain text.

    Raises:
        FileError: The bytes are no text, hold none, or are too many rows.
    """
    return parse_with_roles(data, name=name, roles={})


def parse_with_roles(data: bytes, *, name: str, roles: Mapping[str, str]) -> ParsedDocument:
    """Parse a CSV or TSV file; ``roles`` (role to name of its column) overrule what is guessed.

    Raises:
        FileError: The bytes are no text, hold none, are too many rows, or lack a column of ``roles``.
    """
    workbook = read(data, name=name)
    if not workbook.sheets:
        problem = unknown_columns(roles, set(), name=name)
        if problem is not None:
            raise problem
        return plain_text.parse(data, name=name)
    return to_document(workbook, media_type=CSV, name=name, roles=roles)


def read(data: bytes, *, name: str) -> Workbook:
    """Read the cells of a CSV or TSV file; no sheet if it is prose, a log or anything else but a table.

    Raises:
        FileError: The bytes are no text, or are too many rows.
    """
    text = decode(data, name=name)
    declared = _DECLARED.match(text)
    if declared:
        text = text[declared.end() :]
    delimiter = declared.group(1) if declared else find_delimiter(text)
    if delimiter is None:
        return Workbook(sheets=())
    rows = ([clean_cell(cell) for cell in row] for row in _records(text, delimiter))
    sheet = CellCollector(name=name).collect("", rows)
    if _is_log(sheet.rows):
        return Workbook(sheets=())
    return Workbook(sheets=(sheet,) if sheet.rows else ())


def _is_log(rows: Sequence[Sequence[str]]) -> bool:
    """Return whether all lines begin with a moment in time; above the answers to a form stands a header."""
    return all(_MOMENT.match(row[0]) for row in rows if row)


def find_delimiter(text: str) -> str | None:
    """Return the sign that cuts most lines into the same number of cells, at least two; None if none does.

    Of several that do, the one that gives most cells: with decimal commas a comma cuts each line once too.
    """
    sample = text[:_SAMPLE_CHARS]
    best: tuple[float, int, str] | None = None
    for delimiter in _DELIMITERS:
        rows = _sample(sample, delimiter)
        if len(rows) < 2 or (delimiter == "," and _reads_as_prose(sample, rows)):
            continue
        # Titles and remarks above and below a table have one cell.
        (n_cells, n_rows), *_ = Counter(map(len, rows)).most_common(1)
        wide = [row for row in rows if len(row) > 1]
        share = n_rows / max(1, len(wide))
        if n_cells < 2 or share < _MIN_SHARE or 2 * len(wide) < len(rows):
            continue
        score = (round(share, 1), n_cells)
        if best is None or score > best[:2]:
            best = (*score, delimiter)
    return best[2] if best else None


def _sample(text: str, delimiter: str) -> list[list[str]]:
    """Return the first filled records, without empty cells at their ends."""
    rows: list[list[str]] = []
    for row in _records(text, delimiter):
        if any(cell.strip() for cell in row):
            rows.append(row)
        if len(rows) == _SAMPLE_ROWS:
            break
    return rows


def _reads_as_prose(text: str, rows: Sequence[Sequence[str]]) -> bool:
    """Return whether commas are those of prose or a log: no header, and a space after each or one a line."""
    is_short = all(len(cell.split()) <= _MAX_HEADER_WORDS for cell in rows[0])
    if is_short and any(max(roles_of_name(cell).values(), default=0.0) >= _KNOWN for cell in rows[0]):
        return False
    n_spaced = text.count(", ")
    most = Counter(map(len, rows)).most_common(1)[0][0]
    return most <= 2 or n_spaced >= _PROSE_SPACE_SHARE * text.count(",")


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    """Yield the records of a text; quotation marks count as signs like others if one is never closed."""
    try:
        longest = max(
            (cell.count("\n") for row in _reader(text, delimiter) for cell in row if "\n" in cell), default=0
        )
        is_closed = longest <= _MAX_CELL_LINES
    except csv.Error:  # a cell of more than 131,072 characters
        is_closed = False
    if is_closed:
        yield from _reader(text, delimiter)
        return
    for line in text.split("\n"):
        yield [cell.strip('"') for cell in line.split(delimiter)]


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=delimiter == ",")
