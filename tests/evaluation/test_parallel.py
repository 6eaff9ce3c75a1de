from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

import evaluation.parallel
from evaluation.parallel import (
    AlignedText,
    compare_pairs,
    finds_own,
    read_aligned,
    read_pairs,
    run_parallel,
)
from kb.errors import InputError
from search.hashing_embedder import HashingEmbedder

ALIGNED = AlignedText(
    sentences={
        "sv": ("biblioteket är öppet", "hunden springer fort", "kommunen bygger en väg"),
        "da": ("biblioteket er åbent", "en helt anden sætning", "kommunen bygger en vej"),
    }
)


def test_the_nearest_row_must_have_the_same_number() -> None:
    queries = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    answers = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    # the second is nearest to answer 3; the third has cosines 0.6, 0.96, 0.8
    assert finds_own(queries, answers).tolist() == [1, 0, 0]


def test_a_model_that_tells_nothing_apart_is_right_once() -> None:
    same = np.tile(np.array([[1, 0]], dtype=np.float32), (5, 1))
    assert finds_own(same, same).sum() == 1


def test_blocks_give_what_one_product_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(0)
    first = generator.normal(size=(50, 8)).astype(np.float32)
    second = first + generator.normal(size=(50, 8)).astype(np.float32)
    whole = finds_own(first, second)
    monkeypatch.setattr(evaluation.parallel, "_BLOCK_ROWS", 7)
    assert finds_own(first, second).tolist() == whole.tolist()
    assert 5 < whole.sum() < 45


def test_each_direction_is_measured_of_its_own() -> None:
    told: list[tuple[int, int]] = []
    results = run_parallel(
        ALIGNED,
        HashingEmbedder(),
        [("sv", "da"), ("da", "sv")],
        progress=lambda done, n_all: told.append((done, n_all)),
    )
    assert [result.pair for result in results] == [("sv", "da"), ("da", "sv")]
    assert results[0].is_right[[0, 2]].tolist() == [1, 1]
    assert results[0].precision.mean == pytest.approx(results[0].is_right.mean())
    assert told == [(3, 6), (6, 6)]


def test_two_models_are_compared_sentence_by_sentence() -> None:
    (ours,) = run_parallel(ALIGNED, HashingEmbedder(), [("sv", "da")])
    difference = compare_pairs(ours, ours)
    assert (difference.low, difference.mean, difference.high) == (0, 0, 0)


def test_a_packed_file_is_read_by_its_header(tmp_path: Path) -> None:
    path = tmp_path / "aligned.tsv.gz"
    path.write_bytes(gzip.compress("da\tsv\nhund\thund\nvej\tväg\n".encode()))
    aligned = read_aligned(path)
    assert aligned.sentences == {"da": ("hund", "vej"), "sv": ("hund", "väg")}
    assert aligned.n_rows == 2
    assert read_pairs(None, aligned) == (("da", "sv"), ("sv", "da"))
    assert read_pairs("sv-da, sv-da", aligned) == (("sv", "da"),)


@pytest.mark.parametrize("text", ["sv-en", "sv", "sv-sv", "", "sv-da,da"])
def test_a_pair_that_the_file_has_not_is_told(text: str) -> None:
    with pytest.raises(InputError, match="no pair of languages of the file, which has sv da"):
        read_pairs(text, ALIGNED)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("sv\tfi\na\tb\n", "line 1: expected a header of two or more different languages"),
        ("sv\na\n", "line 1: expected a header"),
        ("sv\tsv\na\tb\n", "line 1: expected a header"),
        ("sv\tda\na\tb\nc\n", "line 3: 1 columns, expected 2"),
        ("sv\tda\na\t \n", "line 2: the da sentence is empty"),
        ("sv\tda\n", "has a header and no rows"),
        ("", "is empty"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "aligned.tsv"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        read_aligned(path)
