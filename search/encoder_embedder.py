"""Embedding with the small encoder that comes with Metodbank, and others of its kind."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.cores import n_cores
from kb.errors import EmbedderError
from search.encoder_model import load_encoder_model
from search.static_embedder import unit_rows
from search.static_model import CURE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from search.static_embedder import StaticEmbedder

SHIPPED = Path(__file__).parent / "models" / "metodbank-encoder"
_VERSION = 1  # raise it whenever the same model gives the same text another vector
_LEAST_LENGTH = 1e-6
# Beside the encoder's vector stands that of the static model: each is right where the other errs. So much of
# a cosine is the static model's, and so many of its dimensions are kept (docs/decisions/0018).
_STATIC_SHARE = 0.3
_STATIC_DIM = 256


class EncoderEmbedder:
    """An encoder's vector of a text and, weaker, the mean of its tokens' vectors; safe for many threads.

    The cosine of two texts is the weighted mean of their cosines by either model. A text longer than the
    encoder takes at once is encoded in parts of about the same length, whose vectors are averaged by their
    length: nothing is cut off. A text without tokens gets the last axis of either model.
    """

    def __init__(self, folder: Path, *, static: StaticEmbedder) -> None:
        """Load the model.

        Args:
            folder: Of the encoder.
            static: Stands beside it, and alone has vectors of single words: an encoder's depend on what
                stands around them.

        Raises:
            EmbedderError: It is not there, its file is damaged, or it was made for other tokens.
        """
        self._model = load_encoder_model(folder)
        if self._model.tokenizer != static.tokenizer_revision:
            raise EmbedderError(
                f"The encoder {folder} was made for other tokens than those of the static model "
                f"{static.name}. {CURE}"
            )
        self._static = static
        self._static_dim = min(_STATIC_DIM, static.dim)
        self._name = folder.resolve().name
        told = (_VERSION, self._model.revision, self._model.max_tokens, static.revision)
        self._revision = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    @property
    def revision(self) -> str:
        """Hash of what the model states as its revision and of that of the static model."""
        return self._revision

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._model.dim + self._static_dim

    @property
    def min_score(self) -> float:
        """Cosine under which two texts have nothing in common for this model."""
        return self._model.min_score

    @property
    def word_dim(self) -> int:
        """Length of a word's vector."""
        return self._static.word_dim

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per word, in order; shape (len(words), word_dim)."""
        return self._static.embed_words(words)

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        tokens = self._static.tokens_of(texts)
        beside = self._static.embed_tokens(tokens)[:, : self._static_dim]
        return np.hstack(
            [
                np.sqrt(np.float32(1 - _STATIC_SHARE)) * self._encode_all(tokens),
                np.sqrt(np.float32(_STATIC_SHARE)) * unit_rows(beside),
            ]
        )

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        return self.embed_documents(texts)

    def _encode_all(self, texts: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self._model.dim), dtype=np.float32)
        workers = min(len(texts), n_cores())
        if workers < 2:
            for number, tokens in enumerate(texts):
                rows[number] = self._encode(tokens)
            return rows
        with ThreadPoolExecutor(workers) as pool:  # onnxruntime lets other threads run
            for number, row in enumerate(pool.map(self._encode, texts)):
                rows[number] = row
        return rows

    def _encode(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        mean = np.zeros(self._model.dim, dtype=np.float32)
        for part in np.array_split(tokens, -(-len(tokens) // self._model.room)) if len(tokens) else ():
            vector = self._model.run(part.tolist())
            mean += len(part) * vector / max(float(np.linalg.norm(vector)), _LEAST_LENGTH)
        length = float(np.linalg.norm(mean))
        if length < _LEAST_LENGTH:
            mean[-1] = length = 1.0
        unit: NDArray[np.float32] = mean / np.float32(length)
        return unit
