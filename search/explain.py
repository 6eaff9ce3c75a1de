"""Why a hit was found: which words of the query meet which words of the hit, and where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from kb.records import Language, Span, Why
from kb.words import Word, words
from search.compounds import begins_with, ends_in, is_head_of
from search.expansion import ThemeTerm, expander_of
from search.likeness import likeness, trigrams
from search.query_terms import STEM_LANGUAGES, QueryWord, read_query, stem_of
from search.word_parts import WordParts, word_parts_of

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy

_MAX_REASONS = 6
_KINDS = ("exact", "form", "compound", "bridge", "theme", "similar")  # the surest first
_MIN_LIKENESS = 0.5  # Dice coefficient of three-letter sequences: "kommunalråd" and "kommunerådet" pass


@dataclass(frozen=True, slots=True)
class _Text:
    """A text of the hit with its words and their stems in each of its possible languages."""

    text: str
    words: list[Word]
    stems: dict[Language, list[str]]
    is_body: bool


@dataclass(frozen=True, slots=True)
class _HitWords:
    """The words that a part of a compound can be: the taxonomy's and the hit's, in one language."""

    stems: frozenset[str]
    language: Language
    parts: WordParts

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return text in self.stems or self.parts.has(text, self.language)

    def is_term(self, stem: str) -> bool:
        return self.parts.is_term(stem)


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
    """The words of a query and the terms that mean the same."""

    words: tuple[QueryWord, ...]
    theme_terms: tuple[ThemeTerm, ...]


@lru_cache(maxsize=32)  # every hit of an answer is asked the same
def _asked(query_text: str, taxonomy: Taxonomy) -> _Asked:
    terms = read_query(query_text)
    return _Asked(terms.content(), tuple(expander_of(taxonomy).expand(terms)))


def explain(
    query_text: str,
    *,
    chunk_text: str,
    heading_path: Sequence[str],
    title: str,
    chunk_language: Language,
    taxonomy: Taxonomy,
    found_by_meaning: bool = True,
) -> tuple[tuple[Why, ...], tuple[Span, ...]]:
    """Find the words of a hit that the query asks for.

    Args:
        query_text: The query as typed.
        chunk_text: The chunk as shown; highlights are spans of it.
        heading_path: Headings above the chunk.
        title: The document's title; matches in it and in headings are reasons but no highlights.
        chunk_language: Language whose endings are removed; all of them if it is unknown.
        taxonomy: Brings the terms that mean the same.
        found_by_meaning: The semantic retriever brought the hit: where no word matches, the words
            that look alike are shown.

    Returns:
        At most six different reasons, the surest first, and highlights in order, not overlapping.
    """
    asked = _asked(query_text, taxonomy)
    texts = [_read(chunk_text, chunk_language, is_body=True)]
    texts += [_read(each, chunk_language, is_body=False) for each in (*reversed(heading_path), title)]
    known = _hit_words(texts, word_parts_of(taxonomy))
    matches = [match for text in texts for match in _word_matches(asked.words, text, known)]
    matches += [match for text in texts for match in _theme_matches(asked.theme_terms, text)]
    if not matches and found_by_meaning:
        matches = list(_similar_matches(asked.words, texts[0]))
    return _reasons(matches), _highlights(match.span for match in matches if match.text.is_body)


def _read(text: str, language: Language, *, is_body: bool) -> _Text:
    found = words(text)
    languages = (language,) if language in STEM_LANGUAGES else STEM_LANGUAGES
    typed = [text[word.start : word.end] for word in found]
    stems = {each: [stem_of(word, each) for word in typed] for each in languages}
    return _Text(text, found, stems, is_body)


def _hit_words(texts: Sequence[_Text], parts: WordParts) -> dict[Language, _HitWords]:
    return {
        language: _HitWords(
            frozenset(stem for text in texts for stem in text.stems[language]), language, parts
        )
        for language in texts[0].stems
    }


def _word_matches(
    query_words: Iterable[QueryWord], text: _Text, known: Mapping[Language, _HitWords]
) -> Iterator[_Match]:
    for query_word in query_words:
        for place, word in enumerate(text.words):
            stems = [(known[language], found[place]) for language, found in text.stems.items()]
            kind = _relation(query_word, word, stems)
            if kind:
                yield _Match(query_word.typed, Span(start=word.start, end=word.end), text, kind)


def _relation(query_word: QueryWord, word: Word, stems: Sequence[tuple[_HitWords, str]]) -> str | None:
    if query_word.folded == word.folded:
        return "exact"
    if query_word.is_stop_word:
        return None
    asked = dict(query_word.stems)
    if any(asked[known.language] == stem for known, stem in stems):
        return "form"
    if any(_share_a_part(asked[known.language], stem, known) for known, stem in stems):
        return "compound"
    return None


def _share_a_part(asked: str, stem: str, known: _HitWords) -> bool:
    return ends_in(stem, asked, known) or begins_with(stem, asked, known) or is_head_of(stem, asked, known)


def _theme_matches(theme_terms: Iterable[ThemeTerm], text: _Text) -> Iterator[_Match]:
    for term in theme_terms:
        stems = text.stems.get(term.language, [])
        n_words = len(term.stems)
        for place in range(len(stems) - n_words + 1):
            if tuple(stems[place : place + n_words]) == term.stems:
                span = Span(start=text.words[place].start, end=text.words[place + n_words - 1].end)
                yield _Match(term.query, span, text, "theme" if term.theme_id else "bridge")


def _similar_matches(query_words: Iterable[QueryWord], text: _Text) -> Iterator[_Match]:
    for query_word in query_words:
        asked = trigrams(query_word.folded)
        for word in text.words:
            if likeness(asked, trigrams(word.folded)) >= _MIN_LIKENESS:
                yield _Match(query_word.typed, Span(start=word.start, end=word.end), text, "similar")


def _reasons(matches: Sequence[_Match]) -> tuple[Why, ...]:
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
        turns.append((nth[reason.query], reason))
    return tuple(reason for _, reason in sorted(turns, key=lambda turn: turn[0])[:_MAX_REASONS])


def _highlights(spans: Iterable[Span]) -> tuple[Span, ...]:
    merged: list[Span] = []
    for span in sorted(spans, key=lambda each: (each.start, -each.end)):
        if merged and span.start < merged[-1].end:
            merged[-1] = Span(start=merged[-1].start, end=max(span.end, merged[-1].end))
        else:
            merged.append(span)
    return tuple(merged)
