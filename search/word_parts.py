"""What the taxonomy's own words tell about parts of compounds."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from kb.words import words
from search.query_terms import stem_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from kb.taxonomy import Taxonomy

_MIN_CHARS = 4  # of a part; shorter starts and ends are shared by chance


class WordParts:
    """The stems of a taxonomy's words by language, and the parts that several of its compounds share."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """Read the terms, broad words and names of all themes."""
        self._terms: set[str] = set()
        self._texts: list[str] = []
        stems: dict[Language, set[str]] = {}
        for theme in taxonomy.themes:
            for code in {*theme.terms, *theme.broad, *theme.names}:
                language = Language(code)
                terms = [*theme.terms.get(code, ()), *theme.broad.get(code, ())]
                for text in (*terms, theme.names.get(code, "")):
                    self._texts.append(text)
                    found = [stem_of(text[word.start : word.end], language) for word in words(text)]
                    stems.setdefault(language, set()).update(found)
                    if len(found) == 1 and text in terms:
                        self._terms.add(found[0])
        self._parts = {language: known | _shared_parts(known) for language, known in stems.items()}

    def texts(self) -> tuple[str, ...]:
        """Return the terms, broad words and names as they are written."""
        return tuple(self._texts)

    def is_term(self, stem: str) -> bool:
        """Tell whether ``stem`` is that of a term or broad word of its own, in any language."""
        return stem in self._terms

    def has(self, part: str, language: Language) -> bool:
        """Tell whether ``part`` is a stem of the taxonomy, or begins or ends several of its words."""
        return len(part) >= _MIN_CHARS and fold(part) in self._parts.get(_written_like(language), ())


@lru_cache(maxsize=2)
def word_parts_of(taxonomy: Taxonomy) -> WordParts:
    """Return the word parts of a taxonomy, read once for each."""
    return WordParts(taxonomy)


def _written_like(language: Language) -> Language:
    # The taxonomy has no Norwegian; its compounds are built and mostly spelt like Danish ones.
    return Language.DANISH if language is Language.NORWEGIAN else language


def _shared_parts(stems: Collection[str]) -> set[str]:
    """Return what stems begin or end with before they go on differently: borger|dialog, borger|råd."""
    starts = _branchings(stems)
    ends = {each[::-1] for each in _branchings([stem[::-1] for stem in stems])}
    return starts | ends


def _branchings(texts: Collection[str]) -> set[str]:
    found = set()
    for first, second in pairwise(sorted(texts)):
        n_shared = 0
        for one, other in zip(first, second, strict=False):
            if one != other:
                break
            n_shared += 1
        # Both go on with enough for a word: not the point where two endings begin.
        if n_shared >= _MIN_CHARS and min(len(first), len(second)) - n_shared >= _MIN_CHARS:
            found.add(first[:n_shared])
    return found
