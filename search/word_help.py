"""Word help: what words of a Danish, Norwegian or Swedish text mean for a reader of another of the three.

It says little and is right: a word is explained where the bridge has it, in a form of this word alone, and
where its translation cannot be guessed. A word that looks like one of the reader's and means something else
is explained with a warning. Words that everybody uses in many senses are left alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from typing import TYPE_CHECKING

from kb.glosses import Gloss
from kb.records import Language
from kb.text import fold
from search.stopwords import stop_words_of
from search.term_bridge import load_bridge
from search.word_forms import forms
from search.word_help_rules import BEFORE, MEANINGS, UNSAID, WARNED, plain_spelling

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from search.term_bridge import TermBridge

READERS = frozenset({Language.SWEDISH, Language.DANISH, Language.NORWEGIAN})
# A hyphen belongs to the word: "børne- og ungeudvalg" has no word børne.
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*-?")
_MAX_WORDS = 4  # of a term
_MIN_CHARS = 3  # of a term that is explained without a warning
# A row's second term is said for its concept among other things, unless it is long enough to be clear.
_MIN_FURTHER_CHARS = 10
_MAX_SENSES = 4
_MAX_MEANINGS = 2  # of one sense
# From here on readers guess the word: samarbejde and samarbete have 0.95, foranstaltning and åtgärd 0.2.
_MIN_GUESSED = 0.75


@dataclass(frozen=True, slots=True, kw_only=True)
class _Help:
    term: str
    meanings: tuple[str, ...]
    look_alike: str | None


def word_help(text: str, *, language: Language, reader: Language) -> tuple[Gloss, ...]:
    """Return the words of ``text`` that a reader may not understand, or understand wrongly, in their order.

    Args:
        text: Plain text in form NFC.
        language: The language of the text.
        reader: The reader's; nothing is explained in a language other than the three, and in the text's own.
    """
    if language is reader or language not in READERS or reader not in READERS:
        return ()
    return tuple(_glosses(text, _vocabulary(language, reader), BEFORE.get(language, {})))


def _glosses(text: str, known: Mapping[str, _Help], before: Mapping[str, frozenset[str]]) -> Iterator[Gloss]:
    found = list(_WORD.finditer(text))
    # folded one by one: the length of a text may change when it is folded
    folded = [fold(match.group()) for match in found]
    nth = 0
    while nth < len(found):
        for n_words in range(min(_MAX_WORDS, len(found) - nth), 0, -1):
            first, last = found[nth], found[nth + n_words - 1]
            term = " ".join(folded[nth : nth + n_words])
            said = known.get(term)
            if said is None or fold(text[first.start() : last.end()]) != term:
                continue  # something else than a space stands between the words
            following = folded[nth + n_words] if nth + n_words < len(found) else ""
            if following not in before.get(said.term, ()):
                yield Gloss(
                    start=first.start(),
                    end=last.end(),
                    term=said.term,
                    meanings=said.meanings,
                    look_alike=said.look_alike,
                )
            nth += n_words - 1
            break
        nth += 1


@cache
def _vocabulary(language: Language, reader: Language) -> Mapping[str, _Help]:
    """Return what every form means that is one of a single term; folded, words with one space between."""
    bridge = load_bridge()
    known: dict[str, _Help | None] = {}
    for term, rows in _rows_by_term(bridge, language).items():
        said = _help(term, rows, bridge, language, reader)
        for part_of_speech in dict.fromkeys(bridge.part_of_speech(row) for row, _ in rows):
            for form in forms(fold(term), part_of_speech, language):
                # what nothing is said of makes a form that it shares unclear all the same
                known[form] = _common(known[form], said) if form in known else said
    stop_words = stop_words_of(language)
    return {form: said for form, said in known.items() if said is not None and form not in stop_words}


def _common(one: _Help | None, other: _Help | None) -> _Help | None:
    """Return what is said of a form of two terms: that of the first where both mean the same."""
    if one is None or other is None or set(one.meanings).isdisjoint(other.meanings):
        return None
    return one


def _rows_by_term(bridge: TermBridge, language: Language) -> dict[str, list[tuple[int, int]]]:
    """Return each term with the numbers of its rows and its place in each."""
    found: dict[str, list[tuple[int, int]]] = {}
    for number in range(len(bridge)):
        for place, term in enumerate(bridge.terms(number, language)):
            found.setdefault(term, []).append((number, place))
    return found


def _help(
    term: str, rows: list[tuple[int, int]], bridge: TermBridge, language: Language, reader: Language
) -> _Help | None:
    senses = [sense for row, _ in rows if (sense := bridge.terms(row, reader))]
    if not senses or term in UNSAID.get(language, ()):
        return None
    look_alike = _look_alike(term, bridge, language, reader)
    said = {fold(each) for sense in senses for each in sense}
    if look_alike is None or fold(look_alike) in said:
        is_clear = any(place == 0 for _, place in rows) or len(term) >= _MIN_FURTHER_CHARS
        if not is_clear or len(term) < _MIN_CHARS or _is_guessed(term, said, language, reader):
            return None
        look_alike = None
    n_each = _MAX_MEANINGS if len({sense[0] for sense in senses}) == 1 else 1
    usual = MEANINGS.get((language, reader), {}).get(term)
    meanings = usual or _shortest(meaning for sense in senses for meaning in sense[:n_each])
    if len(meanings) > _MAX_SENSES:
        return None
    return _Help(term=term, meanings=meanings, look_alike=look_alike)


def _shortest(meanings: Iterable[str]) -> tuple[str, ...]:
    """Return meanings without those that only say more of another: placering av barn."""
    different = tuple(dict.fromkeys(meanings))
    return tuple(each for each in different if not any(each.startswith(f"{other} ") for other in different))


def _is_guessed(term: str, said: set[str], language: Language, reader: Language) -> bool:
    spelt = plain_spelling(fold(term), language)
    return any(
        SequenceMatcher(None, spelt, plain_spelling(each, reader), autojunk=False).ratio() >= _MIN_GUESSED
        for each in said
    )


def _look_alike(term: str, bridge: TermBridge, language: Language, reader: Language) -> str | None:
    if term not in WARNED.get(language, ()):
        return None
    return bridge.look_alikes(language, reader).get(fold(term))
