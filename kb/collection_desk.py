"""The desk where readers put examples and searches together, without accounts: who has the key may."""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from kb.collection_keys import key_hash, new_edit_key, old_share_key_of, share_key_of, words_hash
from kb.collections import (
    KEPT_FOR_UNDO_HOURS,
    MAX_ITEMS,
    MAX_NOTE,
    MAX_SEARCH,
    MAX_SLOT,
    MAX_TITLE,
    Collection,
    CollectionItem,
    ItemId,
    ItemState,
    OpenedCollection,
    SavedEntry,
    SavedPassage,
    SavedThing,
)
from kb.entries import EntryKind, EntryRef
from kb.errors import (
    CollectionChangedError,
    CollectionFullError,
    CollectionNotFoundError,
    CollectionTextError,
    EntryNotFoundError,
)
from kb.practices import PracticeId
from kb.records import Chunk, ChunkId, DocumentId
from kb.store import collections as stored
from kb.text import to_nfc

if TYPE_CHECKING:
    import sqlite3

    from kb.entry_desk import EntryDesk
    from kb.store import Store


_NO_COLLECTION = "This key opens no collection that it may change. It may have been deleted."


class CollectionDesk:
    """The collections of one home. Safe to share by threads."""

    def __init__(self, store: Store, entries: EntryDesk) -> None:
        """Take the store, and the desk that finds what was saved."""
        self._store = store
        self._entries = entries

    # Reading

    def open(self, key: str) -> OpenedCollection | None:
        """Return the collection that a key opens; None where there is none, or it was deleted.

        Only with the key that changes it a deleted one is there to be taken back, for some hours.
        """
        found = self._store.collections.find(key_hash(key))
        if found is None:
            return None
        collection, can_edit = found
        if can_edit:
            share_key = self._share_key(key, collection.share_number)
            return OpenedCollection(collection=collection, share_key=share_key, edit_key=key)
        return None if collection.is_deleted else OpenedCollection(collection=collection, share_key=key)

    def refs_of(self, collection: Collection) -> Mapping[ItemId, EntryRef]:
        """Return where its practices and passages are now, in its order; searches are left out.

        A passage whose document was taken in anew is found by its words. Where they are gone, no other
        passage takes its place. A candidate that disappeared behind a curator's practice is that practice.
        """
        passages = self._passages(collection.items)
        practices = self._store.collections.practices_now(collection.id)
        refs: dict[ItemId, EntryRef] = {}
        for item in collection.items:
            if item.id in practices:
                refs[item.id] = EntryRef(kind=EntryKind.PRACTICE, number=practices[item.id])
            elif item.id in passages:
                refs[item.id] = passages[item.id]
        return refs

    def entries_in(self, collection: Collection) -> tuple[SavedEntry, ...]:
        """Return its practices and passages as they are now, in its order; searches are left out."""
        refs = self.refs_of(collection)
        entries = self._entries.find(list(dict.fromkeys(refs.values())))
        told = {each.thing.passage.document_id for each in collection.items if each.thing.passage is not None}
        documents = self._store.documents_by_id(sorted(told))
        found = []
        for item in collection.items:
            if item.thing.search is not None:
                continue
            ref, passage = refs.get(item.id), item.thing.passage
            entry = entries.get(ref) if ref is not None else None
            state = ItemState.THERE if entry is not None else ItemState.GONE
            if entry is None and passage is not None and passage.document_id in documents:
                state = ItemState.CHANGED
            found.append(SavedEntry(item=item, state=state, entry=entry))
        return tuple(found)

    def refs_in(self, key: str) -> tuple[EntryRef, ...]:
        """Return the entries of the collection that a key opens, in its order; none without one."""
        opened = self.open(key)
        if opened is None or opened.collection.is_deleted:
            return ()
        return tuple(self.refs_of(opened.collection).values())

    def taken_in_after(self, when: str) -> frozenset[DocumentId]:
        """Return the documents that were taken in, or taken in anew, after a time in ISO 8601, UTC."""
        return self._store.collections.taken_in_after(when)

    def _passages(self, items: Sequence[CollectionItem]) -> dict[ItemId, EntryRef]:
        wanted = {item.id: item.thing.passage for item in items if item.thing.passage is not None}
        key = self._store.collections.passage_key() if wanted else ""
        chunks = self._store.chunks_by_id([passage.chunk_id for passage in wanted.values()])
        told: dict[DocumentId, Sequence[Chunk]] = {}
        refs = {}
        for item_id, passage in wanted.items():
            chunk = chunks.get(passage.chunk_id)
            candidates: Sequence[Chunk] = [chunk] if chunk is not None else []
            if not any(_is_same(each, passage, key) for each in candidates):
                if passage.document_id not in told:
                    told[passage.document_id] = self._store.chunks(passage.document_id)
                candidates = told[passage.document_id]
            same = [each for each in candidates if _is_same(each, passage, key)]
            if same:
                nearest = min(same, key=lambda each: abs(each.start - passage.start))
                refs[item_id] = EntryRef(kind=EntryKind.PASSAGE, number=nearest.id)
        return refs

    # Changing

    def create(self, title: str) -> OpenedCollection:
        """Make an empty collection; whoever has its key may change it.

        Raises:
            CollectionTextError: The title is too long.
        """
        edit_key = new_edit_key()
        share_key = share_key_of(edit_key, 0)
        hashes = (key_hash(edit_key), key_hash(share_key))
        self._store.collections.create(hashes, _clean(title, MAX_TITLE), _now())
        opened = self.open(edit_key)
        if opened is None:
            raise CollectionNotFoundError("The collection was deleted while it was made. Try again.")
        return opened

    def save(self, edit_key: str, ref: EntryRef) -> ItemId:
        """Save an entry at the end; one that is saved already stays, one taken out comes back with its note.

        Raises:
            EntryNotFoundError: There is no such practice or passage.
            CollectionFullError: It has as many things as it may have.
            CollectionNotFoundError: The key opens no collection to change; so for all that change one.
        """
        for item_id, place in self.refs_of(self._opened(edit_key)).items():
            if place == ref:
                return item_id
        return self._add(edit_key, self._thing(ref))

    def save_search(self, edit_key: str, parameters: str) -> ItemId:
        """Save a search, as the parameters of its address, in the same way.

        Raises:
            CollectionTextError: They are too long.
            KbError: See ``save``.
        """
        return self._add(edit_key, SavedThing(search=_clean(parameters, MAX_SEARCH)))

    def take_out(self, edit_key: str, ref: EntryRef) -> None:
        """Take an entry out, wherever its passage stands now; it can come back for some hours."""
        places = self.refs_of(self._opened(edit_key))
        with self._changing(edit_key) as (connection, _):
            for item_id in (each for each, place in places.items() if place == ref):
                stored.set_removed(connection, item_id, _now())

    def take_out_search(self, edit_key: str, parameters: str) -> None:
        """Take a search out; it can come back for some hours."""
        with self._changing(edit_key) as (connection, collection):
            for item in collection.items:
                if item.thing.search == parameters:
                    stored.set_removed(connection, item.id, _now())

    def describe(self, edit_key: str, *, title: str, note: str, seen: int) -> None:
        """Change the title and the note of a collection; an empty title leaves the one before.

        Args:
            edit_key: Opens the collection.
            title: Plain text.
            note: Plain text.
            seen: The version of the texts that the writer had before them.

        Raises:
            CollectionChangedError: Somebody has changed them since; nothing was overwritten.
            CollectionTextError: One of them is too long.
        """
        title, note = _clean(title, MAX_TITLE), _clean(note, MAX_NOTE)
        with self._changing(edit_key) as (connection, collection):
            if (title or collection.title, note) != (collection.title, collection.note):
                new_title = title or collection.title
                _need(stored.describe(connection, collection.id, new_title, note, seen=seen), seen)

    def annotate(
        self,
        edit_key: str,
        item_id: ItemId,
        *,
        note: str,
        slot: str,
        seen: int,
        was: tuple[str, str] | None = None,
    ) -> None:
        """Change the note and the slot of an item.

        Args:
            edit_key: That of the collection.
            item_id: Of the item.
            note: The new note.
            slot: The new slot.
            seen: The version that the writer saw.
            was: Note and slot as the writer saw them. With them only what both have changed, and not to the
                same words, is in the way; a text that the writer left alone stays as it is now. None: any
                change since is in the way.

        Raises:
            CollectionChangedError: Somebody has changed them since; nothing was overwritten.
            CollectionTextError: One of them is too long.
            EntryNotFoundError: The collection has no such item.
        """
        note, slot = _clean(note, MAX_NOTE), _clean(slot, MAX_SLOT)
        with self._changing(edit_key) as (connection, collection):
            item = _item(collection.items, item_id)
            if was is not None and seen != item.version:
                note = _merged(note, item.note, _clean(was[0], MAX_NOTE), seen)
                slot = _merged(slot, item.slot, _clean(was[1], MAX_SLOT), seen)
                seen = item.version
            if (note, slot) != (item.note, item.slot):
                _need(stored.annotate(connection, item_id, note, slot, seen=seen), seen)

    def move(self, edit_key: str, item_id: ItemId, steps: int) -> None:
        """Move an item by so many places, towards the end where positive; it stops at either end.

        Entries and searches are two lists: an item moves among its like.
        """
        with self._changing(edit_key) as (connection, collection):
            item = _item(collection.items, item_id)
            is_search = item.thing.search is not None
            ids = [each.id for each in collection.items if (each.thing.search is not None) == is_search]
            place = min(max(ids.index(item_id) + steps, 0), len(ids) - 1)
            ids.remove(item_id)
            stored.order(connection, [*ids[:place], item_id, *ids[place:]])

    def remove(self, edit_key: str, item_id: ItemId) -> None:
        """Take an item out; it can come back for some hours."""
        with self._changing(edit_key) as (connection, collection):
            stored.set_removed(connection, _item(collection.items, item_id).id, _now())

    def put_back(self, edit_key: str, item_id: ItemId) -> None:
        """Put an item back that was taken out, with its note and where it was.

        Raises:
            CollectionFullError: Others have taken its place.
            EntryNotFoundError: It is gone for good.
        """
        with self._changing(edit_key) as (connection, collection):
            item = _item((*collection.removed, *collection.items), item_id)
            if item in collection.removed:
                _need_room(collection)
                stored.set_removed(connection, item.id, None)

    def looked(self, edit_key: str, item_id: ItemId) -> None:
        """Note that a saved search is opened now."""
        with self._changing(edit_key) as (connection, collection):
            stored.set_looked(connection, _item(collection.items, item_id).id, _now())

    def delete(self, edit_key: str) -> None:
        """Delete a collection; it can be taken back for some hours."""
        with self._changing(edit_key) as (connection, collection):
            stored.set_deleted(connection, collection.id, _now())

    def take_back(self, edit_key: str) -> None:
        """Take back that a collection was deleted."""
        with self._changing(edit_key) as (connection, collection):
            stored.set_deleted(connection, collection.id, None)

    def _share_key(self, edit_key: str, number: int) -> str:
        """Return the key that only reads, as it was given out: one from before stays as it is."""
        old = old_share_key_of(edit_key, number)
        if old is not None and self._store.collections.find(key_hash(old)) is not None:
            return old
        return share_key_of(edit_key, number)

    def renew_share_key(self, edit_key: str) -> str:
        """Return a new key for reading; the links given away before open nothing any more."""
        with self._changing(edit_key) as (connection, collection):
            number = collection.share_number + 1
            share_key = share_key_of(edit_key, number)
            stored.set_share(connection, collection.id, key_hash(share_key), number)
        return share_key

    def _opened(self, edit_key: str) -> Collection:
        opened = self.open(edit_key)
        if opened is None or opened.edit_key is None:
            raise CollectionNotFoundError(_NO_COLLECTION)
        return opened.collection

    @contextmanager
    def _changing(self, edit_key: str) -> Iterator[tuple[sqlite3.Connection, Collection]]:
        forget_before = _now(hours_ago=KEPT_FOR_UNDO_HOURS)
        with self._store.collections.changing(
            key_hash(edit_key), _now(), forget_before=forget_before
        ) as found:
            if found is None:
                raise CollectionNotFoundError(_NO_COLLECTION)
            yield found

    def _add(self, edit_key: str, thing: SavedThing) -> ItemId:
        with self._changing(edit_key) as (connection, collection):
            for item in collection.items:
                if _is_same_thing(item.thing, thing):
                    return item.id
            _need_room(collection)
            for item in collection.removed:
                if _is_same_thing(item.thing, thing):
                    stored.set_removed(connection, item.id, None)
                    return item.id
            return stored.add(connection, collection.id, thing, _now())

    def _thing(self, ref: EntryRef) -> SavedThing:
        if ref not in self._entries.find([ref]):
            raise EntryNotFoundError(f"There is no practice or passage {ref}. It may have been removed.")
        if ref.kind is EntryKind.PRACTICE:
            return SavedThing(practice_id=PracticeId(ref.number))
        chunk = self._store.chunks_by_id([ChunkId(ref.number)])[ChunkId(ref.number)]
        passage = SavedPassage(
            document_id=chunk.document_id,
            chunk_id=chunk.id,
            start=chunk.start,
            text_hash=words_hash(chunk.text, self._store.collections.passage_key()),
        )
        return SavedThing(passage=passage)


def _is_same(chunk: Chunk, passage: SavedPassage, key: str) -> bool:
    return chunk.document_id == passage.document_id and hmac.compare_digest(
        words_hash(chunk.text, key), passage.text_hash
    )


def _is_same_thing(one: SavedThing, other: SavedThing) -> bool:
    if one.passage is not None and other.passage is not None:
        # the same words twice in one document are two passages, but one that was taken in again is one
        return (one.passage.document_id, one.passage.text_hash, one.passage.start) == (
            other.passage.document_id, other.passage.text_hash, other.passage.start,
        )  # fmt: skip
    return one == other


def _item(items: Sequence[CollectionItem], item_id: ItemId) -> CollectionItem:
    for item in items:
        if item.id == item_id:
            return item
    raise EntryNotFoundError(f"The collection has no item {item_id}. It may have been removed.")


def _need_room(collection: Collection) -> None:
    if len(collection.items) >= MAX_ITEMS:
        raise CollectionFullError(
            f"The collection has {MAX_ITEMS} things, and may have no more. Take some out, or begin another."
        )


def _need(is_changed: bool, seen: int) -> None:
    if not is_changed:
        raise CollectionChangedError(
            f"Somebody has changed the texts since version {seen}. Look at them, and write yours again."
        )


def _merged(new: str, now: str, was: str, seen: int) -> str:
    """Return what two writers of one text have made of it; to the same words, or one of them alone."""
    if new == was:
        return now
    _need(now in {was, new}, seen)
    return new


def _clean(text: str, max_chars: int) -> str:
    """Return a text without control characters and half characters, with line ends as one character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(c for c in lines if c in "\n\t" or unicodedata.category(c) not in {"Cc", "Cs"})
    clean = to_nfc(kept).strip()
    if len(clean) > max_chars:
        raise CollectionTextError(
            f"The text has {len(clean)} characters; {max_chars} is the limit. Shorten it."
        )
    return clean


def _now(*, hours_ago: int = 0) -> str:
    return (datetime.now(UTC) - timedelta(hours=hours_ago)).isoformat(timespec="seconds")
