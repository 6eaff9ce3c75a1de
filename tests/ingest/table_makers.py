"""Table files for tests, made on the spot."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

HEADER = ("Projekt", "Kommun", "År", "Beskrivning")
EXAMPLES = (
    ("Fritidsbanken", "Kil", "2017", "Barn och unga lånar skidor och skridskor utan att betala."),
    ("Läxhjälp på biblioteket", "Nora", "2018", "Pensionärer hjälper elever två kvällar i veckan."),
    ("Byalag med egen pott", "Sunne", "2015", "Byalagen bestämmer själva över en del av pengarna."),
)
LIST = (HEADER, *EXAMPLES)
BUDGET = (
    ("Post", "2018", "2019"),
    ("Personal", "1200", "1300"),
    ("Lokaler", "300", "310"),
    ("Material", "20", "25"),
)

_NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"


def make_xlsx(
    *sheets: tuple[str, Sequence[Sequence[Any]]], title: str = "", hidden: Sequence[str] = ()
) -> bytes:
    """Return a workbook; each sheet is its name and its rows."""
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.title = title
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def make_csv(rows: Sequence[Sequence[str]], *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter).writerows(rows)
    return buffer.getvalue().encode(encoding)


def ods_rows(rows: Sequence[Sequence[str]]) -> str:
    """Return the XML of rows of text."""
    return "".join(f"<table:table-row>{''.join(map(ods_cell, row))}</table:table-row>" for row in rows)


def ods_cell(text: str, attributes: str = "") -> str:
    """Return the XML of one cell."""
    content = f"<text:p>{escape(text)}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def make_ods(*sheets: tuple[str, str], styles: str = "", title: str = "", extra: str = "") -> bytes:
    """Return a spreadsheet; each sheet is what stands in its opening tag and the XML of its rows."""
    tables = "".join(f"<table:table {attributes}>{rows}</table:table>" for attributes, rows in sheets)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{extra}<office:document-content {_NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = f"<office:document-meta {_NAMESPACES}><dc:title>{title}</dc:title></office:document-meta>"
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, "meta.xml": meta})


def zipped(members: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()
