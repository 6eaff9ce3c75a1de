"""Files to ingest, found under the paths a user gives."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kb.records import FailedFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovered:
    """What lies under the given paths."""

    files: tuple[Path, ...]  # absolute, sorted, each once
    roots: tuple[Path, ...]  # the folders given, absolute: what is stored under them and not found is gone
    skipped: tuple[FailedFile, ...] = ()  # links, devices and the like
    failed: tuple[FailedFile, ...] = ()  # paths and folders that cannot be read


def discover(paths: Sequence[Path]) -> Discovered:
    """Find the files under ``paths``, folders with everything below them.

    Hidden files and folders inside a folder are passed over in silence; one that is given by name is taken.
    Symbolic links are never followed, not even when given by name: the same file would come under two
    names, and a link can lead out of the folder or in circles.
    """
    search = _Search()
    roots: list[Path] = []
    for path in dict.fromkeys(_absolute(path) for path in paths):
        kind = search.classify(path)
        if kind == "folder":
            roots.append(path)
            search.walk(path)
        elif kind == "file":
            search.files.add(str(path))
    return Discovered(
        files=tuple(Path(name) for name in sorted(search.files)),
        roots=tuple(sorted(roots)),
        skipped=tuple(sorted(search.skipped, key=lambda item: item.path)),
        failed=tuple(sorted(search.failed, key=lambda item: item.path)),
    )


def _absolute(path: Path) -> Path:
    # Not resolve(): it follows links. normpath alone takes "." and ".." out.
    return Path(os.path.normpath(path.expanduser().absolute()))


class _Search:
    """Collects what is found on the way."""

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.skipped: set[FailedFile] = set()
        self.failed: set[FailedFile] = set()
        self._walked: set[str] = set()

    def classify(self, path: Path) -> str:
        """Return "file" or "folder"; anything else is noted and gives an empty string."""
        try:
            mode = path.lstat().st_mode
        except FileNotFoundError:
            self._fail(str(path), "is not there. Check the path.")
            return ""
        except OSError as error:
            self._fail(str(path), f"cannot be read: {error.strerror or error}. Check that you may read it.")
            return ""
        if stat.S_ISLNK(mode):
            target = os.path.realpath(path)
            self._skip(
                str(path), f"is a symbolic link, which is not followed. Give its target instead: {target}"
            )
            return ""
        if stat.S_ISDIR(mode):
            return "folder"
        if stat.S_ISREG(mode):
            return "file"
        self._skip(str(path), f"is {_special(mode)}, not a file.")
        return ""

    def walk(self, root: Path) -> None:
        """Collect everything below a folder, without recursion."""
        pending = [str(root)]
        while pending:
            folder = pending.pop()
            if folder in self._walked:
                continue
            self._walked.add(folder)
            pending.extend(self._take(folder))

    def _take(self, folder: str) -> Iterator[str]:
        """Collect the files of one folder; yield the folders in it."""
        try:
            with os.scandir(folder) as entries:
                found = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            self._fail(
                folder, f"cannot be read: {error.strerror or error}. Check that you may read the folder."
            )
            return
        for entry in found:
            if entry.is_symlink():
                self._skip(entry.path, "is a symbolic link, which is not followed.")
            elif entry.is_dir(follow_symlinks=False):
                yield entry.path
            elif entry.is_file(follow_symlinks=False):
                self.files.add(entry.path)
            else:
                self.classify(Path(entry.path))

    def _skip(self, path: str, reason: str) -> None:
        self.skipped.add(FailedFile(path=path, reason=f"{path} {reason}"))

    def _fail(self, path: str, reason: str) -> None:
        self.failed.add(FailedFile(path=path, reason=f"{path} {reason}"))


def _special(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    return "a socket" if stat.S_ISSOCK(mode) else "a device"
