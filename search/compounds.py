"""Compound words: which part of one word is another, in Swedish, Danish and Norwegian."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

MIN_PART_CHARS = 4  # of a stem; shorter parts (by, lag, råd) make more false compounds than true ones
MIN_LONE_PART_CHARS = 5  # where nothing tells that the rest is a word as well: not sportsud|styr
_MIN_REST_CHARS = 3  # what may stand beside the part looked for: "dag|tilbud", but not "ud|valg"
_LINKS = ("", "s", "e", "er", "a", "o", "u")  # arbets-, børne-, gatu-
_MAX_COMPOUNDS = 8  # a word, for each direction: the most frequent ones
_SUFFIX_BOOST, _PREFIX_BOOST, _HEAD_BOOST, _MODIFIER_BOOST = 0.5, 0.3, 0.4, 0.15


class Vocabulary(Protocol):
    """The stems that an index holds, in one language."""

    def count(self, stem: str) -> int:
        """Return in how many chunks ``stem`` occurs."""
        ...

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
    """Return the compounds in ``vocabulary`` with ``stem`` as a part, and the parts of ``stem`` in it."""
    if len(stem) < MIN_PART_CHARS or stem.isdecimal():
        return []
    found = {part.stem: part for part in _parts(stem, vocabulary)}
    for compound in vocabulary.starting_with(stem, limit=4 * _MAX_COMPOUNDS)[: 4 * _MAX_COMPOUNDS]:
        if _has_known_rest(compound, stem, vocabulary):
            found[compound] = RelatedStem(stem=compound, boost=_PREFIX_BOOST)
    endings = [each for each in vocabulary.ending_with(stem, limit=2 * _MAX_COMPOUNDS) if ends_in(each, stem)]
    for compound in endings[:_MAX_COMPOUNDS]:
        found[compound] = RelatedStem(stem=compound, boost=_SUFFIX_BOOST)
    found.pop(stem, None)
    return sorted(found.values(), key=lambda related: (-related.boost, related.stem))[: 2 * _MAX_COMPOUNDS]


def ends_in(compound: str, part: str) -> bool:
    """Tell whether ``compound`` can be a modifier and ``part``: borgerinddragels, inddragels."""
    return (
        len(part) >= MIN_PART_CHARS
        and len(compound) - len(part) >= _MIN_REST_CHARS
        and compound.endswith(part)
    )


def begins_with(compound: str, part: str) -> bool:
    """Tell whether ``compound`` can be ``part`` and a head of its own: dialogmöt, dialog."""
    return (
        len(part) >= MIN_PART_CHARS
        and len(compound) - len(part) >= _MIN_REST_CHARS
        and compound.startswith(part)
    )


def _has_known_rest(compound: str, part: str, vocabulary: Vocabulary) -> bool:
    # Without this "mark" would find "marknadsföring".
    rest = compound[len(part) :]
    heads = (rest.removeprefix(link) for link in _LINKS if rest.startswith(link))
    return any(len(head) >= _MIN_REST_CHARS and vocabulary.count(head) for head in heads)


def _parts(stem: str, vocabulary: Vocabulary) -> Iterator[RelatedStem]:
    best: tuple[bool, int, str, str] | None = None
    for cut in range(MIN_PART_CHARS, len(stem) - MIN_PART_CHARS + 1):
        head = stem[cut:]
        if vocabulary.count(head):
            modifier = _known_modifier(stem[:cut], vocabulary)
            if not modifier and len(head) < MIN_LONE_PART_CHARS:
                continue
            best = max(best or (False, 0, "", ""), (bool(modifier), len(head), head, modifier))
    if best is None:
        return
    _, _, head, modifier = best
    yield RelatedStem(stem=head, boost=_HEAD_BOOST)
    if modifier:
        yield RelatedStem(stem=modifier, boost=_MODIFIER_BOOST)


def _known_modifier(text: str, vocabulary: Vocabulary) -> str:
    # The modifier may carry a link (s) or an ending that stemming removes elsewhere (borger, borg).
    for link in _LINKS:
        known = text.removesuffix(link)
        if text.endswith(link) and len(known) >= MIN_PART_CHARS and vocabulary.count(known):
            return known
    return ""
