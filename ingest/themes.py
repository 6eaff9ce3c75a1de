"""Terms and signs of themes found in a text by their stems, as words, in sequence or inside compounds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ingest.theme_signs import load_signs
from kb.records import Language
from kb.words import Word, stem, words

if TYPE_CHECKING:
    from kb.taxonomy import Taxonomy

_MIN_PART_CHARS = 7  # shorter terms stand inside too many other words
_MIN_AFFIX_CHARS = 4  # of a sign that is written as the beginning or the end of a word
_MIN_REST_CHARS = 3
_MAX_ENDING_CHARS = 2  # what a base form loses when it is inflected: ensomhed, förskola
# Of which languages the words are looked for. Norwegian has no terms of its own; Bokmål shares most of its
# words with Danish.
_TERM_LANGUAGES = {
    Language.SWEDISH: ("sv",),
    Language.DANISH: ("da",),
    Language.NORWEGIAN: ("da", "nb"),
    Language.ENGLISH: ("en",),
    Language.UNKNOWN: ("sv", "da", "en"),
}
_CODES = {
    "sv": Language.SWEDISH,
    "da": Language.DANISH,
    "nb": Language.NORWEGIAN,
    "en": Language.ENGLISH,
}


@dataclass(frozen=True, slots=True)
class TermHit:
    """A term or a sign of a theme found in ``text[start:end]``."""

    theme: str
    term: str
    start: int
    end: int
    is_part: bool  # inside a longer word
    is_sign: bool = False  # weaker than a term


@dataclass(frozen=True, slots=True)
class _Term:
    theme: str
    term: str
    stems: tuple[str, ...]
    is_acronym: bool
    is_sign: bool


class ThemeFinder:
    """Finds the terms and the signs of one language."""

    def __init__(
        self,
        terms: Iterable[tuple[str, str]],
        language: Language,
        *,
        signs: Iterable[tuple[str, str]] = (),
    ) -> None:
        """Take pairs of a theme and a word; a sign may end or begin with a hyphen where a word goes on."""
        self._stem = lru_cache(maxsize=50_000)(partial(stem, language=language))
        self._inside = lru_cache(maxsize=50_000)(self._terms_inside)  # a quarter of the time of find()
        self._by_first: dict[str, list[_Term]] = {}
        # Terms of one word by their whole form, which begins a compound, and by their stem, which ends one
        self._heads: dict[str, list[tuple[str, _Term]]] = {}
        self._tails: dict[str, list[tuple[str, _Term]]] = {}
        for theme, term in terms:
            self._add(theme, term, is_sign=False)
        for theme, sign in signs:
            self._add(theme, sign, is_sign=True)

    def _add(self, theme: str, term: str, *, is_sign: bool) -> None:
        parts = words(term)
        if not parts:
            return
        stems = tuple(self._stem(term[w.start : w.end]) for w in parts)
        is_acronym = len(parts) == 1 and term.isupper() and len(term) <= 6
        made = _Term(theme, term, stems, is_acronym, is_sign)
        begins, ends = is_sign and term.endswith("-"), is_sign and term.startswith("-")
        if not (begins or ends):
            self._by_first.setdefault(stems[0], []).append(made)
        if len(parts) > 1 or len(parts[0].folded) < (_MIN_AFFIX_CHARS if begins or ends else _MIN_PART_CHARS):
            return
        if not ends:
            self._heads.setdefault(parts[0].folded, []).append((parts[0].folded, made))
        if not begins:
            self._tails.setdefault(stems[0], []).append((parts[0].folded, made))

    def find(self, text: str) -> list[TermHit]:
        """Return the terms in ``text``, in order; a word counts whole if it can, else by its parts."""
        found = words(text)
        stems = [self._stem(text[w.start : w.end]) for w in found]
        hits: list[TermHit] = []
        for index, word in enumerate(found):
            whole = [
                TermHit(
                    term.theme,
                    term.term,
                    word.start,
                    found[index + len(term.stems) - 1].end,
                    is_part=False,
                    is_sign=term.is_sign,
                )
                for term in self._by_first.get(stems[index], ())
                if _matches(text, term, stems, index, word)
            ]
            hits.extend(whole or self._in_compound(word, stems[index]))
        return hits

    def _in_compound(self, word: Word, stemmed: str) -> list[TermHit]:
        return [
            TermHit(term.theme, term.term, word.start, word.end, is_part=True, is_sign=term.is_sign)
            for term in self._inside(word.folded, stemmed)
        ]

    def _terms_inside(self, folded: str, stemmed: str) -> tuple[_Term, ...]:
        """Return the first term of each theme that begins or ends a compound."""
        found: dict[str, _Term] = {}
        for size in range(len(folded) - _MIN_REST_CHARS, _MIN_AFFIX_CHARS - 1, -1):
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
                found.setdefault(term.theme, term)
        return tuple(found.values())


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
    signs = load_signs()
    return ThemeFinder(
        ((theme.id, term) for theme in taxonomy.themes for term in theme.terms.get(code, ())),
        _CODES[code],
        signs=(
            (theme.id, sign) for theme in taxonomy.themes for sign in signs.get(theme.id, {}).get(code, ())
        ),
    )
