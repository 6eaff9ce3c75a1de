"""What comes of a query: the floor, copies, turns, best sentences and examples, over a small index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import EmbedderError, QueryError
from kb.records import ChunkId, Filters, Language, Ranking
from search.backend import EmbeddedBackend
from tests.search.samples import SAMPLES, MemoryCache, changes_of, entry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.records import IndexEntry
    from kb.taxonomy import Taxonomy

    Make = Callable[..., EmbeddedBackend]


class AxisEmbedder:
    """Places texts by the first of its words that they hold: what is near is decided by the test."""

    name, revision, dim, min_score = "axes", "1", 4, 0.3
    places = {  # noqa: RUF012 # read only
        "alfa": (1.0, 0, 0, 0),
        "beta": (0.8, 0.6, 0, 0),
        "gamma": (0.3, 0, 0.954, 0),
        "delta": (0, 1.0, 0, 0),
    }

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), 4), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            found = [place for word, place in self.places.items() if word in text.casefold()]
            row[:] = found[0] if found else (0, 0, 0, 1)
        return rows

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        return self.embed_documents(texts)


@pytest.fixture
def make(tmp_path: Path, taxonomy: Taxonomy) -> Make:
    def made(*entries: IndexEntry) -> EmbeddedBackend:
        backend = EmbeddedBackend(tmp_path / "index", AxisEmbedder(), MemoryCache(), taxonomy=taxonomy)
        backend.update(changes_of(entries), last_change=1)
        return backend

    return made


def search(
    backend: EmbeddedBackend,
    text: str = "",
    *,
    filters: Filters | None = None,
    like: Sequence[int] = (),
    unlike: Sequence[int] = (),
) -> Ranking:
    return backend.search(
        text,
        filters=filters or Filters(),
        language=None,
        depth=20,
        like=[ChunkId(each) for each in like],
        unlike=[ChunkId(each) for each in unlike],
        with_rest=True,
    )


def ids(ranking: Ranking) -> list[int]:
    return [candidate.chunk_id for candidate in ranking.ranked]


# The floor


def test_hits_have_half_the_best_cosine_and_the_rest_is_kept_apart(make: Make) -> None:
    backend = make(entry(1, "Beta."), entry(2, "Gamma.", document_id=2), entry(3, "Omega.", document_id=3))
    ranking = search(backend, "alfabet")
    assert ids(ranking) == [1]  # 0.8; 0.3 is less than half of it
    assert ranking.ranked[0].evidence["semantic"].score == pytest.approx(0.8, abs=0.01)


def test_a_query_that_is_near_to_nothing_finds_nothing(make: Make) -> None:
    backend = make(entry(1, "Gamma."), entry(2, "Omega.", document_id=2))
    backend_score = search(backend, "alfabet")
    assert ids(backend_score) == [1]  # 0.3, the least score
    AxisEmbedder.min_score, before = 0.31, AxisEmbedder.min_score
    try:
        ranking = search(backend, "alfabet")
    finally:
        AxisEmbedder.min_score = before
    assert ids(ranking) == []
    assert [each.chunk_id for each in ranking.below_floor] == [1]
    assert ranking.below_floor[0].evidence["semantic"].rank == 1
    assert not any(ranking.facets.values())


def test_a_filter_takes_hits_away_and_brings_none(make: Make) -> None:
    backend = make(entry(1, "Beta."), entry(2, "Gamma.", document_id=2, language=Language.DANISH))
    assert ids(search(backend, "alfabet", filters=Filters(languages=frozenset({"sv"})))) == [1]
    # The best of the filter is no better for being alone: 0.3 is less than half of 0.8.
    assert ids(search(backend, "alfabet", filters=Filters(languages=frozenset({"da"})))) == []


def test_words_find_what_meaning_does_not(make: Make) -> None:
    backend = make(entry(1, "Delta ombudsman."), entry(2, "Delta.", document_id=2))
    assert ids(search(backend, "ombudsman verkstad")) == []  # half of the words
    assert ids(search(backend, "ombudsman")) == [1]


def test_half_of_the_words_of_a_query_are_no_answer(make: Make) -> None:
    backend = make(entry(1, "Gamma: recept på motion."), entry(2, "Delta.", document_id=2))
    assert ids(search(backend, "recept")) == [1]
    assert ids(search(backend, "recept pannkakor")) == []


@pytest.mark.parametrize("text", ["如何做寿司", "рецепт блинов", "1234567", "😀 123"])
def test_other_scripts_and_mere_numbers_are_not_searched_by_meaning(make: Make, text: str) -> None:
    backend = make(entry(1, "Omega."), entry(2, "Året 2017.", document_id=2))
    assert ids(search(backend, text)) == []
    assert ids(search(backend, "2017")) == [2]


# Best sentences


def test_a_hit_tells_the_sentence_that_is_nearest(make: Make) -> None:
    backend = make(entry(1, "Omega först. Sedan delta. Alfa till sist."))
    assert [each.best_windows for each in search(backend, "alfabet").ranked] == [(2, 2)]
    assert [each.best_windows for each in search(backend, "deltagare").ranked] == [(1, 1)]


def test_two_sentences_together_can_be_the_nearest(make: Make) -> None:
    # beta lies between alfa and delta
    backend = make(entry(1, "Omega. Alfa. Delta. Omega."))
    assert [each.best_windows for each in search(backend, "betala").ranked] == [(1, 2)]


# Copies and turns


def test_copies_in_other_documents_are_folded_and_counted_once(make: Make) -> None:
    backend = make(*(entry(each, "Alfa i byn.", document_id=each) for each in (1, 2, 3)))
    ranking = search(backend, "alfa")
    assert ids(ranking) == [1]
    assert ranking.ranked[0].duplicates == (2, 3)
    counted = {value: n for values in ranking.facets.values() for value, n in values}
    assert counted == {"sv": 1}


def test_the_same_frame_with_another_number_is_no_copy(make: Make) -> None:
    backend = make(entry(1, "Alfa fick 20 000 kronor."), entry(2, "Alfa fick 30 000 kronor.", document_id=2))
    ranking = search(backend, "alfa")
    assert sorted(ids(ranking)) == [1, 2]
    assert [each.duplicates for each in ranking.ranked] == [(), ()]


def test_documents_take_turns_among_equals(make: Make) -> None:
    backend = make(
        entry(1, "Alfa ett."),
        entry(2, "Alfa två."),
        entry(3, "Alfa tre."),
        entry(9, "Alfa fyra.", document_id=2),
    )
    assert ids(search(backend, "alfabet")) == [1, 9, 2, 3]


# Examples


def test_like_a_chunk_is_what_lies_in_its_direction_and_not_itself(make: Make) -> None:
    backend = make(
        entry(1, "Alfa ett."), entry(2, "Beta två.", document_id=2), entry(3, "Omega.", document_id=3)
    )
    ranking = search(backend, like=[1])
    assert ids(ranking) == [2]
    assert ranking.ranked[0].evidence["semantic"].score == pytest.approx(0.8, abs=0.01)
    assert "lexical" not in ranking.ranked[0].evidence


def test_copies_of_an_example_are_not_like_it_but_it(make: Make) -> None:
    backend = make(
        entry(1, "Alfa ett."), entry(2, "Alfa ett.", document_id=2), entry(3, "Alfa tre.", document_id=3)
    )
    assert ids(search(backend, like=[1])) == [3]


def test_like_a_chunk_other_documents_come_before_its_own(make: Make) -> None:
    backend = make(entry(1, "Alfa ett."), entry(2, "Alfa två igen."), entry(3, "Beta tre.", document_id=2))
    assert ids(search(backend, "alfabet")) == [1, 2, 3]
    assert ids(search(backend, like=[1])) == [3, 2]


def test_an_example_stands_for_its_document_too(make: Make) -> None:
    backend = make(entry(1, "Alfa ett."), entry(2, "Beta två igen."), entry(3, "Beta tre.", document_id=2))
    other, _ = search(backend, like=[1]).ranked
    assert other.chunk_id == 3
    # (1, 0) and half of the mean of its document, (1.8, 0.6) / 1.897, are (1.474, 0.158), with (0.8, 0.6)
    assert other.evidence["semantic"].score == pytest.approx(0.859, abs=0.01)


def test_unlike_turns_the_query_away(make: Make) -> None:
    backend = make(
        entry(1, "Alfa ett."), entry(2, "Beta två.", document_id=2), entry(3, "Delta tre.", document_id=3)
    )
    plain = {each.chunk_id: each.evidence["semantic"].score for each in search(backend, "alfabet").ranked}
    turned = {
        each.chunk_id: each.evidence["semantic"].score
        for each in search(backend, "alfabet", unlike=[3]).ranked
    }
    assert set(turned) == {1, 2}
    # (1, -0.5) has with beta (0.8 - 0.3) / 1.118
    assert (plain[ChunkId(2)], turned[ChunkId(2)]) == pytest.approx((0.8, 0.447), abs=0.01)


def test_text_and_example_weigh_the_same(make: Make) -> None:
    backend = make(entry(1, "Delta."), entry(2, "Beta.", document_id=2))
    (hit,) = search(backend, "alfabet", like=[1]).ranked
    # (1, 1) / 1.414 with (0.8, 0.6)
    assert hit.evidence["semantic"].score == pytest.approx(0.99, abs=0.01)


@pytest.mark.parametrize(
    ("like", "unlike", "message"),
    [
        ([99], [], "There is no passage 99 to compare with"),
        ([], [98], "There is no passage 98 to compare with"),
        ([1], [1], "Passage 1 cannot be an example of what to find and of what not"),
        ([], [1], "There is nothing to look for"),
    ],
)
def test_examples_that_cannot_be_used_are_told(
    make: Make, like: list[int], unlike: list[int], message: str
) -> None:
    backend = make(entry(1, "Alfa."))
    with pytest.raises(QueryError, match=message):
        search(backend, like=like, unlike=unlike)


def test_an_example_outside_the_filters_can_be_used(make: Make) -> None:
    backend = make(entry(1, "Alfa."), entry(2, "Beta.", document_id=2, language=Language.DANISH))
    danish = Filters(languages=frozenset({"da"}))
    ranking = backend.search("", filters=danish, language=None, depth=20, like=[ChunkId(1)])
    assert ids(ranking) == [2]


def test_pages_of_one_query_come_from_one_order(make: Make) -> None:
    backend = make(
        *SAMPLES, *(entry(each, f"Alfa {each}.", document_id=each % 3) for each in range(100, 130))
    )
    assert ids(search(backend, "alfabet")) == ids(search(backend, "alfabet"))
    assert len(set(ids(search(backend, "alfabet")))) == 20  # depth


class FailingEmbedder(AxisEmbedder):
    """Embeds documents; queries fail, as on a device that has run out of memory."""

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise EmbedderError(f"The model failed on {len(texts)} texts.")


def test_a_model_that_fails_at_a_query_leaves_the_words_and_the_examples(
    tmp_path: Path, taxonomy: Taxonomy
) -> None:
    backend = EmbeddedBackend(tmp_path / "index", FailingEmbedder(), MemoryCache(), taxonomy=taxonomy)
    entries = [
        entry(1, "Alfa ombudsman."),
        entry(2, "Beta.", document_id=2),
        entry(3, "Delta.", document_id=3),
    ]
    backend.update(changes_of(entries), last_change=1)
    by_words = search(backend, "ombudsman")
    assert ids(by_words) == [1]
    assert by_words.problem is not None
    assert "The model failed on 1 texts." in by_words.problem
    assert ids(search(backend, like=[1])) == [2]  # the vectors of examples are in the index
    assert ids(search(backend, "ombudsman", like=[2])) == [1, 3]  # 0.8 and 0.6 from the example


def test_an_id_beyond_all_ids_is_told_as_any_other(make: Make) -> None:
    with pytest.raises(QueryError, match="no passage 99999999999999999999"):
        search(make(entry(1, "Alfa.")), like=[99999999999999999999])
