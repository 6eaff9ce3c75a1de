"""The files of batches on the disk: on their way in, in quarantine, and where they are kept once read.

They lie under numbers, or under the hash of what they hold; the name that somebody gave one is never that of
a file. Nothing here is executed, and no address of the app gives it away as a page.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kb.batch_problems import other_size
from kb.batches import BatchFile, BatchFileId, BatchId
from kb.errors import DiskFullError, HomeError

_INCOMING = "incoming"
_QUARANTINE = "quarantine"
_ORIGINALS = "originals"
_PART = ".part"
_CHUNK = 1 << 20
_YOUNG_S = 86_400.0


class BatchFiles:
    """The folders of one ``home/review``."""

    def __init__(self, review: Path) -> None:
        """Take the folder; nothing is made yet."""
        self._review = review

    def incoming(self, file: BatchFile) -> Path:
        """Return where a file lies that has arrived and is not read."""
        return self._review / _INCOMING / str(file.batch_id) / str(file.id)

    def quarantined(self, sha256: str) -> Path:
        """Return where a file lies that could not be read."""
        return self._review / _QUARANTINE / sha256

    def original(self, sha256: str) -> Path | None:
        """Return where a file that was read is kept, if it is."""
        return next((self._review / _ORIGINALS / sha256[:2]).glob(f"{sha256}*"), None)

    def source(self, file: BatchFile) -> Path | None:
        """Return where the content of a file lies now, if it is kept."""
        incoming = self.incoming(file)
        if incoming.is_file():
            return incoming
        if file.sha256 is None:
            return None
        quarantined = self.quarantined(file.sha256)
        return quarantined if quarantined.is_file() else self.original(file.sha256)

    @contextmanager
    def received(self, file: BatchFile, parts: Iterable[bytes]) -> Iterator[tuple[Path, str]]:
        """Write a file beside its place; yield where, and its SHA-256. What ``keep`` has not taken goes.

        It comes slowly, and meanwhile another may have come, been read and handed in: that one must stay.

        Raises:
            BatchError: It has another number of bytes than was announced.
            DiskFullError: There is no space left.
            HomeError: The folder cannot be written.
        """
        path = self.incoming(file)
        # of two browsers that send the same file neither writes into the other's
        partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_PART}")
        try:
            with written(self._review):
                self._review.mkdir(mode=0o700, parents=True, exist_ok=True)  # nobody has masked anything yet
                path.parent.mkdir(parents=True, exist_ok=True)
            yield partial, _write(partial, file, parts)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def keep(self, partial: Path, file: BatchFile) -> None:
        """Put a received file in its place; the caller has made sure that it is still awaited.

        Raises:
            HomeError: The folder cannot be written.
        """
        path = self.incoming(file)
        with written(self._review):
            partial.replace(path)
            _sync_folder(path.parent)

    def bring_back(self, file: BatchFile) -> bool:
        """Make sure that a file lies among those to be read; False where it is kept no more."""
        path, source = self.incoming(file), self.source(file)
        if source is None or source == path:
            return source is not None
        with written(self._review):
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_name(path.name + _PART)
            shutil.copyfile(source, partial)
            partial.replace(path)
        return True

    def quarantine(self, file: BatchFile) -> None:
        """Move a file that could not be read out of the way; it is kept for whoever looks into it."""
        if file.sha256 is not None and self.incoming(file).is_file():
            with written(self._review):
                target = self.quarantined(file.sha256)
                target.parent.mkdir(parents=True, exist_ok=True)
                self.incoming(file).replace(target)

    def let_go(self, file: BatchFile) -> None:
        """Remove a file from those to be read."""
        with suppress(OSError):
            self.incoming(file).unlink(missing_ok=True)

    def remove_quarantined(self, sha256: str) -> None:
        """Remove a file from quarantine."""
        with suppress(OSError):
            self.quarantined(sha256).unlink(missing_ok=True)

    def remove_batch(self, batch_id: BatchId) -> None:
        """Remove what has arrived of a batch."""
        shutil.rmtree(self._review / _INCOMING / str(batch_id), ignore_errors=True)

    def sweep(self, known: Mapping[BatchId, Collection[BatchFileId]], contents: Collection[str]) -> None:
        """Remove what belongs to no file any more: of batches deleted, and of files that came half."""
        kept = {str(batch_id): {str(each) for each in files} for batch_id, files in known.items()}
        for folder in _entries(self._review / _INCOMING):
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in _entries(folder):
                if path.name not in kept[folder.name] and not _is_young(path):
                    with suppress(OSError):
                        path.unlink()
        for path in _entries(self._review / _QUARANTINE):
            if path.name not in contents:
                with suppress(OSError):
                    path.unlink()


def _write(path: Path, file: BatchFile, parts: Iterable[bytes]) -> str:
    digest, n_bytes = hashlib.sha256(), 0
    # what the sender's connection raises is not told as an error of the disk
    with ExitStack() as stack:
        with written(path.parent):
            stream = stack.enter_context(path.open("wb"))
        for part in parts:
            n_bytes += len(part)
            if n_bytes > file.n_bytes:
                raise other_size(file.name, n_bytes, file.n_bytes)
            digest.update(part)
            with written(path.parent):
                stream.write(part)
        if n_bytes != file.n_bytes:
            raise other_size(file.name, n_bytes, file.n_bytes)
        with written(path.parent):
            stream.flush()
            os.fsync(stream.fileno())
    return digest.hexdigest()


def parts_of(path: Path) -> Iterable[bytes]:
    """Yield the content of a file in pieces."""
    with path.open("rb") as stream:
        while part := stream.read(_CHUNK):
            yield part


def _sync_folder(folder: Path) -> None:
    """Make sure that the new name of a file is on the disk, where the system can do that."""
    with suppress(OSError, AttributeError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _entries(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def _is_young(path: Path) -> bool:
    """Return whether a file may still be on its way."""
    try:
        return time.time() - path.lstat().st_mtime < _YOUNG_S
    except OSError:
        return True


@contextmanager
def written(folder: Path) -> Iterator[None]:
    """Tell what the disk refuses as errors of Metodbank.

    Raises:
        DiskFullError: There is no space left.
        HomeError: The folder cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise DiskFullError(
                f"There is no space left on the disk of {folder}. Free some and try again."
            ) from error
        raise HomeError(
            f"{folder} cannot be written ({error.strerror or error}). Change its permissions."
        ) from error
