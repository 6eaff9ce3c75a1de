"""The formats that rows can be exported in."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from kb.exports.blocks import PrintedBlock
from kb.exports.json_rows import write_json
from kb.exports.lists import list_blocks, programme_blocks
from kb.exports.pdf import MEDIA_TYPE as PDF
from kb.exports.pdf import write_pdf
from kb.exports.references import write_apa, write_bibtex, write_ris
from kb.exports.rows import ExportFrame, ExportRow
from kb.exports.sheet import SHEET_LINES, sheet_blocks
from kb.exports.tables import write_csv, write_xlsx
from kb.exports.word import MEDIA_TYPE as DOCX
from kb.exports.word import write_docx

MAX_ROWS = 1000
MAX_SHEET_PAGES = 2
# A sheet is made shorter until it fits. With so few lines no quote is left on it.
_FEWEST_LINES = 20.0

Write = Callable[[Sequence[ExportRow], ExportFrame], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exporter:
    """A format."""

    name: str
    media_type: str
    suffix: str  # of the file's name
    write: Write  # at least one row
    is_text: bool = False  # it can be printed to a terminal


def _printed(rows: Sequence[ExportRow], frame: ExportFrame) -> Sequence[PrintedBlock]:
    return sheet_blocks(rows[0], frame) if len(rows) == 1 else list_blocks(rows, frame)


def _pdf(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    if len(rows) > 1:
        return write_pdf(list_blocks(rows, frame), frame)
    lines: float = SHEET_LINES
    pdf = write_pdf(sheet_blocks(rows[0], frame), frame)
    while _n_pages(pdf) > MAX_SHEET_PAGES and lines > _FEWEST_LINES:
        lines *= 0.85
        pdf = write_pdf(sheet_blocks(rows[0], frame, max_lines=lines), frame)
    return pdf


def _n_pages(pdf: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(pdf)).pages)


_ALL = (
    Exporter(name="csv", media_type="text/csv; charset=utf-8", suffix="csv", write=write_csv, is_text=True),
    Exporter(
        name="xlsx",
        media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        suffix="xlsx",
        write=write_xlsx,
    ),
    Exporter(name="json", media_type="application/json", suffix="json", write=write_json, is_text=True),
    Exporter(
        name="ris",
        media_type="application/x-research-info-systems",
        suffix="ris",
        write=write_ris,
        is_text=True,
    ),
    Exporter(
        name="bibtex", media_type="application/x-bibtex", suffix="bib", write=write_bibtex, is_text=True
    ),
    Exporter(name="apa", media_type="text/plain; charset=utf-8", suffix="txt", write=write_apa, is_text=True),
    Exporter(name="docx", media_type=DOCX, suffix="docx", write=lambda r, f: write_docx(_printed(r, f), f)),
    Exporter(name="pdf", media_type=PDF, suffix="pdf", write=_pdf),
    Exporter(
        name="programme-docx",
        media_type=DOCX,
        suffix="docx",
        write=lambda r, f: write_docx(programme_blocks(r, f), f),
    ),
    Exporter(
        name="programme-pdf",
        media_type=PDF,
        suffix="pdf",
        write=lambda r, f: write_pdf(programme_blocks(r, f), f),
    ),
)

EXPORTERS: Mapping[str, Exporter] = {exporter.name: exporter for exporter in _ALL}
"""Every format by its name."""
