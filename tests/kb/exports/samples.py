"""Entries made by hand, and what their exports are made with."""

from __future__ import annotations

from collections.abc import Mapping

from kb.entries import Entry, EntryKind, EntryRef
from kb.exports.rows import ExportFrame, ExportRow, make_rows
from kb.gazetteer import load_gazetteer
from kb.i18n import UiLanguage, load_catalogue
from kb.practices import CuratorText, PracticeField, PracticeKind, PracticeState, Quote
from kb.records import ChunkId, Document, DocumentId, DocumentType, Language, Metadata, Source
from kb.taxonomy import load_taxonomy

BASE_URL = "https://metodbank.example.se"
TITLE = "Öppna förskolan i Kil"
METHOD = "Två ledare möter familjerna – ”mitt i byn” ≈ varje vecka, sade æ, ø och å."


def document(
    number: int = 5,
    *,
    title: str = "Kils öppna förskola: en uppföljning",
    authors: tuple[str, ...] = ("Anna Ek", "Bo Å. Ström"),
    name: str = "kil-förskola.pdf",
    date: str | None = "2017-06-15",
    licence: str | None = "CC BY 4.0",
    url: str | None = "https://kil.se/a b?x=1&y={2}",
    organisation: str | None = "Kils kommun",
    event: str | None = "Barnens dag",
    kind: DocumentType = DocumentType.EVALUATION,
    language: Language = Language.SWEDISH,
) -> Document:
    return Document(
        id=DocumentId(number),
        source=Source(
            path=f"/x/{name}",
            name=name,
            sha256="0" * 64,
            media_type="application/pdf",
            n_bytes=1,
            licence=licence,
            url=url,
        ),
        metadata=Metadata(
            title=title,
            date=date,
            year=2009,  # of what it tells of: no citation may give it as its own
            authors=authors,
            organisation=organisation,
            event=event,
            type=kind,
            language=language,
        ),
        tags=(),
        has_lines=False,
        n_chunks=1,
        n_pages=9,
        ingested_at="2026-01-02T03:04:05+00:00",
    )


def quote(
    text: str, *, page: int | None = 1, document_id: int = 5, start: int = 0, code: str | None = None
) -> Quote:
    return Quote(
        chunk_id=ChunkId(34),
        document_id=DocumentId(document_id),
        start=start,
        end=start + len(text),
        page=page,
        text=text,
        code=code,
    )


def passage(text: str = METHOD, *, number: int = 34, page: int | None = 4) -> Entry:
    stands_in = document()
    return Entry(
        ref=EntryRef(kind=EntryKind.PASSAGE, number=number),
        title=stands_in.metadata.title,
        language=Language.SWEDISH,
        municipalities=("SE1715",),
        countries=("SE",),
        themes=(),
        years=(2009, 2009),
        passages=(quote(text, page=page),),
        heading_path=("Kil",),
        documents={stands_in.id: stands_in},
        updated_at=stands_in.ingested_at,
    )


def practice(
    fields: Mapping[PracticeField, tuple[Quote, ...]] | None = None,
    *,
    title: str = TITLE,
    documents: tuple[Document, ...] = (document(),),
) -> Entry:
    told = fields or {
        PracticeField.PROBLEM: (quote("Många var ensamma.", page=2),),
        PracticeField.METHOD: (quote(METHOD, page=3, start=100),),
        PracticeField.OUTCOMES: (quote("Nio av tio kom igen.", page=7, start=200),),
    }
    return Entry(
        ref=EntryRef(kind=EntryKind.PRACTICE, number=12),
        title=title,
        language=Language.SWEDISH,
        texts=(
            CuratorText(field=PracticeField.TITLE, language=Language.DANISH, text="Åben børnehave i Kil"),
            CuratorText(field=PracticeField.SUMMARY, language=Language.SWEDISH, text="En mötesplats."),
        ),
        municipalities=("SE1715",),
        countries=("SE",),
        themes=("barn.foraldrastod",),
        years=(2009, None),
        kind=PracticeKind.PRACTICE,
        state=PracticeState.PUBLISHED,
        fields=told,
        passages=(quote("Förskolan öppnade.", page=1),),
        documents={each.id: each for each in documents},
        updated_at="2026-01-02T03:04:05+00:00",
    )


def rows(
    *entries: Entry, base_url: str | None = BASE_URL, note: str = "", slot: str = ""
) -> tuple[ExportRow, ...]:
    return make_rows(entries, base_url=base_url, slots_and_notes=[(slot, note)] * len(entries))


def frame(
    ui_language: UiLanguage = "sv", *, title: str = TITLE, note: str = "", with_notes: bool = False
) -> ExportFrame:
    return ExportFrame(
        catalogue=load_catalogue(ui_language),
        gazetteer=load_gazetteer(),
        taxonomy=load_taxonomy(),
        title=title,
        note=note,
        exported_at="2026-11-23",
        with_notes=with_notes,
    )
