"""Candidates from samples, compared with counting pair by pair."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb import similar_join
from kb.records import DocumentId
from kb.similar_join import Sampled, candidates, least_shared

# values spread over 32 bits, few enough to meet
_SAMPLES = st.lists(
    st.sets(st.integers(0, 30).map(lambda value: value * 138_547_333), min_size=1, max_size=25), max_size=12
)


def sampled(samples: list[set[int]], first_id: int) -> list[Sampled]:
    return [
        (DocumentId(document_id), np.array(sorted(values), dtype="<u4").tobytes())
        for document_id, values in enumerate(samples, start=first_id)
    ]


def hashes(sample: bytes) -> set[int]:
    return {int.from_bytes(sample[start : start + 4], "little") for start in range(0, len(sample), 4)}


def by_hand(new: list[Sampled], stored: list[Sampled]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for document_id, values in new:
        found[document_id] = set()
        for other, others in stored:
            one, two = hashes(values), hashes(others)
            least = least_shared(np.array([min(len(one), len(two))]), 0.6)[0]
            if other != document_id and len(one & two) >= least:
                found[document_id].add(other)
    return found


@given(_SAMPLES, _SAMPLES)
def test_candidates_are_those_that_share_enough(new: list[set[int]], stored: list[set[int]]) -> None:
    before, now = sampled(stored, 1), sampled(new, 100)
    found = candidates(now, [before, now], min_share=0.6, limit=99)
    assert {key: set(value) for key, value in found.items()} == by_hand(now, [*before, *now])


@given(_SAMPLES, _SAMPLES, st.integers(1, 40))
def test_what_is_counted_at_once_makes_no_difference(
    new: list[set[int]], stored: list[set[int]], n_counted: int
) -> None:
    before, now = sampled(stored, 1), sampled(new, 100)
    whole = candidates(now, [before] if before else [], min_share=0.6, limit=99)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(similar_join, "_COUNTED", n_counted)
        assert candidates(now, [[each] for each in before], min_share=0.6, limit=99) == whole


def test_the_likeliest_come_first_and_no_more_than_asked_for() -> None:
    new = sampled([{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}], 9)
    stored = sampled([{1, 2, 90}, {1, 2, 3}, {4, 5, 91}, {70, 71, 72}], 1)
    assert candidates(new, [stored], min_share=0.6, limit=2) == {9: [2, 1]}


def test_a_small_share_of_many_triples_is_no_candidate() -> None:
    new, stored = sampled([set(range(0, 4000, 2))], 1), sampled([set(range(0, 4000, 4))], 2)
    assert candidates(new, [stored], min_share=0.6, limit=9) == {1: [2]}  # the smaller is held whole
    half = sampled([{*range(0, 2000, 2), *range(2001, 4001, 2)}], 3)
    assert candidates(new, [half], min_share=0.6, limit=9) == {1: []}
