"""Phrases found in a text word by word: by stem, by form, at either end of a compound, with gaps.

A phrase is words with spaces between: ``avslutad`` is found by its stem, ``=avslutades`` as it stands,
``-projekt`` also at the end of a compound, ``{practice}`` is any word of that class; ``=är/var`` are
alternatives, ``…`` is up to four words in between, and ``$`` asks for the end of the clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.records import Language
from kb.text import fold
from kb.words import Word, fold_word, stem, words

_MAX_GAP = 4
_MIN_COMPOUND = 7  # letters of a term that also begins or ends a compound, as for themes
_MIN_BEFORE = 4  # letters before a term that ends a compound: forældreråd is no ældreråd
_MIN_BEFORE_TAIL = 2  # before one that is written to end compounds: byprojekt
_MIN_AFTER = 1  # the stemmer leaves "projektet" as it is
_MAX_ENDING = 2
# A full stop after a digit or one letter ends no sentence: "kl. 9.30", "t.ex."
_SENTENCE_END = re.compile(r"[.!?…]+[\"”»’)]*(?=\s|$)|\n\s*\n|\n(?=\s*(?:[-•*–‣▪●◦○·]|\d{1,2}[.)])\s)")
_CLAUSE_SIGN = re.compile(r"[,;:()–—]|\s-\s|\n")
_ABBREVIATION = re.compile(
    r"(?:\b[^\W\d_]|\b(?:ca|kr|mio|mia|st|ex|eks|bl|pr|kl|nr|resp|inkl|milj))\.$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its words: ``text[start:end]``."""

    text: str  # the whole text
    start: int
    end: int
    words: tuple[Word, ...]

    @property
    def is_question(self) -> bool:
        """Whether it asks."""
        return self.text[self.start : self.end].rstrip(' \n"”»’)').endswith("?")

    def clause_break(self, index: int) -> bool:
        """Return whether a sign ends a clause between the word at ``index`` and the next."""
        if index + 1 >= len(self.words):
            return True
        return bool(_CLAUSE_SIGN.search(self.text[self.words[index].end : self.words[index + 1].start]))


@dataclass(frozen=True, slots=True)
class PhraseHit:
    """A phrase found: words ``first`` to ``last`` of a sentence."""

    key: int  # of the phrase, as it was given
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Compound:
    """A term that may end a compound and, if ``begins``, begin one."""

    form: str
    stem: str
    min_before: int  # letters before it
    begins: bool
    element: int


def sentences(text: str) -> list[Sentence]:
    """Return the sentences of a text that have words, in order; a bullet begins one."""
    found = words(text)
    bounds = [
        m.end()
        for m in _SENTENCE_END.finditer(text)
        if not _ABBREVIATION.search(text[max(0, m.end() - 8) : m.end()])
    ]
    parts: list[Sentence] = []
    start = index = 0
    for end in [*bounds, len(text)]:
        inside: list[Word] = []
        while index < len(found) and found[index].start < end:
            inside.append(found[index])
            index += 1
        if inside:
            parts.append(Sentence(text, start, end, tuple(inside)))
        start = end
    return parts


class PhraseFinder:
    """Finds phrases of one language."""

    def __init__(
        self, phrases: Iterable[str], language: Language, classes: Mapping[str, Sequence[str]]
    ) -> None:
        """Take the phrases, whose places in order are their keys, and the classes that they name."""
        self._language = language
        self._classes = classes
        self._forms: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        self._compounds: list[_Compound] = []
        self._elements: dict[str, int] = {}
        self._by_first: dict[int, list[tuple[int, tuple[int, ...]]]] = {}
        for key, phrase in enumerate(phrases):
            elements = tuple(self._element(part) for part in phrase.split())
            self._by_first.setdefault(elements[0], []).append((key, elements))
        self._compound_forms = tuple(term.form for term in self._compounds if term.begins)
        self._compound_stems = tuple(term.stem for term in self._compounds)
        self._matching = lru_cache(maxsize=50_000)(self._elements_of)

    def find(self, sentence: Sentence) -> list[PhraseHit]:
        """Return every phrase in a sentence, in the order they begin."""
        matching = [self._matching(sentence.text[word.start : word.end]) for word in sentence.words]
        hits: list[PhraseHit] = []
        for index, elements in enumerate(matching):
            for element in elements:
                for key, wanted in self._by_first.get(element, ()):
                    last = self._end_of(sentence, matching, wanted, 1, index)
                    if last is not None:
                        hits.append(PhraseHit(key, index, last))
        return hits

    def _end_of(
        self,
        sentence: Sentence,
        matching: Sequence[frozenset[int]],
        wanted: Sequence[int],
        at: int,
        last: int,
    ) -> int | None:
        """Return the place of the last word of a phrase, of which those before ``at`` end at ``last``."""
        if at == len(wanted):
            return last
        element = wanted[at]
        if element == self._elements.get("$"):
            return (
                self._end_of(sentence, matching, wanted, at + 1, last)
                if sentence.clause_break(last)
                else None
            )
        if element == self._elements.get("…"):
            for following in range(last + 1, min(last + 2 + _MAX_GAP, len(matching))):
                if wanted[at + 1] in matching[following]:
                    return self._end_of(sentence, matching, wanted, at + 2, following)
            return None
        following = last + 1
        if following < len(matching) and element in matching[following]:
            return self._end_of(sentence, matching, wanted, at + 1, following)
        return None

    def _element(self, written: str) -> int:
        if written in self._elements:
            return self._elements[written]
        number = self._elements[written] = len(self._elements)
        if written in {"$", "…"}:
            return number
        is_class = written.startswith("{")
        terms = self._classes[written.strip("{}")] if is_class else _alternatives(written)
        for term in terms:
            # a word of a class begins no compound: what the project's money did is not what the project did
            self._add(term, number, is_whole=is_class)
        return number

    def _add(self, term: str, number: int, *, is_whole: bool) -> None:
        if term.startswith("="):
            self._forms.setdefault(fold(term[1:]), set()).add(number)
            return
        bare = term.strip("-")
        stemmed = stem(bare, self._language)
        self._stems.setdefault(stemmed, set()).add(number)
        is_tail = term.startswith("-")
        if is_tail or (len(bare) >= _MIN_COMPOUND and not is_whole):
            before = _MIN_BEFORE_TAIL if is_tail else _MIN_BEFORE
            self._compounds.append(_Compound(fold(bare), stemmed, before, not is_tail, number))

    def _elements_of(self, word: str) -> frozenset[int]:
        folded, stemmed = fold_word(word), stem(word, self._language)
        found = self._forms.get(folded, set()) | self._stems.get(stemmed, set())
        # Few words are such compounds; to ask for all at once takes a fifth of the time.
        if not (folded.startswith(self._compound_forms) or stemmed.endswith(self._compound_stems)):
            return frozenset(found)
        for term in self._compounds:
            if (term.begins and _begins(folded, term.form)) or _ends(folded, stemmed, term):
                found = found | {term.element}
        return frozenset(found)


def _alternatives(written: str) -> list[str]:
    prefix = "=" if written.startswith("=") else ""
    return [prefix + part for part in written.removeprefix("=").split("/")]


def _begins(folded: str, form: str) -> bool:
    if len(folded) < len(form) + _MIN_AFTER or not folded.startswith(form):
        return False
    # rådgivning is no råd
    return not (form.endswith("råd") and folded.startswith("giv", len(form)))


def _ends(folded: str, stemmed: str, term: _Compound) -> bool:
    before = len(stemmed) - len(term.stem)
    whole = term.form[: len(term.form) - _MAX_ENDING]  # all but what an inflection may change
    return before >= term.min_before and stemmed.endswith(term.stem) and folded.startswith(whole, before)
