"""The words of all chunks with a short vector for each, so that words that mean the same can be matched.

::

    word_rows.npy      one row of signed bytes a word
    word_numbers.npy   the words of the chunks, one chunk after another: rows of word_rows
    words.npz          by chunk: id, first place in word_numbers, number of places; by word: scale
    words.txt          the words, one a line

Both large files are mapped and not read. ``words.txt`` is read by builds only.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from kb.errors import IndexCorruptError
from kb.text import to_nfc
from kb.words import words
from search.query_terms import MAX_WORD_CHARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from kb.protocols import WordEmbedder

ROWS, NUMBERS, TABLE, WORDS = "word_rows.npy", "word_numbers.npy", "words.npz", "words.txt"
_LARGEST = 127
_EMBEDDED_AT_ONCE = 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWords:
    """The words of a query that are matched."""

    directions: NDArray[np.float32]  # shape (n, dim), n at least 1, rows of unit length
    weights: NDArray[np.float32]  # how much each says; their sum is 1


def words_to_match(*texts: str) -> tuple[str, ...]:
    """Return the different words of texts, as they are compared: in small letters, cut where very long."""
    found: dict[str, None] = {}
    for text in map(to_nfc, texts):
        found |= dict.fromkeys(comparable(text[word.start : word.end]) for word in words(text))
    return tuple(found)


def comparable(word: str) -> str:
    """Return a word in form NFC as ``words_to_match`` has it."""
    return word.casefold()[:MAX_WORD_CHARS]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WordVectors:
    """The words of a generation; never changed, so threads share it."""

    chunk_ids: NDArray[np.int64]  # increasing
    starts: NDArray[np.int64]  # by chunk: its first place in numbers
    counts: NDArray[np.int64]  # by chunk: its number of different words
    numbers: NDArray[np.int32]  # mapped
    rows: NDArray[np.int8]  # by word: shape (n_words, dim), mapped
    scales: NDArray[np.float32]  # by word

    @classmethod
    def load(cls, folder: Path) -> Self | None:
        """Map what ``WordWriter`` wrote; None where there is nothing, for the embedder has no words.

        Raises:
            IndexCorruptError: A file is missing, damaged, or does not fit the others.
        """
        if not (folder / TABLE).exists():
            return None
        try:
            with (folder / TABLE).open("rb") as file, np.load(file, allow_pickle=False) as stored:
                tables = {name: stored[name] for name in ("chunk_ids", "starts", "counts", "scales")}
            loaded = cls(
                numbers=_mapped(folder / NUMBERS, np.int32), rows=_mapped(folder / ROWS, np.int8), **tables
            )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise _damaged(folder, str(error)) from error
        if len(loaded.rows) != len(loaded.scales) or len(loaded.numbers) != loaded.counts.sum():
            raise _damaged(folder, "the files do not fit one another")
        return loaded

    def match(self, asked: AskedWords, chunk_ids: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return how well each of these known chunks has the words asked for, or others that mean the same.

        Each word asked for counts by the highest cosine of a word of the chunk, 0 where none is above it.

        Source: the sum of best matches of Khattab and Zaharia, ColBERT (2020), with weights, over words.
        """
        places = np.searchsorted(self.chunk_ids, chunk_ids)
        counts = self.counts[places]
        cosines = self._cosines(asked, self.numbers[_places(self.starts[places], counts)])
        scores = np.zeros(len(chunk_ids), dtype=np.float32)
        filled = np.flatnonzero(counts)
        if filled.size:
            best = np.maximum.reduceat(cosines, (np.cumsum(counts) - counts)[filled], axis=0)
            scores[filled] = np.maximum(best, 0) @ asked.weights
        return scores

    def _cosines(self, asked: AskedWords, numbers: NDArray[np.int32]) -> NDArray[np.float32]:
        """Return the cosines of ``numbers`` with the words asked for; shape (len(numbers), n)."""
        is_there = np.zeros(len(self.rows), dtype=np.bool_)
        is_there[numbers] = True
        different = np.flatnonzero(is_there)
        place = np.zeros(len(self.rows), dtype=np.int32)
        place[different] = np.arange(len(different), dtype=np.int32)
        products = self.rows[different].astype(np.float32) @ asked.directions.T
        products *= self.scales[different][:, None]
        found: NDArray[np.float32] = products[place[numbers]]
        return found


def _mapped(path: Path, dtype: type[np.generic]) -> NDArray[Any]:
    # a plain view: taking rows of a memmap object itself takes three times as long
    found = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    if found.dtype != dtype:
        raise ValueError(f"{path.name} holds {found.dtype}, expected {np.dtype(dtype)}")
    return found


def _damaged(folder: Path, problem: str) -> IndexCorruptError:
    return IndexCorruptError(f"{folder / TABLE} is damaged: {problem}. Run: metodbank index rebuild")


class WordWriter:
    """Writes the words of the next generation; ``finish`` makes them last."""

    def __init__(self, folder: Path, embedder: WordEmbedder | None) -> None:
        """Prepare; without an embedder of words nothing is written."""
        self._folder = folder
        self._embedder = embedder
        self._known: dict[str, int] = {}
        self._new: dict[int, NDArray[np.int32]] = {}
        self._gone: set[int] = set()

    def replace(self, gone: Iterable[int], added: Iterable[tuple[int, Sequence[str]]]) -> None:
        """Leave out the chunks ``gone`` and add others: id and different words."""
        if self._embedder is None:
            return
        for chunk_id in gone:
            self._gone.add(chunk_id)
            self._new.pop(chunk_id, None)
        for chunk_id, found in added:
            numbers = [self._known.setdefault(word, len(self._known)) for word in found]
            self._new[chunk_id] = np.array(numbers, dtype=np.int32)

    def finish(self, base: WordVectors | None, base_folder: Path | None) -> None:
        """Take over from ``base`` what was not left out, and write the files."""
        if self._embedder is None:
            return
        ids = np.array(list(self._new), dtype=np.int64)
        counts = np.array([len(each) for each in self._new.values()], dtype=np.int64)
        numbers = np.concatenate([np.empty(0, dtype=np.int32), *self._new.values()])
        old_words: list[str] = []
        if base is not None and base_folder is not None:
            old_words = _read_words(base_folder)
            numbers = self._moved(old_words)[numbers]
            kept = np.flatnonzero(~np.isin(base.chunk_ids, np.fromiter(self._gone, dtype=np.int64)))
            ids = np.concatenate([base.chunk_ids[kept], ids])
            counts = np.concatenate([base.counts[kept], counts])
            numbers = np.concatenate([base.numbers[_places(base.starts[kept], base.counts[kept])], numbers])
        old = set(old_words)
        all_words = [*old_words, *(word for word in self._known if word not in old)]
        used, numbers = np.unique(numbers, return_inverse=True)
        scales = self._write_words(self._embedder, [all_words[place] for place in used.tolist()], used, base)
        np.save(self._folder / NUMBERS, numbers.astype(np.int32))
        order = np.argsort(ids, kind="stable")
        with (self._folder / TABLE).open("wb") as file:
            np.savez(
                file,
                allow_pickle=False,
                chunk_ids=ids[order],
                starts=(np.cumsum(counts) - counts)[order],
                counts=counts[order],
                scales=scales,
            )

    def _moved(self, old_words: Sequence[str]) -> NDArray[np.int32]:
        """Return the new numbers of the words known here: those of ``old_words``, and new ones after them."""
        place_of = {word: place for place, word in enumerate(old_words)}
        return np.array([place_of.setdefault(word, len(place_of)) for word in self._known], dtype=np.int32)

    def _write_words(
        self,
        embedder: WordEmbedder,
        used: Sequence[str],
        numbers: NDArray[np.int32],
        base: WordVectors | None,
    ) -> NDArray[np.float32]:
        """Write the words and their rows, taking rows that ``base`` has from there; return the scales."""
        rows = np.lib.format.open_memmap(
            self._folder / ROWS, mode="w+", dtype=np.int8, shape=(len(used), embedder.word_dim)
        )
        scales = np.empty(len(used), dtype=np.float32)
        n_old = 0
        if base is not None:
            n_old = int(np.searchsorted(numbers, len(base.rows)))
            rows[:n_old] = base.rows[numbers[:n_old]]
            scales[:n_old] = base.scales[numbers[:n_old]]
        for start in range(n_old, len(used), _EMBEDDED_AT_ONCE):
            part = slice(start, start + _EMBEDDED_AT_ONCE)
            directions = unit_rows(embedder.embed_words(used[part]))
            scales[part] = np.maximum(np.abs(directions).max(axis=1), np.float32(1e-12)) / np.float32(
                _LARGEST
            )
            rows[part] = np.rint(directions / scales[part][:, None]).astype(np.int8)
        rows.flush()
        (self._folder / WORDS).write_text("".join(f"{word}\n" for word in used), encoding="utf-8")
        return scales


def unit_rows(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows at length 1; one of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (rows / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit


def _places(starts: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of runs that start at ``starts`` and have ``counts`` members, one after another."""
    firsts = np.cumsum(counts) - counts
    found: NDArray[np.int64] = np.repeat(starts - firsts, counts) + np.arange(int(counts.sum()))
    return found


def _read_words(folder: Path) -> list[str]:
    try:
        return (folder / WORDS).read_text(encoding="utf-8").split("\n")[:-1]
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(folder, str(error)) from error
