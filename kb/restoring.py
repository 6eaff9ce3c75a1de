"""Puts back what cleaning left out of a document, by making the document anew from its kept original."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kb.errors import FileError, InputError, UnreadableFileError
from kb.gazetteer import load_gazetteer
from kb.home import original_path
from kb.records import Document, DocumentId, DroppedText, PreparedDocument
from kb.taxonomy import load_taxonomy
from kb.text import text_hash

if TYPE_CHECKING:
    from ingest.sidecars import Facts
    from ingest.tasks import Task
    from ingest.workers import Workers
    from kb.settings import Settings
    from kb.store import Store


_UNPACKED = ".unpacked"  # where an ingest unpacks too, which removes what a killed process has left
_NOT_LINES = (
    "None of it can be restored into {name}: page furniture, running headers that a PDF marks as such, "
    "quoted mails and signatures, hidden sheets, and ruled lines without text are no lines of the document. "
    "It stays readable with: metodbank document show DOCUMENT --dropped"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of restoring dropped text, or of dropping it again."""

    document_id: DocumentId
    n_lines: int  # that are back in the document, or were dropped again
    n_elsewhere: int = 0  # of these, lines that nobody chose but that have the words of a chosen one
    remaining: tuple[DroppedText, ...] = ()  # chosen, but no lines of the document: it stays dropped


def choose(
    dropped: Sequence[DroppedText], *, numbers: Collection[int] = (), reason: str | None = None
) -> list[DroppedText]:
    """Return the pieces with these numbers, counted from 1, or with this reason; all without either.

    Raises:
        InputError: There is no such piece.
    """
    if not dropped:
        raise InputError("Nothing was dropped from this document: there is nothing to restore.")
    if reason is not None:
        found = [piece for piece in dropped if piece.reason == reason.strip().lower()]
        if not found:
            reasons = ", ".join(sorted({piece.reason for piece in dropped}))
            raise InputError(
                f"Nothing was dropped for the reason {reason!r}. The reasons here are: {reasons}."
            )
        return found
    for number in numbers:
        if not 1 <= number <= len(dropped):
            raise InputError(
                f"There is no dropped text {number}; they are numbered 1 to {len(dropped)}. "
                "See them with: metodbank document show DOCUMENT --dropped"
            )
    return [piece for number, piece in enumerate(dropped, 1) if number in numbers] if numbers else [*dropped]


def restore(
    store: Store, settings: Settings, document_id: DocumentId, pieces: Sequence[DroppedText]
) -> Restored:
    """Put dropped pieces back into a document, for good; the caller holds the home's lock.

    Lines are restored, not places: one that stands several times in the document is back everywhere.

    Raises:
        DocumentNotFoundError: There is none with this id.
        InputError: None of the pieces can be restored.
        FileError: The document cannot be made anew.
    """
    from ingest.boilerplate import FURNITURE

    document = store.document(document_id)
    before = store.restored_lines().get(document.source.sha256, frozenset())
    chosen = _lines(piece for piece in pieces if piece.reason not in FURNITURE)
    kept = before.union(map(text_hash, chosen))
    made = _Made(*_make_again(store, settings, document, kept)) if chosen else None
    left = {(piece.start, piece.end, piece.text) for piece in made.prepared.dropped} if made else set()
    remaining = tuple(
        piece for piece in pieces if piece.reason in FURNITURE or (piece.start, piece.end, piece.text) in left
    )
    if made is None or len(remaining) == len(pieces):
        raise InputError(_NOT_LINES.format(name=document.source.name))
    n_lines = len(_lines(store.dropped(document_id))) - len(_lines(made.prepared.dropped))
    n_chosen = len(_lines(piece for piece in pieces if piece not in remaining))
    _put(store, made, kept)
    return Restored(
        document_id=document_id,
        n_lines=max(n_lines, n_chosen),
        n_elsewhere=max(0, n_lines - n_chosen),
        remaining=remaining,
    )


def drop_again(store: Store, settings: Settings, document_id: DocumentId) -> Restored:
    """Drop again everything that was restored in a document; the caller holds the home's lock.

    Raises:
        DocumentNotFoundError: There is none with this id.
        InputError: Nothing was restored.
        FileError: The document cannot be made anew.
    """
    document = store.document(document_id)
    if not store.restored_lines().get(document.source.sha256):
        raise InputError(f"Nothing was restored in {document.source.name}: there is nothing to drop again.")
    made = _Made(*_make_again(store, settings, document, frozenset()))
    n_lines = len(_lines(made.prepared.dropped)) - len(_lines(store.dropped(document_id)))
    _put(store, made, ())
    return Restored(document_id=document_id, n_lines=max(0, n_lines))


@dataclass(frozen=True, slots=True)
class _Made:
    """A document made anew, with what is stored beside it."""

    prepared: PreparedDocument
    pipeline_version: int
    facts_sha256: str | None


def _put(store: Store, made: _Made, lines: Collection[str]) -> None:
    store.put_restored(
        made.prepared, lines, pipeline_version=made.pipeline_version, facts_sha256=made.facts_sha256
    )


def _lines(pieces: Iterable[DroppedText]) -> list[str]:
    lines = (line.strip() for piece in pieces for line in piece.text.split("\n"))
    return [line for line in lines if line]


def _make_again(
    store: Store, settings: Settings, document: Document, restored: frozenset[str]
) -> tuple[PreparedDocument, int, str | None]:
    from ingest.pipeline import PIPELINE_VERSION, prepare_document
    from ingest.tasks import Task
    from ingest.workers import Limits, Workers

    data = _original(settings, document)
    facts, depth = _facts(store, document)
    is_masked = settings.mask_personal_data
    limits = Limits(n_workers=1, max_file_s=settings.max_file_s, max_memory_mb=settings.max_memory_mb)
    with Workers(
        limits,
        taxonomy=load_taxonomy(),
        gazetteer=load_gazetteer(),
        prepare=prepare_document if is_masked else partial(prepare_document, mask_personal_data=False),
    ) as workers:
        task = Task(
            path=document.source.path,
            name=document.source.name,
            sha256=document.source.sha256,
            depth=depth,
            facts=facts.values,
            parts_folder=str(settings.originals_path.parent / _UNPACKED / "parts"),
            max_bytes=settings.max_file_mb * 1_000_000,
            restored=restored,
        )
        prepared = _outcome(workers, task, data)
    return prepared, PIPELINE_VERSION if is_masked else -PIPELINE_VERSION, facts.sha256


def _outcome(workers: Workers, task: Task, data: bytes) -> PreparedDocument:
    try:
        outcome = workers.submit(task, data).result()
    finally:
        # its parts are documents of their own already
        shutil.rmtree(Path(task.parts_folder).parent, ignore_errors=True)
    if outcome.prepared is None:
        raise FileError(outcome.reason or f"{task.name} holds no text. Nothing was changed.")
    return outcome.prepared


def _original(settings: Settings, document: Document) -> bytes:
    from ingest.pipeline import read_file

    source = document.source
    path = original_path(settings.originals_path, sha256=source.sha256, name=source.name)
    data = read_file(path, max_bytes=settings.max_file_mb * 1_000_000) if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise UnreadableFileError(
            f"The copy of {source.name} in {settings.originals_path} is gone or was changed. "
            f"Delete the document and add its file again: metodbank document delete {document.id}"
        )
    return data


def _facts(store: Store, document: Document) -> tuple[Facts, int]:
    """Return what stands beside the file now, and in how many containers it lies."""
    from ingest.memory import lies_on_disk
    from ingest.parts import SEPARATOR
    from ingest.sidecars import NO_FACTS, Sidecars

    on_disk, depth = document.source.path, 0
    while on_disk and not lies_on_disk(on_disk):
        on_disk, depth = on_disk.rpartition(SEPARATOR)[0], depth + 1
    if on_disk:
        return Sidecars().facts_of(on_disk, is_part=depth > 0), depth
    stored = store.file_by_hash(document.source.sha256)
    if stored is not None and stored.facts_sha256 is not None:
        raise UnreadableFileError(
            f"{document.source.path} is gone, and with it the facts that stood beside it. "
            "Put it back, or restore nothing: the document would lose its facts."
        )
    return NO_FACTS, document.source.path.count(SEPARATOR)
