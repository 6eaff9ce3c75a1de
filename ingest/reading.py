"""Reading the files of a run: who reads, what a file holds, and where its content comes from."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ingest.memory import Memory, Stamp, stamp_of
from ingest.parts import SEPARATOR, Part
from ingest.pipeline import read_file
from ingest.sidecars import NO_FACTS, Facts
from ingest.tasks import Asked, Outcome, Task, take
from kb.errors import UnreadableFileError
from kb.gazetteer import Gazetteer
from kb.records import PreparedDocument, SeenFile
from kb.taxonomy import Taxonomy


class Reader(Protocol):
    """Whoever does tasks: processes with limits, or this one without."""

    def submit(self, task: Task, data: bytes) -> Asked:
        """Have a task done."""
        ...


@dataclass(frozen=True, slots=True)
class Here:
    """Does tasks in this process, when their outcome is asked for."""

    taxonomy: Taxonomy
    gazetteer: Gazetteer
    prepare: Callable[..., PreparedDocument]

    def submit(self, task: Task, data: bytes) -> Asked:
        """Put a task off until its outcome is asked for."""

        def result() -> Outcome:
            return take(task, data, taxonomy=self.taxonomy, gazetteer=self.gazetteer, prepare=self.prepare)

        return Asked(result=result, is_ready=lambda: False)


@dataclass(kw_only=True, slots=True, eq=False)
class RunFile:
    """A file of this run, or a part of one, on its way into the store."""

    path: str
    name: str
    on_disk: Path  # itself, or the file that it is packed in
    root: str  # the path of that file; another than where it lies if it was handed in
    depth: int = 0  # in how many containers it lies
    part_of: str | None = None
    unpacked_to: str | None = None  # where the content of a part lies now
    sha256: str = ""
    n_bytes: int = 0
    modified_ns: int = 0
    data: bytes | None = None
    facts: Facts = NO_FACTS
    outcome: Asked | None = None
    children: list[RunFile] = field(default_factory=list)
    has_begun: bool = False
    is_waiting: bool = False  # until the present content of every file is known
    has_moved: bool = False


@dataclass(kw_only=True)
class Reading:
    """What is needed to read files."""

    reader: Reader
    memory: Memory
    max_bytes: int  # of a file or a part
    unpack_to: Path  # what lies packed in containers, while it is read
    n_folders: int = 0  # in ``unpack_to``


def identify(reading: Reading, file: RunFile) -> None:
    """Set the hash of a file's content; a file that nobody has touched is not read for it."""
    if file.sha256:
        return
    stamp = _stamp(file.on_disk)
    known = reading.memory.sha256_of(file.path, stamp)
    if known is not None:
        file.sha256, file.n_bytes, file.modified_ns = known, stamp.n_bytes, stamp.modified_ns
        return
    data = read_file(file.on_disk, max_bytes=reading.max_bytes)
    file.data, file.n_bytes, file.sha256 = data, len(data), hashlib.sha256(data).hexdigest()
    # written to while it was read: then the time says nothing
    is_same = stamp == _stamp(file.on_disk) and stamp.n_bytes == len(data)
    file.modified_ns = stamp.modified_ns if is_same else 0


def _stamp(path: Path) -> Stamp:
    try:
        return stamp_of(path)
    except OSError as error:
        raise UnreadableFileError(
            f"{path} cannot be read: {error.strerror or error}. "
            "Check that it is there and that you may read it."
        ) from error


def have_read(reading: Reading, file: RunFile) -> None:
    """Have a document made of a file whose hash is known; ``file.outcome`` waits for what became of it.

    Raises:
        FileError: Its content cannot be read, or not any more.
    """
    file.data = content(reading, file)
    file.outcome = reading.reader.submit(_task(reading, file), file.data)


def _task(reading: Reading, file: RunFile) -> Task:
    reading.n_folders += 1
    return Task(
        path=file.path,
        name=file.name,
        sha256=file.sha256,
        depth=file.depth,
        facts=file.facts.values,
        facts_sha256=file.facts.sha256,
        parts_folder=str(reading.unpack_to / str(reading.n_folders)),
        max_bytes=reading.max_bytes,
        restored=reading.memory.restored(file.sha256),
        erased=reading.memory.erased(file.sha256, path=file.path),
    )


def content(reading: Reading, file: RunFile) -> bytes:
    """Return the content of a file whose hash is known.

    Raises:
        FileError: It cannot be read, or not any more, or holds something else by now.
    """
    data = file.data
    if data is None and file.part_of is not None and file.unpacked_to is None:
        file.unpacked_to = _unpack_again(reading, file)
    if data is None:
        data = read_file(Path(file.unpacked_to or file.on_disk), max_bytes=reading.max_bytes)
        if hashlib.sha256(data).hexdigest() != file.sha256:
            raise UnreadableFileError(f"{file.name} was changed while it was taken in. Add it again.")
    if file.unpacked_to is not None:
        Path(file.unpacked_to).unlink(missing_ok=True)
        file.unpacked_to = None
    return data


def _unpack_again(reading: Reading, file: RunFile) -> str:
    """Unpack the container of a part that was unpacked in an earlier run; return where the part lies."""
    steps = file.path[len(file.root) :].split(SEPARATOR)[1:]
    name = file.root.rpartition("/")[2]
    container = RunFile(path=file.root, name=name, on_disk=file.on_disk, root=file.root)
    found = ""
    for depth, _ in enumerate(steps, start=1):
        identify(reading, container)
        outcome = reading.reader.submit(_task(reading, container), content(reading, container)).result()
        path = file.root + "".join(SEPARATOR + step for step in steps[:depth])
        parts = outcome.unpacked.parts if outcome.unpacked is not None else ()
        part = next((part for part in parts if part.path == path), None)
        if part is None:
            raise UnreadableFileError(f"{file.name} is not in {container.path} any more. Add it again.")
        found = part.file
        container = child(container, part)
    return found


def child(container: RunFile, part: Part | SeenFile) -> RunFile:
    """Return a part of a container as a file of the run."""
    return RunFile(
        path=part.path,
        name=part.path.rpartition("/")[2],
        on_disk=container.on_disk,
        root=container.root,
        depth=container.depth + 1,
        part_of=container.path,
        unpacked_to=part.file if isinstance(part, Part) else None,
        sha256=part.sha256,
        n_bytes=part.n_bytes,
    )
