"""The home folder: making it, locking it, and the kept originals."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import DiskFullError, HomeError, LockedError

_LOCK = "lock"
_HOLDER = "lock.json"


def prepare_home(home: Path) -> None:
    """Create the home folder if it is not there and make sure it can be written.

    Raises:
        HomeError: It is not a folder or cannot be written.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise HomeError(f"{home} is a file, not a folder. Choose another with --home.") from error
    except OSError as error:
        raise _not_writable(home, error) from error
    if not os.access(home, os.W_OK | os.X_OK):
        raise _not_writable(home, PermissionError(errno.EACCES, os.strerror(errno.EACCES)))


def _not_writable(path: Path, error: OSError) -> HomeError:
    if error.errno == errno.ENOSPC:
        return DiskFullError(f"There is no space left on the disk of {path}. Free some and try again.")
    return HomeError(
        f"The home folder {path} cannot be written ({error.strerror or error}). "
        "Change its permissions, or choose another folder with --home or METODBANK_HOME."
    )


@contextmanager
def locked(home: Path, purpose: str) -> Iterator[None]:
    """Hold the lock of whoever changes this home; the operating system frees it when a process dies.

    Raises:
        LockedError: Another process holds it; the message says which and since when.
    """
    from filelock import FileLock, Timeout

    lock = FileLock(home / _LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout as error:
        raise LockedError(
            f"{home} is being changed by {_holder(home)}. Wait until it is done and try again."
        ) from error
    except OSError as error:
        raise _not_writable(home, error) from error
    try:
        _write_holder(home, purpose)
        yield
    finally:
        with suppress(OSError):
            (home / _HOLDER).unlink()
        lock.release()


def _write_holder(home: Path, purpose: str) -> None:
    about = {
        "purpose": purpose,
        "process": os.getpid(),
        "since": datetime.now(UTC).isoformat(timespec="seconds"),
    }
    # only for the message of whoever comes second: not worth failing for
    with suppress(OSError):
        (home / _HOLDER).write_text(json.dumps(about), encoding="utf-8")


def _holder(home: Path) -> str:
    try:
        about = json.loads((home / _HOLDER).read_text(encoding="utf-8"))
        return f"{about['purpose']!r} (process {about['process']}, since {about['since']})"
    except (OSError, ValueError, KeyError):
        return "another process"


def original_path(folder: Path, *, sha256: str, name: str) -> Path:
    """Return where the original with this content is kept; the suffix of its name is kept if harmless."""
    suffix = Path(name).suffix.lower()
    harmless = suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 6 else ""
    return folder / sha256[:2] / f"{sha256}{harmless}"


def keep_original(folder: Path, data: bytes, *, sha256: str, name: str) -> None:
    """Write the original whole, unless it is kept already.

    Raises:
        DiskFullError: There is no space left.
        HomeError: The folder cannot be written.
    """
    path = original_path(folder, sha256=sha256, name=name)
    try:
        if path.exists() and path.stat().st_size == len(data):
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise _not_writable(folder, error) from error


def write_whole(path: Path, data: bytes, *, is_private: bool = False) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    A private one is readable for its owner alone, from the first byte on.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if is_private:  # the name may be left from a killed process with this number, for others to read
            temporary.unlink(missing_ok=True)
        mode = 0o600 if is_private else 0o666
        with open(temporary, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def sweep_originals(folder: Path, kept: set[str]) -> None:
    """Remove originals whose document is gone; ``kept`` holds the SHA-256 of those that stay."""
    for path in folder.glob("*/*"):
        if path.name.partition(".")[0] not in kept:
            # a reader may have it open on Windows: it goes next time
            with suppress(OSError):
                path.unlink()


def write_settings(path: Path, content: bytes, spec: str) -> None:
    """Write the settings file at ``path`` of a home whose index was built with the embedder ``spec``.

    Raises:
        HomeError: It cannot be written; the message says what to set.
    """
    try:
        write_whole(path.resolve(), content)
    except OSError as error:
        raise HomeError(
            f"The index was built with {spec}, but {path} cannot be written: {error.strerror or error}. "
            f"Set embedder to {spec!r} there yourself."
        ) from error
