"""Widening a query by the words of the other language, and of its own, that mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from search.compound_translation import translated_compounds
from search.likeness import likeness, trigrams
from search.query_terms import STEM_LANGUAGES, QueryTerms
from search.stopwords import stop_words_of
from search.term_bridge import TermBridge, language_of, load_bridge, stems_of
from search.word_parts import word_parts_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from kb.taxonomy import Taxonomy, Theme
    from search.query_terms import QueryWord

_MAX_TERM_WORDS = 5
_MAX_THEMES_PER_TERM = 2  # a term of more themes says little
_MAX_TERMS = 60  # for a whole query
_USUAL_WEIGHT = 1.0  # of the first term of a row in another language
_LESS_USUAL_WEIGHT = 0.9  # of its synonyms
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
    theme_id: str  # empty where the term is from a row of the term bridge
    language: Language
    term: str
    stems: tuple[str, ...]
    weight: float  # in (0, 1]
    spellings: tuple[str, ...] = ()  # stems of one word that count the same; most of them nobody writes


@dataclass(frozen=True, slots=True)
class _KnownTerm:
    theme_id: str
    language: Language
    term: str
    stems: tuple[str, ...]
    is_in_name: bool  # the theme is named after it, so it is what the theme is about


@dataclass(frozen=True, slots=True)
class _Match:
    """Words of the query in a row that are a term: of rows of the bridge, of themes, or of both."""

    words: tuple[QueryWord, ...]
    rows: tuple[int, ...]
    named: tuple[_KnownTerm, ...]

    @property
    def typed(self) -> str:
        return " ".join(word.typed for word in self.words)


def is_one_term(terms: QueryTerms, same: Iterable[ThemeTerm]) -> bool:
    """Tell whether the whole query is one term that is called something else in another language.

    Args:
        terms: The words of the query.
        same: What ``ThemeExpander.expand`` says means the same.
    """
    asked = {word.folded for word in terms.content()}
    return bool(asked) and any(
        term.weight >= _UNLIKE_WEIGHT and asked <= {fold(word) for word in term.query.split()}
        for term in same
    )


_Key = tuple[Language, tuple[str, ...]]


class ThemeExpander:
    """Finds the terms of the bridge and of the taxonomy in a query and the terms that mean the same.

    Of the terms of a theme those mean the same that its name holds in the two languages, and those that are
    spelt alike; the rest (cykelsti, flextur) only belong together. What else is one thing is in the bridge.
    """

    def __init__(self, taxonomy: Taxonomy, bridge: TermBridge | None = None) -> None:
        """Stem the terms of all themes.

        Args:
            taxonomy: The themes.
            bridge: The one that comes with Metodbank if none is given.
        """
        self._bridge = load_bridge() if bridge is None else bridge
        self._parts = word_parts_of(taxonomy)
        self._depths = _depths(taxonomy.themes)
        self._by_theme: dict[str, list[_KnownTerm]] = {}
        self._by_stems: dict[_Key, list[_KnownTerm]] = {}
        for known in _known_terms(taxonomy.themes):
            self._by_theme.setdefault(known.theme_id, []).append(known)
            self._by_stems.setdefault((known.language, known.stems), []).append(known)

    def expand(self, terms: QueryTerms, *, language: str | None = None) -> list[ThemeTerm]:
        """Return the terms that mean the same as terms in the query, at most 60, the surest first.

        Args:
            terms: The words of the query; several in a row may be one term.
            language: The query's language; terms of others weigh more. Where it is not known, the words
                of the query may tell it.
        """
        asked = language_of(terms, language, self._bridge)
        matches = list(self._matches(terms, asked))
        themes = [self._themes_of(match.rows) for match in matches]
        found: dict[_Key, ThemeTerm] = {}
        for nth, match in enumerate(matches):
            others = frozenset[str]().union(*themes[:nth], *themes[nth + 1 :])
            for term in self._same_as(match, others, asked, language):
                _keep_heaviest(found, term)
        for word in _uncovered(terms, matches):
            for part in translated_compounds(word, asked, self._bridge, self._parts):
                _keep_heaviest(
                    found,
                    ThemeTerm(
                        query=word.typed,
                        theme_id="",
                        language=part.language,
                        term=part.term,
                        stems=part.stems[:1],
                        weight=part.weight,
                        spellings=part.stems[1:],
                    ),
                )
        typed = {pair for word in terms.words for pair in word.stems}
        wanted = (term for term in found.values() if not self._is_there(term, typed, asked, terms))
        return sorted(wanted, key=lambda term: -term.weight)[:_MAX_TERMS]

    def _is_there(
        self, term: ThemeTerm, typed: set[tuple[Language, str]], asked: Language, terms: QueryTerms
    ) -> bool:
        """Tell whether the query has the term already, or the term is the false friend of a word of it."""
        if all((term.language, stem) in typed for stem in term.stems):
            return True
        if len(term.stems) > 1 or asked is Language.UNKNOWN:
            return False
        if fold(term.term) in stop_words_of(term.language):
            return True
        return any(
            term.stems[0] in self._bridge.false_friends(dict(word.stems)[asked], asked, term.language)
            for word in terms.words
        )

    def _matches(self, terms: QueryTerms, asked: Language) -> Iterator[_Match]:
        covered: set[int] = set()
        n_words = len(terms.words)
        for length in range(min(_MAX_TERM_WORDS, n_words), 0, -1):
            for start in range(n_words - length + 1):
                places = range(start, start + length)
                found = tuple(terms.words[place] for place in places)
                if not covered.isdisjoint(places) or all(word.is_stop_word for word in found):
                    continue
                match = self._match(found, asked)
                if match:
                    covered.update(places)
                    yield match

    def _match(self, found: tuple[QueryWord, ...], asked: Language) -> _Match | None:
        keys = [
            (language, tuple(word.stems[nth][1] for word in found))
            for nth, language in enumerate(STEM_LANGUAGES)
        ]
        # In a query of one language a word of another is meant only if it is none of its own.
        own = [key for key in keys if key[0] in _read_as(asked)]
        rows = self._rows(own) or (() if self._is_guarded(found, asked) else self._rows(keys))
        named = tuple(known for key in keys for known in self._by_stems.get(key, ()))
        return _Match(found, rows, named) if rows or named else None

    def _rows(self, keys: Iterable[_Key]) -> tuple[int, ...]:
        return tuple(
            dict.fromkeys(row for language, stems in keys for row in self._bridge.rows_of(language, stems))
        )

    def _is_guarded(self, found: Sequence[QueryWord], asked: Language) -> bool:
        return len(found) == 1 and self._bridge.is_guarded(dict(found[0].stems).get(asked, ""), asked)

    def _themes_of(self, rows: Iterable[int]) -> frozenset[str]:
        return frozenset[str]().union(*(self._bridge.row(row).themes for row in rows))

    def _same_as(
        self, match: _Match, other_themes: frozenset[str], asked: Language, language: str | None
    ) -> Iterator[ThemeTerm]:
        # the first of equals is kept: a word for the same thing before one of the same theme
        rows = [row for row in match.rows if self._bridge.row(row).themes & other_themes] or match.rows
        weights: dict[tuple[Language, str], list[float]] = {}
        for row in rows:
            for own, terms in self._bridge.row(row).terms.items():
                for nth, term in enumerate(terms):
                    weight = _USUAL_WEIGHT if nth == 0 else _LESS_USUAL_WEIGHT
                    weights.setdefault((own, term), []).append(weight)
        for (own, term), each in weights.items():
            # A word of several meanings: what all of them translate to is sure, the rest is one of several.
            share = len(each) / len(rows)
            weight = share * (_SAME_LANGUAGE_WEIGHT if own == asked else max(each))
            yield _theme_term(match.typed, "", own, term, stems_of(term, own), weight)
        for known in self._of_themes(match.named):
            weight = _closeness(match.typed, known, language)
            yield _theme_term(match.typed, known.theme_id, known.language, known.term, known.stems, weight)

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


def _read_as(asked: Language) -> frozenset[Language]:
    """Return the languages that the words of a query in ``asked`` are looked up in."""
    if asked is Language.UNKNOWN:
        return frozenset(STEM_LANGUAGES)
    if asked in (Language.DANISH, Language.NORWEGIAN):  # short queries are easily taken for the other
        return frozenset({Language.DANISH, Language.NORWEGIAN})
    return frozenset({asked})


def _keep_heaviest(found: dict[_Key, ThemeTerm], term: ThemeTerm) -> None:
    key = (term.language, term.stems)
    if term.stems and (key not in found or found[key].weight < term.weight):
        found[key] = term


def _theme_term(
    query: str, theme_id: str, language: Language, term: str, stems: tuple[str, ...], weight: float
) -> ThemeTerm:
    return ThemeTerm(query=query, theme_id=theme_id, language=language, term=term, stems=stems, weight=weight)


def _uncovered(terms: QueryTerms, matches: Iterable[_Match]) -> list[QueryWord]:
    covered = {word for match in matches for word in match.words}
    return [word for word in terms.content() if word not in covered and not word.is_stop_word]


def _closeness(query: str, known: _KnownTerm, language: str | None) -> float:
    if known.language == language:
        return _SAME_LANGUAGE_WEIGHT
    alike = likeness(trigrams(fold(query)), trigrams(fold(known.term)))
    # Half of the trigrams in common is as near as translations of the two languages come.
    return min(1.0, _UNLIKE_WEIGHT + 2 * (1 - _UNLIKE_WEIGHT) * alike)


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
                yield from _terms_of(theme.id, terms, language, theme.names.get(code, ""))


def _terms_of(theme_id: str, terms: Iterable[str], language: Language, name: str) -> Iterator[_KnownTerm]:
    name_stems = stems_of(name, language)
    for term in terms:
        stems = stems_of(term, language)
        starts = range(len(name_stems) - len(stems) + 1)
        is_in_name = any(name_stems[start : start + len(stems)] == stems for start in starts)
        if stems:
            yield _KnownTerm(theme_id, language, term, stems, is_in_name)
