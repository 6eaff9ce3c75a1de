"""Reads the files of a batch into the store of the review: each is stored, or its reason told, one by one.

A process may be killed at any moment. A file lies among those to be read until what was read from it is on
the disk in both stores; the next call goes on with what is left.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from kb.batch_files import BatchFiles
from kb.batch_likeness import compare
from kb.batch_remaking import remake_items
from kb.batches import Batch, BatchFile, BatchId, BatchProgress, BatchState, FileState
from kb.errors import FileError, KbError
from kb.gazetteer import load_gazetteer
from kb.store.batch_store import BatchStore, ReadItem
from kb.store.review_documents import ReviewDocuments
from kb.taking_in import limits_of
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.given import GivenFile
    from ingest.run_state import Ended
    from kb.review_home import ReviewHome
    from kb.store import Store

Told = Callable[[BatchProgress], None]

_NOTHING = "{name} holds no document: it is empty, or nothing in it can be read. Check the file."
_GONE = "{name} is kept no more and cannot be read. Send it again."
_PART_OF = "!/"
_MAX_REASONS = 5


def root_of(file: BatchFile) -> str:
    """Return the path of the document that is read from a file."""
    from ingest.given import GIVEN

    return f"{GIVEN}{file.batch_id}/{file.id}/{file.name}"


def facts_of(batch: Batch, file: BatchFile) -> dict[str, str]:
    """Return what is stated of a file: what holds for the batch, and over it what holds for the file."""
    return {**batch.facts, **file.facts}


def read_batch(store: Store, review: ReviewHome, batch_id: BatchId, told: Told | None = None) -> None:
    """Read what has arrived of an open batch, and compare it with what else there is.

    Raises:
        LockedError: Another process or thread is reading, or changes what was read.
        HomeError: The folder of the review cannot be written; what was read before stays.
        ReaderError: No process that reads files can be started.
    """
    batches, files = store.part(BatchStore), BatchFiles(review.path)
    seconds: dict[str, float] = {}
    with review.locked(f"batch read {batch_id}"):
        batch = batches.batch(batch_id)
        if batch is None or batch.state is not BatchState.OPEN:
            return
        take_over_erased(store, review)
        start = time.perf_counter()
        _tidy(review, files, batch)
        batch = _begin(store, review, files, batch)
        todo = [file for file in batch.files if file.state is FileState.READING]
        there = [file for file in todo if files.incoming(file).is_file()]
        try:
            for is_masked in (True, False):
                group = [file for file in there if file.is_masked is is_masked]
                if group:
                    _read(store, review, batch, group, told)
            for file in todo:
                if file not in there:
                    _remake(store, review, batch, file)
        except KbError:
            batches.set_arrived([file.id for file in todo])
            raise
        seconds["read"] = time.perf_counter() - start
        start = time.perf_counter()
        compare(store, review, lambda done, of: _tell(told, batch_id, "similar", done, of))
        seconds["compare"] = time.perf_counter() - start
    if told is not None:
        told(BatchProgress(batch_id=batch_id, step="done", n_done=1, n_all=1, seconds=seconds))


def take_over_erased(store: Store, review: ReviewHome) -> None:
    """Have left out of what is read what was erased from the public documents."""
    documents = review.store.part(ReviewDocuments)
    documents.take_over_erased(store.erased_words(), store.erasures(), sorted(store.withheld()))


def _tell(told: Told | None, batch_id: BatchId, step: str, n_done: int, n_all: int) -> None:
    if told is not None:
        told(BatchProgress(batch_id=batch_id, step=step, n_done=n_done, n_all=n_all))


def _tidy(review: ReviewHome, files: BatchFiles, batch: Batch) -> None:
    """End what a killed process has left of files whose reading it had written down."""
    for file in batch.files:
        if file.state is FileState.FAILED:
            files.quarantine(file)
        elif file.state is FileState.READ:
            _put_away(review, files, file, is_container=_is_container(file))


def _begin(store: Store, review: ReviewHome, files: BatchFiles, batch: Batch) -> Batch:
    """Note which files are being read; return the batch as it is then."""
    documents, batches = review.store.part(ReviewDocuments), store.part(BatchStore)
    for file in batch.files:
        if file.state in {FileState.READING, FileState.ARRIVED}:
            # also where only what a killed process had counted is lost: it is told when the file is read
            documents.make_old([part.document_id for part in documents.under(root_of(file))])
            files.bring_back(file)
    batches.set_reading([file.id for file in batch.files if file.state is FileState.ARRIVED])
    return batches.batch(batch.id) or batch


def _read(
    store: Store, review: ReviewHome, batch: Batch, group: Sequence[BatchFile], told: Told | None
) -> None:
    from ingest.run import run
    from search.theme_scorer import shipped_theme_scorer

    settings = review.settings
    watch = _Watch(store, review, batch, group)
    report = run(
        review.store,
        (),
        given=[watch.given(file) for file in group],
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        originals=review.originals,
        max_bytes=settings.max_file_mb * 1_000_000,
        limits=limits_of(settings),
        mask_personal_data=group[0].is_masked,
        theme_scorer=partial(shipped_theme_scorer, load_taxonomy()),
        progress=lambda counts: _tell(told, batch.id, "files", counts.n_done, counts.n_all),
        ended=watch.ended,
    )
    for failed in report.failed:
        watch.fail(failed.path, failed.reason)
    watch.end()


class _Watch:
    """Writes down what became of each file of a run while it goes on."""

    def __init__(self, store: Store, review: ReviewHome, batch: Batch, group: Sequence[BatchFile]) -> None:
        self._batches = store.part(BatchStore)
        self._documents = review.store.part(ReviewDocuments)
        self._review = review
        self._files = BatchFiles(review.path)
        self._facts = {root_of(file): facts_of(batch, file) for file in group}
        self._open = {root_of(file): file for file in group}
        self._masked: dict[str, dict[str, int]] = defaultdict(dict)
        self._reasons: dict[str, dict[str, str]] = defaultdict(dict)
        self._copies: dict[str, dict[str, str]] = defaultdict(dict)
        self._containers: set[str] = set()

    def given(self, file: BatchFile) -> GivenFile:
        """Return a file as a run takes it."""
        from ingest.given import GivenFile

        root = root_of(file)
        return GivenFile(
            path=root, name=file.name, on_disk=self._files.incoming(file), facts=self._facts[root]
        )

    def ended(self, ended: Ended) -> None:
        """Take what became of a file, or of a part; a file without parts is written down at once."""
        root = ended.path.partition(_PART_OF)[0]
        for kind, n in ended.masked.items():
            self._masked[root][kind] = self._masked[root].get(kind, 0) + n
        if ended.reason is not None:
            self.fail(ended.path, ended.reason)
        if ended.copy_of is not None:
            self._copies[root][ended.path] = ended.copy_of
        if ended.is_container or ended.path != root:
            self._containers.add(root)
        elif root in self._open and root not in self._containers:
            self._record(root)

    def fail(self, path: str, reason: str) -> None:
        """Take why a file or a part could not be read."""
        self._reasons[path.partition(_PART_OF)[0]][path] = reason

    def end(self) -> None:
        """Write down what is left when the run is done."""
        for root in list(self._open):
            self._record(root)

    def _record(self, root: str) -> None:
        file = self._open.pop(root)
        items = [
            ReadItem(path=part.path, sha256=part.sha256, title=part.title, document_id=part.document_id)
            for part in self._documents.under(root)
        ]
        for path, twin in self._copies[root].items():
            part = self._documents.at(twin)
            if part is not None:
                self._masked[root] = self._masked[root] or self._masked_in(twin)
                items.append(
                    ReadItem(path=path, sha256=part.sha256, title=part.title, document_id=part.document_id)
                )
        reason = " ".join(list(self._reasons[root].values())[:_MAX_REASONS]) or None
        if not items and reason is None:
            reason = _NOTHING.format(name=file.name)
        state = self._batches.record(
            file, self._facts[root], items, reason=reason, masked=dict(self._masked[root])
        )
        if state is FileState.FAILED:
            self._files.quarantine(file)
        elif state in {FileState.READ, FileState.LEFT_OUT} and items:
            _put_away(self._review, self._files, file, is_container=root in self._containers)

    def _masked_in(self, path: str) -> dict[str, int]:
        """Return what was masked in the file that holds a document."""
        root = path.partition(_PART_OF)[0]
        if root in self._masked:
            return dict(self._masked[root])
        known = self._batches.file_of(path)
        return dict(known.masked) if known is not None else {}


def _put_away(review: ReviewHome, files: BatchFiles, file: BatchFile, *, is_container: bool) -> None:
    """Let go of a file that was read; of a container no original is kept, so that it stays where it is.

    Nothing of one stays that holds erased words: what was read without them is in the store.
    """
    if not files.incoming(file).is_file() or file.sha256 is None:
        return
    withheld = review.store.withheld()
    contents = {part.sha256 for part in review.store.part(ReviewDocuments).under(root_of(file))}
    if not is_container or (contents | {file.sha256}) & withheld:
        files.let_go(file)
    files.remove_quarantined(file.sha256)


def _is_container(file: BatchFile) -> bool:
    return any(_PART_OF in item.path for item in file.items) or len(file.items) > 1


def _remake(store: Store, review: ReviewHome, batch: Batch, file: BatchFile) -> None:
    """Make the documents of a file anew of which nothing but what was read is kept."""
    batches, facts = store.part(BatchStore), facts_of(batch, file)
    if not file.items:
        batches.record(file, facts, [], reason=_GONE.format(name=file.name), masked={})
        return
    reason = None
    try:
        masked = remake_items(review, file, root_of(file), facts)
    except FileError as error:
        masked, reason = dict(file.masked), str(error)
    items = [
        ReadItem(path=item.path, sha256=part.sha256, title=part.title, document_id=part.document_id)
        for item in file.items
        if item.document_id is not None
        and (part := review.store.part(ReviewDocuments).by_id(item.document_id)) is not None
    ]
    batches.record(file, facts, items, reason=reason, masked=masked)
