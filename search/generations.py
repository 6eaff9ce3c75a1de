"""The index folder: complete generations side by side, and one small file that names the current one.

::

    index/CURRENT                       "generation-000007 " and its id
    index/generation-000007/manifest.json
                            vectors.bin     a vector for each chunk
                            windows.bin, windows.npz    and for each of its sentences
                            words.npz, word_rows.npy, word_numbers.npy, words.txt    and of its words
                            facets.npz
                            lexical/    tantivy's files

A generation never changes once CURRENT names it, and its id is of no other: one that was put in its place
under the same name, as by a restored backup, is noticed. An update builds the next one beside it and then
replaces CURRENT, so a kill at any moment leaves a complete index.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import IndexCorruptError, IndexMismatchError
from search.facets import FacetTable, load_facet_table, save_facet_table
from search.lexical import LexicalIndex
from search.manifest import (
    CURE,
    FORMAT,
    IndexFile,
    Manifest,
    describe_files,
    file_problems,
    identity_of,
    read_manifest,
    write_manifest,
)
from search.window_vectors import WindowVectors
from search.word_vectors import WordVectors

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kb.protocols import Embedder
    from search.vector_checks import StoredVectorIndex, VectorIndexFactory

_CURRENT = "CURRENT"
_VECTORS, _FACETS, LEXICAL = "vectors.bin", "facets.npz", "lexical"
_NAME = re.compile(r"generation-(\d{6,12})")
_CURRENT_TEXT = re.compile(r"(generation-\d{6,12}) ([0-9a-f]{32})")
# Up to this size checksums are verified on every load (about 0.1 s for each 100 MB); beyond it
# sizes only, and "metodbank index check" verifies them.
_VERIFIED_BYTES = 256_000_000


@dataclass(frozen=True, slots=True)
class GenerationKey:
    """What tells a generation from all others, those of its own name included."""

    name: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """A complete index in memory; never changed, so threads share it."""

    key: GenerationKey
    folder: Path
    manifest: Manifest
    vectors: StoredVectorIndex
    windows: WindowVectors
    words: WordVectors | None  # None where the embedder is for whole texts only
    lexical: LexicalIndex
    facets: FacetTable


def current_key(root: Path) -> GenerationKey | None:
    """Return which generation is the current one, None if there is no index yet.

    Raises:
        IndexMismatchError: It is of the first format, in which generations had no ids.
        IndexCorruptError: CURRENT cannot be read or names no generation.
    """
    path = root / _CURRENT
    try:
        text = path.read_text(encoding="ascii").removesuffix("\n")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise IndexCorruptError(f"{path} cannot be read: {error}. {CURE}") from error
    if _NAME.fullmatch(text):
        raise IndexMismatchError(f"{root} has index format 1, this version reads {FORMAT}. {CURE}")
    found = _CURRENT_TEXT.fullmatch(text)
    if not found:
        raise IndexCorruptError(f"{path} names no index: {text[:80]!r}. {CURE}")
    return GenerationKey(*found.groups())


def generation_manifest(root: Path, key: GenerationKey) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexMismatchError: It is of another format.
        IndexCorruptError: It is missing or damaged, or of another generation of this name.
    """
    manifest = read_manifest(root / key.name)
    if manifest.id != key.id:
        raise IndexCorruptError(f"{root / key.name} is another index than {_CURRENT} names. {CURE}")
    return manifest


def load_generation(
    root: Path,
    key: GenerationKey,
    manifest: Manifest,
    *,
    index_factory: VectorIndexFactory,
) -> Generation:
    """Load the generation with this manifest, whatever embedder it was built with.

    Raises:
        IndexCorruptError: Files are missing or damaged.
    """
    folder = root / key.name
    n_bytes = sum(file.n_bytes for file in manifest.files.values())
    problems = file_problems(manifest, folder, with_checksums=n_bytes <= _VERIFIED_BYTES)
    if problems:
        raise IndexCorruptError(f"The index is damaged: {problems[0]}. {CURE}")
    return Generation(
        key=key,
        folder=folder,
        manifest=manifest,
        vectors=index_factory.load(folder / _VECTORS, manifest.embedder.dim),
        windows=WindowVectors.load(folder, manifest.embedder.dim),
        words=WordVectors.load(folder),
        lexical=LexicalIndex(folder / LEXICAL),
        facets=load_facet_table(folder / _FACETS),
    )


def load_vectors(generation: Generation, index_factory: VectorIndexFactory) -> StoredVectorIndex:
    """Load the vectors of a generation once more, as a copy that may be changed."""
    return index_factory.load(generation.folder / _VECTORS, generation.vectors.dim)


def start_generation(root: Path, base: Generation | None) -> Path:
    """Make the folder of the next generation with the lexical files of ``base`` linked into it.

    What other generations have left behind is removed first; errors in that are ignored.
    """
    root.mkdir(parents=True, exist_ok=True)
    remove_unfinished(root)
    numbers = [int(found.group(1)) for path in root.iterdir() if (found := _NAME.fullmatch(path.name))]
    folder = root / f"generation-{max(numbers, default=0) + 1:06d}"
    lexical = folder / LEXICAL
    lexical.mkdir(parents=True)
    if base is not None:
        for name in base.manifest.files:
            source = base.folder / name
            if source.parent.name == LEXICAL:
                _link_or_copy(source, lexical / source.name)
    return folder


def _link_or_copy(source: Path, target: Path) -> None:
    # tantivy writes its segment files once and never again; only the .json files are replaced.
    if source.suffix != ".json":
        with suppress(OSError):  # another file system, or one without hard links
            os.link(source, target)
            return
    shutil.copyfile(source, target)


def finish_generation(
    folder: Path,
    *,
    vectors: StoredVectorIndex,
    facets: FacetTable,
    embedder: Embedder,
    last_change: int,
    store_id: str,
    base: Generation | None,
) -> Generation:
    """Write what is not there yet to ``folder``, make it the current generation and remove the others."""
    vectors.save(folder / _VECTORS)
    save_facet_table(facets, folder / _FACETS)
    manifest = Manifest(
        format=FORMAT,
        id=uuid.uuid4().hex,
        store_id=store_id,
        embedder=identity_of(embedder),
        n_chunks=len(facets.chunk_ids),
        last_change=last_change,
        files=describe_files(folder, _linked_files(base)),
    )
    write_manifest(manifest, folder)
    key = GenerationKey(folder.name, manifest.id)
    generation = Generation(
        key=key,
        folder=folder,
        manifest=manifest,
        vectors=vectors,
        windows=WindowVectors.load(folder, vectors.dim),
        words=WordVectors.load(folder),
        lexical=LexicalIndex(folder / LEXICAL),
        facets=facets,
    )
    _sync_folder(folder)
    _set_current(folder.parent, key)
    remove_others(folder.parent, keep=folder.name)
    return generation


def _linked_files(base: Generation | None) -> Mapping[str, IndexFile]:
    if base is None:
        return {}
    return {
        name: file
        for name, file in base.manifest.files.items()
        if name.startswith(f"{LEXICAL}/") and not name.endswith(".json")
    }


def _sync_folder(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder, folder.parent]:
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _set_current(root: Path, key: GenerationKey) -> None:
    temporary = root / f"{_CURRENT}.tmp"
    temporary.write_text(f"{key.name} {key.id}\n", encoding="ascii")
    _sync(temporary)
    temporary.replace(root / _CURRENT)
    _sync(root)


def remove_unfinished(root: Path) -> None:
    """Remove what a build that broke off has left behind; errors are ignored."""
    # A CURRENT that cannot be read: nothing is removed before a rebuild.
    with suppress(IndexCorruptError, IndexMismatchError, OSError):
        key = current_key(root)
        remove_others(root, keep=key.name if key else None)


def remove_others(root: Path, *, keep: str | None) -> None:
    """Remove every generation but ``keep``; what cannot be removed stays until the next time."""
    for path in root.iterdir():
        if _NAME.fullmatch(path.name) and path.name != keep:
            shutil.rmtree(path, ignore_errors=True)


def generation_problems(generation: Generation) -> list[str]:
    """Verify a generation: files as written, and the same chunks in all parts."""
    problems = file_problems(generation.manifest, generation.folder, with_checksums=True)
    expected = generation.facets.chunk_ids.tolist()
    if len(expected) != generation.manifest.n_chunks:
        problems.append(f"the facets hold {len(expected)} chunks, expected {generation.manifest.n_chunks}")
    parts = {
        "vector": generation.vectors.ids(),
        "window": generation.windows.chunk_ids,
        "lexical": generation.lexical.chunk_ids(),
    }
    if generation.words is not None:
        parts["word"] = generation.words.chunk_ids
    for part, ids in parts.items():
        if ids.tolist() != expected:
            differing = len(set(ids.tolist()) ^ set(expected))
            problems.append(f"the {part} index and the facets differ in {differing} chunks")
    return problems
