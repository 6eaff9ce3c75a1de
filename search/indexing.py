"""From entries to vectors: what is embedded of a chunk, and embedding nothing twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from kb.text import text_hash, to_nfc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from kb.protocols import Embedder, VectorCache
    from kb.records import IndexEntry


def embedded_text(entry: IndexEntry) -> str:
    """Return what is embedded of a chunk: the document's title, the headings above it and its text."""
    parts = [entry.title, *entry.headings, entry.text]
    # A heading that repeats the title would count twice.
    return to_nfc("\n".join(dict.fromkeys(part for part in parts if part.strip())))


def model_key(embedder: Embedder) -> str:
    """Return the name under which vectors of this model are cached."""
    return f"{embedder.name}@{embedder.revision}"


def embed_entries(
    entries: Sequence[IndexEntry], *, embedder: Embedder, cache: VectorCache
) -> NDArray[np.float32]:
    """Return one unit-length row per entry, in order, taking known texts from the cache.

    Rows have passed through half precision, so that a cached vector and a new one are the same.
    """
    texts = [embedded_text(entry) for entry in entries]
    hashes = [text_hash(text) for text in texts]
    model = model_key(embedder)
    known = cache.cached_vectors(model, list(dict.fromkeys(hashes)))
    vectors = {
        key: vector for key, vector in known.items() if vector.shape == (embedder.dim,)
    }  # one of another length would be a damaged row
    missing = {key: text for key, text in zip(hashes, texts, strict=True) if key not in vectors}
    if missing:
        rows = in_half_precision(embedder.embed_documents(list(missing.values())))
        new = dict(zip(missing, rows, strict=True))
        cache.cache_vectors(model, new)
        vectors |= new
    if not hashes:
        return np.empty((0, embedder.dim), dtype=np.float32)
    return in_half_precision(np.stack([vectors[key] for key in hashes]))


def in_half_precision(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``rows`` rounded to half precision, as the index and the cache keep them."""
    return rows.astype(np.float16).astype(np.float32)
