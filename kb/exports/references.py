"""Rows as references: one for each document of each row, in the order of the rows."""

from __future__ import annotations

from collections.abc import Sequence

from kb.citation_formats import apa, bibtex, ris
from kb.citations import Citation
from kb.exports.rows import ExportFrame, ExportRow, citations_of


def write_ris(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return RIS in UTF-8."""
    return ris(_citations(rows, frame)).encode(errors="replace")


def write_bibtex(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return BibTeX in UTF-8."""
    return bibtex(_citations(rows, frame)).encode(errors="replace")


def write_apa(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return plain text in UTF-8, an empty line between the references."""
    references = (apa(citation, frame.catalogue) for citation in _citations(rows, frame))
    return "".join(f"{reference}\n\n" for reference in references).encode(errors="replace")


def _citations(rows: Sequence[ExportRow], frame: ExportFrame) -> list[Citation]:
    return [citation for row in rows for citation in citations_of(row, frame)]
