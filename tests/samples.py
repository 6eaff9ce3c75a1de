"""Records for tests, made with as few words as a test needs."""

from __future__ import annotations

from collections.abc import Sequence

from kb.records import (
    ChunkDraft,
    Facet,
    Language,
    Metadata,
    PreparedDocument,
    Section,
    Source,
    Tag,
    TagMethod,
)
from kb.text import text_hash


def tag(facet: Facet, value: str, *, method: TagMethod = TagMethod.NAME, evidence: str = "") -> Tag:
    """Return a certain tag."""
    return Tag(facet=facet, value=value, confidence=1.0, method=method, evidence=evidence or value)


def prepared(
    path: str = "/docs/notes.txt",
    texts: Sequence[str] = ("Byalaget fick pengar.", "Nattvandrarna gick."),
    *,
    title: str = "Anteckningar",
    year: int | None = 2017,
    tags: Sequence[Tag] = (),
    chunk_tags: Sequence[Sequence[Tag]] = (),
    language: Language = Language.SWEDISH,
) -> PreparedDocument:
    """Return a document of one section with one line per chunk."""
    text = "\n".join(texts)
    chunks = []
    start = 0
    for number, chunk_text in enumerate(texts):
        chunks.append(
            ChunkDraft(
                text=chunk_text,
                start=start,
                end=start + len(chunk_text),
                section=0,
                heading_path=("1. Dialog",),
                page=None,
                lines=(number + 1, number + 1),
                language=language,
                is_example=False,
                tags=tuple(chunk_tags[number]) if number < len(chunk_tags) else (),
            )
        )
        start += len(chunk_text) + 1
    return PreparedDocument(
        source=Source(
            path=path,
            name=path.rpartition("/")[2],
            sha256=text_hash(path + text),
            media_type="text/plain",
            n_bytes=len(text.encode()),
        ),
        metadata=Metadata(title=title, year=year, date=str(year) if year else None, language=language),
        text=text,
        has_lines=True,
        pages=(),
        sections=(Section(ordinal=0, parent=None, level=1, title="1. Dialog", start=0, end=len(text)),),
        chunks=tuple(chunks),
        tags=tuple(tags),
        dropped=(),
    )
