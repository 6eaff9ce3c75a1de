from __future__ import annotations

from collections import Counter

from training.build_words import common_words, count_words


def test_words_in_small_letters_are_counted_by_language() -> None:
    counts = {"sv": Counter[str](), "da": Counter[str]()}
    count_words(
        [{"sv": "Skolan byggde skolan, kod123 x-skola åt", "da": None}, {"da": "skolen Skolen"}], counts
    )
    assert counts == {"sv": Counter({"byggde": 1, "skolan": 1}), "da": Counter({"skolen": 1})}


def test_frequent_words_are_kept_folded_and_sorted() -> None:
    counts = {
        "sv": Counter({"ängen": 3, "sällan": 2, "äldre": 40}),
        "da": Counter({"møde": 4, "aldre": 3}),
        "en": Counter({"meeting": 9, "council": 10}),
    }
    assert common_words(counts) == ["council", "möde", "äldre", "ängen"]
