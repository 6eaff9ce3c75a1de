"""What people have decided of the tags that rules suggest, applied to a document before it is stored.

A tag that was rejected for the whole document is dropped from it and from every passage; one that was
rejected in a passage is dropped there, and from the document where no other passage has it. A tag that a
person has added is the passage's and the document's. What follows from a municipality follows: the country,
and the place of passages that name none. Nothing else changes, and applying decisions twice is applying them
once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.tags import country_tags
from kb.collection_keys import words_hash
from kb.gazetteer import load_gazetteer
from kb.records import (
    Chunk,
    ChunkDraft,
    Document,
    DocumentType,
    Facet,
    Metadata,
    PreparedDocument,
    Tag,
    TagMethod,
)
from kb.reviews import WHOLE, FileDecisions, TagDecision
from kb.years import covered_years

_Key = tuple[Facet, str]
_INHERITED = 0.5  # confidence of the document's place in a passage that names none, as in ingest/tags.py


@dataclass(frozen=True, slots=True)
class _Passage:
    text: str
    tags: tuple[Tag, ...]


@dataclass(frozen=True, slots=True)
class _Decided:
    """What decisions say, looked up by passage."""

    rejected: frozenset[_Key]  # everywhere
    rejected_in: Mapping[str, frozenset[_Key]]  # by the hash of the passage
    added: Mapping[str, tuple[TagDecision, ...]]  # by the hash of the passage that they rest on

    def of(self, passage: str) -> frozenset[_Key]:
        """Return what is rejected in a passage."""
        return self.rejected | self.rejected_in.get(passage, frozenset())


def with_decisions(
    prepared: PreparedDocument,
    decisions: FileDecisions,
    choose_themes: Callable[[PreparedDocument], PreparedDocument],
) -> PreparedDocument:
    """Return the document with its themes chosen and with all that was decided.

    Decisions come first, so that what was rejected takes no other theme's place, and again, because choosing
    themes drops those that were added.
    """
    if not decisions.decisions:
        return choose_themes(prepared)
    return decided(choose_themes(decided(prepared, decisions)), decisions)


def decided(prepared: PreparedDocument, decisions: FileDecisions) -> PreparedDocument:
    """Return the document with what was decided of its tags."""
    if not decisions.decisions:
        return prepared
    known = _known(decisions)
    hashes = [words_hash(chunk.text, decisions.key) for chunk in prepared.chunks]
    passages = [_Passage(chunk.text, chunk.tags) for chunk in prepared.chunks]
    metadata = _metadata(prepared.metadata, decisions)
    tags, of_chunks = _apply(known, metadata, prepared.tags, list(zip(hashes, passages, strict=True)))
    chunks = tuple(
        _with_tags(chunk, own, known.of(passage))
        for chunk, own, passage in zip(prepared.chunks, of_chunks, hashes, strict=True)
    )
    return replace(prepared, metadata=metadata, tags=tags, chunks=chunks)


def decided_document(
    document: Document, chunks: Sequence[Chunk], decisions: FileDecisions
) -> tuple[Document, tuple[Chunk, ...]]:
    """Return a stored document and its chunks as they would be stored with these decisions."""
    if not decisions.decisions:
        return document, tuple(chunks)
    hashes = [words_hash(chunk.text, decisions.key) for chunk in chunks]
    passages = [_Passage(chunk.text, chunk.tags) for chunk in chunks]
    metadata = _metadata(document.metadata, decisions)
    tags, of_chunks = _apply(
        _known(decisions), metadata, document.tags, list(zip(hashes, passages, strict=True))
    )
    return replace(document, metadata=metadata, tags=tags), tuple(
        replace(chunk, tags=own) for chunk, own in zip(chunks, of_chunks, strict=True)
    )


def _known(decisions: FileDecisions) -> _Decided:
    rejected_in: dict[str, set[_Key]] = {}
    added: dict[str, list[TagDecision]] = {}
    for each in decisions.decisions:
        if each.is_added:
            added.setdefault(each.passage, []).append(each)
        elif not each.is_accepted:
            rejected_in.setdefault(each.passage, set()).add((each.facet, each.value))
    return _Decided(
        rejected=frozenset(rejected_in.pop(WHOLE, set())),
        rejected_in={passage: frozenset(keys) for passage, keys in rejected_in.items()},
        added={passage: tuple(found) for passage, found in added.items()},
    )


def _with_tags(chunk: ChunkDraft, tags: tuple[Tag, ...], rejected: Collection[_Key]) -> ChunkDraft:
    candidates = tuple(tag for tag in chunk.theme_candidates if (tag.facet, tag.value) not in rejected)
    return replace(chunk, tags=tags, theme_candidates=candidates)


def _apply(
    known: _Decided,
    metadata: Metadata,
    document_tags: Sequence[Tag],
    passages: Sequence[tuple[str, _Passage]],
) -> tuple[tuple[Tag, ...], list[tuple[Tag, ...]]]:
    """Return the tags of the document and those of its passages."""
    of_passages = [_own_tags(known, passage, text) for passage, text in passages]
    tags = _document_tags(known, metadata, document_tags, passages, of_passages)
    place = _only_added_place(known, tags)
    of_passages = [
        # a country that was added as well is not what follows from the place
        _joined(
            _with_places(known.of(passage), metadata, before.tags, own, tags, place),
            _added_tags(known, passage, before.text),
        )
        for (passage, before), own in zip(passages, of_passages, strict=True)
    ]
    return tags, of_passages


def _own_tags(known: _Decided, passage: str, before: _Passage) -> tuple[Tag, ...]:
    rejected = known.of(passage)
    kept = [tag for tag in before.tags if (tag.facet, tag.value) not in rejected]
    return _joined(kept, _added_tags(known, passage, before.text))


def _added_tags(known: _Decided, passage: str, text: str) -> list[Tag]:
    """Return the tags that people have added with words of a passage; a year and a type are no tags."""
    found = []
    for each in known.added.get(passage, ()):
        if each.place is not None and each.facet not in {Facet.YEAR, Facet.TYPE}:
            evidence = " ".join(text[each.place[0] : each.place[1]].split())
            found.append(_curated(each.facet, each.value, evidence))
    return found


def _document_tags(
    known: _Decided,
    metadata: Metadata,
    before: Sequence[Tag],
    passages: Sequence[tuple[str, _Passage]],
    of_passages: Sequence[tuple[Tag, ...]],
) -> tuple[Tag, ...]:
    left = {(tag.facet, tag.value) for tags in of_passages for tag in tags}
    gone = {
        (tag.facet, tag.value)
        for passage, own in passages
        for tag in own.tags
        if (tag.facet, tag.value) in known.rejected_in.get(passage, frozenset())
    } - left
    kept = [
        tag
        for tag in before
        if (tag.facet, tag.value) not in known.rejected
        and (tag.method.is_stated or (tag.facet, tag.value) not in gone)
    ]
    added = [tag for passage, own in passages for tag in _added_tags(known, passage, own.text)]
    tags = _joined(kept, added)
    if _places(tags) == _places(before):
        return tags
    return _joined(_with_country(tags, before, metadata, known.rejected), added)


def _with_country(
    tags: Sequence[Tag], before: Sequence[Tag], metadata: Metadata, rejected: Collection[_Key]
) -> tuple[Tag, ...]:
    """Return the tags of a document whose places have changed with the country that follows from them.

    It stays as it was where it rests on none of those that went, unless one was added that tells better.
    """
    gone = {(tag.method, tag.evidence) for tag in before if _is_place(tag)}
    gone -= {(tag.method, tag.evidence) for tag in tags if _is_place(tag)}
    country = [tag for tag in tags if tag.facet is Facet.COUNTRY]
    stated = [tag for tag in tags if _is_place(tag) and tag.method.is_stated]
    is_added = any(tag.method is TagMethod.CURATOR and tag not in before for tag in stated)
    if not is_added and not any((tag.method, tag.evidence) in gone for tag in country):
        return tuple(tags)
    found = country_tags((), stated, load_gazetteer(), metadata.language)
    return _replaced_country(tags, found, rejected)


def _with_places(
    rejected: Collection[_Key],
    metadata: Metadata,
    before: Sequence[Tag],
    own: tuple[Tag, ...],
    document_tags: Sequence[Tag],
    place: Tag | None,
) -> tuple[Tag, ...]:
    """Return the tags of a passage with the document's place, if it names none, and with its country."""
    is_free = place is not None and (place.facet, place.value) not in rejected
    if place is not None and is_free and not _places(own):
        inherited = replace(place, confidence=_INHERITED, method=TagMethod.INFERRED)
        own = (inherited, *own)
    if _places(own) == _places(before):
        return own
    stated = [tag for tag in document_tags if _is_place(tag) and tag.method.is_stated]
    places = [tag for tag in own if _is_place(tag)]
    found = country_tags(places, stated, load_gazetteer(), metadata.language)
    return _replaced_country(own, found, rejected)


def _replaced_country(
    tags: Sequence[Tag], found: Iterable[Tag], rejected: Collection[_Key]
) -> tuple[Tag, ...]:
    added = [tag for tag in tags if tag.facet is Facet.COUNTRY and tag.method is TagMethod.CURATOR]
    others = [tag for tag in tags if tag.facet is not Facet.COUNTRY]
    new = [tag for tag in found if (tag.facet, tag.value) not in rejected]
    return _joined([*others, *added], new)


def _only_added_place(known: _Decided, document_tags: Sequence[Tag]) -> Tag | None:
    """Return the place that a person has added, if the document states no other."""
    stated = [tag for tag in document_tags if _is_place(tag) and tag.method.is_stated]
    added = {(each.facet, each.value) for found in known.added.values() for each in found}
    is_added = len(stated) == 1 and (stated[0].facet, stated[0].value) in added
    return stated[0] if is_added and stated[0].method is TagMethod.CURATOR else None


def _joined(tags: Sequence[Tag], more: Iterable[Tag]) -> tuple[Tag, ...]:
    found = list(tags)
    keys = {(tag.facet, tag.value) for tag in tags}
    for tag in more:
        if (tag.facet, tag.value) not in keys:
            keys.add((tag.facet, tag.value))
            found.append(tag)
    return tuple(found)


def _is_place(tag: Tag) -> bool:
    return tag.facet is Facet.MUNICIPALITY


def _places(tags: Iterable[Tag]) -> list[str]:
    return [tag.value for tag in tags if _is_place(tag)]


def _curated(facet: Facet, value: str, evidence: str) -> Tag:
    return Tag(facet=facet, value=value, confidence=1.0, method=TagMethod.CURATOR, evidence=evidence)


def _metadata(metadata: Metadata, decisions: FileDecisions) -> Metadata:
    """Return what is known of the document without a year and a type that were rejected, or with another."""
    for each in decisions.decisions:
        if each.facet is Facet.YEAR and not each.is_accepted:
            metadata = _without_year(metadata, each.value)
        elif each.facet is Facet.TYPE and not each.is_accepted and metadata.type == each.value:
            metadata = replace(metadata, type=DocumentType.OTHER)
    for each in decisions.decisions:
        if each.facet is Facet.YEAR and each.is_added:
            metadata = _with_year(metadata, each.value)
        elif each.facet is Facet.TYPE and each.is_added:
            metadata = replace(metadata, type=DocumentType(each.value))
    return metadata


def _without_year(metadata: Metadata, year: str) -> Metadata:
    if metadata.period and int(year) in covered_years(metadata):
        metadata = replace(metadata, period=None)
    if metadata.date is not None and metadata.date.startswith(year):
        metadata = replace(metadata, date=None)
    return replace(metadata, year=None) if metadata.year == int(year) else metadata


def _with_year(metadata: Metadata, year: str) -> Metadata:
    if metadata.year == int(year):
        return metadata
    date = metadata.date if metadata.date is not None and metadata.date.startswith(year) else year
    return replace(metadata, year=int(year), date=date, period=None)
