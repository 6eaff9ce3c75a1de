"""The English teacher: vectors of an English sentence model, kept in a folder and made once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_MAX_TOKENS = 256
_PART = 16_384  # texts a file: an interrupted run loses one part at most


class Teacher:
    """Vectors of the teacher by text, from a cache."""

    def __init__(self, cache: Path, model: str) -> None:
        """Read what the cache folder holds; ``model`` is loaded only for texts that it has not."""
        self._cache, self._model = cache, model
        cache.mkdir(parents=True, exist_ok=True)
        self._read()

    def _read(self) -> None:
        self._place: dict[bytes, int] = {}
        parts = []
        n_rows = 0
        for path in sorted(self._cache.glob("*.npz")):
            with np.load(path) as part:
                for row, key in enumerate(part["keys"], start=n_rows):
                    self._place[key.tobytes()] = row
                parts.append(part["vectors"])
                n_rows += len(part["vectors"])
        self._vectors = np.concatenate(parts) if parts else np.empty((0, 0), dtype=np.float16)

    def rows_of(self, texts: Sequence[str]) -> NDArray[np.int64]:
        """Return the row in ``vectors`` of each text, -1 where there is none."""
        return np.array([self._place.get(_key(text), -1) for text in texts], dtype=np.int64)

    @property
    def vectors(self) -> NDArray[np.float16]:
        """Unit rows; shape (texts known, dimension of the teacher)."""
        return self._vectors

    def learn(self, texts: Sequence[str]) -> None:
        """Encode the texts that the cache has not and keep them."""
        missing = sorted({text for text in texts if text and _key(text) not in self._place}, key=len)
        if not missing:
            return
        from sentence_transformers import SentenceTransformer

        model = SentenceTransformer(self._model, device="cpu", local_files_only=True)
        model = model.bfloat16()  # twice as fast, cosine to full precision above 0.998
        model.max_seq_length = _MAX_TOKENS
        for start in range(0, len(missing), _PART):
            part = missing[start : start + _PART]
            vectors = model.encode(part, batch_size=64, normalize_embeddings=True, show_progress_bar=False)
            keys = np.stack([np.frombuffer(_key(text), dtype=np.uint8) for text in part])
            name = hashlib.sha256(keys.tobytes()).hexdigest()[:16]
            np.savez(self._cache / f"{name}.npz", keys=keys, vectors=vectors.astype(np.float16))
        self._read()


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=12).digest()
