"""The manifest of an index generation: what it was built with and which files it has."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from kb.errors import IndexCorruptError, IndexMismatchError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kb.protocols import Embedder

FORMAT = 4  # raise it whenever older index files can no longer be read, or mean something else
MANIFEST = "manifest.json"
CURE = "Run: metodbank index rebuild"
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedderIdentity:
    """Which embedder made the vectors."""

    name: str
    revision: str
    dim: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFile:
    """A file of a generation as it was written."""

    n_bytes: int
    crc32: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a generation holds."""

    format: int
    id: str  # of this generation, 32 hexadecimal digits; no two ever have the same
    store_id: str  # of the store it was made from
    embedder: EmbedderIdentity
    n_chunks: int
    last_change: int
    files: Mapping[str, IndexFile]  # by path inside the generation, with forward slashes


def identity_of(embedder: Embedder) -> EmbedderIdentity:
    """Return what tells this embedder from others."""
    return EmbedderIdentity(name=embedder.name, revision=embedder.revision, dim=embedder.dim)


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into ``folder``."""
    text = json.dumps(asdict(manifest), indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a generation.

    Raises:
        IndexMismatchError: It is of another format.
        IndexCorruptError: It is missing or damaged.
    """
    path = folder / MANIFEST
    try:
        stated = json.loads(path.read_text(encoding="utf-8"))
        found = int(stated["format"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexCorruptError(f"{path} is missing or damaged: {error}. {CURE}") from error
    if found != FORMAT:
        raise IndexMismatchError(f"{folder} has index format {found}, this version reads {FORMAT}. {CURE}")
    try:
        return Manifest(
            format=found,
            id=str(stated["id"]),
            store_id=str(stated["store_id"]),
            embedder=EmbedderIdentity(**stated["embedder"]),
            n_chunks=int(stated["n_chunks"]),
            last_change=int(stated["last_change"]),
            files={name: IndexFile(**values) for name, values in stated["files"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexCorruptError(f"{path} is damaged: {error}. {CURE}") from error


def check_embedder(manifest: Manifest, embedder: Embedder, folder: Path) -> None:
    """Check that the generation was built with ``embedder``.

    Raises:
        IndexMismatchError: It was not.
        EmbedderError: The model cannot be loaded.
    """
    wanted = identity_of(embedder)
    if manifest.embedder != wanted:
        raise IndexMismatchError(
            f"{folder} was built with {describe(manifest.embedder)}, "
            f"settings ask for {describe(wanted)}. {CURE}"
        )


def describe(embedder: EmbedderIdentity) -> str:
    """Return name, revision and dimension for a message."""
    return f"{embedder.name!r} (revision {embedder.revision}, {embedder.dim} dimensions)"


def describe_files(folder: Path, known: Mapping[str, IndexFile]) -> dict[str, IndexFile]:
    """Return size and checksum of each file of a generation but manifest and locks.

    Args:
        folder: The generation.
        known: Files that were linked from the generation before and cannot have changed since.
    """
    described = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != MANIFEST and path.suffix != ".lock":
            name = path.relative_to(folder).as_posix()
            described[name] = known.get(name) or IndexFile(n_bytes=path.stat().st_size, crc32=checksum(path))
    return described


def checksum(path: Path) -> int:
    """Return the CRC-32 of a file."""
    value = 0
    with path.open("rb") as file:
        while block := file.read(_READ_BYTES):
            value = crc32(block, value)
    return value


def file_problems(manifest: Manifest, folder: Path, *, with_checksums: bool) -> list[str]:
    """Return what is wrong with the files of a generation."""
    problems = []
    for name, stated in manifest.files.items():
        path = folder / name
        try:
            n_bytes = path.stat().st_size
            if n_bytes != stated.n_bytes:
                problems.append(f"{path} has {n_bytes} bytes, expected {stated.n_bytes}")
            elif with_checksums and checksum(path) != stated.crc32:
                problems.append(f"{path} is damaged: its checksum is another than when it was written")
        except OSError as error:
            problems.append(f"{path} cannot be read: {error.strerror or error}")
    return problems
