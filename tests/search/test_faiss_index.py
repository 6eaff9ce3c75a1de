from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.records import ChunkId
from search.faiss_index import FaissIndex


@settings(max_examples=60, deadline=None)
@given(
    n=st.integers(1, 40),
    dim=st.integers(1, 9),
    k=st.integers(1, 50),
    seed=st.integers(0, 2**32 - 1),
    keep=st.floats(0, 1),
    filtered=st.booleans(),
)
def test_answers_equal_brute_force_over_rounded_vectors(
    *, n: int, dim: int, k: int, seed: int, keep: float, filtered: bool
) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.standard_normal((n, dim)).astype(np.float16).astype(np.float32)
    all_ids = rng.permutation(n * 3)[:n]
    index = FaissIndex(dim)
    index.add([ChunkId(each) for each in all_ids.tolist()], vectors)
    gone = all_ids[rng.random(n) > 0.8]
    index.remove([ChunkId(each) for each in gone.tolist()])
    allowed = np.flatnonzero(rng.random(n * 3) < keep) if filtered else None

    query = rng.standard_normal(dim).astype(np.float32)
    expected = {
        int(each): float(vector @ query)
        for each, vector in zip(all_ids, vectors, strict=True)
        if each not in gone and (allowed is None or each in allowed)
    }
    found = index.query(query, k=k, allowed=allowed)
    assert len(found) == min(k, len(expected))
    assert [score for _, score in found] == pytest.approx(
        sorted(expected.values(), reverse=True)[:k], abs=1e-4
    )
    assert all(score == pytest.approx(expected[chunk_id], abs=1e-4) for chunk_id, score in found)


def test_values_beyond_half_precision_are_rejected() -> None:
    with pytest.raises(ValueError, match="half precision"):
        FaissIndex(2).add([ChunkId(1)], np.array([[70_000, 0]], dtype=np.float32))


def test_threads_may_query_at_once() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.standard_normal((2_000, 16)).astype(np.float32)
    index = FaissIndex(16)
    index.add([ChunkId(each) for each in range(2_000)], vectors)
    alone = [index.query(vector, k=5) for vector in vectors[:50]]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda vector: index.query(vector, k=5), vectors[:50])) == alone


def test_faiss_is_not_imported_before_an_index_is_made() -> None:
    code = "import sys, search.faiss_index; sys.exit('faiss' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
