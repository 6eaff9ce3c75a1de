"""Documents as the index takes them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kb.records import DocumentChange, DocumentId


class DocumentChanges:
    """Documents as the index takes them; knows how many, and reads each when it is its turn."""

    def __init__(
        self, document_ids: Sequence[DocumentId], read: Callable[[DocumentId], DocumentChange]
    ) -> None:
        """Take what reads one document."""
        self._document_ids = document_ids
        self._read = read

    def __len__(self) -> int:
        """Return the number of documents."""
        return len(self._document_ids)

    def __iter__(self) -> Iterator[DocumentChange]:
        """Yield one document at a time."""
        return map(self._read, self._document_ids)
