"""Saved searches: how they are kept, what they are called, and what is new in them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlencode

from kb.collections import Collection, CollectionItem
from kb.errors import KbError
from kb.knowledge_base import KnowledgeBase
from kb.records import Query
from ui.collection_items import note_form, order_actions, written_html
from ui.markup import escape, items, link
from ui.search_feed import feed_href, in_words
from ui.search_state import KnownCodes, SearchState, read_search, search_href, write_search
from ui.shell import Shell


def as_saved(state: SearchState) -> str:
    """Return a search as it is kept: the parameters of its first page, in one order."""
    return urlencode(write_search(replace(state, page=1)), doseq=True)


def read_saved(parameters: str, known: KnownCodes) -> SearchState:
    """Return a saved search; what means nothing here is left out, as in an address."""
    state, _ = read_search(parse_qs(parameters), known)
    return replace(state, page=1)


def count_new(state: SearchState, since: str, base: KnowledgeBase) -> int | None:
    """Return how many documents with a hit were taken in after a time; None where the search fails."""
    taken_in = base.collections.taken_in_after(since)
    if not taken_in:
        return 0
    query = Query(text=state.text, filters=state.filters, like=state.like, unlike=state.unlike)
    try:
        ranking = base.rank(query)
    except KbError:
        return None
    return len({each.document_id for each in ranking.ranked} & taken_in)


def searches_html(collection: Collection, shell: Shell, *, can_edit: bool) -> str:
    """Return the saved searches with what is new in each since it was last opened; empty without any."""
    saved = [item for item in collection.items if item.thing.search is not None]
    if not saved:
        return ""
    entries = "".join(
        _item(item, shell, place=place, n=len(saved), can_edit=can_edit)
        for place, item in enumerate(saved, start=1)
    )
    return f'<ol class="mb-hits">{entries}</ol>'


def _item(item: CollectionItem, shell: Shell, *, place: int, n: int, can_edit: bool) -> str:
    text = shell.catalogue.text
    state = read_saved(item.thing.search or "", shell.known)
    name = in_words(state, shell.knowledge_base, shell.catalogue)
    open_link = link(name, search_href(state, shell.kept), css="mb-saved-search" if can_edit else "")
    feed = escape(feed_href(state, shell.kept))
    feed_name = escape(text("collection.feed_title", name=name))
    actions = [f'<a href="{feed}" aria-label="{feed_name}">{escape(text("collection.feed"))}</a>']
    parts = [f"<h3>{open_link}</h3>"]
    if can_edit:
        parts.append(f'<p class="mb-quiet">{escape(_news(item, state, shell))}</p>')
        parts.append(note_form(item, name, shell))
        actions += order_actions(name, shell, place=place, n=n)
    else:
        parts.append(written_html(item, shell))
    parts.append(f'<ul class="mb-actions">{items(actions)}</ul>')
    return f'<li data-item="{item.id}" data-title="{escape(name)}"><article>{"".join(parts)}</article></li>'


def _news(item: CollectionItem, state: SearchState, shell: Shell) -> str:
    catalogue = shell.catalogue
    n_new = count_new(state, item.looked_at, shell.knowledge_base)
    date = catalogue.date(item.looked_at[:10])
    if n_new is None:
        return catalogue.text("collection.news_unknown")
    return catalogue.text("collection.news", count=n_new, date=date)
