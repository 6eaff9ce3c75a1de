"""Queries by example: chunks that hits should be like, or unlike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kb.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kb.records import ChunkId
    from search.vector_checks import StoredVectorIndex

# An example that is wrong says less of what is sought than one that is right: Manning, Raghavan and Schütze,
# Introduction to Information Retrieval (2008), 9.1.1, take 0.15 to 0.75; text and examples weigh the same.
_UNLIKE = 0.5


def check_examples(like: Sequence[ChunkId], unlike: Sequence[ChunkId], vectors: StoredVectorIndex) -> None:
    """Check that the examples of a query are there.

    Raises:
        QueryError: One is not in the index, or is both like and unlike.
    """
    examples = (*like, *unlike)
    if not examples:
        return
    known = set(vectors.ids().tolist())
    for chunk_id in examples:
        if chunk_id not in known:
            raise QueryError(
                f"There is no passage {chunk_id} to compare with. The ids of passages stand in the answer to "
                "metodbank search --json, as chunk_id."
            )
    for chunk_id in like:
        if chunk_id in unlike:
            raise QueryError(
                f"Passage {chunk_id} cannot be an example of what to find and of what not. Name it once."
            )


def query_vector(
    text: NDArray[np.float32] | None,
    like: Sequence[ChunkId],
    unlike: Sequence[ChunkId],
    *,
    vectors: StoredVectorIndex,
) -> NDArray[np.float32]:
    """Return the direction to look in: towards text and examples, away from the others; of unit length.

    ``text`` is the vector of the words, if there is one.

    Source: Rocchio, "Relevance feedback in information retrieval", 1971.
    """
    found = np.zeros(vectors.dim, dtype=np.float32)
    if text is not None:
        found += text
    if like:
        found += _mean(like, vectors)
    if unlike:
        found -= np.float32(_UNLIKE) * _mean(unlike, vectors)
    length = float(np.linalg.norm(found))
    return found / np.float32(length) if length > 0 else found


def _mean(chunk_ids: Sequence[ChunkId], vectors: StoredVectorIndex) -> NDArray[np.float32]:
    mean = vectors.vectors(list(dict.fromkeys(chunk_ids))).mean(axis=0)
    length = float(np.linalg.norm(mean))
    unit: NDArray[np.float32] = mean / np.float32(length) if length > 0 else mean
    return unit
