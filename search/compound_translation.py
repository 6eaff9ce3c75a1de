"""Compounds that no list holds, translated part by part: ungdomsnämnd, ungdomsudvalg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from search.compounds import LINKS, NO_PARTS, is_modifier
from search.query_terms import stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from search.query_terms import QueryWord
    from search.term_bridge import TermBridge
    from search.word_parts import WordParts

_COMPOUNDING = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN)
_MIN_HEAD_CHARS = 4
_MIN_MODIFIER_CHARS = 3
_MAX_HEADS, _MAX_MODIFIERS = 3, 3  # of each language
_WHOLE_WEIGHT = 0.7  # both parts are translated; whether anybody says so, the index will tell
_HEAD_WEIGHT = 0.25  # of the head alone: a skolnämnd is a kind of udvalg


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslatedCompound:
    """A compound in another language, or its head alone."""

    language: Language
    term: str
    stems: tuple[str, ...]  # of its possible spellings
    weight: float


@dataclass(frozen=True, slots=True)
class _BridgeWords:
    """The words that a part of a compound can be: the bridge's and the taxonomy's, in one language."""

    bridge: TermBridge
    parts: WordParts
    language: Language

    def stem(self, text: str) -> str:
        return stem_of(text, self.language)

    def is_word(self, text: str) -> bool:
        return self.bridge.has(text, self.language) or self.parts.has(text, self.language)

    def is_term(self, stem: str) -> bool:
        return self.parts.is_term(stem)


def translated_compounds(
    word: QueryWord, asked: Language, bridge: TermBridge, parts: WordParts
) -> Iterator[TranslatedCompound]:
    """Yield what a compound may be called in the other languages, if its parts are terms of the bridge.

    Args:
        word: A word of the query that is no term itself.
        asked: The query's language; where it is not known, the first whose words the parts are.
        bridge: The terms.
        parts: Further first parts.
    """
    languages = (asked,) if asked in _COMPOUNDING else _COMPOUNDING
    for language in languages if asked is not Language.ENGLISH else ():
        known = _BridgeWords(bridge, parts, language)
        split = _split(dict(word.stems)[language], known)
        if split:
            yield from _translations(*split, language, bridge)
            return


def _split(stem: str, known: _BridgeWords) -> tuple[str, str] | None:
    """Return modifier and head with the longest head that the bridge holds."""
    for cut in range(_MIN_MODIFIER_CHARS, len(stem) - _MIN_HEAD_CHARS + 1):
        modifier, head = stem[:cut], stem[cut:]
        if (
            modifier not in NO_PARTS
            and known.bridge.has(head, known.language)
            and is_modifier(modifier, known)
        ):
            return modifier, head
    return None


def _translations(
    modifier: str, head: str, language: Language, bridge: TermBridge
) -> Iterator[TranslatedCompound]:
    for other in _COMPOUNDING:
        if other is language:
            continue
        heads = _terms(bridge, language, (head,), other)[:_MAX_HEADS]
        first_parts = _first_parts(modifier, language, other, bridge)
        for term in heads:
            stem = stem_of(term, other)
            if stem not in bridge.false_friends(head, language, other):
                yield TranslatedCompound(language=other, term=term, stems=(stem,), weight=_HEAD_WEIGHT)
            spellings = [f"{first}{link}{fold(term)}" for first in first_parts for link in LINKS]
            yield TranslatedCompound(
                language=other,
                term=spellings[0],
                stems=tuple(dict.fromkeys(stem_of(each, other) for each in spellings)),
                weight=_WHOLE_WEIGHT,
            )


def _first_parts(modifier: str, language: Language, other: Language, bridge: TermBridge) -> list[str]:
    """Return the translations of a first part, and itself: many are spelt the same."""
    bare = [modifier.removesuffix(link) for link in LINKS if modifier.endswith(link)]
    stems = dict.fromkeys(stem_of(each, language) for each in [modifier, *bare])
    translated = (term for stem in stems for term in _terms(bridge, language, (stem,), other))
    return list(dict.fromkeys([modifier, *(fold(term) for term in translated)]))[: _MAX_MODIFIERS + 1]


def _terms(bridge: TermBridge, language: Language, stems: tuple[str, ...], other: Language) -> list[str]:
    """Return the single words of ``other`` that mean the same as the term of these stems."""
    rows = bridge.rows_of(language, stems)
    terms = (term for row in rows for term in bridge.row(row).terms[other])
    return [term for term in dict.fromkeys(terms) if term.isalpha()]
