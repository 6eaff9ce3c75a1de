"""What is done with one file, in a process that reads files or, without limits, in this one."""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.containers import CONTAINERS, WITH_TEXT, unpack
from ingest.parts import Unpacked
from ingest.pipeline import prepare_document
from ingest.sniff import sniff
from kb.errors import FileError, NoTextError
from kb.records import ParsedDocument, PreparedDocument, Source
from kb.store.erased import NOTHING_ERASED, ErasedWords
from kb.text import one_line

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy

_DISK_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A file that was read, and what is known about it."""

    path: str
    name: str
    sha256: str
    depth: int  # in how many containers it lies
    facts: Mapping[str, str]  # by the keys of ingest.stated, from beside the file
    facts_sha256: str | None = None
    parts_folder: str  # where to write its parts if it is a container; made when needed
    max_bytes: int  # of a part
    restored: frozenset[str] = frozenset()  # hashes of lines that cleaning must leave in
    erased: ErasedWords = NOTHING_ERASED  # words that are left out
    parsed: ParsedDocument | None = None  # read before, where there is no content any more
    media_type: str = ""  # of what was read before
    keep_parsed: bool = False  # return what was read, for when there will be no content any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a file."""

    prepared: PreparedDocument | None = None
    unpacked: Unpacked | None = None  # None: it is no container
    reason: str | None = None  # why there is no document though there should be one
    is_out_of_memory: bool = False
    is_disk_full: bool = False
    trace: str = ""  # of an error that was not foreseen
    has_themes: bool = False  # they are chosen already


@dataclass(frozen=True, slots=True)
class Asked:
    """The outcome of a task that is being done."""

    result: Callable[[], Outcome]  # waits for it
    is_ready: Callable[[], bool]


def take(
    task: Task,
    data: bytes,
    *,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    prepare: Callable[..., PreparedDocument] = prepare_document,
) -> Outcome:
    """Make a document of a file and unpack it if it is a container; whatever is wrong is in the outcome."""
    unpacked: Unpacked | None = None
    try:
        media_type = task.media_type or sniff(data, name=task.name)
        if media_type in CONTAINERS and task.parsed is None:
            unpacked = unpack(
                data, media_type=media_type, path=task.path, name=task.name, depth=task.depth,
                folder=Path(task.parts_folder), max_bytes=task.max_bytes,
            )  # fmt: skip
            if media_type not in WITH_TEXT:
                return Outcome(unpacked=unpacked)
        source = Source(
            path=task.path, name=task.name, sha256=task.sha256, media_type=media_type, n_bytes=len(data)
        )
        prepared = prepare(
            source, data, taxonomy=taxonomy, gazetteer=gazetteer, facts=task.facts, restored=task.restored,
            erased=task.erased, parsed=task.parsed, keep_parsed=task.keep_parsed,
        )  # fmt: skip
    except Exception as error:  # noqa: BLE001 - around one file
        return _failed(task, error, unpacked)
    return Outcome(prepared=prepared, unpacked=unpacked)


def _failed(task: Task, error: Exception, unpacked: Unpacked | None) -> Outcome:
    if _is_caused_by(error, MemoryError):
        return Outcome(
            unpacked=unpacked,
            reason=f"{task.name} needs more memory than there is. Split it.",
            is_out_of_memory=True,
        )
    if isinstance(error, NoTextError) and unpacked is not None and (unpacked.parts or unpacked.failed):
        return Outcome(unpacked=unpacked)  # only there to carry its attachments
    if isinstance(error, FileError):
        return Outcome(unpacked=unpacked, reason=str(error))
    return Outcome(
        unpacked=unpacked,
        reason=f"{task.name} could not be taken in: {type(error).__name__}: {one_line(str(error))}. "
        "Save it in another form and add it again.",
        is_disk_full=isinstance(error, OSError) and error.errno in _DISK_FULL,
        trace="".join(traceback.format_exception(error)),
    )


def _is_caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    # parsers turn whatever their library raises into an error of the file
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False
