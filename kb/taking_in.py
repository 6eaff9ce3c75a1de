"""Takes files into the store and brings everything that is made of the documents up to date."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.gazetteer import load_gazetteer
from kb.index_keeper import step
from kb.records import IngestCounts, IngestReport
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.given import GivenFile
    from ingest.workers import Limits
    from kb.index_keeper import IndexKeeper, StepProgress
    from kb.settings import Settings
    from kb.store import Store

# During a long ingest: what was taken in can be searched after this time at the latest
_INDEX_EVERY_S = 60.0


def limits_of(settings: Settings) -> Limits:
    """Return how many files are read at once, and what each may take."""
    from ingest.workers import Limits

    return Limits(
        n_workers=settings.workers,
        max_file_s=settings.max_file_s,
        max_memory_mb=settings.max_memory_mb,
    )


def take_in(
    store: Store,
    settings: Settings,
    index: IndexKeeper,
    *,
    paths: Sequence[Path] = (),
    given: Sequence[GivenFile] = (),
    leave_out: Collection[str] = (),
    known: Store | None = None,
    prune: bool = False,
    mask_personal_data: bool | None = None,
    catch_up: Callable[[], None],
    progress: StepProgress | None = None,
    watch: Callable[[IngestCounts], None] | None = None,
) -> IngestReport:
    """Take in files, bring the index up to date and compare what is new; the caller holds the home's lock.

    Args:
        store: Where documents go.
        settings: Of the home.
        index: Of the home.
        paths: Files and folders; archives and mails among them are unpacked.
        given: Files that are known by another path than the one where they lie.
        leave_out: SHA-256 of files, perhaps packed in others, that are not stored.
        known: A store from which documents are taken that were made there in the same way.
        prune: Remove stored documents whose file is gone from one of the folders.
        mask_personal_data: None: as the settings say.
        catch_up: Makes anew what else is made from the documents.
        progress: Called with the step ("files", "index", "similar") as it advances.
        watch: Called after each file with the counts so far, before ``progress``.

    Raises:
        HomeError: The home cannot be written.
        SearchIndexError: The index cannot be used; nothing was taken in.
        ReaderError: No process that reads files can be started.
    """
    from ingest.run import run
    from kb.similar import compare_new
    from search.theme_scorer import shipped_theme_scorer

    backend = index.backend()
    files_done = step(progress, "files")
    indexed_at = time.monotonic()

    def make_sure_of_index() -> None:
        nonlocal backend
        backend = index.backend_to_change()

    def after_file(counts: IngestCounts) -> None:
        nonlocal indexed_at
        if watch is not None:
            watch(counts)
        if files_done is not None:
            files_done(counts.n_done, counts.n_all)
        if time.monotonic() - indexed_at > _INDEX_EVERY_S:
            index.catch_up(backend, None)
            indexed_at = time.monotonic()

    report = run(
        store,
        paths,
        given=given,
        leave_out=leave_out,
        known=known,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=settings.originals_path,
        max_bytes=settings.max_file_mb * 1_000_000,
        limits=limits_of(settings),
        mask_personal_data=(
            settings.mask_personal_data if mask_personal_data is None else mask_personal_data
        ),
        prune=prune,
        theme_scorer=partial(shipped_theme_scorer, load_taxonomy()),
        # while the first files are read: loading the model takes as long as starting to read
        before_storing=make_sure_of_index,
        progress=after_file,
    )
    index.catch_up(backend, progress)
    catch_up()
    similar = compare_new(store, step(progress, "similar"))
    return replace(report, similar=tuple(sorted(similar)))
