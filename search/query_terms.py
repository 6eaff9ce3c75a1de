"""Reading what the user typed: words, quoted phrases and what is not wanted, never a query language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kb.records import Language
from kb.text import fold, to_nfc
from kb.words import stem, words
from search.stopwords import stop_words_of

MAX_WORDS = 64  # of one query; more than any question needs, few enough to stay fast on a pasted page
MAX_WORD_CHARS = 80  # longer ones are no words; cut in the index and in the query alike
_MAX_READ_CHARS = 10_000
_QUOTES = '"“”„«»'
_QUOTED = re.compile(f"[{_QUOTES}]([^{_QUOTES}]{{1,400}})[{_QUOTES}]")
# A minus stands after a space or at the start, and before a word or a quote: "barn- och", "grupp-dialog" and
# "2015-2017" have none.
_EXCLUDED = re.compile(
    rf"(?<!\S)[-−](?:[{_QUOTES}]([^{_QUOTES}]{{1,400}})[{_QUOTES}]|([^\W_][^\s{_QUOTES}]*))"
)

_NO_QUOTES = str.maketrans(dict.fromkeys(_QUOTES, " "))

_MIN_STEM_CHARS = 3
# Snowball takes these off, and then a rolig is a rolle and a bolig a bolag; they make another word.
_DERIVING = ("lig", "leg", "eig", "ig")
# Definite forms of words in -a; not handlingsplan, roman, organ, tjänsteman and the like.
_DEFINITE_AN = re.compile(r"(?<!pl)(?<!org)(?<!rom)(?<![^m]m)(?<=\w{4})an$")
_BEFORE_GENITIVE_S = frozenset("bcdfghjklmnprtv")  # the consonants after which Snowball drops an s

STEM_LANGUAGES = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH)


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryWord:
    """A word of a query."""

    typed: str
    folded: str
    stems: tuple[tuple[Language, str], ...]  # one for each of STEM_LANGUAGES
    is_stop_word: bool
    start: int = 0  # where it stands in the query in form NFC
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryTerms:
    """The words of a query, in order, and its quoted phrases as folded words.

    ``excluded`` are the words and phrases after a minus, each as its words; they are in none of the others.
    ``text`` is the query without them and without quotes: what is embedded.
    """

    words: tuple[QueryWord, ...]
    phrases: tuple[tuple[str, ...], ...] = ()
    excluded: tuple[tuple[QueryWord, ...], ...] = ()
    text: str = ""

    def content(self) -> tuple[QueryWord, ...]:
        """Return the different words that may retrieve: without stop words, unless there is nothing else."""
        different = {word.folded: word for word in reversed(self.words)}
        ordered = [word for word in self.words if different.get(word.folded) is word]
        kept = tuple(word for word in ordered if not word.is_stop_word)
        return kept or tuple(ordered)


def read_query(text: str, language: str | None = None) -> QueryTerms:
    """Return the words of ``text``; words in double quotes are a phrase as well, a minus excludes.

    Every text is valid. At most ``MAX_WORDS`` words are kept, from the start, and as many exclusions.

    Args:
        text: As typed.
        language: Language of the query, whose stop words count; those of all if it is not known.
    """
    text = to_nfc(text[:_MAX_READ_CHARS])
    stop_words = stop_words_of(Language(language) if language else None)
    excluded = []
    for match in _EXCLUDED.finditer(text):
        start = match.start() + 1
        found = words(text[start : match.end()])[:MAX_WORDS]
        excluded.append(
            tuple(_query_word(text, start + word.start, start + word.end, stop_words) for word in found)
        )
    # spaces in their place: a word's start and end are those in the whole query
    wanted = _EXCLUDED.sub(lambda match: " " * len(match.group()), text)
    phrases = [_folded(match.group(1)) for match in _QUOTED.finditer(wanted)]
    return QueryTerms(
        words=tuple(
            _query_word(wanted, word.start, word.end, stop_words) for word in words(wanted)[:MAX_WORDS]
        ),
        phrases=tuple(dict.fromkeys(phrase for phrase in phrases if phrase)),
        excluded=tuple(dict.fromkeys(each for each in excluded[:MAX_WORDS] if each)),
        text=" ".join(wanted.translate(_NO_QUOTES).split()),
    )


def _folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded[:MAX_WORD_CHARS] for word in words(text)[:MAX_WORDS])


def _query_word(text: str, start: int, end: int, stop_words: frozenset[str]) -> QueryWord:
    typed = text[start:end]
    folded = words(typed)[0].folded[:MAX_WORD_CHARS]
    return QueryWord(
        typed=typed,
        folded=folded,
        stems=tuple((language, stem_of(typed, language)) for language in STEM_LANGUAGES),
        is_stop_word=folded in stop_words,
        start=start,
        end=end,
    )


def is_latin(word: QueryWord) -> bool:
    """Tell whether a word has letters of the languages that models here are made for."""
    return any("a" <= each <= "z" or each in "åäöæøéüß" for each in word.typed.casefold())


def is_telling(word: QueryWord, stem: str) -> bool:
    """Tell whether a stem of ``word`` may retrieve: för, the stem of förare, is in every Swedish text."""
    return word.is_stop_word or stem not in stop_words_of()


@lru_cache(maxsize=65_536)  # a third of the time of indexing, and of explaining a hit
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
    if language is Language.SWEDISH and _DEFINITE_AN.search(found):
        return found[:-2]  # so does it skolan, which is to meet skola
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
