"""Words of a text and their stems, the same for tagging, indexing, highlighting and explaining."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

# Letters and digits with inner hyphens, apostrophes and full stops left out: "e-förslag" is two words,
# found again as neighbours; \w would also take the underscore.
_WORD = re.compile(r"[^\W_]+")

_SNOWBALL = {
    Language.SWEDISH: "swedish",
    Language.DANISH: "danish",
    Language.NORWEGIAN: "norwegian",
    Language.ENGLISH: "english",
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, ``text[start:end]``, and folded for comparing."""

    start: int
    end: int
    folded: str


# The same words come again and again: remembering them halves the time of indexing.
_fold_word = lru_cache(maxsize=65_536)(fold)


def words(text: str) -> list[Word]:
    """Return the words of ``text`` in order."""
    return [Word(m.start(), m.end(), _fold_word(m.group())) for m in _WORD.finditer(text)]


@cache
def _stemmer(language: Language) -> Callable[[str], str]:
    import Stemmer

    name = _SNOWBALL.get(language)
    if name is None:
        return str
    # An instance keeps a cache that is not safe across threads; size 0 turns it off.
    return Stemmer.Stemmer(name, 0).stemWord  # type: ignore[no-any-return] # the package has no types


@lru_cache(maxsize=131_072)
def stem(word: str, language: Language) -> str:
    """Return the folded stem of a word in ``language``; the folded word itself for an unknown one.

    The word is stemmed with its own letters and folded after it, because the Snowball rules for Danish
    and Norwegian know æ and ø.

    Source: Snowball, https://snowballstem.org/algorithms/
    """
    return fold(_stemmer(language)(word.casefold()))
