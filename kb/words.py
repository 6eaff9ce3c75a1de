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
fold_word = lru_cache(maxsize=65_536)(fold)


# A passage is read for its themes and its sentences, and indexed in three ways, a batch of 512 at a time.
@lru_cache(maxsize=2_048)
def words(text: str) -> tuple[Word, ...]:
    """Return the words of ``text`` in order."""
    return tuple(Word(m.start(), m.end(), fold_word(m.group())) for m in _WORD.finditer(text))


def folded_words(text: str) -> list[str]:
    """Return the words of ``text`` folded, in order: what ``words`` returns without the places, faster."""
    return [fold_word(word) for word in _WORD.findall(text)]


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
