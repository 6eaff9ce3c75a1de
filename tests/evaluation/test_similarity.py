from __future__ import annotations

import json
from math import isnan
from pathlib import Path

import numpy as np
import pytest

from evaluation.similarity import (
    SentencePair,
    compare_similarity,
    read_sentence_pairs,
    run_similarity,
    spearman,
)
from kb.errors import InputError
from search.hashing_embedder import HashingEmbedder


def test_spearman_sees_order_only() -> None:
    assert spearman(np.array([1.0, 2, 3]), np.array([0.1, 7, 900])) == pytest.approx(1)
    assert spearman(np.array([1.0, 2, 3]), np.array([9.0, 5, 1])) == pytest.approx(-1)


def test_spearman_agrees_with_the_formula_of_rank_differences() -> None:
    # ranks 1..5 against 2 1 4 3 5: 1 - 6 * (1+1+1+1+0) / (5 * 24) = 0.8
    assert spearman(np.arange(5.0), np.array([20.0, 10, 40, 30, 50])) == pytest.approx(0.8)


def test_equal_values_share_their_mean_rank() -> None:
    # ranks 1.5 1.5 3 against 1 2 3: covariance 1.5, variances 1.5 and 2
    assert spearman(np.array([4.0, 4, 9]), np.array([1.0, 2, 3])) == pytest.approx(1.5 / (1.5 * 2) ** 0.5)


def test_a_constant_side_has_no_correlation() -> None:
    assert isnan(spearman(np.ones(3), np.arange(3.0)))


def test_alike_sentences_have_higher_cosines() -> None:
    pairs = [
        SentencePair(sentence_1="en hund springer", sentence_2="en hund springer", label=5),
        SentencePair(sentence_1="en hund springer", sentence_2="en hund sover", label=3),
        SentencePair(sentence_1="en hund springer", sentence_2="budgeten antogs", label=0),
    ]
    result = run_similarity(pairs, HashingEmbedder())
    assert result.correlation.mean == pytest.approx(1)
    assert result.cosines[0] == pytest.approx(1)
    assert compare_similarity(result, result).mean == 0


def _write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_other_keys_of_the_file_are_passed_over(tmp_path: Path) -> None:
    row = {"sentence_1": "a", "sentence_2": "b", "label": 1}
    path = _write(tmp_path / "pairs.jsonl", {**row, "genre": "news"}, {**row, "label": 2.5})
    assert [pair.label for pair in read_sentence_pairs(path)] == [1, 2.5]


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = _write(tmp_path / "pairs.jsonl", {"sentence_1": "a", "sentence_2": "b"})
    with pytest.raises(InputError, match="line 1: label: Field required"):
        read_sentence_pairs(path)
    path.write_text("{}]\n")
    with pytest.raises(InputError, match="line 1: this is not JSON"):
        read_sentence_pairs(path)


def test_labels_that_are_all_the_same_order_nothing(tmp_path: Path) -> None:
    row = {"sentence_1": "a", "sentence_2": "b", "label": 1}
    with pytest.raises(InputError, match=r"every label is 1\.0"):
        read_sentence_pairs(_write(tmp_path / "pairs.jsonl", row, row))
