"""The plain reference of a vector index: every cosine, then a sort."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Self

import numpy as np

from kb.errors import IndexCorruptError
from search.vector_checks import best_first, checked_additions, checked_ids, checked_query, checked_removals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.records import ChunkId


class NumpyIndex:
    """Exact search by cosine in float32, ids kept in increasing order."""

    def __init__(self, dim: int) -> None:
        if dim < 1:
            raise ValueError(f"dim must be at least 1, got {dim}")
        self._dim = dim
        self._ids = np.empty(0, dtype=np.int64)
        self._rows = np.empty((0, dim), dtype=np.float32)

    @classmethod
    def load(cls, path: Path, dim: int) -> Self:
        """Load what ``save`` wrote.

        Raises:
            IndexCorruptError: The file is missing, damaged or of another dimension.
        """
        index = cls(dim)
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                ids, rows = stored["ids"], stored["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise IndexCorruptError(f"{path} is damaged: {error}. Run: metodbank index rebuild") from error
        if rows.shape != (len(ids), dim) or rows.dtype != np.float32:
            raise IndexCorruptError(
                f"{path} holds vectors of shape {rows.shape}, expected ({len(ids)}, {dim}). "
                "Run: metodbank index rebuild"
            )
        index._ids, index._rows = ids, rows
        return index

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def __len__(self) -> int:
        return len(self._ids)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids, in increasing order."""
        return self._ids.copy()

    def add(self, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dim).

        Raises:
            ValueError: An id is there already or twice, or shapes do not fit, or a value is not finite.
        """
        new_ids, rows = checked_additions(ids, vectors, dim=self._dim, known=self._ids)
        all_ids = np.concatenate([self._ids, new_ids])
        order = np.argsort(all_ids, kind="stable")
        self._ids = all_ids[order]
        self._rows = np.concatenate([self._rows, rows])[order]

    def remove(self, ids: Sequence[ChunkId]) -> None:
        """Remove vectors.

        Raises:
            ValueError: An id is not there.
        """
        kept = ~np.isin(self._ids, checked_removals(ids, known=self._ids))
        self._ids, self._rows = self._ids[kept], self._rows[kept]

    def query(
        self, vector: NDArray[np.float32], *, k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[ChunkId, float]]:
        """Return up to ``k`` ids with their cosine, best first, ties by id.

        Raises:
            ValueError: ``k`` is under 1, or the vector does not fit.
        """
        row = checked_query(vector, k=k, dim=self._dim)
        ids, rows = self._ids, self._rows
        if allowed is not None:
            inside = np.isin(ids, allowed)
            ids, rows = ids[inside], rows[inside]
        scores = rows @ row
        return best_first(ids, scores, k)

    def vectors(self, ids: Sequence[ChunkId]) -> NDArray[np.float32]:
        """Return the vectors of ``ids``, in order; shape (len(ids), dim).

        Raises:
            ValueError: An id is not there.
        """
        return self._rows[np.searchsorted(self._ids, checked_ids(ids, known=self._ids))]

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        with path.open("wb") as file:  # an open file: savez would add .npz to a path
            np.savez(file, ids=self._ids, vectors=self._rows)
