"""What can be done with the passage that was asked for: reading on in the search, saving, citing, linking."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from kb.citation_formats import apa, coins
from kb.citations import Citation, cite_document
from kb.entries import Entry, EntryKind, EntryRef, title_in
from kb.errors import KbError
from kb.exports.rows import permalink
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeId
from kb.records import Chunk, ChunkId, Document, DocumentId, Query, Span
from ui.entry_markup import practice_href
from ui.export_menu import export_menu
from ui.markup import escape, lang_attribute, link
from ui.save_button import save_button
from ui.search_state import Kept, Parameters, SearchState, Sort, href
from ui.shell import Shell
from ui.word_help_list import word_help

_MAX_PRACTICES = 8  # of a document, in the list beside it


def asked_words(search: SearchState, chunk: Chunk | None, shell: Shell) -> tuple[Span, ...]:
    """Return the words of a passage that the search asked for; none where it asked by examples alone."""
    if chunk is None or not search.text.strip():
        return ()
    return shell.knowledge_base.highlights(search.text, chunk)


def passage_tools(document: Document, chunk: Chunk, shell: Shell) -> str:
    """Return what stands under the passage: the examples it is part of, word help, and ways to keep it."""
    ref = EntryRef(kind=EntryKind.PASSAGE, number=chunk.id)
    save = save_button(ref, document.metadata.title, shell.catalogue)
    menu = export_menu({"ref": [str(ref)]}, shell, count=1)
    return (
        f"{word_help([chunk.text], chunk.language, shell)}"
        f'<div class="mb-entry-actions">{save}{_cite(document, chunk, shell)}{menu}</div>'
    )


def _cite(document: Document, chunk: Chunk, shell: Shell) -> str:
    text = shell.catalogue.text
    reference = escape(apa(cite_passage(document, chunk, shell), shell.catalogue))
    address = _address(document.id, chunk, shell)
    # the reader's own choices are no part of what is passed on
    copied = escape(href("document", _address_of(document.id, chunk), Kept()))
    return (
        f'<details class="mb-cite"><summary>{escape(text("reader.cite"))}</summary>'
        f'<p class="mb-reference">{reference}</p>'
        f"<p>{link(text('reader.permalink'), address)} "
        f'<button type="button" class="mb-plain-button" data-copy="{copied}"'
        f' data-copied="{escape(text("reader.copied"))}">{escape(text("reader.copy"))}</button></p></details>'
    )


def cite_passage(document: Document, chunk: Chunk | None, shell: Shell) -> Citation:
    """Return the reference of a passage with its page, or of the document as a whole."""
    today = dt.datetime.now(tz=dt.UTC).date().isoformat()
    if chunk is None:
        return cite_document(document, accessed=today)
    ref = EntryRef(kind=EntryKind.PASSAGE, number=chunk.id)
    public_url = shell.knowledge_base.settings.public_url
    entry = shell.knowledge_base.entries.find([ref]).get(ref) if public_url else None
    return cite_document(
        document,
        accessed=today,
        identifier=str(ref),
        pages=() if chunk.page is None else (chunk.page,),
        passage=chunk.text,
        permalink=permalink(entry, public_url) if entry is not None and public_url else None,
    )


def hidden_reference(document: Document, chunk: Chunk | None, shell: Shell) -> str:
    """Return the reference in the form that reference managers find in a page; nothing of it is seen."""
    return coins(cite_passage(document, chunk, shell))


def _address(document_id: DocumentId, chunk: Chunk, shell: Shell) -> str:
    return href("document", _address_of(document_id, chunk), shell.kept)


def _address_of(document_id: DocumentId, chunk: Chunk) -> Parameters:
    parameters = {"id": [str(document_id)], "chunk": [str(chunk.id)]}
    return parameters if chunk.page is None else parameters | {"page": [str(chunk.page)]}


def practice_links(chunks: Sequence[Chunk], shell: Shell) -> list[str]:
    """Return links to the examples that these passages tell of, those of curators first."""
    entries = shell.knowledge_base.entries
    told = entries.practices_with([chunk.id for chunk in chunks])
    counted: dict[PracticeId, int] = {}
    for ids in told.values():
        for practice_id in ids:
            counted[practice_id] = counted.get(practice_id, 0) + 1
    refs = [EntryRef(kind=EntryKind.PRACTICE, number=each) for each in counted]
    found = [entry for entry in entries.find(refs).values() if entry.is_published]
    found.sort(key=lambda entry: (-counted[PracticeId(entry.ref.number)], entry.ref.number))
    return [_practice_link(entry, shell) for entry in found[:_MAX_PRACTICES]]


def _practice_link(entry: Entry, shell: Shell) -> str:
    title, language = title_in(entry, shell.catalogue.ui_language)
    return link(title, practice_href(entry.ref.number, shell.kept), attributes=lang_attribute(language))


def neighbours(search: SearchState, chunk: Chunk | None, back: str, shell: Shell) -> str:
    """Return links to the hits before and after this one; empty where it is no hit of the search."""
    if chunk is None or search.is_start or search.sort is not Sort.RELEVANCE:
        return ""
    ranked = _ranked(search, shell)
    place = next((i for i, (chunk_id, _) in enumerate(ranked) if chunk_id == chunk.id), None)
    if place is None:
        return ""
    text = shell.catalogue.text
    links = [
        link(text(key), _hit_href(ranked[other], back, shell), attributes=' data-focus="mb-passage"')
        for key, other in (("reader.previous", place - 1), ("reader.next", place + 1))
        if 0 <= other < len(ranked)
    ]
    where = escape(text("reader.place", place=place + 1, count=len(ranked)))
    label = escape(text("reader.hits"))
    return f'<nav class="mb-neighbours" aria-label="{label}"><span>{where}</span> {" ".join(links)}</nav>'


def _hit_href(hit: tuple[ChunkId, DocumentId], back: str, shell: Shell) -> str:
    chunk_id, document_id = hit
    parameters = {"id": [str(document_id)], "chunk": [str(chunk_id)], "back": [back]}
    return href("document", parameters, shell.kept)


def _ranked(search: SearchState, shell: Shell) -> Sequence[tuple[ChunkId, DocumentId]]:
    query = Query(
        text=search.text,
        filters=search.filters,
        group_by_document=search.group,
        like=search.like,
        unlike=search.unlike,
    )
    try:
        return _rank(shell.knowledge_base, shell.knowledge_base.version(), repr(query), query)
    except KbError:
        return ()  # the passage can be read all the same


# Going from hit to hit asks the same again and again
@st.cache_data(show_spinner=False, max_entries=32)
def _rank(
    _knowledge_base: KnowledgeBase,
    version: int,  # noqa: ARG001 # with the query it is the key
    key: str,  # noqa: ARG001
    _query: Query,
) -> list[tuple[ChunkId, DocumentId]]:
    return [(each.chunk_id, each.document_id) for each in _knowledge_base.rank(_query).ranked]
