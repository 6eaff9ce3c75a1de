"""Runs an ingest: compares files with the store, has what is new read, and reports."""

from __future__ import annotations

import logging
import shutil
from collections import deque
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import islice
from pathlib import Path

from ingest.copied import Copied
from ingest.discover import discover
from ingest.given import GivenFile
from ingest.memory import Memory
from ingest.pipeline import PIPELINE_VERSION, prepare_document
from ingest.reading import Here, Reader, Reading, RunFile, have_read, identify
from ingest.run_state import (
    Ended,
    Pending,
    Run,
    choose_themes,
    count_parts,
    counts,
    gone_but_stored,
    is_there,
    let_go,
    list_parts,
    missing,
    note,
    pass_over,
    report,
    stated_of,
    tell_ended,
)
from ingest.sidecars import apart, problems_of
from ingest.tasks import Outcome
from ingest.workers import Limits, Workers
from kb.errors import DiskFullError, FileError, KbError, UnreadableFileError
from kb.gazetteer import Gazetteer
from kb.home import keep_original, sweep_originals
from kb.protocols import ThemeScorer
from kb.records import (
    FailedFile,
    IngestCounts,
    IngestReport,
    MaskedFile,
    PreparedDocument,
    StoredFile,
)
from kb.store import Store
from kb.store.given_facts import GivenFactsStore
from kb.store.review_store import ReviewStore
from kb.taxonomy import Taxonomy
from kb.text import one_line

logger = logging.getLogger(__name__)

# Files read ahead of the one that is stored next. Not the number of processes: what a run makes of copies
# must be the same on every machine.
_AHEAD = 64
_AHEAD_BYTES = 256_000_000
_TOGETHER = 64  # documents in one transaction, where they are ready faster than the disk takes them
_HELPERS = 4  # files written at once, each waiting for the disk
_UNPACKED = ".unpacked"


def run(
    store: Store,
    paths: Sequence[Path],
    *,
    given: Sequence[GivenFile] = (),
    leave_out: Collection[str] = (),
    known: Store | None = None,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    originals: Path,
    max_bytes: int,
    limits: Limits | None = None,
    mask_personal_data: bool = True,
    prune: bool = False,
    theme_scorer: Callable[[], ThemeScorer | None] | None = None,
    before_storing: Callable[[], None] | None = None,
    progress: Callable[[IngestCounts], None] | None = None,
    ended: Callable[[Ended], None] | None = None,
) -> IngestReport:
    """Bring the store up to date with files and folders, one transaction per document.

    A file that fails is reported and does not stop the run; its earlier version stays. Killing the run
    loses nothing that was stored; the next run goes on where it was. What is stored, and in which order,
    does not depend on how many processes read.

    Args:
        store: Where documents go; the caller holds the home's lock.
        paths: Files and folders; archives and mails among them are unpacked.
        given: Files that are known by another path than the one where they lie.
        leave_out: SHA-256 of files, perhaps packed in others, that are not stored.
        known: A store from which documents are taken that were made there in the same way.
        taxonomy: Themes to tag with.
        gazetteer: Municipalities to tag with.
        originals: Folder for copies of the files taken in; what is unpacked lies beside it meanwhile.
        max_bytes: Larger files fail.
        limits: What reading a file may take, in processes of their own; without it files are read in this
            process, without limits.
        mask_personal_data: Store and show no e-mail addresses, telephone and identity numbers; files stored
            with another choice are taken in again.
        prune: Remove stored documents whose file is gone from a folder among ``paths``.
        theme_scorer: Gives what tells how near passages are to themes; called when a document was read, here
            and not where files are read, so that there is one model. Without it words alone decide.
        before_storing: Called once, before anything is changed, while the first files are read; what it
            raises ends the run.
        progress: Called after each file.
        ended: Called with what became of each file and each part, once it is on the disk.

    Raises:
        HomeError: The store or the originals cannot be written; what was done before is kept.
        ReaderError: No process that reads files can be started.
    """
    prepare: Callable[..., PreparedDocument] = prepare_document
    if not mask_personal_data:
        prepare = partial(prepare_document, mask_personal_data=False)
    # negative where nothing is masked, so that files stored with the other choice are taken in again
    version = PIPELINE_VERSION if mask_personal_data else -PIPELINE_VERSION
    with ExitStack() as stack:
        reader: Reader = Here(taxonomy, gazetteer, prepare)
        if limits is not None:
            reader = stack.enter_context(
                Workers(limits, taxonomy=taxonomy, gazetteer=gazetteer, prepare=prepare)
            )
        decisions = store.part(ReviewStore).all_decisions()
        if known is not None:
            reader = Copied(reader=reader, known=known, version=version, decided=decisions.keys())
        unpacked = originals.parent / _UNPACKED
        shutil.rmtree(unpacked, ignore_errors=True)  # of a run that was killed
        stack.callback(shutil.rmtree, unpacked, ignore_errors=True)
        stored = {file.path: file for file in store.files()}
        state = Run(
            store=store,
            reading=Reading(
                reader=reader,
                memory=Memory(store, pipeline_version=version),
                max_bytes=max_bytes,
                unpack_to=unpacked,
            ),
            originals=originals,
            helpers=stack.enter_context(ThreadPoolExecutor(_HELPERS)),
            version=version,
            stored=stored,
            by_content={file.sha256: file for file in stored.values()},
            removed_copies={copy.sha256: copy.document_id for copy in store.removed_copies()},
            given={each.path: each.facts for each in given},
            leave_out=frozenset(leave_out),
            decisions=decisions,
            is_pruning=prune,
            theme_scorer=theme_scorer,
            before_storing=before_storing,
            progress=progress,
            ended=ended,
        )
        store.part(GivenFactsStore).put({each.path: each.facts for each in given if each.facts})
        return _run(state, paths, given, prune=prune)


def _run(state: Run, paths: Sequence[Path], given: Sequence[GivenFile], *, prune: bool) -> IngestReport:
    with state.timed("discover"):
        found = discover(paths)
        documents, passed_over = apart(state.sidecars, found.files)
    state.skipped.extend([*found.skipped, *passed_over])
    gone = gone_but_stored(state, found)
    state.failed.extend(failure for failure in found.failed if failure.path not in gone)
    try:
        _take_all(state, documents, given)
    finally:
        state.reading.memory.write()
    _prepare_storing(state)  # if there was no file
    state.failed.extend(problems_of(state.sidecars))
    roots = {*map(str, found.roots), *gone, *map(str, documents)}
    gone_files = missing(state, roots)
    if prune:
        for file in gone_files:
            state.store.delete_document(file.document_id)
    state.reading.memory.forget_gone(roots)
    state.reading.memory.write()
    sweep_originals(state.originals, {file.sha256 for file in state.store.files()} - state.store.withheld())
    return report(state, [file.path for file in gone_files], prune=prune)


def _take_all(state: Run, paths: Sequence[Path], given: Sequence[GivenFile]) -> None:
    """Take what is new or changed, then what is stored under another path.

    Whether a file is a copy, moved, or changed places with another shows only when the present content of
    every file is known.
    """
    files = [RunFile(path=str(path), name=path.name, on_disk=path, root=str(path)) for path in paths]
    files += (RunFile(path=each.path, name=each.name, on_disk=each.on_disk, root=each.path) for each in given)
    state.n_all = len(files)
    waiting = _go_through(state, files, _begin_unless_known, n_ahead=_AHEAD)
    for file in waiting:
        file.is_waiting = file.has_begun = False
    waiting.sort(key=lambda file: file.sha256 in state.removed_copies)  # after what was kept instead
    # one at a time: whether a copy must be read depends on what became of the one before it
    _go_through(state, waiting, _begin_known, n_ahead=1)


def _go_through(
    state: Run, files: Sequence[RunFile], begin: Callable[[Run, RunFile], None], *, n_ahead: int
) -> list[RunFile]:
    """Begin files some way ahead and end them in order; return those that must wait.

    The parts of a container come right after it.
    """
    line = deque(files)
    waiting: list[RunFile] = []
    while line:
        n_bytes = 0
        for file in islice(line, n_ahead):
            if n_bytes > _AHEAD_BYTES:
                break
            if not file.has_begun:
                file.has_begun = True
                _guarded(state, file, begin)
            n_bytes += len(file.data or b"")
        _prepare_storing(state)
        file = line.popleft()
        if file.outcome is not None and not file.outcome.is_ready():
            _store_pending(state)  # while there is nothing else to do
        _guarded(state, file, _end)
        if file.is_waiting:
            waiting.append(file)
        else:
            state.n_done += 1
        state.n_all += len(file.children)
        line.extendleft(reversed(file.children))
        file.children = []
        if len(state.pending) >= _TOGETHER:
            _store_pending(state)
        elif not state.pending:
            _tell(state)
    _store_pending(state)
    return waiting


def _tell(state: Run) -> None:
    """Say how far the run has come; what is said to be stored is on the disk."""
    if state.progress is not None:
        state.progress(counts(state))


def _prepare_storing(state: Run) -> None:
    if state.before_storing is not None:
        prepare, state.before_storing = state.before_storing, None
        with state.timed("prepare"):
            prepare()


def _guarded(state: Run, file: RunFile, step: Callable[[Run, RunFile], None]) -> None:
    """Do a step with one file; whatever is wrong with the file becomes a line of the report."""
    try:
        step(state, file)
    except FileError as error:
        _fail(state, file.path, str(error))
    except KbError:
        raise  # the home, not the file
    except Exception as error:
        logger.debug("unforeseen in %r", file.path, exc_info=True)
        _fail(
            state,
            file.path,
            f"{file.name} could not be taken in: {type(error).__name__}: {one_line(str(error))}. "
            "Save it in another form and add it again.",
        )


def _fail(state: Run, path: str, reason: str) -> None:
    kept = " The version stored before is kept." if path in state.stored else ""
    failure = FailedFile(path=_printable(path), reason=_printable(reason + kept))
    state.failed.append(failure)
    tell_ended(state, Ended(path=failure.path, reason=failure.reason))


def _printable(text: str) -> str:
    # a name that is not valid Unicode comes with surrogates, which nothing can print or store
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _begin_unless_known(state: Run, file: RunFile) -> None:
    """Have a file read that is new or changed; one whose content is stored elsewhere must wait."""
    if _is_done(state, file):
        return
    twin = state.by_content.get(file.sha256)
    is_copy = file.sha256 in state.begun or file.sha256 in state.removed_copies
    if is_copy or (twin is not None and twin.path != file.path):
        file.is_waiting = True
        return
    _have_read(state, file)


def _begin_known(state: Run, file: RunFile) -> None:
    """Take a file whose content was stored under another path: it moved, or it is a copy."""
    _store_pending(state)  # what is asked of the store must be in it
    if _is_done(state, file):
        return
    twin = state.store.file_by_hash(file.sha256)
    if twin is None and pass_over(state, file):
        return
    if twin is None or twin.path == file.path:
        _have_read(state, file)
        return
    let_go(state, file.path)
    if is_there(state, twin.path) and state.present.get(twin.path, file.sha256) == file.sha256:
        state.duplicates.append((file.path, twin.path))
        tell_ended(state, Ended(path=file.path, copy_of=twin.path))
        return
    state.store.move_document(twin.document_id, path=file.path, name=file.name)
    state.stored.pop(twin.path, None)
    state.paths["moved"].append(file.path)
    if not _is_current(state, twin, file):
        file.has_moved = True
        _have_read(state, file)


def _have_read(state: Run, file: RunFile) -> None:
    state.begun.add(file.sha256)
    with state.timed("read"):
        have_read(state.reading, file)


def _is_done(state: Run, file: RunFile) -> bool:
    """Find out what a file holds; return whether that is stored already, or is no document."""
    if _printable(file.path) != file.path:
        raise UnreadableFileError("The name of this file is not valid Unicode. Rename it and add it again.")
    with state.timed("read"):
        identify(state.reading, file)
        file.facts = stated_of(state, file)
    state.present[file.path] = file.sha256
    known = state.reading.memory.listing(file.sha256, path=file.path, depth=file.depth)
    if known is not None:
        container, parts = known
        list_parts(state, file, parts)
        note(state, file, is_container=True, has_text=container.has_text)
        if not container.has_text:
            return True
    else:
        note(state, file)
    if _is_current(state, state.stored.get(file.path), file):
        state.paths["unchanged"].append(file.path)
        tell_ended(state, Ended(path=file.path, is_stored=True, is_container=bool(file.children)))
        return True
    return False


def _is_current(state: Run, stored: StoredFile | None, file: RunFile) -> bool:
    return stored is not None and (stored.sha256, stored.pipeline_version, stored.facts_sha256) == (
        file.sha256,
        state.version,
        file.facts.sha256,
    )


def _end(state: Run, file: RunFile) -> None:
    """Have stored what became of a file that was read, and line up its parts."""
    if file.outcome is None:
        return
    with state.timed("parse"):
        outcome = file.outcome.result()
    file.outcome = None
    if outcome.is_disk_full:
        raise DiskFullError(
            f"There is no space left beside {state.originals} to unpack {file.name}. Free some and try again."
        )
    unpacked = outcome.unpacked
    if unpacked is not None:
        state.failed.extend(unpacked.failed)
        state.skipped.extend(unpacked.skipped)
        count_parts(state, file, unpacked.parts)
    list_parts(state, file, unpacked.parts if unpacked is not None else ())
    if outcome.reason is not None:
        logger.debug("%r failed: %s", file.path, outcome.trace or outcome.reason)
        _fail(state, file.path, outcome.reason)
    elif outcome.prepared is None or file.sha256 in state.leave_out:
        # a mail that is left out has a text of its own all the same: it is read again when it is wanted
        is_container = outcome.prepared is None and unpacked is not None and not unpacked.failed
        note(state, file, is_container=is_container, has_text=False)
        tell_ended(state, Ended(path=file.path, is_container=unpacked is not None))
    else:
        kept = state.helpers.submit(_keep, state, file, file.data or b"", outcome)
        prepared = outcome.prepared if outcome.has_themes else choose_themes(state, outcome.prepared)
        state.pending.append(Pending(file=file, prepared=prepared, is_kept=kept))
        note(state, file, is_container=unpacked is not None and not unpacked.failed)
    file.data = None


def _keep(state: Run, file: RunFile, data: bytes, outcome: Outcome) -> None:
    parts = outcome.unpacked.parts if outcome.unpacked is not None else ()
    is_withheld = any(map(state.reading.memory.is_withheld, (file.sha256, *(part.sha256 for part in parts))))
    if not is_withheld and outcome.prepared is not None and outcome.prepared.parsed is None:
        keep_original(state.originals, data, sha256=file.sha256, name=file.name)


def _store_pending(state: Run) -> None:
    """Store what is ready in one transaction: each of its own would wait for the disk as long as this one."""
    pending, state.pending = state.pending, []
    if not pending:
        return
    with state.timed("store"):
        for each in pending:
            each.is_kept.result()
        try:
            _put(state, pending)
        except KbError:
            raise  # the home, not a file
        except Exception:  # noqa: BLE001 - which file it is shows one at a time
            for each in pending:
                _guarded(state, each.file, lambda _, __, each=each: _put(state, [each]))  # type: ignore[misc]
    _tell(state)


def _put(state: Run, pending: Sequence[Pending]) -> None:
    state.store.put_documents(
        [(each.prepared, each.file.facts.sha256) for each in pending], pipeline_version=state.version
    )
    for each in pending:
        path, prepared = each.file.path, each.prepared
        if prepared.masked:
            state.masked.append(MaskedFile(path=path, counts=prepared.masked))
        state.n_chunks += len(prepared.chunks)
        state.n_pages += len(prepared.pages)
        is_container = path in state.listed and bool(state.listed[path])
        tell_ended(
            state,
            Ended(path=path, is_stored=True, is_container=is_container, masked=dict(prepared.masked)),
        )
        if not each.file.has_moved:
            state.paths["changed" if path in state.stored else "added"].append(path)
