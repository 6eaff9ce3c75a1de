"""The records of entries, practices or passages: what readers save, compare, rank and export."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from kb.practices import (
    CuratorText,
    PracticeField,
    PracticeKind,
    PracticeRelation,
    PracticeState,
    Quote,
)
from kb.records import Document, DocumentId, Language

# 18 digits are what SQLite's integers hold
_REF = re.compile(r"([pc])(\d{1,18})", re.ASCII)


class EntryKind(StrEnum):
    """What an entry is made from."""

    PRACTICE = "practice"
    PASSAGE = "passage"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class EntryRef:
    """Which entry is meant; as text ``p12`` for a practice and ``c34`` for a passage (a chunk)."""

    kind: EntryKind
    number: int  # of the practice or the chunk

    def __str__(self) -> str:
        """Return the short form, which addresses and files use."""
        return f"{'p' if self.kind is EntryKind.PRACTICE else 'c'}{self.number}"


def parse_ref(text: str) -> EntryRef | None:
    """Read the short form of a reference; None if it is none."""
    match = _REF.fullmatch(text)
    if match is None:
        return None
    kind = EntryKind.PRACTICE if match[1] == "p" else EntryKind.PASSAGE
    return EntryRef(kind=kind, number=int(match[2]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A practice or a passage, with the documents that it stands in.

    Every value in ``fields`` and ``passages`` is a quote. A passage has one quote, itself, and in ``fields``
    what its tags quote.
    """

    ref: EntryRef
    title: str  # a practice's; a passage has that of its document
    language: Language  # of the title
    texts: tuple[CuratorText, ...] = ()  # a curator's titles and summaries
    name: str | None = None  # what the documents call it
    municipalities: tuple[str, ...]  # codes
    countries: tuple[str, ...]
    themes: tuple[str, ...]  # ids, the most weighty first
    years: tuple[int, int | None] | None  # first and last year of what is told; the last None: still going on
    document_years: tuple[int, int | None] | None = None  # of the periods that its documents state as a whole
    kind: PracticeKind | None = None  # None: a passage
    state: PracticeState | None = None  # None: a passage
    fields: Mapping[PracticeField, tuple[Quote, ...]] = field(default_factory=dict)
    passages: tuple[Quote, ...]  # in the order of the documents
    heading_path: tuple[str, ...] = ()  # of a passage
    documents: Mapping[DocumentId, Document]  # those of its quotes that are there
    relations: tuple[PracticeRelation, ...] = ()
    updated_at: str  # ISO 8601, UTC; a passage's is the time when its document was taken in

    @property
    def is_published(self) -> bool:
        """Whether curators have published it."""
        return self.state is PracticeState.PUBLISHED


def title_in(entry: Entry, language: str) -> tuple[str, Language]:
    """Return the title in ``language`` where a curator has written one, else as it is, and its language."""
    return text_in(entry, PracticeField.TITLE, language) or (entry.title, entry.language)


def summary_in(entry: Entry, language: str) -> tuple[str, Language] | None:
    """Return a curator's summary, in ``language`` if there is one, and its language; None without any."""
    return text_in(entry, PracticeField.SUMMARY, language)


def text_in(entry: Entry, name: PracticeField, language: str) -> tuple[str, Language] | None:
    """Return a curator's text, in ``language``, else in that of the title, else any; None without any."""
    found: dict[str, CuratorText] = {each.language: each for each in entry.texts if each.field is name}
    if not found:
        return None
    if language not in found and name is PracticeField.TITLE:
        return None
    wanted = found[language] if language in found else found.get(entry.language, next(iter(found.values())))
    return wanted.text, wanted.language
