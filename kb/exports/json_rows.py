"""Rows as JSON: part of the contract that docs/json.md describes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypeAlias

from kb.citation_formats import apa
from kb.entries import title_in
from kb.errors import UnknownMunicipalityError
from kb.exports.rows import ExportFrame, ExportRow, citations_of
from kb.gazetteer import Gazetteer
from kb.quote_shapes import quote_json
from kb.records import Document

Json: TypeAlias = dict[str, object]  # as kb/json_shapes.py has it, which knows too much to be imported here


def write_json(rows: Sequence[ExportRow], frame: ExportFrame) -> bytes:
    """Return one JSON object in UTF-8 with everything that is known of the rows."""
    exported = {
        "title": frame.title,
        "note": frame.note,
        "exported_at": frame.exported_at,
        "ui_language": frame.catalogue.ui_language,
        "permalink": frame.permalink,
        "entries": [_row(row, frame) for row in rows],
    }
    text = json.dumps(exported, ensure_ascii=False, indent=2)
    return f"{text}\n".encode(errors="replace")


def _row(row: ExportRow, frame: ExportFrame) -> Json:
    entry = row.entry
    title, language = title_in(entry, frame.catalogue.ui_language)
    return {
        "rank": row.rank,
        "ref": str(entry.ref),
        "permalink": row.permalink,
        "slot": row.slot,
        "note": row.note,
        "title": title,
        "title_language": language.value,
        "name": entry.name,
        "kind": entry.kind.value if entry.kind else None,
        "state": entry.state.value if entry.state else None,
        "municipalities": [_municipality(code, frame.gazetteer) for code in entry.municipalities],
        "countries": list(entry.countries),
        "themes": list(entry.themes),
        "years": list(entry.years) if entry.years else None,
        "heading_path": list(entry.heading_path),
        "texts": [
            {"field": each.field.value, "language": each.language.value, "text": each.text}
            for each in entry.texts
        ],
        "quote": quote_json(row.quote, entry.documents) if row.quote else None,
        "fields": {
            name.value: [quote_json(quote, entry.documents) for quote in quotes]
            for name, quotes in entry.fields.items()
        },
        "passages": [quote_json(quote, entry.documents) for quote in entry.passages],
        "documents": [_document(document) for document in entry.documents.values()],
        "citations": [apa(each, frame.catalogue) for each in citations_of(row, frame)],
        "updated_at": entry.updated_at,
    }


def _municipality(code: str, gazetteer: Gazetteer) -> Json:
    try:
        name: str | None = gazetteer.get(code).name
    except UnknownMunicipalityError:
        name = None
    return {"code": code, "name": name, "country": code[:2]}


def _document(document: Document) -> Json:
    metadata, source = document.metadata, document.source
    return {
        "document_id": document.id,
        "source": source.name,
        "title": metadata.title,
        "date": metadata.date,
        "year": metadata.year,
        "authors": list(metadata.authors),
        "organisation": metadata.organisation,
        "event": metadata.event,
        "type": metadata.type.value,
        "language": metadata.language.value,
        "licence": source.licence,
        "url": source.url,
        "sha256": source.sha256,
    }
