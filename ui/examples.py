"""The passages that a search compares with: what they are called, and how they are taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.knowledge_base import KnowledgeBase
from kb.records import ChunkId
from kb.text import one_line
from ui.markup import escape, items, link
from ui.search_state import SearchState, search_href, without_example
from ui.shell import Shell

_TITLE_CHARS, _EXCERPT_CHARS = 80, 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A passage to compare with."""

    title: str  # of its document
    excerpt: str


def find_examples(knowledge_base: KnowledgeBase, state: SearchState) -> Mapping[ChunkId, Example]:
    """Return the passages that ``state`` names; one that has been removed since is left out."""
    asked = [*state.like, *state.unlike]
    if not asked:
        return {}
    return {
        chunk.id: Example(
            title=one_line(knowledge_base.document(chunk.document_id).metadata.title, max_chars=_TITLE_CHARS),
            excerpt=one_line(chunk.text, max_chars=_EXCERPT_CHARS),
        )
        for chunk in knowledge_base.chunks_by_id(asked).values()
    }


def with_known(state: SearchState, known: Mapping[ChunkId, Example]) -> SearchState:
    """Return the search without the passages that are gone, and with none to avoid if nothing is sought."""
    kept = replace(
        state,
        like=tuple(each for each in state.like if each in known),
        unlike=tuple(each for each in state.unlike if each in known),
    )
    return kept if kept.can_compare else replace(kept, unlike=())


def example_chips(state: SearchState, known: Mapping[ChunkId, Example], shell: Shell) -> str:
    """Return a chip for each passage, which takes it out of the search; empty without any."""
    if not (state.like or state.unlike):
        return ""
    text = shell.catalogue.text
    chips = [
        *((text("example.like", title=known[each].title), each) for each in state.like),
        *((text("example.unlike", title=known[each].title), each) for each in state.unlike),
    ]
    entries = []
    for label, chunk_id in chips:
        excerpt, removed = escape(known[chunk_id].excerpt), escape(text("example.remove", name=label))
        address = search_href(without_example(state, chunk_id), shell.kept)
        entries.append(link(f"{label} ×", address, attributes=f' aria-label="{removed}" title="{excerpt}"'))
    return (
        f'<nav aria-label="{escape(text("example.active"))}"><ul class="mb-chips">{items(entries)}</ul></nav>'
    )
