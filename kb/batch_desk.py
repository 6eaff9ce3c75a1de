"""The desk where people hand in files: they arrive, are read, looked through and handed in for review."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from kb import batch_problems as problems
from kb.accounts import Actor, Role
from kb.batch_facts import check_facts, clean_title
from kb.batch_files import BatchFiles
from kb.batches import (
    Batch,
    BatchFile,
    BatchFileId,
    BatchId,
    BatchProgress,
    BatchState,
    FileState,
    FoundPersonalData,
    QuarantinedFile,
    ReviewItemId,
    ReviewState,
)
from kb.errors import ChangedMeanwhileError
from kb.permissions import guarded
from kb.store import batches as stored
from kb.store.batch_store import BatchStore
from kb.upload_names import safe_name

if TYPE_CHECKING:
    import sqlite3

    from kb.batch_readings import BatchReading
    from kb.records import Chunk
    from kb.review_home import ReviewHome
    from kb.store import Store

_GONE_STATES = frozenset({FileState.LEFT_OUT, FileState.FAILED})


@guarded
class BatchDesk:
    """The batches of one home, as they are for somebody. Safe to share by threads."""

    def __init__(self, store: Store, review: ReviewHome, actor: Actor) -> None:
        """Take where batches and their files are kept, and who uses the desk."""
        self.actor = actor
        self._store = store
        self._batches = store.part(BatchStore)
        self._review = review
        self._files = BatchFiles(review.path)

    # Looking

    def mine(self) -> tuple[Batch, ...]:
        """Return one's own batches, a curator's all batches: open ones first, the newest first."""
        return self._batches.batches(owner=None if self._sees_all else self.actor.login)

    def show(self, batch_id: BatchId) -> Batch:
        """Return a batch with its files and what was found in them.

        Raises:
            BatchNotFoundError: There is none, or it is somebody else's; so for all that names one.
        """
        return self._seen(self._batches.batch(batch_id), batch_id)

    def personal_data(self, file_id: BatchFileId) -> tuple[FoundPersonalData, ...]:
        """Return the personal data in a file with their lines, read from the file again and stored nowhere.

        What was erased is left out.

        Raises:
            BatchError: The file has not arrived, or is kept no more.
        """
        from kb.batch_personal_data import find_in_file

        file, _ = self._file(file_id)
        source = self._files.source(file)
        if source is None:
            raise problems.file_is_gone(file.name)
        return find_in_file(self._store, self._review, file, source)

    def readings(self, batch_id: BatchId) -> Mapping[ReviewItemId, BatchReading]:
        """Return what was read from the files of a batch and what was decided of it, by item."""
        from kb.batch_readings import batch_readings

        return batch_readings(self._store, self._review, self.show(batch_id))

    def chunks(self, batch_id: BatchId, item_id: ReviewItemId) -> tuple[Chunk, ...]:
        """Return the passages of a document of a batch; none where it is not there any more."""
        items = (item for file in self.show(batch_id).files for item in file.items)
        found = next((item.document_id for item in items if item.id == item_id), None)
        return self._review.store.chunks(found) if found is not None else ()

    def quarantine(self) -> tuple[QuarantinedFile, ...]:
        """Return the files that could not be read, with the reasons; the newest first."""
        return self._batches.failed()

    # Putting together

    def begin(self, title: str, facts: Mapping[str, str] | None = None) -> Batch:
        """Make an empty batch.

        Raises:
            BatchError: It has no title, or a fact is unknown or cannot be understood.
        """
        clean = check_facts(facts or {}, of_batch=True)
        return self.show(self._batches.begin(self.actor, clean_title(title), clean, _now()))

    def describe(self, batch_id: BatchId, *, title: str, facts: Mapping[str, str], seen: int) -> Batch:
        """Change the title and what is stated of all files; those for which it changes are read again.

        Args:
            batch_id: Of an open batch.
            title: Of the batch.
            facts: All of them.
            seen: The version that the writer had before them.

        Raises:
            ChangedMeanwhileError: Somebody has changed it since; nothing was overwritten.
            BatchError: See ``begin``; or the batch is not open any more.
        """
        title, clean = clean_title(title), check_facts(facts, of_batch=True)
        with self._changing(batch_id, "batch.describe") as (connection, batch):
            if (title, clean) != (batch.title, batch.facts):
                self._need(batch.version == seen, batch)
                stored.describe(connection, batch_id, title, clean)
                changed = (
                    file for file in batch.files if {**batch.facts, **file.facts} != {**clean, **file.facts}
                )
                _read_again(connection, changed)
        self._wake()
        return self.show(batch_id)

    def describe_file(
        self, file_id: BatchFileId, *, facts: Mapping[str, str], is_masked: bool, seen: int
    ) -> BatchFile:
        """Change what is stated of one file over what holds for the batch; it is read again.

        Args:
            file_id: Of a file of an open batch.
            facts: All that differ from the batch's.
            is_masked: Whether personal data found in it are masked.
            seen: The version that the writer had before them.

        Raises:
            KbError: See ``describe``.
        """
        clean = check_facts(facts, of_batch=False)
        name = self._file(file_id)[0].name
        details = {"file": name, "is_masked": str(is_masked).lower()}
        with self._changing_file(file_id, "batch.describe_file", **details) as (connection, batch, file):
            if (clean, is_masked) != (file.facts, file.is_masked):
                self._need(file.version == seen, batch)
                stored.describe_file(connection, file_id, clean, is_masked=is_masked)
                _read_again(connection, [file])
        self._wake()
        return self._file(file_id)[0]

    def announce(self, batch_id: BatchId, files: Sequence[tuple[str, int]]) -> tuple[BatchFile, ...]:
        """Say which files are going to arrive, by name and size in bytes; return them in this order.

        One of the same name and size that was announced and has not arrived is the same file.

        Raises:
            BatchError: They are too many or too large; none of them is announced.
        """
        settings = self._review.public
        wanted = [(safe_name(name), n_bytes) for name, n_bytes in files]
        for name, n_bytes in wanted:
            if n_bytes <= 0:
                raise problems.is_empty(name)
            if n_bytes > settings.max_file_mb * 1_000_000:
                raise problems.file_too_large(name, n_bytes, settings.max_file_mb)
        ids: list[BatchFileId] = []
        with self._changing(batch_id, "batch.announce", files=str(len(wanted))) as (connection, batch):
            there = [file for file in batch.files if file.state not in _GONE_STATES]
            open_ = [file for file in there if file.state is FileState.ANNOUNCED]
            n_all, n_bytes_all = len(there), batch.n_bytes_held
            for name, n_bytes in wanted:
                same = next((each for each in open_ if (each.name, each.n_bytes) == (name, n_bytes)), None)
                if same is not None:
                    open_.remove(same)
                    ids.append(same.id)
                    continue
                n_all, n_bytes_all = n_all + 1, n_bytes_all + n_bytes
                ids.append(stored.add_file(connection, batch_id, name, n_bytes))
            if n_all > settings.max_batch_files:
                raise problems.too_many_files(n_all, settings.max_batch_files)
            if n_bytes_all > settings.max_batch_mb * 1_000_000:
                raise problems.too_many_bytes(n_bytes_all, settings.max_batch_mb)
        of_id = {file.id: file for file in self.show(batch_id).files}
        return tuple(of_id[file_id] for file_id in ids)

    def put(self, file_id: BatchFileId, parts: Iterable[bytes]) -> BatchFile:
        """Take the content of an announced file, piece by piece: all of it is on the disk then, or nothing.

        The same file once more changes nothing.

        Raises:
            BatchError: It has another size than was announced, or has arrived already.
            DiskFullError: There is no space left.
            HomeError: The folder of the review cannot be written.
        """
        file, batch = self._file(file_id)
        _need_open(batch)
        if file.state is not FileState.ANNOUNCED:
            raise problems.arrived_already(file.name)
        with (
            self._files.received(file, parts) as (partial, sha256),
            self._changing_file(file_id, "batch.put", file=file.name) as (connection, _, now),
        ):
            if now.state is FileState.ANNOUNCED:
                stored.arrive(connection, file_id, file.n_bytes, sha256)
                self._files.keep(partial, file)
            elif now.sha256 != sha256:
                raise problems.arrived_already(file.name)
        self._wake()
        return self._file(file_id)[0]

    def leave_out(self, file_id: BatchFileId) -> None:
        """Leave a file out; it is not handed in, and can be taken back while the batch is open."""
        with self._changing_file(file_id, "batch.leave_out") as (connection, _, file):
            stored.set_file(connection, file_id, FileState.LEFT_OUT, file.reason)
            stored.set_items(connection, [file_id], ReviewState.READ, ReviewState.LEFT_OUT)

    def take_back(self, file_id: BatchFileId) -> None:
        """Take back a file that was left out; one that could not be read is tried again.

        Raises:
            BatchError: It is kept no more.
        """
        with self._changing_file(file_id, "batch.take_back") as (connection, _, file):
            if file.state not in _GONE_STATES:
                return
            stored.set_items(connection, [file_id], ReviewState.LEFT_OUT, ReviewState.READ)
            state = FileState.ANNOUNCED if file.sha256 is None else FileState.ARRIVED
            if state is FileState.ARRIVED and not file.items and self._files.source(file) is None:
                raise problems.file_is_gone(file.name)
            stored.set_file(connection, file_id, state)
        self._wake()

    def remove(self, batch_id: BatchId) -> None:
        """Remove an open batch; for some hours it can be taken back."""
        with self._changing(batch_id, "batch.remove") as (connection, _):
            stored.set_state(connection, batch_id, BatchState.WITHDRAWN)

    def undo_remove(self, batch_id: BatchId) -> Batch:
        """Take back that a batch was removed."""
        with self._changing(batch_id, "batch.undo_remove", needs_open=False) as (connection, batch):
            if batch.state is BatchState.WITHDRAWN:
                stored.set_state(connection, batch_id, BatchState.OPEN)
        self._wake()
        return self.show(batch_id)

    # Reading

    def read(self, batch_id: BatchId, *, progress: Callable[[BatchProgress], None] | None = None) -> Batch:
        """Read what has arrived; one that was killed is gone on with.

        Args:
            batch_id: Of an open batch.
            progress: Called as files are read ("files") and compared with others ("similar"), and in the end
                ("done") with the seconds that it took.

        Raises:
            LockedError: Files are being read already.
            HomeError: The folder of the review cannot be written; what was read before stays.
            ReaderError: No process that reads files can be started.
        """
        from kb.batch_reading import read_batch

        self.show(batch_id)
        read_batch(self._store, self._review, batch_id, progress)
        return self.show(batch_id)

    def to_read(self) -> tuple[BatchId, ...]:
        """Return the batches in which something is to be read."""
        return self._batches.to_read()

    # Handing in

    def hand_in(self, batch_id: BatchId) -> Batch:
        """Hand a batch in: what was read and not left out waits for review from now on.

        Raises:
            BatchError: Files have not arrived or are not read, or there is nothing to hand in.
        """
        with self._changing(batch_id, "batch.hand_in") as (connection, batch):
            if n_files := batch.count(FileState.ANNOUNCED):
                raise problems.not_arrived(n_files)
            if n_files := batch.count(FileState.ARRIVED, FileState.READING):
                raise problems.not_read(n_files)
            read = [file.id for file in batch.files if file.state is FileState.READ]
            if not read:
                raise problems.nothing_read()
            stored.set_items(connection, read, ReviewState.READ, ReviewState.WAITING)
            stored.hand_over(connection, read, self.actor, _now())
            stored.set_state(connection, batch_id, BatchState.HANDED_IN, _now())
        return self.show(batch_id)

    def take_back_batch(self, batch_id: BatchId) -> Batch:
        """Open a batch again that was handed in, as long as nothing of it is reviewed.

        Raises:
            BatchError: Something is.
        """
        with self._changing(batch_id, "batch.take_back_batch", needs_open=False) as (connection, batch):
            if batch.state is not BatchState.HANDED_IN:
                raise problems.is_decided(batch.title)
            items = [item for file in batch.files for item in file.items]
            if any(item.state not in {ReviewState.WAITING, ReviewState.LEFT_OUT} for item in items):
                raise problems.is_decided(batch.title)
            ids = [file.id for file in batch.files]
            stored.set_items(connection, ids, ReviewState.WAITING, ReviewState.READ)
            stored.set_state(connection, batch_id, BatchState.OPEN)
        return self.show(batch_id)

    def expire(self) -> int:
        """Delete what nobody needs any more; return how many batches were deleted.

        These are open batches that nobody touched for as long as the settings say, removed ones that cannot
        be taken back any more, and what is left on the disk of either.

        Raises:
            LockedError: Files are being read.
        """
        from kb.batch_expiry import expire

        return expire(self._store, self._review, self.actor, now=datetime.now(UTC))

    # What these have in common

    @property
    def _sees_all(self) -> bool:
        return self.actor.role.includes(Role.CURATOR)

    def _seen(self, batch: Batch | None, batch_id: BatchId) -> Batch:
        if batch is None or not (self._sees_all or batch.owner == self.actor.login):
            raise problems.no_batch(batch_id)
        return batch

    def _file(self, file_id: BatchFileId) -> tuple[BatchFile, Batch]:
        file = self._batches.file(file_id)
        batch = self._batches.batch(file.batch_id) if file is not None else None
        if file is None or batch is None or not (self._sees_all or batch.owner == self.actor.login):
            raise problems.no_file(file_id)
        return file, batch

    @contextmanager
    def _changing(
        self, batch_id: BatchId, act: str, *, needs_open: bool = True, **details: str
    ) -> Iterator[tuple[sqlite3.Connection, Batch]]:
        with self._batches.changing(self.actor, batch_id, _now(), act, **details) as (connection, found):
            batch = self._seen(found, batch_id)
            if needs_open:
                _need_open(batch)
            yield connection, batch

    @contextmanager
    def _changing_file(
        self, file_id: BatchFileId, act: str, **details: str
    ) -> Iterator[tuple[sqlite3.Connection, Batch, BatchFile]]:
        file, _ = self._file(file_id)
        with self._changing(file.batch_id, act, needs_open=True, **details) as (connection, batch):
            now = next((each for each in batch.files if each.id == file_id), None)
            if now is None:
                raise problems.no_file(file_id)
            yield connection, batch, now

    def _need(self, is_same: bool, batch: Batch) -> None:
        if not is_same:
            login, at = self._batches.last_described_by(batch.id)
            name = batch.owner_name if login == batch.owner else login
            raise ChangedMeanwhileError(
                f"{name or 'Somebody'} has changed it meanwhile. Look at it and write yours again.",
                by=name,
                at=at,
            )

    def _wake(self) -> None:
        self._review.arrived.set()


def _need_open(batch: Batch) -> None:
    if batch.state is not BatchState.OPEN:
        raise problems.not_open(batch.title)


def _read_again(connection: sqlite3.Connection, files: Iterable[BatchFile]) -> None:
    for file in files:
        if file.state is FileState.READ:
            stored.set_file(connection, file.id, FileState.ARRIVED)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
