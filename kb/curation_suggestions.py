"""What the rules quote from the passages of a practice that is a curator's already."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ingest.practices import told_by
from kb.curation import quote_key
from kb.curation_quotes import told_of
from kb.gazetteer import load_gazetteer
from kb.practices import PracticeDraft, PracticeField, Quote

if TYPE_CHECKING:
    from kb.store import Store


def suggestions(store: Store, draft: PracticeDraft) -> Mapping[PracticeField, tuple[Quote, ...]]:
    """Return quotes from its passages by field that the practice has not, in the order of the documents."""
    found: dict[PracticeField, dict[str, Quote]] = {}
    for name, quote in _quoted(store, draft):
        found.setdefault(name, {}).setdefault(quote_key(quote), quote)
    known = {name: set(map(quote_key, quotes)) for name, quotes in draft.fields.items()}
    new = {
        name: tuple(quote for key, quote in quotes.items() if key not in known.get(name, ()))
        for name, quotes in found.items()
    }
    return {name: new[name] for name in PracticeField if new.get(name)}


def _quoted(store: Store, draft: PracticeDraft) -> Iterator[tuple[PracticeField, Quote]]:
    chunks = {quote.chunk_id for quote in draft.passages if not quote.is_lost}
    for document_id in sorted({quote.document_id for quote in draft.passages}):
        told = told_of(store, document_id)
        for contribution in told_by(told, load_gazetteer()) if told is not None else ():
            for name, quotes in contribution.fields.items():
                if name is not PracticeField.TITLE:
                    yield from ((name, quote) for quote in quotes if quote.chunk_id in chunks)
