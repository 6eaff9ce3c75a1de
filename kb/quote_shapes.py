"""A quote in JSON, the same wherever it stands; part of the contract that docs/json.md describes."""

from __future__ import annotations

from collections.abc import Mapping

from kb.practices import Quote
from kb.records import Document, DocumentId


def quote_json(quote: Quote, documents: Mapping[DocumentId, Document]) -> dict[str, object]:
    """Return a quote; ``documents`` are those that are there."""
    document = documents.get(quote.document_id)
    return {
        "text": quote.text,
        "code": quote.code,
        "chunk_id": quote.chunk_id,
        "document_id": quote.document_id,
        "source": document.source.name if document else None,
        "page": quote.page,
        "chars": [quote.start, quote.end] if document and document.has_lines else None,
        "lost": quote.is_lost,
    }
