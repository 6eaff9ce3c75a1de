"""The practices that curators stand for among those that the hits of a page tell of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.entries import Entry, EntryKind, EntryRef
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeState
from kb.records import ChunkId, Hit

_STOOD_FOR = frozenset({PracticeState.REVIEWED, PracticeState.PUBLISHED})
# Those of curators come first; a passage that tells of more is a list.
_MAX_PER_HIT = 3


def curated_practices(base: KnowledgeBase, hits: Sequence[Hit]) -> Mapping[ChunkId, tuple[Entry, ...]]:
    """Return the reviewed and published practices of each passage that tells of any, by id."""
    ids = base.entries.practices_with([hit.chunk.id for hit in hits])
    refs = {
        chunk_id: [EntryRef(kind=EntryKind.PRACTICE, number=each) for each in practice_ids[:_MAX_PER_HIT]]
        for chunk_id, practice_ids in ids.items()
    }
    found = base.entries.find(list(dict.fromkeys(ref for each in refs.values() for ref in each)))
    stood_for = {ref: entry for ref, entry in found.items() if entry.state in _STOOD_FOR}
    told = {
        chunk_id: tuple(stood_for[ref] for ref in each if ref in stood_for) for chunk_id, each in refs.items()
    }
    return {chunk_id: entries for chunk_id, entries in told.items() if entries}
