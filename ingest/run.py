"""Runs an ingest: compares files with the store, prepares what is new, and reports."""

from __future__ import annotations

import logging
import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.discover import Discovered, discover
from ingest.pipeline import PIPELINE_VERSION, prepare_document, read_source
from kb.errors import FileError, KbError, UnreadableFileError
from kb.gazetteer import Gazetteer
from kb.home import keep_original, sweep_originals
from kb.protocols import Progress
from kb.records import FailedFile, IngestReport, Source, StoredFile
from kb.store import Store
from kb.taxonomy import Taxonomy
from kb.text import one_line

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
    present: dict[str, str] = field(default_factory=dict)  # path to SHA-256, of the files read so far
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
    gone = _gone_but_stored(state, found)
    state.failed.extend(failure for failure in found.failed if failure.path not in gone)
    _take_all(state, found.files, progress)
    missing = _missing(state, [*found.roots, *map(Path, gone)])
    if prune:
        for file in missing:
            store.delete_document(file.document_id)
    sweep_originals(originals, {file.sha256 for file in store.files()})
    return _report(state, found, [file.path for file in missing], prune=prune)


def _take_all(state: _Run, files: Sequence[Path], progress: Progress | None) -> None:
    """Take what is new or changed, then what is stored under another path.

    Whether a file is a copy, moved, or changed places with another shows only when the present content of
    every file is known.
    """
    n_done = 0
    waiting: list[Path] = []
    for step, paths in ((_take_unless_known, files), (_take_known, waiting)):
        for path in paths:
            if _guarded(state, path, step):
                n_done += 1
                if progress is not None:
                    progress(n_done, len(files))
            else:
                waiting.append(path)


def _guarded(state: _Run, path: Path, step: Callable[[_Run, Path], bool]) -> bool:
    """Run a step on one file; whatever is wrong with the file becomes a line of the report."""
    try:
        return step(state, path)
    except FileError as error:
        _fail(state, path, str(error))
    except KbError:
        raise  # the home, not the file
    except Exception as error:
        logger.debug("unforeseen in %r", path, exc_info=True)
        _fail(
            state,
            path,
            f"{path.name} could not be taken in: {type(error).__name__}: {one_line(str(error))}. "
            "Save it in another form and add it again.",
        )
    return True


def _fail(state: _Run, path: Path, reason: str) -> None:
    kept = " The version stored before is kept." if str(path) in state.stored else ""
    state.failed.append(FailedFile(path=_printable(str(path)), reason=_printable(reason + kept)))


def _printable(text: str) -> str:
    # a name that is not valid Unicode comes with surrogates, which nothing can print or store
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _take_unless_known(state: _Run, path: Path) -> bool:
    """Take a file; False if its content is stored under another path."""
    if _printable(str(path)) != str(path):
        raise UnreadableFileError("The name of this file is not valid Unicode. Rename it and add it again.")
    source, data = _read(state, path)
    before = state.stored.get(source.path)
    if before and (before.sha256, before.pipeline_version) == (source.sha256, PIPELINE_VERSION):
        state.paths["unchanged"].append(source.path)
        return True
    twin = state.store.file_by_hash(source.sha256)
    if twin is not None and twin.path != source.path:
        return False
    _put(state, source, data, before)
    return True


def _take_known(state: _Run, path: Path) -> bool:
    """Take a file whose content was stored under another path: it moved, or it is a copy."""
    source, data = _read(state, path)
    before = state.stored.get(source.path)
    twin = state.store.file_by_hash(source.sha256)
    if twin is None or twin.path == source.path:
        _put(state, source, data, before)
        return True
    if before is not None:
        # this path held something else until now
        state.store.delete_document(before.document_id)
        del state.stored[source.path]
    if _exists(twin.path) and state.present.get(twin.path, source.sha256) == source.sha256:
        state.duplicates.append((source.path, twin.path))
        return True
    state.store.move_document(twin.document_id, path=source.path, name=source.name)
    state.stored.pop(twin.path, None)
    state.paths["moved"].append(source.path)
    return True


def _read(state: _Run, path: Path) -> tuple[Source, bytes]:
    with state.timed("read"):
        source, data = read_source(path, max_bytes=state.max_bytes)
    state.present[source.path] = source.sha256
    return source, data


def _put(state: _Run, source: Source, data: bytes, before: StoredFile | None) -> None:
    with state.timed("parse"):
        prepared = prepare_document(source, data, taxonomy=state.taxonomy, gazetteer=state.gazetteer)
    with state.timed("store"):
        keep_original(state.originals, data, sha256=source.sha256, name=source.name)
        state.store.put_document(prepared, pipeline_version=PIPELINE_VERSION)
    state.n_chunks += len(prepared.chunks)
    state.paths["changed" if before else "added"].append(source.path)


def _exists(path: str) -> bool:
    # a folder that cannot be read now is no proof that its files are gone
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def _gone_but_stored(state: _Run, found: Discovered) -> set[str]:
    """Return the paths given that are not there, but under which documents are stored."""
    return {
        failure.path
        for failure in found.failed
        if not _exists(failure.path) and any(Path(path).is_relative_to(failure.path) for path in state.stored)
    }


def _missing(state: _Run, roots: Sequence[Path]) -> list[StoredFile]:
    return [
        file
        for path, file in state.stored.items()
        if any(Path(path).is_relative_to(root) for root in roots) and not _exists(path)
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
