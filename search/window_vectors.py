"""The vectors of the windows of all chunks, in a file that is mapped and not read.

::

    windows.bin   one row of ``dim`` signed bytes a window
    windows.npz   by chunk: id, first row, number of rows, fingerprint;
                  by row: scale, cosine with the next row

A window's vector is its row times its scale. Two neighbouring windows together have the direction of their
sum, so its cosine with a query follows from theirs and that between them, and needs no row of its own.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from kb.errors import IndexCorruptError
from search.fingerprints import FINGERPRINT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.fingerprints import Fingerprints

ROWS, TABLE = "windows.bin", "windows.npz"
_LARGEST = 127
_MIN_PAIR = 0.25  # squared length of the sum of two vectors that all but cancel out: no direction to trust
_COPY_ROWS = 65_536
_BLOCK_ROWS = 256


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkWindows:
    """What is stored of a chunk."""

    chunk_id: int
    vectors: NDArray[np.float32]  # shape (n, dim), n at least 1, rows of unit length
    fingerprint: tuple[int, int, NDArray[np.uint32]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BestWindows:
    """For each of the chunks asked for: the highest cosine of a window, or of two neighbours, and which."""

    scores: NDArray[np.float32]
    first: NDArray[np.int64]  # places within the chunk, from 0
    last: NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WindowVectors:
    """The windows of a generation; never changed, so threads share it."""

    chunk_ids: NDArray[np.int64]  # increasing
    starts: NDArray[np.int64]  # by chunk: its first row
    counts: NDArray[np.int64]  # by chunk: its number of rows
    fingerprints: Fingerprints  # by chunk
    rows: NDArray[np.int8]  # shape (n_rows, dim), mapped
    scales: NDArray[np.float32]  # by row
    links: NDArray[np.float32]  # by row: cosine with the next one of the same chunk

    @classmethod
    def load(cls, folder: Path, dim: int) -> Self:
        """Map what ``WindowWriter`` wrote.

        Raises:
            IndexCorruptError: A file is missing, damaged, or does not fit the other or ``dim``.
        """
        try:
            with (folder / TABLE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                tables = {name: stored[name] for name in _TABLES}
            shape = (len(tables["scales"]), dim)
            rows = _mapped(folder / ROWS, shape)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise IndexCorruptError(
                f"{folder / TABLE} or {ROWS} is damaged: {error}. Run: metodbank index rebuild"
            ) from error
        return cls(rows=rows, **tables)

    def places_of(self, chunk_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return where known chunks stand in the tables."""
        return np.searchsorted(self.chunk_ids, chunk_ids)

    def best(self, query: NDArray[np.float32], chunk_ids: NDArray[np.int64]) -> BestWindows:
        """Return the best window of each of these known chunks for a query of unit length."""
        places = self.places_of(chunk_ids)
        counts = self.counts[places]
        ends = np.cumsum(counts)
        firsts = ends - counts
        rows = np.repeat(self.starts[places] - firsts, counts) + np.arange(ends[-1] if len(ends) else 0)
        single = self._products(rows, query) * self.scales[rows]
        pairs = np.full(len(rows), -1.0, dtype=np.float32)
        pairs[:-1] = (single[:-1] + single[1:]) / np.sqrt(
            np.maximum(2 + 2 * self.links[rows[:-1]], _MIN_PAIR)
        )
        pairs[ends - 1] = -1.0  # the last window of a chunk has no next
        order = _best_in_each(np.maximum(single, pairs), firsts, counts)
        is_pair = pairs[order] > single[order]
        within = order - firsts
        return BestWindows(
            scores=np.maximum(single, pairs)[order], first=within, last=within + is_pair.astype(np.int64)
        )

    def _products(self, rows: NDArray[np.int64], query: NDArray[np.float32]) -> NDArray[np.float32]:
        # In blocks that stay in the processor's cache: 6,000 rows of 512 take 0.5 ms instead of 0.9.
        products = np.empty(len(rows), dtype=np.float32)
        for start in range(0, len(rows), _BLOCK_ROWS):
            block = slice(start, start + _BLOCK_ROWS)
            products[block] = self.rows[rows[block]].astype(np.float32) @ query
        return products


_TABLES = ("chunk_ids", "starts", "counts", "fingerprints", "scales", "links")


def _mapped(path: Path, shape: tuple[int, int]) -> NDArray[np.int8]:
    n_bytes = path.stat().st_size
    if n_bytes != shape[0] * shape[1]:
        raise ValueError(f"{path.name} has {n_bytes} bytes, expected {shape[0]} rows of {shape[1]}")
    if n_bytes == 0:
        return np.empty(shape, dtype=np.int8)  # nothing cannot be mapped
    # a plain view: taking rows of a memmap object itself takes three times as long
    return np.asarray(np.memmap(path, dtype=np.int8, mode="r", shape=shape))


def _best_in_each(
    values: NDArray[np.float32], firsts: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the place of the first highest value of each group of neighbours; no group is empty."""
    if len(firsts) == 0:
        return np.empty(0, dtype=np.int64)
    highest = np.repeat(np.maximum.reduceat(values, firsts), counts)
    places = np.flatnonzero(values == highest)
    groups = np.repeat(np.arange(len(firsts)), counts)[places]
    found: NDArray[np.int64] = places[np.searchsorted(groups, np.arange(len(firsts)))]
    return found


class WindowWriter:
    """Writes the windows of the next generation; use as a context, and ``finish`` before its end."""

    def __init__(self, folder: Path, dim: int) -> None:
        self._folder = folder
        self._dim = dim
        self._file = (folder / ROWS).open("wb")
        self._n_rows = 0
        self._new: dict[int, tuple[int, int, tuple[int, int, NDArray[np.uint32]]]] = {}
        self._gone: set[int] = set()
        self._scales: list[NDArray[np.float32]] = []
        self._links: list[NDArray[np.float32]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def replace(self, chunk_ids: Iterable[int], added: Sequence[ChunkWindows]) -> None:
        """Leave out the chunks ``chunk_ids`` and add others."""
        for chunk_id in chunk_ids:
            self._gone.add(chunk_id)
            self._new.pop(chunk_id, None)
        if not added:
            return
        for each in added:
            n_rows = len(each.vectors)
            self._new[each.chunk_id] = (self._n_rows, n_rows, each.fingerprint)
            self._n_rows += n_rows
        vectors = np.concatenate([each.vectors for each in added])
        scales = np.maximum(np.abs(vectors).max(axis=1), np.float32(1e-12)) / np.float32(_LARGEST)
        self._file.write(np.rint(vectors / scales[:, None]).astype(np.int8).tobytes())
        links = np.zeros(len(vectors), dtype=np.float32)
        links[:-1] = np.einsum("ij,ij->i", vectors[:-1], vectors[1:])
        self._scales.append(scales)
        self._links.append(links)

    def finish(self, base: WindowVectors | None) -> None:
        """Take over from ``base`` what was not left out, and write the tables."""
        new = list(self._new)
        starts = [self._new[chunk_id][0] for chunk_id in new]
        counts = [self._new[chunk_id][1] for chunk_id in new]
        prints = np.array([self._new[chunk_id][2] for chunk_id in new], dtype=FINGERPRINT)
        ids = np.array(new, dtype=np.int64)
        tables: list[NDArray[Any]] = [
            ids,
            np.array(starts, dtype=np.int64),
            np.array(counts, dtype=np.int64),
            prints,
        ]
        if base is not None:
            kept = self._take_over(base)
            tables = [np.concatenate(both) for both in zip(tables, kept, strict=True)]
        self._file.flush()
        order = np.argsort(tables[0], kind="stable")
        with (self._folder / TABLE).open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                chunk_ids=tables[0][order],
                starts=tables[1][order],
                counts=tables[2][order],
                fingerprints=tables[3][order],
                scales=_joined(self._scales),
                links=_joined(self._links),
            )

    def _take_over(
        self, base: WindowVectors
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], Fingerprints]:
        gone = np.fromiter(self._gone, dtype=np.int64, count=len(self._gone))
        kept = np.flatnonzero(~np.isin(base.chunk_ids, gone))
        kept = kept[np.argsort(base.starts[kept], kind="stable")]
        counts = base.counts[kept]
        starts = self._n_rows + np.cumsum(counts) - counts
        rows = np.repeat(base.starts[kept] - (np.cumsum(counts) - counts), counts) + np.arange(counts.sum())
        for start in range(0, len(rows), _COPY_ROWS):
            self._file.write(base.rows[rows[start : start + _COPY_ROWS]].tobytes())
        self._n_rows += len(rows)
        self._scales.append(base.scales[rows])
        self._links.append(base.links[rows])
        return base.chunk_ids[kept], starts, counts, base.fingerprints[kept]


def _joined(parts: Sequence[NDArray[np.float32]]) -> NDArray[np.float32]:
    return np.concatenate([np.empty(0, dtype=np.float32), *parts])
