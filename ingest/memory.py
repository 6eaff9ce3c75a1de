"""What files held when they were last read, so that they need not be read again to know."""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.parts import MAX_DEPTH, SEPARATOR, Part
from kb.records import SeenFile
from kb.store.erased import ErasedWords, concerning

if TYPE_CHECKING:
    from kb.store import Store

# A file that was written so shortly before it is read may be written again without its time changing:
# some file systems count in steps of two seconds.
_SETTLED_AFTER_NS = 2_000_000_000
_WRITE_AFTER = 500


@dataclass(frozen=True, slots=True)
class Stamp:
    """Size and time of a file."""

    n_bytes: int
    modified_ns: int  # 0: too young to be trusted


class Memory:
    """The files seen in earlier runs and in this one; written to the store in batches."""

    def __init__(self, store: Store, *, pipeline_version: int) -> None:
        """Read what the store remembers."""
        self._store = store
        self._version = pipeline_version
        self._files = {file.path: file for file in store.seen_files()}
        self._restored = store.restored_lines()
        self._erased = store.erased_words()
        self._withheld = store.withheld()
        self._parts: dict[str, list[str]] = defaultdict(list)  # container to the paths of its parts
        self._containers: dict[str, str] = {}  # SHA-256 to the path of a container with this content
        self._new: dict[str, SeenFile] = {}
        self._gone: set[str] = set()
        for file in self._files.values():
            if file.part_of is not None:
                self._parts[file.part_of].append(file.path)
            if file.is_container and file.pipeline_version == pipeline_version:
                self._containers[file.sha256] = file.path

    def sha256_of(self, path: str, stamp: Stamp) -> str | None:
        """Return the hash of a file that has not been touched since it was read, None if it may have been."""
        file = self._files.get(path)
        if file is None or file.part_of is not None or stamp.modified_ns == 0:
            return None
        return file.sha256 if (file.n_bytes, file.modified_ns) == (stamp.n_bytes, stamp.modified_ns) else None

    def restored(self, sha256: str) -> frozenset[str]:
        """Return the hashes of the lines of a file with this content that a person has restored."""
        return self._restored.get(sha256, frozenset())

    def erased(self, sha256: str, *, path: str) -> ErasedWords:
        """Return what was erased that concerns a file with this content at this path."""
        return concerning(self._erased, sha256=sha256, path=path)

    def is_withheld(self, sha256: str) -> bool:
        """Return whether no original of a file with this content must be kept."""
        return sha256 in self._withheld

    def listing(self, sha256: str, *, path: str, depth: int) -> tuple[SeenFile, list[SeenFile]] | None:
        """Return a container with this content and its parts, named as if it lay at ``path``.

        None if none was unpacked with this pipeline, or if its parts would lie too deep.
        """
        known = self._containers.get(sha256, "")
        container = self._files.get(known)
        if container is None or container.sha256 != sha256 or not container.is_container:
            return None
        if depth >= MAX_DEPTH and self._parts[known]:
            return None
        parts = [
            replace(self._files[part], path=path + part[len(known) :], part_of=path)
            for part in self._parts[known]
        ]
        return replace(container, path=path), parts

    def note(self, file: SeenFile) -> None:
        """Remember what a file holds, and whether it is a container whose parts were all unpacked."""
        self._files[file.path] = self._new[file.path] = file
        self._gone.discard(file.path)
        if file.is_container:
            self._containers[file.sha256] = file.path
        if len(self._new) >= _WRITE_AFTER:
            self.write()

    def note_parts(self, container: str, parts: Sequence[Part | SeenFile]) -> None:
        """Remember what a container holds, and forget what it held before."""
        for old in set(self._parts[container]) - {part.path for part in parts}:
            self.forget(old)
        self._parts[container] = [part.path for part in parts]
        for part in parts:
            known = self._files.get(part.path)
            if known is None or known.sha256 != part.sha256:
                self.note(
                    SeenFile(
                        path=part.path, n_bytes=part.n_bytes, modified_ns=0, sha256=part.sha256,
                        part_of=container, pipeline_version=self._version,
                    )
                )  # fmt: skip

    def forget(self, path: str) -> None:
        """Remove what is known of a file that is gone, and of its parts."""
        for part in self._parts.pop(path, []):
            self.forget(part)
        file = self._files.pop(path, None)
        self._new.pop(path, None)
        self._gone.add(path)
        if file is not None and self._containers.get(file.sha256) == path:
            del self._containers[file.sha256]

    def forget_gone(self, roots: Collection[str]) -> None:
        """Forget the files below ``roots`` that are gone, and what is kept of gone documents."""
        self._store.forget_restored()
        for path, file in list(self._files.items()):
            if file.part_of is None and is_under(path, roots) and not lies_on_disk(path):
                self.forget(path)

    def write(self) -> None:
        """Keep in the store what was noted."""
        self._store.remember_files(list(self._new.values()), gone=sorted(self._gone))
        self._new.clear()
        self._gone.clear()


def stamp_of(path: Path) -> Stamp:
    """Return size and time of a file.

    Raises:
        OSError: It is gone or may not be looked at.
    """
    now = time.time_ns()
    status = path.lstat()
    is_settled = status.st_mtime_ns < now - _SETTLED_AFTER_NS
    return Stamp(status.st_size, status.st_mtime_ns if is_settled else 0)


def is_under(path: str, roots: Collection[str]) -> bool:
    """Return whether a file or part lies below one of the folders or containers, or is one of them.

    ``roots`` is a set where there may be many.
    """
    return any(above in roots for above in _with_ancestors(path))


def _with_ancestors(path: str) -> Iterator[str]:
    yield path
    end = len(path)
    while (end := path.rfind("/" if SEPARATOR in path[:end] else os.sep, 0, end)) >= 0:
        yield path[:end] or os.sep
        if path[end - 1 : end + 1] == SEPARATOR:
            yield path[: end - 1]


def lies_on_disk(path: str) -> bool:
    """Return whether there is something at a path; what cannot be looked at is taken to be there."""
    # a folder that cannot be read now is no proof that its files are gone
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True
