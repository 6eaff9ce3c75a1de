"""Tells whether two chunks are the same text but for small changes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from kb.text import to_nfc
from kb.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_N_HASHES = 32
_SHINGLE_WORDS = 3
# Share of word triples in common, as 32 minima estimate it (standard error .07). Copies with a few words
# changed have more; practices told in the same frame differ in names or numbers, which are compared apart.
_MIN_RESEMBLANCE = 0.8

_rng = np.random.default_rng(20)
_FACTORS = _rng.integers(1, 2**32, _N_HASHES, dtype=np.uint64) | np.uint64(1)
_ADDENDS = _rng.integers(0, 2**32, _N_HASHES, dtype=np.uint64)
_SHIFT = np.uint64(32)

# dtype of one fingerprint: the text, its names and numbers, and the minima of its word triples' hashes
FINGERPRINT = np.dtype([("text", "<u4"), ("facts", "<u4"), ("minima", "<u4", (_N_HASHES,))])
Fingerprints = np.ndarray  # of dtype FINGERPRINT, shape (n,)


def fingerprint(text: str) -> tuple[int, int, NDArray[np.uint32]]:
    """Return what ``are_near_duplicates`` compares of a text: a row of dtype ``FINGERPRINT``.

    Source: Broder, "On the resemblance and containment of documents", 1997.
    """
    text = to_nfc(text)
    found = words(text)
    folded = [word.folded for word in found]
    facts = [
        written
        for word in found
        if (written := text[word.start : word.end])[0].isupper() or _has_digit(written)
    ]
    n_shingles = max(1, len(folded) - _SHINGLE_WORDS + 1)
    shingles = {_hash(folded[start : start + _SHINGLE_WORDS]) for start in range(n_shingles)}
    values = np.fromiter(shingles, dtype=np.uint64)
    minima = ((values[:, None] * _FACTORS + _ADDENDS) >> _SHIFT).min(axis=0).astype(np.uint32)
    return _hash(folded), _hash(facts), minima


def _has_digit(word: str) -> bool:
    # most words are letters only, which takes a quarter of the time to tell
    return not word.isalpha() and any(map(str.isdigit, word))


def _hash(parts: Sequence[str]) -> int:
    return crc32(" ".join(parts).encode("utf-8", "surrogatepass"))


def are_near_duplicates(one: np.void, others: Fingerprints) -> NDArray[np.bool_]:
    """Tell which of ``others`` are the text of ``one`` but for a few words.

    Names and numbers must be the same: a frame that is told of two places, or of two years, is two texts.
    """
    alike = (others["minima"] == one["minima"]).mean(axis=1) >= _MIN_RESEMBLANCE
    same: NDArray[np.bool_] = (others["facts"] == one["facts"]) & ((others["text"] == one["text"]) | alike)
    return same
