"""The seams where implementations can be exchanged; one contract test suite runs over each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from kb.records import ChunkId, DocumentChange, Facet, Filters, ParsedDocument, Ranking

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Called with what is done and what there is in all, in the unit of the step.
Progress = Callable[[int, int], None]


class Parser(Protocol):
    """Turns the bytes of one file format into text and blocks."""

    def __call__(self, data: bytes, *, name: str) -> ParsedDocument:
        """Parse ``data``.

        Args:
            data: The whole file.
            name: The file's name, for messages only; the type was decided by content.

        Raises:
            FileError: The file is damaged, encrypted, too large or has no text.
        """
        ...


class Embedder(Protocol):
    """Turns texts into vectors; owns the model's prompts for queries and documents."""

    @property
    def name(self) -> str:
        """The model's name."""
        ...

    @property
    def revision(self) -> str:
        """Changes whenever the same text would get another vector."""
        ...

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    @property
    def min_score(self) -> float:
        """Cosine under which two texts have nothing in common for this model."""
        ...

    def embed_documents(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per text, in order; shape (len(texts), dim)."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one unit-length row per query, in order; shape (len(texts), dim)."""
        ...


class ThemeScorer(Protocol):
    """Tells how near the passages of a document are in meaning to each theme."""

    @property
    def themes(self) -> tuple[str, ...]:
        """The ids of the themes, in the order of the columns."""
        ...

    def __call__(self, title: str, passages: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
        """Return one row per passage, in order, with its likeness to each theme in -1..1.

        Args:
            title: The document's.
            passages: All passages of one document: the headings around each, and its text.
        """
        ...


@runtime_checkable
class WordEmbedder(Protocol):
    """An embedder whose vectors of single words can be compared as well."""

    @property
    def word_dim(self) -> int:
        """Length of a word's vector."""
        ...

    def embed_words(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per word, in order; shape (len(words), word_dim).

        The direction is what a word means, the length how much it says. A word that means nothing to the
        model has zeros.
        """
        ...


class VectorIndex(Protocol):
    """Exact or near-exact search by cosine over unit vectors with stable ids."""

    @property
    def dim(self) -> int:
        """Length of a vector."""
        ...

    def __len__(self) -> int:
        """Return the number of vectors."""
        ...

    def add(self, ids: Sequence[ChunkId], vectors: NDArray[np.float32]) -> None:
        """Add vectors of shape (len(ids), dim).

        Raises:
            ValueError: An id is there already or twice, or shapes do not fit, or a value is not finite.
        """
        ...

    def remove(self, ids: Sequence[ChunkId]) -> None:
        """Remove vectors.

        Raises:
            ValueError: An id is not there.
        """
        ...

    def query(
        self, vector: NDArray[np.float32], *, k: int, allowed: NDArray[np.int64] | None = None
    ) -> list[tuple[ChunkId, float]]:
        """Return up to ``k`` ids with their cosine, best first, ties by id.

        ``allowed`` limits the answer to these ids (unique; unknown ones are ignored).
        """
        ...

    def vectors(self, ids: Sequence[ChunkId]) -> NDArray[np.float32]:
        """Return the vectors of ``ids``, in order; shape (len(ids), dim).

        Raises:
            ValueError: An id is not there.
        """
        ...

    def save(self, path: Path) -> None:
        """Write the index to one file."""
        ...


@runtime_checkable
class VectorCache(Protocol):
    """Remembers vectors by model and text hash, so that nothing is embedded twice."""

    def cached_vectors(self, model: str, hashes: Sequence[str]) -> Mapping[str, NDArray[np.float32]]:
        """Return the vectors known among ``hashes``."""
        ...

    def cache_vectors(self, model: str, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep vectors by text hash, durably."""
        ...


class SearchBackend(Protocol):
    """Keeps an index of chunks and ranks them for a query."""

    @property
    def last_change(self) -> int:
        """The last step of the store's change log that the index holds; 0 when empty."""
        ...

    @property
    def made_with(self) -> str | None:
        """The embedder that the index was made with, and its dimension; None where there is no index."""
        ...

    def update(
        self, changes: Iterable[DocumentChange], *, last_change: int, progress: Progress | None = None
    ) -> None:
        """Bring the index to ``last_change``: each changed document is replaced as a whole.

        All or nothing: a kill at any moment leaves the index as it was before, or as it is after.
        """
        ...

    def search(
        self,
        text: str,
        *,
        filters: Filters,
        language: str | None,
        depth: int,
        like: Sequence[ChunkId] = (),
        unlike: Sequence[ChunkId] = (),
        with_rest: bool = False,
    ) -> Ranking:
        """Rank the chunks within ``filters``; each retriever brings at most ``depth`` candidates.

        Any text is a valid query: operators of a query language have no meaning here. A retriever that
        cannot take part is left out, and the answer's ``problem`` says so. What is like the chunks ``like``
        comes higher, what is like ``unlike`` lower; neither of these nor copies of them are in the answer.
        ``with_rest`` adds what was found and is under the floor.

        Raises:
            QueryError: A chunk to compare with is not there.
        """
        ...

    def count_facets(self, chunk_ids: Sequence[ChunkId]) -> Mapping[Facet, tuple[tuple[str, int], ...]]:
        """Count the facets over these chunks: value and number, most first."""
        ...

    def has_chunks(self, filters: Filters) -> bool:
        """Tell whether any chunk is within ``filters``."""
        ...

    def word_shares(self, text: str, language: str | None) -> Mapping[str, float]:
        """Return the share of all chunks that have a word of ``text`` in any form, by its folded form."""
        ...

    def suggest(self, text: str, *, limit: int) -> tuple[str, ...]:
        """Return up to ``limit`` queries that begin as ``text`` and find something, the most useful first."""
        ...

    def rebuild(
        self, changes: Iterable[DocumentChange], *, last_change: int, progress: Progress | None = None
    ) -> None:
        """Build the index anew from ``changes``, whatever is there now."""
        ...

    def refresh(self) -> None:
        """Take notice of an index that another process has brought up to date, and make sure of the embedder.

        Raises:
            SearchIndexError: The index cannot be used, or not with this embedder.
        """
        ...

    def check(self) -> list[str]:
        """Verify the index; return what is wrong with it."""
        ...

    def chunk_ids(self) -> list[ChunkId]:
        """Return the ids of all indexed chunks, increasing."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...
