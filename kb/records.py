"""The records that travel between the layers: frozen data without behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NewType

from kb.practice_terms import Lesson, Participation, PracticeStatus, TargetGroup

DocumentId = NewType("DocumentId", int)
ChunkId = NewType("ChunkId", int)


class Language(StrEnum):
    """Languages of documents, chunks and queries (ISO 639-1; ``nb`` is Norwegian Bokmål)."""

    SWEDISH = "sv"
    DANISH = "da"
    NORWEGIAN = "nb"
    ENGLISH = "en"
    UNKNOWN = "und"


class Country(StrEnum):
    """Countries with municipalities in the gazetteer (ISO 3166-1)."""

    SWEDEN = "SE"
    DENMARK = "DK"


class DocumentType(StrEnum):
    """What kind of text a document is."""

    SUMMARY = "summary"  # Metodbank's own summary: sammanställning, sammenfatning
    NOTES = "notes"
    MINUTES = "minutes"
    REPORT = "report"
    PLAN = "plan"
    EVALUATION = "evaluation"
    ARTICLE = "article"
    SLIDES = "slides"
    OTHER = "other"


class Facet(StrEnum):
    """What a tag is about."""

    THEME = "theme"
    COUNTRY = "country"
    MUNICIPALITY = "municipality"
    LANGUAGE = "language"
    YEAR = "year"
    TYPE = "type"
    TARGET_GROUP = "target_group"
    STATUS = "status"
    PARTICIPATION = "participation"
    LESSON = "lesson"
    AMOUNT = "amount"  # of money: "1200000 SEK", a range "10-50 SEK", by the year "90000 DKK/year"
    PERSONS = "persons"  # how many: "250", a range "20-30"
    PERIOD = "period"  # ISO 8601: "2013/2016"; "2012/.." is still open


ASPECTS: Mapping[Facet, type[StrEnum]] = {
    Facet.TARGET_GROUP: TargetGroup,
    Facet.STATUS: PracticeStatus,
    Facet.PARTICIPATION: Participation,
    Facet.LESSON: Lesson,
}
"""The facets that tell of a practice, with their closed sets of values."""

QUANTITIES = (Facet.AMOUNT, Facet.PERSONS, Facet.PERIOD)
"""Facets that are shown as quoted, with a normalised value; nothing is filtered or counted by them."""

FILTER_FACETS = tuple(facet for facet in Facet if facet not in QUANTITIES)
"""What hits can be filtered by and are counted by."""


class TagMethod(StrEnum):
    """How a tag was found."""

    METADATA = "metadata"  # stated in front matter or by the file itself
    TERM = "term"  # a term of the taxonomy or of the aspects occurs in the text
    NAME = "name"  # a name of the gazetteer occurs in the text
    NUMBER = "number"  # a number with its unit occurs in the text
    INFERRED = "inferred"  # taken over from the heading or the document
    CURATOR = "curator"  # a person has added it, with the words that it rests on

    @property
    def is_stated(self) -> bool:
        """Whether somebody says so of the whole document, where it is one of its tags."""
        return self in {TagMethod.METADATA, TagMethod.CURATOR}


class BlockKind(StrEnum):
    """What a stretch of text is in its document."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    ROW = "row"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a document came from."""

    path: str  # absolute, as found
    name: str  # the file's name
    sha256: str
    media_type: str
    n_bytes: int
    licence: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What is known of a document as a whole."""

    title: str
    date: str | None = None  # ISO 8601: YYYY, YYYY-MM or YYYY-MM-DD
    year: int | None = None  # of the period the first
    period: str | None = None  # that it states, ISO 8601: "2013/2016"; "2012/.." is still open
    place: str | None = None  # where it was held or written, not what it is about
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    event: str | None = None  # the meeting or conference that the document tells of
    venue: str | None = None  # where that was held, in the document's own words
    contact: str | None = None  # whom to ask: a role, never a person
    type: DocumentType = DocumentType.OTHER
    language: Language = Language.UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSpan:
    """One page of a document: ``text[start:end]`` stands on it."""

    number: int  # counts from 1, as a viewer does
    label: str | None  # as printed, where the file says it
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A stretch of one kind: ``text[start:end]`` of the parsed document."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0  # headings: 1 is highest; bullets: 0 is outermost


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedDocument:
    r"""What a parser found in a file, before cleaning.

    ``text`` is in NFC with ``\n`` line ends. Blocks are in order and do not overlap; what lies between
    them is white space, markup or furniture. ``has_lines`` tells that a line of ``text`` is a line of
    the file. ``stated`` holds what the file says of itself, by the keys of ingest.stated, as text, lists
    joined with ``;``.
    """

    media_type: str
    text: str
    blocks: tuple[Block, ...]
    pages: tuple[PageSpan, ...] = ()
    has_lines: bool = False
    has_markup: bool = False  # inline Markdown in ``text``, removed where text is shown
    stated: Mapping[str, str] = field(default_factory=dict)
    # Spans of ``text`` that hold what stands around the document (menus, footers): in order, in no block.
    furniture: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and what stands under it: ``text[start:end]``."""

    ordinal: int  # position in the document, from 0
    parent: int | None  # ordinal of the enclosing section
    level: int
    title: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedText:
    """A stretch left out of the chunks, kept with its reason so that it can be restored."""

    start: int
    end: int
    lines: tuple[int, int] | None  # first and last line, from 1; text sources only
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A statement about a chunk or a document, with what it rests on."""

    facet: Facet
    value: str
    confidence: float  # in (0, 1]
    method: TagMethod
    evidence: str  # the quoted words


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkDraft:
    """A chunk before the store has numbered it."""

    text: str  # as shown: the plain text of ``document.text[start:end]``
    start: int
    end: int
    section: int | None  # ordinal of its section
    heading_path: tuple[str, ...]
    page: int | None
    lines: tuple[int, int] | None  # first and last, from 1; text sources only
    language: Language
    is_example: bool
    tags: tuple[Tag, ...] = ()
    theme_candidates: tuple[Tag, ...] = ()  # what words speak for, by ingest/theme_support.py; not stored


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedDocument:
    """All that ingest makes of one file: what the store takes in one transaction."""

    source: Source
    metadata: Metadata
    text: str
    has_lines: bool
    pages: tuple[PageSpan, ...]
    sections: tuple[Section, ...]
    chunks: tuple[ChunkDraft, ...]
    tags: tuple[Tag, ...]  # of the whole document
    dropped: tuple[DroppedText, ...]
    masked: Mapping[str, int] = field(default_factory=dict)  # kind of personal data to how many were masked
    erased: Mapping[str, int] = field(default_factory=dict)  # hash of erased words to how often it had them
    parsed: ParsedDocument | None = None  # without them, where some were left out now or earlier


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A stored document without its text."""

    id: DocumentId
    source: Source
    metadata: Metadata
    tags: tuple[Tag, ...]
    has_lines: bool
    n_chunks: int
    n_pages: int
    ingested_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """What the store knows of a file without opening it."""

    document_id: DocumentId
    path: str
    sha256: str
    pipeline_version: int
    facts_sha256: str | None = None  # of what a file beside it states; None: nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFile:
    """What a file held when it was last read; it is not read again while size and time are the same."""

    path: str
    n_bytes: int
    modified_ns: int  # 0: not known well enough to be trusted, or packed in a container
    sha256: str
    part_of: str | None = None  # path of the container that it is packed in
    is_container: bool = False
    has_text: bool = True  # False: a container that is no document itself
    pipeline_version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestCounts:
    """How far a run has come."""

    n_done: int  # files
    n_all: int  # grows when a container is unpacked
    n_pages: int = 0
    n_chunks: int = 0
    n_failed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A stored chunk."""

    id: ChunkId
    document_id: DocumentId
    ordinal: int
    text: str
    start: int
    end: int
    heading_path: tuple[str, ...]
    page: int | None
    lines: tuple[int, int] | None
    language: Language
    is_example: bool
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexEntry:
    """A chunk as the search index takes it."""

    chunk_id: ChunkId
    document_id: DocumentId
    title: str
    headings: tuple[str, ...]
    text: str
    language: Language
    facets: Mapping[Facet, tuple[str, ...]]  # codes; a theme comes with its ancestors


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentChange:
    """One step of the change log: the document's entries as they are now, none if it was deleted."""

    document_id: DocumentId
    entries: tuple[IndexEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What hits must be; values within a facet are alternatives, facets are all required."""

    themes: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    municipalities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    years: tuple[int, int] | None = None  # first and last, both included
    target_groups: frozenset[str] = frozenset()
    statuses: frozenset[str] = frozenset()
    participation: frozenset[str] = frozenset()
    lessons: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a user asks for."""

    text: str
    filters: Filters = Filters()
    limit: int = 10
    offset: int = 0
    group_by_document: bool = False
    like: tuple[ChunkId, ...] = ()  # chunks that hits should resemble; the text may then be empty
    unlike: tuple[ChunkId, ...] = ()  # chunks that hits should not resemble


@dataclass(frozen=True, slots=True, kw_only=True)
class RetrieverEvidence:
    """Where one retriever placed a hit."""

    rank: int  # from 1
    score: float  # higher is better; comparable within one retriever only


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """One reason for a hit: words of the query and words of the hit.

    ``kind`` is ``exact``, ``form`` (same stem or spelling), ``compound`` (part of a compound),
    ``bridge`` (the word for the same thing, also in another language), ``theme`` (a term of the same
    theme) or ``similar`` (like-looking words).
    """

    query: str
    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters ``start`` to ``end`` of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedChunk:
    """A candidate after fusion."""

    chunk_id: ChunkId
    document_id: DocumentId
    score: float  # in (0, 1]; comparable within one query only
    evidence: Mapping[str, RetrieverEvidence]  # by retriever: semantic, lexical
    # First and last of the chunk's windows (sentences) that are nearest to the query; None: not looked for
    best_windows: tuple[int, int] | None = None
    duplicates: tuple[ChunkId, ...] = ()  # copies of it in other documents, folded under it; best first


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a search backend answers: every candidate above the floor, best first."""

    ranked: tuple[RankedChunk, ...]
    facets: Mapping[Facet, tuple[tuple[str, int], ...]]  # value and count, most first
    below_floor: tuple[RankedChunk, ...] = ()  # found, but not good enough to be shown; for measuring
    suggestion: str | None = None  # the query as it was probably meant, from the words of the corpus
    problem: str | None = None  # why a retriever could not take part, and the cure; the rest has answered


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """The text of a hit in another document."""

    chunk_id: ChunkId
    document_id: DocumentId
    title: str  # of that document


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A chunk found, with its document and the reasons."""

    rank: int
    score: float
    chunk: Chunk
    document: Document
    evidence: Mapping[str, RetrieverEvidence]
    why: tuple[Why, ...]
    highlights: tuple[Span, ...]  # in ``chunk.text``, in order, not overlapping
    best: Span | None = None  # the sentences of ``chunk.text`` nearest in meaning; None: not found by meaning
    duplicates: tuple[Duplicate, ...] = ()  # best first


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedFilter:
    """A filter that words of the query name; offered, never applied unasked."""

    facet: Facet
    value: str  # a code; a year as four digits
    typed: str  # the words of the query
    rest: str  # the query without them


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchResult:
    """The answer to a query."""

    query: Query
    query_language: Language
    total: int
    took_ms: float
    facets: Mapping[Facet, tuple[tuple[str, int], ...]]
    hits: tuple[Hit, ...]
    suggestion: str | None = None  # the query as it was probably meant
    offered_filters: tuple[OfferedFilter, ...] = ()
    problem: str | None = None  # why the answer is not as good as it could be, and the cure


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedFile:
    """A file that could not be ingested, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedFile:
    """A file in which personal data were masked: kind to number, such as ``{"email": 2}``."""

    path: str
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What a run did, by file path."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()  # known content at a new path
    duplicates: tuple[tuple[str, str], ...] = ()  # path, and the stored path with the same content
    failed: tuple[FailedFile, ...] = ()
    missing: tuple[str, ...] = ()  # stored, gone from the folder, kept
    pruned: tuple[str, ...] = ()  # stored, gone from the folder, removed
    skipped: tuple[FailedFile, ...] = ()  # links and the like, with the reason
    n_chunks: int = 0
    seconds: Mapping[str, float] = field(default_factory=dict)  # by stage
    masked: tuple[MaskedFile, ...] = ()  # of the files taken in by this run
    similar: tuple[tuple[DocumentId, DocumentId], ...] = ()  # found by this run, lower id first
