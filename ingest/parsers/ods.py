"""OpenDocument spreadsheets: the values of the sheets that are shown, as they are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ingest.archive import member_names, read_member
from ingest.sniff import ODS
from ingest.table_text import to_document
from ingest.workbook import MAX_ROWS, CellCollector, Sheet, Workbook, clean_cell
from ingest.xml_part import read_xml
from kb.errors import EncryptedFileError, FileTooLargeError
from kb.records import ParsedDocument

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_CELLS = frozenset({f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"})
_GROUPS = frozenset(f"{_TABLE}{part}" for part in ("table-header-rows", "table-row-group", "table-rows"))
_MANIFEST = "META-INF/manifest.xml"
_MAX_COLUMNS = 16_384
_MAX_REPEATED_CELLS = 1_000  # of a filled cell; empty ones are passed over
_MAX_REPEATED_CHARS = 1_000_000  # of the text of a cell or a row, as often as it is repeated
# The elements of lxml have no types.
Node = Any


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an OpenDocument spreadsheet with roles of its columns as guessed.

    Raises:
        FileError: The file is damaged, encrypted, too large, or has no text.
    """
    return parse_with_roles(data, name=name, roles={})


def parse_with_roles(data: bytes, *, name: str, roles: Mapping[str, str]) -> ParsedDocument:
    """Parse an OpenDocument spreadsheet; ``roles`` (role to name of its column) overrule what is guessed.

    Raises:
        FileError: The file is damaged, encrypted, too large, has no text, or lacks a column of ``roles``.
    """
    return to_document(read(data, name=name), media_type=ODS, name=name, roles=roles)


def read(data: bytes, *, name: str) -> Workbook:
    """Read the cells of the sheets that are shown.

    Raises:
        FileError: The file is damaged, encrypted or too large.
    """
    members = member_names(data, name=name)
    if _MANIFEST in members and b"encryption-data" in read_member(data, _MANIFEST, name=name):
        raise EncryptedFileError(f"{name} is protected by a password. Remove the password and add it again.")
    title = ""
    if "meta.xml" in members:
        title = read_xml(data, "meta.xml", name=name).findtext(f".//{_DC}title") or ""
    return _read(read_xml(data, "content.xml", name=name), title=title.strip(), name=name)


def _read(content: Node, *, title: str, name: str) -> Workbook:
    collector = CellCollector(name=name)
    concealed = {
        style.get(f"{_STYLE}name")
        for style in content.iter(f"{_STYLE}style")
        if any(part.get(f"{_TABLE}display") == "false" for part in style)
    }
    sheets: list[Sheet] = []
    hidden: list[str] = []
    for table in content.iterfind(f".//{_OFFICE}spreadsheet/{_TABLE}table"):
        sheet_name = table.get(f"{_TABLE}name") or ""
        if table.get(f"{_TABLE}style-name") in concealed:
            hidden.append(sheet_name)
            continue
        found = collector.collect(sheet_name, _rows(table, name=name))
        if found.rows:
            sheets.append(found)
    return Workbook(sheets=tuple(sheets), hidden=tuple(hidden), title=title)


def _rows(table: Node, *, name: str) -> Iterator[list[str]]:
    above: dict[int, tuple[int, str]] = {}  # column to the rows that a merged cell still covers, and its text
    for row in _row_elements(table):
        n_times = _repeated(row, "rows")
        covered = {column: text for column, (left, text) in above.items() if left > 0}
        above = {column: (left - n_times, text) for column, (left, text) in above.items() if left > n_times}
        cells = _cells(row, above, name=name)
        # A merged cell stands in every row that it covers.
        for column, text in covered.items():
            if column < len(cells) and not cells[column]:
                cells[column] = text
        if 1 < n_times <= MAX_ROWS and n_times * sum(map(len, cells)) > _MAX_REPEATED_CHARS:
            raise _too_often("row", n_times, name=name)
        # The collector counts the filled ones; a million empty rows at the end are one.
        for _ in range(n_times if any(cells) else 1):
            yield cells


def _row_elements(parent: Node) -> Iterator[Node]:
    for child in parent:
        if child.tag == f"{_TABLE}table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _row_elements(child)


def _cells(row: Node, above: dict[int, tuple[int, str]], *, name: str) -> list[str]:
    """Return the cells of a row, and note in ``above`` those that are merged with cells below them."""
    cells: list[str] = []
    for cell in row:
        if cell.tag not in _CELLS:
            continue
        text = _shown(cell)
        n_times = _repeated(cell, "columns")
        is_long = n_times > 1 and n_times * len(text) > _MAX_REPEATED_CHARS
        if text and (n_times > _MAX_REPEATED_CELLS or is_long):
            raise _too_often("cell", n_times, name=name)
        n_rows = _count(cell, "number-rows-spanned")
        if text and n_rows > 1 and _count(cell, "number-columns-spanned") == 1:
            above[len(cells)] = (n_rows - 1, text)
        cells += [text] * min(n_times, _MAX_COLUMNS - len(cells))
    return cells


def _too_often(what: str, n_times: int, *, name: str) -> FileTooLargeError:
    return FileTooLargeError(
        f"{name} repeats one {what} {n_times} times. Open it in its program, check it and save it anew."
    )


def _repeated(element: Node, what: str) -> int:
    return _count(element, f"number-{what}-repeated")


def _count(element: Node, attribute: str) -> int:
    value = element.get(f"{_TABLE}{attribute}", "1")
    return max(1, int(value[:9])) if value.isascii() and value.isdigit() else 1


def _shown(cell: Node) -> str:
    """Return a cell as it is shown; a date in ISO 8601."""
    if cell.get(f"{_OFFICE}value-type") == "date":
        stated = (cell.get(f"{_OFFICE}date-value") or "").replace("T", " ")
        return clean_cell(stated.removesuffix(" 00:00:00"))
    # Remarks on a cell are in an element of their own.
    return clean_cell("\n".join(_line(line) for line in cell.iterfind(f"{_TEXT}p")))


def _line(element: Node) -> str:
    parts = [element.text or ""]
    for child in element:
        is_space = child.tag in {f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"}
        inner = " " if is_space else _line(child) if isinstance(child.tag, str) else ""
        # Remarks within a text are no part of it.
        parts += ["" if child.tag == f"{_OFFICE}annotation" else inner, child.tail or ""]
    return "".join(parts)
