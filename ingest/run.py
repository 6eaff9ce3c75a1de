"""Runs an ingest: compares files with the store, prepares what is new, and reports."""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.discover import Discovered, discover
from ingest.pipeline import PIPELINE_VERSION, prepare_document, read_source
from kb.errors import FileError
from kb.gazetteer import Gazetteer
from kb.home import keep_original, sweep_originals
from kb.protocols import Progress
from kb.records import FailedFile, IngestReport, Source, StoredFile
from kb.store import Store
from kb.taxonomy import Taxonomy

logger = logging.getLogger(__name__)


@dataclass(kw_only=True)
class _Run:
    """What a run works with and what it has found out so far."""

    store: Store
    taxonomy: Taxonomy
    gazetteer: Gazetteer
    originals: Path
    max_bytes: int
    stored: dict[str, StoredFile]
    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    n_chunks: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


def run(
    store: Store,
    paths: Sequence[Path],
    *,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    originals: Path,
    max_bytes: int,
    prune: bool = False,
    progress: Progress | None = None,
) -> IngestReport:
    """Bring the store up to date with files and folders, one transaction per document.

    A file that fails is reported and does not stop the run; its earlier version stays. Killing the run
    loses nothing that was stored; the next run goes on where it was.

    Args:
        store: Where documents go; the caller holds the home's lock.
        paths: Files and folders.
        taxonomy: Themes to tag with.
        gazetteer: Municipalities to tag with.
        originals: Folder for copies of the files taken in.
        max_bytes: Larger files fail.
        prune: Remove stored documents whose file is gone from a folder among ``paths``.
        progress: Called after each file with the number done and the number of all.

    Raises:
        HomeError: The store or the originals cannot be written; what was done before is kept.
    """
    state = _Run(
        store=store,
        taxonomy=taxonomy,
        gazetteer=gazetteer,
        originals=originals,
        max_bytes=max_bytes,
        stored={file.path: file for file in store.files()},
    )
    with state.timed("discover"):
        found = discover(paths)
    state.failed.extend(found.failed)
    for number, path in enumerate(found.files, start=1):
        _take(state, path)
        if progress is not None:
            progress(number, len(found.files))
    missing = _missing(state, found)
    if prune:
        for file in missing:
            store.delete_document(file.document_id)
    sweep_originals(originals, {file.sha256 for file in store.files()})
    return _report(state, found, [file.path for file in missing], prune=prune)


def _take(state: _Run, path: Path) -> None:
    try:
        _take_or_raise(state, path)
    except FileError as error:
        _fail(state, path, str(error))
    except RecursionError:
        _fail(state, path, f"{path.name} is nested too deeply. Save it in a simpler form and try again.")
    except MemoryError:
        _fail(state, path, f"{path.name} needs more memory than there is. Split it and try again.")


def _fail(state: _Run, path: Path, reason: str) -> None:
    kept = " The version stored before is kept." if str(path) in state.stored else ""
    state.failed.append(FailedFile(path=str(path), reason=reason + kept))


def _take_or_raise(state: _Run, path: Path) -> None:
    with state.timed("read"):
        source, data = read_source(path, max_bytes=state.max_bytes)
    before = state.stored.get(source.path)
    if before and before.sha256 == source.sha256 and before.pipeline_version == PIPELINE_VERSION:
        state.paths["unchanged"].append(source.path)
        return
    twin = state.store.file_by_hash(source.sha256)
    if twin is not None and twin.path != source.path:
        _take_known_content(state, source, twin, before)
        return
    with state.timed("parse"):
        prepared = prepare_document(source, data, taxonomy=state.taxonomy, gazetteer=state.gazetteer)
    with state.timed("store"):
        keep_original(state.originals, data, sha256=source.sha256, name=source.name)
        state.store.put_document(prepared, pipeline_version=PIPELINE_VERSION)
    state.n_chunks += len(prepared.chunks)
    state.paths["changed" if before else "added"].append(source.path)


def _take_known_content(state: _Run, source: Source, twin: StoredFile, before: StoredFile | None) -> None:
    """Deal with a file whose content is stored under another path: it moved, or it is a copy."""
    if before is not None:
        # this path held something else until now
        state.store.delete_document(before.document_id)
        del state.stored[source.path]
    if _exists(twin.path):
        state.duplicates.append((source.path, twin.path))
        return
    state.store.move_document(twin.document_id, path=source.path, name=source.name)
    state.stored.pop(twin.path, None)
    state.paths["moved"].append(source.path)


def _exists(path: str) -> bool:
    # a folder that cannot be read now is no proof that its files are gone
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _missing(state: _Run, found: Discovered) -> list[StoredFile]:
    return [
        file
        for path, file in state.stored.items()
        if any(Path(path).is_relative_to(root) for root in found.roots) and not _exists(path)
    ]


def _report(state: _Run, found: Discovered, missing: list[str], *, prune: bool) -> IngestReport:
    report = IngestReport(
        added=tuple(state.paths["added"]),
        changed=tuple(state.paths["changed"]),
        unchanged=tuple(state.paths["unchanged"]),
        moved=tuple(state.paths["moved"]),
        duplicates=tuple(state.duplicates),
        failed=tuple(state.failed),
        missing=() if prune else tuple(missing),
        pruned=tuple(missing) if prune else (),
        skipped=tuple(found.skipped),
        n_chunks=state.n_chunks,
        seconds=dict(state.seconds),
    )
    logger.info(
        "ingest: %d added, %d changed, %d unchanged, %d failed, %d chunks",
        len(report.added),
        len(report.changed),
        len(report.unchanged),
        len(report.failed),
        report.n_chunks,
    )
    return report
