"""The text of tables: one heading and its fields for each example of a list, plain rows for any other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from ingest.builder import TextBuilder
from ingest.column_guess import RoleGuess, guess_roles, has_words
from ingest.column_roles import ColumnRole, column_key, unknown_columns
from ingest.metadata import is_plausible_title
from ingest.table_layout import Table, find_tables
from ingest.workbook import Workbook, filled
from kb.errors import NoTextError
from kb.gazetteer import load_gazetteer
from kb.records import BlockKind, ParsedDocument
from kb.text import fold, one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

_SAMPLE_ROWS = 2_000  # by which a table is judged
_MIN_WORDY_SHARE = 0.5
_MIN_PROSE_SHARE = 0.2
_PROSE_WORDS = 8
_RECORD_CHARS = 1000  # so much is one passage: chunks are cut above 1100
_PARAGRAPH_CHARS = 250  # in a row that is longer, a cell of so much stands on its own
_MAX_NAME_CHARS = 150
_MAX_PLACE_CHARS = 60
_BETWEEN = " | "
_SURE = 0.5
_TELLING = frozenset(
    {
        ColumnRole.MUNICIPALITY,
        ColumnRole.THEME,
        ColumnRole.DESCRIPTION,
        ColumnRole.RESULT,
        ColumnRole.STATUS,
        ColumnRole.ORGANISATION,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoledTable:
    """A table with what its columns are for."""

    sheet: str
    table: Table
    roles: Mapping[int, RoleGuess]  # by position of the column
    is_list: bool  # each row is an example of its own


def roled_tables(
    workbook: Workbook, *, name: str, roles: Mapping[str, str], gazetteer: Gazetteer | None = None
) -> list[RoledTable]:
    """Find the tables of a file and what their columns are for.

    Args:
        workbook: As read.
        name: The file's name, for messages.
        roles: Role to name of its column, "" where there is none; these overrule what is guessed.
        gazetteer: Of the municipalities; by default the one that comes with Metodbank.

    Raises:
        FileError: ``roles`` names a column that no table has.
    """
    places = gazetteer or load_gazetteer()
    found: list[RoledTable] = []
    for sheet in workbook.sheets:
        for table in find_tables(sheet.rows, places):
            guesses = _corrected(table, guess_roles(table.header, table.rows, places), roles)
            is_list = _is_list(table, guesses, is_told=bool(roles.get(ColumnRole.NAME)))
            found.append(RoledTable(sheet=sheet.name, table=table, roles=guesses, is_list=is_list))
    headers = {column_key(cell) for one in found for cell in one.table.header if cell}
    problem = unknown_columns(roles, headers, name=name)
    if problem is not None:
        raise problem
    return found


def to_document(
    workbook: Workbook, *, media_type: str, name: str, roles: Mapping[str, str]
) -> ParsedDocument:
    """Make a document of a table file.

    Each row of a list of examples is a heading with its fields as "Column: value"; the heading is the name
    and, in brackets, the municipality, so that what stands under it keeps its place. Other tables are rows.
    Sheets are headings if there are several. Of hidden sheets only the names are kept, as furniture.

    Raises:
        FileError: There is no text, or ``roles`` names a column that is not there.
    """
    tables = roled_tables(workbook, name=name, roles=roles)
    builder = TextBuilder()
    title = _title(workbook, tables)
    if len(tables) == 1 and tables[0].table.title:
        builder.add(BlockKind.TITLE, tables[0].table.title)
        tables = [replace(tables[0], table=replace(tables[0].table, title=""))]
    _write(builder, workbook, tables)
    if not any(c.isalnum() for c in builder.text):
        hidden = " Its hidden sheets are not read." if workbook.hidden else ""
        raise NoTextError(f"{name} holds no text in its tables.{hidden} Check that it was saved completely.")
    builder.add_furniture(workbook.hidden)
    # A name of a file says more than the first row of its table.
    stated = {"title": title or PurePath(name).stem}
    return ParsedDocument(
        media_type=media_type,
        text=builder.text,
        blocks=tuple(builder.blocks),
        stated=stated,
        furniture=tuple(builder.furniture),
    )


def _title(workbook: Workbook, tables: Sequence[RoledTable]) -> str:
    if is_plausible_title(workbook.title):
        return one_line(workbook.title)
    return one_line(tables[0].table.title) if len(tables) == 1 else ""


def _write(builder: TextBuilder, workbook: Workbook, tables: Sequence[RoledTable]) -> None:
    sheet = None
    for one in tables:
        level = 1
        if len(workbook.sheets) > 1:
            if one.sheet != sheet:
                builder.add(BlockKind.HEADING, one.sheet, level=level)
            sheet, level = one.sheet, level + 1
        if one.table.title:
            builder.add(BlockKind.HEADING, one.table.title, level=level)
            level += 1
        # Before the rows: what stands after them would belong to the last one.
        for remark in one.table.remarks:
            builder.add(BlockKind.PARAGRAPH, remark)
        _write_rows(builder, one, level=level)


def _write_rows(builder: TextBuilder, one: RoledTable, *, level: int) -> None:
    if not one.table.rows:
        builder.add(BlockKind.ROW, _BETWEEN.join(filled(one.table.header)))
    for row in one.table.rows:
        if one.is_list:
            _write_record(builder, one, row, level=level)
        else:
            for line in _packed(_fields(one.table.header, row)):
                builder.add(BlockKind.ROW, line)


def _write_record(builder: TextBuilder, one: RoledTable, row: Sequence[str], *, level: int) -> None:
    columns = {guess.role: index for index, guess in one.roles.items()}
    name = _cell(row, columns.get(ColumnRole.NAME))
    place = _cell(row, columns.get(ColumnRole.MUNICIPALITY))
    is_whole = 0 < len(name) <= _MAX_NAME_CHARS
    title = name or place or next((cell for cell in row if has_words(cell)), filled(row)[0])
    heading = one_line(title, max_chars=_MAX_NAME_CHARS)
    if is_whole and 0 < len(place) <= _MAX_PLACE_CHARS and not _names(name, place):
        heading = f"{heading} ({one_line(place)})"
    builder.add(BlockKind.HEADING, heading, level=level)
    fields = _fields(one.table.header, row, without=columns.get(ColumnRole.NAME) if is_whole else None)
    # A heading alone would be taken for one of the next row.
    _write_fields(builder, fields or _fields(one.table.header, row))


def _names(name: str, place: str) -> bool:
    """Return whether a name holds a place as words of its own."""
    return re.search(rf"(?<!\w){re.escape(fold(place))}(?!\w)", fold(name)) is not None


def _write_fields(builder: TextBuilder, fields: Sequence[tuple[str, str]]) -> None:
    """Write the fields as one row if they make one passage, else the long ones as paragraphs under it."""
    long: list[tuple[str, str]] = []
    if sum(len(_labelled(field)) + len(_BETWEEN) for field in fields) > _RECORD_CHARS:
        long = [field for field in fields if len(field[1]) > _PARAGRAPH_CHARS]
    for line in _packed([field for field in fields if field not in long]):
        builder.add(BlockKind.ROW, line)
    for column, value in long:
        first, *others = [line for line in value.split("\n") if line.strip()]
        builder.add(BlockKind.PARAGRAPH, _labelled((column, first)))
        for line in others:
            builder.add(BlockKind.PARAGRAPH, line)


def _fields(
    header: Sequence[str], row: Sequence[str], *, without: int | None = None
) -> list[tuple[str, str]]:
    """Return the filled cells of a row with the names of their columns."""
    return [
        (" ".join((header[i] if i < len(header) else "").split()).rstrip(" :"), cell)
        for i, cell in enumerate(row)
        if cell and i != without
    ]


def _labelled(field: tuple[str, str]) -> str:
    column, value = field
    if not column:
        return value
    return f"{column} {value}" if column.endswith("?") else f"{column}: {value}"


def _packed(fields: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield rows of fields, none longer than a passage unless one field is."""
    line: list[str] = []
    for field in map(_labelled, fields):
        if line and sum(map(len, line)) + len(_BETWEEN) * len(line) + len(field) > _RECORD_CHARS:
            yield _BETWEEN.join(line)
            line = []
        line.append(field)
    if line:
        yield _BETWEEN.join(line)


def _cell(row: Sequence[str], index: int | None) -> str:
    return " ".join(row[index].split()) if index is not None and index < len(row) else ""


def _corrected(
    table: Table, guesses: Mapping[int, RoleGuess], roles: Mapping[str, str]
) -> Mapping[int, RoleGuess]:
    """Return the guesses with those roles replaced that a person has told."""
    keys = [column_key(cell) for cell in table.header]
    told = {
        keys.index(column): RoleGuess(ColumnRole(role), 1.0)
        for role, column in roles.items()
        if column and column in keys
    }
    kept = {i: guess for i, guess in guesses.items() if i not in told and guess.role not in roles}
    return dict(sorted((kept | told).items()))


def _is_list(table: Table, roles: Mapping[int, RoleGuess], *, is_told: bool) -> bool:
    """Return whether each row of a table is an example of its own, and not a line of figures.

    Its rows have two cells or more, and a name or a municipality. Where no column is called name or the like,
    another must tell of what was done: a municipality, a theme, a description, a result, a status, an
    organisation or whole sentences (eight words on average). Half of the filled cells say something in
    words; a fifth is enough with whole sentences. A table whose name column a person has told is a list.
    """
    rows = table.rows[:_SAMPLE_ROWS]
    known = {guess.role for guess in roles.values()}
    has_name = any(g.role is ColumnRole.NAME and g.confidence >= _SURE for g in roles.values())
    has_prose = _has_prose(rows)
    if not known & {ColumnRole.NAME, ColumnRole.MUNICIPALITY} or max(map(len, table.rows), default=0) < 2:
        return False
    if is_told and ColumnRole.NAME in known:
        return True
    if not (has_name or has_prose or known & _TELLING):
        return False
    cells = [cell for row in rows for cell in row if cell]
    return sum(map(has_words, cells)) >= (_MIN_PROSE_SHARE if has_prose else _MIN_WORDY_SHARE) * len(cells)


def _has_prose(rows: Sequence[Sequence[str]]) -> bool:
    for index in range(max(map(len, rows), default=0)):
        values = [row[index] for row in rows if index < len(row) and row[index]]
        n_words = sum(len(value.split()) for value in values)
        if 2 * len(values) >= len(rows) and n_words >= _PROSE_WORDS * len(values):
            return True
    return False
