"""Keeps the search index in step with the store, whatever other processes do meanwhile."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from kb.errors import DiskFullError, EmbedderError, HomeError, IndexMismatchError, LockedError
from kb.home import locked, write_settings
from kb.settings import SETTINGS_FILE, Settings, load_settings, stated_in_file, with_setting
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from kb.protocols import Embedder, SearchBackend
    from kb.store import Store

logger = logging.getLogger(__name__)

# Called with the name of a step, what is done of it and what there is in all.
StepProgress = Callable[[str, int, int], None]


class IndexKeeper:
    """Opens, updates and rebuilds the index of one home. Safe to share by threads."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Open nothing yet: index and embedder are opened when they are first needed."""
        self.settings = settings  # with the embedder that is in use, which another process may choose
        self._store = store
        self._opened: SearchBackend | None = None
        self._opened_for = ""
        self._opening = threading.Lock()
        self._remembered = stated_in_file(settings.home, "embedder")

    def close(self) -> None:
        """Let go of the index."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    def backend(self) -> SearchBackend:
        """Return the backend; its embedder is loaded by what needs it."""
        from search.embedders import LazyEmbedder

        with self._opening:
            store_id = self._store.store_id()
            # a restore puts another store in its place, whose index is another too
            if self._opened is None or self._opened_for != store_id:
                embedder = LazyEmbedder(self.settings.embedder, device=self.settings.device)
                self._opened, self._opened_for = self._make(embedder), store_id
            return self._opened

    def sound_backend(self) -> SearchBackend:
        """Return the backend with index and embedder loaded, so that what cannot be used shows at once.

        Raises:
            EmbedderError: The model cannot be loaded.
            SearchIndexError: The index cannot be used; the message says what to run.
        """
        backend = self.backend()
        try:
            backend.refresh()
        except (EmbedderError, IndexMismatchError):
            if not self._take_over_embedder():
                raise
            backend = self.backend()
            backend.refresh()
        return backend

    def backend_to_change(self) -> SearchBackend:
        """Return the sound backend, for who is about to change it; the caller holds the home's lock.

        An index of an earlier version's model is built anew where nobody has chosen a model.

        Raises:
            EmbedderError: The model cannot be loaded.
            SearchIndexError: The index cannot be used; the message says what to run.
        """
        try:
            return self.sound_backend()
        except IndexMismatchError as error:
            if "embedder" in self.settings.model_fields_set:
                raise
            logger.info("the index is built anew: %s", error)
        backend = self.backend()
        self._build(backend, None)
        return backend

    def current_backend(self) -> SearchBackend:
        """Return the backend with an index as new as can be had without waiting.

        Raises:
            SearchIndexError: There is no index that can be used; the message says what to run.
        """
        try:
            backend = self.sound_backend()
        except (EmbedderError, IndexMismatchError) as error:
            backend = self.backend()
            n_steps = self._store.last_change()
            if backend.last_change == 0 < n_steps:
                raise
            if backend.last_change < n_steps:
                logger.warning("searching without the latest documents: %s", error)
            return backend
        if backend.last_change < self._store.last_change():
            try:
                with locked(self.settings.home, "index update"):
                    self.catch_up(backend, None)
            except LockedError:
                # whoever holds the lock will bring the index up to date
                logger.warning("documents are being taken in: what is found may not be all")
            except DiskFullError as error:
                if backend.last_change == 0:
                    raise
                logger.warning("searching without the latest documents: %s", error)
        return backend

    def catch_up(self, backend: SearchBackend, progress: StepProgress | None) -> None:
        """Apply what the change log has and the index has not; the caller holds the home's lock."""
        backend.refresh()
        last_change = self._store.last_change()
        if backend.last_change == last_change:
            return
        changed = self._store.changed_documents(backend.last_change)
        backend.update(
            self._store.changes_of(changed), last_change=last_change, progress=step(progress, "index")
        )

    def rebuild(self, progress: StepProgress | None, *, model: str | None) -> int:
        """Build the index anew; ``KnowledgeBase.rebuild_index`` says what is raised."""
        from search.embedders import make_embedder, spec_of

        spec = self.settings.embedder if model is None else spec_of(model)
        embedder = make_embedder(spec, device=self.settings.device)
        with locked(self.settings.home, "index rebuild"):
            kept = None if model is None else with_setting(self.settings.home, "embedder", spec)
            backend = self._make(embedder)
            self._build(backend, progress)
            self._opened, self._opened_for = backend, self._store.store_id()
            if kept is not None:
                self._keep_settings(kept, spec)
            return len(backend.chunk_ids())

    def build_anew(self, progress: StepProgress | None) -> None:
        """Build the index from the store alone and remove all that was there; the caller holds the lock.

        Raises:
            EmbedderError: The model cannot be loaded.
            HomeError: An earlier index cannot be removed.
        """
        self._build(self.backend(), progress)
        folders = sorted(self.settings.index_path.glob("generation-*"))
        if len(folders) > 1:
            raise HomeError(f"{folders[0]} cannot be removed. Close the program that has it open.")

    def text_hashes(self) -> set[str]:
        """Return the hashes under which the vectors of what is stored now are cached."""
        from search.indexing import text_hashes

        changes = self._store.changes_of(self._store.all_document_ids())
        return {each for change in changes for each in text_hashes(change.entries)}

    def check(self) -> list[str]:
        """Compare the index with itself and with the store; return what is wrong."""
        backend = self.current_backend()
        problems = list(backend.check())
        stored = set(self._store.all_chunk_ids())
        indexed = {int(chunk_id) for chunk_id in backend.chunk_ids()}
        if stored - indexed:
            problems.append(f"{len(stored - indexed)} stored chunks are not in the index")
        if indexed - stored:
            problems.append(f"{len(indexed - stored)} indexed chunks are not in the store")
        return problems

    def _build(self, backend: SearchBackend, progress: StepProgress | None) -> None:
        last_change = self._store.last_change()
        ids = self._store.all_document_ids()
        backend.rebuild(
            self._store.changes_of(ids), last_change=last_change, progress=step(progress, "index")
        )

    def _make(self, embedder: Embedder) -> SearchBackend:
        from search.backend import SEARCH_BACKENDS

        return SEARCH_BACKENDS["embedded"](
            self.settings.index_path,
            embedder,
            self._store,
            taxonomy=load_taxonomy(),
            store_id=self._store.store_id(),
        )

    def _keep_settings(self, content: bytes, spec: str) -> None:
        self.settings = self.settings.model_copy(update={"embedder": spec})
        self._remembered = spec
        write_settings(self.settings.home / SETTINGS_FILE, content, spec)

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


def step(progress: StepProgress | None, name: str) -> Callable[[int, int], None] | None:
    """Return a function that tells ``progress`` how far the step ``name`` has come; None without one."""
    if progress is None:
        return None
    return lambda done, n_all: progress(name, done, n_all)
