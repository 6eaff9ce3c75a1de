"""Finds which documents may hold one another, from samples of their word triples, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from kb.records import DocumentId

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A document with its sample as the store has it: sorted 32-bit integers, little-endian
Sampled = tuple[DocumentId, bytes]

_COUNTED = 4_000_000  # shared hashes at once
_TABLE_BITS = 22  # a first look at 4 MB, which stays in the processor's cache


def candidates(
    new: Sequence[Sampled], pages: Iterable[Sequence[Sampled]], *, min_share: float, limit: int
) -> dict[DocumentId, list[DocumentId]]:
    """Return for each new document those that may share enough with it, likeliest first.

    Args:
        new: Documents to compare.
        pages: All documents, the new ones perhaps among them, some at a time; read once.
        min_share: Of the smaller's triples that the larger has; how often a pair with as much is missed
            stands in ``kb.shingles``.
        limit: Most candidates of a document.
    """
    index = _Index(new)
    found: list[list[tuple[float, DocumentId]]] = [[] for _ in new]
    for page in pages:
        sizes, hashes = _joined(page)
        counts = index.count(sizes, hashes)
        # the least of the smaller is the smaller of both: it grows with the size
        least = np.minimum.outer(least_shared(index.sizes, min_share), least_shared(sizes, min_share))
        for row, column in np.argwhere(counts >= least):
            other = page[column][0]
            if other != new[row][0]:
                found[row].append((-float(counts[row, column] / min(index.sizes[row], sizes[column])), other))
    return {
        document_id: [other for _, other in sorted(pairs)[:limit]]
        for (document_id, _), pairs in zip(new, found, strict=True)
    }


def _joined(page: Sequence[Sampled]) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the sizes of the samples and their hashes, one after the other."""
    sizes = np.array([len(sample) // 4 for _, sample in page], dtype=np.int64)
    return sizes, np.frombuffer(b"".join([sample for _, sample in page]), dtype="<u4")


def least_shared(n: NDArray[np.int64], share: float) -> NDArray[np.int64]:
    """Return how many of ``n`` sampled triples are shared at least: three standard errors under ``share``."""
    least: NDArray[np.int64] = np.floor(share * n - 3 * np.sqrt(share * (1 - share) * n)).astype(np.int64)
    least[least < 1] = 1
    return least


class _Index:
    """The new documents by the hashes in their samples."""

    def __init__(self, new: Sequence[Sampled]) -> None:
        self.sizes, hashes = _joined(new)
        order = np.argsort(hashes, kind="stable")
        self._owners = np.repeat(np.arange(len(new)), self.sizes)[order]
        self._hashes, self._starts, self._counts = np.unique(
            hashes[order], return_index=True, return_counts=True
        )
        self._table = np.zeros(1 << _TABLE_BITS, dtype=bool)
        self._table[self._hashes >> np.uint32(32 - _TABLE_BITS)] = True

    def count(self, sizes: NDArray[np.int64], hashes: NDArray[np.uint32]) -> NDArray[np.int64]:
        """Return how many sampled triples each new document (row) shares with each of a page (column)."""
        columns = np.repeat(np.arange(sizes.size), sizes)
        maybe = np.flatnonzero(self._table[hashes >> np.uint32(32 - _TABLE_BITS)])
        hashes, columns = hashes[maybe], columns[maybe]
        at = np.searchsorted(self._hashes, hashes)
        known = self._hashes[np.minimum(at, self._hashes.size - 1)] == hashes
        at, columns = at[known], columns[known]
        n_cells = self.sizes.size * sizes.size
        counts = np.zeros(n_cells, dtype=np.int64)
        # phrases that everybody uses are shared by many pairs: they are counted a slice at a time
        ends = np.cumsum(self._counts[at])
        start = 0
        while start < at.size:
            done = ends[start - 1] if start else 0
            stop = max(start + 1, int(np.searchsorted(ends, done + _COUNTED, side="right")))
            counts += np.bincount(
                self._cells(at[start:stop], columns[start:stop], sizes.size), minlength=n_cells
            )
            start = stop
        return counts.reshape(self.sizes.size, sizes.size)

    def _cells(self, at: NDArray[np.int64], columns: NDArray[np.int64], n_columns: int) -> NDArray[np.int64]:
        lengths = self._counts[at]
        firsts = np.cumsum(lengths) - lengths
        places = np.arange(int(lengths.sum())) + np.repeat(self._starts[at] - firsts, lengths)
        cells: NDArray[np.int64] = self._owners[places] * n_columns + np.repeat(columns, lengths)
        return cells
