"""Whom a practice is for, how far it has come, how much residents have a say, what was learnt: as quoted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.phrases import PhraseFinder, PhraseHit, Sentence
from ingest.quote import quote
from kb.practice_terms import Lesson, PracticeStatus
from kb.records import (
    Facet,
    Language,
    Tag,
    TagMethod,
)
from kb.text import fold

if TYPE_CHECKING:
    from kb.aspects import Aspect, AspectLexicon

_CODES = {
    Language.SWEDISH: "sv",
    Language.DANISH: "da",
    Language.NORWEGIAN: "nb",
    Language.ENGLISH: "en",
}
_BEFORE, _AFTER = 6, 3  # words around a statement in which a negation or an intent turns it
_BEFORE_GROUP = 3
_CLAUSE = 30  # words: as far back as the clause goes
_MAX_BETWEEN = 6  # words from a preposition to the name of a group
_SENTENCE_CHARS, _GROUP_CHARS = 240, 100  # of a quote
_PHRASE_CONFIDENCE, _NAME_CONFIDENCE = 0.9, 0.8
# These speak of what is to come, so that a wish or a plan takes nothing from them.
_FORWARD = frozenset({PracticeStatus.IDEA, PracticeStatus.PLANNED, Lesson.RISK, Lesson.PRECONDITION})
_IF = {"sv": "om", "da": "om", "nb": "om", "en": "if"}
_BECAUSE = frozenset({fold("för"), "for"})
# "Information om medborgarbudget" lets nobody decide
_ABOUT = {"sv": "om", "da": "om", "nb": "om", "en": "about"}


class AspectFinder:
    """Finds the aspects of one language."""

    def __init__(self, lexicon: AspectLexicon, language: Language) -> None:
        code = _CODES[language]
        classes = {name: by_language.get(code, ()) for name, by_language in lexicon.classes.items()}
        self._if, self._about = _IF[code], _ABOUT[code]
        self._negation, self._negation_after, self._condition, self._intent, self._conjunctions = (
            _folded(lexicon.guards[name].get(code, ()))
            for name in ("negation", "after", "condition", "intent", "conjunction")
        )
        self._prepositions, self._not_for, self._between, self._after = (
            _folded(lexicon.group_words[name].get(code, ()))
            for name in ("prepositions", "not_for", "between", "after")
        )
        statements = _listed(lexicon.aspects, code, "phrases", groups=False)
        self._statements = [aspect for aspect, _ in statements]
        self._statement_finder = PhraseFinder((phrase for _, phrase in statements), language, classes)
        groups = [
            (aspect, phrase, kind)
            for kind in ("phrases", "names", "adjectives")
            for aspect, phrase in _listed(lexicon.aspects, code, kind, groups=True)
        ]
        self._groups = [(aspect, kind) for aspect, _, kind in groups]
        self._group_finder = PhraseFinder((phrase for _, phrase, _ in groups), language, classes)

    def find(self, parts: Sequence[Sentence]) -> tuple[Tag, ...]:
        """Return one tag for each aspect that the sentences of a chunk tell, the surest of each."""
        tags: dict[tuple[Facet, str], Tag] = {}
        for tag in (*self._told(parts), *self._group_tags(parts)):
            known = tags.get((tag.facet, tag.value))
            if known is None or tag.confidence > known.confidence:
                tags[tag.facet, tag.value] = tag
        return tuple(tags.values())

    def _told(self, parts: Sequence[Sentence]) -> Iterator[Tag]:
        for part in parts:
            hits = [(self._statements[hit.key], hit) for hit in self._statement_finder.find(part)]
            found = [(aspect, hit) for aspect, hit in hits if self._holds(part, hit, aspect)]
            statuses = {aspect.value for aspect, _ in found if aspect.facet is Facet.STATUS}
            for aspect, hit in found:
                # "The pilot project has been made permanent" tells of no pilot.
                if aspect.value == PracticeStatus.PILOT and len(statuses) > 1:
                    continue
                yield _tag(aspect, part, hit, _PHRASE_CONFIDENCE, max_chars=_SENTENCE_CHARS)

    def _holds(self, part: Sentence, hit: PhraseHit, aspect: Aspect) -> bool:
        """Return whether the words around a phrase let it stand as a statement."""
        if part.is_question:
            return False
        is_forward = aspect.value in _FORWARD
        if aspect.value != PracticeStatus.IDEA and self._is_conditional(part, hit):
            return False
        before = self._before(part, hit.first, _BEFORE)
        inside = () if aspect.value == Lesson.DID_NOT_WORK else _words(part, hit.first, hit.last + 1)
        if self._negation.intersection((*before, *inside)):
            return False
        if aspect.facet is Facet.PARTICIPATION and self._about in self._before(part, hit.first, _CLAUSE):
            return False
        if self._negation_after.intersection(self._behind(part, hit.last)):
            return False
        return is_forward or not self._intent.intersection((*before, *inside))

    def _is_conditional(self, part: Sentence, hit: PhraseHit) -> bool:
        found = [word.folded for word in part.words]
        if self._condition.intersection(found):
            return True
        # "om" is also "about": it asks or supposes where a clause begins, or right before the statement
        return any(
            word == self._if and (index == 0 or part.clause_break(index - 1) or 0 < hit.first - index <= 2)
            for index, word in enumerate(found)
        )

    def _group_tags(self, parts: Sequence[Sentence]) -> Iterator[Tag]:
        for part in parts:
            hits = [(*self._groups[hit.key], hit) for hit in self._group_finder.find(part)]
            names = {index for _, _, hit in hits for index in range(hit.first, hit.last + 1)}
            for aspect, kind, hit in hits:
                before = self._before(part, hit.first, _BEFORE_GROUP)
                if self._negation.intersection(before) or _is_hyphenated(part, hit.last):
                    continue
                if kind == "adjectives" and not self._is_people(part, hit.last):
                    continue
                if kind == "phrases":
                    yield _tag(aspect, part, hit, _PHRASE_CONFIDENCE, max_chars=_GROUP_CHARS)
                    continue
                start = None if part.is_question else self._preposition(part, hit.first, names)
                if start is not None:
                    whole = PhraseHit(hit.key, start, hit.last)
                    yield _tag(aspect, part, whole, _NAME_CONFIDENCE, max_chars=_GROUP_CHARS)

    def _preposition(self, part: Sentence, first: int, names: set[int]) -> int | None:
        """Return the place of the preposition that a name stands after, None without one."""
        for index in range(first - 1, max(-1, first - 2 - _MAX_BETWEEN), -1):
            word = part.words[index].folded
            if word in self._prepositions:
                if index - 1 in names:  # "from girls to girls", "children of refugees"
                    return None
                # ", for forældre troede": because
                if index and word in _BECAUSE and part.clause_break(index - 1):
                    return None
                return None if self._not_for.intersection(self._before(part, index, _BEFORE)) else index
            if word not in self._between and index not in names:
                return None
        return None

    def _before(self, part: Sentence, first: int, n_words: int) -> list[str]:
        """Return the words of the same clause before a statement."""
        start = first
        while start > max(0, first - n_words) and not part.clause_break(start - 1):
            start -= 1
            if part.words[start].folded in self._conjunctions:
                break
        return _words(part, start, first)

    def _behind(self, part: Sentence, last: int) -> list[str]:
        """Return the first words of the same clause after a statement."""
        end = last + 1
        while end < min(len(part.words), last + 1 + _AFTER) and not part.clause_break(end - 1):
            if part.words[end].folded in self._conjunctions:
                break
            end += 1
        return _words(part, last + 1, end)

    def _is_people(self, part: Sentence, last: int) -> bool:
        """Return whether an adjective stands for people: "för äldre", not "för äldre byggnader"."""
        return part.clause_break(last) or part.words[last + 1].folded in self._after


@lru_cache(maxsize=8)
def aspect_finder(lexicon: AspectLexicon, language: Language) -> AspectFinder | None:
    """Return the finder for a text in ``language``, made once; None for a language without phrases."""
    return AspectFinder(lexicon, language) if language in _CODES else None


def _listed(aspects: Sequence[Aspect], code: str, kind: str, *, groups: bool) -> list[tuple[Aspect, str]]:
    found: list[tuple[Aspect, str]] = []
    for aspect in aspects:
        if (aspect.facet is Facet.TARGET_GROUP) is groups:
            by_language = {"phrases": aspect.phrases, "names": aspect.names, "adjectives": aspect.adjectives}
            found.extend((aspect, phrase) for phrase in by_language[kind].get(code, ()))
    return found


def _folded(terms: Sequence[str]) -> frozenset[str]:
    return frozenset(map(fold, terms))


def _is_hyphenated(part: Sentence, last: int) -> bool:
    """Return whether a word is the first part of a name: "barn- och utbildningsnämnden"."""
    return part.text[part.words[last].end : part.words[last].end + 1] == "-"


def _words(part: Sentence, start: int, end: int) -> list[str]:
    return [word.folded for word in part.words[start:end]]


def _tag(aspect: Aspect, part: Sentence, hit: PhraseHit, confidence: float, *, max_chars: int) -> Tag:
    start, end = part.words[hit.first].start, part.words[hit.last].end
    evidence = quote(part.text, start, end, within=(part.start, part.end), max_chars=max_chars)
    return Tag(
        facet=aspect.facet,
        value=aspect.value,
        confidence=confidence,
        method=TagMethod.TERM,
        evidence=evidence,
    )
