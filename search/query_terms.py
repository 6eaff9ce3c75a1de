"""Reading what the user typed: words and quoted phrases, never a query language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kb.records import Language
from kb.text import fold, to_nfc
from kb.words import stem, words
from search.stopwords import STOP_WORDS

MAX_WORDS = 64  # of one query; more than any question needs, few enough to stay fast on a pasted page
MAX_WORD_CHARS = 80  # longer ones are no words; cut in the index and in the query alike
_MAX_READ_CHARS = 10_000
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]{1,400})["“”„«»]')

_MIN_STEM_CHARS = 3
# Snowball takes these off, and then a rolig is a rolle and a bolig a bolag; they make another word.
_DERIVING = ("lig", "leg", "eig", "ig")
_BEFORE_GENITIVE_S = frozenset("bcdfghjklmnprtv")  # the consonants after which Snowball drops an s

STEM_LANGUAGES = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """A word of a query."""

    typed: str
    folded: str
    stems: tuple[tuple[Language, str], ...]  # one for each of STEM_LANGUAGES
    is_stop_word: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """The words of a query, in order, and its quoted phrases as folded words."""

    words: tuple[QueryWord, ...]
    phrases: tuple[tuple[str, ...], ...] = ()

    def content(self) -> tuple[QueryWord, ...]:
        """Return the different words that may retrieve: without stop words, unless there is nothing else."""
        different = {word.folded: word for word in reversed(self.words)}
        ordered = [word for word in self.words if different.get(word.folded) is word]
        kept = tuple(word for word in ordered if not word.is_stop_word)
        return kept or tuple(ordered)


def read_query(text: str) -> QueryTerms:
    """Return the words of ``text``; words in double quotes are a phrase as well.

    Every text is valid. At most ``MAX_WORDS`` words are kept, from the start.
    """
    text = to_nfc(text[:_MAX_READ_CHARS])
    phrases = [_folded(match.group(1)) for match in _QUOTED.finditer(text)]
    return QueryTerms(
        words=tuple(_query_word(text, word.start, word.end) for word in words(text)[:MAX_WORDS]),
        phrases=tuple(dict.fromkeys(phrase for phrase in phrases if phrase)),
    )


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded[:MAX_WORD_CHARS] for word in words(text)[:MAX_WORDS])


def _query_word(text: str, start: int, end: int) -> QueryWord:
    typed = text[start:end]
    folded = words(typed)[0].folded[:MAX_WORD_CHARS]
    return QueryWord(
        typed=typed,
        folded=folded,
        stems=tuple((language, stem_of(typed, language)) for language in STEM_LANGUAGES),
        is_stop_word=folded in STOP_WORDS,
    )


def stem_of(word: str, language: Language) -> str:
    """Return the stem of a word as the index holds it."""
    word = word[:MAX_WORD_CHARS]
    found = stem(word, language)
    if language is Language.ENGLISH:
        return found
    derived = _with_derivation(fold(word), found)
    if derived != found:
        return derived
    if language is Language.SWEDISH and found.endswith("igt"):
        return found[:-1]  # the neuter, which Snowball leaves
    if len(found) > _MIN_STEM_CHARS and found[-1] == "s":
        # Snowball makes lekplats of lekplatserna, but takes lekplats for a genitive of lekplat.
        return found[:-1] if found[-2] in _BEFORE_GENITIVE_S else found
    return found


def _with_derivation(folded: str, found: str) -> str:
    removed = folded.removeprefix(found)
    if not folded.startswith(found):
        return found
    if found.endswith("lg") and removed.startswith("t"):
        return f"{found}t"  # Danish: udvalgt is what was chosen, an udvalg a committee
    return found + next((each for each in _DERIVING if removed.startswith(each)), "")
