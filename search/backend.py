"""The search backend on one machine: words with tantivy, meaning with vectors, one ranking of both."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kb.errors import (
    EmbedderError,
    IndexCorruptError,
    IndexMismatchError,
    QueryError,
    SearchIndexError,
)
from kb.records import ChunkId, Facet, Filters, Ranking
from search.building import Workshop, build_generation
from search.candidates import (
    N_CANDIDATES,
    WORDS_RAISE,
    asked_words,
    count_of,
    find_candidates,
    possible_score,
)
from search.embedders import word_embedder_of
from search.examples import check_examples, query_vector
from search.expansion import expander_of, is_one_term
from search.facets import allowed_ids, count_facets
from search.faiss_index import FaissIndex
from search.generations import (
    Generation,
    GenerationKey,
    current_key,
    generation_manifest,
    generation_problems,
    load_generation,
)
from search.manifest import check_embedder, describe, identity_of
from search.query_terms import is_latin, read_query
from search.ranking import EMPTY, list_chunks, rank_candidates
from search.suggestions import Suggester
from search.word_parts import word_parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.protocols import Embedder, Progress, SearchBackend, VectorCache
    from kb.records import DocumentChange
    from kb.taxonomy import Taxonomy
    from search.candidates import Candidates
    from search.query_terms import QueryTerms
    from search.vector_checks import VectorIndexFactory
    from search.word_vectors import AskedWords


class EmbeddedBackend:
    """Keeps an index in a folder and ranks chunks by words and by vectors; safe for many threads.

    Searching works on an unchangeable generation; an update swaps it. An index that another process
    has replaced is noticed at the next search. Nothing is read before it is needed, so a damaged
    index can still be rebuilt. The embedder too is asked for nothing before then: without a model that fits
    the index, words still find.

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
        self._taxonomy = taxonomy
        self._suggester: tuple[GenerationKey, Suggester] | None = None

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

    @property
    def made_with(self) -> str | None:
        """The embedder that the index was made with, and its dimension; None where there is no index."""
        key = current_key(self._folder)
        manifest = generation_manifest(self._folder, key) if key else None
        return describe(manifest.embedder) if manifest and manifest.store_id == self._store_id else None

    def refresh(self) -> None:
        """Load the current generation if it is another than the one in use, and make sure of the embedder.

        Raises:
            IndexMismatchError: The index was built with another embedder or format.
            IndexCorruptError: Files are missing or damaged.
            EmbedderError: The model cannot be loaded.
        """
        self._check_embedder(self._current())

    def _check_embedder(self, generation: Generation | None) -> None:
        if generation is None:
            identity_of(self._embedder)  # loads the model, so that one that is not there is told now
        else:
            check_embedder(generation.manifest, self._embedder, generation.folder)

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

    def has_chunks(self, filters: Filters) -> bool:
        """Tell whether any chunk is within ``filters``."""
        generation = self._current()
        if generation is None:
            return False
        allowed = allowed_ids(generation.facets, filters)
        return len(generation.facets.chunk_ids if allowed is None else allowed) > 0

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` queries that begin as ``text`` and find something, the most useful first."""
        generation = self._current()
        if generation is None:
            return ()
        known = self._suggester
        if known is None or known[0] != generation.key:
            made = Suggester(generation.lexical, generation.facets, self._taxonomy)
            known = self._suggester = (generation.key, made)
        return known[1].suggest(text, limit=limit)

    def word_shares(self, text: str, language: str | None) -> dict[str, float]:
        """Return the share of all chunks that have a word of ``text`` in any form, by its folded form."""
        generation = self._current()
        if generation is None:
            return {}
        index, n_all = generation.lexical, max(1, len(generation.facets.chunk_ids))
        content = read_query(text, language).content()
        return {word.folded: min(1.0, count_of(word, index) / n_all) for word in content}

    def check(self) -> list[str]:
        """Verify the index; return what is wrong."""
        try:
            generation = self._current()
        except SearchIndexError as error:
            return [str(error)]
        problems = generation_problems(generation) if generation else []
        try:
            self._check_embedder(generation)
        except SearchIndexError as error:
            problems.append(str(error))
        return problems

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
            self._generation = load_generation(self._folder, key, manifest, index_factory=self._index_factory)
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
        base = self._current()
        self._check_embedder(base)
        self._build(changes, base, last_change, progress)

    def rebuild(
        self, changes: Iterable[DocumentChange], *, last_change: int, progress: Progress | None = None
    ) -> None:
        """Build the index anew from ``changes``, whatever is there now.

        Raises:
            EmbedderError: The model cannot be loaded; the index is as it was.
            DiskFullError: There is no space for the next generation.
        """
        self._check_embedder(None)
        self._build(changes, None, last_change, progress)

    def _build(
        self,
        changes: Iterable[DocumentChange],
        base: Generation | None,
        last_change: int,
        progress: Progress | None,
    ) -> None:
        workshop = Workshop(
            folder=self._folder,
            embedder=self._embedder,
            cache=self._cache,
            store_id=self._store_id,
            index_factory=self._index_factory,
        )
        generation = build_generation(workshop, changes, base, last_change=last_change, progress=progress)
        with self._loading:
            self._generation, self._foreign = generation, None

    # Searching

    def search(
        self,
        text: str,
        *,
        filters: Filters,
        language: str | None,
        depth: int,
        like: Sequence[ChunkId] = (),
        unlike: Sequence[ChunkId] = (),
        with_rest: bool = False,
    ) -> Ranking:
        """Rank the chunks within ``filters``; each retriever brings at most ``depth`` candidates.

        Any text is a valid query. Words in double quotes must occur as they stand; a word or phrase
        after a minus must not occur. A text without other words lists what the filters let through, by
        document, each with score 1; nothing if nothing is filtered either. Where the embedder cannot be
        loaded or is not that of the index, words alone find, and ``problem`` says why. ``with_rest`` adds
        what is under the floor.

        Raises:
            QueryError: A chunk to compare with is not in the index, or there is nothing to look for.
            SearchIndexError: The index cannot be used; the message names the cure.
        """
        generation = self._current()
        if generation is None:
            return EMPTY
        check_examples(like, unlike, generation.vectors)
        terms = read_query(text, language)
        allowed, is_filtered = self._allowed(generation, filters, terms, (*like, *unlike))
        if not terms.words and not like:
            if unlike:
                raise QueryError(
                    "There is nothing to look for, only what hits should not be like. Add words or --like."
                )
            return list_chunks(generation, allowed) if is_filtered and allowed is not None else EMPTY
        theme_terms = self._expander.expand(terms, language=language)
        query, problem = self._query_vector(generation, terms, like, unlike)
        asked = None if query is None or problem else self._asked_words(generation, terms)

        def candidates(allowed: NDArray[np.int64] | None) -> Candidates:
            found = generation.lexical.search(
                terms,
                k=max(depth, N_CANDIDATES),
                theme_terms=theme_terms,
                parts=self._parts,
                language=language,
                allowed=allowed,
            )
            return find_candidates(generation, found, query, asked=asked, depth=depth, allowed=allowed)

        whole = None
        if is_filtered:
            unfiltered, _ = self._allowed(generation, Filters(), terms, (*like, *unlike))
            whole = candidates(unfiltered)
        ranking = rank_candidates(
            generation,
            candidates(allowed),
            depth=depth,
            possible=possible_score(terms, theme_terms, generation.lexical),
            min_score=self._least_score(asked) if query is not None and problem is None else 0.0,
            must_match=bool(terms.phrases),
            is_term=is_one_term(terms, theme_terms),
            whole=whole,
            like=like,
            unlike=unlike,
            with_rest=with_rest,
        )
        suggestion = generation.lexical.suggest(text, terms, parts=self._parts, language=language)
        return replace(ranking, problem=problem, suggestion=suggestion)

    def _allowed(
        self, generation: Generation, filters: Filters, terms: QueryTerms, examples: Sequence[ChunkId]
    ) -> tuple[NDArray[np.int64] | None, bool]:
        """Return the ids that may be found, None for all, and whether ``filters`` filter."""
        allowed = allowed_ids(generation.facets, filters)
        is_filtered = allowed is not None
        if terms.excluded or examples:
            unwanted = np.union1d(generation.lexical.excluded(terms), np.array(examples, dtype=np.int64))
            inside = generation.facets.chunk_ids if allowed is None else allowed
            allowed = np.setdiff1d(inside, unwanted, assume_unique=True)
        if terms.phrases:
            containing = generation.lexical.containing(terms.phrases)
            allowed = containing if allowed is None else np.intersect1d(allowed, containing)
        return allowed, is_filtered

    def _asked_words(self, generation: Generation, terms: QueryTerms) -> AskedWords | None:
        embedder = word_embedder_of(self._embedder)
        return asked_words(terms, embedder, generation.lexical) if embedder else None

    def _least_score(self, asked: AskedWords | None) -> float:
        return self._embedder.min_score * (1 if asked is None else WORDS_RAISE)

    def _query_vector(
        self,
        generation: Generation,
        terms: QueryTerms,
        like: Sequence[ChunkId],
        unlike: Sequence[ChunkId],
    ) -> tuple[NDArray[np.float32] | None, str | None]:
        """Return the direction to look in, or None, and why the words' meaning is not in it."""
        # Other scripts and mere numbers mean nothing to a model of these languages, but have cosines too.
        text = terms.text if any(map(is_latin, terms.words)) else ""
        problem = None
        try:
            self._check_embedder(generation)
            meant = self._embedder.embed_queries([text])[0] if text else None
        except (EmbedderError, IndexMismatchError) as error:
            problem, meant = f"Searched by words only, not by meaning. {error}", None
        if meant is None and not like:
            return None, problem
        return query_vector(
            meant, like, unlike, vectors=generation.vectors, facets=generation.facets
        ), problem


class BackendFactory(Protocol):
    """Makes search backends of one kind; a class of backends is one."""

    def __call__(
        self, folder: Path, embedder: Embedder, cache: VectorCache, *, taxonomy: Taxonomy, store_id: str = ""
    ) -> SearchBackend:
        """Make a backend that keeps its index in ``folder``."""
        ...


SEARCH_BACKENDS: dict[str, BackendFactory] = {"embedded": EmbeddedBackend}
