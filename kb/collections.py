"""The records of collections: the examples and searches that a reader has put together, and their notes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from kb.entries import Entry
from kb.practices import PracticeId
from kb.records import ChunkId, DocumentId

CollectionId = NewType("CollectionId", int)
ItemId = NewType("ItemId", int)

# A conference has some dozens of examples; what is far beyond that is a program's doing.
MAX_ITEMS = 200
# Characters. A slot is a time or a room; a search is the parameters of its address.
MAX_TITLE, MAX_NOTE, MAX_SLOT, MAX_SEARCH = 200, 2000, 100, 2000
# As long can be undone what was taken out or deleted; then it goes for good.
KEPT_FOR_UNDO_HOURS = 24


class ItemState(StrEnum):
    """What has become of a saved entry."""

    THERE = "there"
    CHANGED = "changed"  # its document is there, but has no passage with these words any more
    GONE = "gone"  # its document or practice was removed


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPassage:
    """Where a saved passage stood. The words themselves are not kept, so that erased words stay erased."""

    document_id: DocumentId
    chunk_id: ChunkId
    start: int  # in the document's text
    text_hash: str  # of the passage's words, with a key of this home


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedThing:
    """What an item stands for: exactly one of the three."""

    practice_id: PracticeId | None = None
    passage: SavedPassage | None = None
    search: str | None = None  # the parameters of its address: "q=byalag&country=SE"


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectionItem:
    """One thing in a collection, with what its reader has written about it."""

    id: ItemId
    thing: SavedThing
    note: str
    slot: str  # time or room in a programme
    added_at: str  # ISO 8601, UTC
    looked_at: str  # ISO 8601, UTC: when a saved search was last opened
    version: int  # grows when note or slot change


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """A list of saved examples and searches."""

    id: CollectionId
    title: str
    note: str
    created_at: str  # ISO 8601, UTC
    changed_at: str  # ISO 8601, UTC
    version: int  # grows when title or note change
    n_changes: int  # grows with every change of any kind
    share_number: int  # how many links for reading were made before; only the latest works
    is_deleted: bool  # to be undone for some hours
    items: tuple[CollectionItem, ...]  # in the reader's order
    removed: tuple[CollectionItem, ...] = ()  # to be undone for some hours


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedCollection:
    """A collection, and what the key it was opened with allows."""

    collection: Collection
    share_key: str  # for a link that only reads
    edit_key: str | None = None  # None: it was opened with the key that only reads


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEntry:
    """A saved practice or passage as it is found now."""

    item: CollectionItem
    state: ItemState
    entry: Entry | None  # None unless it is there
