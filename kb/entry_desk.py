"""The desk where practices and passages are looked up as entries."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kb.entries import Entry, EntryKind, EntryRef
from kb.practices import Practice, PracticeField, PracticeFilters, PracticeId, Quote
from kb.records import Chunk, ChunkId, Country, Document, DocumentId, Facet
from kb.years import told_years

if TYPE_CHECKING:
    from kb.practice_desk import PracticeDesk
    from kb.store import Store

# What a passage's tags say, by the field of a practice that says the same.
_FIELD_OF: Mapping[Facet, PracticeField] = {
    Facet.MUNICIPALITY: PracticeField.MUNICIPALITIES,
    Facet.TARGET_GROUP: PracticeField.TARGET_GROUPS,
    Facet.STATUS: PracticeField.STATUS,
    Facet.PARTICIPATION: PracticeField.PARTICIPATION,
    Facet.AMOUNT: PracticeField.RESOURCES,
    Facet.PERSONS: PracticeField.SCALE,
    Facet.PERIOD: PracticeField.PERIOD,
    Facet.LESSON: PracticeField.LESSONS,
    Facet.THEME: PracticeField.THEMES,
}
_MAX_PRACTICES = 1_000_000


class EntryDesk:
    """The entries of one home. Safe to share by threads."""

    def __init__(self, store: Store, practices: PracticeDesk) -> None:
        """Take the store, and the desk that keeps practices in step with it."""
        self._store = store
        self._practices = practices
        self._lock = threading.Lock()
        self._all: tuple[tuple[int, str], tuple[Entry, ...]] | None = None

    def find(self, refs: Sequence[EntryRef]) -> dict[EntryRef, Entry]:
        """Return the entries that exist among ``refs``, in their order."""
        practices = {
            EntryRef(kind=EntryKind.PRACTICE, number=each.id): each
            for each in self._practices.by_id(
                [PracticeId(ref.number) for ref in refs if ref.kind is EntryKind.PRACTICE]
            )
        }
        chunks = self._store.chunks_by_id(
            [ChunkId(ref.number) for ref in refs if ref.kind is EntryKind.PASSAGE]
        )
        documents = self._documents_of(practices.values(), chunks.values())
        found: dict[EntryRef, Entry] = {}
        for ref in refs:
            if ref in practices:
                found[ref] = _practice_entry(practices[ref], documents)
            elif ref.kind is EntryKind.PASSAGE and (chunk := chunks.get(ChunkId(ref.number))) is not None:
                document = documents.get(chunk.document_id)
                if document is not None:
                    found[ref] = _passage_entry(chunk, document)
        return found

    def practices(self) -> tuple[Entry, ...]:
        """Return all practices: those of curators first, the most told first, mentions last, then by id.

        They are read once for each change of the store.
        """
        counts = self._practices.counts()  # also brings them up to date
        stamp = (self._store.last_change(), f"{counts.total} {self._practices.changed_at()}")
        with self._lock:
            if self._all is None or self._all[0] != stamp:
                practices = self._practices.list(PracticeFilters(), limit=_MAX_PRACTICES)
                documents = self._documents_of(practices, ())
                entries = tuple(_practice_entry(practice, documents) for practice in practices)
                self._all = (stamp, entries)
            return self._all[1]

    def practices_with(self, chunk_ids: Sequence[ChunkId]) -> dict[ChunkId, tuple[PracticeId, ...]]:
        """Return the practices that each passage tells of, those of curators first, then by id."""
        return self._practices.with_chunks(chunk_ids)

    def _documents_of(
        self, practices: Iterable[Practice], chunks: Iterable[Chunk]
    ) -> Mapping[DocumentId, Document]:
        ids = {chunk.document_id for chunk in chunks}
        for practice in practices:
            ids.update(quote.document_id for quote in _quotes(practice))
        return self._store.documents_by_id(sorted(ids))


def _quotes(practice: Practice) -> list[Quote]:
    return [*practice.draft.passages, *(q for quotes in practice.draft.fields.values() for q in quotes)]


def _practice_entry(practice: Practice, documents: Mapping[DocumentId, Document]) -> Entry:
    draft = practice.draft
    ids = dict.fromkeys(quote.document_id for quote in _quotes(practice))
    own = {each: documents[each] for each in ids if each in documents}
    themes = (quote.code for quote in draft.fields.get(PracticeField.THEMES, ()))
    return Entry(
        ref=EntryRef(kind=EntryKind.PRACTICE, number=practice.id),
        title=draft.title,
        language=draft.language,
        texts=draft.texts,
        name=draft.name,
        municipalities=draft.municipalities,
        countries=draft.countries,
        themes=tuple(dict.fromkeys(theme for theme in themes if theme)),
        years=years_of(draft.fields.get(PracticeField.PERIOD, ())),
        document_years=document_years(own.values()),
        kind=draft.kind,
        state=draft.state,
        fields=draft.fields,
        passages=draft.passages,
        documents=own,
        relations=practice.relations,
        updated_at=practice.updated_at,
    )


def _passage_entry(chunk: Chunk, document: Document) -> Entry:
    fields: dict[PracticeField, list[Quote]] = {}
    for tag in chunk.tags:
        name = _FIELD_OF.get(tag.facet)
        at = chunk.text.find(tag.evidence) if tag.evidence else -1
        if name is not None and at >= 0:  # only a heading says it else
            quote = _quote(chunk, at, at + len(tag.evidence), code=tag.value)
            fields.setdefault(name, []).append(quote)
    codes = _values(chunk, Facet.MUNICIPALITY)
    countries = _values(chunk, Facet.COUNTRY) or tuple(Country(code[:2]).value for code in codes)
    return Entry(
        ref=EntryRef(kind=EntryKind.PASSAGE, number=chunk.id),
        title=document.metadata.title,
        language=document.metadata.language,
        municipalities=codes,
        countries=tuple(dict.fromkeys(countries)),
        themes=_values(chunk, Facet.THEME),
        years=years_of(fields.get(PracticeField.PERIOD, ())),
        document_years=document_years([document]),
        fields={name: tuple(quotes) for name, quotes in fields.items()},
        passages=(_quote(chunk, 0, len(chunk.text)),),
        heading_path=chunk.heading_path,
        documents={document.id: document},
        updated_at=document.ingested_at,
    )


def _values(chunk: Chunk, facet: Facet) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag.value for tag in chunk.tags if tag.facet is facet))


def _quote(chunk: Chunk, start: int, end: int, *, code: str | None = None) -> Quote:
    # in Markdown the marks that are not shown shift the place: then the chunk's is as near as can be said
    is_plain = chunk.end - chunk.start == len(chunk.text)
    return Quote(
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        start=chunk.start + start if is_plain else chunk.start,
        end=chunk.start + end if is_plain else chunk.end,
        page=chunk.page,
        text=chunk.text[start:end],
        code=code,
    )


def years_of(periods: Iterable[Quote]) -> tuple[int, int | None] | None:
    """Return the first and the last year of what is told; None where nothing says it.

    Only quoted periods say it (``2013/2016``, ``2012/..`` where it has lasted since, ``2012``): a document
    may be written later, and tell of much else.
    """
    told: list[tuple[int, int | None]] = []
    for quote in periods:
        first, _, last = (quote.code or "").partition("/")
        if first[:4].isdigit():
            year = int(first[:4])
            told.append((year, None if last == ".." else int(last[:4]) if last[:4].isdigit() else year))
    return _spanned(told)


def document_years(documents: Iterable[Document]) -> tuple[int, int | None] | None:
    """Return the first and the last year of the periods that documents state; None where none does."""
    stated = (told_years(each.metadata) for each in documents if each.metadata.period)
    return _spanned([years for years in stated if years is not None])


def _spanned(told: Sequence[tuple[int, int | None]]) -> tuple[int, int | None] | None:
    if not told:
        return None
    lasts = [last for _, last in told if last is not None]
    return min(first for first, _ in told), max(lasts) if len(lasts) == len(told) else None
