"""How near passages are in meaning to the themes, by the model that comes with Metodbank."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import KbError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kb.protocols import Embedder, ThemeScorer
    from kb.taxonomy import Taxonomy

logger = logging.getLogger(__name__)

# What stands around a passage beside the passage itself, whose weight is 1: its headings, the document's
# title and the document as a whole. A passage of a list says little of what the list is about. Mean average
# precision of 626 labelled passages .48, without any of it .30; .5 to 1 each made no difference.
_AROUND = np.float32(0.7)


class WordThemeScorer:
    """Compares passages with the names and terms of the themes; safe for many threads."""

    def __init__(self, taxonomy: Taxonomy, embedder: Embedder) -> None:
        """Embed the names and terms of all themes.

        Each language counts the same, and each word in it: themes differ in how many they have.
        """
        self.themes = tuple(theme.id for theme in taxonomy.themes)
        self._embedder = embedder
        lists = [
            (number, [theme.names[code], *terms])
            for number, theme in enumerate(taxonomy.themes)
            for code, terms in theme.terms.items()
        ]
        vectors = embedder.embed_documents([word for _, written in lists for word in written])
        self._mean = vectors.mean(axis=0)
        centred = _unit_rows(vectors - self._mean)
        self._prototypes = np.zeros((len(self.themes), embedder.dim), dtype=np.float32)
        start = 0
        for number, written in lists:
            own = centred[start : start + len(written)].mean(axis=0)
            self._prototypes[number] += own / max(float(np.linalg.norm(own)), 1e-9)
            start += len(written)
        self._prototypes = _unit_rows(self._prototypes)

    def __call__(self, title: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return the cosine of each passage, seen in its document, with each theme.

        See ThemeScorer in kb/protocols.py.
        """
        if not passages:
            return np.zeros((0, len(self.themes)), dtype=np.float32)
        headings = list(dict.fromkeys(heading or title for heading, _ in passages))
        vectors = self._embedder.embed_documents([title, *headings, *(text for _, text in passages)])
        centred = _unit_rows(vectors - self._mean)
        of_heading = dict(zip(headings, centred[1:], strict=False))
        texts = centred[1 + len(headings) :]
        around = np.stack([of_heading[heading or title] for heading, _ in passages])
        whole = _unit_rows(texts.mean(axis=0, keepdims=True))
        seen = _unit_rows(texts + _AROUND * (around + centred[0] + whole))
        # Not a matrix product: so small a one spends ten times as much, on threads that wait for work.
        scores: NDArray[np.float32] = np.einsum("ij,kj->ik", seen, self._prototypes)
        return scores


@lru_cache(maxsize=1)  # it never changes, and loading it takes .2 s
def shipped_theme_scorer(taxonomy: Taxonomy) -> ThemeScorer | None:
    """Return a scorer with the model that comes with Metodbank, whichever searches; None without it."""
    from search.embedders import make_embedder

    try:
        return WordThemeScorer(taxonomy, make_embedder("static"))
    except KbError as error:
        logger.warning("Themes are told by words alone: %s", error)
        return None


def _unit_rows(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-9))
    return unit
