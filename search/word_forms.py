"""The forms of Swedish, Danish and Norwegian words, as they are written: for saying what a form is a form of.

Stems are too generous for that: the stem of holder is that of a hold, a team.
"""

from __future__ import annotations

from collections.abc import Iterator

from kb.records import Language

_VOWELS = frozenset("aeiouyåäö")  # of folded words
# Behind a word, and behind one in -e (Swedish: -a) without that vowel.
_NOUN = {
    Language.SWEDISH: (
        ("", "en", "et", "n", "t", "ar", "arna", "er", "erna", "na"),
        ("a", "an", "or", "orna", "er", "erna"),
    ),
    Language.DANISH: (
        ("", "en", "et", "e", "ene", "er", "erne"),
        ("e", "en", "et", "er", "erne"),
    ),
    Language.NORWEGIAN: (
        ("", "en", "et", "a", "ene", "er"),
        ("e", "en", "et", "a", "er", "ene"),
    ),
}
# Behind a short Danish noun other endings make verbs: a nævn is a board, nævner means mentions.
_SHORT = range(3, 5)
_DEFINITE = frozenset({"en", "et"})
_VERB = {
    Language.SWEDISH: ("a", "ar", "ade", "at", "as", "er", "te"),
    Language.DANISH: ("e", "er", "es", "ede", "et"),
    Language.NORWEGIAN: ("e", "er", "es", "et", "a"),
}
_ADJECTIVE = {
    Language.SWEDISH: ("", "t", "a"),
    Language.DANISH: ("", "t", "e"),
    Language.NORWEGIAN: ("", "t", "e"),
}


def forms(term: str, part_of_speech: str, language: Language) -> frozenset[str]:
    """Return the forms of a folded term; of a term of several words its last one is inflected.

    Forms that change the stem (bog, bøger) are not among them.
    """
    if part_of_speech == "phrase" or not term[-1:].isalpha():
        return frozenset({term})
    return frozenset(_forms(term, part_of_speech, language))


def _forms(term: str, part_of_speech: str, language: Language) -> Iterator[str]:
    vowel = "a" if language is Language.SWEDISH else "e"
    if part_of_speech == "verb":
        yield term
        if term.endswith(vowel):
            yield from (term[:-1] + ending for ending in _VERB[language])
    elif part_of_speech == "adjective":
        yield from (base + ending for ending in _ADJECTIVE[language] for base in _bases(term, ending))
    else:
        whole, without_vowel = _NOUN[language]
        is_cut = term.endswith(vowel)
        if not is_cut and language is Language.DANISH and len(term) in _SHORT:
            whole = tuple(ending for ending in whole if not ending.startswith("e") or ending in _DEFINITE)
        for ending in without_vowel if is_cut else whole:
            for base in (term[:-1],) if is_cut else _bases(term, ending):
                yield base + ending
                if not (base + ending).endswith("s"):
                    yield f"{base}{ending}s"


def _bases(term: str, ending: str) -> tuple[str, ...]:
    """Return a term and, before a vowel, the same with its last consonant doubled: butik, butikk(er)."""
    is_doubled = len(term) > 2 and ending[:1] in _VOWELS and term[-1] not in _VOWELS and term[-2] in _VOWELS
    return (term, term + term[-1]) if is_doubled else (term,)
