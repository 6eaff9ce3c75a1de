"""Asks every question of a judged set and keeps at which rank each retriever brought which chunk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.collection import Collection, name_key
from evaluation.judged import JudgedQuery, JudgedSet, Judgement
from evaluation.metrics import FoundTarget
from evaluation.targets import meets, place_of
from kb.errors import InputError, QueryError, SearchIndexError
from kb.knowledge_base import KnowledgeBase
from kb.protocols import Progress
from kb.records import Chunk, ChunkId, DocumentId, Language, Query
from kb.text import one_line

if TYPE_CHECKING:
    from search.manifest import EmbedderIdentity

LEXICAL, SEMANTIC, HYBRID = "lexical", "semantic", "hybrid"
MODES = (LEXICAL, SEMANTIC, HYBRID)
_FIRST_WORDS_CHARS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedTarget:
    """A judged target as the chunks of this collection that meet it."""

    text: str
    relevance: int
    chunk_ids: frozenset[ChunkId]  # empty: judged, but not in the index
    language: Language  # of most of its chunks, else of its document


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRun:
    """The answer to one query."""

    query: JudgedQuery
    targets: tuple[ResolvedTarget, ...]
    ranks: Mapping[str, Mapping[ChunkId, int]]  # by mode; ranks from 1
    top: Mapping[str, str]  # by mode: source and first words of the best hit; none found: not there


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRun:
    """The answers to a judged set by one model."""

    embedder: EmbedderIdentity
    n_documents: int
    n_chunks: int
    queries: tuple[QueryRun, ...]  # with at least one relevant target, in the set's order
    warnings: tuple[str, ...]


def run_set(judged: JudgedSet, collection: Collection, *, progress: Progress | None = None) -> SetRun:
    """Ask the judged queries.

    Raises:
        InputError: A target names an unknown or ambiguous source, or no query has a relevant target.
        SearchIndexError: A retriever cannot take part.
        KbError: As when searching.
    """
    targets = _resolve_all(judged, collection)
    asked = [query for query in judged.queries if any(each.relevance for each in targets[query.id])]
    if not asked:
        raise InputError(
            f"{judged.qrels_path}: no query has a target with a relevance of 1 or more. Judge some."
        )
    runs = []
    for number, query in enumerate(asked, start=1):
        runs.append(_ask(collection.knowledge_base, query, targets[query.id]))
        if progress is not None:
            progress(number, len(asked))
    unjudged = [query.id for query in judged.queries if query not in asked]
    return SetRun(
        embedder=collection.embedder,
        n_documents=collection.n_documents,
        n_chunks=collection.n_chunks,
        queries=tuple(runs),
        warnings=(*collection.warnings, *_warnings(unjudged, targets)),
    )


def _warnings(unjudged: Sequence[str], targets: Mapping[str, Sequence[ResolvedTarget]]) -> list[str]:
    missing = [
        f"query {query_id}: {target.text} is judged but no chunk of the index meets it; it counts as missed"
        for query_id, resolved in targets.items()
        for target in resolved
        if target.relevance and not target.chunk_ids
    ]
    if unjudged:
        missing.append(f"left out, without a relevant target: {', '.join(unjudged)}")
    return missing


# Where a query leads


def _resolve_all(judged: JudgedSet, collection: Collection) -> dict[str, tuple[ResolvedTarget, ...]]:
    documents = collection.documents_by_name()
    chunks: dict[DocumentId, tuple[Chunk, ...]] = {}
    found = {}
    for query in judged.queries:
        resolved = []
        for judgement in judged.judgements.get(query.id, ()):
            document_id = _document_of(judgement, judged, documents)
            if document_id not in chunks:
                chunks[document_id] = collection.knowledge_base.chunks(document_id)
            resolved.append(_resolve(judgement, document_id, chunks[document_id], collection.knowledge_base))
        found[query.id] = tuple(resolved)
    return found


def _document_of(
    judgement: Judgement, judged: JudgedSet, documents: Mapping[str, tuple[DocumentId, ...]]
) -> DocumentId:
    file = judgement.target.file
    ids = documents.get(name_key(file), ())
    if len(ids) == 1:
        return ids[0]
    where = f"{judged.qrels_path}, line {judgement.line}"
    if ids:
        raise InputError(f"{where}: {len(ids)} documents are named {file!r}. Give them different names.")
    if judged.passages:
        raise InputError(f"{where}: there is no passage {file!r} in passages.tsv. Correct the id.")
    raise InputError(
        f"{where}: there is no document {file!r} in what is searched. Correct the name, or name the folder "
        "with the judged documents with --documents."
    )


def _resolve(
    judgement: Judgement, document_id: DocumentId, chunks: Sequence[Chunk], knowledge_base: KnowledgeBase
) -> ResolvedTarget:
    meeting = [chunk for chunk in chunks if meets(judgement.target, chunk)]
    languages = Counter(chunk.language for chunk in meeting).most_common(1)
    language = languages[0][0] if languages else knowledge_base.document(document_id).metadata.language
    return ResolvedTarget(
        text=str(judgement.target),
        relevance=judgement.relevance,
        chunk_ids=frozenset(chunk.id for chunk in meeting),
        language=language,
    )


# What is found


def _ask(
    knowledge_base: KnowledgeBase,
    query: JudgedQuery,
    targets: tuple[ResolvedTarget, ...],
) -> QueryRun:
    try:
        ranking = knowledge_base.rank(Query(text=query.text))
    except QueryError as error:
        raise InputError(f"query {query.id}: {error}") from error
    if ranking.problem is not None:
        # the figures of a retriever that took no part would look like figures
        raise SearchIndexError(f"Nothing was measured, because search is not whole: {ranking.problem}")
    ranks: dict[str, dict[ChunkId, int]] = {mode: {} for mode in MODES}
    first: dict[str, ChunkId] = {}
    # What is under the floor is no hit, but a retriever that found it has found it.
    for rank, candidate in enumerate((*ranking.ranked, *ranking.below_floor), start=1):
        places = {mode: each.rank for mode, each in candidate.evidence.items() if mode in ranks}
        if rank <= len(ranking.ranked):
            places[HYBRID] = rank
        for mode, place in places.items():
            # a copy is shown with the hit that it is folded under
            ranks[mode] |= dict.fromkeys((candidate.chunk_id, *candidate.duplicates), place)
            if place == 1:
                first[mode] = candidate.chunk_id
    return QueryRun(query=query, targets=targets, ranks=ranks, top=_shown(first, knowledge_base))


def _shown(first: Mapping[str, ChunkId], knowledge_base: KnowledgeBase) -> dict[str, str]:
    chunks = knowledge_base.chunks_by_id(list(set(first.values())))
    documents = knowledge_base.documents_by_id(list({each.document_id for each in chunks.values()}))
    shown = {}
    for mode, chunk_id in first.items():
        chunk = chunks[chunk_id]
        place = place_of(chunk.lines, chunk.page)
        name = documents[chunk.document_id].source.name
        shown[mode] = f"{name}{place}: {one_line(chunk.text, max_chars=_FIRST_WORDS_CHARS)}"
    return shown


def found_targets(
    run: QueryRun, mode: str, *, counts: Callable[[ResolvedTarget], bool] = lambda _: True
) -> tuple[FoundTarget, ...]:
    """Return where the targets that count were found.

    Hits for relevant targets that do not count (those in another language than the pair that is measured)
    are taken out of the ranking: they are no misses, and what stands below them moves up.
    """
    counted = [target for target in run.targets if counts(target)]
    kept: set[ChunkId] = set().union(*(target.chunk_ids for target in counted))
    aside = {
        chunk_id
        for target in run.targets
        if target.relevance and not counts(target)
        for chunk_id in target.chunk_ids - kept
    }
    ranks = run.ranks[mode]
    taken_out = [ranks[chunk_id] for chunk_id in aside if chunk_id in ranks]
    found = []
    for target in counted:
        first = min((ranks[each] for each in target.chunk_ids if each in ranks), default=None)
        if first is not None:
            first -= sum(1 for rank in taken_out if rank < first)
        found.append(FoundTarget(relevance=target.relevance, rank=first))
    return tuple(found)
