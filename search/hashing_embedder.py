"""The stand-in embedder: spelling, not meaning; used until a trained model is there."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from math import log, sqrt
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from kb.records import Language
from kb.text import to_nfc
from kb.words import words
from search.query_terms import stem_of
from search.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_VERSION = 2  # raise it whenever the same text gets another vector
_NGRAM_LENGTHS = (3, 4, 5)
_MAX_WORD_CHARS = 64  # longer "words" are tables or codes; n-grams of their start suffice
_STOP_WORD_WEIGHT = 0.05
# Shares of the squared length of a word's vector: like-spelt words of the languages meet in the n-grams.
_WORD_SHARE, _STEM_SHARE, _NGRAM_SHARE = 0.3, 0.3, 0.4
# Of the mean of a chunk's cosine and its best sentence's (python -m bench.floor --embedder hashing): 0.18
# leaves 9 of 10 nonsense and 69 % of off-topic queries without hits and costs 3 to 14 % of answers, 0.22 10
# to 26 %.
_MIN_SCORE = 0.18
_STEM_LANGUAGES = (Language.SWEDISH, Language.DANISH)


class HashingEmbedder:
    """Stand-in for a trained model: hashes words, stems and character n-grams into a vector.

    Texts are near when they share words or parts of words, across Swedish, Danish and Norwegian
    spelling; it knows nothing of meaning. A text without words lies on a dimension of its own, so its
    cosine with every other text is 0.

    Source: feature hashing with signs, Weinberger et al., ICML 2009; subword n-grams as in fastText,
    Bojanowski et al., TACL 2017.
    """

    def __init__(self, dim: int = 512, *, min_score: float = _MIN_SCORE) -> None:
        if dim < 16:
            raise ValueError(f"dim must be at least 16, got {dim}")
        self._dim = dim
        self._min_score = min_score
        # The cache belongs to the instance; 65,536 words are about 40 MB and cover a large corpus.
        self._word_features = lru_cache(maxsize=65_536)(self._make_word_features)

    @property
    def name(self) -> str:
        """The model's name."""
        return "hashing"

    @property
    def revision(self) -> str:
        """Version of the method and dimension."""
        return f"{_VERSION}-{self._dim}"

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._dim

    @property
    def min_score(self) -> float:
        """Cosine under which two texts share no more than chance."""
        return self._min_score

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        rows = np.zeros((len(texts), self._dim), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._embed(text)
        return rows

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        return self.embed_documents(texts)

    def _embed(self, text: str) -> NDArray[np.float32]:
        counts = Counter(word.folded[:_MAX_WORD_CHARS] for word in words(to_nfc(text)))
        row = np.zeros(self._dim, dtype=np.float32)
        if counts:
            features = [self._word_features(word) for word in counts]
            sizes = [len(indices) for indices, _ in features]
            factors = np.repeat([1 + log(n) for n in counts.values()], sizes)
            weights = np.concatenate([weights for _, weights in features]) * factors
            indices = np.concatenate([indices for indices, _ in features])
            row[:-1] = np.bincount(indices, weights, minlength=self._dim - 1)
        length = float(np.linalg.norm(row))
        if length == 0:  # no words, or features that cancel out
            row[-1] = 1.0
            return row
        return row / np.float32(length)

    def _make_word_features(self, word: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        stems = {stem_of(word, language) for language in _STEM_LANGUAGES}
        bordered = f"<{word}>"
        ngrams = {
            bordered[start : start + n] for n in _NGRAM_LENGTHS for start in range(len(bordered) - n + 1)
        }
        groups = (
            (_WORD_SHARE, [f"w:{word}"]),
            (_STEM_SHARE, [f"s:{each}" for each in sorted(stems)]),
            (_NGRAM_SHARE, [f"n:{each}" for each in sorted(ngrams)]),
        )
        scale = _STOP_WORD_WEIGHT if word in STOP_WORDS else 1.0
        indices: list[int] = []
        weights: list[float] = []
        for share, names in groups:
            for name in names:
                mixed = _mix(crc32(name.encode("utf-8", "surrogatepass")))
                indices.append((mixed >> 1) % (self._dim - 1))
                sign = 1.0 if mixed & 1 else -1.0
                weights.append(sign * scale * sqrt(share / len(names)))
        return np.array(indices, dtype=np.int64), np.array(weights)


def _mix(value: int) -> int:
    # CRC-32 is linear, so like strings get like low bits; the finaliser of MurmurHash3 spreads them.
    value = ((value ^ (value >> 16)) * 0x85EBCA6B) & 0xFFFFFFFF
    value = ((value ^ (value >> 13)) * 0xC2B2AE35) & 0xFFFFFFFF
    return value ^ (value >> 16)
