"""The records of curation: work lists, practices as curators see them, and their history."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from kb.errors import CurationError
from kb.practices import Practice, PracticeField, PracticeId, PracticeKind, PracticeState, Quote
from kb.records import ChunkId, DocumentId, Language
from kb.text import to_nfc

ChangeId = NewType("ChangeId", int)
"""The number of what somebody changed in one step; it may have changed several fields and practices."""

MAX_TITLE = 200
MAX_SUMMARY = 2_000
MAX_NOTE = 1_000
_MARKS = re.compile(r"[*_`~\u00ad\u200b]+")


class WorkKind(StrEnum):
    """What a curator looks for."""

    CANDIDATES = "candidates"  # worth a look: from reviewed documents first, then the most told
    MY_DRAFTS = "my_drafts"  # drafts that I changed
    DRAFTS = "drafts"
    TO_REVIEW = "to_review"  # drafts that I may review
    REVIEWED = "reviewed"  # to be published
    PUBLISHED = "published"
    DUE = "due"  # published, and to be made sure of again


class DueReason(StrEnum):
    """Why somebody should make sure of a published practice."""

    OLD = "old"  # nobody has looked at it for long
    LOST = "lost"  # it quotes words that its document has no more
    CHANGED = "changed"  # one of its documents was taken in anew with other content
    GONE = "gone"  # one of its documents was deleted


class StillRunning(StrEnum):
    """Whether what is told goes on, as whoever made sure of it has found."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """A practice in a work list."""

    id: PracticeId
    title: str
    language: Language  # of the title
    kind: PracticeKind
    state: PracticeState
    municipalities: tuple[str, ...]  # codes
    n_passages: int
    n_documents: int
    n_merged: int  # practices that were merged into it
    is_from_review: bool  # a document of it was handed in and reviewed in the app
    changed_by: str  # the name of who changed it last, "" if nobody has
    changed_at: str  # ISO 8601, UTC
    reviewed_by: str  # login, "" if nobody has
    reviewed_at: str  # ISO 8601, UTC; ""
    published_at: str
    verified_at: str
    still_running: StillRunning | None
    due: tuple[DueReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Worklist:
    """A part of a work list, and how many practices there are of every kind."""

    kind: WorkKind
    items: tuple[WorkItem, ...]
    total: int
    counts: Mapping[WorkKind, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewQuote:
    """Words of a passage that are to be quoted."""

    chunk_id: ChunkId
    words: str
    code: str | None = None  # as in kb.practices.Quote


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """What was changed in a field of a practice.

    Fields are "kind", "state", "title", "name", "language", "places", "passages", "relations", "reviewed",
    "published", "verified", "merged", "merged_into", "practice" (all of it), "quotes.outcomes" for the quotes
    of a field and "text.summary.sv" for a text.
    """

    practice_id: PracticeId
    field: str
    before: object  # as JSON has it; None: there was nothing
    after: object
    is_erased: bool = False  # it held words that were erased since: both are None, and it cannot be undone


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What somebody did in one step."""

    id: ChangeId
    at: str  # ISO 8601, UTC
    login: str
    name: str
    act: str  # "set_text", "add_quote", "merge", "undo" …
    fields: tuple[FieldChange, ...]
    undone_by: ChangeId | None = None

    @property
    def can_be_undone(self) -> bool:
        """Whether it holds still, and is known whole."""
        return self.undone_by is None and not any(each.is_erased for each in self.fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedPart:
    """A practice that was merged into another."""

    id: PracticeId  # the number that it had, and gets back
    title: str
    language: Language
    state: PracticeState
    municipalities: tuple[str, ...]
    merged_by: str  # login
    merged_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """Who did something last, and when."""

    by: str = ""  # login; "": nobody has
    at: str = ""  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """When somebody made sure of a practice last, and what they found."""

    at: str  # ISO 8601, UTC
    still_running: StillRunning


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratedPractice:
    """A practice with all that curators know of it."""

    practice: Practice
    version: int
    reviewed: Stamp = field(default_factory=Stamp)
    published: Stamp = field(default_factory=Stamp)
    verified: Stamp = field(default_factory=Stamp)
    still_running: StillRunning | None = None
    history: tuple[Change, ...] = ()  # the newest first
    merged: tuple[MergedPart, ...] = ()
    lost: tuple[tuple[PracticeField | None, Quote], ...] = ()  # words that are in no document any more
    problems: tuple[CurationError, ...] = ()  # what stands in the way of reviewing it
    due: tuple[DueReason, ...] = ()
    file: str = ""  # the file that it was loaded from and still follows, "" for none

    @property
    def state(self) -> PracticeState:
        """How far it has come."""
        return self.practice.draft.state


def quote_key(quote: Quote) -> str:
    """Return what a quote is known by within a field: its document, its words and its code.

    White space and Markdown marks do not matter, nor where it stands, so that a key outlives that a document
    is taken in anew.
    """
    said = f"{quote.document_id}|{quote.code or ''}|{same_words(quote.text)}"
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def same_words(text: str) -> str:
    """Return words as they are compared: without marks, one space between them."""
    return " ".join(_MARKS.sub("", to_nfc(text)).split())


def documents_in(practice: Practice) -> tuple[DocumentId, ...]:
    """Return the documents that a practice quotes, each once."""
    draft = practice.draft
    quotes = [*draft.passages, *(quote for each in draft.fields.values() for quote in each)]
    return tuple(sorted({quote.document_id for quote in quotes}))
