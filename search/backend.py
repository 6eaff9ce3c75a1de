"""The search backend on one machine: tantivy and vectors, fused by rank."""

from __future__ import annotations

import errno
import threading
from collections.abc import Sized
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kb.errors import DiskFullError, IndexCorruptError, SearchIndexError
from kb.records import ChunkId, DocumentId, Facet, RankedChunk, Ranking, RetrieverEvidence
from search.expansion import expander_of
from search.facets import allowed_ids, count_facets, documents_of, make_facet_table, replace_documents
from search.faiss_index import FaissIndex
from search.fusion import reciprocal_rank_fusion
from search.generations import (
    LEXICAL,
    Generation,
    GenerationKey,
    current_key,
    finish_generation,
    generation_manifest,
    generation_problems,
    load_generation,
    load_vectors,
    remove_unfinished,
    start_generation,
)
from search.indexing import embed_entries
from search.lexical import LexicalWriter
from search.query_terms import read_query
from search.word_parts import word_parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.protocols import Embedder, Progress, SearchBackend, VectorCache
    from kb.records import DocumentChange, Filters, IndexEntry
    from kb.taxonomy import Taxonomy
    from search.facets import FacetTable
    from search.vector_checks import StoredVectorIndex, VectorIndexFactory

_BATCH_ENTRIES = 512  # embedded and added together; also how often progress is told

_EMPTY = Ranking(ranked=(), facets={})


class EmbeddedBackend:
    """Keeps an index in a folder and ranks chunks by words and by vectors; safe for many threads.

    Searching works on an unchangeable generation; an update swaps it. An index that another process
    has replaced is noticed at the next search. Nothing is read before it is needed, so a damaged
    index can still be rebuilt.

    An index that was made from another store counts as none: nothing is found in it, and the next update
    builds a new one.
    """

    def __init__(
        self,
        folder: Path,
        embedder: Embedder,
        cache: VectorCache,
        *,
        taxonomy: Taxonomy,
        store_id: str = "",
        index_factory: VectorIndexFactory = FaissIndex,
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            folder: Where the index is or will be.
            embedder: Makes the vectors.
            cache: Keeps them.
            taxonomy: Brings the terms that mean the same, and parts of compounds.
            store_id: Names the store that the chunks come from.
            index_factory: The kind of vector index.
        """
        self._folder = folder
        self._embedder = embedder
        self._cache = cache
        self._store_id = store_id
        self._expander = expander_of(taxonomy)
        self._parts = word_parts_of(taxonomy)
        self._index_factory = index_factory
        self._generation: Generation | None = None
        self._foreign: GenerationKey | None = None  # the current one, if it is of another store
        self._loading = threading.Lock()

    @property
    def last_change(self) -> int:
        """The last step of the store's change log that the index holds; 0 when empty or of another store."""
        generation = self._current()
        return generation.manifest.last_change if generation else 0

    @property
    def belongs_to_store(self) -> bool:
        """False where there is an index that was made from another store."""
        self._current()
        return self._foreign is None

    def refresh(self) -> None:
        """Load the current generation if it is another than the one in use.

        Raises:
            IndexMismatchError: The index was built with another embedder or format.
            IndexCorruptError: Files are missing or damaged.
        """
        self._current()

    def chunk_ids(self) -> list[ChunkId]:
        """Return the ids of all indexed chunks, increasing."""
        generation = self._current()
        return [ChunkId(each) for each in generation.facets.chunk_ids.tolist()] if generation else []

    def count_facets(self, chunk_ids: Sequence[ChunkId]) -> Mapping[Facet, tuple[tuple[str, int], ...]]:
        """Count the facets over these chunks: value and number, most first."""
        generation = self._current()
        if generation is None:
            return {}
        return count_facets(generation.facets, np.array(chunk_ids, dtype=np.int64))

    def check(self) -> list[str]:
        """Verify the index; return what is wrong."""
        try:
            generation = self._current()
        except SearchIndexError as error:
            return [str(error)]
        return generation_problems(generation) if generation else []

    def close(self) -> None:
        """Let go of files and memory."""
        with self._loading:
            self._generation = self._foreign = None

    def _current(self) -> Generation | None:
        generation, foreign = self._generation, self._foreign
        if current_key(self._folder) == (generation.key if generation else foreign):
            return generation
        with self._loading:
            self._load_newest()
            return self._generation

    def _load_newest(self) -> None:
        # Another process may replace the generation while it is being read: then the next one is tried.
        key = current_key(self._folder)
        while True:
            try:
                self._take(key)
                return
            except IndexCorruptError:
                newest = current_key(self._folder)
                if newest == key:
                    raise
                key = newest

    def _take(self, key: GenerationKey | None) -> None:
        if key is None:
            self._generation = self._foreign = None
        elif self._generation is None or self._generation.key != key:
            manifest = generation_manifest(self._folder, key)
            if manifest.store_id != self._store_id:
                self._generation, self._foreign = None, key
                return
            self._generation = load_generation(
                self._folder, key, manifest, embedder=self._embedder, index_factory=self._index_factory
            )
            self._foreign = None

    # Changing

    def update(
        self, changes: Iterable[DocumentChange], *, last_change: int, progress: Progress | None = None
    ) -> None:
        """Bring the index to ``last_change``: each changed document is replaced as a whole.

        All or nothing. Only one process may update at a time; searches go on meanwhile.

        Raises:
            SearchIndexError: The index does not fit or is damaged; the message names the cure.
            DiskFullError: There is no space for the next generation.
        """
        self._build(changes, self._current(), last_change, progress)

    def rebuild(
        self, changes: Iterable[DocumentChange], *, last_change: int, progress: Progress | None = None
    ) -> None:
        """Build the index anew from ``changes``, whatever is there now.

        Raises:
            DiskFullError: There is no space for the next generation.
        """
        self._build(changes, None, last_change, progress)

    def _build(
        self,
        changes: Iterable[DocumentChange],
        base: Generation | None,
        last_change: int,
        progress: Progress | None,
    ) -> None:
        try:
            generation = self._next_generation(changes, base, last_change, progress)
        except (OSError, ValueError, RuntimeError) as error:
            remove_unfinished(self._folder)  # on a full disk its space is needed
            # Of a full disk tantivy tells with a ValueError and faiss with a RuntimeError.
            if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
                raise DiskFullError(
                    f"There is no space left on the disk of {self._folder}. Free some and try again; "
                    "the index is as it was before."
                ) from error
            if isinstance(error, OSError):
                raise SearchIndexError(
                    f"The index in {self._folder} cannot be written: {error.strerror or error}. "
                    "Check the folder's permissions and try again."
                ) from error
            raise
        with self._loading:
            self._generation, self._foreign = generation, None

    def _next_generation(
        self,
        changes: Iterable[DocumentChange],
        base: Generation | None,
        last_change: int,
        progress: Progress | None,
    ) -> Generation:
        folder = start_generation(self._folder, base)
        vectors = load_vectors(base, self._index_factory) if base else self._index_factory(self._embedder.dim)
        facets = base.facets if base else make_facet_table([])
        with LexicalWriter(folder / LEXICAL) as writer:
            n_all = len(changes) if isinstance(changes, Sized) else None
            n_done = 0
            for batch in _batches(changes):
                facets = self._apply(batch, vectors, writer, facets)
                n_done += len(batch)
                if progress is not None:
                    progress(n_done, n_done if n_all is None else n_all)
            writer.commit()
        return finish_generation(
            folder,
            vectors=vectors,
            facets=facets,
            embedder=self._embedder,
            last_change=last_change,
            store_id=self._store_id,
            base=base,
        )

    def _apply(
        self,
        batch: Mapping[DocumentId, Sequence[IndexEntry]],
        vectors: StoredVectorIndex,
        writer: LexicalWriter,
        facets: FacetTable,
    ) -> FacetTable:
        entries = [entry for part in batch.values() for entry in part]
        replaced = np.isin(facets.document_ids, np.fromiter(batch, dtype=np.int64))
        vectors.remove([ChunkId(each) for each in facets.chunk_ids[replaced].tolist()])
        rows = embed_entries(entries, embedder=self._embedder, cache=self._cache)
        vectors.add([entry.chunk_id for entry in entries], rows)
        writer.replace(np.unique(facets.document_ids[replaced]).tolist(), entries)
        return replace_documents(facets, batch, entries)

    # Searching

    def search(self, text: str, *, filters: Filters, language: str | None, depth: int) -> Ranking:
        """Rank the chunks within ``filters``; each retriever brings at most ``depth`` candidates.

        Any text is a valid query. Words in double quotes must occur as they stand. A text without
        words lists what the filters let through, by document, each with score 1; nothing if nothing
        is filtered either.

        Raises:
            SearchIndexError: The index cannot be used; the message names the cure.
        """
        generation = self._current()
        if generation is None:
            return _EMPTY
        allowed = allowed_ids(generation.facets, filters)
        terms = read_query(text)
        if not terms.words:
            return _EMPTY if allowed is None else _listing(generation, allowed)
        if terms.phrases:
            containing = generation.lexical.containing(terms.phrases)
            allowed = containing if allowed is None else np.intersect1d(allowed, containing)
        found = {
            "lexical": generation.lexical.search(
                terms,
                k=depth,
                theme_terms=self._expander.expand(terms, language=language),
                parts=self._parts,
                language=language,
                allowed=allowed,
            ),
            "semantic": self._semantic(generation, text, depth, allowed),
        }
        return _fused(generation, found)

    def _semantic(
        self, generation: Generation, text: str, depth: int, allowed: NDArray[np.int64] | None
    ) -> list[tuple[ChunkId, float]]:
        if len(generation.vectors) == 0:
            return []
        vector = self._embedder.embed_queries([text])[0]
        found = generation.vectors.query(vector, k=depth, allowed=allowed)
        return [(chunk_id, score) for chunk_id, score in found if score >= self._embedder.min_score]


def _batches(changes: Iterable[DocumentChange]) -> Iterator[dict[DocumentId, tuple[IndexEntry, ...]]]:
    batch: dict[DocumentId, tuple[IndexEntry, ...]] = {}
    n_entries = 0
    for change in changes:
        batch[change.document_id] = change.entries  # a document that changed twice: the later one holds
        n_entries += max(len(change.entries), 1)
        if n_entries >= _BATCH_ENTRIES:
            yield batch
            batch, n_entries = {}, 0
    if batch:
        yield batch


def _listing(generation: Generation, allowed: NDArray[np.int64]) -> Ranking:
    documents = documents_of(generation.facets, allowed)
    ranked = tuple(
        RankedChunk(chunk_id=ChunkId(chunk_id), document_id=DocumentId(document_id), score=1.0, evidence={})
        for chunk_id, document_id in sorted(documents.items(), key=lambda pair: (pair[1], pair[0]))
    )
    return Ranking(ranked=ranked, facets=count_facets(generation.facets, allowed))


def _fused(generation: Generation, found: Mapping[str, list[tuple[ChunkId, float]]]) -> Ranking:
    evidence: dict[ChunkId, dict[str, RetrieverEvidence]] = {}
    for retriever, pairs in found.items():
        for rank, (chunk_id, score) in enumerate(pairs, start=1):
            evidence.setdefault(chunk_id, {})[retriever] = RetrieverEvidence(rank=rank, score=score)
    fused = reciprocal_rank_fusion({name: [each for each, _ in pairs] for name, pairs in found.items()})
    ids = np.array([chunk_id for chunk_id, _ in fused], dtype=np.int64)
    documents = documents_of(generation.facets, ids)
    ranked = tuple(
        RankedChunk(
            chunk_id=chunk_id,
            document_id=DocumentId(documents[chunk_id]),
            score=score,
            evidence=evidence[chunk_id],
        )
        for chunk_id, score in fused
    )
    return Ranking(ranked=ranked, facets=count_facets(generation.facets, ids))


class BackendFactory(Protocol):
    """Makes search backends of one kind; a class of backends is one."""

    def __call__(
        self, folder: Path, embedder: Embedder, cache: VectorCache, *, taxonomy: Taxonomy, store_id: str = ""
    ) -> SearchBackend:
        """Make a backend that keeps its index in ``folder``."""
        ...


SEARCH_BACKENDS: dict[str, BackendFactory] = {"embedded": EmbeddedBackend}
