"""Widening a query by the words of the other language, and of its own, that mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from kb.words import words
from search.bridges import BRIDGES
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
# Dice coefficient of trigrams from which a term is taken for another spelling of the query's. Spellings of
# one word have 0.63 (brobyggare, brobygger) to 1; neighbours with a part in common up to 0.58
# (pensionärsråd, pensionärsförening; fritidspas, fritidsbank).
_MIN_LIKENESS = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeTerm:
    """A term to look for besides the words of the query."""

    query: str  # the words of the query that brought it, as typed
    theme_id: str  # empty where the term is from a row of ``BRIDGES``
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
    is_in_name: bool  # the theme is named after it, so it is what the theme is about


_Key = tuple[Language, tuple[str, ...]]


class ThemeExpander:
    """Finds the terms of the taxonomy in a query and the terms that mean the same.

    Of the terms of a theme those mean the same that its name holds in the two languages, and those that are
    spelt alike; the rest (cykelsti, flextur) only belong together. What else is one thing is in ``BRIDGES``.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._depths = _depths(taxonomy.themes)
        self._by_theme: dict[str, list[_KnownTerm]] = {}
        self._by_stems: dict[_Key, list[_KnownTerm]] = {}
        self._bridges: dict[_Key, list[_KnownTerm]] = {}
        for known in _known_terms(taxonomy.themes):
            self._by_theme.setdefault(known.theme_id, []).append(known)
            self._by_stems.setdefault((known.language, known.stems), []).append(known)
        for bridge in BRIDGES:
            row = [
                *_terms_of(bridge.sv, Language.SWEDISH),
                *_terms_of(bridge.da, Language.DANISH),
                *_terms_of(bridge.en, Language.ENGLISH),
            ]
            for known in row:
                self._bridges.setdefault((known.language, known.stems), []).extend(row)

    def expand(self, terms: QueryTerms, *, language: str | None = None) -> list[ThemeTerm]:
        """Return the terms that mean the same as terms in the query, at most 40, the surest first.

        Args:
            terms: The words of the query; several in a row may be one term.
            language: The query's language; terms of others weigh more.
        """
        found: dict[_Key, ThemeTerm] = {}
        typed = {pair for word in terms.words for pair in word.stems}
        for query, known in self._same_as(terms):
            if all((known.language, stem) in typed for stem in known.stems):
                continue  # the query has it already
            key = (known.language, known.stems)
            weight = self._closeness(query, known, language)
            if key not in found or found[key].weight < weight:
                found[key] = ThemeTerm(
                    query=query,
                    theme_id=known.theme_id,
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

    def _same_as(self, terms: QueryTerms) -> Iterator[tuple[str, _KnownTerm]]:
        covered: set[int] = set()
        n_words = len(terms.words)
        for length in range(min(_MAX_TERM_WORDS, n_words), 0, -1):
            for start in range(n_words - length + 1):
                places = range(start, start + length)
                if not covered.isdisjoint(places):
                    continue
                if all(terms.words[place].is_stop_word for place in places):
                    continue
                keys = _keys_of(terms, places)
                if any(key in self._by_stems or key in self._bridges for key in keys):
                    covered.update(places)
                    query = " ".join(terms.words[place].typed for place in places)
                    # the first of equals is kept: a word for the same thing before one of the same theme
                    yield from ((query, known) for key in keys for known in self._bridges.get(key, ()))
                    named = [known for key in keys for known in self._by_stems.get(key, ())]
                    yield from ((query, known) for known in self._of_themes(named))

    def _of_themes(self, named: Sequence[_KnownTerm]) -> Iterator[_KnownTerm]:
        theme_ids = self._most_specific(known.theme_id for known in named)
        for typed in named:
            if typed.theme_id in theme_ids:
                asked = trigrams(fold(typed.term))
                for known in self._by_theme[typed.theme_id]:
                    both_in_name = typed.is_in_name and known.is_in_name
                    if both_in_name or likeness(asked, trigrams(fold(known.term))) >= _MIN_LIKENESS:
                        yield known

    def _most_specific(self, theme_ids: Iterable[str]) -> list[str]:
        different = dict.fromkeys(theme_ids)
        deepest = max((self._depths[theme_id] for theme_id in different), default=0)
        kept = [theme_id for theme_id in different if self._depths[theme_id] == deepest]
        return kept[:_MAX_THEMES_PER_TERM]


def _keys_of(terms: QueryTerms, places: Sequence[int]) -> list[_Key]:
    return [
        (language, tuple(terms.words[place].stems[nth][1] for place in places))
        for nth, language in enumerate(STEM_LANGUAGES)
    ]


@lru_cache(maxsize=2)
def expander_of(taxonomy: Taxonomy) -> ThemeExpander:
    """Return the expander of a taxonomy, made once for each: it stems every term."""
    return ThemeExpander(taxonomy)


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
            if language in STEM_LANGUAGES:
                yield from _terms_of(terms, language, theme_id=theme.id, name=theme.names.get(code, ""))


def _terms_of(
    terms: Iterable[str], language: Language, *, theme_id: str = "", name: str = ""
) -> Iterator[_KnownTerm]:
    name_stems = _stems(name, language)
    for term in terms:
        stems = _stems(term, language)
        starts = range(len(name_stems) - len(stems) + 1)
        is_in_name = any(name_stems[start : start + len(stems)] == stems for start in starts)
        if stems:
            yield _KnownTerm(theme_id, language, term, stems, is_in_name)


def _stems(text: str, language: Language) -> tuple[str, ...]:
    return tuple(stem_of(text[word.start : word.end], language) for word in words(text))
