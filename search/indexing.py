"""From entries to vectors: what is embedded of a chunk, and embedding nothing twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.text import text_hash, to_nfc
from search.fingerprints import fingerprint
from search.window_vectors import ChunkWindows
from search.windows import windows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from kb.protocols import Embedder, VectorCache
    from kb.records import IndexEntry

# What the headings above a chunk and the document's title add to the vector of its text, whatever the
# lengths: embedded in one piece they would outweigh an example of one line and vanish beside a long paragraph
# (docs/decisions/0006).
_HEADINGS, _TITLE = 0.3, 0.3
# Tells windows from a whole text in the cache; raise it whenever texts are cut into windows in another way.
_WINDOWS_KEY = "windows 1\n"


@dataclass(frozen=True, slots=True)
class _Parts:
    """The texts of an entry that are embedded, in form NFC."""

    text: str
    headings: str
    title: str
    windows: tuple[str, ...]  # empty where the text is its only window


def _parts_of(entry: IndexEntry) -> _Parts:
    text, title = to_nfc(entry.text), to_nfc(entry.title).strip()
    # A heading that repeats the title would count twice.
    headings = dict.fromkeys(heading for each in entry.headings if (heading := to_nfc(each).strip()) != title)
    spans = windows_of(text)
    windows = tuple(text[start:end] for start, end in spans) if len(spans) > 1 else ()
    return _Parts(text.strip(), "\n".join(filter(None, headings)), title, windows)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedEntries:
    """The vectors of entries, in their order."""

    rows: NDArray[np.float32]  # shape (n, dim), rows of unit length: the chunk as a whole
    windows: tuple[ChunkWindows, ...]


def model_key(embedder: Embedder) -> str:
    """Return the name under which vectors of this model are cached."""
    return f"{embedder.name}@{embedder.revision}"


def embed_entries(
    entries: Sequence[IndexEntry], *, embedder: Embedder, cache: VectorCache
) -> EmbeddedEntries:
    """Return the vectors of entries, taking those of known texts from the cache.

    They have passed through half precision, so that a cached vector and a new one are the same.
    """
    parts = [_parts_of(entry) for entry in entries]
    vectors = _vectors(parts, embedder, cache)
    rows = [_whole(each, vectors) for each in parts]
    return EmbeddedEntries(
        rows=in_half_precision(np.stack(rows)) if rows else np.empty((0, embedder.dim), dtype=np.float32),
        windows=tuple(
            ChunkWindows(
                chunk_id=entry.chunk_id,
                vectors=vectors[_windows_text(each) if each.windows else each.text],
                fingerprint=fingerprint(each.text),
            )
            for entry, each in zip(entries, parts, strict=True)
        ),
    )


def text_hashes(entries: Sequence[IndexEntry]) -> set[str]:
    """Return the hashes under which the vectors of entries are cached, whatever the model."""
    return {text_hash(text) for entry in entries for text in _texts(_parts_of(entry))}


def _texts(parts: _Parts) -> dict[str, tuple[str, ...]]:
    """Return by what is hashed the texts that are embedded."""
    whole = (parts.text, *filter(None, (parts.headings, parts.title)))
    texts: dict[str, tuple[str, ...]] = {text: (text,) for text in whole}
    if parts.windows:
        texts[_windows_text(parts)] = parts.windows
    return texts


def _windows_text(parts: _Parts) -> str:
    return _WINDOWS_KEY + parts.text


def _whole(parts: _Parts, vectors: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    vector = vectors[parts.text][0].copy()
    for context, weight in ((parts.headings, _HEADINGS), (parts.title, _TITLE)):
        if context:
            vector += np.float32(weight) * vectors[context][0]
    length = float(np.linalg.norm(vector))
    unit: NDArray[np.float32] = vector / np.float32(length) if length > 0 else vector
    return unit


def _vectors(
    parts: Sequence[_Parts], embedder: Embedder, cache: VectorCache
) -> dict[str, NDArray[np.float32]]:
    """Return the vectors by text, each of shape (n, dim): n is 1 but for windows."""
    wanted: dict[str, tuple[str, ...]] = {}  # by what is hashed: the texts that are embedded
    for each in parts:
        wanted |= _texts(each)
    model = model_key(embedder)
    hashes = {text: text_hash(text) for text in wanted}
    known = cache.cached_vectors(model, list(hashes.values()))
    found = {}
    for text, texts in wanted.items():
        cached = known.get(hashes[text])
        # one of another length would be a damaged row
        if cached is not None and cached.shape == (len(texts) * embedder.dim,):
            found[text] = cached.reshape(len(texts), embedder.dim)
    missing = {text: texts for text, texts in wanted.items() if text not in found}
    if missing:
        flat = dict.fromkeys(each for texts in missing.values() for each in texts)
        rows = dict(zip(flat, in_half_precision(embedder.embed_documents(list(flat))), strict=True))
        new = {text: np.stack([rows[each] for each in texts]) for text, texts in missing.items()}
        cache.cache_vectors(model, {hashes[text]: each.reshape(-1) for text, each in new.items()})
        found |= new
    return found


def in_half_precision(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``rows`` rounded to half precision, as the index and the cache keep them."""
    return rows.astype(np.float16).astype(np.float32)
