"""Terms of the taxonomy found in a text by their stems, as words, in sequence or inside compounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from kb.records import Language
from kb.words import Word, stem, words

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy

_MIN_PART_CHARS = 7  # shorter terms stand inside too many other words
_MIN_REST_CHARS = 3
_MAX_ENDING_CHARS = 2  # what a base form loses when it is inflected: ensomhed, förskola
# Norwegian has no terms of its own; Bokmål shares most of its words with Danish.
_TERM_LANGUAGES = {
    Language.SWEDISH: ("sv",),
    Language.DANISH: ("da",),
    Language.NORWEGIAN: ("da",),
    Language.ENGLISH: ("en",),
    Language.UNKNOWN: ("sv", "da", "en"),
}
_CODES = {"sv": Language.SWEDISH, "da": Language.DANISH, "en": Language.ENGLISH}


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term of a theme found in ``text[start:end]``."""

    theme: str
    term: str
    start: int
    end: int
    is_part: bool  # inside a longer word


@dataclass(frozen=True, slots=True)
class _Term:
    theme: str
    term: str
    stems: tuple[str, ...]
    is_acronym: bool


class ThemeFinder:
    """Finds the terms of one language of a taxonomy."""

    def __init__(self, entries: Iterable[tuple[str, str]], language: Language) -> None:
        self._stem = lru_cache(maxsize=50_000)(partial(stem, language=language))
        self._by_first: dict[str, list[_Term]] = {}
        # Terms of one word by their whole form, which begins a compound, and by their stem, which ends one
        self._heads: dict[str, list[tuple[str, _Term]]] = {}
        self._tails: dict[str, list[tuple[str, _Term]]] = {}
        for theme, term in entries:
            parts = words(term)
            if not parts:
                continue
            stems = tuple(self._stem(term[w.start : w.end]) for w in parts)
            made = _Term(theme, term, stems, is_acronym=len(parts) == 1 and term.isupper() and len(term) <= 6)
            self._by_first.setdefault(stems[0], []).append(made)
            if len(parts) == 1 and len(parts[0].folded) >= _MIN_PART_CHARS:
                self._heads.setdefault(parts[0].folded, []).append((parts[0].folded, made))
                self._tails.setdefault(stems[0], []).append((parts[0].folded, made))

    def find(self, text: str) -> list[TermHit]:
        """Return the terms in ``text``, in order; a word counts whole if it can, else by its parts."""
        found = words(text)
        stems = [self._stem(text[w.start : w.end]) for w in found]
        hits: list[TermHit] = []
        for index, word in enumerate(found):
            whole = [
                TermHit(
                    term.theme, term.term, word.start, found[index + len(term.stems) - 1].end, is_part=False
                )
                for term in self._by_first.get(stems[index], ())
                if _matches(text, term, stems, index, word)
            ]
            hits.extend(whole or self._in_compound(word, stems[index]))
        return hits

    def _in_compound(self, word: Word, stemmed: str) -> list[TermHit]:
        folded = word.folded
        if len(folded) < _MIN_PART_CHARS + _MIN_REST_CHARS:
            return []
        hits: dict[str, TermHit] = {}
        for size in range(len(folded) - _MIN_REST_CHARS, _MIN_PART_CHARS - 3, -1):
            terms = [
                term
                for form, term in self._heads.get(folded[:size], ())
                # rådgivning is no råd
                if not (form.endswith("råd") and folded.startswith("giv", size))
            ]
            terms += [
                term
                for form, term in self._tails.get(stemmed[-size:], ())
                if _ends_with(folded, form, n_before=len(stemmed) - size)
            ]
            for term in terms:
                hits.setdefault(
                    term.theme, TermHit(term.theme, term.term, word.start, word.end, is_part=True)
                )
        return list(hits.values())


def _ends_with(word: str, form: str, *, n_before: int) -> bool:
    """Tell whether ``word`` ends in a form of ``form``, after ``n_before`` letters of another word.

    Stems alone would take fördelaktig for delaktighet, so all but an ending of the whole form must
    stand there; and gemensamhet for ensamhet, so what stands before must be as long as a word.
    """
    return n_before > _MIN_REST_CHARS and word.startswith(form[: len(form) - _MAX_ENDING_CHARS], n_before)


def _matches(text: str, term: _Term, stems: Sequence[str], index: int, word: Word) -> bool:
    if tuple(stems[index : index + len(term.stems)]) != term.stems:
        return False
    return not term.is_acronym or text[word.start : word.end].isupper()


def theme_finders(taxonomy: Taxonomy, language: Language) -> tuple[ThemeFinder, ...]:
    """Return the finders for a text in ``language``, made once for each taxonomy."""
    return tuple(_finder(taxonomy, code) for code in _TERM_LANGUAGES[language])


@lru_cache(maxsize=12)
def _finder(taxonomy: Taxonomy, code: str) -> ThemeFinder:
    entries = ((theme.id, term) for theme in taxonomy.themes for term in theme.terms.get(code, ()))
    return ThemeFinder(entries, _CODES[code])
