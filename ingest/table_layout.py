"""The tables of a sheet: where each begins, its title, its header and its rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.column_guess import is_link, is_municipality, is_number, is_time, roles_of_name
from ingest.workbook import filled

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer

_MAX_LEAD_ROWS = 8  # titles and remarks above a header
_MAX_HEADER_CHARS = 80
_MAX_NAME_WORDS = 5
_BELOW = 50  # rows compared with a header
_KNOWN = 0.6  # confidence of a header's word that counts as known

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows under one header, with the lines that stand around them."""

    rows: tuple[Row, ...]
    header: Row = ()  # empty where there is none
    title: str = ""  # the first line above it that is no sentence
    remarks: tuple[str, ...] = ()  # other lines above it and those below it


def find_tables(rows: Sequence[Row], gazetteer: Gazetteer) -> list[Table]:
    """Return the tables of a sheet in order; together they hold every filled cell of ``rows``.

    Blank rows separate tables. Rows of one cell are the title of the table below them, or remarks. A part
    without a header of its own goes on under the header before it.
    """
    drafts: list[_Draft] = []
    waiting: list[str] = []
    for part in _parts(rows):
        if all(len(filled(row)) == 1 for row in part):
            waiting += [filled(row)[0] for row in part]
            continue
        lead, header, body = _split(part, gazetteer)
        lines = [*waiting, *lead]
        waiting = []
        before = drafts[-1].header if drafts else ()
        fits = bool(before) and max(map(len, body), default=0) <= len(before)
        if not header and fits and not lines:
            drafts[-1].rows.extend(body)
        else:
            drafts.append(_Draft(lines, header or (before if fits else ()), list(body)))
    if not drafts:
        return [Table(rows=(), remarks=tuple(waiting))] if waiting else []
    tables = [_table(draft) for draft in drafts]
    return [*tables[:-1], replace(tables[-1], remarks=(*tables[-1].remarks, *waiting))]


@dataclass
class _Draft:
    """A table that may go on."""

    lines: list[str]
    header: Row
    rows: list[Row]


def _table(draft: _Draft) -> Table:
    lines = draft.lines
    # a sentence above the title is a remark
    title = next((line for line in lines if not line.endswith(".")), "")
    title = title if len(title) <= 2 * _MAX_HEADER_CHARS else ""
    remarks = tuple(line for line in lines if line is not title)
    return Table(rows=tuple(draft.rows), header=draft.header, title=title, remarks=remarks)


def _parts(rows: Sequence[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        if row:
            part.append(row)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _split(part: Sequence[Row], gazetteer: Gazetteer) -> tuple[list[str], Row, Sequence[Row]]:
    """Return the lines above a header, the header and the rows below it."""
    width = max(len(filled(row)) for row in part)
    for index, row in enumerate(part[:_MAX_LEAD_ROWS]):
        n_filled = len(filled(row))
        if n_filled > 1 and _is_header(row, part[index + 1 : index + 1 + _BELOW], width, gazetteer):
            return [" | ".join(filled(above)) for above in part[:index]], row, part[index + 1 :]
        if n_filled > max(1, width // 2):
            break
    n_lead = next(i for i, row in enumerate(part) if len(filled(row)) > 1)
    if n_lead > _MAX_LEAD_ROWS:
        n_lead = 0
    return [filled(row)[0] for row in part[:n_lead]], (), part[n_lead:]


def _is_header(row: Row, below: Sequence[Row], width: int, gazetteer: Gazetteer) -> bool:
    """Return whether a row names the columns below it: short, different words, unlike what follows."""
    names = filled(row)
    if any(len(name) > _MAX_HEADER_CHARS or is_link(name) for name in names):
        return False
    if len({name.casefold() for name in names}) < 0.8 * len(names):
        return False
    if not any(map(str.isalpha, "".join(names))) or any(is_number(n) and not is_time(n) for n in names):
        return False
    n_known = sum(_is_known(name, gazetteer) for name in names)
    if n_known >= 2 or (n_known and n_known == len(names)):
        return True
    if 2 * len(names) < width or not below:
        return False
    votes = [_differs(row[i], [r[i] for r in below if i < len(r) and r[i]], gazetteer)
             for i in range(len(row)) if row[i]]  # fmt: skip
    return sum(votes) > 0 and 2 * sum(votes) >= len(votes)


def _is_known(name: str, gazetteer: Gazetteer) -> bool:
    """Return whether a cell is a word that columns are called by; "Kils kommun" has one, but is a place."""
    if len(name.split()) > _MAX_NAME_WORDS or is_municipality(name, gazetteer):
        return False
    return any(confidence >= _KNOWN for confidence in roles_of_name(name).values())


def _differs(name: str, values: Sequence[str], gazetteer: Gazetteer) -> int:
    """Return 1 if a name is of another kind than what stands below it, -1 if it is one of them, else 0."""
    if not values:
        return 0
    places = sum(is_municipality(value, gazetteer) for value in values)
    if name in values or (places and is_municipality(name, gazetteer)):
        return -1
    if is_municipality(name, gazetteer):
        return 1  # a column for each municipality
    n_plain = sum(is_number(value) or is_time(value) or is_link(value) for value in values)
    if 2 * n_plain > len(values):
        return -1 if is_time(name) and is_time(values[0]) else 1
    is_much_longer = sum(map(len, values)) >= 2.5 * len(name) * len(values)
    return int(2 * places > len(values) or is_much_longer)
