"""What whoever reviews a document sees of it: suggested tags with quotes, and the practices it gives."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.batches import ReviewItemId, ReviewState
from kb.collection_keys import words_hash
from kb.gazetteer import load_gazetteer
from kb.originals import kept_original
from kb.records import Chunk, ChunkId, Document, DocumentType, Facet, Span, TagMethod
from kb.reviews import (
    WHOLE,
    FileDecisions,
    QueuedItem,
    ReviewItem,
    SuggestedTag,
    TagDecision,
    TagPlace,
)

if TYPE_CHECKING:
    from pathlib import Path

    from kb.practices import PracticeDraft
    from kb.store import Store

_Key = tuple[Facet, str]
_ORDER = {facet: number for number, facet in enumerate(Facet)}


def review_item(
    document: Document, store: Store, decisions: FileDecisions, item: QueuedItem | None, originals: Path
) -> ReviewItem:
    """Return a document of a store with what is suggested and decided of it, without what its batch tells.

    Args:
        document: As stored.
        store: Where it lies.
        decisions: About the tags of its file.
        item: None: nobody handed it in.
        originals: The folder of kept originals that belongs to the store.
    """
    from ingest.decisions import decided_document

    chunks = store.chunks(document.id)
    after, passages = decided_document(document, chunks, decisions)
    versions = [each.version for each in decisions.decisions]
    return ReviewItem(
        id=item.id if item is not None else ReviewItemId(0),
        state=item.state if item is not None else ReviewState.ACCEPTED,
        version=item.version if item is not None else max(versions, default=0),
        document=after,
        chunks=passages,
        sections=store.sections(document.id),
        pages=store.pages(document.id),
        dropped=store.dropped(document.id),
        n_restored=len(store.restored_lines().get(document.source.sha256, ())),
        tags=suggested_tags(document, chunks, decisions),
        practices=practices_of(after, store.text(document.id), passages),
        has_original=kept_original(document.source, originals) is not None,
    )


def suggested_tags(
    document: Document, chunks: Sequence[Chunk], decisions: FileDecisions
) -> tuple[SuggestedTag, ...]:
    """Return the tags of a document and its passages by facet and value, with what was decided of them.

    Args:
        document: With the tags that rules suggest.
        chunks: Likewise.
        decisions: About the same file; what they reject is returned too.
    """
    hashes = {chunk.id: words_hash(chunk.text, decisions.key) for chunk in chunks}
    known = {each.key: each for each in decisions.decisions}
    places: dict[_Key, list[TagPlace]] = defaultdict(list)
    for key, place in _of_document(document, chunks):
        places[key].append(place)
    for chunk in chunks:
        for tag in chunk.tags:
            decision = known.get((tag.facet, tag.value, hashes[chunk.id]))
            places[tag.facet, tag.value].append(
                _place(chunk, tag.evidence, tag.confidence, tag.method, decision)
            )
    by_passage: dict[str, list[TagDecision]] = defaultdict(list)
    for each in decisions.decisions:
        by_passage[each.passage].append(each)
        places[each.facet, each.value]  # what was decided shows, though no rule suggests it any more
    for chunk in chunks:
        for each in by_passage[hashes[chunk.id]]:
            _add_decided(places[each.facet, each.value], chunk, each)
    found = [
        SuggestedTag(
            facet=facet,
            value=value,
            places=tuple(at),
            decision=known.get((facet, value, WHOLE)),
            is_added=any(each.is_added and each.key[:2] == (facet, value) for each in decisions.decisions),
        )
        for (facet, value), at in places.items()
    ]
    return tuple(sorted(found, key=lambda tag: (_ORDER[tag.facet], -len(tag.places), tag.value)))


def practices_of(document: Document, text: str, chunks: Sequence[Chunk]) -> tuple[PracticeDraft, ...]:
    """Return the candidates that a document would give by itself, the most told first."""
    from ingest.practices import Told, drafts_of, told_by

    drafts = drafts_of(told_by(Told(document, text, tuple(chunks)), load_gazetteer()))
    return tuple(sorted(drafts, key=lambda draft: -sum(len(passage.text) for passage in draft.passages)))


def _of_document(document: Document, chunks: Sequence[Chunk]) -> Iterator[tuple[_Key, TagPlace]]:
    """Yield what is said of the document as a whole; year and type are no tags, and are shown like them."""
    for tag in document.tags:
        yield (tag.facet, tag.value), _whole(tag.evidence, tag.confidence, tag.method)
    metadata = document.metadata
    if metadata.year is not None:
        yield (Facet.YEAR, str(metadata.year)), _first_place(chunks, str(metadata.year))
    if metadata.type is not DocumentType.OTHER:
        yield (Facet.TYPE, metadata.type), _whole("", 1.0, TagMethod.INFERRED)


def _whole(evidence: str, confidence: float, method: TagMethod) -> TagPlace:
    return TagPlace(chunk_id=None, evidence=evidence, confidence=confidence, method=method)


def _first_place(chunks: Sequence[Chunk], year: str) -> TagPlace:
    """Return the first sentence or line that has a year."""
    pattern = re.compile(rf"[^.!?\n]*(?<!\d){year}(?!\d)[^.!?\n]*")
    for chunk in chunks:
        found = pattern.search(chunk.text)
        if found is not None:
            return _whole(found.group().strip()[:200], 1.0, TagMethod.METADATA)
    return _whole("", 1.0, TagMethod.METADATA)


def _place(
    chunk: Chunk, evidence: str, confidence: float, method: TagMethod, decision: TagDecision | None
) -> TagPlace:
    return TagPlace(
        chunk_id=chunk.id,
        evidence=evidence,
        confidence=confidence,
        method=method,
        page=chunk.page,
        span=find_words(chunk.text, evidence) if method is not TagMethod.INFERRED else None,
        decision=decision,
    )


def _add_decided(places: list[TagPlace], chunk: Chunk, decision: TagDecision) -> None:
    """Show a place that a person has added, or where a tag was rejected and is stored no more."""
    if any(place.chunk_id == chunk.id for place in places):
        return
    if decision.place is None:
        places.append(_place(chunk, "", 1.0, TagMethod.INFERRED, decision))
        return
    first, past = decision.place
    places.append(
        TagPlace(
            chunk_id=chunk.id,
            evidence=" ".join(chunk.text[first:past].split()),
            confidence=1.0,
            method=TagMethod.CURATOR,
            page=chunk.page,
            span=Span(start=first, end=past),
            decision=decision,
        )
    )


def find_words(text: str, words: str) -> Span | None:
    """Return where words stand in a text, exactly but for white space and, if need be, case."""
    parts = [re.escape(part) for part in words.split()]
    if not parts:
        return None
    pattern = r"\s+".join(parts)
    found = re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)
    return Span(start=found.start(), end=found.end()) if found is not None else None


def hashes_of(chunks: Sequence[Chunk], key: str) -> Mapping[ChunkId, str]:
    """Return what is kept of the words of each passage."""
    return {chunk.id: words_hash(chunk.text, key) for chunk in chunks}
