"""Embeds sentences that are compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kb.protocols import Embedder, Progress

_TEXTS_AT_A_TIME = 500  # how often progress is told


def embed_alike(
    embedder: Embedder, texts: Sequence[str], *, progress: Progress | None = None
) -> NDArray[np.float32]:
    """Return one unit-length row a text, all of them embedded as queries; shape (len(texts), dim).

    Where two texts of one kind are compared, both get the same prompt; for E5 that is the query's.

    Source: model card of intfloat/multilingual-e5-base, on symmetric tasks.
    """
    parts = [np.empty((0, embedder.dim), dtype=np.float32)]
    for start in range(0, len(texts), _TEXTS_AT_A_TIME):
        parts.append(embedder.embed_queries(texts[start : start + _TEXTS_AT_A_TIME]))
        if progress is not None:
            progress(min(start + _TEXTS_AT_A_TIME, len(texts)), len(texts))
    return np.concatenate(parts)
