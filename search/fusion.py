"""Merging what the words say and what the meaning says into one score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

# What a full match of the query's words adds to the cosine (docs/decisions/0006).
LEXICAL_WEIGHT = 0.2
# How far meaning alone decides between languages: 0 lets words push chunks of the query's language before
# those of the other, 1 lets them order chunks within a language only.
_BALANCE = 0.5
HIGHEST = 1 + (1 - _BALANCE) * LEXICAL_WEIGHT  # of a score


def fuse(
    semantic: NDArray[np.float32], lexical: NDArray[np.float32], languages: NDArray[np.int32]
) -> NDArray[np.float32]:
    """Return one score for each candidate, higher is better.

    The score is cosine + 0.4 × lexical, made fair to other languages: words of the query are found where the
    text is in its language, so they say little of which language holds the answer. Therefore half of
    the score is that which the candidate would have if the words only changed its place among the
    candidates of its language: the k-th of a language by cosine and words has the k-th highest cosine of
    the language. Where all candidates are in one language, that changes no place.

    Args:
        semantic: Cosines with the query.
        lexical: In [0, 1]; 1 where the words match as well as they could.
        languages: Of the candidates, as any codes.
    """
    both = semantic + np.float32(LEXICAL_WEIGHT) * lexical
    within = np.empty_like(both)
    for language in np.unique(languages):
        places = np.flatnonzero(languages == language)
        order = np.argsort(-both[places], kind="stable")
        within[places[order]] = -np.sort(-semantic[places])
    fused = (1 - _BALANCE) * both + _BALANCE * within
    return fused.astype(np.float32)
