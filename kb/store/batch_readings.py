"""What somebody checks of documents before handing them in, and what was decided of them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from kb.batches import BatchId, ReviewItemId
from kb.records import DocumentId, Facet

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of a document."""

    reason: str | None  # why it was declined
    public_id: DocumentId | None  # in the public store, once it is accepted


class BatchReadingsStore:
    """Reads what was found with the review's store, and what was decided with the public one."""

    def __init__(self, reading: _Opened, _writing: _Opened) -> None:
        """Take what opens a connection."""
        self._reading = reading

    def municipalities(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, tuple[str, ...]]:
        """Return the municipalities that documents name, the most named first, then by code."""
        rows = self._of(
            documents,
            "SELECT document_id, value, count(*) AS n FROM tags WHERE facet = ? AND document_id IN (%s) "
            "GROUP BY document_id, value ORDER BY n DESC, value",
            Facet.MUNICIPALITY.value,
        )
        return _grouped(rows, "value")

    def headings(self, documents: Sequence[DocumentId]) -> Mapping[DocumentId, tuple[str, ...]]:
        """Return the headings of documents in their order."""
        rows = self._of(
            documents,
            "SELECT document_id, title FROM sections WHERE title <> ? AND document_id IN (%s) "
            "ORDER BY document_id, ordinal",
            "",
        )
        return _grouped(rows, "title")

    def decided(self, batch_id: BatchId) -> Mapping[ReviewItemId, Decided]:
        """Return what was decided of the documents of a batch."""
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT i.id, i.reason, i.public_id FROM review_items i "
                "JOIN batch_files f ON f.id = i.file_id "
                "WHERE f.batch_id = ? AND i.state IN ('accepted', 'declined')",
                (batch_id,),
            ).fetchall()
        return {
            ReviewItemId(row["id"]): Decided(
                reason=row["reason"],
                public_id=DocumentId(row["public_id"]) if row["public_id"] is not None else None,
            )
            for row in rows
        }

    def _of(self, documents: Sequence[DocumentId], select: str, value: str) -> list[sqlite3.Row]:
        with self._reading() as connection:
            return connection.execute(
                select % ", ".join("?" * len(documents)), (value, *documents)
            ).fetchall()


def _grouped(rows: Sequence[sqlite3.Row], name: str) -> Mapping[DocumentId, tuple[str, ...]]:
    found: dict[DocumentId, list[str]] = defaultdict(list)
    for row in rows:
        found[DocumentId(row["document_id"])].append(str(row[name]))
    return {document_id: tuple(values) for document_id, values in found.items()}
