"""What of ``home/review`` goes into a backup: its store, and the files that wait, failed or were read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kb.review_home import soon_locked
from kb.settings import Settings
from kb.store import Store

REVIEW = "review"
NAMES = (
    r"review/store\.sqlite|review/incoming/[0-9]+/[0-9]+|review/quarantine/[0-9a-f]{64}|"
    r"review/originals/[0-9a-f]{2}/[0-9a-f]{64}(\.[a-z0-9]{1,5})?"
)
"""Pattern of the names that they have in a backup."""

_FOLDERS = ("incoming/*/*", "quarantine/*", "originals/*/*")


@contextmanager
def review_locked(settings: Settings, purpose: str) -> Iterator[None]:
    """Hold the lock of the review, if anything was ever handed in.

    Raises:
        LockedError: Files are being read.
    """
    if not settings.review_path.is_dir():
        yield
        return
    with soon_locked(settings.review_path, purpose):
        yield


def copy_store(settings: Settings, target: Path) -> None:
    """Write a consistent copy of the review's store, if there is one."""
    path = settings.review_path / "store.sqlite"
    if path.exists():
        with closing(Store(path)) as store:
            store.copy_to(target)


def pack_review(settings: Settings, store: Path, archive: zipfile.ZipFile) -> None:
    """Add the copied store and the files; names that no file of a batch has are passed over."""
    if store.exists():
        archive.write(store, f"{REVIEW}/store.sqlite")
    for pattern in _FOLDERS:
        for path in sorted(settings.review_path.glob(pattern)):
            name = path.relative_to(settings.home).as_posix()
            if re.fullmatch(NAMES, name) and path.is_file():
                archive.write(path, name)


def check_review(folder: Path) -> list[str]:
    """Return what is wrong with the review's store in an unpacked backup."""
    path = folder / REVIEW / "store.sqlite"
    if not path.exists():
        return []
    with closing(Store(path)) as store:
        return store.check()
