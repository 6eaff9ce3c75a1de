"""Sheets of cells as every kind of table file gives them, with limits on how many there may be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.errors import FileTooLargeError
from kb.text import to_nfc

MAX_ROWS = 100_000
MAX_CELLS = 5_000_000
_MAX_ROW_NUMBER = 1_048_576  # of Excel and LibreOffice: beyond it is no sheet that anyone has seen
# As programs write them in English, Swedish and Danish; "Err:508" is LibreOffice's.
_ERROR = re.compile(
    r"#(?:REF|REFERENS|REFERENCE|VALUE|VÄRDEFEL|VÆRDI|NAME|NULL|NUM|OGILTIGT|SKÄRNING|SPILL|CALC|SAKNAS|"
    r"DIV/0|DIVISION/0|FIELD|BLOCKED|GETTING_DATA)!|#(?:NAMN|NAME|NAVN)\?|#(?:N/A|I/T)|#{3,}|Err:\d{3}",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]|_x000D_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A sheet, or the whole of a CSV file."""

    name: str  # empty for a CSV file
    rows: tuple[tuple[str, ...], ...]  # cells as shown, "" where empty; one blank row between tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Workbook:
    """What a table file holds."""

    sheets: tuple[Sheet, ...]  # those that are shown and not empty
    hidden: tuple[str, ...] = ()  # names of hidden sheets, which are left out
    title: str = ""  # as its properties state it


class CellCollector:
    """Takes the rows of a file's sheets; one for each file, because the limits are the file's."""

    def __init__(self, *, name: str) -> None:
        """Take the file's name, for messages."""
        self._name = name
        self._n_rows = 0
        self._n_cells = 0

    def collect(self, sheet: str, rows: Iterator[Sequence[str]]) -> Sheet:
        """Return a sheet of ``rows``; empty cells at their ends and repeated blank rows are left out.

        Raises:
            FileTooLargeError: The file passes 100,000 filled rows or 5 million filled cells.
        """
        kept: list[tuple[str, ...]] = []
        for number, row in enumerate(rows, start=1):
            cells = _trimmed(row)
            if number > _MAX_ROW_NUMBER:
                raise self._too_large(f"more than {_MAX_ROW_NUMBER} rows in one sheet")
            if not cells:
                if kept and kept[-1]:
                    kept.append(())
                continue
            self._count(cells)
            kept.append(cells)
        if kept and not kept[-1]:
            kept.pop()
        return Sheet(name=" ".join(sheet.split()), rows=tuple(kept))

    def _count(self, cells: Sequence[str]) -> None:
        self._n_rows += 1
        self._n_cells += sum(map(bool, cells))
        if self._n_rows > MAX_ROWS:
            raise self._too_large(f"more than {MAX_ROWS} rows")
        if self._n_cells > MAX_CELLS:
            raise self._too_large(f"more than {MAX_CELLS} filled cells")

    def _too_large(self, what: str) -> FileTooLargeError:
        return FileTooLargeError(f"{self._name} has {what}. Split it into several files and add those.")


def clean_cell(text: str) -> str:
    """Return a cell's text in NFC without control characters; empty for a formula's error such as #REF!."""
    text = to_nfc(_CONTROL.sub(" ", text)).strip()
    return "" if _ERROR.fullmatch(text) else text


def filled(row: Sequence[str]) -> list[str]:
    """Return the cells of a row that are not empty."""
    return [cell for cell in row if cell]


def _trimmed(row: Sequence[str]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return tuple(row[:end])
