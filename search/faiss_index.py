"""The vector index in use: FAISS, exact search over half-precision vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np

from kb.errors import IndexCorruptError
from search.vector_checks import best_first, checked_additions, checked_ids, checked_query, checked_removals

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import faiss
    from numpy.typing import NDArray

    from kb.records import ChunkId

_SPARE = 8  # asked for beyond k, to see whether ids tie at the border


class FaissIndex:
    """Exact search by cosine over fp16 vectors with stable ids.

    FAISS itself pads short answers with -1, takes an id twice and ignores unknown ids on removal; all
    of this is caught here. Queries may run in many threads, changes may not run beside anything.
    """

    def __init__(self, dim: int) -> None:
        if dim < 1:
            raise ValueError(f"dim must be at least 1, got {dim}")
        import faiss

        flat = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._faiss = faiss
        self._dim = dim
        self._take(faiss.IndexIDMap2(flat), flat)

    @classmethod
    def load(cls, path: Path, dim: int) -> Self:
        """Load what ``save`` wrote.

        Raises:
            IndexCorruptError: The file is missing, damaged, or of another kind or dimension.
        """
        index = cls(dim)
        faiss = index._faiss
        try:
            mapped = faiss.read_index(str(path))
        except (RuntimeError, MemoryError) as error:
            raise IndexCorruptError(
                f"{path} is damaged: {str(error).splitlines()[-1]}. Run: metodbank index rebuild"
            ) from error
        flat = faiss.downcast_index(mapped.index) if isinstance(mapped, faiss.IndexIDMap2) else None
        if not isinstance(flat, faiss.IndexScalarQuantizer) or mapped.d != dim:
            raise IndexCorruptError(
                f"{path} is no index of {dim} dimensions in half precision. Run: metodbank index rebuild"
            )
        index._take(mapped, flat)
        return index

    def _take(self, mapped: faiss.IndexIDMap2, flat: faiss.IndexScalarQuantizer) -> None:
        self._mapped = mapped
        self._flat = flat
        self._note_ids()

    def _note_ids(self) -> None:
        # The row of each id, by search in the sorted ids: FAISS keeps rows in order of adding.
        self._row_ids: NDArray[np.int64] = self._faiss.vector_to_array(self._mapped.id_map).astype(np.int64)
        self._order = np.argsort(self._row_ids, kind="stable")
        self._sorted_ids = self._row_ids[self._order]

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    def __len__(self) -> int:
        return len(self._row_ids)

    def ids(self) -> NDArray[np.int64]:
        """Return the ids, in increasing order."""
        return self._sorted_ids.copy()

    def add(self, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dim).

        Raises:
            ValueError: An id is there already or twice, or shapes do not fit, or a value is not finite.
        """
        new_ids, rows = checked_additions(ids, vectors, dim=self._dim, known=self._sorted_ids)
        if np.abs(rows).max(initial=0.0) > np.finfo(np.float16).max:
            raise ValueError("vectors hold a value beyond half precision")
        if len(new_ids):
            self._mapped.add_with_ids(rows, new_ids)
            self._note_ids()

    def remove(self, ids: Sequence[ChunkId]) -> None:
        """Remove vectors; takes time in proportion to the whole index, so remove many at once.

        Raises:
            ValueError: An id is not there.
        """
        gone = checked_removals(ids, known=self._sorted_ids)
        if len(gone):
            self._mapped.remove_ids(self._faiss.IDSelectorBatch(gone))
            self._note_ids()

    def query(
        self, vector: NDArray[np.float32], *, k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[ChunkId, float]]:
        """Return up to ``k`` ids with their cosine, best first, ties by id.

        Raises:
            ValueError: ``k`` is under 1, or the vector does not fit.
        """
        row = checked_query(vector, k=k, dim=self._dim)
        if len(self) == 0:
            return []
        if allowed is None:
            return self._scan(row, k, None, len(self))
        rows = self._rows_of(allowed)
        return self._scan(row, k, rows, len(rows)) if len(rows) else []

    def vectors(self, ids: Sequence[ChunkId]) -> NDArray[np.float32]:
        """Return the vectors of ``ids``, in order; shape (len(ids), dim).

        Raises:
            ValueError: An id is not there.
        """
        wanted = checked_ids(ids, known=self._sorted_ids)
        rows = self._order[np.searchsorted(self._sorted_ids, wanted)]
        found: NDArray[np.float32] = self._flat.reconstruct_batch(rows)
        return found

    def _rows_of(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        if len(ids) == 0:
            return np.empty(0, dtype=np.int64)
        places = np.searchsorted(self._sorted_ids, ids)
        places[places == len(self)] = 0
        known = self._sorted_ids[places] == ids
        rows: NDArray[np.int64] = self._order[places[known]]
        return rows

    def _scan(
        self, row: NDArray[np.float32], k: int, rows: NDArray[np.int64] | None, n: int
    ) -> list[tuple[ChunkId, float]]:
        faiss = self._faiss
        # Per query and not once: OpenMP keeps the number for each calling thread.
        faiss.omp_set_num_threads(1)
        params = None
        if rows is not None:
            mask = np.zeros(len(self), dtype=bool)
            mask[rows] = True
            # A bitmap over rows: with 1,000 of 100,000 vectors of 512 allowed it takes 0.5 ms, and
            # gathering the subset and multiplying in numpy 3.1 ms (at 10,000: 2.5 and 12 ms).
            bits = np.packbits(mask, bitorder="little")
            params = faiss.SearchParameters(sel=faiss.IDSelectorBitmap(bits))
        wanted = min(n, k + _SPARE)
        while True:
            scores, found = self._flat.search(row[None, :], wanted, params=params)
            # FAISS pads with -1 when there are fewer than asked for.
            real = found[0] >= 0
            best = best_first(self._row_ids[found[0][real]], scores[0][real], len(found[0]))
            if wanted >= n or len(best) <= k or best[-1][1] < best[k - 1][1]:
                return best[:k]
            wanted = min(n, wanted * 4)  # ids tie across the border: look further to order them by id

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        self._faiss.write_index(self._mapped, str(path))
