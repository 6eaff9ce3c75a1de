"""Queries by example: chunks that hits should be like, or unlike."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kb.errors import QueryError
from search.facets import document_ids_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kb.records import ChunkId
    from search.facets import FacetTable
    from search.vector_checks import StoredVectorIndex

# An example that is wrong says less of what is sought than one that is right: Manning, Raghavan and Schütze,
# Introduction to Information Retrieval (2008), 9.1.1, take 0.15 to 0.75; text and examples weigh the same.
_UNLIKE = 0.5
# Of the mean of its document, added to an example. For 172 passages of the starter corpus whose text names
# one about the same in the other country, that text is among the first three others for .44 without it, .52
# with 0.3, .59 with 0.5, .61 with 1 and .67 with 2; a document of many matters says less of one passage.
_DOCUMENT = 0.5


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
    facets: FacetTable,
) -> NDArray[np.float32]:
    """Return the direction to look in: towards text and examples, away from the others; of unit length.

    ``text`` is the vector of the words, if there is one. An example stands for its document as well: a
    passage about the budget of housing first is to lead to other housing, and not to other budgets.

    Source: Rocchio, "Relevance feedback in information retrieval", 1971.
    """
    found = np.zeros(vectors.dim, dtype=np.float32)
    if text is not None:
        found += text
    if like:
        found += _with_documents(like, vectors, facets)
    if unlike:
        found -= np.float32(_UNLIKE) * _mean(unlike, vectors)
    return _unit(found)


def _with_documents(
    chunk_ids: Sequence[ChunkId], vectors: StoredVectorIndex, facets: FacetTable
) -> NDArray[np.float32]:
    documents = np.unique(document_ids_of(facets, np.array(chunk_ids, dtype=np.int64)))
    around = np.zeros(vectors.dim, dtype=np.float32)
    for document_id in documents:
        around += _mean(facets.chunk_ids[facets.document_ids == document_id].tolist(), vectors)
    return _unit(_mean(chunk_ids, vectors) + np.float32(_DOCUMENT) * _unit(around))


def _mean(chunk_ids: Sequence[ChunkId], vectors: StoredVectorIndex) -> NDArray[np.float32]:
    mean = vectors.vectors(list(dict.fromkeys(chunk_ids))).mean(axis=0)
    return _unit(mean)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = float(np.linalg.norm(vector))
    unit: NDArray[np.float32] = vector / np.float32(length) if length > 0 else vector
    return unit
