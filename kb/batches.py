"""The records of batches: files that somebody hands in together, and what was found in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from kb.records import DocumentId

BatchId = NewType("BatchId", int)
BatchFileId = NewType("BatchFileId", int)
ReviewItemId = NewType("ReviewItemId", int)

MAX_BATCH_TITLE = 200
"""Characters of a batch's title."""

MAX_FACT = 500
"""Characters of a stated fact."""

KEPT_FOR_UNDO_HOURS = 24
"""A batch that was removed can be taken back for so long."""


class BatchState(StrEnum):
    """How far a batch has come."""

    OPEN = "open"
    HANDED_IN = "handed_in"
    WITHDRAWN = "withdrawn"  # removed, and can be taken back for some hours


class FileState(StrEnum):
    """How far a file has come."""

    ANNOUNCED = "announced"  # its name and size are known
    ARRIVED = "arrived"  # it lies on the disk whole, and waits to be read
    READING = "reading"
    READ = "read"
    FAILED = "failed"  # it lies in quarantine
    LEFT_OUT = "left_out"


class ReviewState(StrEnum):
    """How far a document has come that was read from a file."""

    READ = "read"  # its batch is not handed in
    WAITING = "waiting"  # to be reviewed
    ACCEPTING = "accepting"  # on its way into the public store
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Another document that holds most of one, or of which one holds most; 1.0: the same file."""

    share: float  # of the smaller one's word triples that the larger has, 0 to 1
    title: str
    where: str  # "batch", "queue" or "public"
    item_id: ReviewItemId | None = None  # one of the two
    document_id: DocumentId | None = None  # in the public store
    name: str = ""  # of its file


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchItem:
    """A document that was read from a file; an archive or a mail may hold several."""

    id: ReviewItemId
    title: str
    state: ReviewState
    document_id: DocumentId | None  # in the store of the review
    path: str  # in both stores
    likeness: tuple[Likeness, ...] = ()  # the most alike first


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFile:
    """A file of a batch."""

    id: BatchFileId
    batch_id: BatchId
    name: str  # made safe, as shown
    n_bytes: int
    sha256: str | None  # None: it has not arrived
    state: FileState
    reason: str | None  # why it failed, or what of it could not be read
    facts: Mapping[str, str]  # what differs from the batch, by the keys of ingest.stated
    is_masked: bool  # whether personal data found in it are masked
    masked: Mapping[str, int]  # kind of personal data to number
    version: int
    items: tuple[BatchItem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Files that somebody hands in together."""

    id: BatchId
    title: str
    owner: str  # login
    owner_name: str
    facts: Mapping[str, str]  # what holds for all files, by the keys of ingest.stated
    state: BatchState
    created_at: str  # ISO 8601, UTC
    changed_at: str
    handed_in_at: str | None
    version: int  # of title and facts
    files: tuple[BatchFile, ...] = ()

    def count(self, *states: FileState) -> int:
        """Return how many files are in one of these states."""
        return sum(file.state in states for file in self.files)

    @property
    def n_bytes_held(self) -> int:
        """How much its files take on the disk or will: also those that failed or were left out."""
        held = (each for each in self.files if each.sha256 is not None or each.state is FileState.ANNOUNCED)
        return sum(file.n_bytes for file in held)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPersonalData:
    """Personal data in a file, as they stand there; read again from the file and stored nowhere."""

    kind: str  # "email", "phone", "personal_number" or "cpr_number"
    words: str
    line: str  # in which they stand, shortened
    name: str = ""  # of the part, where the file is an archive or a mail


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedFile:
    """A file that could not be read, with the batch that it came in."""

    file: BatchFile
    batch_id: BatchId
    batch_title: str
    owner_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchProgress:
    """How far reading a batch has come."""

    batch_id: BatchId
    step: str  # "files" or "similar"
    n_done: int
    n_all: int
    seconds: Mapping[str, float] = field(default_factory=dict)  # by step, once all is done
