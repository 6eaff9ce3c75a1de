"""A knowledge base in memory with just enough of the facade for the pages."""

# ruff: noqa: ARG002 - the facade decides the parameters

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kb.accounts import Actor
from kb.entries import Entry, EntryRef
from kb.errors import DocumentNotFoundError, QueryError
from kb.gazetteer import Gazetteer, load_gazetteer
from kb.glosses import Gloss
from kb.practices import PracticeId
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    DocumentType,
    DroppedText,
    Duplicate,
    Facet,
    Filters,
    Hit,
    Language,
    Metadata,
    OfferedFilter,
    PageSpan,
    Query,
    RankedChunk,
    Ranking,
    RetrieverEvidence,
    SearchResult,
    Section,
    Source,
    Span,
    Tag,
    TagMethod,
    Why,
)
from kb.settings import Settings
from kb.store.statistics import Stats
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.word_desk import word_help


def tag(facet: Facet, value: str, evidence: str = "", method: TagMethod = TagMethod.NAME) -> Tag:
    return Tag(facet=facet, value=value, confidence=0.9, method=method, evidence=evidence)


def make_chunk(
    chunk_id: int,
    text: str,
    *,
    document_id: int = 1,
    heading_path: tuple[str, ...] = (),
    page: int | None = None,
    lines: tuple[int, int] | None = None,
    language: Language = Language.SWEDISH,
    tags: tuple[Tag, ...] = (),
    start: int | None = None,
) -> Chunk:
    first = chunk_id * 1000 if start is None else start
    return Chunk(
        id=ChunkId(chunk_id),
        document_id=DocumentId(document_id),
        ordinal=chunk_id,
        text=text,
        start=first,
        end=first + len(text),
        heading_path=heading_path,
        page=page,
        lines=lines,
        language=language,
        is_example=True,
        tags=tags,
    )


def make_document(
    document_id: int,
    title: str,
    *,
    name: str = "notes.txt",
    year: int | None = 2017,
    date: str | None = None,
    language: Language = Language.SWEDISH,
    kind: DocumentType = DocumentType.NOTES,
    media_type: str = "text/plain",
    url: str | None = None,
    n_chunks: int = 1,
) -> Document:
    return Document(
        id=DocumentId(document_id),
        source=Source(
            path=f"/documents/{name}",
            name=name,
            sha256=hashlib.sha256(f"{document_id} {name}".encode()).hexdigest(),
            media_type=media_type,
            n_bytes=100,
            url=url,
        ),
        metadata=Metadata(title=title, date=date, year=year, type=kind, language=language),
        tags=(),
        has_lines=media_type == "text/plain",
        n_chunks=n_chunks,
        n_pages=0,
        ingested_at="2026-01-01T00:00:00Z",
    )


class FakeEntries:
    """Knows the practices that a test has put into ``practices``, by the passages that tell of them."""

    def __init__(self) -> None:
        self.practices: dict[int, tuple[Entry, ...]] = {}  # by chunk id

    def practices_with(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, tuple[PracticeId, ...]]:
        return {
            chunk_id: tuple(PracticeId(entry.ref.number) for entry in self.practices[chunk_id])
            for chunk_id in chunk_ids
            if chunk_id in self.practices
        }

    def find(self, refs: Sequence[EntryRef]) -> dict[EntryRef, Entry]:
        known = {entry.ref: entry for entries in self.practices.values() for entry in entries}
        return {ref: known[ref] for ref in refs if ref in known}


class FakeAccounts:
    """There are no accounts, unless a test says so."""

    def __init__(self) -> None:
        self.there_are = False

    def can_log_in(self) -> bool:
        return self.there_are

    def actor_of(self, token: str) -> Actor | None:
        return None


class FakeKnowledgeBase:
    """Finds chunks that contain every word of the query and share a tag with every example.

    What search says beyond the hits is what the test has put into ``problem``, ``suggestion`` and so on.
    """

    def __init__(self, documents: Sequence[Document], chunks: Sequence[Chunk]) -> None:
        self.documents = {document.id: document for document in documents}
        self.all_chunks = list(chunks)
        self.dropped_texts: tuple[DroppedText, ...] = ()
        self.page_spans: tuple[PageSpan, ...] = ()
        self.original_path: Path | None = None
        self.png: bytes | None = None
        self.withheld = False
        self.n_searches = 0
        self.asked: list[Query] = []
        self.problem: str | None = None
        self.suggestion: str | None = None
        self.offered: tuple[OfferedFilter, ...] = ()
        self.best: dict[int, Span] = {}  # by chunk id
        self.copies: dict[int, tuple[Duplicate, ...]] = {}
        self.not_indexed: set[int] = set()
        self.entries = FakeEntries()
        self.accounts = FakeAccounts()

    def acting_as(self, actor: Actor) -> FakeKnowledgeBase:
        return self

    def documents_by_id(self, ids: Sequence[DocumentId]) -> dict[DocumentId, Document]:
        return {each: self.documents[each] for each in ids if each in self.documents}

    @property
    def settings(self) -> Settings:
        return Settings.model_validate({"home": Path("metodbank")})

    def highlights(self, text: str, chunk: Chunk) -> tuple[Span, ...]:
        return self._hit(1, chunk, text.casefold().split()).highlights

    def rank(self, query: Query) -> Ranking:
        hits = self.search(replace(query, limit=len(self.all_chunks))).hits
        ranked = (
            RankedChunk(chunk_id=hit.chunk.id, document_id=hit.document.id, score=1.0, evidence={})
            for hit in hits
        )
        return Ranking(ranked=tuple(ranked), facets={})

    @property
    def store(self) -> FakeKnowledgeBase:
        return self

    def chunks_by_id(self, ids: Sequence[ChunkId]) -> dict[ChunkId, Chunk]:
        return {chunk.id: chunk for chunk in self.all_chunks if chunk.id in ids}

    def word_help(self, text: str, *, language: Language, reader: Language) -> tuple[Gloss, ...]:
        return word_help(text, language=language, reader=reader)

    @property
    def taxonomy(self) -> Taxonomy:
        return load_taxonomy()

    @property
    def gazetteer(self) -> Gazetteer:
        return load_gazetteer()

    def version(self) -> int:
        return 1

    def document(self, document_id: DocumentId) -> Document:
        if document_id not in self.documents:
            raise DocumentNotFoundError(f"There is no document {document_id}.")
        return self.documents[document_id]

    def chunks(self, document_id: DocumentId) -> tuple[Chunk, ...]:
        return tuple(chunk for chunk in self.all_chunks if chunk.document_id == document_id)

    def sections(self, document_id: DocumentId) -> tuple[Section, ...]:
        return ()

    def dropped(self, document_id: DocumentId) -> tuple[DroppedText, ...]:
        return self.dropped_texts

    def pages(self, document_id: DocumentId) -> tuple[PageSpan, ...]:
        return self.page_spans

    def original(self, document_id: DocumentId) -> Path | None:
        return self.original_path

    def is_withheld(self, document_id: DocumentId) -> bool:
        return self.withheld

    def page_image(self, document_id: DocumentId, page_number: int) -> bytes | None:
        return self.png

    def stats(self) -> Stats:
        counts = self._facets(self.all_chunks)
        return Stats(
            n_documents=len(self.documents),
            n_chunks=len(self.all_chunks),
            n_examples=0,
            n_dropped=0,
            languages=dict(counts[Facet.LANGUAGE]),
            countries=dict(counts[Facet.COUNTRY]),
            municipalities=dict(counts[Facet.MUNICIPALITY]),
            themes=dict(counts[Facet.THEME]),
            types=dict(counts[Facet.TYPE]),
            years=dict(counts[Facet.YEAR]),
            target_groups=dict(counts[Facet.TARGET_GROUP]),
            statuses=dict(counts[Facet.STATUS]),
            participation=dict(counts[Facet.PARTICIPATION]),
            lessons=dict(counts[Facet.LESSON]),
        )

    def search(self, query: Query) -> SearchResult:
        self.n_searches += 1
        if len(query.text) > 2000:
            raise QueryError(f"The query has {len(query.text)} characters, at most 2000 are searched.")
        if any(each in self.not_indexed for each in (*query.like, *query.unlike)):
            raise QueryError("There is no passage to compare with.")
        self.asked.append(query)
        words = query.text.casefold().split()
        liked = [chunk for chunk in self.all_chunks if chunk.id in query.like]
        found = [
            chunk
            for chunk in self.all_chunks
            if all(word in chunk.text.casefold() for word in words)
            and all(_share_a_tag(chunk, each) for each in liked)
            and chunk.id not in {*query.like, *query.unlike}
            and self._passes(chunk, query.filters)
        ]
        facets = self._facets(found)
        if query.group_by_document:
            found = list({chunk.document_id: chunk for chunk in reversed(found)}.values())[::-1]
        shown = found[query.offset : query.offset + query.limit]
        return SearchResult(
            query=query,
            query_language=Language.SWEDISH,
            total=len(found),
            took_ms=1.0,
            facets=facets,
            hits=tuple(self._hit(rank, c, words) for rank, c in enumerate(shown, start=query.offset + 1)),
            problem=self.problem,
            suggestion=self.suggestion,
            offered_filters=self.offered,
        )

    def _hit(self, rank: int, chunk: Chunk, words: list[str]) -> Hit:
        spans = sorted(
            (m.start(), m.end())
            for word in words
            for m in re.finditer(re.escape(word), chunk.text.casefold())
        )
        return Hit(
            rank=rank,
            score=1.0,
            chunk=chunk,
            document=self.documents[chunk.document_id],
            evidence={"lexical": RetrieverEvidence(rank=rank, score=1.0)},
            why=tuple(Why(query=word, text=word, kind="exact") for word in words),
            highlights=tuple(Span(start=start, end=end) for start, end in spans),
            best=self.best.get(chunk.id),
            duplicates=self.copies.get(chunk.id, ()),
        )

    def _values(self, chunk: Chunk) -> dict[Facet, set[str]]:
        metadata = self.documents[chunk.document_id].metadata
        values: dict[Facet, set[str]] = {facet: set() for facet in Facet}
        for one in chunk.tags:
            values[one.facet].add(one.value)
            if one.facet is Facet.THEME:
                values[one.facet].add(one.value.partition(".")[0])
        values[Facet.LANGUAGE].add(chunk.language.value)
        values[Facet.TYPE].add(metadata.type.value)
        if metadata.year is not None:
            values[Facet.YEAR].add(str(metadata.year))
        return values

    def _passes(self, chunk: Chunk, filters: Filters) -> bool:
        values = self._values(chunk)
        chosen = {
            Facet.THEME: filters.themes,
            Facet.COUNTRY: filters.countries,
            Facet.MUNICIPALITY: filters.municipalities,
            Facet.LANGUAGE: filters.languages,
            Facet.TYPE: filters.types,
            Facet.TARGET_GROUP: filters.target_groups,
            Facet.STATUS: filters.statuses,
            Facet.PARTICIPATION: filters.participation,
            Facet.LESSON: filters.lessons,
        }
        if filters.years is not None:
            first, last = filters.years
            if not any(first <= int(year) <= last for year in values[Facet.YEAR]):
                return False
        return all(not codes or codes & values[facet] for facet, codes in chosen.items())

    def _facets(self, chunks: Sequence[Chunk]) -> dict[Facet, tuple[tuple[str, int], ...]]:
        counts: dict[Facet, Counter[str]] = {facet: Counter() for facet in Facet}
        for chunk in chunks:
            for facet, values in self._values(chunk).items():
                counts[facet].update(sorted(values))
        return {facet: tuple(counter.most_common()) for facet, counter in counts.items()}


def _share_a_tag(chunk: Chunk, other: Chunk) -> bool:
    return bool({(each.facet, each.value) for each in chunk.tags} & {(t.facet, t.value) for t in other.tags})


def small_library() -> FakeKnowledgeBase:
    """Return two documents, a Swedish and a Danish one, and one more that is old."""
    kil = (
        tag(Facet.MUNICIPALITY, "SE1715", "Kils kommun"),
        tag(Facet.COUNTRY, "SE", "Kils kommun"),
        tag(Facet.THEME, "dialog.budget", "byapeng", TagMethod.TERM),
    )
    ikast = (
        tag(Facet.MUNICIPALITY, "DK756", "Ikast-Brande", TagMethod.INFERRED),
        tag(Facet.COUNTRY, "DK", "Ikast-Brande", TagMethod.INFERRED),
        tag(Facet.THEME, "dialog.unga", "ungeråd", TagMethod.TERM),
    )
    swedish = make_document(1, "Dialog i Värmland", date="2017-06-15", name="notes.txt")
    danish = make_document(
        2,
        "Unge i Ikast-Brande",
        year=2024,
        name="unge.md",
        language=Language.DANISH,
        kind=DocumentType.ARTICLE,
    )
    chunks = [
        make_chunk(11, "- I Kils kommun fick två byalag pengar till bygden.", lines=(13, 13), tags=kil),
        make_chunk(
            12, "Möten hölls i bygdegården.", lines=(14, 15), heading_path=("Dialog", "Möten"), tags=kil
        ),
        make_chunk(
            21,
            "Ungerådet fik penge til lokale projekter.",
            document_id=2,
            heading_path=("Unge i Ikast-Brande",),
            language=Language.DANISH,
            tags=ikast,
        ),
    ]
    return FakeKnowledgeBase([swedish, danish], chunks)
