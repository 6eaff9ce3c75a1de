"""Turns what somebody chooses of the tags of a document into decisions that can be stored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from kb import review_problems as problems
from kb.accounts import Actor
from kb.errors import InputError
from kb.gazetteer import load_gazetteer
from kb.records import ASPECTS, Chunk, ChunkId, Country, Document, DocumentType, Facet
from kb.review_views import find_words, hashes_of, suggested_tags
from kb.reviews import WHOLE, FileDecisions, SuggestedTag, TagChoice, TagDecision
from kb.store.tag_decisions import replaced
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from kb.store import Store

_WHOLE_ONLY = frozenset({Facet.YEAR, Facet.TYPE})
_KINDS: Mapping[Facet, type[StrEnum]] = {**ASPECTS, Facet.COUNTRY: Country, Facet.TYPE: DocumentType}
_CLOSED: Mapping[Facet, Sequence[str]] = {facet: tuple(kind) for facet, kind in _KINDS.items()}
_NUMBERS: Mapping[Facet, tuple[re.Pattern[str], str]] = {
    Facet.YEAR: (re.compile(r"(?:19|20)\d\d"), "2019"),
    Facet.AMOUNT: (re.compile(r"\d+(?:-\d+)? [A-Z]{3}(?:/year)?"), "1200000 SEK or 90000 DKK/year"),
    Facet.PERSONS: (re.compile(r"\d+(?:-\d+)?"), "250 or 20-30"),
    Facet.PERIOD: (re.compile(r"\d{4}/(?:\d{4}|\.\.)"), "2013/2016 or 2012/.."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The document that is decided about, and who decides."""

    actor: Actor
    name: str  # of its file, for messages
    chunks: Sequence[Chunk]
    key: str  # with which the words of passages are hashed
    tags: Sequence[SuggestedTag]  # that can be accepted and rejected


def subject_of(actor: Actor, document: Document, store: Store, decisions: FileDecisions) -> Subject:
    """Return a document of a store as somebody decides about it."""
    chunks = store.chunks(document.id)
    return Subject(
        actor=actor,
        name=document.source.name,
        chunks=chunks,
        key=decisions.key,
        tags=suggested_tags(document, chunks, decisions),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTag:
    """A tag that is missing, with the words that it rests on."""

    facet: Facet
    value: str
    chunk_id: ChunkId
    words: str


def chosen(
    subject: Subject, choices: Sequence[TagChoice], known: Sequence[TagDecision], version: int
) -> tuple[TagDecision, ...]:
    """Return the decisions that hold once choices are added to those that are known.

    Raises:
        ReviewError: The document has no such tag or passage.
    """
    new, gone = [], []
    suggested = {(tag.facet, tag.value): tag for tag in subject.tags}
    hashes = hashes_of(subject.chunks, subject.key)
    for choice in choices:
        tag = suggested.get((choice.facet, choice.value))
        if tag is None:
            raise problems.no_tag(subject.name, choice.facet, choice.value)
        passage = _passage(subject, hashes, choice)
        decision = _decision(
            subject, choice.facet, choice.value, passage, version, accept=bool(choice.accept)
        )
        same = [each for each in known if each.key == decision.key]
        if choice.accept is None:
            # what was added goes as a whole: it is a decision about the passage that it rests on
            gone += same or [each for each in known if each.is_added and each.key[:2] == decision.key[:2]]
        elif not (choice.accept and any(each.is_added for each in same)):
            new.append(decision)
    return replaced(known, new, gone)


def added(
    subject: Subject, tag: NewTag, known: Sequence[TagDecision], version: int
) -> tuple[TagDecision, ...]:
    """Return the decisions that hold once a missing tag is added to those that are known.

    Raises:
        ReviewError: The value is none of the facet's, or the words do not stand in the passage.
    """
    value = checked_value(tag.facet, tag.value)
    chunk = _chunk(subject, tag.chunk_id)
    span = find_words(chunk.text, tag.words)
    if span is None:
        raise problems.no_words(subject.name, tag.chunk_id)
    passage = hashes_of([chunk], subject.key)[chunk.id]
    new = _decision(subject, tag.facet, value, passage, version, accept=True, place=(span.start, span.end))
    return replaced(known, [new])


def checked_value(facet: Facet, value: str) -> str:
    """Return the code of a value that somebody has typed or chosen.

    Raises:
        ReviewError: The facet has no such value.
    """
    text = " ".join(value.split())
    try:
        if facet is Facet.MUNICIPALITY:
            return load_gazetteer().resolve(text).code
        if facet is Facet.THEME:
            return load_taxonomy().resolve(text)
    except InputError as error:
        raise problems.bad_value(facet, text, str(error)) from error
    if facet in _CLOSED and text in set(_CLOSED[facet]):
        return text
    pattern, example = _NUMBERS.get(facet, (re.compile("(?!)"), ""))
    if pattern.fullmatch(text):
        return text
    known = ", ".join(_CLOSED[facet]) if facet in _CLOSED else example
    hint = f"Give one such as: {known}." if known else "It cannot be added."
    raise problems.bad_value(facet, text, hint)


def _decision(
    subject: Subject,
    facet: Facet,
    value: str,
    passage: str,
    version: int,
    *,
    accept: bool,
    place: tuple[int, int] | None = None,
) -> TagDecision:
    return TagDecision(
        facet=facet,
        value=value,
        passage=passage,
        is_accepted=accept,
        place=place,
        decided_by=subject.actor.login,
        decided_name=subject.actor.name,
        decided_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version,
    )


def _passage(subject: Subject, hashes: Mapping[ChunkId, str], choice: TagChoice) -> str:
    if choice.passage is None or choice.facet in _WHOLE_ONLY:
        return WHOLE
    _chunk(subject, choice.passage)
    return hashes[choice.passage]


def _chunk(subject: Subject, chunk_id: ChunkId) -> Chunk:
    for chunk in subject.chunks:
        if chunk.id == chunk_id:
            return chunk
    raise problems.no_passage(subject.name, chunk_id)
