"""Citations: what is known of a source and of the pages that are cited, and nothing that is not known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kb.entries import Entry, EntryKind
from kb.gazetteer import load_gazetteer
from kb.practices import Quote
from kb.records import Document, DocumentId, DocumentType, Language
from kb.text import without_invisible


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A document, or some pages of it, as a reference.

    Names of authors stand as the document has them: who is a person and who an organisation is not known.
    """

    identifier: str  # of what is cited, such as "p12" or "c34"; with its document: unique in one export
    title: str  # the document's
    type: DocumentType
    language: Language  # of the document
    authors: tuple[str, ...] = ()
    organisation: str | None = None
    date: str | None = None  # of the document: ISO 8601, as exact as it is known
    container: str | None = None  # the meeting or conference that it tells of
    licence: str | None = None
    url: str | None = None  # where the document came from
    file_name: str | None = None
    pages: tuple[int, ...] = ()  # as a viewer counts, from 1; none where the document has no pages
    passage: str | None = None  # the words that are cited
    example: str | None = None  # the title of the practice that it is cited for
    keywords: tuple[str, ...] = ()  # the places of what is told, and its years, which are not the document's
    permalink: str | None = None  # where the cited stands in Metodbank
    accessed: str  # ISO 8601 date on which it was read in Metodbank

    @property
    def year(self) -> str | None:
        """The year of the document, not of what it tells of."""
        return self.date[:4] if self.date else None


def cite_document(
    document: Document,
    *,
    accessed: str,
    identifier: str | None = None,
    pages: Iterable[int] = (),
    passage: str | None = None,
    example: str | None = None,
    keywords: Iterable[str] = (),
    permalink: str | None = None,
) -> Citation:
    """Return the citation of a document, or of the pages and words in it that are meant."""
    metadata, source = document.metadata, document.source
    return Citation(
        identifier=identifier or f"d{document.id}",
        title=flat(metadata.title),
        type=metadata.type,
        language=metadata.language,
        authors=tuple(name for author in metadata.authors if (name := flat(author))),
        organisation=flat(metadata.organisation or "") or None,
        date=metadata.date,
        container=flat(metadata.event or "") or None,
        licence=flat(source.licence or "") or None,
        url=flat(source.url or "") or None,
        file_name=flat(source.name),
        pages=tuple(sorted(set(pages))),
        passage=flat(passage or "") or None,
        example=flat(example or "") or None,
        keywords=tuple(keywords),
        permalink=permalink,
        accessed=accessed,
    )


def cite_entry(entry: Entry, *, accessed: str, permalink: str | None = None) -> tuple[Citation, ...]:
    """Return one citation for each document of an entry, in its order, with all pages that it quotes.

    A practice whose documents are all gone is cited by its title alone.
    """
    is_practice = entry.ref.kind is EntryKind.PRACTICE
    quotes = [quote for quote in _quotes(entry) if not quote.is_lost]
    citations = [
        cite_document(
            document,
            accessed=accessed,
            identifier=str(entry.ref),
            pages=_pages(quotes, document.id),
            passage=None if is_practice else entry.passages[0].text,
            example=entry.title if is_practice else None,
            keywords=_keywords(entry),
            permalink=permalink,
        )
        for document in entry.documents.values()
    ]
    if citations:
        return tuple(citations)
    alone = Citation(
        identifier=str(entry.ref),
        title=flat(entry.title),
        type=DocumentType.OTHER,
        language=entry.language,
        keywords=_keywords(entry),
        permalink=permalink,
        accessed=accessed,
    )
    return (alone,)


def page_ranges(pages: Sequence[int], *, dash: str = "–") -> str:
    """Return sorted pages as ``1–3, 5``."""
    ranges: list[tuple[int, int]] = []
    for page in pages:
        if ranges and page == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], page)
        else:
            ranges.append((page, page))
    return ", ".join(str(a) if a == b else f"{a}{dash}{b}" for a, b in ranges)


def flat(text: str) -> str:
    """Return ``text`` on one line, without control characters and what turns its direction around."""
    return " ".join(without_invisible(text).split())


def _keywords(entry: Entry) -> tuple[str, ...]:
    known = {place.code: place.official_name for place in load_gazetteer().municipalities}
    places = tuple(known[code] for code in entry.municipalities if code in known)
    if entry.years is None:
        return places
    first, last = entry.years
    return (*places, str(first) if first == last else f"{first}–{last or ''}")


def _quotes(entry: Entry) -> list[Quote]:
    return [*entry.passages, *(quote for quotes in entry.fields.values() for quote in quotes)]


def _pages(quotes: Iterable[Quote], document_id: DocumentId) -> list[int]:
    return [quote.page for quote in quotes if quote.document_id == document_id and quote.page is not None]
