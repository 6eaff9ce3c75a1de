"""Makes hits of ranked chunks: with their texts, the reasons, the best sentences and their copies."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kb.language import detect_query
from kb.records import Duplicate, Hit, Span
from kb.taxonomy import load_taxonomy
from kb.text import to_nfc, without_invisible

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.protocols import SearchBackend
    from kb.records import Chunk, ChunkId, Document, DocumentId, Language, RankedChunk, Why
    from kb.store import Store
    from kb.taxonomy import Taxonomy

_EXAMPLE_CHARS = 2_000  # of the examples of a query without words that reasons are looked for in


class _Asked(NamedTuple):
    """What reasons are looked for."""

    text: str
    language: Language
    taxonomy: Taxonomy
    shares: Mapping[str, float]  # of all chunks, by folded word
    by_example: bool  # the text is that of examples


def make_hits(
    ranked: Sequence[RankedChunk],
    *,
    text: str,
    language: Language,
    like: Sequence[ChunkId],
    first_rank: int,
    store: Store,
    taxonomy: Taxonomy,
    backend: SearchBackend,
) -> tuple[Hit, ...]:
    """Return the hits of ``ranked``, in order; a chunk that another process has deleted is left out.

    Args:
        ranked: One page of them.
        text: The query; where it is empty, reasons are the words that a hit shares with the examples.
        language: Of the query.
        like: The examples of the query.
        first_rank: The rank of the first.
        store: Where the texts are.
        taxonomy: The themes.
        backend: Tells how common the words of the query are.
    """
    folded = [chunk_id for candidate in ranked for chunk_id in candidate.duplicates]
    chunks = store.chunks_by_id([*(candidate.chunk_id for candidate in ranked), *folded, *like])
    documents = store.documents_by_id(list({chunk.document_id for chunk in chunks.values()}))
    by_example = bool(like) and not text
    if by_example:
        examples = [chunks[chunk_id] for chunk_id in like if chunk_id in chunks]
        text = "\n".join(example.text for example in examples)[:_EXAMPLE_CHARS]
        language = examples[0].language if examples else language
    asked = _Asked(text, language, taxonomy, backend.word_shares(text, language), by_example)
    hits = []
    for rank, candidate in enumerate(ranked, start=first_rank):
        chunk = chunks.get(candidate.chunk_id)
        document = documents.get(candidate.document_id)
        if chunk is not None and document is not None:
            duplicates = _duplicates(candidate.duplicates, chunks, documents)
            hits.append(_hit(rank, candidate, chunk, document, duplicates, asked))
    return tuple(hits)


def _hit(
    rank: int,
    candidate: RankedChunk,
    chunk: Chunk,
    document: Document,
    duplicates: tuple[Duplicate, ...],
    asked: _Asked,
) -> Hit:
    why, highlights = _explained(
        asked, chunk, document.metadata.title, found_by_meaning="semantic" in candidate.evidence
    )
    return Hit(
        rank=rank,
        score=candidate.score,
        chunk=chunk,
        document=document,
        evidence=candidate.evidence,
        why=why,
        highlights=highlights,
        best=_best(chunk, candidate.best_windows),
        duplicates=duplicates,
    )


def highlights_in(text: str, chunk: Chunk) -> tuple[Span, ...]:
    """Return the words of a chunk that a query asks for, in order, not overlapping."""
    query = without_invisible(to_nfc(text)).strip()
    asked = _Asked(query, detect_query(query), load_taxonomy(), {}, by_example=False)
    _, highlights = _explained(asked, chunk, "", found_by_meaning=True)
    return highlights


def _explained(
    asked: _Asked, chunk: Chunk, title: str, *, found_by_meaning: bool
) -> tuple[tuple[Why, ...], tuple[Span, ...]]:
    from search.explain import explain

    return explain(
        asked.text,
        chunk_text=chunk.text,
        heading_path=chunk.heading_path,
        title=title,
        chunk_language=chunk.language,
        taxonomy=asked.taxonomy,
        query_language=asked.language,
        found_by_meaning=found_by_meaning,
        # of the many words of an example some always look like some of a hit
        with_similar=not asked.by_example,
        shares=asked.shares,
    )


def _best(chunk: Chunk, windows: tuple[int, int] | None) -> Span | None:
    from search.windows import windows_of

    if windows is None:
        return None
    spans = windows_of(chunk.text)
    first, last = windows
    # they differ where the index was made from an earlier text of the chunk
    return Span(start=spans[first][0], end=spans[last][1]) if last < len(spans) else None


def _duplicates(
    chunk_ids: Sequence[ChunkId],
    chunks: Mapping[ChunkId, Chunk],
    documents: Mapping[DocumentId, Document],
) -> tuple[Duplicate, ...]:
    return tuple(
        Duplicate(
            chunk_id=chunk_id,
            document_id=chunks[chunk_id].document_id,
            title=documents[chunks[chunk_id].document_id].metadata.title,
        )
        for chunk_id in chunk_ids
        if chunk_id in chunks and chunks[chunk_id].document_id in documents
    )


def best_by_document(ranked: Sequence[RankedChunk]) -> list[RankedChunk]:
    """Return the best chunk of each document, in order."""
    best: dict[DocumentId, RankedChunk] = {}
    for candidate in ranked:
        best.setdefault(candidate.document_id, candidate)
    return list(best.values())
