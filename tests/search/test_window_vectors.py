from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import IndexCorruptError
from search.fingerprints import fingerprint
from search.window_vectors import ROWS, TABLE, ChunkWindows, WindowVectors, WindowWriter

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

DIM = 24
PRINT = fingerprint("text")


def unit_rows(n: int, *, seed: int) -> NDArray[np.float32]:
    rows = np.random.default_rng(seed).normal(size=(n, DIM))
    unit: NDArray[np.float32] = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    return unit


def chunk(chunk_id: int, n: int) -> ChunkWindows:
    return ChunkWindows(chunk_id=chunk_id, vectors=unit_rows(n, seed=chunk_id), fingerprint=PRINT)


def written(
    folder: Path, *chunks: ChunkWindows, base: WindowVectors | None = None, gone: tuple[int, ...] = ()
) -> WindowVectors:
    folder.mkdir(exist_ok=True)
    with WindowWriter(folder, DIM) as writer:
        writer.replace(gone, chunks)
        writer.finish(base)
    return WindowVectors.load(folder, DIM)


def best_by_hand(rows: NDArray[np.float32], query: NDArray[np.float32]) -> tuple[float, int, int]:
    """Compare the query with every window and every two neighbours together."""
    candidates = [(float(row @ query), nth, nth) for nth, row in enumerate(rows)]
    for nth, (one, other) in enumerate(pairwise(rows)):
        both = one + other
        candidates.append((float(both @ query / np.linalg.norm(both)), nth, nth + 1))
    return max(candidates)


def test_the_best_window_or_pair_of_each_chunk_is_that_of_a_plain_search(tmp_path: Path) -> None:
    chunks = [chunk(chunk_id, n) for chunk_id, n in ((30, 4), (10, 1), (20, 7), (40, 2))]
    windows = written(tmp_path, *chunks)
    by_id = {each.chunk_id: each.vectors for each in chunks}
    asked = np.array([10, 30, 40, 20])
    for query in unit_rows(20, seed=99):
        best = windows.best(query, asked)
        for nth, chunk_id in enumerate(asked.tolist()):
            score, first, last = best_by_hand(by_id[chunk_id], query)
            assert best.scores[nth] == pytest.approx(score, abs=0.01)  # a byte for each dimension
            assert (best.first[nth], best.last[nth]) == (first, last)


def test_of_equal_windows_the_first_is_the_best(tmp_path: Path) -> None:
    row = unit_rows(1, seed=1)
    repeated = ChunkWindows(chunk_id=1, vectors=np.repeat(row, 3, axis=0), fingerprint=PRINT)
    best = written(tmp_path, repeated).best(row[0], np.array([1]))
    assert best.first.tolist() == [0]
    assert best.scores[0] == pytest.approx(1.0, abs=0.01)


def test_windows_of_opposite_direction_are_not_taken_together(tmp_path: Path) -> None:
    row = unit_rows(1, seed=1)
    opposite = ChunkWindows(chunk_id=1, vectors=np.concatenate([row, -row]), fingerprint=PRINT)
    best = written(tmp_path, opposite).best(row[0], np.array([1]))
    assert (best.first.tolist(), best.last.tolist()) == ([0], [0])
    assert np.isfinite(best.scores).all()


def test_asking_for_no_chunks_gives_nothing(tmp_path: Path) -> None:
    windows = written(tmp_path, chunk(1, 2))
    assert windows.best(unit_rows(1, seed=2)[0], np.empty(0, dtype=np.int64)).scores.tolist() == []


def test_an_index_without_chunks_can_be_loaded(tmp_path: Path) -> None:
    assert written(tmp_path).chunk_ids.tolist() == []


def test_the_next_generation_takes_over_what_was_not_left_out(tmp_path: Path) -> None:
    base = written(tmp_path / "one", *(chunk(chunk_id, 3) for chunk_id in (5, 2, 9)))
    following = written(tmp_path / "two", chunk(7, 2), base=base, gone=(2,))
    anew = written(tmp_path / "anew", chunk(5, 3), chunk(7, 2), chunk(9, 3))
    assert following.chunk_ids.tolist() == [5, 7, 9]
    ids = np.array([5, 7, 9])
    for query in unit_rows(5, seed=3):
        assert np.array_equal(following.best(query, ids).scores, anew.best(query, ids).scores)
    assert (tmp_path / "two" / ROWS).stat().st_size == 8 * DIM


def test_a_chunk_that_is_replaced_twice_is_as_it_was_last(tmp_path: Path) -> None:
    tmp_path.mkdir(exist_ok=True)
    last = ChunkWindows(chunk_id=1, vectors=unit_rows(2, seed=50), fingerprint=PRINT)
    with WindowWriter(tmp_path, DIM) as writer:
        writer.replace([], [chunk(1, 3)])
        writer.replace([1], [last])
        writer.finish(None)
    windows = WindowVectors.load(tmp_path, DIM)
    assert windows.counts.tolist() == [2]
    query = last.vectors[1]
    assert windows.best(query, np.array([1])).first.tolist() == [1]


@pytest.mark.parametrize("name", [ROWS, TABLE])
@pytest.mark.parametrize("damage", ["gone", "cut"])
def test_damaged_files_are_told_with_the_cure(tmp_path: Path, name: str, damage: str) -> None:
    written(tmp_path, chunk(1, 3))
    path = tmp_path / name
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexCorruptError, match="Run: metodbank index rebuild"):
        WindowVectors.load(tmp_path, DIM)


def test_windows_of_another_dimension_are_told(tmp_path: Path) -> None:
    written(tmp_path, chunk(1, 3))
    with pytest.raises(IndexCorruptError, match="72 bytes, expected 3 rows of 25"):
        WindowVectors.load(tmp_path, DIM + 1)
