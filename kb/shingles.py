"""Word triples of a text as hashes, and how much of one text another holds."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING

import numpy as np

from kb.words import folded_words

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_WORDS = 30
"""Shorter texts are not compared: an address or a list of links is in many documents."""

# What is stored rests on the constants below: whoever changes one must empty the table word_samples.
_N_TOGETHER = 3
_FACTORS = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)
# Of pairs that share just .6, one hash in four misses 8 of 1,000 where a text has 30 words and at most 3 of
# 10,000 where it has 60 or more; one in sixteen would miss 333 and 107 of 1,000 (bench.similar_documents).
_SAMPLED_ONE_IN = 4


@dataclass(frozen=True, slots=True)
class Shingles:
    """The distinct word triples of a text."""

    hashes: NDArray[np.uint64]  # sorted
    with_numbers: NDArray[np.uint64]  # those that hold a number, sorted
    n_all: int  # triples, repeated ones too


def shingles(text: str) -> Shingles:
    """Return the word triples of a text; none for fewer than ``MIN_WORDS`` words.

    Case, punctuation, line breaks and the spelling of ä/æ, ö/ø and å/aa make no difference.
    """
    found = np.array([_hash(word) for word in folded_words(text)], dtype=np.uint64)
    if found.size < MIN_WORDS:
        return Shingles(np.empty(0, np.uint64), np.empty(0, np.uint64), 0)
    parts = [found[at : found.size - _N_TOGETHER + 1 + at] for at in range(_N_TOGETHER)]
    mixed = np.zeros(parts[0].size, dtype=np.uint64)
    for part, factor in zip(parts, _FACTORS, strict=True):
        mixed += part * np.uint64(factor)  # modulo 2**64
    mixed = _spread(mixed)
    has_number = np.logical_or.reduce([part & np.uint64(1) for part in parts]).astype(bool)
    return Shingles(np.unique(mixed), np.unique(mixed[has_number]), mixed.size)


@lru_cache(maxsize=131_072)
def _hash(word: str) -> int:
    """Return 64 bits; the lowest tells whether a digit is in the word."""
    value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
    return value & ~1 | any(map(str.isdigit, word))


def _spread(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Mix the bits so that each depends on all: those chosen for the sample must be chosen by chance.

    Source: the finalizer of SplitMix64, Steele, Lea and Flood, OOPSLA 2014.
    """
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def sample(hashes: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Return the same part of the hashes of every text: what two texts share is in both or in neither."""
    chosen = hashes[hashes % np.uint64(_SAMPLED_ONE_IN) == 0]
    return np.unique((chosen >> np.uint64(32)).astype(np.uint32))


def n_shared(first: NDArray[np.uint64], second: NDArray[np.uint64]) -> int:
    """Return how many hashes two texts share."""
    return int(np.intersect1d(first, second, assume_unique=True).size)
