"""Finds the words that a curator quotes, and makes sure that nothing else gets into a practice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ingest.practice_anchors import Passages, anchored
from ingest.practice_parts import Told
from kb.curation import NewQuote, quote_key
from kb.errors import CurationError
from kb.gazetteer import load_gazetteer
from kb.practice_codes import code_problem, known_code
from kb.practices import PracticeField, Quote
from kb.taxonomy import load_taxonomy
from kb.text import one_line

if TYPE_CHECKING:
    from kb.practices import PracticeDraft
    from kb.records import Chunk, ChunkId, DocumentId
    from kb.store import Store
    from kb.store.curating import Curating


def find_quotes(store: Store, field: PracticeField, quotes: Sequence[NewQuote]) -> tuple[Quote, ...]:
    """Return quotes as they stand in their passages, each once.

    Raises:
        CurationError: A passage is gone or has not these words, or a code is none of the field's.
    """
    chunks = _chunks(store, [quote.chunk_id for quote in quotes])
    found: dict[str, Quote] = {}
    for wanted in quotes:
        code = _code(field, wanted)
        told = _told(store, chunks[wanted.chunk_id])
        passages = Passages([told])
        quote = passages.find(wanted.words, code)
        if quote is None:
            raise _not_found(wanted, passages, told)
        found.setdefault(quote_key(quote), quote)
    return tuple(found.values())


def whole_passages(store: Store, chunk_ids: Iterable[ChunkId]) -> tuple[Quote, ...]:
    """Return whole passages as quotes, in the order of the documents.

    Raises:
        CurationError: A passage is gone.
    """
    found = [
        quote
        for chunk in _chunks(store, list(chunk_ids)).values()
        for quote in Passages([_told(store, chunk)]).whole([chunk.id])
    ]
    return tuple(sorted(found, key=lambda quote: (quote.document_id, quote.start)))


def anchored_now(store: Store, draft: PracticeDraft) -> PracticeDraft:
    """Return a practice as it was kept, with its quotes where they stand in the documents of now."""
    quotes = [*draft.passages, *(quote for found in draft.fields.values() for quote in found)]
    passages = {}
    for document_id in sorted({quote.document_id for quote in quotes}):
        told = told_of(store, document_id)
        if told is not None:
            passages[document_id] = Passages([told])
    return anchored(draft, passages, has_whole_passages=False)


def told_of(store: Store, document_id: DocumentId) -> Told | None:
    """Return a document with its text and its chunks, None if it was deleted."""
    document = store.documents_by_id([document_id]).get(document_id)
    if document is None:
        return None
    return Told(document, store.text(document_id), store.chunks(document_id))


def _chunks(store: Store, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
    found = store.chunks_by_id(list(dict.fromkeys(chunk_ids)))
    gone = [each for each in chunk_ids if each not in found]
    if gone:
        raise _passage_gone(gone[0])
    return {each: found[each] for each in dict.fromkeys(chunk_ids)}


def need_chunks(curating: Curating, chunk_ids: Iterable[ChunkId]) -> None:
    """Make sure, in a transaction, that passages are there still.

    Raises:
        CurationError: One is gone.
    """
    for gone in sorted(curating.missing_chunks(set(chunk_ids))):
        raise _passage_gone(gone)


def _passage_gone(chunk_id: ChunkId) -> CurationError:
    return CurationError(
        f"There is no passage {chunk_id}. Its document was changed or removed; look at it again.",
        key="curate.problem_passage_gone",
    )


def _told(store: Store, chunk: Chunk) -> Told:
    return Told(store.document(chunk.document_id), store.text(chunk.document_id), (chunk,))


def _code(field: PracticeField, wanted: NewQuote) -> str | None:
    value = known_code(field, wanted.words, wanted.code or None, load_taxonomy(), load_gazetteer())
    problem = code_problem(field, value, load_taxonomy(), load_gazetteer())
    if problem is None:
        return value.code
    if value.code is None:
        raise CurationError(f"{field}: {problem}", key="curate.problem_code_missing")
    raise CurationError(f"{field}: {problem}", key="curate.problem_code", code=one_line(value.code))


def _not_found(wanted: NewQuote, passages: Passages, told: Told) -> CurationError:
    words, nearest = one_line(wanted.words), passages.nearest(wanted.words)
    name = one_line(told.document.source.name)
    if not words:
        return CurationError("No words are quoted.", key="curate.problem_no_words")
    if nearest is None:
        message = f"The passage of {name} has not the words “{words}”. Quote words that stand in it."
        return CurationError(message, key="curate.problem_not_found", words=words)
    nearest = one_line(nearest)
    message = f"The passage of {name} has not the words “{words}”. The nearest is “{nearest}”."
    return CurationError(message, key="curate.problem_not_found_near", words=words, nearest=nearest)
