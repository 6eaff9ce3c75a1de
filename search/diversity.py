"""What comes between the ranking and the reader: copies folded, documents and languages taking turns."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from search.fingerprints import are_near_duplicates

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from search.fingerprints import Fingerprints

# Taken off a hit's score for each better hit of its document: little, so that a document holds on to the
# first page where its hits are better and gives way where others are as good (docs/decisions/0006).
_PENALTY = 0.005
_MAX_TIMES = 4  # hits of its document after which nothing more is taken off
# A document has at most so many of the first ten hits while others are left. Seven cost nothing on any judged
# set; fewer do, most where one long document holds many examples (docs/decisions/0006).
_MAX_ON_PAGE = 7
_PAGE = 10
_SEEN_FIRST = 3  # places among which the other language shows, where it has a word for what is asked
_MAX_FOLDED = 1_000  # candidates that are compared; far more than anybody reads


def fold_duplicates(
    order: Sequence[int], fingerprints: Fingerprints, document_ids: NDArray[np.int64]
) -> dict[int, list[int]]:
    """Return who stands for whom: each candidate that stays, best first, with those folded under it.

    Folded are near copies in other documents; what a document says twice stays.

    Args:
        order: Places of the candidates, best first.
        fingerprints: Of the candidates.
        document_ids: Of the candidates.
    """
    stays: dict[int, list[int]] = {}
    by_facts: dict[int, list[int]] = {}
    for nth, place in enumerate(order):
        # only those with the same names and numbers can be copies
        before = by_facts.setdefault(int(fingerprints["facts"][place]), []) if nth < _MAX_FOLDED else []
        others = [each for each in before if document_ids[each] != document_ids[place]]
        if others:
            same = np.flatnonzero(are_near_duplicates(fingerprints[place], fingerprints[others]))
            if same.size:
                stays[others[int(same[0])]].append(place)
                continue
        before.append(place)
        stays[place] = []
    return stays


def with_turns(
    order: Sequence[int], scores: NDArray[np.float32], document_ids: NDArray[np.int64]
) -> list[tuple[int, float]]:
    """Return places with their scores less what better hits of the same document take off, best first.

    Args:
        order: Places of the candidates, best first.
        scores: Of the candidates.
        document_ids: Of the candidates.
    """
    seen: Counter[int] = Counter()
    lowered = []
    for place in order:
        document_id = int(document_ids[place])
        lowered.append((place, float(scores[place]) - _PENALTY * min(seen[document_id], _MAX_TIMES)))
        seen[document_id] += 1
    return sorted(lowered, key=lambda pair: -pair[1])  # stable: ties stay as they were


def with_room_for_others(
    ranked: Sequence[tuple[int, float]], document_ids: NDArray[np.int64], *, own: Collection[int] = ()
) -> list[tuple[int, float]]:
    """Return the ranking with its first ten places shared: seven for one document, while others are left.

    Documents in ``own`` have none of these places: who asks for more like a passage knows where it stands.
    The scores stay with the places.

    Args:
        ranked: Places of the candidates with their scores, best first.
        document_ids: Of the candidates.
        own: The documents of the examples that hits should be like.
    """
    seen: Counter[int] = Counter()
    first: list[int] = []
    rest: list[int] = []
    for place, _ in ranked:
        document_id = int(document_ids[place])
        if len(first) < _PAGE and document_id not in own and seen[document_id] < _MAX_ON_PAGE:
            seen[document_id] += 1
            first.append(place)
        else:
            rest.append(place)
    return [(place, score) for place, (_, score) in zip((*first, *rest), ranked, strict=True)]


def with_other_language(
    ranked: Sequence[tuple[int, float]], languages: NDArray[np.int32], has_words: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    """Return the ranking with a hit in a second language among the first three, if a later one has the words.

    For a query that is one term with a counterpart in another language: whoever asks for natteravne wants to
    see nattvandrare too, and would not if a single document with the very word fills the first places.

    Args:
        ranked: Places of the candidates with their scores, best first.
        languages: Of the candidates, as any codes.
        has_words: Whether the query's words, or what they are called in another language, stand there.
    """
    first = ranked[:_SEEN_FIRST]
    if len({int(languages[place]) for place, _ in first}) != 1 or len(first) < _SEEN_FIRST:
        return list(ranked)
    known = int(languages[first[0][0]])
    other = next((place for place, _ in ranked if languages[place] != known and has_words[place]), None)
    if other is None:
        return list(ranked)
    rest = [pair for pair in ranked[_SEEN_FIRST - 1 :] if pair[0] != other]
    return [*first[:-1], (other, first[-1][1]), *rest]
