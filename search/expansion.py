"""Widening a query through the taxonomy: a term of a theme brings the theme's other terms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from kb.words import words
from search.likeness import likeness, trigrams
from search.query_terms import STEM_LANGUAGES, QueryTerms, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kb.taxonomy import Taxonomy, Theme

_MAX_TERM_WORDS = 5
_MAX_THEMES_PER_TERM = 2  # a term of more themes says little
_MAX_TERMS = 40  # for a whole query
_SAME_LANGUAGE_WEIGHT = 0.5  # a synonym in the user's language is often not what was meant
# A theme holds closer and looser terms; of those in the other language the one spelt alike is mostly the
# translation (nattvandrare, natteravn), so a term without any likeness weighs this much.
_UNLIKE_WEIGHT = 0.7
_PART_WEIGHT = 0.5  # the theme was found by a part of a compound only
_MIN_SHARED_CHARS = 6  # of a part that two compounds share: udstyr in sportsudstyr and udstyrsbank
_MIN_OWN_CHARS = 3  # of the query's word beside the part: "kommun" alone is in too many terms


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTerm:
    """A term to look for besides the words of the query."""

    query: str  # the words of the query that brought it, as typed
    theme_id: str
    language: Language
    term: str
    stems: tuple[str, ...]
    weight: float  # in (0, 1]


@dataclass(frozen=True, slots=True)
class _KnownTerm:
    theme_id: str
    language: Language
    term: str
    stems: tuple[str, ...]


class ThemeExpander:
    """Finds the terms of the taxonomy in a query and the terms that mean the same."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._depths = _depths(taxonomy.themes)
        self._by_theme: dict[str, list[_KnownTerm]] = {}
        self._by_stems: dict[tuple[Language, tuple[str, ...]], list[str]] = {}
        self._parts = _Parts()
        for known in _known_terms(taxonomy.themes):
            self._by_theme.setdefault(known.theme_id, []).append(known)
            self._by_stems.setdefault((known.language, known.stems), []).append(known.theme_id)
            if len(known.stems) == 1:
                self._parts.add(known.stems[0], known.language, known.theme_id)

    def expand(self, terms: QueryTerms, *, language: str | None = None) -> list[ThemeTerm]:
        """Return the terms of the themes that the query names, at most 40, the surest first.

        Args:
            terms: The words of the query; several in a row may be one term.
            language: The query's language; terms of others weigh more.
        """
        found: dict[tuple[Language, tuple[str, ...]], ThemeTerm] = {}
        typed = {pair for word in terms.words for pair in word.stems}
        for query, theme_id, factor in self._themes_in(terms):
            for known in self._by_theme[theme_id]:
                if all((known.language, stem) in typed for stem in known.stems):
                    continue  # the query has it already
                key = (known.language, known.stems)
                weight = factor * self._closeness(query, known, language)
                if key not in found or found[key].weight < weight:
                    found[key] = ThemeTerm(
                        query=query,
                        theme_id=theme_id,
                        language=known.language,
                        term=known.term,
                        stems=known.stems,
                        weight=weight,
                    )
        return sorted(found.values(), key=lambda term: -term.weight)[:_MAX_TERMS]

    @staticmethod
    def _closeness(query: str, known: _KnownTerm, language: str | None) -> float:
        if known.language == language:
            return _SAME_LANGUAGE_WEIGHT
        alike = likeness(trigrams(fold(query)), trigrams(fold(known.term)))
        # Half of the trigrams in common is as near as translations of the two languages come.
        return min(1.0, _UNLIKE_WEIGHT + 2 * (1 - _UNLIKE_WEIGHT) * alike)

    def _themes_in(self, terms: QueryTerms) -> Iterator[tuple[str, str, float]]:
        covered: set[int] = set()
        n_words = len(terms.words)
        for length in range(min(_MAX_TERM_WORDS, n_words), 0, -1):
            for start in range(n_words - length + 1):
                places = range(start, start + length)
                themes = self._themes_of(terms, places)
                if themes and covered.isdisjoint(places):
                    covered.update(places)
                    query = " ".join(terms.words[place].typed for place in places)
                    yield from ((query, theme_id, 1.0) for theme_id in themes)
        for place, word in enumerate(terms.words):
            if place not in covered and not word.is_stop_word:
                themes = self._most_specific(self._parts.themes_of(word.stems))
                yield from ((word.typed, theme_id, _PART_WEIGHT) for theme_id in themes)

    def _themes_of(self, terms: QueryTerms, places: Iterable[int]) -> list[str]:
        if all(terms.words[place].is_stop_word for place in places):
            return []
        found: list[str] = []
        for nth, language in enumerate(STEM_LANGUAGES):
            stems = tuple(terms.words[place].stems[nth][1] for place in places)
            found += self._by_stems.get((language, stems), ())
        return self._most_specific(found)

    def _most_specific(self, theme_ids: Iterable[str]) -> list[str]:
        different = dict.fromkeys(theme_ids)
        deepest = max((self._depths[theme_id] for theme_id in different), default=0)
        kept = [theme_id for theme_id in different if self._depths[theme_id] == deepest]
        return kept[:_MAX_THEMES_PER_TERM]


class _Parts:
    """Finds the terms of one word that share a long part with a compound of the query."""

    def __init__(self) -> None:
        self._by_start: dict[tuple[Language, str], list[str]] = {}
        self._by_end: dict[tuple[Language, str], list[str]] = {}

    def add(self, stem: str, language: Language, theme_id: str) -> None:
        for length in range(_MIN_SHARED_CHARS, len(stem) + 1):
            self._by_start.setdefault((language, stem[:length]), []).append(theme_id)
            self._by_end.setdefault((language, stem[-length:]), []).append(theme_id)

    def themes_of(self, stems: Sequence[tuple[Language, str]]) -> list[str]:
        """Return the themes of the terms with the longest shared part.

        The part is the end of the query's word and the start or end of the term (sportsudstyr,
        udstyrsbank), or the start of the word and the end of the term.
        """
        longest = max((len(stem) for _, stem in stems), default=0) - _MIN_OWN_CHARS
        for length in range(longest, _MIN_SHARED_CHARS - 1, -1):
            found: list[str] = []
            for language, stem in stems:
                if length <= len(stem) - _MIN_OWN_CHARS:
                    found += self._by_start.get((language, stem[-length:]), ())
                    found += self._by_end.get((language, stem[-length:]), ())
                    found += self._by_end.get((language, stem[:length]), ())
            if found:
                return found
        return []


def _depths(themes: Sequence[Theme]) -> dict[str, int]:
    parents = {theme.id: theme.parent for theme in themes}
    depths = {}
    for theme_id in parents:
        depth, parent = 0, parents[theme_id]
        while parent:
            depth, parent = depth + 1, parents.get(parent)
        depths[theme_id] = depth
    return depths


def _known_terms(themes: Sequence[Theme]) -> Iterator[_KnownTerm]:
    for theme in themes:
        for code, terms in theme.terms.items():
            language = Language(code)
            if language not in STEM_LANGUAGES:
                continue
            for term in terms:
                stems = tuple(stem_of(term[word.start : word.end], language) for word in words(term))
                if stems:
                    yield _KnownTerm(theme.id, language, term, stems)
