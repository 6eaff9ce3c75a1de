"""What moves between the store of the review and the public one, and where its files lie."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kb import review_problems as problems
from kb.batch_files import BatchFiles
from kb.batches import BatchFile
from kb.home import original_path
from kb.reviews import QueuedItem
from kb.store.batch_store import BatchStore
from kb.store.review_store import ReviewStore

if TYPE_CHECKING:
    from ingest.given import GivenFile
    from kb.index_keeper import IndexKeeper
    from kb.records import IngestReport
    from kb.review_home import ReviewHome
    from kb.settings import Settings
    from kb.store import Store

PART = "!/"  # as in ingest.parts, which takes long to load


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The two stores and what is made of the public one."""

    settings: Settings
    public: Store
    review: ReviewHome
    index: IndexKeeper
    catch_up: Callable[[], None]  # makes the practices anew

    @property
    def reviews(self) -> ReviewStore:
        """What is reviewed."""
        return self.public.part(ReviewStore)


def root_of(item: QueuedItem) -> str:
    """Return the path of the file that a document was read from; it may be packed in it."""
    return item.path.partition(PART)[0]


def facts_of(stores: Stores, file: BatchFile) -> dict[str, str]:
    """Return what is stated of a file and of its batch."""
    return {**batch_facts(stores, file), **file.facts}


def batch_facts(stores: Stores, file: BatchFile) -> dict[str, str]:
    """Return what is stated of all files of the batch of a file."""
    batch = stores.public.part(BatchStore).batch(file.batch_id)
    return dict(batch.facts) if batch is not None else {}


def file_of(stores: Stores, item: QueuedItem) -> BatchFile:
    """Return the file that a document was read from.

    Raises:
        ReviewError: Its batch was removed.
    """
    file = stores.public.part(BatchStore).file(item.file_id)
    if file is None:
        raise problems.gone(item.id)
    return file


def uploaded(stores: Stores, file: BatchFile) -> Path | None:
    """Return where the content of a file that was handed in lies now, None if it is kept no more."""
    kept = BatchFiles(stores.settings.review_path).source(file)
    if kept is not None or file.sha256 is None:
        return kept
    public = original_path(stores.settings.originals_path, sha256=file.sha256, name=file.name)
    return public if public.is_file() else None


def given_file(stores: Stores, item: QueuedItem) -> tuple[GivenFile, bool]:
    """Return the file of a document as an ingest takes it, and whether personal data in it are masked.

    Raises:
        ReviewError: It is kept no more.
    """
    from ingest.given import GivenFile

    file = file_of(stores, item)
    on_disk = uploaded(stores, file)
    if on_disk is None:
        raise problems.no_file(item.title, file.name)
    facts = facts_of(stores, file)
    return GivenFile(path=root_of(item), name=file.name, on_disk=on_disk, facts=facts), file.is_masked


def seen_in(stores: Stores, items: Sequence[QueuedItem]) -> set[str]:
    """Return the SHA-256 of all that was found in the files of documents when they were read for review."""
    if not stores.review.is_there:
        return set()
    roots = {root_of(item) for item in items}
    seen = stores.review.store.seen_files()
    return {each.sha256 for each in seen if each.path.partition(PART)[0] in roots}


def reasons_of(report: IngestReport) -> dict[str, str]:
    """Return why files of a run were not stored, by path."""
    told = {failure.path: failure.reason for failure in (*report.failed, *report.skipped)}
    return {**told, **{path: f"its content is stored as {other}" for path, other in report.duplicates}}
