"""The facade and composition root: everything the doors (app, command line) may ask for."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from kb.account_desk import AccountDesk
from kb.accounts import ANYBODY, OPERATOR, Actor, Role
from kb.batch_desk import BatchDesk
from kb.collection_desk import CollectionDesk
from kb.curation_desk import CurationDesk
from kb.entry_desk import EntryDesk
from kb.erasure_desk import ErasureDesk
from kb.errors import QueryError
from kb.finding import find_document
from kb.gazetteer import Gazetteer, load_gazetteer
from kb.hits import best_by_document, highlights_in, make_hits
from kb.home import locked, prepare_home
from kb.index_keeper import IndexKeeper, StepProgress
from kb.language import detect_query
from kb.originals import draw_page, kept_original
from kb.permissions import guarded
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
from kb.review_desk import ReviewDesk
from kb.review_home import ReviewHome
from kb.settings import Settings
from kb.store import Store
from kb.store.audit import AuditStore
from kb.store.statistics import Stats
from kb.taxonomy import Taxonomy, load_taxonomy
from kb.text import to_nfc, without_invisible
from kb.user_file import UserFile
from kb.word_desk import word_help

if TYPE_CHECKING:
    from kb.protocols import SearchBackend
    from kb.restoring import Restored
    from kb.similar_answers import Similarities, Undone


def open_knowledge_base(settings: Settings) -> KnowledgeBase:
    """Open the home folder of ``settings``, creating it where it is missing.

    Raises:
        HomeError: The home cannot be used.
        StoreError: The store is damaged or of a newer version.
    """
    prepare_home(settings.home)
    knowledge_base = KnowledgeBase(settings, Store(settings.store_path))
    knowledge_base.erasing.finish()
    knowledge_base.review.finish()
    return knowledge_base


@guarded
class KnowledgeBase:
    """One home folder: its store, its index and what can be done with them. Safe to share by threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Compose the parts; index and embedder are opened when they are first needed."""
        self.store = store
        self.word_help = word_help
        self.highlights = highlights_in
        self.review_home = ReviewHome(settings)
        self._index = IndexKeeper(settings, store)
        self._user_file = UserFile(settings.users_path)
        self._all_entries = EntryDesk(store, PracticeDesk(settings.home, store))
        self._readers_entries = EntryDesk(store, PracticeDesk(settings.home, store, ANYBODY))
        self._act_for(OPERATOR)

    def acting_as(self, actor: Actor) -> KnowledgeBase:
        """Return the same knowledge base as it is for somebody: it shows and does what their role allows.

        Whoever opened it acts as the operator of the machine. Every function checks the role itself and
        raises PermissionDeniedError.
        """
        other = copy(self)
        other._act_for(actor)  # noqa: SLF001 - of the same class
        return other

    def _act_for(self, actor: Actor) -> None:
        """Put desks in place that show and do what somebody's role allows; what they work with is shared."""
        store, settings = self.store, self.settings
        self.actor = actor
        self.practices = PracticeDesk(settings.home, store, actor)
        self.accounts = AccountDesk(self._user_file, store, settings, actor)
        self.batches = BatchDesk(store, self.review_home, actor)
        self.curation = CurationDesk(store, self.practices, settings)
        self.erasing = ErasureDesk(store, self._index, self.practices, self.review_home)
        self.review = ReviewDesk(store, self.review_home, self._index, self.practices, actor)
        sees_all = actor.role.includes(Role.CURATOR)
        self.entries = self._all_entries if sees_all else self._readers_entries
        self.collections = CollectionDesk(store, self.entries)

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

    def _note(self, act: str, subject: str, **details: str) -> None:
        self.store.part(AuditStore).append(self.actor, act, subject, **details)

    def close(self) -> None:
        """Let go of the index and the store."""
        self._index.close()
        self.review_home.close()
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
        from kb.taking_in import take_in

        done = " ".join(str(path) for path in paths)
        with locked(self.settings.home, f"ingest {done}"):
            report = take_in(
                self.store,
                self.settings,
                self._index,
                paths=paths,
                prune=prune,
                catch_up=self.practices.catch_up,
                progress=progress,
                watch=watch,
            )
            self._note("document.ingest", done)
        return report

    def delete_document(self, document_id: DocumentId) -> None:
        """Remove a document everywhere: store, index and kept original.

        Raises:
            DocumentNotFoundError: There is none with this id.
            LockedError: Another process is changing this home.
        """
        self._delete(document_id, lambda: self.store.delete_document(document_id))
        self._note("document.delete", f"document {document_id}")

    def _delete(self, document_id: DocumentId, delete: Callable[[], None]) -> None:
        with locked(self.settings.home, f"document delete {document_id}"):
            backend = self._index.backend_to_change()
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
            backend = self._index.backend_to_change()
            if pieces is None:
                done = drop_again(self.store, self.settings, document_id)
            else:
                done = restore(self.store, self.settings, document_id, pieces)
            self._index.catch_up(backend, None)
            self.practices.catch_up()
            self._note("document.restore", f"document {document_id}")
        return done

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
            self._note("document.keep_both", f"document {one}", other=str(other))

    def remove_copy(self, document_id: DocumentId) -> None:
        """Remove a document everywhere as a copy of the one that holds most of it, and pass its file over.

        Raises:
            DocumentNotFoundError: There is none with this id.
            InputError: Nothing is asked about it.
            LockedError: Another process is changing this home.
        """
        from kb.similar_answers import copy_of

        self._delete(document_id, lambda: self.store.remove_copy(copy_of(self.store, document_id)))
        self._note("document.remove_copy", f"document {document_id}")

    def undo_similar(self, id_or_name: str) -> Undone:
        """Take back the answers about one document; for what is raised see ``kb.similar_answers``."""
        from kb.similar_answers import undo

        with locked(self.settings.home, f"document similar --undo {id_or_name}"):
            undone = undo(self.store, id_or_name)
            self._note("document.undo_similar", id_or_name)
        return undone

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

    def documents_by_id(self, ids: Sequence[DocumentId]) -> Mapping[DocumentId, Document]:
        """Return the documents that exist among ``ids``."""
        return self.store.documents_by_id(ids)

    def chunks_by_id(self, ids: Sequence[ChunkId]) -> Mapping[ChunkId, Chunk]:
        """Return the chunks that exist among ``ids``."""
        return self.store.chunks_by_id(ids)

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
        n_chunks = self._index.rebuild(progress, model=model)
        self._note("index.rebuild", model or self.settings.embedder)
        return n_chunks

    def index_made_with(self) -> str | None:
        """Return the embedder that the index was made with, and its dimension; None where there is no index.

        Raises:
            SearchIndexError: The index cannot be read; the message says what to run.
        """
        return self._index.backend().made_with

    def check_index(self) -> list[str]:
        """Compare the index with itself and with the store; return what is wrong."""
        return self._index.check()
