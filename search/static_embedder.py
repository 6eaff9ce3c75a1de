"""Embedding with static token vectors: the model that comes with Metodbank, and others of its kind."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import EmbedderError
from search.prompts import choose_prompts, usual_min_score
from search.static_model import CURE, load_static_model
from search.text_pieces import clean, pieces

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

SHIPPED = Path(__file__).parent / "models" / "metodbank-static"
_VERSION = 1  # raise it whenever the same model gives the same text another vector
# What is tokenized at once: enough for every core; more was no faster and took tens of megabytes.
_BATCH_PIECES, _BATCH_CHARS = 256, 250_000
_PIECE_CHARS = 20_000
_SUM_TOKENS = 4096
_WORD_DIM = 128  # as good as all 512 for single words, on every judged set


class StaticEmbedder:
    """The mean of a text's token vectors, at length 1; safe for many threads.

    Order and grammar are not seen, whole texts are: nothing is cut off. A text without tokens, or whose
    vectors cancel out, gets the last axis.

    Source: the vectors are those of sentence-transformers' StaticEmbedding with mean pooling.
    """

    def __init__(self, folder: Path) -> None:
        """Load the model.

        Raises:
            EmbedderError: It is not there, or its files are damaged.
        """
        if not folder.is_dir():
            raise EmbedderError(f"There is no model folder {folder}. {CURE}")
        self._name = folder.resolve().name
        self._model = load_static_model(folder)
        self._prompts = choose_prompts(self._name, self._model.prompts)
        told = (_VERSION, self._model.revision, self._prompts.query, self._prompts.document, self.dim)
        self._revision = hashlib.sha256("\n".join(map(str, told)).encode()).hexdigest()[:16]

    @property
    def name(self) -> str:
        """The folder's name."""
        return self._name

    @property
    def revision(self) -> str:
        """Hash of what the model states as its revision (else of its files), prompts and dimension."""
        return self._revision

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return int(self._model.table.shape[1])

    @property
    def min_score(self) -> float:
        """Cosine under which two texts have nothing in common for this model."""
        return self._model.min_score or usual_min_score(self._name)

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        return self._embed([self._prompts.document + text for text in texts])

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        return self._embed([self._prompts.query + text for text in texts])

    @property
    def tokenizer_revision(self) -> str:
        """Changes whenever the same text would get other tokens."""
        return self._model.tokenizer_revision

    def tokens_of(self, texts: Sequence[str]) -> list[NDArray[np.int64]]:
        """Return the numbers of each text's tokens, in order."""
        parts: list[list[NDArray[np.int64]]] = [[] for _ in texts]
        for batch in _batches(texts):
            encodings = self._model.tokenizer.encode_batch_fast(
                [piece for _, piece in batch], add_special_tokens=False
            )
            for (number, _), encoding in zip(batch, encodings, strict=True):
                parts[number].append(np.array(encoding.ids, dtype=np.int64))
        return [each[0] if len(each) == 1 else np.concatenate(each) for each in parts]

    def embed_tokens(self, tokens: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """Return one unit-length row per text of which these are the tokens; shape (len(tokens), dim)."""
        sums = self._sums(tokens)
        sums /= np.array([max(len(each), 1) for each in tokens], dtype=np.float32).reshape(-1, 1)
        return unit_rows(sums)

    @property
    def word_dim(self) -> int:
        """Length of a word's vector."""
        return min(_WORD_DIM, self.dim)

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return the sum of each word's token vectors, in order; shape (len(words), word_dim)."""
        return self._sums(self.tokens_of(words))[:, : self.word_dim]

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_tokens(self.tokens_of(texts))

    def _sums(self, tokens: Sequence[NDArray[np.int64]]) -> NDArray[np.float32]:
        """Return by text the sum of its token vectors."""
        sums = np.zeros((len(tokens), self.dim), dtype=np.float32)
        for number, each in enumerate(tokens):
            for start in range(0, len(each), _SUM_TOKENS):
                sums[number] += self._sum(each[start : start + _SUM_TOKENS])
        return sums

    def _sum(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        model = self._model
        rows = tokens if model.rows is None else model.rows[tokens]
        # A text at a time: its vectors stay in the processor's cache, which is ten times as fast as one large
        # gather and np.add.reduceat. Not a matrix product, which would start threads for every text.
        vectors = model.table[rows].astype(np.float32)
        summed: NDArray[np.float32] = np.einsum("i,ij->j", model.scales[tokens], vectors)
        return summed


def _batches(texts: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """Yield pairs (number of the text, piece of it) in lists of bounded size."""
    batch: list[tuple[int, str]] = []
    n_chars = 0
    for number, text in enumerate(texts):
        for piece in pieces(clean(text), max_chars=_PIECE_CHARS):
            batch.append((number, piece))
            n_chars += len(piece)
            if len(batch) >= _BATCH_PIECES or n_chars >= _BATCH_CHARS:
                yield batch
                batch, n_chars = [], 0
    if batch:
        yield batch


def unit_rows(means: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows at length 1; one of next to no length becomes the last axis."""
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    empty = lengths[:, 0] < 1e-6
    unit: NDArray[np.float32] = (means / np.where(lengths < 1e-6, np.float32(1), lengths)).astype(np.float32)
    unit[empty] = 0.0
    unit[empty, -1] = 1.0
    return unit
