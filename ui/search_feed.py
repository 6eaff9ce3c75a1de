"""The feed of a search: the newest documents that it finds, and the line that offers it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from kb.errors import QueryError
from kb.feed import MEDIA_TYPE, Feed, FeedEntry, stable_id
from kb.i18n import Catalogue
from kb.knowledge_base import KnowledgeBase
from kb.records import Chunk, Document, DocumentId, Query, RankedChunk
from kb.text import one_line
from ui.cards import places_of, source_line
from ui.facets import FILTER_FIELDS, selected_codes
from ui.labels import facet_label, years_label
from ui.markup import escape
from ui.search_state import Kept, SearchState, Sort, href, search_href, write_search

MAX_ENTRIES = 50
_MAX_TITLE_CHARS = 120


def feed_href(state: SearchState, kept: Kept) -> str:
    """Return the address of the feed of a search, relative to any page of the app."""
    # the reader's municipality is nobody else's business: the address of a feed is passed on
    return href("feed", write_search(_followed(state)), Kept(ui_language=kept.ui_language))


def feed_line(state: SearchState, catalogue: Catalogue, kept: Kept) -> str:
    """Return the link to the feed of a search, with what to do with it."""
    address, label = escape(feed_href(state, kept)), escape(catalogue.text("feed.follow"))
    return (
        f'<p class="mb-follow"><a href="{address}" type="{MEDIA_TYPE}">{label}</a> '
        f'<span class="mb-quiet">{escape(catalogue.text("feed.help"))}</span></p>'
    )


def head_link(state: SearchState, catalogue: Catalogue, kept: Kept) -> str:
    """Return what tells programs that a page has a feed; empty where nothing is searched for."""
    if state.is_start:
        return ""
    address, title = escape(feed_href(state, kept)), escape(catalogue.text("feed.follow"))
    return f'<link rel="alternate" type="{MEDIA_TYPE}" title="{title}" href="{address}">'


def search_feed(
    base: KnowledgeBase, state: SearchState, *, catalogue: Catalogue, kept: Kept, home: str
) -> Feed:
    """Return the feed of a search.

    Args:
        base: Where to search.
        state: The search; its order, its page and grouping do not matter.
        catalogue: The texts of the feed's language.
        kept: What the links keep; the language.
        home: The absolute address of the app, with a slash at its end.

    Raises:
        QueryError: The text is longer than the settings allow.
        SearchIndexError: The index cannot be used.
    """
    state = _followed(state)
    ranked = {each.document_id: each for each in _ranked(base, state)}
    documents = base.documents_by_id(list(ranked))
    newest = sorted(documents.values(), key=_newness, reverse=True)[:MAX_ENTRIES]
    chunks = base.chunks_by_id([ranked[document.id].chunk_id for document in newest])

    def absolute(address: str) -> str:
        return home + address.removeprefix("./")

    return Feed(
        id=stable_id("feed", feed_href(state, Kept())),
        title=catalogue.text("feed.title", search=in_words(state, base, catalogue)),
        language=catalogue.ui_language,
        author=catalogue.text("app.name"),
        address=absolute(feed_href(state, kept)),
        page=absolute(search_href(state, kept)),
        entries=[
            _entry(chunk, document, base, catalogue, absolute(_reader_href(chunk, document, kept)))
            for document in newest
            if (chunk := chunks.get(ranked[document.id].chunk_id)) is not None
        ],
    )


def _followed(state: SearchState) -> SearchState:
    return replace(state, page=1, sort=Sort.RELEVANCE, group=False)


def _ranked(base: KnowledgeBase, state: SearchState) -> Sequence[RankedChunk]:
    query = Query(
        text=state.text, filters=state.filters, group_by_document=True, like=state.like, unlike=state.unlike
    )
    try:
        return base.rank(query).ranked
    except QueryError:
        if not (query.like or query.unlike):
            raise
        # a passage to compare with is gone: the rest can be answered, as on the page
        return base.rank(replace(query, like=(), unlike=())).ranked


def _newness(document: Document) -> tuple[str, str, DocumentId]:
    return document.ingested_at, document.metadata.date or "", document.id


def _reader_href(chunk: Chunk, document: Document, kept: Kept) -> str:
    parameters: Mapping[str, Sequence[str]] = {"id": [str(document.id)], "chunk": [str(chunk.id)]}
    return href("document", parameters, kept)


def _entry(
    chunk: Chunk, document: Document, base: KnowledgeBase, catalogue: Catalogue, address: str
) -> FeedEntry:
    metadata = document.metadata
    facts = [
        *places_of(chunk, catalogue=catalogue, gazetteer=base.gazetteer),
        source_line(chunk, document, catalogue),
    ]
    return FeedEntry(
        id=stable_id("document", document.source.sha256, f"{chunk.start}-{chunk.end}"),
        title=one_line(metadata.title),
        title_language=metadata.language,
        updated=document.ingested_at,
        address=address,
        summary=one_line(" · ".join(facts), max_chars=500),
        content=chunk.text,
        content_language=chunk.language,
    )


def in_words(state: SearchState, base: KnowledgeBase, catalogue: Catalogue) -> str:
    """Return what is searched for: the words and the filters, one after another."""
    parts = [one_line(state.text, max_chars=_MAX_TITLE_CHARS)] if state.text.strip() else []
    if state.like:
        parts.append(catalogue.text("feed.like"))
    for facet in FILTER_FIELDS:
        parts += (
            facet_label(facet, code, catalogue=catalogue, taxonomy=base.taxonomy, gazetteer=base.gazetteer)
            for code in sorted(selected_codes(state.filters, facet))
        )
    if state.filters.years is not None:
        parts.append(years_label(state.filters.years, catalogue))
    return " · ".join(parts)
