"""Did you mean: a word that nobody uses, and one that is used and spelt nearly the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10
from typing import TYPE_CHECKING, Protocol

import numpy as np

from kb.gazetteer import load_gazetteer
from kb.records import Language
from kb.text import to_nfc
from kb.words import words
from search.compounds import splits_of
from search.query_terms import stem_of
from search.spelling_distance import distance
from search.stopwords import stop_words_of
from search.term_bridge import load_bridge

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from search.query_terms import QueryTerms, QueryWord
    from search.word_parts import WordParts

_MIN_CHARS, _MAX_CHARS = 4, 32
_MIN_PART_CHARS = 4  # of a compound; of shorter ones any slip is made up
# Up to this length one slip, above it two: with two from six letters on, a third more of 2,800 well-spelt
# questions on 1,900 passages were taken for misspelt.
_SHORT_CHARS = 7
_MAX_WORDS = 3  # replaced in one query: with more unknown words it is another language
_LARGE_CHUNKS = 5_000  # in so many, a word that stands in one of them only may be a slip itself
_DOTS_COST = 0.4  # of a letter without its dots or ring: hardly a slip
_FREQUENCY_GAIN = 0.2  # for each ten times as many chunks: børn rather than burn
_PAIRS_OF_A_SLIP = 6  # two letters swapped end three pairs and begin three
_MAX_COMPARED = 300  # words with one first letter, the most alike; each takes some 0.01 ms
_ABSENT_COST = 0.3  # of a word of the bridge or a theme that no document has
_FIRST_LETTER_COST = 0.5  # slips are rare in it
_ENDINGS = frozenset("a ar e en er et n na ne r s t".split())
_DOTTED = "äöåéèüáóñ"
_UNDOTTED = str.maketrans(_DOTTED, "aoaeeuaon")
_SPELLINGS = {
    plain: plain + "".join(d for d in _DOTTED if d.translate(_UNDOTTED) == plain) for plain in "aoeun"
}
_TO_DANISH = str.maketrans("äö", "æø")


class CorpusWords(Protocol):
    """The words of an index."""

    def __len__(self) -> int:
        """Return the number of chunks."""
        ...

    def words_starting_with(self, start: str) -> list[tuple[str, int]]:
        """Return the folded words that begin with ``start``, and in how many chunks each is."""
        ...

    def word_count(self, folded: str) -> int:
        """Return in how many chunks the folded word is."""
        ...

    def stem_count(self, stem: str, language: Language) -> int:
        """Return in how many chunks the stem is."""
        ...


@dataclass(frozen=True, slots=True)
class _Candidates:
    """Words with the same first letter, dots and rings aside, and what rules most of them out at once."""

    words: tuple[str, ...]
    bare: tuple[str, ...]  # without dots and rings
    counts: tuple[int, ...]  # of chunks
    lengths: NDArray[np.int64]  # shape (n,)
    letters: NDArray[np.uint64]  # shape (n,): one bit for each letter of the bare word
    pairs: NDArray[np.uint64]  # shape (n,): one bit for each pair of neighbours in it


class Speller:
    """Proposes words of one index, of the bridge and of the taxonomy; remembers what it has read of them."""

    def __init__(self, corpus: CorpusWords, parts: WordParts) -> None:
        """Prepare; nothing is read before a word is unknown."""
        self._corpus = corpus
        self._parts = parts
        self._candidates: dict[str, _Candidates] = {}

    def suggest(self, text: str, terms: QueryTerms, *, language: str | None = None) -> str | None:
        """Return ``text`` with its unknown words replaced, None if there is nothing to propose.

        Args:
            text: The query as typed.
            terms: What was read of it; what stands after a minus is left as it is.
            language: Language of the query, whose letters a proposal has: ældre or äldre.
        """
        text = to_nfc(text)
        unknown = [word for word in terms.words if not self._is_fine(word)]
        if len(unknown) > _MAX_WORDS:
            return None
        changed = [(word, better) for word in unknown if (better := self._proposal(word, language))]
        for word, better in reversed(changed):
            text = text[: word.start] + _cased(better, word.typed) + text[word.end :]
        return text if changed else None

    def _is_fine(self, word: QueryWord) -> bool:
        return (
            word.is_stop_word
            or not word.folded.isalpha()
            or not _MIN_CHARS <= len(word.folded) <= _MAX_CHARS
            or self._corpus.word_count(word.folded) > 0
            or any(self.is_stem(stem, language) for language, stem in word.stems)
            or is_common_word(word.folded)
            or word.folded in _written_words(self._parts)
            or any(self._is_compound(stem, language) for language, stem in word.stems)
        )

    def is_stem(self, stem: str, language: Language) -> bool:
        """Tell whether the index or the bridge has a word of this stem."""
        return self._corpus.stem_count(stem, language) > 0 or load_bridge().has(stem, language)

    def _is_compound(self, stem: str, language: Language) -> bool:
        known = _KnownStems(self, self._parts, language)
        return any(
            len(modifier) >= _MIN_PART_CHARS and len(head) >= _MIN_PART_CHARS
            for modifier, head in splits_of(stem, known)  # the parts of the taxonomy's compounds count here
        )

    def _proposal(self, word: QueryWord, language: str | None) -> str | None:
        # Of English the corpus and the bridge have few words, and a capital within the query begins a name.
        is_rare = language == Language.ENGLISH or (word.start > 0 and word.typed[0].isupper())
        most = 1 if is_rare or len(word.folded) <= _SHORT_CHARS else 2
        near = sorted(self._near(word.folded, most))
        found = [other for _, other in near if self._is_of(other, language)]
        if not found or _is_form_of(found[0], word):
            return None
        return self._spelt_out(found[0], language)

    def _is_of(self, folded: str, language: str | None) -> bool:
        """Tell whether a word is used in the language of the query; its counterpart in another is no slip."""
        if language in (None, Language.UNKNOWN):
            return True
        spellings = {folded, folded.translate(_TO_DANISH)}
        own = Language(language)
        stems = {stem_of(each, own) for each in spellings}
        return any(self.is_stem(stem, own) or self._parts.has(stem, own) for stem in stems)

    def _near(self, folded: str, most: int) -> list[tuple[float, str]]:
        """Return known words with what speaks against each: slips, less what it is used.

        Words with two slips only where there are none with one, which weigh more than any frequency.
        """
        bare = folded.translate(_UNDOTTED)
        found: list[tuple[float, str]] = []
        for limit in range(1, most + 1):
            found = found or list(self._within(limit, folded, bare))
        return found

    def _within(self, limit: int, folded: str, bare: str) -> Iterator[tuple[float, str]]:
        letters, pairs = _letter_sets([bare])
        # the second letter too: the first two may be swapped, or the first is one too many
        for start in dict.fromkeys(bare[:2] if limit == 1 else bare[0]):
            candidates = self._starting_with(start)
            # an exchanged letter takes one from the set of letters and adds one
            n_letters = np.bitwise_count(candidates.letters ^ letters)
            n_pairs = np.bitwise_count(candidates.pairs ^ pairs).astype(np.int64)
            alike = (n_letters <= 2 * limit) & (n_pairs <= _PAIRS_OF_A_SLIP * limit)
            alike &= np.abs(candidates.lengths - len(bare)) <= limit
            places = np.flatnonzero(alike)
            places = places[np.argsort(n_pairs[places], kind="stable")[:_MAX_COMPARED]]
            for nth in places.tolist():
                slips = distance(bare, candidates.bare[nth], limit=limit)
                if slips is None:
                    continue
                other = candidates.words[nth]
                cost = slips + (_DOTS_COST if _has_other_dots(folded, other) else 0)
                cost += _FIRST_LETTER_COST if start != bare[0] else 0
                cost += _ABSENT_COST if candidates.counts[nth] == 0 else 0
                yield cost - _FREQUENCY_GAIN * log10(1 + candidates.counts[nth]), other

    def _starting_with(self, letter: str) -> _Candidates:
        found = self._candidates.get(letter)
        if found is None:
            found = self._candidates[letter] = self._read(letter)
        return found

    def _read(self, letter: str) -> _Candidates:
        least = 2 if len(self._corpus) > _LARGE_CHUNKS else 1
        counts = dict.fromkeys(_by_first_letter(self._parts).get(letter, ()), 0)
        for start in _SPELLINGS.get(letter, letter):
            counts |= {word: n for word, n in self._corpus.words_starting_with(start) if n >= least}
        stop_words = stop_words_of()
        usable = [
            (word, n)
            for word, n in counts.items()
            if _MIN_CHARS - 1 <= len(word) <= _MAX_CHARS and word.isalpha() and word not in stop_words
        ]
        bare = tuple(word.translate(_UNDOTTED) for word, _ in usable)
        letters, pairs = _letter_sets(bare)
        return _Candidates(
            words=tuple(word for word, _ in usable),
            bare=bare,
            counts=tuple(n for _, n in usable),
            lengths=np.array([len(word) for word in bare], dtype=np.int64),
            letters=letters,
            pairs=pairs,
        )

    def _spelt_out(self, folded: str, language: str | None) -> str:
        """Return a folded word with the letters of the query's language, else of the one it is used in."""
        danish = folded.translate(_TO_DANISH)
        if danish == folded or language == Language.SWEDISH:
            return folded
        if language in (Language.DANISH, Language.NORWEGIAN):
            return danish
        written = _written_words(self._parts).get(folded)
        n_danish = self._corpus.stem_count(stem_of(danish, Language.DANISH), Language.DANISH)
        n_swedish = self._corpus.stem_count(stem_of(folded, Language.SWEDISH), Language.SWEDISH)
        if n_danish == n_swedish:
            return written or folded
        return danish if n_danish > n_swedish else folded


@dataclass(frozen=True, slots=True)
class _KnownStems:
    """The stems that the parts of a compound can be, in one language."""

    speller: Speller
    parts: WordParts
    language: Language

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return self.parts.has(text, self.language) or self.speller.is_stem(text, self.language)

    def is_term(self, stem: str) -> bool:
        return self.is_word(stem)

    def count(self, stem: str) -> int:
        return int(self.is_word(stem))


def _is_form_of(folded: str, word: QueryWord) -> bool:
    """Tell whether a known word is another form of one of the query, which is not misspelt then.

    Not by stems but in English: the Danish stemmer takes double letters for single.
    """
    if stem_of(folded, Language.ENGLISH) == dict(word.stems)[Language.ENGLISH]:
        return True
    shorter, longer = sorted((folded, word.folded), key=len)
    return longer.startswith(shorter) and longer.removeprefix(shorter) in _ENDINGS


def _has_other_dots(first: str, second: str) -> bool:
    return [c for c in first if c in _DOTTED] != [c for c in second if c in _DOTTED]


def _cased(word: str, typed: str) -> str:
    if len(typed) > 1 and typed.isupper():
        return word.upper()
    return word[0].upper() + word[1:] if typed[0].isupper() else word


def _letter_sets(bare: Sequence[str]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Return two numbers for each word: bits for its letters, and bits for its pairs of neighbours."""
    if not bare:
        return np.empty(0, dtype=np.uint64), np.empty(0, dtype=np.uint64)
    longest = max(len(word) for word in bare) + 1  # with a border after the longest
    codes = np.array(bare, dtype=f"U{longest}").view(np.uint32).reshape(len(bare), longest)
    return _bits(codes, codes > 0), _bits(codes[:, :-1] * 31 + codes[:, 1:] * 7, codes[:, :-1] > 0)


def _bits(numbers: NDArray[np.uint32], is_there: NDArray[np.bool_]) -> NDArray[np.uint64]:
    bits = np.where(is_there, np.left_shift(np.uint64(1), (numbers % 64).astype(np.uint64)), np.uint64(0))
    joined: NDArray[np.uint64] = np.bitwise_or.reduce(bits, axis=1)
    return joined


def is_common_word(folded: str) -> bool:
    """Tell whether a folded word is common in public Swedish, Danish, Norwegian or English text."""
    return f"\n{folded}\n" in _common_words()  # a set of them would take fifty times as long to make


@cache
def _common_words() -> str:
    from importlib.resources import files

    # made by training.build_words
    return "\n" + (files("search") / "data" / "words.txt").read_text(encoding="utf-8")


@lru_cache(maxsize=2)
def _written_words(parts: WordParts) -> Mapping[str, str]:
    """Return the words of the bridge, the taxonomy and the municipalities, folded and as written."""
    forms = (form for place in load_gazetteer().municipalities for form in place.forms)
    texts = [*forms, *parts.texts(), *load_bridge().words()]
    written: dict[str, str] = {}
    for text in texts:
        for word in words(text):
            if text[word.end : word.end + 1] != "-":  # the first part of "børne- og ungeudvalg" is no word
                written.setdefault(word.folded, text[word.start : word.end].lower())
    return written


@lru_cache(maxsize=2)
def _by_first_letter(parts: WordParts) -> Mapping[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for folded in _written_words(parts):
        grouped.setdefault(folded[0].translate(_UNDOTTED), []).append(folded)
    return grouped
