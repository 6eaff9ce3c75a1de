"""Word triples as hashes."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kb.shingles import MIN_WORDS, n_shared, sample, shingles
from kb.text import fold
from tests.kb.similar_texts import ARTICLE, DANISH

_WORDS = st.lists(st.sampled_from("å bil den 12 och hus AB sjö".split()), min_size=MIN_WORDS, max_size=80)


def triples(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(fold(word) for word in words[start : start + 3]) for start in range(len(words) - 2)}


@given(_WORDS, _WORDS)
def test_hashes_count_as_the_triples_themselves(one: list[str], other: list[str]) -> None:
    first, second = shingles(" ".join(one)), shingles(" ".join(other))
    assert first.hashes.size == len(triples(one))
    assert n_shared(first.hashes, second.hashes) == len(triples(one) & triples(other))
    assert first.with_numbers.size == sum("12" in triple for triple in triples(one))
    assert np.isin(first.with_numbers, first.hashes).all()


def test_case_punctuation_and_line_breaks_make_no_difference() -> None:
    text = " ".join(ARTICLE)
    written_anew = text.upper().replace(". ", "!\n\n– ").replace(" ", "\n")
    assert np.array_equal(shingles(text).hashes, shingles(written_anew).hashes)


def test_the_order_of_words_makes_a_difference() -> None:
    words = " ".join(DANISH).split()
    assert n_shared(shingles(" ".join(words)).hashes, shingles(" ".join(reversed(words))).hashes) == 0


def test_a_short_text_has_none() -> None:
    words = " ".join(ARTICLE).split()
    assert shingles(" ".join(words[: MIN_WORDS - 1])).hashes.size == 0
    assert shingles(" ".join(words[:MIN_WORDS])).hashes.size == MIN_WORDS - 2


def test_what_two_texts_share_is_in_the_samples_of_both_or_of_neither() -> None:
    whole, part = shingles(" ".join(ARTICLE)), shingles(ARTICLE[1])
    assert np.array_equal(
        np.intersect1d(sample(whole.hashes), sample(part.hashes)),
        sample(np.intersect1d(whole.hashes, part.hashes)),
    )
    assert 0 < sample(part.hashes).size < part.hashes.size


def test_about_a_quarter_is_sampled() -> None:
    text = " ".join(f"ord{number} och" for number in range(20_000))
    hashes = shingles(text).hashes
    assert 0.23 < sample(hashes).size / hashes.size < 0.27


def test_hashes_are_the_same_on_every_machine() -> None:
    text = " ".join(f"ord{number}" for number in range(MIN_WORDS))
    # what is stored is compared with what is computed later
    assert [int(value) for value in sample(shingles(text).hashes)[:3]] == [514993344, 937018179, 957798608]
