from __future__ import annotations

import numpy as np
import pytest

import search.embedders
from kb.errors import EmbedderError
from kb.taxonomy import load_taxonomy
from search.hashing_embedder import HashingEmbedder
from search.theme_scorer import WordThemeScorer, shipped_theme_scorer


def test_a_passage_with_the_words_of_a_theme_is_nearest_to_it() -> None:
    scorer = WordThemeScorer(load_taxonomy(), HashingEmbedder())
    scores = scorer("Uden titel", [("", "medborgarbudget och områdesbudget"), ("", "nattvandring")])
    assert scorer.themes[int(scores[0].argmax())] == "dialog.budget"
    assert scorer.themes[int(scores[1].argmax())] == "trygg.narvaro"
    assert scores.shape == (2, len(scorer.themes))
    assert np.abs(scores).max() <= 1.0001


def test_what_stands_around_a_passage_counts() -> None:
    scorer = WordThemeScorer(load_taxonomy(), HashingEmbedder())
    place = scorer.themes.index("dialog.budget")
    alone = scorer("Ett möte", [("", "Alla fick tre kulor var.")])
    under = scorer("Ett möte", [("Medborgarbudget", "Alla fick tre kulor var.")])
    assert under[0, place] > alone[0, place]


def test_no_passages_have_no_scores() -> None:
    assert WordThemeScorer(load_taxonomy(), HashingEmbedder())("En titel", []).shape[0] == 0


def test_without_the_model_there_is_no_scorer_and_a_warning(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing(spec: str) -> None:
        raise EmbedderError(f"no {spec}")

    shipped_theme_scorer.cache_clear()
    monkeypatch.setattr(search.embedders, "make_embedder", missing)
    assert shipped_theme_scorer(load_taxonomy()) is None
    assert "by words alone: no static" in caplog.text
    shipped_theme_scorer.cache_clear()
