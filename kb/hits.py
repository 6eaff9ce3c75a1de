"""Makes hits of ranked chunks: with their texts, the reasons, the best sentences and their copies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kb.records import Duplicate, Hit, Span

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kb.records import Chunk, ChunkId, Document, DocumentId, Language, RankedChunk
    from kb.store import Store
    from kb.taxonomy import Taxonomy

_EXAMPLE_CHARS = 2_000  # of the examples of a query without words that reasons are looked for in


def make_hits(
    ranked: Sequence[RankedChunk],
    *,
    text: str,
    language: Language,
    like: Sequence[ChunkId],
    first_rank: int,
    store: Store,
    taxonomy: Taxonomy,
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
    """
    folded = [chunk_id for candidate in ranked for chunk_id in candidate.duplicates]
    chunks = store.chunks_by_id([*(candidate.chunk_id for candidate in ranked), *folded, *like])
    documents = store.documents_by_id(list({chunk.document_id for chunk in chunks.values()}))
    if not text and like:
        examples = [chunks[chunk_id] for chunk_id in like if chunk_id in chunks]
        text = "\n".join(example.text for example in examples)[:_EXAMPLE_CHARS]
        language = examples[0].language if examples else language
    hits = []
    for rank, candidate in enumerate(ranked, start=first_rank):
        chunk = chunks.get(candidate.chunk_id)
        document = documents.get(candidate.document_id)
        if chunk is not None and document is not None:
            duplicates = _duplicates(candidate.duplicates, chunks, documents)
            hits.append(_hit(rank, candidate, chunk, document, duplicates, text, language, taxonomy))
    return tuple(hits)


def _hit(
    rank: int,
    candidate: RankedChunk,
    chunk: Chunk,
    document: Document,
    duplicates: tuple[Duplicate, ...],
    text: str,
    language: Language,
    taxonomy: Taxonomy,
) -> Hit:
    from search.explain import explain

    why, highlights = explain(
        text,
        chunk_text=chunk.text,
        heading_path=chunk.heading_path,
        title=document.metadata.title,
        chunk_language=chunk.language,
        taxonomy=taxonomy,
        query_language=language,
        found_by_meaning="semantic" in candidate.evidence,
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
