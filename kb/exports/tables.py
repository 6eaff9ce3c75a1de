"""Rows as tables: CSV and Excel workbooks."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from kb.citation_formats import apa
from kb.entries import summary_in, title_in
from kb.exports.cleaning import xml_text
from kb.exports.labels import (
    country_names,
    kind_name,
    place_names,
    state_name,
    status_names,
    theme_names,
)
from kb.exports.rows import ExportFrame, ExportRow, citations_of, quote_language

Cell = str | int | None
_Column = Callable[[ExportRow, ExportFrame], Cell]

# What begins so is a formula to a spreadsheet, also in the wide forms that some of them read alike.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_MAX_CELL_CHARS = 32_767  # of Excel
_WIDE, _NARROW = 60, 16  # characters
_WIDE_COLUMNS = frozenset({"title", "summary", "quote", "citation", "note"})


def _title(row: ExportRow, frame: ExportFrame) -> str:
    return title_in(row.entry, frame.catalogue.ui_language)[0]


def _summary(row: ExportRow, frame: ExportFrame) -> Cell:
    found = summary_in(row.entry, frame.catalogue.ui_language)
    return found[0] if found else None


def _years(row: ExportRow) -> tuple[int | None, int | None]:
    return row.entry.years or (None, None)


def _citation(row: ExportRow, frame: ExportFrame) -> str:
    return "\n".join(apa(each, frame.catalogue) for each in citations_of(row, frame))


def _quote_language(row: ExportRow) -> Cell:
    return quote_language(row.quote, row.entry).value if row.quote else None


def _authors(row: ExportRow) -> Cell:
    return "; ".join(row.document.metadata.authors) if row.document else None


COLUMNS: Mapping[str, _Column] = {
    "rank": lambda row, _: row.rank,
    "slot": lambda row, _: row.slot,
    "title": _title,
    "municipalities": lambda row, frame: "; ".join(place_names(row.entry, frame)),
    "municipality_codes": lambda row, _: "; ".join(row.entry.municipalities),
    "countries": lambda row, frame: "; ".join(country_names(row.entry, frame)),
    "first_year": lambda row, _: _years(row)[0],
    "last_year": lambda row, _: _years(row)[1],
    "themes": lambda row, frame: "; ".join(theme_names(row.entry, frame)),
    "status": lambda row, frame: "; ".join(status_names(row.entry, frame)),
    "kind": lambda row, frame: kind_name(row.entry, frame),
    "state": lambda row, frame: state_name(row.entry, frame),
    "summary": _summary,
    "quote": lambda row, _: row.quote.text if row.quote else None,
    "quote_language": lambda row, _: _quote_language(row),
    "source": lambda row, _: row.source,
    "page": lambda row, _: row.page,
    "headings": lambda row, _: " › ".join(row.entry.heading_path),
    "document": lambda row, _: row.document.metadata.title if row.document else None,
    "document_date": lambda row, _: row.document.metadata.date if row.document else None,
    "authors": lambda row, _: _authors(row),
    "organisation": lambda row, _: row.document.metadata.organisation if row.document else None,
    "event": lambda row, _: row.document.metadata.event if row.document else None,
    "licence": lambda row, _: row.document.source.licence if row.document else None,
    "url": lambda row, _: row.document.source.url if row.document else None,
    "citation": _citation,
    "permalink": lambda row, _: row.permalink,
    "note": lambda row, _: row.note,
    "ref": lambda row, _: str(row.entry.ref),
}
"""The columns in their order; ``export.column_NAME`` in the catalogues is what they are called."""


def headings(frame: ExportFrame) -> list[str]:
    """Return what the columns are called."""
    return [frame.catalogue.text(f"export.column_{name}") for name in COLUMNS]


def cells(row: ExportRow, frame: ExportFrame) -> list[Cell]:
    """Return the cells of a row as they are, not yet safe for a spreadsheet."""
    return [column(row, frame) for column in COLUMNS.values()]


def write_csv(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return CSV in UTF-8 with its mark; texts that a spreadsheet would take for a formula begin with ``'``.

    Between the cells stands what the language's spreadsheets expect: ``;``, in English a comma.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=frame.catalogue.text("export.csv_separator"))
    writer.writerow(headings(frame))
    writer.writerows([guarded(cell) for cell in cells(row, frame)] for row in rows)
    return out.getvalue().encode("utf-8-sig", errors="replace")


def guarded(cell: Cell) -> Cell:
    """Return a cell that no spreadsheet takes for a formula.

    Source: OWASP, "CSV Injection"; white space before the sign does not stop every spreadsheet.
    """
    if isinstance(cell, str) and cell.lstrip(" \u00a0").startswith(_FORMULA):
        return f"'{cell}"
    return cell


def write_xlsx(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return an Excel workbook of one sheet; every text is stored as text, never as a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.active
    sheet.title = frame.catalogue.text("export.sheet_name")
    for number, heading in enumerate(headings(frame), start=1):
        _fill(sheet.cell(row=1, column=number), heading)
        sheet.cell(row=1, column=number).font = Font(bold=True)
    for line, row in enumerate(rows, start=2):
        for number, cell in enumerate(cells(row, frame), start=1):
            _fill(sheet.cell(row=line, column=number), cell)
            sheet.cell(row=line, column=number).alignment = Alignment(wrap_text=True, vertical="top")
    for number, name in enumerate(COLUMNS, start=1):
        width = _WIDE if name in _WIDE_COLUMNS else _NARROW
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    workbook.properties.title = xml_text(frame.title)
    workbook.properties.language = frame.catalogue.ui_language
    workbook.properties.creator = frame.catalogue.text("app.name")
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def _fill(place: Any, cell: Cell) -> None:  # noqa: ANN401 - openpyxl has no types
    if not isinstance(cell, str):
        place.value = cell
        return
    text = xml_text(cell)
    place.value = text if len(text) <= _MAX_CELL_CHARS else f"{text[: _MAX_CELL_CHARS - 1]}…"
    place.data_type = "s"  # openpyxl would make a formula of what begins with "="
    # and so does Excel when somebody edits the cell, unless the cell is marked as a text
    place.quotePrefix = text.startswith(_FORMULA)
