"""The records of practices: what has been tried where, and the passages that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from kb.records import ChunkId, DocumentId, Language

PracticeId = NewType("PracticeId", int)


class PracticeKind(StrEnum):
    """What a practice is, and how much is told of it."""

    MENTION = "mention"  # one short example
    PRACTICE = "practice"
    METHOD = "method"
    EVALUATION = "evaluation"
    DIALOGUE = "dialogue"


class PracticeState(StrEnum):
    """How far a practice has come with the curators."""

    CANDIDATE = "candidate"  # found by rules; made anew whenever its documents change
    DRAFT = "draft"  # from here on it belongs to a curator, and no rule changes it
    REVIEWED = "reviewed"
    PUBLISHED = "published"


class PracticeField(StrEnum):
    """What is told of a practice. Every value is a quote."""

    TITLE = "title"  # the words that the title is taken from, or that a curator's title rests on
    SUMMARY = "summary"  # the words that a curator's summary rests on
    PROBLEM = "problem"
    AIM = "aim"
    METHOD = "method"
    THEMES = "themes"
    TARGET_GROUPS = "target_groups"
    MUNICIPALITIES = "municipalities"
    SCALE = "scale"
    PERIOD = "period"
    STATUS = "status"
    PARTICIPATION = "participation"
    PARTNERS = "partners"
    RESOURCES = "resources"
    OUTCOMES = "outcomes"
    EVIDENCE = "evidence"
    DIRECTION = "direction"
    SUCCESS_FACTORS = "success_factors"
    LESSONS = "lessons"
    PRECONDITIONS = "preconditions"
    CONTACT = "contact"  # a role, never a person


class RelationKind(StrEnum):
    """What one practice has to do with another."""

    INSPIRED_BY = "inspired_by"
    ADAPTED_BY = "adapted_by"
    SAME_AS = "same_as"
    EVALUATES = "evaluates"
    COUNTERPART = "counterpart"  # the same idea in the other country

    @property
    def is_mutual(self) -> bool:
        """Whether it says the same from both ends."""
        return self in {RelationKind.SAME_AS, RelationKind.COUNTERPART}


class TitleOrigin(StrEnum):
    """Where the words of a title stand."""

    DOCUMENT = "document"  # it is the title of a document
    HEADING = "heading"
    PASSAGE = "passage"  # it begins a passage or stands in it; ``PracticeField.TITLE`` quotes it
    CURATOR = "curator"  # a person wrote it


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a passage, exactly as they stand in the chunk's text.

    ``document.text[start:end]`` are the same words; in Markdown with the marks that are not shown. The chunk
    of a curated practice may be gone since; the document then says nothing of it any more, or says it anew.
    """

    chunk_id: ChunkId
    document_id: DocumentId
    start: int
    end: int
    page: int | None  # from 1, where the document has pages
    text: str
    # What is meant, where the field has a closed set or a number: the code of a municipality, a theme id, a
    # value of TargetGroup, PracticeStatus, Participation or Lesson, "1200000 SEK", "20-30", "2013/2016".
    code: str | None = None
    is_lost: bool = False  # the document is there, but no passage of it has these words any more


@dataclass(frozen=True, slots=True, kw_only=True)
class CuratorText:
    """A title or summary in a curator's words; the field's quotes are the passages that it rests on."""

    field: PracticeField
    language: Language
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDraft:
    """A practice before the store has numbered it."""

    keys: tuple[
        str, ...
    ]  # what it is known by when it is made anew; a candidate has one, a merged one several
    kind: PracticeKind
    state: PracticeState = PracticeState.CANDIDATE
    title: str
    title_origin: TitleOrigin
    name: str | None  # what its text calls it
    language: Language  # of the title
    municipalities: tuple[str, ...]  # codes; also where only a heading or the document says it
    countries: tuple[str, ...]
    passages: tuple[Quote, ...]  # all that is told of it, in the order of the documents
    fields: Mapping[PracticeField, tuple[Quote, ...]] = field(default_factory=dict)
    texts: tuple[CuratorText, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeRelation:
    """What a practice has to do with another, seen from one of the two."""

    kind: RelationKind
    other_id: PracticeId
    other_title: str
    is_from_other: bool = False  # the other is inspired by this one; never where the kind is mutual


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A stored practice."""

    id: PracticeId
    draft: PracticeDraft
    updated_at: str  # ISO 8601, UTC
    relations: tuple[PracticeRelation, ...] = ()  # by kind, then by the other's id


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeFilters:
    """What practices must be; values of one kind are alternatives, kinds are all required."""

    municipalities: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    themes: frozenset[str] = frozenset()  # a theme lets its sub-themes through
    kinds: frozenset[str] = frozenset()
    states: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeCounts:
    """How many practices there are among those that filters let through; most first."""

    total: int
    kinds: Mapping[str, int]
    states: Mapping[str, int]
    municipalities: Mapping[str, int]
    countries: Mapping[str, int]
    themes: Mapping[str, int]  # sub-themes count for their theme as well
