"""Words of a query that name a filter: Kil, Danmark, 2017, danska, Medborgarbudget."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kb.records import Country, Facet, Filters, Language, OfferedFilter
from kb.text import fold, to_nfc
from kb.words import words
from search.query_terms import read_query
from search.term_bridge import load_bridge

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kb.gazetteer import Gazetteer
    from kb.taxonomy import Taxonomy
    from kb.words import Word

_MAX_OFFERED = 3
_MAX_NAME_WORDS = 4  # Upplands Väsby kommun, Region Gotlands kommun
_MIN_NAME_CHARS = 4  # of a name in small letters: "ale" and "kil" are words
# What stands before a place, and goes with it when the place becomes a filter.
_BEFORE_PLACE = frozenset("i från fra in from at hos till til".split())
_BEFORE_LANGUAGE = frozenset({"på", "in"})
_FEW_WORDS = 3
_BEFORE_YEAR = frozenset("i från fra in from år året året under since siden sedan about om år".split())
_BEFORE = {Facet.YEAR: _BEFORE_YEAR, Facet.LANGUAGE: _BEFORE_LANGUAGE}
_YEARS = re.compile(r"(?<![\w-])((?:19|20)\d\d)(?:\s?[-–]\s?((?:19|20)\d\d))?(?![\w-])")
_QUOTED = re.compile(r'["“”„«»]([^"“”„«»]{1,200})["“”„«»]')
_COUNTRIES = {
    Country.SWEDEN: "sverige sveriges sweden",
    Country.DENMARK: "danmark danmarks denmark",
}
_LANGUAGES = {
    Language.SWEDISH: "svenska svensk svenskt svenske swedish",
    Language.DANISH: "danska dansk danskt danske danish",
    Language.NORWEGIAN: "norska norsk norskt norske norwegian",
    Language.ENGLISH: "engelska engelsk engelskt engelske english",
}
# After these "danska" tells where and not in which language: danska kommuner.
_OF_A_COUNTRY = ("kommun", "exempel", "eksempl", "municipalit", "example", "stad", "städer", "byer")
_COUNTRY_OF = {Language.SWEDISH: Country.SWEDEN, Language.DANISH: Country.DENMARK}


class _Named(NamedTuple):
    start: int
    end: int
    facet: Facet
    value: str


def offer_filters(
    text: str,
    *,
    filters: Filters,
    taxonomy: Taxonomy,
    gazetteer: Gazetteer,
    has_chunks: Callable[[Filters], bool],
) -> tuple[OfferedFilter, ...]:
    """Return what the words of a query could be a filter for, in their order, at most three.

    Args:
        text: The query as typed; what stands after a minus or in a longer quoted phrase is left alone.
        filters: What is filtered already; no filter is offered for a facet among it.
        taxonomy: Brings names and terms of themes, which must be the whole query or a quoted part of it.
        gazetteer: Brings names of municipalities.
        has_chunks: Tells whether anything is within filters, so that no offer leads to an empty list.
    """
    text = to_nfc(text)
    found = read_query(text)
    if not found.words:
        return ()
    end = max(word.end for word in found.words)
    kept = [word for word in words(text[:end]) if any(word.start == each.start for each in found.words)]
    named = [
        *_years(text, kept),
        *_places(text, kept, gazetteer),
        *_countries_and_languages(text, kept),
        *_themes(text, taxonomy),
    ]
    offered: list[OfferedFilter] = []
    for each in sorted(dict.fromkeys(named)):
        if len(offered) == _MAX_OFFERED:
            break
        is_offered = any((each.facet, each.value) == (other.facet, other.value) for other in offered)
        if not is_offered and not _is_set(filters, each.facet) and has_chunks(_with(filters, each)):
            offered.append(_offer(text, each))
    return tuple(offered)


def _offer(text: str, named: _Named) -> OfferedFilter:
    start, end = named.start, named.end
    before = list(words(text[:start]))
    little = _BEFORE.get(named.facet, _BEFORE_PLACE)
    if before and before[-1].folded in little and not text[before[-1].end : start].strip():
        start = before[-1].start
    # quotes around what is taken out go too
    if text[start - 1 : start] in tuple('"“”„«»') and text[end : end + 1] in tuple('"“”„«»'):
        start, end = start - 1, end + 1
    rest = " ".join((text[:start] + " " + text[end:]).split())
    return OfferedFilter(
        facet=named.facet, value=named.value, typed=text[named.start : named.end], rest=rest.strip(" ,;")
    )


def _is_set(filters: Filters, facet: Facet) -> bool:
    chosen: Mapping[Facet, object] = {
        Facet.THEME: filters.themes,
        Facet.COUNTRY: filters.countries,
        Facet.MUNICIPALITY: filters.municipalities,
        Facet.LANGUAGE: filters.languages,
        Facet.YEAR: filters.years,
        Facet.TYPE: filters.types,
        Facet.TARGET_GROUP: filters.target_groups,
        Facet.STATUS: filters.statuses,
        Facet.PARTICIPATION: filters.participation,
        Facet.LESSON: filters.lessons,
    }
    return bool(chosen[facet])


def _with(filters: Filters, named: _Named) -> Filters:
    value = frozenset({named.value})
    match named.facet:
        case Facet.THEME:
            return replace(filters, themes=value)
        case Facet.COUNTRY:
            return replace(filters, countries=value)
        case Facet.MUNICIPALITY:
            return replace(filters, municipalities=value)
        case Facet.LANGUAGE:
            return replace(filters, languages=value)
        case _:
            first, _, last = named.value.partition("-")
            return replace(filters, years=(int(first), int(last or first)))


def _years(text: str, kept: Iterable[Word]) -> Iterator[_Named]:
    starts = {word.start for word in kept}
    for match in _YEARS.finditer(text):
        first, last = match.group(1), match.group(2)
        if match.start() in starts and (last is None or first <= last):
            value = first if last in (None, first) else f"{first}-{last}"
            yield _Named(match.start(), match.end(), Facet.YEAR, value)


def _countries_and_languages(text: str, kept: list[Word]) -> Iterator[_Named]:
    for nth, word in enumerate(kept):
        written = text[word.start : word.end].lower()
        for country, names in _COUNTRIES.items():
            if written in names.split():
                yield _Named(word.start, word.end, Facet.COUNTRY, country)
        for language, names in _LANGUAGES.items():
            if written not in names.split():
                continue
            after = text[kept[nth + 1].start :].lower() if nth + 1 < len(kept) else ""
            before = kept[nth - 1].folded if nth else ""
            if after.startswith(_OF_A_COUNTRY) and language in _COUNTRY_OF:
                yield _Named(word.start, word.end, Facet.COUNTRY, _COUNTRY_OF[language])
            elif before in _BEFORE_LANGUAGE or len(kept) <= _FEW_WORDS:
                # "barnpassning medan föräldrar läser svenska" tells nothing of the documents
                yield _Named(word.start, word.end, Facet.LANGUAGE, language)


def _places(text: str, kept: list[Word], gazetteer: Gazetteer) -> Iterator[_Named]:
    forms = _forms_in_small_letters(gazetteer)
    taken: set[int] = set()
    for length in range(min(_MAX_NAME_WORDS, len(kept)), 0, -1):
        for first in range(len(kept) - length + 1):
            places = range(first, first + length)
            start, end = kept[first].start, kept[first + length - 1].end
            written = " ".join(text[start:end].split())
            codes = gazetteer.by_form.get(written, ())
            if not codes and written == written.lower():
                codes = forms.get(written, ())
            codes = tuple(code for code in codes if _is_meant(text, kept, first, length, code, gazetteer))
            if codes and taken.isdisjoint(places):
                taken.update(places)
                yield from (_Named(start, end, Facet.MUNICIPALITY, code) for code in codes)


def _is_meant(text: str, kept: list[Word], first: int, length: int, code: str, gazetteer: Gazetteer) -> bool:
    """Tell whether a name that is found stands for its municipality: Mark and not mark."""
    written = text[kept[first].start : kept[first + length - 1].end]
    is_alone = length == len(kept)
    after_preposition = first > 0 and kept[first - 1].folded in _BEFORE_PLACE
    is_capital = written[0].isupper()
    if is_alone or length > 1:
        return is_capital or is_alone or not gazetteer.get(code).ambiguous
    if not is_capital and len(written) < _MIN_NAME_CHARS:
        return after_preposition
    if not gazetteer.get(code).ambiguous:
        return is_capital or not _is_common(written)
    if first == 0 and is_capital:
        return not _is_common(written)  # the first word has a capital anyway
    return is_capital


def _is_common(written: str) -> bool:
    bridge = load_bridge()
    word = read_query(written.lower()).words[0]
    return word.is_stop_word or any(bridge.has(stem, language) for language, stem in word.stems)


@lru_cache(maxsize=2)
def _forms_in_small_letters(gazetteer: Gazetteer) -> dict[str, tuple[str, ...]]:
    forms: dict[str, dict[str, None]] = {}
    for form, codes in gazetteer.by_form.items():
        forms.setdefault(form.lower(), {}).update(dict.fromkeys(codes))
    return {form: tuple(codes) for form, codes in forms.items()}


def _themes(text: str, taxonomy: Taxonomy) -> Iterator[_Named]:
    named = _theme_names(taxonomy)
    parts = [(match.start(1), match.end(1)) for match in _QUOTED.finditer(text)]
    stripped = text.strip()
    whole = text.index(stripped)
    for start, end in [(whole, whole + len(stripped)), *parts]:
        theme_id = named.get(_key(text[start:end]))
        if theme_id is not None:
            yield _Named(start, end, Facet.THEME, theme_id)


@lru_cache(maxsize=2)
def _theme_names(taxonomy: Taxonomy) -> dict[str, str]:
    """Return the id of the theme of each name and term; of a term of several the most specific theme."""
    named: dict[str, str] = {}
    for theme in sorted(taxonomy.themes, key=lambda theme: -theme.id.count(".")):
        for terms in theme.terms.values():
            for term in terms:
                named.setdefault(_key(term), theme.id)
    return named | {_key(name): theme.id for theme in taxonomy.themes for name in theme.names.values()}


def _key(text: str) -> str:
    return " ".join(word.folded for word in words(fold(text)))
