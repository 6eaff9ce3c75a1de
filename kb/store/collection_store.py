"""The collections of a store: what readers have put together."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from kb.collections import Collection, CollectionId, ItemId
from kb.practices import PracticeId
from kb.records import DocumentId
from kb.store import collections

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


class CollectionStore:
    """Reads and writes collections with the connections of a store, and raises its errors."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    def find(self, key_hash: str) -> tuple[Collection, bool] | None:
        """Return the collection that a key opens, and whether the key lets it be changed."""
        with self._reading() as connection:
            return collections.find(connection, key_hash)

    def create(self, hashes: tuple[str, str], title: str, now: str) -> CollectionId:
        """Add an empty collection with the hashes of the keys that change it and that read it."""
        with self._writing() as connection:
            return collections.insert(connection, hashes, title, now)

    @contextmanager
    def changing(
        self, edit_hash: str, now: str, *, forget_before: str
    ) -> Iterator[tuple[sqlite3.Connection, Collection] | None]:
        """Hold a transaction in which the collection of a key is changed; None where the key opens none.

        What was deleted before ``forget_before`` goes first.
        """
        with self._writing() as connection:
            collections.remove_before(connection, forget_before)
            found = collections.find(connection, edit_hash)
            if found is None or not found[1]:
                yield None
                return
            yield connection, found[0]
            collections.touch(connection, found[0].id, now)

    def practices_now(self, collection_id: CollectionId) -> dict[ItemId, PracticeId]:
        """Return the practices that items stand for and that are there, under the id that they have now."""
        with self._reading() as connection:
            return collections.practices_now(connection, collection_id)

    def is_any(self) -> bool:
        """Return whether there is a collection."""
        with self._reading() as connection:
            return collections.is_any(connection)

    def taken_in_after(self, when: str) -> frozenset[DocumentId]:
        """Return the documents that were taken in, or taken in anew, after a time in ISO 8601, UTC."""
        with self._reading() as connection:
            return collections.taken_in_after(connection, when)

    def passage_key(self) -> str:
        """Return the key of this home with which the words of saved passages are hashed."""
        with self._reading() as connection:
            return str(connection.execute("SELECT erased_key FROM identity").fetchone()[0])
