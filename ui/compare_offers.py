"""What one chosen example can be compared with: what is similar, and what the reader has saved."""

from __future__ import annotations

from collections.abc import Sequence

from kb.collections import SavedEntry
from kb.entries import Entry, EntryKind, EntryRef
from kb.errors import QueryError, SearchIndexError
from kb.knowledge_base import KnowledgeBase
from kb.records import ChunkId, Query
from ui.collection_keys import current_of, held_here
from ui.entry_markup import facts_html, title_html
from ui.markup import escape, items, link
from ui.practice_similar import N_SIMILAR, compare_link, similar_html, similar_to
from ui.search_state import SearchState, search_href, with_like
from ui.shell import Shell

_MAX_COLLECTED = 10
_MAX_EXAMPLES = 8


def offers_html(entry: Entry, shell: Shell) -> str:
    """Return what to compare an entry with, each with a link that does so, and a way to search for more."""
    similar = similar_to(entry, shell)
    if similar:
        parts = [_section("practice.similar", similar_html(entry, similar, shell), shell)]
    else:
        parts = [
            _section("compare.near_passages", _listed(entry, _near_passages(entry, shell), shell), shell)
        ]
    parts.append(_section("compare.from_collection", _listed(entry, _collected(entry, shell), shell), shell))
    examples = _chunk_ids(entry)
    if examples:
        address = search_href(with_like(SearchState(), examples[0]), shell.kept)
        parts.append(f"<p>{link(shell.catalogue.text('compare.more_like'), address)}</p>")
    return "".join(parts)


def _section(key: str, content: str, shell: Shell) -> str:
    return f"<h2>{escape(shell.catalogue.text(key))}</h2>{content}" if content else ""


def _listed(entry: Entry, others: Sequence[Entry], shell: Shell) -> str:
    listed = items(
        f"{title_html(each, shell)}{facts_html(each, shell)}<p>{compare_link(entry, each, shell)}</p>"
        for each in others
    )
    return f'<ul class="mb-similar">{listed}</ul>' if others else ""


def _collected(entry: Entry, shell: Shell) -> list[Entry]:
    """Return what is in the reader's current collection beside the entry itself."""
    found = {each.entry.ref: each.entry for each in _saved(shell.knowledge_base) if each.entry is not None}
    return [each for ref, each in found.items() if ref != entry.ref][:_MAX_COLLECTED]


def _saved(base: KnowledgeBase) -> tuple[SavedEntry, ...]:
    current = current_of(held_here(base))
    return base.collections.entries_in(current.collection) if current is not None else ()


def _near_passages(entry: Entry, shell: Shell) -> list[Entry]:
    """Return the nearest passages of other documents, one of each; none where the index cannot be used."""
    base, examples = shell.knowledge_base, _chunk_ids(entry)
    if not examples:
        return []
    limit = N_SIMILAR + len(entry.documents)
    try:
        hits = base.search(Query(text="", like=examples, group_by_document=True, limit=limit)).hits
    except (QueryError, SearchIndexError):
        return []
    refs = [
        EntryRef(kind=EntryKind.PASSAGE, number=hit.chunk.id)
        for hit in hits
        if hit.document.id not in entry.documents
    ]
    return list(base.entries.find(refs[:N_SIMILAR]).values())


def _chunk_ids(entry: Entry) -> tuple[ChunkId, ...]:
    found = dict.fromkeys(quote.chunk_id for quote in entry.passages if not quote.is_lost)
    return tuple(found)[:_MAX_EXAMPLES]
