"""The facade and composition root: everything the doors (app, command line) may ask for."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import (
    DiskFullError,
    EmbedderError,
    IndexMismatchError,
    LockedError,
    QueryError,
)
from kb.finding import find_document
from kb.gazetteer import Gazetteer, load_gazetteer
from kb.home import locked, prepare_home, write_settings
from kb.language import detect_query
from kb.originals import draw_page, kept_original
from kb.records import (
    Chunk,
    Document,
    DocumentId,
    DroppedText,
    IngestCounts,
    IngestReport,
    Language,
    PageSpan,
    Query,
    RankedChunk,
    Ranking,
    SearchResult,
    Section,
)
from kb.settings import SETTINGS_FILE, Settings, load_settings, stated_in_file, with_setting
from kb.store import Store
from kb.store.statistics import Stats
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import to_nfc, without_invisible

if TYPE_CHECKING:
    from kb.protocols import Embedder, SearchBackend
    from kb.restoring import Restored

logger = logging.getLogger(__name__)

# During a long ingest: what was taken in can be searched after this time at the latest
_INDEX_EVERY_S = 60.0

# Called with the name of a step, what is done of it and what there is in all.
StepProgress = Callable[[str, int, int], None]


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the home folder of ``settings``, creating it where it is missing.

    Raises:
        HomeError: The home cannot be used.
        StoreError: The store is damaged or of a newer version.
    """
    prepare_home(settings.home)
    return KnowledgeBase(settings, Store(settings.store_path))


class KnowledgeBase:
    """One home folder: its store, its index and what can be done with them. Safe to share by threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Compose the parts; index and embedder are opened when they are first needed."""
        self.settings = settings
        self.store = store
        self._opened: SearchBackend | None = None
        self._opened_for = ""
        self._opening = threading.Lock()
        self._remembered = stated_in_file(settings.home, "embedder")

    @property
    def taxonomy(self) -> Taxonomy:
        """The themes."""
        return load_taxonomy()

    @property
    def gazetteer(self) -> Gazetteer:
        """The municipalities."""
        return load_gazetteer()

    def close(self) -> None:
        """Let go of the index and the store."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None
        self.store.close()

    # Taking in and removing

    def ingest(
        self,
        paths: Sequence[Path],
        *,
        prune: bool = False,
        progress: StepProgress | None = None,
        watch: Callable[[IngestCounts], None] | None = None,
    ) -> IngestReport:
        """Take in files and folders, then bring the index up to date.

        Files are read in processes of their own, each within the limits of time and memory of the settings.

        Args:
            paths: Files and folders; archives and mails among them are unpacked.
            prune: Remove stored documents whose file is gone from one of the folders.
            progress: Called with the step ("files", "index") as it advances.
            watch: Called after each file with the counts so far, before ``progress``.

        Raises:
            LockedError: Another process is changing this home.
            HomeError: The home cannot be written.
            SearchIndexError: The index cannot be used; nothing was taken in.
            ReaderError: No process that reads files can be started.
        """
        from ingest.run import run
        from ingest.workers import Limits

        with locked(self.settings.home, "ingest " + " ".join(str(path) for path in paths)):
            backend = self._backend()
            files_done = _step(progress, "files")
            indexed_at = time.monotonic()

            def make_sure_of_index() -> None:
                nonlocal backend
                backend = self._sound_backend()

            def after_file(counts: IngestCounts) -> None:
                nonlocal indexed_at
                if watch is not None:
                    watch(counts)
                if files_done is not None:
                    files_done(counts.n_done, counts.n_all)
                if time.monotonic() - indexed_at > _INDEX_EVERY_S:
                    self._catch_up(backend, None)
                    indexed_at = time.monotonic()

            report = run(
                self.store,
                paths,
                taxonomy=self.taxonomy,
                gazetteer=self.gazetteer,
                originals=self.settings.originals_path,
                max_bytes=self.settings.max_file_mb * 1_000_000,
                limits=Limits(
                    n_workers=self.settings.workers,
                    max_file_s=self.settings.max_file_s,
                    max_memory_mb=self.settings.max_memory_mb,
                ),
                mask_personal_data=self.settings.mask_personal_data,
                prune=prune,
                # while the first files are read: loading the model takes as long as starting to read
                before_storing=make_sure_of_index,
                progress=after_file,
            )
            self._catch_up(backend, progress)
        return report

    def delete_document(self, document_id: DocumentId) -> None:
        """Remove a document everywhere: store, index and kept original.

        Raises:
            DocumentNotFoundError: There is none with this id.
            LockedError: Another process is changing this home.
        """
        with locked(self.settings.home, f"document delete {document_id}"):
            backend = self._sound_backend()
            original = self.original(document_id)
            self.store.delete_document(document_id)
            self.store.forget_restored()
            if original is not None:
                original.unlink(missing_ok=True)
            self._catch_up(backend, None)

    def restore_dropped(self, document_id: DocumentId, pieces: Sequence[DroppedText] | None) -> Restored:
        """Put pieces among ``dropped`` back, for later ingests too; None drops again what was put back.

        Raises:
            DocumentNotFoundError: There is none with this id.
            InputError: None of the pieces can be restored, or nothing was.
            FileError: The document cannot be made anew; nothing was changed.
            LockedError: Another process is changing this home.
        """
        from kb.restoring import drop_again, restore

        with locked(self.settings.home, f"document restore {document_id}"):
            backend = self._sound_backend()
            if pieces is None:
                done = drop_again(self.store, self.settings, document_id)
            else:
                done = restore(self.store, self.settings, document_id, pieces)
            self._catch_up(backend, None)
        return done

    # Searching

    def search(self, query: Query) -> SearchResult:
        """Find chunks by words and by meaning.

        Any text is a valid query. One without words and examples lists what the filters let through, and
        nothing where nothing is filtered. Without a model that can be loaded and fits the index, words
        alone find; the result's ``problem`` says why, and what to run.

        Raises:
            QueryError: The text is longer than the settings allow, or an example is not there.
            SearchIndexError: The index cannot be used; the message says what to run.
        """
        from kb.hits import make_hits
        from search.query_filters import offer_filters

        start = time.perf_counter()
        text, language, backend = self._read(query)
        ranking = self._rank(query, text, language, backend)
        hits = make_hits(
            ranking.ranked[query.offset : query.offset + query.limit],
            text=text,
            language=language,
            like=query.like,
            first_rank=query.offset + 1,
            store=self.store,
            taxonomy=self.taxonomy,
        )
        offered_filters = offer_filters(
            text,
            filters=query.filters,
            taxonomy=self.taxonomy,
            gazetteer=self.gazetteer,
            has_chunks=backend.has_chunks,
        )
        return SearchResult(
            query=query,
            query_language=language,
            total=len(ranking.ranked),
            took_ms=(time.perf_counter() - start) * 1000,
            facets=ranking.facets,
            hits=hits,
            suggestion=ranking.suggestion,
            offered_filters=offered_filters,
            problem=ranking.problem,
        )

    def rank(self, query: Query) -> Ranking:
        """Return the whole ranking of a query, of which ``search`` shows a page, and what is under the floor.

        Raises:
            QueryError: The text is longer than the settings allow, or an example is not there.
            SearchIndexError: The index cannot be used; the message says what to run.
        """
        return self._rank(query, *self._read(query), with_rest=True)

    def _read(self, query: Query) -> tuple[str, Language, SearchBackend]:
        text = without_invisible(to_nfc(query.text)).strip()
        if len(text) > self.settings.max_query_chars:
            raise QueryError(
                f"The query has {len(text)} characters; {self.settings.max_query_chars} is the limit. "
                "Ask with fewer words."
            )
        return text, detect_query(text), self._current_backend()

    def _rank(
        self,
        query: Query,
        text: str,
        language: Language,
        backend: SearchBackend,
        *,
        with_rest: bool = False,
    ) -> Ranking:
        ranking = backend.search(
            text,
            filters=query.filters,
            language=language,
            depth=self.settings.search_depth,
            like=query.like,
            unlike=query.unlike,
            with_rest=with_rest,
        )
        if not query.group_by_document:
            return ranking
        ranked = _best_by_document(ranking.ranked)
        facets = backend.count_facets([candidate.chunk_id for candidate in ranked])
        return replace(ranking, ranked=tuple(ranked), facets=facets)

    # Reading

    def document(self, document_id: DocumentId) -> Document:
        """Return a document; DocumentNotFoundError if there is none."""
        return self.store.document(document_id)

    def find_document(self, id_or_name: str) -> DocumentId:
        """Return the id of the document with this id or, where there is none, this source file name.

        Raises:
            DocumentNotFoundError: There is none, or several files have this name.
        """
        return find_document(self.store, id_or_name)

    def documents(self, *, limit: int = 50, offset: int = 0) -> list[Document]:
        """Return documents by id."""
        return self.store.documents(limit=limit, offset=offset)

    def chunks(self, document_id: DocumentId) -> tuple[Chunk, ...]:
        """Return a document's chunks in its order."""
        return self.store.chunks(document_id)

    def sections(self, document_id: DocumentId) -> tuple[Section, ...]:
        """Return a document's sections in its order."""
        return self.store.sections(document_id)

    def dropped(self, document_id: DocumentId) -> tuple[DroppedText, ...]:
        """Return what was left out of a document's chunks, with the reasons."""
        return self.store.dropped(document_id)

    def pages(self, document_id: DocumentId) -> tuple[PageSpan, ...]:
        """Return a document's pages; empty where the format has none."""
        return self.store.pages(document_id)

    def original(self, document_id: DocumentId) -> Path | None:
        """Return the kept copy of the file a document was made from, if it is there."""
        return kept_original(self.store.document(document_id).source, self.settings.originals_path)

    def page_image(self, document_id: DocumentId, page_number: int) -> bytes | None:
        """Return a page as PNG; None where the document is no PDF or its original is gone.

        Raises:
            DamagedFileError: The page cannot be drawn.
        """
        source = self.store.document(document_id).source
        return draw_page(source, self.settings.originals_path, page_number)

    def stats(self) -> Stats:
        """Count documents and chunks by facet."""
        return self.store.statistics()

    def version(self) -> int:
        """Return a number that grows with every change of the store."""
        return self.store.last_change()

    # The index

    def rebuild_index(self, progress: StepProgress | None = None, *, model: str | None = None) -> int:
        """Build the index anew from the store; return the number of chunks.

        Args:
            progress: Called with the step ("index") as it advances.
            model: An embedder, a folder or a hub name to use from now on: it is written to ``kb.toml``.

        Raises:
            LockedError: Another process is changing this home.
            EmbedderError: The model cannot be loaded; nothing was changed.
            SettingsError: There is no such embedder, or ``kb.toml`` cannot be changed; nothing was.
            HomeError: The index was built, but ``kb.toml`` cannot be written.
        """
        from search.embedders import make_embedder, spec_of

        spec = self.settings.embedder if model is None else spec_of(model)
        embedder = make_embedder(spec, device=self.settings.device)
        with locked(self.settings.home, "index rebuild"):
            kept = None if model is None else with_setting(self.settings.home, "embedder", spec)
            backend = self._make_backend(embedder)
            last_change = self.store.last_change()
            ids = self.store.all_document_ids()
            backend.rebuild(
                self.store.changes_of(ids), last_change=last_change, progress=_step(progress, "index")
            )
            self._opened, self._opened_for = backend, self.store.store_id()
            if kept is not None:
                self._keep_settings(kept, spec)
            return len(backend.chunk_ids())

    def _keep_settings(self, content: bytes, spec: str) -> None:
        self.settings = self.settings.model_copy(update={"embedder": spec})
        self._remembered = spec
        write_settings(self.settings.home / SETTINGS_FILE, content, spec)

    def index_made_with(self) -> str | None:
        """Return the embedder that the index was made with, and its dimension; None where there is no index.

        Raises:
            SearchIndexError: The index cannot be read; the message says what to run.
        """
        return self._backend().made_with

    def check_index(self) -> list[str]:
        """Compare the index with itself and with the store; return what is wrong."""
        backend = self._current_backend()
        problems = list(backend.check())
        stored = set(self.store.all_chunk_ids())
        indexed = {int(chunk_id) for chunk_id in backend.chunk_ids()}
        if stored - indexed:
            problems.append(f"{len(stored - indexed)} stored chunks are not in the index")
        if indexed - stored:
            problems.append(f"{len(indexed - stored)} indexed chunks are not in the store")
        return problems

    def _make_backend(self, embedder: Embedder) -> SearchBackend:
        from search.backend import SEARCH_BACKENDS

        return SEARCH_BACKENDS["embedded"](
            self.settings.index_path,
            embedder,
            self.store,
            taxonomy=self.taxonomy,
            store_id=self.store.store_id(),
        )

    def _backend(self) -> SearchBackend:
        """Return the backend; its embedder is loaded by what needs it."""
        from search.embedders import LazyEmbedder

        with self._opening:
            store_id = self.store.store_id()
            # a restore puts another store in its place, whose index is another too
            if self._opened is None or self._opened_for != store_id:
                embedder = LazyEmbedder(self.settings.embedder, device=self.settings.device)
                self._opened, self._opened_for = self._make_backend(embedder), store_id
            return self._opened

    def _sound_backend(self) -> SearchBackend:
        """Return the backend with index and embedder loaded, so that what cannot be used shows at once."""
        backend = self._backend()
        try:
            backend.refresh()
        except (EmbedderError, IndexMismatchError):
            if not self._take_over_embedder():
                raise
            backend = self._backend()
            backend.refresh()
        return backend

    def _take_over_embedder(self) -> bool:
        """Use the embedder that another process has written to ``kb.toml`` since; False if it has not."""
        stated = stated_in_file(self.settings.home, "embedder")
        if stated == self._remembered:
            return False
        chosen = load_settings(home=self.settings.home).embedder
        with self._opening:
            self._remembered = stated
            self.settings = self.settings.model_copy(update={"embedder": chosen})
            self._opened = None
        return True

    def _current_backend(self) -> SearchBackend:
        """Return the backend with an index as new as can be had without waiting."""
        try:
            backend = self._sound_backend()
        except (EmbedderError, IndexMismatchError) as error:
            backend = self._backend()
            n_steps = self.store.last_change()
            if backend.last_change == 0 < n_steps:
                raise
            if backend.last_change < n_steps:
                logger.warning("searching without the latest documents: %s", error)
            return backend
        if backend.last_change < self.store.last_change():
            try:
                with locked(self.settings.home, "index update"):
                    self._catch_up(backend, None)
            except LockedError:
                # whoever holds the lock will bring the index up to date
                logger.warning("documents are being taken in: what is found may not be all")
            except DiskFullError as error:
                if backend.last_change == 0:
                    raise
                logger.warning("searching without the latest documents: %s", error)
        return backend

    def _catch_up(self, backend: SearchBackend, progress: StepProgress | None) -> None:
        """Apply what the change log has and the index has not; the caller holds the lock."""
        backend.refresh()
        last_change = self.store.last_change()
        if backend.last_change == last_change:
            return
        changed = self.store.changed_documents(backend.last_change)
        backend.update(
            self.store.changes_of(changed), last_change=last_change, progress=_step(progress, "index")
        )


def _best_by_document(ranked: Sequence[RankedChunk]) -> list[RankedChunk]:
    best: dict[DocumentId, RankedChunk] = {}
    for candidate in ranked:
        best.setdefault(candidate.document_id, candidate)
    return list(best.values())


def _step(progress: StepProgress | None, name: str) -> Callable[[int, int], None] | None:
    if progress is None:
        return None
    return lambda done, n_all: progress(name, done, n_all)
