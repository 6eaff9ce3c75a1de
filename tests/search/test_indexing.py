from __future__ import annotations

import numpy as np

from search.hashing_embedder import HashingEmbedder
from search.indexing import embed_entries, embedded_text, model_key
from tests.search.samples import SAMPLES, MemoryCache, entry


def test_title_and_headings_are_embedded_with_the_text() -> None:
    made = entry(1, "Texten.", title="Titeln", headings=("Kapitel", "Avsnitt"))
    assert embedded_text(made) == "Titeln\nKapitel\nAvsnitt\nTexten."


def test_a_heading_that_repeats_the_title_counts_once_and_empty_ones_not() -> None:
    made = entry(1, "Texten.", title="Titeln", headings=("Titeln", " "))
    assert embedded_text(made) == "Titeln\nTexten."


def test_both_unicode_forms_are_one_text() -> None:
    assert embedded_text(entry(1, "a\u030a")) == embedded_text(entry(2, "å"))


def test_the_key_of_a_model_changes_with_its_revision() -> None:
    assert model_key(HashingEmbedder(64)) == "hashing@2-64"


def test_vectors_are_the_same_from_the_cache_as_when_new() -> None:
    cache = MemoryCache()
    first = embed_entries(SAMPLES, embedder=HashingEmbedder(64), cache=cache)
    again = embed_entries(SAMPLES[::-1], embedder=HashingEmbedder(64), cache=cache)
    assert np.array_equal(first, again[::-1])
    assert np.array_equal(first, first.astype(np.float16))
    assert cache.n_new == len(SAMPLES)


def test_a_cached_vector_of_another_length_is_made_anew() -> None:
    cache = MemoryCache()
    good = embed_entries(SAMPLES[:1], embedder=HashingEmbedder(64), cache=cache)
    (key,) = cache.vectors
    cache.vectors[key] = np.ones(3, dtype=np.float32)
    assert np.array_equal(embed_entries(SAMPLES[:1], embedder=HashingEmbedder(64), cache=cache), good)


def test_no_entries_give_no_vectors() -> None:
    rows = embed_entries([], embedder=HashingEmbedder(64), cache=MemoryCache())
    assert rows.shape == (0, 64)
