"""How a query that is being typed may go on: with words that people write and that find something."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log10
from typing import TYPE_CHECKING, Protocol

from kb.gazetteer import load_gazetteer
from kb.records import Facet, Language
from kb.text import fold, to_nfc, without_invisible
from kb.words import words
from search.query_terms import STEM_LANGUAGES, read_query, stem_of
from search.stopwords import stop_words_of
from search.term_bridge import load_bridge, stems_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from kb.taxonomy import Taxonomy
    from search.facets import FacetTable

MIN_CHARS = 3  # as typed; before that nearly everything fits
MAX_CHARS = 200  # of a query that is still being typed; a longer one is a pasted text
_MAX_TERM_WORDS = 5
_LOOKED_AT = 120  # words of the corpus with one beginning, the most frequent ones
_CHECKED = 40  # terms with one beginning that are looked for in the corpus, the shortest first
_LARGE_CHUNKS = 5_000  # in so many, a word that stands in one of them only may be a slip
_MIN_WORD_CHARS, _MAX_WORD_CHARS = 4, 40
_MIN_HEAD_CHARS = 5  # of a compound of which only the head is a common word
_MIN_PART_CHARS = 3  # of one whose parts both are: cykel|kök
# What surnames end with, most of them of common words too: Bergström, Lindgren, Jensen
_NAME_ENDINGS = tuple("berg blad dahl gren holm kvist lund man quist qvist sen son strand ström".split())
# What a term is worth beside the logarithm of the chunks it is in. A place or a theme that somebody has begun
# to type is mostly what is meant; a term of the bridge is written out where the corpus has its inflections.
_PLACE_GAIN, _THEME_GAIN, _TERM_GAIN = 1.0, 0.6, 0.5
_BEHIND_ALL = chr(0x10FFFF)
_TO_DANISH = str.maketrans("äö", "æø")


class CorpusTerms(Protocol):
    """The words of an index."""

    def __len__(self) -> int:
        """Return the number of chunks."""
        ...

    def words_starting_with(self, start: str, *, limit: int) -> list[tuple[str, int]]:
        """Return the most frequent folded words that begin with ``start``, and in how many chunks each is."""
        ...

    def word_count(self, folded: str) -> int:
        """Return in how many chunks the folded word is."""
        ...

    def stem_count(self, stem: str, language: Language) -> int:
        """Return in how many chunks the stem is."""
        ...

    def has_stems(self, stems: Sequence[str], language: Language) -> bool:
        """Tell whether the stems stand after one another in any chunk."""
        ...


@dataclass(frozen=True, slots=True, order=True)
class _Term:
    """A word or several that can be completed."""

    key: str  # its words folded, with spaces between
    written: str
    language: Language
    gain: float
    theme: str = ""  # where it is the name of a theme
    place: str = ""  # where it is the name of a municipality: its code


@dataclass(frozen=True, slots=True)
class _Found:
    score: float
    start: int  # where the words stand that it takes the place of
    written: str
    stems: frozenset[tuple[str, ...]]


class Suggester:
    """Completes queries over one index; remembers which terms it has looked for. Safe for many threads."""

    def __init__(self, corpus: CorpusTerms, facets: FacetTable, taxonomy: Taxonomy) -> None:
        """Prepare; nothing is read before something is typed."""
        self._corpus = corpus
        self._taxonomy = taxonomy
        self._themes = frozenset(facets.columns[Facet.THEME].labels)
        self._places = frozenset(facets.columns[Facet.MUNICIPALITY].labels)
        spoken = facets.columns[Facet.LANGUAGE].labels
        self._languages = [each for each in STEM_LANGUAGES if each.value in spoken]
        self._counts: dict[_Term, int] = {}

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        """Return whole queries that begin as ``text`` and find something, the most useful first.

        None while fewer than three characters of the last word are typed, or where the query has quotes or a
        minus: what is required or excluded then may leave nothing.
        """
        text = without_invisible(to_nfc(text[: MAX_CHARS + 1])).lstrip()
        terms = read_query(text)
        if len(text) > MAX_CHARS or not terms.words or terms.phrases or terms.excluded or '"' in text:
            return ()
        chosen: list[str] = []
        seen: set[tuple[str, ...]] = set()
        found = sorted(self._found(text), key=lambda each: (-each.score, each.start, each.written))
        for each in found:
            if each.stems.isdisjoint(seen):  # another form of the same word says nothing new
                seen |= each.stems
                chosen.append(text[: each.start] + each.written)
            if len(chosen) == limit:
                break
        return tuple(chosen)

    def _found(self, text: str) -> Iterator[_Found]:
        typed = words(text)
        tail = " " if text[-1:].isspace() else ""
        typed_stems = _stems(text[typed[-1].start :]) if not tail else frozenset()
        if not self._corpus.word_count(typed[-1].folded):
            typed_stems = frozenset()  # the beginning of a word is no word, though it may look like its stem
        for n_words in range(1, min(_MAX_TERM_WORDS, len(typed)) + 1):
            start = typed[-n_words].start
            if len(text) - start < MIN_CHARS:
                continue
            prefix = " ".join(word.folded for word in typed[-n_words:]) + tail
            found = self._terms(prefix)
            if n_words == 1 and not tail:
                found = [*found, *self._words(prefix)]
            for term, count in found:
                stems = _stems(term.written)
                if term.key == prefix or not stems.isdisjoint(typed_stems):
                    continue
                if term.theme:  # once, though it has a name in each language
                    stems |= {(term.theme, "theme")}
                # a term of which more is typed already is the more likely to be meant
                yield _Found(log10(1 + count) + term.gain + n_words - 1, start, term.written, stems)

    def _terms(self, prefix: str) -> list[tuple[_Term, int]]:
        table = _terms_of(self._taxonomy)
        first = bisect_left(table, prefix, key=lambda term: term.key)
        last = bisect_left(table, prefix + _BEHIND_ALL, lo=first, key=lambda term: term.key)
        fitting = [term for term in table[first:last] if term.place or term.language in self._languages]
        fitting.sort(key=lambda term: (-term.gain, len(term.key)))
        return [(term, n) for term in fitting[:_CHECKED] if (n := self._count(term)) > 0]

    def _count(self, term: _Term) -> int:
        """Return in how many chunks the rarest word of a term is; 0 where the term finds nothing."""
        count = self._counts.get(term)
        if count is None:
            count = self._counts[term] = self._counted(term)
        return count

    def _counted(self, term: _Term) -> int:
        stems = stems_of(term.written, term.language)
        count = min((self._corpus.stem_count(stem, term.language) for stem in stems), default=0)
        if term.place:
            return max(1, count) if term.place in self._places else 0
        if term.theme:  # its name finds what is told of it, in whatever words
            return max(1, count) if term.theme in self._themes else 0
        return count if count and (len(stems) == 1 or self._corpus.has_stems(stems, term.language)) else 0

    def _words(self, prefix: str) -> Iterator[tuple[_Term, int]]:
        least = 2 if len(self._corpus) > _LARGE_CHUNKS else 1
        for folded, count in self._corpus.words_starting_with(prefix, limit=_LOOKED_AT):
            if count >= least and _is_plain_word(folded):
                yield _Term(folded, self._written(folded), Language.UNKNOWN, 0.0), count

    def _written(self, folded: str) -> str:
        """Return a folded word with the letters of the language that uses it more."""
        danish = folded.translate(_TO_DANISH)
        if danish == folded:
            return folded
        n_danish = self._corpus.stem_count(stem_of(danish, Language.DANISH), Language.DANISH)
        n_swedish = self._corpus.stem_count(stem_of(folded, Language.SWEDISH), Language.SWEDISH)
        return danish if n_danish > n_swedish else folded


def _stems(text: str) -> frozenset[tuple[str, ...]]:
    return frozenset(stems_of(text, language) for language in (Language.SWEDISH, Language.DANISH))


def _is_plain_word(folded: str) -> bool:
    """Tell whether a word is a common one or made of such, and so hardly the name of a person."""
    if not (_MIN_WORD_CHARS <= len(folded) <= _MAX_WORD_CHARS and folded.isalpha()):
        return False
    if folded in stop_words_of():
        return False
    common = _common_words()
    if folded in common:
        return True
    if folded.removesuffix("s").endswith(_NAME_ENDINGS):
        return False
    for start in range(_MIN_PART_CHARS, len(folded) - _MIN_PART_CHARS + 1):
        modifier, head = folded[:start], folded[start:]
        is_known = modifier in common or modifier.removesuffix("s") in common
        if head in common and (is_known or (len(head) >= _MIN_HEAD_CHARS and start >= _MIN_WORD_CHARS)):
            return True
    return False


@cache
def _common_words() -> frozenset[str]:
    from importlib.resources import files

    # made by training.build_words
    return frozenset((files("search") / "data" / "words.txt").read_text(encoding="utf-8").split("\n"))


@lru_cache(maxsize=2)
def _terms_of(taxonomy: Taxonomy) -> list[_Term]:
    """Return what can be completed besides words of the corpus, by its folded words."""
    return sorted({*_places(), *_themes(taxonomy), *_bridge_terms()})


def _places() -> Iterator[_Term]:
    for place in load_gazetteer().municipalities:
        language = Language.SWEDISH if place.country == "SE" else Language.DANISH
        yield _Term(_key(place.name), place.name, language, _PLACE_GAIN, place=place.code)


def _themes(taxonomy: Taxonomy) -> Iterator[_Term]:
    for theme in taxonomy.themes:
        for code, name in theme.names.items():
            # "Medborgarbudget" is a heading; somebody who searches writes it as a word
            written = name.lower() if name.istitle() and name.isalpha() else name
            yield _Term(_key(name), written, Language(code), _THEME_GAIN, theme=theme.id)
        for code, terms in theme.terms.items():
            yield from (_Term(_key(term), term, Language(code), _TERM_GAIN) for term in terms)


def _bridge_terms() -> Iterator[_Term]:
    bridge = load_bridge()
    for number in range(len(bridge)):
        for language, terms in bridge.row(number).terms.items():
            yield from (_Term(_key(term), term, language, _TERM_GAIN) for term in terms if _is_whole(term))


def _is_whole(term: str) -> bool:
    return not term.endswith("-") and "- " not in term  # not the first part of "børne- og ungeudvalg"


def _key(text: str) -> str:
    return " ".join(word.folded for word in words(fold(text)))
