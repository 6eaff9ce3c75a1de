"""Builds the next generation of an index from what has changed."""

from __future__ import annotations

import errno
from collections.abc import Sized
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kb.errors import DiskFullError, SearchIndexError
from kb.records import ChunkId
from search.embedders import word_embedder_of
from search.facets import make_facet_table, replace_documents
from search.generations import (
    LEXICAL,
    finish_generation,
    load_vectors,
    remove_unfinished,
    start_generation,
)
from search.indexing import embed_entries
from search.lexical import LexicalWriter
from search.window_vectors import WindowWriter
from search.word_vectors import WordWriter, words_to_match

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from kb.protocols import Embedder, Progress, VectorCache
    from kb.records import DocumentChange, DocumentId, IndexEntry
    from search.facets import FacetTable
    from search.generations import Generation
    from search.vector_checks import StoredVectorIndex, VectorIndexFactory

_BATCH_ENTRIES = 512  # embedded and added together; also how often progress is told


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """What generations are built with."""

    folder: Path
    embedder: Embedder
    cache: VectorCache
    store_id: str
    index_factory: VectorIndexFactory


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The parts of the generation that is being built."""

    vectors: StoredVectorIndex
    lexical: LexicalWriter
    windows: WindowWriter
    words: WordWriter


def build_generation(
    workshop: Workshop,
    changes: Iterable[DocumentChange],
    base: Generation | None,
    *,
    last_change: int,
    progress: Progress | None,
) -> Generation:
    """Build the generation after ``base`` (the first one, if None), and make it the current one.

    Raises:
        DiskFullError: There is no space for it; the index is as it was.
        SearchIndexError: The folder cannot be written; the index is as it was.
    """
    with _told_plainly(workshop.folder):
        folder = start_generation(workshop.folder, base)
        if base:
            vectors, facets = load_vectors(base, workshop.index_factory), base.facets
        else:
            vectors, facets = workshop.index_factory(workshop.embedder.dim), make_facet_table([])
        with (
            LexicalWriter(folder / LEXICAL) as lexical,
            WindowWriter(folder, workshop.embedder.dim) as windows,
        ):
            words = WordWriter(folder, word_embedder_of(workshop.embedder))
            parts = _Parts(vectors=vectors, lexical=lexical, windows=windows, words=words)
            n_all = len(changes) if isinstance(changes, Sized) else None
            n_done = 0
            for batch in _batches(changes):
                facets = _apply(batch, workshop, parts, facets)
                n_done += len(batch)
                if progress is not None:
                    progress(n_done, n_done if n_all is None else n_all)
            lexical.commit()
            windows.finish(base.windows if base else None)
            words.finish(base.words if base else None, base.folder if base else None)
        return finish_generation(
            folder,
            vectors=vectors,
            facets=facets,
            embedder=workshop.embedder,
            last_change=last_change,
            store_id=workshop.store_id,
            base=base,
        )


@contextmanager
def _told_plainly(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, RuntimeError) as error:
        remove_unfinished(folder)  # on a full disk its space is needed
        # Of a full disk tantivy tells with a ValueError and faiss with a RuntimeError.
        if getattr(error, "errno", None) == errno.ENOSPC or "No space left" in str(error):
            raise DiskFullError(
                f"There is no space left on the disk of {folder}. Free some and try again; "
                "the index is as it was before."
            ) from error
        if isinstance(error, OSError):
            raise SearchIndexError(
                f"The index in {folder} cannot be written: {error.strerror or error}. "
                "Check the folder's permissions and try again."
            ) from error
        raise


def _apply(
    batch: Mapping[DocumentId, Sequence[IndexEntry]], workshop: Workshop, parts: _Parts, facets: FacetTable
) -> FacetTable:
    entries = [entry for part in batch.values() for entry in part]
    replaced = np.isin(facets.document_ids, np.fromiter(batch, dtype=np.int64))
    gone = [ChunkId(each) for each in facets.chunk_ids[replaced].tolist()]
    parts.vectors.remove(gone)
    embedded = embed_entries(entries, embedder=workshop.embedder, cache=workshop.cache)
    parts.vectors.add([entry.chunk_id for entry in entries], embedded.rows)
    parts.windows.replace(gone, embedded.windows)
    parts.words.replace(
        gone, ((each.chunk_id, words_to_match(each.title, *each.headings, each.text)) for each in entries)
    )
    parts.lexical.replace(np.unique(facets.document_ids[replaced]).tolist(), entries)
    return replace_documents(facets, batch, entries)


def _batches(changes: Iterable[DocumentChange]) -> Iterator[dict[DocumentId, tuple[IndexEntry, ...]]]:
    batch: dict[DocumentId, tuple[IndexEntry, ...]] = {}
    n_entries = 0
    for change in changes:
        batch[change.document_id] = change.entries  # a document that changed twice: the later one holds
        n_entries += max(len(change.entries), 1)
        if n_entries >= _BATCH_ENTRIES:
            yield batch
            batch, n_entries = {}, 0
    if batch:
        yield batch
