"""The JSON shapes that the command line answers with: a public contract, described in docs/json.md."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TypeAlias

from kb.erasing import Erased
from kb.erasure_plan import ErasurePlan
from kb.gazetteer import Gazetteer
from kb.records import (
    ASPECTS,
    FILTER_FACETS,
    QUANTITIES,
    Chunk,
    Document,
    DroppedText,
    Facet,
    Hit,
    IngestReport,
    Language,
    RetrieverEvidence,
    SearchResult,
    Tag,
    TagMethod,
)
from kb.restoring import Restored
from kb.similar_answers import SimilarDocuments, Similarities
from kb.store.erased import Erasure
from kb.store.statistics import Stats
from kb.taxonomy import Taxonomy

Json: TypeAlias = dict[str, object]

_RETRIEVERS = ("semantic", "lexical")


def search_json(result: SearchResult, gazetteer: Gazetteer) -> Json:
    """Return the answer to a query."""
    language = result.query_language
    return {
        "query": result.query.text,
        "query_language": None if language is Language.UNKNOWN else language.value,
        "total": result.total,
        "took_ms": round(result.took_ms, 1),
        "problem": result.problem,
        "suggestion": result.suggestion,
        "offered_filters": [
            {"facet": each.facet.value, "value": each.value, "typed": each.typed, "rest": each.rest}
            for each in result.offered_filters
        ],
        "facets": {
            facet.value: [{"id": value, "n": n} for value, n in result.facets.get(facet, ())]
            for facet in FILTER_FACETS
        },
        "hits": [_hit(hit, gazetteer) for hit in result.hits],
    }


def _hit(hit: Hit, gazetteer: Gazetteer) -> Json:
    chunk, document = hit.chunk, hit.document
    return {
        "rank": hit.rank,
        "score": round(hit.score, 4),
        "chunk_id": chunk.id,
        "document_id": document.id,
        "title": document.metadata.title,
        "source": document.source.name,
        "page": chunk.page,
        "lines": list(chunk.lines) if chunk.lines else None,
        "heading_path": list(chunk.heading_path),
        "language": chunk.language.value,
        "text": chunk.text,
        "highlights": [[span.start, span.end] for span in hit.highlights],
        "best": [hit.best.start, hit.best.end] if hit.best else None,
        "themes": _themes(chunk, document),
        "year": document.metadata.year,
        "period": document.metadata.period,
        "type": document.metadata.type.value,
        "is_example": chunk.is_example,
        "municipalities": municipalities_json(chunk.tags, gazetteer),
        "aspects": aspects_json(chunk.tags),
        "why": [{"query": why.query, "text": why.text, "kind": why.kind} for why in hit.why],
        "evidence": {name: _evidence(hit.evidence.get(name)) for name in _RETRIEVERS},
        "duplicates": [
            {"chunk_id": each.chunk_id, "document_id": each.document_id, "title": each.title}
            for each in hit.duplicates
        ],
    }


def _evidence(found: RetrieverEvidence | None) -> Json | None:
    return None if found is None else {"rank": found.rank, "score": round(found.score, 4)}


def themes_of(tags: Iterable[Tag]) -> list[str]:
    """Return the theme ids among tags, each once, in order."""
    return list(dict.fromkeys(tag.value for tag in tags if tag.facet is Facet.THEME))


def stated(tags: Iterable[Tag]) -> list[Tag]:
    """Return the tags that the document states of itself, and that so hold for each of its chunks."""
    return [tag for tag in tags if tag.method.is_stated]


def aspects_json(tags: Iterable[Tag]) -> Json:
    """Return what tags tell of the practice, by facet, each value with the words that it rests on."""
    told: dict[Facet, list[Json]] = {facet: [] for facet in (*ASPECTS, *QUANTITIES)}
    for tag in tags:
        if tag.facet in told:
            told[tag.facet].append(
                {"value": tag.value, "quote": tag.evidence, "confidence": round(tag.confidence, 2)}
            )
    return {facet.value: entries for facet, entries in told.items()}


def _themes(chunk: Chunk, document: Document) -> list[str]:
    return themes_of([*chunk.tags, *stated(document.tags)])


def municipalities_json(tags: Iterable[Tag], gazetteer: Gazetteer) -> list[Json]:
    """Return the municipalities among tags, each once; ``inferred`` if no tag rests on the text itself."""
    inferred: dict[str, bool] = {}
    for tag in tags:
        if tag.facet is Facet.MUNICIPALITY:
            here = tag.method is TagMethod.INFERRED
            inferred[tag.value] = inferred.get(tag.value, True) and here
    return [
        {
            "code": code,
            "name": gazetteer.get(code).name,
            "country": code[:2],
            "inferred": is_inferred,
        }
        for code, is_inferred in inferred.items()
    ]


def document_json(
    document: Document, chunks: Sequence[Chunk], dropped: Sequence[DroppedText], gazetteer: Gazetteer
) -> Json:
    """Return a document with all its chunks and what was left out of them."""
    return {
        "document_id": document.id,
        "source": document.source.name,
        "metadata": _metadata(document, chunks, gazetteer),
        "chunks": [_chunk(chunk, document, gazetteer) for chunk in chunks],
        "dropped": [
            {
                "number": number,
                "lines": list(piece.lines) if piece.lines else None,
                "text": piece.text,
                "reason": piece.reason,
            }
            for number, piece in enumerate(dropped, start=1)
        ],
    }


def restored_json(done: Restored) -> Json:
    """Return what came of restoring dropped text."""
    return {
        "document_id": done.document_id,
        "lines": done.n_lines,
        "elsewhere": done.n_elsewhere,
        "remaining": [{"reason": piece.reason, "text": piece.text} for piece in done.remaining],
    }


def _metadata(document: Document, chunks: Sequence[Chunk], gazetteer: Gazetteer) -> Json:
    metadata = document.metadata
    every_tag = [*document.tags, *(tag for chunk in chunks for tag in chunk.tags)]
    return {
        "title": metadata.title,
        "date": metadata.date,
        "year": metadata.year,
        "period": metadata.period,
        "place": metadata.place,
        "authors": list(metadata.authors),
        "organisation": metadata.organisation,
        "event": metadata.event,
        "venue": metadata.venue,
        "contact": metadata.contact,
        "type": metadata.type.value,
        "language": metadata.language.value,
        "municipalities": municipalities_json(every_tag, gazetteer),
        "themes": themes_of(stated(document.tags)),
        "licence": document.source.licence,
        "url": document.source.url,
        "media_type": document.source.media_type,
        "sha256": document.source.sha256,
        "pages": document.n_pages or None,
    }


def _chunk(chunk: Chunk, document: Document, gazetteer: Gazetteer) -> Json:
    return {
        "id": chunk.id,
        "text": chunk.text,
        "heading_path": list(chunk.heading_path),
        "page": chunk.page,
        "lines": list(chunk.lines) if chunk.lines else None,
        "chars": [chunk.start, chunk.end] if document.has_lines else None,
        "language": chunk.language.value,
        "municipalities": municipalities_json(chunk.tags, gazetteer),
        "themes": _themes(chunk, document),
        "aspects": aspects_json(chunk.tags),
        "is_example": chunk.is_example,
    }


def documents_json(documents: Sequence[Document], total: int) -> Json:
    """Return a listing of documents."""
    return {
        "total": total,
        "documents": [
            {
                "document_id": document.id,
                "source": document.source.name,
                "title": document.metadata.title,
                "date": document.metadata.date,
                "year": document.metadata.year,
                "period": document.metadata.period,
                "type": document.metadata.type.value,
                "language": document.metadata.language.value,
                "chunks": document.n_chunks,
                "pages": document.n_pages or None,
                "ingested_at": document.ingested_at,
            }
            for document in documents
        ],
    }


def erased_json(plan: ErasurePlan, done: Erased) -> Json:
    """Return what an erasure did, without the words."""
    return {
        "erased": [_erasure(each) for each in done.erasures],
        "also_in": [
            {
                "document_id": target.document.id,
                "source": target.document.source.name,
                "places": len(target.places),
            }
            for target in plan.others
        ],
        "in_name": [target.document.source.path for target in plan.targets if target.is_in_name],
        "not_touched": [str(path) for path in done.left],
    }


def erasures_json(erasures: Sequence[Erasure]) -> Json:
    """Return the log of erasures."""
    return {"erasures": [_erasure(each) for each in erasures]}


def _erasure(each: Erasure) -> Json:
    return {
        "erasure_id": each.id,
        "erased_at": each.erased_at,
        "document_id": each.document_id,
        "source": each.name,
        "path": each.path,
        "sha256": each.sha256,
        "places": each.n_places,
        "characters": each.n_characters,
        "everywhere": each.is_everywhere,
        "reason": each.reason,
        "by": each.erased_by,
        "done": each.is_done,
    }


def ingest_json(report: IngestReport, questions: Sequence[SimilarDocuments] = ()) -> Json:
    """Return what an ingest did, and the questions about similar documents that it has raised."""
    return {
        "added": list(report.added),
        "changed": list(report.changed),
        "unchanged": list(report.unchanged),
        "moved": list(report.moved),
        "duplicates": [{"path": path, "same_as": twin} for path, twin in report.duplicates],
        "failed": [{"path": file.path, "reason": file.reason} for file in report.failed],
        "missing": list(report.missing),
        "pruned": list(report.pruned),
        "skipped": [{"path": file.path, "reason": file.reason} for file in report.skipped],
        "chunks": report.n_chunks,
        "masked": [{"path": file.path, "counts": dict(file.counts)} for file in report.masked],
        "similar": [_similar(each) for each in questions],
        "seconds": {stage: round(seconds, 3) for stage, seconds in report.seconds.items()},
    }


def similarities_json(known: Similarities) -> Json:
    """Return what is asked about similar documents and what was answered."""
    return {
        "open": [_similar(each) for each in known.open],
        "kept": [_similar(each) for each in known.kept],
        "removed": [
            {"document_id": copy.document_id, "source": copy.name, "path": copy.path}
            for copy in known.removed
        ],
        "not_compared": known.n_not_compared,
    }


def _similar(each: SimilarDocuments) -> Json:
    return {
        "larger": _summary(each.larger),
        "smaller": _summary(each.smaller),
        "share": round(each.share, 3),
        "share_of_larger": round(each.share_of_larger, 3),
    }


def _summary(document: Document) -> Json:
    return {
        "document_id": document.id,
        "source": document.source.name,
        "path": document.source.path,
        "title": document.metadata.title,
        "date": document.metadata.date,
        "ingested_at": document.ingested_at,
    }


def themes_json(taxonomy: Taxonomy, stats: Stats) -> Json:
    """Return the taxonomy with the number of documents under each theme."""
    return {
        "themes": [
            {
                "id": theme.id,
                "parent": theme.parent,
                "names": dict(theme.names),
                "documents": stats.themes.get(theme.id, 0),
            }
            for theme in taxonomy.themes
        ]
    }


def stats_json(stats: Stats) -> Json:
    """Return the counts of a home."""
    counts = asdict(stats)
    return {
        "documents": counts.pop("n_documents"),
        "chunks": counts.pop("n_chunks"),
        "examples": counts.pop("n_examples"),
        "dropped": counts.pop("n_dropped"),
        **counts,
    }
