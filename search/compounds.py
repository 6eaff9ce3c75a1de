"""Compound words: which part of one word is another, in Swedish, Danish and Norwegian.

The index and the explanation of a hit decide by the same rules. They differ in the words they know: the
index knows all of its own, the explanation those of the hit, which are a part of them. So nothing is
explained by a compound that the index would not have accepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from search.stopwords import STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_PART_CHARS = 4  # of a stem; shorter parts (by, lag, råd) make more false compounds than true ones
_MIN_HEAD_CHARS = 5  # of the head of a query's compound: not the "plan" of "skolplan"
_MIN_REST_CHARS = 3  # what may stand beside the part looked for: "dialog|möt", but not "plan|sk"
LINKS = ("", "s", "e", "er", "a", "ar", "o", "u", "n")  # arbets-, børne-, medborgar-, gatu-
# Two letters fit everywhere and three nearly so: "dan" would make Danmark a kind of mark.
_SHORT_MODIFIERS = frozenset(
    "arv bad bil bus båd båt dag fag hav hus ide jul leg lek lön mad mat nat sko tåg tog ung vej väg".split()
)
# What looks like a first part and is a prefix: föräldrar are no kind of äldre.
_PREFIXES = frozenset(
    """
    an av af be bi bort for för före fore fram frem gen hän ind in igen kon miss mis mot mod ned ner om op opp
    over över på sam til till um und under upp ut ud ur van vid åter åt
    """.split()
)
_SUFFIXES = frozenset(  # what looks like a head and is an ending: ledighet is no kind of het
    """
    aktig ande arn are bar dom eler else els ende ens ere ern ers het hed heds ing inn isk iskt kund lig ligt
    lös løs löst nad nads ning skap skab som sam sel tion
    """.split()
)
NO_PARTS = STOP_WORDS | _PREFIXES
_MAX_COMPOUNDS = 8  # a word, for each direction: the most frequent ones
_MAX_SPLITS = 4
_LOOKED_AT = 4 * _MAX_COMPOUNDS
# Best MRR@10 by words alone on 2,500 of the development questions in training/data (swept 0.2-0.85 together).
_SUFFIX_BOOST, _PREFIX_BOOST, _HEAD_BOOST = 0.7, 0.5, 0.6


class KnownWords(Protocol):
    """The words that a part of a compound can be, in one language."""

    def stem(self, text: str) -> str:
        """Return the stem of a word."""
        ...

    def is_word(self, text: str) -> bool:
        """Tell whether ``text`` is a known stem or part."""
        ...

    def is_term(self, stem: str) -> bool:
        """Tell whether ``stem`` is a term of the taxonomy."""
        ...


class Counted(KnownWords, Protocol):
    """Words whose number is known."""

    def count(self, stem: str) -> int:
        """Return in how many chunks ``stem`` occurs."""
        ...


class Vocabulary(Counted, Protocol):
    """The stems that an index holds, in one language."""

    def starting_with(self, prefix: str, *, limit: int) -> list[str]:
        """Return the most frequent stems that start with ``prefix``."""
        ...

    def ending_with(self, suffix: str, *, limit: int) -> list[str]:
        """Return the most frequent stems that end with ``suffix``."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedStem:
    """A stem that shares a part with a word of the query, and how much less it counts."""

    stem: str
    boost: float  # in (0, 1)


def related_stems(stem: str, vocabulary: Vocabulary) -> list[RelatedStem]:
    """Return the compounds in ``vocabulary`` with ``stem`` as a part, and the head of ``stem`` in it."""
    if len(stem) < MIN_PART_CHARS or stem.isdecimal():
        return []
    found = dict.fromkeys(_heads(stem, vocabulary), _HEAD_BOOST)
    starting = vocabulary.starting_with(stem, limit=_LOOKED_AT)
    found |= dict.fromkeys([each for each in starting if begins_with(each, stem, vocabulary)], _PREFIX_BOOST)
    found |= dict.fromkeys(suffix_compounds(stem, vocabulary), _SUFFIX_BOOST)
    related = [RelatedStem(stem=each, boost=boost) for each, boost in found.items()]
    return sorted(related, key=lambda each: (-each.boost, each.stem))[: 2 * _MAX_COMPOUNDS]


def suffix_compounds(stem: str, vocabulary: Vocabulary) -> list[str]:
    """Return the most frequent compounds in ``vocabulary`` whose head is ``stem``."""
    if len(stem) < MIN_PART_CHARS or stem.isdecimal():
        return []
    ending = vocabulary.ending_with(stem, limit=_LOOKED_AT)
    return [each for each in ending if ends_in(each, stem, vocabulary)][:_MAX_COMPOUNDS]


def splits_of(stem: str, vocabulary: Counted) -> list[tuple[str, str]]:
    """Return the ways to part a compound into two stems that the index holds, modifier and head.

    At most four, the most frequent parts first (by the geometric mean of their counts).

    Source: Koehn and Knight, EACL 2003, which choose among all ways by that mean.
    """
    found: dict[tuple[str, str], int] = {}
    for cut in range(_MIN_REST_CHARS, len(stem) - _MIN_REST_CHARS + 1):
        n_head = vocabulary.count(stem[cut:])
        if not n_head or not _is_part(stem[cut:]):
            continue
        for modifier in _bare(stem[:cut], vocabulary):
            n_modifier = vocabulary.count(modifier)
            if n_modifier:
                found[modifier, stem[cut:]] = n_head * n_modifier
    return sorted(found, key=lambda pair: (-found[pair], pair))[:_MAX_SPLITS]


def _bare(modifier: str, known: KnownWords) -> dict[str, None]:
    bare = [modifier.removesuffix(link) for link in LINKS if modifier.endswith(link)]
    stems = [each for text in bare for each in (text, known.stem(text))]
    return dict.fromkeys(each for each in stems if _is_part(each))


def _is_part(text: str) -> bool:
    return len(text) >= _MIN_REST_CHARS and text not in NO_PARTS and text not in _SUFFIXES


def ends_in(compound: str, part: str, known: KnownWords) -> bool:
    """Tell whether ``compound`` is a known modifier and ``part``: borgerinddragels, inddragels."""
    return (
        len(part) >= MIN_PART_CHARS
        and compound.endswith(part)
        and is_modifier(compound.removesuffix(part), known)
    )


def begins_with(compound: str, part: str, known: KnownWords) -> bool:
    """Tell whether ``compound`` is ``part`` and a known head: dialogmöt, dialog."""
    if len(part) < MIN_PART_CHARS or not compound.startswith(part):
        return False
    rest = compound.removeprefix(part)
    # Without this "mark" would find "marknadsföring".
    heads = (rest.removeprefix(link) for link in LINKS if rest.startswith(link))
    return any(
        len(head) >= _MIN_REST_CHARS
        and head not in _SUFFIXES
        and head not in NO_PARTS
        and known.is_word(head)
        for head in heads
    )


def is_head_of(part: str, asked: str, known: KnownWords) -> bool:
    """Tell whether ``part``, a known stem, may be found by a query for the compound ``asked``.

    Of a term of the taxonomy only a head that is a term too: inddragelse of borgerinddragelse.
    """
    modifier = asked.removesuffix(part)
    return (
        len(part) >= _MIN_HEAD_CHARS
        and len(modifier) >= _MIN_REST_CHARS
        and asked.endswith(part)
        and modifier not in NO_PARTS
        and (known.is_term(part) or not known.is_term(asked))
    )


def is_modifier(text: str, known: KnownWords) -> bool:
    """Tell whether ``text`` is a known word, with or without linking letters, that begins compounds."""
    if text in NO_PARTS:
        return False
    bare = (text.removesuffix(link) for link in LINKS if text.endswith(link))
    return any(
        each in _SHORT_MODIFIERS
        or (
            len(each) >= MIN_PART_CHARS
            and each not in NO_PARTS
            and (known.is_word(each) or known.is_word(known.stem(each)))
        )
        for each in bare
    )


def _heads(stem: str, vocabulary: Vocabulary) -> Iterator[str]:
    for cut in range(_MIN_REST_CHARS, len(stem) - _MIN_HEAD_CHARS + 1):
        head = stem[cut:]
        if is_head_of(head, stem, vocabulary) and vocabulary.count(head):
            yield head  # the longest
            return
