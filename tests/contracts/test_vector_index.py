"""The contract of a vector index, over every implementation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from kb.errors import IndexCorruptError
from kb.records import ChunkId
from search.faiss_index import FaissIndex
from search.numpy_index import NumpyIndex

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from search.vector_checks import StoredVectorIndex, VectorIndexFactory


@pytest.fixture(params=[NumpyIndex, FaissIndex], ids=lambda cls: cls.__name__)
def factory(request: pytest.FixtureRequest) -> VectorIndexFactory:
    made: VectorIndexFactory = request.param
    return made


@pytest.fixture
def index(factory: VectorIndexFactory) -> StoredVectorIndex:
    return factory(2)


def rows(*values: Sequence[float]) -> NDArray[np.float32]:
    return np.array(values, dtype=np.float32)


def ids(*values: int) -> list[ChunkId]:
    return [ChunkId(value) for value in values]


def pairs(*expected: tuple[int, float]) -> list[Any]:
    """Return ids with cosines as half precision gives them."""
    return [(chunk_id, pytest.approx(cosine, abs=1e-3)) for chunk_id, cosine in expected]


EAST = np.array([1, 0], dtype=np.float32)


def test_query_returns_cosine_best_first(index: StoredVectorIndex) -> None:
    index.add(ids(7, 3), rows([1, 0], [0.6, 0.8]))
    assert index.query(EAST, k=5) == pairs((7, 1.0), (3, 0.6))


def test_negative_cosines_are_returned_too(index: StoredVectorIndex) -> None:
    index.add(ids(1), rows([-1, 0]))
    assert index.query(EAST, k=1) == pairs((1, -1.0))


def test_only_k_are_returned(index: StoredVectorIndex) -> None:
    index.add(ids(1, 2, 3), rows([0, 1], [1, 0], [0.6, 0.8]))
    assert [found for found, _ in index.query(EAST, k=2)] == [2, 3]


def test_ties_are_ordered_by_id(index: StoredVectorIndex) -> None:
    index.add(ids(9, 4, 6, 5), rows([1, 0], [1, 0], [0, 1], [1, 0]))
    assert [found for found, _ in index.query(EAST, k=4)] == [4, 5, 9, 6]


def test_of_many_ties_the_lowest_ids_are_kept(index: StoredVectorIndex) -> None:
    many = list(range(500, 0, -1))
    index.add(ids(*many), np.tile(EAST, (500, 1)))
    assert [found for found, _ in index.query(EAST, k=3)] == [1, 2, 3]


def test_only_allowed_ids_are_returned(index: StoredVectorIndex) -> None:
    index.add(ids(1, 2, 3), rows([1, 0], [0.6, 0.8], [0, 1]))
    found = index.query(EAST, k=5, allowed=np.array([2, 3, 99]))
    assert [chunk_id for chunk_id, _ in found] == [2, 3]


def test_nothing_is_found_when_nothing_is_allowed(index: StoredVectorIndex) -> None:
    index.add(ids(1), rows([1, 0]))
    assert index.query(EAST, k=5, allowed=np.array([], dtype=np.int64)) == []
    assert index.query(EAST, k=5, allowed=np.array([2, 5])) == []


def test_a_few_allowed_among_many_are_found_exactly(index: StoredVectorIndex) -> None:
    angles = np.linspace(0, 1, 400)
    index.add(ids(*range(400)), np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32))
    found = index.query(EAST, k=2, allowed=np.array([17, 250, 399]))
    assert found == pairs((17, np.cos(angles[17])), (250, np.cos(angles[250])))


def test_an_empty_index_finds_nothing(index: StoredVectorIndex) -> None:
    assert index.query(EAST, k=3) == []
    assert index.query(EAST, k=3, allowed=np.array([1])) == []
    assert len(index) == 0


def test_a_known_id_is_rejected_and_nothing_is_added(index: StoredVectorIndex) -> None:
    index.add(ids(1), rows([1, 0]))
    with pytest.raises(ValueError, match="id 1 is there already"):
        index.add(ids(2, 1), rows([0, 1], [0, 1]))
    assert index.ids().tolist() == [1]


def test_an_id_given_twice_is_rejected(index: StoredVectorIndex) -> None:
    with pytest.raises(ValueError, match="id 2 is given twice"):
        index.add(ids(2, 2), rows([0, 1], [1, 0]))


def test_removing_an_unknown_id_is_rejected_and_nothing_is_removed(index: StoredVectorIndex) -> None:
    index.add(ids(1, 3), rows([1, 0], [0, 1]))
    with pytest.raises(ValueError, match="id 2 is not there"):
        index.remove(ids(1, 2))
    assert index.ids().tolist() == [1, 3]


def test_ids_stay_with_their_vectors_after_removal(index: StoredVectorIndex) -> None:
    index.add(ids(5, 1, 8), rows([0, 1], [1, 0], [0.6, 0.8]))
    index.remove(ids(5))
    assert index.query(EAST, k=5) == pairs((1, 1.0), (8, 0.6))
    assert len(index) == 2


def test_a_removed_id_can_be_added_again(index: StoredVectorIndex) -> None:
    index.add(ids(1), rows([1, 0]))
    index.remove(ids(1))
    index.add(ids(1), rows([0, 1]))
    assert index.query(EAST, k=1) == pairs((1, 0.0))


def test_adding_and_removing_nothing_changes_nothing(index: StoredVectorIndex) -> None:
    index.add([], np.empty((0, 2), dtype=np.float32))
    index.remove([])
    assert len(index) == 0


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_values_that_are_not_finite_are_rejected(index: StoredVectorIndex, value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        index.add(ids(1), rows([1, value]))
    with pytest.raises(ValueError, match="not finite"):
        index.query(np.array([value, 0], dtype=np.float32), k=1)


def test_shapes_that_do_not_fit_are_rejected(index: StoredVectorIndex) -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 2\), got \(1, 3\)"):
        index.add(ids(1), rows([1, 0, 0]))
    with pytest.raises(ValueError, match=r"shape \(2, 2\), got \(1, 2\)"):
        index.add(ids(1, 2), rows([1, 0]))
    with pytest.raises(ValueError, match=r"shape \(2,\), got \(3,\)"):
        index.query(np.zeros(3, dtype=np.float32), k=1)


@pytest.mark.parametrize("k", [0, -1])
def test_k_below_one_is_rejected(index: StoredVectorIndex, k: int) -> None:
    with pytest.raises(ValueError, match="k must be at least 1"):
        index.query(EAST, k=k)


def test_a_dimension_below_one_is_rejected(factory: VectorIndexFactory) -> None:
    with pytest.raises(ValueError, match="dim must be at least 1, got 0"):
        factory(0)


def test_saved_and_loaded_the_index_answers_the_same(factory: VectorIndexFactory, tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((60, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    index = factory(8)
    index.add(ids(*range(100, 40, -1)), vectors)
    index.remove(ids(70, 71))
    index.save(tmp_path / "vectors.bin")
    loaded = factory.load(tmp_path / "vectors.bin", 8)
    assert loaded.query(vectors[3], k=60) == index.query(vectors[3], k=60)
    assert loaded.ids().tolist() == index.ids().tolist()
    loaded.add(ids(70), vectors[:1])
    assert loaded.query(vectors[0], k=2)[0][0] == 70


def test_an_empty_index_can_be_saved_and_loaded(factory: VectorIndexFactory, tmp_path: Path) -> None:
    factory(4).save(tmp_path / "vectors.bin")
    assert len(factory.load(tmp_path / "vectors.bin", 4)) == 0


@pytest.mark.parametrize("damage", ["empty", "cut", "text", "missing"])
def test_a_damaged_file_is_told_with_the_cure(
    factory: VectorIndexFactory, tmp_path: Path, damage: str
) -> None:
    path = tmp_path / "vectors.bin"
    index = factory(4)
    index.add(ids(1, 2), np.eye(4, dtype=np.float32)[:2])
    index.save(path)
    whole = path.read_bytes()
    contents = {"empty": b"", "cut": whole[: len(whole) - 9], "text": b"not an index at all" * 20}
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(contents[damage])
    with pytest.raises(IndexCorruptError, match=r"vectors\.bin.* Run: metodbank index rebuild"):
        factory.load(path, 4)


def test_another_dimension_is_told_when_loading(factory: VectorIndexFactory, tmp_path: Path) -> None:
    factory(4).save(tmp_path / "vectors.bin")
    with pytest.raises(IndexCorruptError, match="metodbank index rebuild"):
        factory.load(tmp_path / "vectors.bin", 5)


def test_vectors_are_returned_in_the_order_asked_for(index: StoredVectorIndex) -> None:
    index.add(ids(7, 3, 5), rows([1, 0], [0.6, 0.8], [0, -1]))
    index.remove(ids(3))
    found = index.vectors(ids(5, 7, 5))
    assert found == pytest.approx(rows([0, -1], [1, 0], [0, -1]), abs=1e-3)
    assert found.dtype == np.float32
    with pytest.raises(ValueError, match="id 3 is not there"):
        index.vectors(ids(7, 3))
