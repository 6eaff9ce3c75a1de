"""Personal data in a file that is handed in, with the lines in which they stand; nothing is stored."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.batches import BatchFile, FoundPersonalData
from kb.errors import LockedError
from kb.gazetteer import load_gazetteer
from kb.store.erased import concerning
from kb.taking_in import limits_of
from kb.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from ingest.tasks import Outcome, Task
    from ingest.workers import Workers
    from kb.review_home import ReviewHome
    from kb.store import Store

_MAX_LINE = 200
_MAX_FOUND = 500
_MAX_PARTS = 200
_places = threading.BoundedSemaphore(2)  # each starts a process of its own


def find_in_file(
    store: Store, review: ReviewHome, file: BatchFile, source: Path
) -> tuple[FoundPersonalData, ...]:
    """Return what would be masked in a file, in its order; of an archive what stands in its parts.

    The file is read in a process of its own, within the limits of the settings. Parts lie in a folder
    meanwhile that is removed. A part that cannot be read has none.

    Raises:
        LockedError: As many files are looked through as the machine bears.
    """
    from ingest.pipeline import prepare_document
    from ingest.workers import Workers

    if not _places.acquire(blocking=False):
        raise LockedError("Other files are being looked through. Try again in a moment.")
    folder = ""
    try:
        folder = tempfile.mkdtemp(dir=review.path, prefix=".personal-")
        with Workers(
            limits_of(review.public),
            taxonomy=load_taxonomy(),
            gazetteer=load_gazetteer(),
            prepare=partial(prepare_document, mask_personal_data=False, only_chunks=True),
        ) as workers:
            found = _Found(store, workers, Path(folder), review.public.max_file_mb * 1_000_000)
            return tuple(found.within(source, file))
    finally:
        _places.release()
        shutil.rmtree(folder, ignore_errors=True)


class _Found:
    def __init__(self, store: Store, workers: Workers, folder: Path, max_bytes: int) -> None:
        self._erased = store.erased_words()
        self._workers = workers
        self._folder = folder
        self._max_bytes = max_bytes

    def within(self, source: Path, file: BatchFile) -> Iterator[FoundPersonalData]:
        """Yield what stands in a file and in its parts."""
        waiting = [(source, file.name, file.sha256 or "", 0)]
        n_found = n_parts = 0
        while waiting and n_parts < _MAX_PARTS:
            path, name, sha256, depth = waiting.pop(0)
            n_parts += 1
            outcome = self._read(path, name, sha256, depth, n_parts)
            if outcome.unpacked is not None:
                parts = outcome.unpacked.parts
                waiting = [(Path(p.file), p.name, p.sha256, depth + 1) for p in parts] + waiting
            text = outcome.prepared.text if outcome.prepared is not None else ""
            for found in _found_in(text, name if depth else ""):
                yield found
                n_found += 1
                if n_found >= _MAX_FOUND:
                    return

    def _read(self, path: Path, name: str, sha256: str, depth: int, number: int) -> Outcome:
        from ingest.tasks import Task

        task: Task = Task(
            path=name,
            name=name,
            sha256=sha256,
            depth=depth,
            facts={},
            parts_folder=str(self._folder / str(number)),
            max_bytes=self._max_bytes,
            erased=concerning(self._erased, sha256=sha256, path=name),
        )
        return self._workers.submit(task, path.read_bytes()).result()


def _found_in(text: str, name: str) -> Iterator[FoundPersonalData]:
    from ingest.personal_data import find_personal_data

    for found in find_personal_data(text):
        start = text.rfind("\n", 0, found.start) + 1
        end = text.find("\n", found.end)
        line = text[start : end if end >= 0 else len(text)]
        at = found.start - start
        yield FoundPersonalData(
            kind=found.kind.value,
            words=text[found.start : found.end],
            line=_excerpt(line, at),
            name=name,
        )


def _excerpt(line: str, at: int) -> str:
    """Return a line, or of a long one the whole words around a place, with marks where it goes on."""
    if len(line) <= _MAX_LINE:
        return line.strip()
    first = max(0, at - _MAX_LINE // 2)
    last = min(len(line), first + _MAX_LINE)
    before = line.find(" ", first, at) + 1 if first else 0
    after = line.rfind(" ", at, last) if last < len(line) else last
    start, end = before or first, after if after > at else last
    return ("… " if first else "") + line[start:end].strip() + (" …" if last < len(line) else "")
