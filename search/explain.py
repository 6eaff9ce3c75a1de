"""Why a hit was found: which words of the query meet which words of the hit, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from kb.records import Language, Span, Why
from kb.words import Word, words
from search.compounds import begins_with, ends_in, is_head_of, splits_of
from search.expansion import ThemeTerm, expander_of
from search.likeness import likeness, trigrams
from search.query_terms import STEM_LANGUAGES, QueryWord, is_telling, read_query, stem_of
from search.suspended import suspended_compounds
from search.term_bridge import TermBridge, are_false_friends, closed_languages, language_of, load_bridge
from search.weak_words import weak_words
from search.word_parts import WordParts, word_parts_of

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy

_MAX_REASONS = 6
_KINDS = ("exact", "form", "compound", "bridge", "theme", "similar")  # the surest first
_NEAR_AFTER, _NEAR_BEFORE = 3, 2  # as many words between the parts of a compound as the index allows
_SENTENCE_END = re.compile(r"[.!?:]\s|\n")
_MIN_LIKENESS = 0.5  # Dice coefficient of three-letter sequences: "kommunalråd" and "kommunerådet" pass


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the hit with its words and their stems in each of its possible languages."""

    text: str
    words: Sequence[Word]
    stems: dict[Language, list[str]]
    suspended: dict[Language, dict[int, str]]  # by place: the stem of what "barn-" stands for
    is_body: bool


@dataclass(frozen=True, slots=True)
class _HitWords:
    """The words that a part of a compound can be: the taxonomy's and the hit's, in one language."""

    stems: frozenset[str]
    language: Language
    parts: WordParts
    bridge: TermBridge

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return (
            text in self.stems or self.parts.has(text, self.language) or self.bridge.has(text, self.language)
        )

    def count(self, stem: str) -> int:
        return int(stem in self.stems)

    def is_term(self, stem: str) -> bool:
        return self.parts.is_term(stem)


class _Reading(NamedTuple):
    """A word of the query and the words of a text, read in one language."""

    known: _HitWords
    asked: str  # the stem of the query's word
    stems: Sequence[str]
    suspended: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Match:
    query: str
    span: Span
    text: _Text
    kind: str

    def reason(self) -> Why:
        return Why(query=self.query, text=self.text.text[self.span.start : self.span.end], kind=self.kind)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a query with the languages closed to each, and the terms that mean the same."""

    words: tuple[tuple[QueryWord, frozenset[Language]], ...]
    theme_terms: tuple[ThemeTerm, ...]
    language: Language


@lru_cache(maxsize=32)  # every hit of an answer is asked the same
def _asked(query_text: str, language: str | None, taxonomy: Taxonomy) -> _Asked:
    terms = read_query(query_text, language)
    asked = language_of(terms, language, load_bridge())
    return _Asked(
        tuple((word, closed_languages(word, asked, load_bridge())) for word in terms.content()),
        tuple(expander_of(taxonomy).expand(terms, language=language)),
        asked,
    )


def explain(
    query_text: str,
    *,
    chunk_text: str,
    heading_path: Sequence[str],
    title: str,
    chunk_language: Language,
    taxonomy: Taxonomy,
    query_language: str | None = None,
    found_by_meaning: bool = True,
    with_similar: bool = True,
    shares: Mapping[str, float] | None = None,
) -> tuple[tuple[Why, ...], tuple[Span, ...]]:
    """Find the words of a hit that the query asks for.

    Args:
        query_text: The query as typed.
        chunk_text: The chunk as shown; highlights are spans of it.
        heading_path: Headings above the chunk.
        title: The document's title; matches in it and in headings are reasons but no highlights.
        chunk_language: Language whose endings are removed; all of them if it is unknown.
        taxonomy: Brings the terms that mean the same.
        query_language: As the search was given it.
        found_by_meaning: The semantic retriever brought the hit.
        with_similar: Where it did and no word matches, the words that look alike are shown.
        shares: The share of all chunks that have a word of the query, by its folded form.

    Returns:
        At most six different reasons, those of rare words first, then the surest, and highlights in order,
        not overlapping. Words that tell nothing, such as kommun and projekt, are highlights but no reasons,
        unless the query has no others, or nothing else has found the hit.
    """
    asked = _asked(query_text, query_language, taxonomy)
    texts = [_read(chunk_text, chunk_language, is_body=True)]
    texts += [_read(each, chunk_language, is_body=False) for each in (*reversed(heading_path), title)]
    known = _hit_words(texts, word_parts_of(taxonomy))
    matches = [match for text in texts for match in _word_matches(asked, text, known)]
    matches += [match for text in texts for match in _theme_matches(asked.theme_terms, text, known)]
    if not matches and found_by_meaning and with_similar:
        matches = list(_similar_matches(asked, texts[0]))
    weak = weak_words([word for word, _ in asked.words], shares or {})
    told = [match for match in matches if not _folded(match.query) <= weak]
    if not told and not found_by_meaning:
        told = matches
    return _reasons(told, shares or {}), _highlights(match.span for match in matches if match.text.is_body)


def _read(text: str, language: Language, *, is_body: bool) -> _Text:
    found = words(text)
    languages = (language,) if language in STEM_LANGUAGES else STEM_LANGUAGES
    typed = [text[word.start : word.end] for word in found]
    stems = {each: [stem_of(word, each) for word in typed] for each in languages}
    suspended = {each: _suspended(text, found, each) for each in languages}
    return _Text(text, found, stems, suspended, is_body)


def _suspended(text: str, found: Sequence[Word], language: Language) -> dict[int, str]:
    whole = suspended_compounds(text, language, load_bridge())
    if not whole:
        return {}
    return {
        place: stem_of(whole[word.start], language) for place, word in enumerate(found) if word.start in whole
    }


def _hit_words(texts: Sequence[_Text], parts: WordParts) -> dict[Language, _HitWords]:
    return {
        language: _HitWords(
            frozenset(stem for text in texts for stem in text.stems[language]), language, parts, load_bridge()
        )
        for language in texts[0].stems
    }


def _word_matches(asked: _Asked, text: _Text, known: Mapping[Language, _HitWords]) -> Iterator[_Match]:
    for query_word, closed in asked.words:
        readings = [
            _Reading(known[language], stem, text.stems[language], text.suspended[language])
            for language, stem in query_word.stems
            if language in text.stems and language not in closed
        ]
        for place, word in enumerate(text.words) if readings else ():
            kind = (
                "exact"
                if query_word.folded == word.folded
                else _relation(query_word, place, readings, asked.language)
            )
            if kind:
                yield _Match(query_word.typed, Span(start=word.start, end=word.end), text, kind)
        if not query_word.is_stop_word:
            yield from _near_parts(query_word, text, [reading.known for reading in readings])


def _near_parts(query_word: QueryWord, text: _Text, known: Iterable[_HitWords]) -> Iterator[_Match]:
    """Yield where the parts of a compound stand near one another: dialog med medborgare."""
    for words_of in known:
        stems = text.stems[words_of.language]
        for modifier, head in splits_of(dict(query_word.stems)[words_of.language], words_of):
            firsts = [place for place, stem in enumerate(stems) if stem == modifier]
            for place, stem in enumerate(stems):
                near = [each for each in firsts if -_NEAR_BEFORE - 1 <= each - place <= _NEAR_AFTER + 1]
                if stem == head and near:
                    closest = min(near, key=lambda each: abs(each - place))
                    start, end = sorted((place, closest))
                    between = text.text[text.words[start].end : text.words[end].start]
                    if _SENTENCE_END.search(between):
                        continue
                    span = Span(start=text.words[start].start, end=text.words[end].end)
                    yield _Match(query_word.typed, span, text, "compound")


def _relation(
    query_word: QueryWord, place: int, readings: Sequence[_Reading], asked_language: Language
) -> str | None:
    if query_word.is_stop_word:
        return None
    kind = None
    for known, asked, stems, suspended in readings:
        stem = stems[place]
        if stem == asked and is_telling(query_word, stem):
            return "form"
        if suspended.get(place) == asked or _share_a_part(asked, stem, known, asked_language):
            kind = "compound"
    return kind


def _share_a_part(asked: str, stem: str, known: _HitWords, asked_language: Language) -> bool:
    # nearly all words are ruled out here; asking further of each takes most of the time of an explanation
    if stem.endswith(asked) or stem.startswith(asked):
        return ends_in(stem, asked, known) or begins_with(stem, asked, known)
    return (
        asked.endswith(stem)
        and is_head_of(stem, asked, known)
        and stem not in known.bridge.false_friends(stem, asked_language, known.language)
    )


def _theme_matches(
    theme_terms: Iterable[ThemeTerm], text: _Text, known: Mapping[Language, _HitWords]
) -> Iterator[_Match]:
    for term in theme_terms:
        stems = text.stems.get(term.language, [])
        kind = "theme" if term.theme_id else "bridge"
        n_words = len(term.stems)
        for place in range(len(stems) - n_words + 1):
            if tuple(stems[place : place + n_words]) == term.stems or (
                n_words == 1 and _is_kind_of(stems[place], term, known[term.language])
            ):
                span = Span(start=text.words[place].start, end=text.words[place + n_words - 1].end)
                yield _Match(term.query, span, text, kind)


def _is_kind_of(stem: str, term: ThemeTerm, known: _HitWords) -> bool:
    return stem in term.spellings or ends_in(stem, term.stems[0], known)


def _similar_matches(asked: _Asked, text: _Text) -> Iterator[_Match]:
    for query_word, closed in asked.words:
        letters = trigrams(query_word.folded)
        for place, word in enumerate(text.words):
            if likeness(letters, trigrams(word.folded)) < _MIN_LIKENESS:
                continue
            stems = [(language, found[place]) for language, found in text.stems.items()]
            if not any(
                language in closed or are_false_friends(query_word, stem, language, load_bridge())
                for language, stem in stems
            ):
                yield _Match(query_word.typed, Span(start=word.start, end=word.end), text, "similar")


def _folded(text: str) -> set[str]:
    return {word.folded for word in words(text)}


def _reasons(matches: Sequence[_Match], shares: Mapping[str, float]) -> tuple[Why, ...]:
    surest_first = sorted(matches, key=lambda match: _KINDS.index(match.kind))  # stable: then by place
    different: dict[tuple[str, str], Why] = {}
    for match in surest_first:
        reason = match.reason()
        different.setdefault((reason.query.casefold(), reason.text.casefold()), reason)
    # One reason for each word of the query before a second for any of them.
    nth: dict[str, int] = {}
    turns = []
    for reason in different.values():
        nth[reason.query] = nth.get(reason.query, -1) + 1
        share = min((shares.get(word, 0.0) for word in _folded(reason.query)), default=0.0)
        turns.append((nth[reason.query], share, reason))
    return tuple(reason for *_, reason in sorted(turns, key=lambda turn: turn[:2])[:_MAX_REASONS])


def _highlights(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)
