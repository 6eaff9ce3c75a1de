"""What every vector index checks, and what an index must offer beyond the protocol to be stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from kb.protocols import VectorIndex
from kb.records import ChunkId

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray


class StoredVectorIndex(VectorIndex, Protocol):
    """A vector index that can list its ids."""

    def ids(self) -> NDArray[np.int64]:
        """Return the ids, in increasing order."""
        ...


class VectorIndexFactory(Protocol):
    """Makes and loads vector indexes of one kind; a class of indexes is one."""

    def __call__(self, dim: int) -> StoredVectorIndex:
        """Make an empty index."""
        ...

    def load(self, path: Path, dim: int) -> StoredVectorIndex:
        """Load what ``save`` wrote.

        Raises:
            IndexCorruptError: The file is missing, damaged, or of another kind or dimension.
        """
        ...


def checked_additions(
    ids: Sequence[ChunkId], vectors: NDArray[np.float32], *, dim: int, known: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return ids and vectors as arrays fit for adding; ``known`` are the ids there, increasing.

    Raises:
        ValueError: An id is known or given twice, shapes do not fit, or a value is not finite.
    """
    rows = np.ascontiguousarray(vectors, dtype=np.float32)
    if rows.shape != (len(ids), dim):
        raise ValueError(f"vectors must have shape ({len(ids)}, {dim}), got {rows.shape}")
    if not np.isfinite(rows).all():
        raise ValueError("vectors hold a value that is not finite")
    new = np.array(ids, dtype=np.int64)
    _check_different(new)
    if (present := new[_are_in(new, known)]).size:
        raise ValueError(f"id {present[0]} is there already")
    return new, rows


def checked_removals(ids: Sequence[ChunkId], *, known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ids as an array fit for removing; ``known`` are the ids there, increasing.

    Raises:
        ValueError: An id is unknown or given twice.
    """
    gone = checked_ids(ids, known=known)
    _check_different(gone)
    return gone


def checked_ids(ids: Sequence[ChunkId], *, known: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ids as an array; ``known`` are the ids there, increasing.

    Raises:
        ValueError: An id is unknown.
    """
    wanted = np.array(ids, dtype=np.int64)
    if (absent := wanted[~_are_in(wanted, known)]).size:
        raise ValueError(f"id {absent[0]} is not there")
    return wanted


def _check_different(ids: NDArray[np.int64]) -> None:
    values, counts = np.unique(ids, return_counts=True)
    if (twice := values[counts > 1]).size:
        raise ValueError(f"id {twice[0]} is given twice")


def _are_in(ids: NDArray[np.int64], known: NDArray[np.int64]) -> NDArray[np.bool_]:
    if known.size == 0:
        return np.zeros(ids.shape, dtype=bool)
    places = np.minimum(np.searchsorted(known, ids), known.size - 1)
    found: NDArray[np.bool_] = known[places] == ids
    return found


def checked_query(vector: NDArray[np.float32], *, k: int, dim: int) -> NDArray[np.float32]:
    """Return the query as one row of shape (dim,).

    Raises:
        ValueError: ``k`` is under 1, the shape does not fit, or a value is not finite.
    """
    if k < 1:
        raise ValueError(f"k must be at least 1, got {k}")
    row = np.ascontiguousarray(vector, dtype=np.float32)
    if row.shape != (dim,):
        raise ValueError(f"the query must have shape ({dim},), got {row.shape}")
    if not np.isfinite(row).all():
        raise ValueError("the query holds a value that is not finite")
    return row


def best_first(ids: NDArray[np.int64], scores: NDArray[np.float32], k: int) -> list[tuple[ChunkId, float]]:
    """Return the best ``k`` ids with their scores, best first, ties by id."""
    order = np.lexsort((ids, -scores))[:k]
    return [(ChunkId(int(ids[i])), float(scores[i])) for i in order]
