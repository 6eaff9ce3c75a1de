"""Passages that can be added to a practice: the others of its documents, and what a search finds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kb.errors import KbError
from kb.records import Chunk, Document, DocumentId, Query
from ui.editing import Editing, with_attribute
from ui.markup import escape, items, lang_attribute, link, passage
from ui.paging import page_links
from ui.search_state import href, parse_page

MORE_ID = "mb-more-passages"
_PAGE_SIZE = 20
_MAX_FOUND = 10


def more_html(editing: Editing) -> str:
    """Return the ways to add passages, and what the address asks to choose from."""
    parameters = editing.shell.parameters
    asked, words = _first("from", editing), _first("words", editing).strip()
    ways = "".join(_ways(editing))
    chosen = ""
    if words:
        chosen = _found(words, editing)
    elif re.fullmatch(r"[1-9]\d{0,17}", asked, re.ASCII):
        document = editing.entry.documents.get(DocumentId(int(asked)))
        page = parse_page(next(iter(parameters.get("p", ())), "")) or 1
        chosen = _document(document, page, editing) if document is not None else ""
    return (
        f'<section><h3 id="{MORE_ID}" tabindex="-1">{editing.text("edit.more_passages")}</h3>'
        f"{ways}{_search_form(words, editing)}{chosen}</section>"
    )


def _first(name: str, editing: Editing) -> str:
    return next(iter(editing.shell.parameters.get(name, ())), "")


def _ways(editing: Editing) -> list[str]:
    links = [
        link(
            document.source.name,
            editing.address(**{"from": str(document.id)}),
            attributes=f' data-focus="{MORE_ID}"',
        )
        for document in editing.entry.documents.values()
    ]
    if not links:
        return []
    return [f"<p>{editing.text('edit.from_documents')}</p><ul>{items(links)}</ul>"]


def _search_form(words: str, editing: Editing) -> str:
    address = escape(editing.address())
    return (
        f'<form class="mb-edit-form mb-one-line" data-look="{address}" data-focus="{MORE_ID}">'
        f'<p><label for="mb-more-words">{editing.text("edit.search_passages")}</label>'
        f'<input type="text" id="mb-more-words" name="words" maxlength="300" value="{escape(words)}"'
        f' autocomplete="off"></p>'
        f'<p><button type="submit" class="mb-plain-button">{editing.text("edit.search")}</button></p></form>'
    )


def _found(words: str, editing: Editing) -> str:
    base = editing.shell.knowledge_base
    try:
        hits = base.search(Query(text=words, limit=_MAX_FOUND)).hits
    except KbError:
        hits = ()
    pairs = [(hit.chunk, hit.document) for hit in hits]
    return _choose(pairs, editing) if pairs else f"<p>{editing.text('edit.found_none')}</p>"


def _document(document: Document, page: int, editing: Editing) -> str:
    chunks = editing.shell.knowledge_base.chunks(document.id)
    n_pages = max(1, -(-len(chunks) // _PAGE_SIZE))
    page = min(page, n_pages)
    shown = chunks[(page - 1) * _PAGE_SIZE : page * _PAGE_SIZE]
    links = ""
    if n_pages > 1:
        links = page_links(
            page,
            n_pages,
            lambda number: editing.address(**{"from": str(document.id), "p": str(number)}),
            label=editing.shell.catalogue.text("edit.passage_pages"),
            catalogue=editing.shell.catalogue,
            focus=MORE_ID,
        )
    return _choose([(chunk, document) for chunk in shown], editing) + links


def _choose(pairs: Sequence[tuple[Chunk, Document]], editing: Editing) -> str:
    known = {quote.chunk_id for quote in editing.draft.passages}
    rows = items(_row(chunk, document, editing, is_there=chunk.id in known) for chunk, document in pairs)
    return (
        f'<form class="mb-choose-passages" data-do="curating.add_passages" data-then="{MORE_ID}"'
        f' {with_attribute(editing.asked())}><ul class="mb-pieces">{rows}</ul>'
        f'<p><button type="submit" class="mb-plain-button">{editing.text("edit.add_passages")}</button></p>'
        f"</form>"
    )


def _row(chunk: Chunk, document: Document, editing: Editing, *, is_there: bool) -> str:
    text = editing.shell.catalogue.text
    where = document.source.name
    if chunk.page is not None:
        where = text("entry.source_page", name=where, page=str(chunk.page))
    address = href("document", {"id": [str(document.id)], "chunk": [str(chunk.id)]}, editing.shell.kept)
    element = f"mb-more-{chunk.id}"
    box = (
        f'<label class="mb-box"><input type="checkbox" id="{element}" name="passages" value="{chunk.id}"'
        f' data-list aria-describedby="{element}-text"'
        f' aria-label="{editing.text("edit.choose_passage", n=chunk.ordinal + 1)}"></label>'
    )
    if is_there:
        box = f'<span class="mb-quiet" title="{editing.text("edit.is_there")}">✓</span>'
    note = f" {editing.text('edit.is_there')}" if is_there else ""
    return (
        f'{box}<div id="{element}-text"{lang_attribute(chunk.language)}>{passage(chunk.text)}'
        f'<p class="mb-quiet">{link(where, address)}{note}</p></div>'
    )
