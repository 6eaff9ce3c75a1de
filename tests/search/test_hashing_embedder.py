from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from search.hashing_embedder import HashingEmbedder


def cosine(first: str, second: str) -> float:
    rows = HashingEmbedder().embed_documents([first, second])
    return float(rows[0] @ rows[1])


def test_like_spelt_words_of_the_two_languages_are_near() -> None:
    near = cosine("kommunalbestyrelsen i Ålborg", "kommunbestyrelse i Aalborg")
    assert near > 0.4 > 0.2 > abs(cosine("kommunalbestyrelsen i Ålborg", "fritidsbank för skidor"))


def test_a_text_without_words_is_like_no_text_with_words() -> None:
    assert cosine("", "medborgardialog") == 0
    assert cosine("!?", "medborgardialog") == 0


def test_stop_words_hardly_count() -> None:
    assert cosine("parken", "det är i parken") > 0.95


def test_vectors_are_the_same_in_every_process() -> None:
    code = (
        "from search.hashing_embedder import HashingEmbedder as H;"
        "print(H(32).embed_queries(['Århus på natten']).tobytes().hex())"
    )
    own = HashingEmbedder(32).embed_queries(["Århus på natten"]).tobytes().hex()
    for seed in ("1", "2"):
        command = [sys.executable, "-c", code]
        result = subprocess.run(
            command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        )
        assert result.stdout.strip() == own


def test_the_dimension_changes_the_revision() -> None:
    assert HashingEmbedder(64).revision != HashingEmbedder(128).revision
    with pytest.raises(ValueError, match="dim must be at least 16, got 8"):
        HashingEmbedder(8)


def test_words_said_often_count_by_their_logarithm() -> None:
    embedder = HashingEmbedder(4096)
    once, often = embedder.embed_documents(["parken torget", "parken parken parken torget"])
    only = embedder.embed_documents(["parken"])[0]
    # parken weighs 1 + ln 3 against torget's 1; the two words share a few n-grams at most.
    assert once @ only == pytest.approx(1 / np.sqrt(2), abs=0.08)
    assert often @ only == pytest.approx((1 + np.log(3)) / np.hypot(1 + np.log(3), 1), abs=0.08)
