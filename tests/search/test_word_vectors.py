from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from kb.errors import IndexCorruptError
from search.word_vectors import (
    NUMBERS,
    ROWS,
    TABLE,
    WORDS,
    AskedWords,
    WordVectors,
    WordWriter,
    unit_rows,
    words_to_match,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

DIM = 16


class Directions:
    """Gives every word a direction of its own, and counts what it is asked for."""

    word_dim = DIM

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        self.asked += words
        return np.stack([direction_of(word) for word in words])


def direction_of(word: str) -> NDArray[np.float32]:
    seed = int.from_bytes(word.encode()[:8].ljust(8, b"."), "big")
    return np.random.default_rng(seed).normal(size=DIM).astype(np.float32)


def asked(*words: str, weights: Sequence[float] | None = None) -> AskedWords:
    shares = np.array(weights or [1 / len(words)] * len(words), dtype=np.float32)
    return AskedWords(directions=unit_rows(np.stack([direction_of(word) for word in words])), weights=shares)


def written(
    folder: Path,
    chunks: Mapping[int, Sequence[str]],
    *,
    base: tuple[WordVectors, Path] | None = None,
    gone: Sequence[int] = (),
    embedder: Directions | None = None,
) -> WordVectors:
    folder.mkdir()
    writer = WordWriter(folder, embedder or Directions())
    writer.replace(gone, chunks.items())
    writer.finish(*(base or (None, None)))
    loaded: WordVectors | None = WordVectors.load(folder)
    assert loaded is not None
    return loaded


def by_hand(query: AskedWords, words: Sequence[str]) -> float:
    rows = unit_rows(np.stack([direction_of(word) for word in words]))
    best = np.maximum((rows @ query.directions.T).max(axis=0), 0)
    return float(best @ query.weights)


def test_each_word_asked_for_counts_by_its_best_match_in_the_chunk(tmp_path: Path) -> None:
    chunks = {7: ("byalag", "bygd"), 3: ("park", "damm", "bänk"), 5: ("skola",)}
    vectors = written(tmp_path / "a", chunks)
    query = asked("byalag", "park", "torg", weights=(0.5, 0.3, 0.2))
    ids = [3, 5, 7]
    found = vectors.match(query, np.array(ids))
    assert found.tolist() == pytest.approx([by_hand(query, chunks[each]) for each in ids], abs=0.02)


def test_the_word_itself_matches_fully(tmp_path: Path) -> None:
    vectors = written(tmp_path / "a", {1: ("torg", "fontän")})
    assert vectors.match(asked("fontän"), np.array([1])).tolist() == pytest.approx([1.0], abs=0.01)


def test_a_chunk_without_words_scores_nothing_and_moves_no_other(tmp_path: Path) -> None:
    vectors = written(tmp_path / "a", {1: (), 2: ("torg",), 3: (), 4: ("torg",)})
    assert vectors.match(asked("torg"), np.array([1, 2, 3, 4])).tolist() == pytest.approx(
        [0, 1, 0, 1], abs=0.01
    )
    assert vectors.match(asked("torg"), np.array([1, 3])).tolist() == [0, 0]
    assert vectors.match(asked("torg"), np.empty(0, dtype=np.int64)).tolist() == []


def test_an_update_answers_as_an_index_built_at_once(tmp_path: Path) -> None:
    first = {1: ("torg", "park"), 2: ("skola", "buss"), 3: ("bad",)}
    base = written(tmp_path / "a", first)
    second = {2: ("skola", "cykel"), 9: ("torg", "bro")}
    updated = written(tmp_path / "b", second, base=(base, tmp_path / "a"), gone=(2, 3))
    at_once = written(tmp_path / "c", {1: first[1], **second})
    ids = np.array([1, 2, 9])
    assert updated.chunk_ids.tolist() == at_once.chunk_ids.tolist() == [1, 2, 9]
    for word in ("torg", "park", "skola", "buss", "cykel", "bro", "bad"):
        assert updated.match(asked(word), ids).tolist() == at_once.match(asked(word), ids).tolist()


def test_an_update_embeds_new_words_only_and_forgets_those_that_no_chunk_has(tmp_path: Path) -> None:
    base = written(tmp_path / "a", {1: ("torg", "park"), 2: ("skola",)})
    embedder = Directions()
    updated = written(
        tmp_path / "b", {3: ("park", "bro")}, base=(base, tmp_path / "a"), gone=(2,), embedder=embedder
    )
    assert embedder.asked == ["bro"]
    assert sorted((tmp_path / "b" / WORDS).read_text().split()) == ["bro", "park", "torg"]
    assert len(updated.rows) == 3


def test_without_an_embedder_of_words_nothing_is_written(tmp_path: Path) -> None:
    writer = WordWriter(tmp_path, None)
    writer.replace((), [(1, ("torg",))])
    writer.finish(None, None)
    assert list(tmp_path.iterdir()) == []
    assert WordVectors.load(tmp_path) is None


@pytest.mark.parametrize("name", [ROWS, NUMBERS, TABLE])
def test_damage_is_told_with_the_cure(tmp_path: Path, name: str) -> None:
    written(tmp_path / "a", {1: ("torg", "park")})
    path = tmp_path / "a" / name
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(IndexCorruptError, match="metodbank index rebuild"):
        WordVectors.load(tmp_path / "a")


def test_files_of_two_builds_are_told(tmp_path: Path) -> None:
    written(tmp_path / "a", {1: ("torg", "park")})
    written(tmp_path / "b", {1: ("torg",)})
    (tmp_path / "a" / ROWS).write_bytes((tmp_path / "b" / ROWS).read_bytes())
    with pytest.raises(IndexCorruptError, match="do not fit"):
        WordVectors.load(tmp_path / "a")


def test_words_are_compared_in_small_letters_each_once() -> None:
    assert words_to_match("Torg och torg", "E-förslag\nÅÄÖ", "a\u030a") == (
        "torg",
        "och",
        "e",
        "förslag",
        "åäö",
        "å",
    )
