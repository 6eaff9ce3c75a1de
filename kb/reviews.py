"""The records of reviewing: the queue, a document with what is suggested of it, and what people decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb.batches import BatchFileId, BatchId, Likeness, ReviewItemId, ReviewState
from kb.practices import PracticeDraft
from kb.records import (
    Chunk,
    ChunkId,
    Document,
    DocumentId,
    DocumentType,
    DroppedText,
    Facet,
    Language,
    PageSpan,
    Section,
    Span,
    TagMethod,
)

MAX_REASON = 1000
"""Characters of the reason for which a document is declined."""

WHOLE = ""
"""Stands for the whole document where a decision names its passage."""


class ReviewSort(StrEnum):
    """The order of the queue."""

    OLDEST = "oldest"  # handed in first
    NEWEST = "newest"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilters:
    """What the queue shows."""

    states: frozenset[ReviewState] = frozenset({ReviewState.WAITING})
    batch_id: BatchId | None = None
    text: str = ""  # in a title, a file's name or a batch's title; without case
    sort: ReviewSort = ReviewSort.OLDEST
    limit: int = 50
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedItem:
    """A document that was handed in, as a list shows it."""

    id: ReviewItemId
    title: str
    path: str  # in the store of the review and in the public one
    sha256: str
    state: ReviewState
    file_id: BatchFileId
    file_name: str
    batch_id: BatchId
    batch_title: str
    owner: str  # login of whoever handed it in
    owner_name: str
    handed_in_at: str | None  # ISO 8601, UTC
    reason: str | None = None  # why it was declined
    decided_by: str | None = None  # login
    decided_name: str | None = None  # shown
    decided_at: str | None = None
    document_id: DocumentId | None = None  # in the store of the review
    public_id: DocumentId | None = None  # in the public store
    version: int = 1  # grows with every change by a person
    changed_by: str | None = None  # login: who made the last one
    changed_name: str | None = None  # shown
    changed_at: str | None = None
    likeness: float | None = None  # share of the document that it is most alike; None: of none


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTraits:
    """What a list tells of a document beside its title."""

    language: Language
    type: DocumentType
    event: str  # "" where none is known
    date: str  # ISO 8601; "" where none is known
    n_adverts: int  # pieces that cleaning left out as adverts
    has_municipality: bool
    n_masked: int = 0  # personal data in its file that are masked


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuedBatch:
    """A batch of which documents are in the queue."""

    id: BatchId
    title: str
    owner_name: str
    n_items: int  # in the states that the filters let through


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQueue:
    """A page of the queue, and what there is in all."""

    items: tuple[QueuedItem, ...]
    total: int  # that the filters let through
    counts: Mapping[ReviewState, int]  # of all batches, whatever the filters are
    batches: tuple[QueuedBatch, ...]  # whatever batch the filters name; by title


@dataclass(frozen=True, slots=True, kw_only=True)
class TagDecision:
    """What a person has said of a tag, as it is stored."""

    facet: Facet
    value: str
    passage: str  # keyed hash of the passage's words, ``WHOLE``: of the whole document
    is_accepted: bool
    # Of a tag that a person has added: where the words that it rests on stand in the text of that passage.
    place: tuple[int, int] | None = None
    decided_by: str = ""  # login
    decided_name: str = ""  # shown
    decided_at: str = ""  # ISO 8601, UTC
    version: int = 0  # that the reviewed document had after it

    @property
    def is_added(self) -> bool:
        """Whether a person has added the tag; it then holds for the whole document too."""
        return self.is_accepted and self.place is not None

    @property
    def key(self) -> tuple[Facet, str, str]:
        """What there is one decision of."""
        return self.facet, self.value, self.passage


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDecisions:
    """Everything that was decided of the tags of one file."""

    key: str  # with which the words of passages are hashed
    decisions: tuple[TagDecision, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TagChoice:
    """What somebody wants to decide of a tag."""

    facet: Facet
    value: str
    passage: ChunkId | None = None  # None: of the whole document
    accept: bool | None  # None: what was decided is taken back


@dataclass(frozen=True, slots=True, kw_only=True)
class TagPlace:
    """Where a tag was found, and the words that it rests on."""

    chunk_id: ChunkId | None  # None: of the document as a whole
    evidence: str  # as quoted; empty where nothing is, as of a type
    confidence: float  # in (0, 1]
    method: TagMethod
    page: int | None = None
    span: Span | None = (
        None  # of the evidence in the passage's text; None: it stands elsewhere, as in a heading
    )
    decision: TagDecision | None = None  # for this passage


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedTag:
    """A tag that rules suggest, or that a person has added, with all its places."""

    facet: Facet
    value: str
    places: tuple[TagPlace, ...]  # that of the whole document first; none where what was decided is gone
    decision: TagDecision | None = None  # for the whole document
    is_added: bool = False

    @property
    def is_rejected(self) -> bool:
        """Whether it holds nowhere in the document."""
        if self.decision is not None and not self.decision.is_accepted:
            return True
        passages = [place for place in self.places if place.chunk_id is not None]
        return bool(passages) and all(
            place.decision is not None and not place.decision.is_accepted for place in passages
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewItem:
    """One document as whoever reviews it sees it.

    ``document`` and ``chunks`` are as they will be in the public store, without tags that were rejected;
    ``tags`` holds those too. A public document that nobody handed in has the id 0 and no ``queued``.
    """

    id: ReviewItemId
    state: ReviewState
    version: int
    document: Document
    chunks: tuple[Chunk, ...]
    sections: tuple[Section, ...]
    pages: tuple[PageSpan, ...]
    dropped: tuple[DroppedText, ...]
    n_restored: int  # lines that were put back
    tags: tuple[SuggestedTag, ...]  # by facet, then the most found first
    practices: tuple[PracticeDraft, ...]  # the candidates that it gives, most told first
    queued: QueuedItem | None = None
    facts: Mapping[str, str] = field(default_factory=dict)  # stated of it, by the keys of ingest.stated
    facts_of_batch: Mapping[str, str] = field(default_factory=dict)  # of these, what holds for all files
    facts_of_file: Mapping[str, str] = field(default_factory=dict)  # and what holds for its file over that
    takes_facts: bool = False  # whether others can be stated: not of a part of a mail or an archive
    is_masked: bool = True
    masked: Mapping[str, int] = field(default_factory=dict)  # kind of personal data to number, of its file
    likeness: tuple[Likeness, ...] = ()  # the most alike first
    others: tuple[QueuedItem, ...] = ()  # further documents of the same file
    has_original: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAccepted:
    """A document that could not be accepted."""

    item_id: ReviewItemId
    title: str
    reason: str  # what happened and what to do, in English
    key: str = ""  # of the app's text
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptReport:
    """What came of accepting several documents at once."""

    accepted: Mapping[ReviewItemId, DocumentId]  # where each lies in the public store
    failed: tuple[NotAccepted, ...] = ()
