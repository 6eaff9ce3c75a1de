"""Swedish, Danish, Norwegian and English words for one thing, and the look-alikes that are not.

The rows are those of ``search/data/bridge.tsv``, which ``python -m training.build_bridge`` makes. Reading it
stems nothing; the terms that begin like a word asked for are stemmed when it is first asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from kb.records import Language
from kb.text import fold
from kb.words import words
from search.query_terms import QueryTerms, QueryWord, stem_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_COLUMNS = (Language.SWEDISH, Language.DANISH, Language.NORWEGIAN, Language.ENGLISH)
_WIDENING = frozenset({"noun", "verb", "adjective", "phrase"})  # parts of speech
_MIN_TERM_CHARS = 3
_ENGLISH_MIN_WORDS = 4
_PREFIX_CHARS = 3  # no stemmer takes a word's first three letters off, but
_ENGLISH_PREFIX_CHARS = 2  # tries becomes tri
_FIRST_LETTERS = re.compile(rf"[^\W_]{{1,{_PREFIX_CHARS}}}")
_WORD = re.compile(r"[^\W_]+(?![\w-])")  # not the first part of "børne- og ungeudvalg"

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BridgeRow:
    """One concept: its terms by language, and the lists that hold it."""

    terms: Mapping[Language, tuple[str, ...]]
    themes: frozenset[str]


class TermBridge:
    """Finds the rows of a term by its stems, and tells which look-alikes are false friends."""

    def __init__(self, table: str) -> None:
        """Read a table as ``training.build_bridge`` writes it; the first line names the columns."""
        _, _, body = table.partition("\n")
        self._lines = [line.split("\t") for line in body.rstrip("\n").split("\n") if line]
        self._starts: dict[tuple[Language, str], list[int]] = {}
        self._stemmed: dict[tuple[Language, str], dict[Stems, tuple[int, ...]]] = {}
        # all at once: folding term by term takes five times as long
        for number, line in enumerate(fold(body).rstrip("\n").split("\n") if body.strip() else ()):
            cells = line.split("\t")
            if cells[len(_COLUMNS)] not in _WIDENING:
                continue
            for language, cell in zip(_COLUMNS, cells, strict=False):
                for term in cell.split("|"):
                    first = _FIRST_LETTERS.search(term)
                    if first and len(term) >= _MIN_TERM_CHARS:
                        self._starts.setdefault(_key(language, first.group()), []).append(number)
        self._apart = _false_friends(cells[-1] for cells in self._lines)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self._lines)

    def row(self, number: int) -> BridgeRow:
        """Return the row with this number."""
        cells = self._lines[number]
        return BridgeRow(
            terms={
                language: tuple(term for term in cell.split("|") if len(term) >= _MIN_TERM_CHARS)
                for language, cell in zip(_COLUMNS, cells, strict=False)
            },
            themes=frozenset(cells[len(_COLUMNS) + 1].split(",")),
        )

    def terms(self, number: int, language: Language) -> tuple[str, ...]:
        """Return the terms of a row in ``language``, also those too short to retrieve."""
        return tuple(filter(None, self._lines[number][_COLUMNS.index(language)].split("|")))

    def look_alikes(self, language: Language, other: Language) -> Mapping[str, str]:
        """Return the words of ``language``, folded, with the false friend that each has in ``other``."""
        found: dict[str, str] = {}
        for swedish, foreign, foreign_language in _false_pairs(cells[-1] for cells in self._lines):
            if (language, other) == (Language.SWEDISH, foreign_language):
                found.setdefault(fold(swedish), foreign)
            elif (language, other) == (foreign_language, Language.SWEDISH):
                found.setdefault(fold(foreign), swedish)
        return found

    def part_of_speech(self, number: int) -> str:
        """Return ``noun``, ``verb`` and so on."""
        return self._lines[number][len(_COLUMNS)]

    def rows_of(self, language: Language, stems: Stems) -> tuple[int, ...]:
        """Return the numbers of the rows with a term of these stems in ``language``."""
        if language not in _COLUMNS or not stems:
            return ()
        return self._terms_like(language, stems[0]).get(stems, ())

    def has(self, stem: str, language: Language) -> bool:
        """Tell whether ``stem`` is that of a term of one word."""
        return bool(self.rows_of(language, (stem,)))

    def false_friends(self, stem: str, language: Language, other: Language) -> frozenset[str]:
        """Return the stems of ``other`` that look like a word of ``language`` and mean something else."""
        return self._apart.get((language, stem, other), frozenset())

    def is_guarded(self, stem: str, language: Language) -> bool:
        """Tell whether the word looks like one of another language that means something else."""
        return any((language, stem, other) in self._apart for other in _COLUMNS)

    def words(self) -> Counter[str]:
        """Return every word of the terms, as written in lower case, with the number of times it occurs."""
        cells = ("|".join(cells[: len(_COLUMNS)]) for cells in self._lines)
        return Counter(_WORD.findall("|".join(cells).lower()))

    def _terms_like(self, language: Language, stem: str) -> dict[Stems, tuple[int, ...]]:
        key = _key(language, stem)
        found = self._stemmed.get(key)
        if found is None:
            found = self._stemmed[key] = self._stem_terms(*key)
        return found

    def _stem_terms(self, language: Language, prefix: str) -> dict[Stems, tuple[int, ...]]:
        rows: dict[Stems, dict[int, None]] = {}
        for number in dict.fromkeys(self._starts.get((language, prefix), ())):
            for term in self.row(number).terms[language]:
                first = _FIRST_LETTERS.search(fold(term))
                if first and first.group().startswith(prefix):
                    rows.setdefault(stems_of(term, language), {})[number] = None
        return {stems: tuple(numbers) for stems, numbers in rows.items()}


def _key(language: Language, text: str) -> tuple[Language, str]:
    return language, text[: _ENGLISH_PREFIX_CHARS if language is Language.ENGLISH else _PREFIX_CHARS]


def stems_of(text: str, language: Language) -> Stems:
    """Return the stems of the words of a term."""
    return tuple(stem_of(text[word.start : word.end], language) for word in words(text))


def _false_friends(cells: Iterable[str]) -> dict[tuple[Language, str, Language], frozenset[str]]:
    apart: dict[tuple[Language, str, Language], set[str]] = {}
    for swedish, foreign, other in _false_pairs(cells):
        sv, stem = stem_of(swedish, Language.SWEDISH), stem_of(foreign, other)
        apart.setdefault((Language.SWEDISH, sv, other), set()).add(stem)
        apart.setdefault((other, stem, Language.SWEDISH), set()).add(sv)
    return {key: frozenset(stems) for key, stems in apart.items()}


def _false_pairs(cells: Iterable[str]) -> Iterator[tuple[str, str, Language]]:
    """Yield the false friends: a Swedish word, its look-alike, and the language that has it."""
    for cell in cells:
        for pair in cell.split("|") if cell else ():
            swedish, foreign, *only_danish = pair.split("~")
            for other in (Language.DANISH,) if only_danish else (Language.DANISH, Language.NORWEGIAN):
                yield swedish, foreign, other


@cache
def load_bridge() -> TermBridge:
    """Return the bridge that comes with Metodbank, read once per process."""
    from importlib.resources import files

    return TermBridge((files("search") / "data" / "bridge.tsv").read_text(encoding="utf-8"))


def language_of(terms: QueryTerms, detected: str | None, bridge: TermBridge) -> Language:
    """Return the language of a query: the detected one, else that of words only one language has.

    UNKNOWN if nothing tells, or the words tell of several languages. Of a few words English is not believed:
    its "by", "on" and "for" are words of the others too.
    """
    believed = detected != Language.ENGLISH or len(terms.words) >= _ENGLISH_MIN_WORDS
    if detected and detected != Language.UNKNOWN and believed:
        return Language(detected)
    told: set[Language] = set()
    for word in terms.words:
        if word.is_stop_word:
            continue
        having = {language for language, stem in word.stems if bridge.has(stem, language)}
        if Language.SWEDISH in having and Language.DANISH not in having:
            told.add(Language.SWEDISH)
        elif Language.DANISH in having and Language.SWEDISH not in having:
            told.add(Language.DANISH)
    if len(told) == 1:
        return told.pop()
    return Language.ENGLISH if detected == Language.ENGLISH and not told else Language.UNKNOWN


def closed_languages(word: QueryWord, language: Language, bridge: TermBridge) -> frozenset[Language]:
    """Return the languages in which ``word`` means something else than in ``language``.

    Its chunks must not be found by the word as it is written. None where the language is not known: then
    every reading is open.
    """
    stems = dict(word.stems)
    own = stems.get(language)
    if own is None:
        return frozenset()
    return frozenset(
        other
        for other, stem in word.stems
        if not bridge.false_friends(own, language, other).isdisjoint((stem, own))
    )


def are_false_friends(word: QueryWord, stem: str, other: Language, bridge: TermBridge) -> bool:
    """Tell whether a word of a query looks like the stem in ``other`` and means something else.

    A word that is spelt the same in both is open to both readings here.
    """
    return any(
        stem != own and stem in bridge.false_friends(own, language, other)
        for language, own in word.stems
        if language is not other
    )
