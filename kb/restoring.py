"""Puts back what cleaning left out of a document, by making the document anew from its kept original."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import InputError
from kb.records import Document, DocumentId, DroppedText
from kb.remaking import Remade, remaking
from kb.text import text_hash

if TYPE_CHECKING:
    from kb.settings import Settings
    from kb.store import Store


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
    made = _make_again(store, settings, document, kept) if chosen else None
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
    made = _make_again(store, settings, document, frozenset())
    n_lines = len(_lines(made.prepared.dropped)) - len(_lines(store.dropped(document_id)))
    _put(store, made, ())
    return Restored(document_id=document_id, n_lines=max(0, n_lines))


def _make_again(store: Store, settings: Settings, document: Document, restored: frozenset[str]) -> Remade:
    with remaking(store, settings) as remaker:
        return remaker.remake(document, restored=restored)


def _put(store: Store, made: Remade, lines: Collection[str]) -> None:
    store.put_restored(
        made.prepared, lines, pipeline_version=made.pipeline_version, facts_sha256=made.facts_sha256
    )


def _lines(pieces: Iterable[DroppedText]) -> list[str]:
    lines = (line.strip() for piece in pieces for line in piece.text.split("\n"))
    return [line for line in lines if line]
