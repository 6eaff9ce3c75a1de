from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from search.hashing_embedder import HashingEmbedder
from search.indexing import EmbeddedEntries, embed_entries, model_key
from tests.search.samples import SAMPLES, MemoryCache, entry

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from kb.records import IndexEntry

TWO = "Första meningen om parken. Andra meningen om bussen."


def embed(*entries: IndexEntry, cache: MemoryCache | None = None) -> EmbeddedEntries:
    return embed_entries(entries, embedder=HashingEmbedder(64), cache=cache or MemoryCache())


def unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.float32(np.linalg.norm(vector))
    return (vector / length).astype(np.float32)


def vector(text: str) -> NDArray[np.float32]:
    row: NDArray[np.float32] = HashingEmbedder(64).embed_documents([text])[0]
    return row


def test_a_chunk_is_its_text_with_three_tenths_of_its_headings_and_of_its_title() -> None:
    made = embed(entry(1, "Texten.", title="Titeln", headings=("Kapitel", "Avsnitt")))
    expected = unit(vector("Texten.") + 0.3 * vector("Kapitel\nAvsnitt") + 0.3 * vector("Titeln"))
    assert made.rows[0] == pytest.approx(expected, abs=2e-3)


def test_a_heading_that_repeats_the_title_counts_once_and_empty_ones_not() -> None:
    made = embed(entry(1, "Texten.", title="Titeln", headings=("Titeln", " ")))
    assert made.rows[0] == pytest.approx(unit(vector("Texten.") + 0.3 * vector("Titeln")), abs=2e-3)


def test_a_text_without_title_and_headings_is_only_itself() -> None:
    made = embed(entry(1, "Texten."))
    assert made.rows[0] == pytest.approx(vector("Texten."), abs=1e-3)


def test_each_sentence_is_a_window_without_headings() -> None:
    (made,) = embed(entry(7, TWO, title="Titeln", headings=("Kapitel",))).windows
    assert made.chunk_id == 7
    sentences = [vector("Första meningen om parken."), vector("Andra meningen om bussen.")]
    assert made.vectors == pytest.approx(np.stack(sentences), abs=1e-3)


def test_a_single_sentence_is_embedded_once_as_text_and_window() -> None:
    cache = MemoryCache()
    (made,) = embed(entry(1, "Bara en mening."), cache=cache).windows
    assert made.vectors == pytest.approx(vector("Bara en mening.")[None], abs=1e-3)
    assert cache.n_new == 1


def test_a_blank_text_has_a_vector_and_a_window() -> None:
    made = embed(entry(1, "   "))
    assert np.isfinite(made.rows).all()
    assert made.windows[0].vectors.shape == (1, 64)


def test_both_unicode_forms_are_one_text() -> None:
    made = embed(entry(1, "På a\u030an."), entry(2, "På ån."))
    assert np.array_equal(made.rows[0], made.rows[1])


def test_the_key_of_a_model_changes_with_its_revision() -> None:
    assert model_key(HashingEmbedder(64)) == "hashing@2-64"


def test_vectors_are_the_same_from_the_cache_as_when_new() -> None:
    cache = MemoryCache()
    entries = [*SAMPLES, entry(31, TWO, document_id=9)]
    first = embed(*entries, cache=cache)
    # five texts of one sentence, one of two with its windows, and the titles of three documents
    assert cache.n_new == 5 + 2 + 3
    again = embed(*entries[::-1], cache=cache)
    assert cache.n_new == 10
    assert np.array_equal(first.rows, again.rows[::-1])
    assert np.array_equal(first.rows, first.rows.astype(np.float16))
    for one, other in zip(first.windows, again.windows[::-1], strict=True):
        assert np.array_equal(one.vectors, other.vectors)


def test_a_cached_vector_of_another_length_is_made_anew() -> None:
    cache = MemoryCache()
    text = entry(1, TWO)
    good = embed(text, cache=cache)
    for key in cache.vectors:
        cache.vectors[key] = np.ones(3, dtype=np.float32)
    made = embed(text, cache=cache)
    assert np.array_equal(made.rows, good.rows)
    assert np.array_equal(made.windows[0].vectors, good.windows[0].vectors)


def test_no_entries_give_no_vectors() -> None:
    made = embed()
    assert made.rows.shape == (0, 64)
    assert made.windows == ()
