"""How far the files of a batch have come, in words: for the page, and for its script that asks again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kb.batches import Batch, BatchFile, BatchState, FileState, ReviewState
from kb.i18n import Catalogue

# Files in these states change by themselves.
MOVING = (FileState.ARRIVED, FileState.READING)
# In this order they are counted.
_COUNTED: Sequence[tuple[str, tuple[FileState, ...]]] = (
    ("batch.n_read", (FileState.READ,)),
    ("batch.n_moving", MOVING),
    ("batch.n_announced", (FileState.ANNOUNCED,)),
    ("batch.n_failed", (FileState.FAILED,)),
    ("batch.n_left_out", (FileState.LEFT_OUT,)),
)
_STATES: Mapping[FileState, str] = {
    FileState.ANNOUNCED: "batch.state_announced",
    FileState.ARRIVED: "batch.state_arrived",
    FileState.READING: "batch.state_reading",
    FileState.READ: "batch.state_read",
    FileState.FAILED: "batch.state_failed",
    FileState.LEFT_OUT: "batch.state_left_out",
}
# How far a document has come after it was handed in; the first that any document of a file is in tells.
_REVIEWED: Sequence[tuple[ReviewState, str]] = (
    (ReviewState.WAITING, "batch.state_waiting"),
    (ReviewState.ACCEPTING, "batch.state_waiting"),
    (ReviewState.DECLINED, "batch.state_declined"),
    (ReviewState.ACCEPTED, "batch.state_accepted"),
    (ReviewState.LEFT_OUT, "batch.state_left_out"),
)


def state_of(batch: Batch, catalogue: Catalogue) -> Mapping[str, object]:
    """Return what the script of the page asks for while something moves; no words of the files are in it."""
    return {
        "files": [
            {"id": file.id, "state": file.state.value, "text": file_text(file, batch, catalogue)}
            for file in batch.files
        ],
        "moving": batch.count(*MOVING),
        "done": batch.count(FileState.READ, FileState.FAILED),
        # what has been read is compared afterwards
        "alike": sum(len(item.likeness) for file in batch.files for item in file.items),
        "summary": summary_text(batch, catalogue),
        "isOpen": batch.state is BatchState.OPEN,
    }


def file_text(file: BatchFile, batch: Batch, catalogue: Catalogue) -> str:
    """Return how far a file has come."""
    if batch.state is BatchState.HANDED_IN and file.state is FileState.READ:
        states = {item.state for item in file.items}
        return catalogue.text(next((key for state, key in _REVIEWED if state in states), "batch.state_read"))
    return catalogue.text(_STATES[file.state])


def summary_text(batch: Batch, catalogue: Catalogue) -> str:
    """Return how many files a batch has, and how many are how far: "12 filer: 9 lästa, 3 på väg"."""
    n_files = catalogue.text("batch.n_files", count=len(batch.files))
    counted = [catalogue.text(key, count=n) for key, states in _COUNTED if (n := batch.count(*states)) > 0]
    if not counted:
        return n_files
    return catalogue.text("batch.summary", files=n_files, counted=", ".join(counted))
