"""Handing in: what the pages of batches ask for. Nothing here reads a file; they arrive at ``/upload``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from kb.batches import MAX_BATCH_TITLE, MAX_FACT, Batch, BatchFile, BatchFileId, BatchId, FileState
from kb.errors import BatchNotFoundError
from kb.knowledge_base import KnowledgeBase
from kb.upload_names import safe_name
from ui.actions.action import Action, Asked, Done, Id
from ui.batch_facts import FILE_FACTS

_MAX_FILES = 5000  # at once; how many a batch may hold is a setting
_MAX_NAMES = 5  # that are told of files that are not taken
_PREFIX = "fact_"
_Fact = Annotated[str, Field(max_length=MAX_FACT)]
# What somebody takes for a file of this batch that is there already
_ARRIVED = frozenset({FileState.ARRIVED, FileState.READING, FileState.READ})


class StatedFacts(Asked):
    """What is stated, each in a field of its own; an empty one states nothing.

    A field that was called "title" or "name" would hide what the browser's own document calls so.
    """

    fact_title: _Fact = ""
    fact_event: _Fact = ""
    fact_date: _Fact = ""
    fact_place: _Fact = ""
    fact_licence: _Fact = ""
    fact_contact: _Fact = ""
    fact_organisation: _Fact = ""
    fact_municipalities: _Fact = ""
    fact_language: _Fact = ""
    fact_type: _Fact = ""
    fact_themes: _Fact = ""
    fact_url: _Fact = ""

    def stated(self) -> dict[str, str]:
        """Return what was written."""
        values = {name: str(getattr(self, _PREFIX + name)).strip() for name in FILE_FACTS}
        return {name: value for name, value in values.items() if value}


class BeginAsked(StatedFacts):
    """Begin a batch."""

    batch_title: Annotated[str, Field(max_length=MAX_BATCH_TITLE)]


class DescribeAsked(BeginAsked):
    """Change what is said of a batch."""

    batch: Id
    seen: Id


class DescribeFileAsked(StatedFacts):
    """Change what is said of a file."""

    batch: Id
    file: Id
    seen: Id


class AnnouncedFile(Asked):
    """A file that will come."""

    name: Annotated[str, Field(max_length=4000)]
    n_bytes: Annotated[int, Field(ge=0, lt=10**15)]


class AnnounceAsked(Asked):
    """Tell which files will come."""

    batch: Id
    files: Annotated[tuple[AnnouncedFile, ...], Field(max_length=_MAX_FILES)]


class MaskAsked(Asked):
    """Mask the personal data in a file, or not."""

    batch: Id
    file: Id
    is_masked: bool
    seen: Id


class BatchAsked(Asked):
    """Do something with a batch."""

    batch: Id


class FileAsked(Asked):
    """Do something with a file."""

    file: Id


def _begin(base: KnowledgeBase, asked: BeginAsked) -> Done:
    batch = base.batches.begin(asked.batch_title, asked.stated())
    return Done(text="batch.said_begun", address=f"./batch?id={batch.id}", answer={"begun": int(batch.id)})


def _describe(base: KnowledgeBase, asked: DescribeAsked) -> Done:
    batch = base.batches.show(BatchId(asked.batch))
    facts = {**beyond_the_form(batch.facts), **asked.stated()}
    base.batches.describe(batch.id, title=asked.batch_title, facts=facts, seen=asked.seen)
    return Done(text="batch.said_described")


def _describe_file(base: KnowledgeBase, asked: DescribeFileAsked) -> Done:
    file = _file(base, asked.batch, asked.file)
    facts = {**beyond_the_form(file.facts), **asked.stated()}
    base.batches.describe_file(file.id, facts=facts, is_masked=file.is_masked, seen=asked.seen)
    return Done(text="batch.said_described")


def _mask(base: KnowledgeBase, asked: MaskAsked) -> Done:
    file = _file(base, asked.batch, asked.file)
    base.batches.describe_file(file.id, facts=file.facts, is_masked=asked.is_masked, seen=asked.seen)
    return Done(text="batch.said_masked" if asked.is_masked else "batch.said_not_masked")


def beyond_the_form(facts: Mapping[str, str]) -> dict[str, str]:
    """Return what was stated with the command line and has no field."""
    return {name: value for name, value in facts.items() if name not in FILE_FACTS}


def _file(base: KnowledgeBase, batch_id: int, file_id: int) -> BatchFile:
    batch = base.batches.show(BatchId(batch_id))
    found = next((file for file in batch.files if file.id == file_id), None)
    if found is None:
        raise BatchNotFoundError(
            f"There is no file {file_id} in the batch {batch.title!r}.", key="batch.problem_no_file"
        )
    return found


def _announce(base: KnowledgeBase, asked: AnnounceAsked) -> Done:
    """Announce what is not there yet; the answer has an id for each file, 0 where none is awaited."""
    batch_id, most = BatchId(asked.batch), base.settings.max_file_mb
    there = _there(base.batches.show(batch_id))
    wanted: dict[int, tuple[str, int]] = {}
    n_there, unfit = 0, list[str]()
    for place, file in enumerate(asked.files):
        key = (safe_name(file.name), file.n_bytes)
        if not 0 < file.n_bytes <= most * 1_000_000:
            unfit.append(key[0])
        elif there[key] > 0:
            there[key] -= 1
            n_there += 1
        else:
            wanted[place] = (file.name, file.n_bytes)
    announced = base.batches.announce(batch_id, list(wanted.values())) if wanted else ()
    of_place = dict(zip(wanted, announced, strict=True))
    ids = [int(of_place[place].id) if place in of_place else 0 for place in range(len(asked.files))]
    answer: Mapping[str, object] = {"ids": ids}
    if unfit:
        names = ", ".join(unfit[:_MAX_NAMES]) + (" …" if len(unfit) > _MAX_NAMES else "")
        values: Mapping[str, str | int] = {"count": len(unfit), "most": most, "names": names}
        return Done(text="batch.said_unfit", values=values, answer=answer)
    if n_there:
        return Done(text="batch.said_there", values={"count": n_there}, answer=answer)
    return Done(text="batch.said_announced", values={"count": len(ids)}, answer=answer)


def _there(batch: Batch) -> Counter[tuple[str, int]]:
    return Counter((file.name, file.n_bytes) for file in batch.files if file.state in _ARRIVED)


def _leave_out(base: KnowledgeBase, asked: FileAsked) -> Done:
    base.batches.leave_out(BatchFileId(asked.file))
    return Done(text="batch.said_left_out", answer={"removed": asked.file})


def _leave_out_missing(base: KnowledgeBase, asked: BatchAsked) -> Done:
    batch = base.batches.show(BatchId(asked.batch))
    missing = [file.id for file in batch.files if file.state is FileState.ANNOUNCED]
    for file_id in missing:
        base.batches.leave_out(file_id)
    return Done(text="batch.said_missing_left_out", values={"count": len(missing)})


def _take_file_back(base: KnowledgeBase, asked: FileAsked) -> Done:
    base.batches.take_back(BatchFileId(asked.file))
    return Done(text="batch.said_taken_back")


def _words(base: KnowledgeBase, asked: FileAsked) -> Done:
    found = base.batches.personal_data(BatchFileId(asked.file))
    words = [{"kind": each.kind, "words": each.words, "line": each.line} for each in found]
    return Done(text="batch.said_words", values={"count": len(words)}, answer={"found": words})


def _remove(base: KnowledgeBase, asked: BatchAsked) -> Done:
    base.batches.remove(BatchId(asked.batch))
    return Done(text="batch.said_removed")


def _undo_remove(base: KnowledgeBase, asked: BatchAsked) -> Done:
    base.batches.undo_remove(BatchId(asked.batch))
    return Done(text="batch.said_not_removed")


def _hand_in(base: KnowledgeBase, asked: BatchAsked) -> Done:
    base.batches.hand_in(BatchId(asked.batch))
    return Done(text="batch.said_handed_in")


def _take_back(base: KnowledgeBase, asked: BatchAsked) -> Done:
    base.batches.take_back_batch(BatchId(asked.batch))
    return Done(text="batch.said_batch_back")


_ASKED: Mapping[str, tuple[type[Asked], Any]] = {  # Any: each takes what it is asked with
    "batches.begin": (BeginAsked, _begin),
    "batches.describe": (DescribeAsked, _describe),
    "batches.describe_file": (DescribeFileAsked, _describe_file),
    "batches.mask": (MaskAsked, _mask),
    "batches.announce": (AnnounceAsked, _announce),
    "batches.leave_out": (FileAsked, _leave_out),
    "batches.leave_out_missing": (BatchAsked, _leave_out_missing),
    "batches.take_file_back": (FileAsked, _take_file_back),
    "batches.words": (FileAsked, _words),
    "batches.remove": (BatchAsked, _remove),
    "batches.undo_remove": (BatchAsked, _undo_remove),
    "batches.hand_in": (BatchAsked, _hand_in),
    "batches.take_back": (BatchAsked, _take_back),
}
ACTIONS: Mapping[str, Action] = {name: Action(asked, act) for name, (asked, act) in _ASKED.items()}
