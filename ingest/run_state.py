"""What a run works with, what it has found out, and what it says in the end."""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.decisions import with_decisions
from ingest.discover import Discovered
from ingest.given import facts_of, is_given
from ingest.memory import is_under, lies_on_disk
from ingest.parts import MAX_PARTS, MAX_UNPACKED_BYTES, SEPARATOR, Part
from ingest.reading import Reading, RunFile, child
from ingest.sidecars import Facts, Sidecars
from ingest.theme_choice import with_themes
from kb.errors import FileTooLargeError
from kb.protocols import ThemeScorer
from kb.records import (
    DocumentId,
    FailedFile,
    IngestCounts,
    IngestReport,
    MaskedFile,
    PreparedDocument,
    SeenFile,
    StoredFile,
)
from kb.reviews import FileDecisions
from kb.store import Store

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A document that is ready to be stored."""

    file: RunFile
    prepared: PreparedDocument
    is_kept: Future[None]  # the copy of its file


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What became of one file of a run, or of a part of one."""

    path: str
    is_stored: bool = False  # now, or before and unchanged
    is_container: bool = False  # its parts come right after it
    copy_of: str | None = None  # the path under which the same content is stored
    reason: str | None = None  # why it is not stored
    masked: Mapping[str, int] = field(default_factory=dict)


@dataclass(kw_only=True)
class Run:
    """What a run works with and what it has found out so far."""

    store: Store
    reading: Reading
    originals: Path
    helpers: Executor  # for what waits for the disk
    version: int  # of the pipeline, as it is stored
    stored: dict[str, StoredFile]
    by_content: dict[str, StoredFile]  # as it was when the run began
    pending: list[Pending] = field(default_factory=list)
    sidecars: Sidecars = field(default_factory=Sidecars)
    given: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what is stated of files, by path
    leave_out: Collection[str] = ()  # SHA-256 of what is read and not stored
    decisions: Mapping[str, FileDecisions] = field(default_factory=dict)  # about tags, by SHA-256
    theme_scorer: Callable[[], ThemeScorer | None] | None = None
    before_storing: Callable[[], None] | None = None  # None once it was called
    progress: Callable[[IngestCounts], None] | None = None
    ended: Callable[[Ended], None] | None = None
    present: dict[str, str] = field(default_factory=dict)  # path to SHA-256, of the files read so far
    begun: set[str] = field(default_factory=set)  # content that is on its way into the store
    listed: dict[str, frozenset[str]] = field(default_factory=dict)  # the parts of the files read so far
    unpacked: dict[str, tuple[int, int]] = field(default_factory=dict)  # parts and bytes from a file on disk
    # SHA-256 of what a person has removed as a copy, with the id that its document had
    removed_copies: Mapping[str, DocumentId] = field(default_factory=dict)
    is_pruning: bool = False  # what has no file any more goes in the end
    without_text: set[str] = field(default_factory=set)  # containers that are no documents
    paths: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    failed: list[FailedFile] = field(default_factory=list)
    skipped: list[FailedFile] = field(default_factory=list)
    masked: list[MaskedFile] = field(default_factory=list)
    n_done: int = 0
    n_all: int = 0
    n_pages: int = 0
    n_chunks: int = 0
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the time that the body takes to a stage."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - start


def choose_themes(state: Run, prepared: PreparedDocument) -> PreparedDocument:
    """Return the document with the themes that its words and their meaning give, as people have decided."""
    scorer = state.theme_scorer() if state.theme_scorer is not None else None
    with state.timed("themes"):
        return with_decisions(prepared, _decisions(state, prepared), lambda each: with_themes(each, scorer))


def _decisions(state: Run, prepared: PreparedDocument) -> FileDecisions:
    """Return what was decided of the tags of a file or, if it was changed, of what lay there before."""
    before = state.stored.get(prepared.source.path)
    known = state.decisions.get(prepared.source.sha256)
    if known is None and before is not None:
        known = state.decisions.get(before.sha256)
    return known if known is not None else FileDecisions(key="")


def stated_of(state: Run, file: RunFile) -> Facts:
    """Return what is stated of a file: by whoever handed it in, or beside it."""
    is_part = file.depth > 0
    given = state.given.get(file.root)
    if given is not None:
        return facts_of(given, is_part=is_part)
    return state.sidecars.facts_of(str(file.on_disk), is_part=is_part)


def tell_ended(state: Run, ended: Ended) -> None:
    """Say what became of a file to whoever watches the run."""
    if state.ended is not None:
        state.ended(ended)


def count_parts(state: Run, file: RunFile, parts: Sequence[Part]) -> None:
    """Count what comes out of a file on disk, with what is packed in its parts.

    Raises:
        FileTooLargeError: It is more than one container may hold.
    """
    n_parts, n_bytes = state.unpacked.get(file.root, (0, 0))
    n_parts += len(parts)
    n_bytes += sum(part.n_bytes for part in parts)
    if n_parts > MAX_PARTS or n_bytes > MAX_UNPACKED_BYTES:
        raise FileTooLargeError(
            f"{file.name} is not taken in: {file.on_disk.name} holds more than {MAX_PARTS} files or "
            f"{MAX_UNPACKED_BYTES / 1e6:.0f} MB in all that is packed in it. Unpack it and add the folder."
        )
    state.unpacked[file.root] = (n_parts, n_bytes)


def is_there(state: Run, path: str) -> bool:
    """Return whether a stored document still has its file, or its place in a container."""
    if is_given(path) or lies_on_disk(path):
        return path not in state.without_text
    container, separator, _ = path.rpartition(SEPARATOR)
    if not separator or container not in state.listed:
        return bool(separator) and (lies_on_disk(container) or is_there(state, container))
    return path in state.listed[container]


def let_go(state: Run, path: str) -> None:
    """Delete what was stored under a path that holds something else now."""
    before = state.stored.pop(path, None)
    if before is not None:
        state.store.delete_document(before.document_id)


def pass_over(state: Run, file: RunFile) -> bool:
    """Pass over a file whose document was removed as a copy, if what was kept instead is there and stays."""
    kept = state.store.kept_instead(file.sha256)
    if kept is None or (state.is_pruning and not is_there(state, kept.path)):
        return False
    let_go(state, file.path)
    state.skipped.append(
        FailedFile(
            path=file.path,
            reason=f"was removed as a copy of {kept.path} (document {kept.document_id}). "
            "Undo with: metodbank document similar --undo " + str(state.removed_copies[file.sha256]),
        )
    )
    return True


def list_parts(state: Run, file: RunFile, parts: Sequence[Part | SeenFile]) -> None:
    """Line up the parts of a file right after it; a file that is no container has none."""
    if file.path in state.listed:
        return
    state.listed[file.path] = frozenset(part.path for part in parts)
    state.reading.memory.note_parts(file.path, parts)
    file.children = [child(file, part) for part in parts]


def note(state: Run, file: RunFile, *, is_container: bool = False, has_text: bool = True) -> None:
    """Remember what a file holds, so that it need not be read again to know."""
    if not has_text:
        state.without_text.add(file.path)
    state.reading.memory.note(
        SeenFile(
            path=file.path,
            n_bytes=file.n_bytes,
            modified_ns=file.modified_ns,
            sha256=file.sha256,
            part_of=file.part_of,
            is_container=is_container,
            has_text=has_text,
            pipeline_version=state.version,
        )
    )


def gone_but_stored(state: Run, found: Discovered) -> set[str]:
    """Return the paths given that are not there, but under which documents are stored."""
    return {
        failure.path
        for failure in found.failed
        if not lies_on_disk(failure.path) and any(is_under(path, [failure.path]) for path in state.stored)
    }


def missing(state: Run, roots: Collection[str]) -> list[StoredFile]:
    """Return what is stored below ``roots`` and has no file any more."""
    return [
        file for path, file in state.stored.items() if is_under(path, roots) and not is_there(state, path)
    ]


def counts(state: Run) -> IngestCounts:
    """Return how far a run has come."""
    return IngestCounts(
        n_done=state.n_done,
        n_all=state.n_all,
        n_pages=state.n_pages,
        n_chunks=state.n_chunks,
        n_failed=len(state.failed),
    )


def report(state: Run, gone: list[str], *, prune: bool) -> IngestReport:
    """Return what a run did; ``gone`` are the stored paths whose file is not there."""
    made = IngestReport(
        added=tuple(state.paths["added"]),
        changed=tuple(state.paths["changed"]),
        unchanged=tuple(state.paths["unchanged"]),
        moved=tuple(state.paths["moved"]),
        duplicates=tuple(state.duplicates),
        failed=tuple(state.failed),
        missing=() if prune else tuple(gone),
        pruned=tuple(gone) if prune else (),
        skipped=tuple(state.skipped),
        masked=tuple(state.masked),
        n_chunks=state.n_chunks,
        seconds=dict(state.seconds),
    )
    logger.info(
        "ingest: %d added, %d changed, %d unchanged, %d failed, %d chunks",
        len(made.added),
        len(made.changed),
        len(made.unchanged),
        len(made.failed),
        made.n_chunks,
    )
    return made
