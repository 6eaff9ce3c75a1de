"""The facade and composition root: everything the doors (app, command line) may ask for."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.collection_desk import CollectionDesk
from kb.entry_desk import EntryDesk
from kb.errors import KbError, LockedError, QueryError
from kb.finding import find_document
from kb.gazetteer import Gazetteer, load_gazetteer
from kb.hits import best_by_document, highlights_in, make_hits
from kb.home import locked, prepare_home
from kb.index_keeper import IndexKeeper, StepProgress, step
from kb.language import detect_query
from kb.originals import draw_page, kept_original
from kb.practice_desk import PracticeDesk
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    DroppedText,
    IngestCounts,
    IngestReport,
    Language,
    PageSpan,
    Query,
    Ranking,
    SearchResult,
    Section,
)
from kb.settings import Settings
from kb.store import Store
from kb.store.erased import Erasure
from kb.store.statistics import Stats
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import to_nfc, without_invisible
from kb.word_desk import word_help

if TYPE_CHECKING:
    from kb.erasing import Erased
    from kb.erasure_plan import ErasurePlan
    from kb.protocols import SearchBackend
    from kb.restoring import Restored
    from kb.similar_answers import Similarities, Undone

logger = logging.getLogger(__name__)

# During a long ingest: what was taken in can be searched after this time at the latest
_INDEX_EVERY_S = 60.0


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the home folder of ``settings``, creating it where it is missing.

    Raises:
        HomeError: The home cannot be used.
        StoreError: The store is damaged or of a newer version.
    """
    prepare_home(settings.home)
    knowledge_base = KnowledgeBase(settings, Store(settings.store_path))
    knowledge_base.finish_erasures()
    return knowledge_base


class KnowledgeBase:
    """One home folder: its store, its index and what can be done with them. Safe to share by threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Compose the parts; index and embedder are opened when they are first needed."""
        self.store = store
        self.practices = PracticeDesk(settings.home, store)
        self.entries = EntryDesk(store, self.practices)
        self.collections = CollectionDesk(store, self.entries)
        self.word_help = word_help
        self.highlights = highlights_in
        self._index = IndexKeeper(settings, store)

    @property
    def settings(self) -> Settings:
        """The settings, with the embedder that is in use."""
        return self._index.settings

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
        self._index.close()
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
        """Take in files and folders, bring the index up to date and compare what is new with all documents.

        Files are read in processes of their own, each within the limits of time and memory of the settings.

        Args:
            paths: Files and folders; archives and mails among them are unpacked.
            prune: Remove stored documents whose file is gone from one of the folders.
            progress: Called with the step ("files", "index", "similar") as it advances.
            watch: Called after each file with the counts so far, before ``progress``.

        Raises:
            LockedError: Another process is changing this home.
            HomeError: The home cannot be written.
            SearchIndexError: The index cannot be used; nothing was taken in.
            ReaderError: No process that reads files can be started.
        """
        from ingest.run import run
        from ingest.workers import Limits
        from kb.similar import compare_new
        from search.theme_scorer import shipped_theme_scorer

        with locked(self.settings.home, "ingest " + " ".join(str(path) for path in paths)):
            backend = self._index.backend()
            files_done = step(progress, "files")
            indexed_at = time.monotonic()

            def make_sure_of_index() -> None:
                nonlocal backend
                backend = self._index.sound_backend()

            def after_file(counts: IngestCounts) -> None:
                nonlocal indexed_at
                if watch is not None:
                    watch(counts)
                if files_done is not None:
                    files_done(counts.n_done, counts.n_all)
                if time.monotonic() - indexed_at > _INDEX_EVERY_S:
                    self._index.catch_up(backend, None)
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
                theme_scorer=partial(shipped_theme_scorer, self.taxonomy),
                # while the first files are read: loading the model takes as long as starting to read
                before_storing=make_sure_of_index,
                progress=after_file,
            )
            self._index.catch_up(backend, progress)
            self.practices.catch_up()
            similar = compare_new(self.store, step(progress, "similar"))
        return replace(report, similar=tuple(sorted(similar)))

    def delete_document(self, document_id: DocumentId) -> None:
        """Remove a document everywhere: store, index and kept original.

        Raises:
            DocumentNotFoundError: There is none with this id.
            LockedError: Another process is changing this home.
        """
        self._delete(document_id, lambda: self.store.delete_document(document_id))

    def _delete(self, document_id: DocumentId, delete: Callable[[], None]) -> None:
        with locked(self.settings.home, f"document delete {document_id}"):
            backend = self._index.sound_backend()
            original = self.original(document_id)
            delete()
            self.store.forget_restored()
            if original is not None:
                original.unlink(missing_ok=True)
            self._index.catch_up(backend, None)
            self.practices.catch_up()

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
            backend = self._index.sound_backend()
            if pieces is None:
                done = drop_again(self.store, self.settings, document_id)
            else:
                done = restore(self.store, self.settings, document_id, pieces)
            self._index.catch_up(backend, None)
            self.practices.catch_up()
        return done

    # Erasing

    def plan_erasure(
        self,
        document_id: DocumentId,
        texts: Sequence[str],
        *,
        chunk_ids: Sequence[ChunkId] = (),
        everywhere: bool = False,
    ) -> ErasurePlan:
        """Return what erasing words or whole passages would do; ``kb.erasure_plan`` says what is raised."""
        from kb.erasure_plan import plan_erasure

        return plan_erasure(self.store, document_id, texts, chunk_ids=chunk_ids, everywhere=everywhere)

    def erase(
        self,
        plan: ErasurePlan,
        *,
        reason: str | None = None,
        by: str | None = None,
        progress: StepProgress | None = None,
    ) -> Erased:
        """Take words out of documents for good, and out of all that is taken in later; there is no way back.

        Raises:
            LockedError: Another process is changing this home.
            KbError: See ``kb.erasing.erase``.
        """
        from kb.erasing import erase

        # without the words: what holds the lock is told to whoever comes second
        with locked(self.settings.home, f"document erase {plan.targets[0].document.id}"):
            self._index.sound_backend()
            return erase(
                self.store,
                self.settings,
                self._index,
                plan,
                reason=reason,
                by=by,
                catch_up=self.practices.catch_up,
                progress=progress,
            )

    def finish_erasures(self) -> None:
        """Remove what a process that was ended has left of erased words; a warning says if that fails."""
        if self.store.erasures_are_done():
            return
        from kb.erasing import finish

        try:
            with locked(self.settings.home, "document erase"):
                finish(self.store, self.settings, self._index, self.practices.catch_up, None)
        except LockedError:
            logger.info("another process is changing the home; what is left of erased words goes later")
        except KbError as error:
            logger.warning("erased words are not removed from all files yet: %s", error)

    def erasures(self) -> list[Erasure]:
        """Return what was erased when and by whom, without the words, the oldest first."""
        return self.store.erasures()

    def is_withheld(self, document_id: DocumentId) -> bool:
        """Return whether no original of a document is kept because words in it were erased."""
        return self.store.document(document_id).source.sha256 in self.store.withheld()

    # Similar documents

    def similar_documents(self) -> Similarities:
        """Return the documents of which one holds most of the other, and what was answered about them."""
        from kb.similar_answers import similarities

        return similarities(self.store)

    def keep_both(self, one: DocumentId, other: DocumentId) -> None:
        """Answer that two similar documents both stay; for what is raised see ``kb.similar_answers``."""
        from kb.similar_answers import keep_both

        with locked(self.settings.home, f"document similar --keep-both {one} {other}"):
            keep_both(self.store, one, other)

    def remove_copy(self, document_id: DocumentId) -> None:
        """Remove a document everywhere as a copy of the one that holds most of it, and pass its file over.

        Raises:
            DocumentNotFoundError: There is none with this id.
            InputError: Nothing is asked about it.
            LockedError: Another process is changing this home.
        """
        from kb.similar_answers import copy_of

        self._delete(document_id, lambda: self.store.remove_copy(copy_of(self.store, document_id)))

    def undo_similar(self, id_or_name: str) -> Undone:
        """Take back the answers about one document; for what is raised see ``kb.similar_answers``."""
        from kb.similar_answers import undo

        with locked(self.settings.home, f"document similar --undo {id_or_name}"):
            return undo(self.store, id_or_name)

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
            backend=backend,
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

    def suggest(self, text: str, limit: int = 5) -> tuple[str, ...]:
        """Return queries that begin as ``text``, which is being typed, and find something, the best first."""
        return self._index.backend().suggest(text, limit=limit)

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
        return text, detect_query(text), self._index.current_backend()

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
        ranked = best_by_document(ranking.ranked)
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
        return self._index.rebuild(progress, model=model)

    def index_made_with(self) -> str | None:
        """Return the embedder that the index was made with, and its dimension; None where there is no index.

        Raises:
            SearchIndexError: The index cannot be read; the message says what to run.
        """
        return self._index.backend().made_with

    def check_index(self) -> list[str]:
        """Compare the index with itself and with the store; return what is wrong."""
        return self._index.check()
