"""What a person is asked about similar documents, and what becomes of the answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kb.errors import InputError
from kb.records import Document, DocumentId
from kb.store.similar import RemovedCopy, SimilarPair

if TYPE_CHECKING:
    from kb.store import Store

_LIST = "See what is asked with: metodbank document similar"


@dataclass(frozen=True, slots=True, kw_only=True)
class SimilarDocuments:
    """Two stored documents of which the larger holds most of the smaller."""

    larger: Document
    smaller: Document
    share: float  # of the smaller's distinct word triples that the larger has, in [0.6, 1]
    share_of_larger: float  # of the larger's that the smaller has

    @property
    def ids(self) -> tuple[DocumentId, DocumentId]:
        """The ids of both, the lower one first."""
        return min(self.larger.id, self.smaller.id), max(self.larger.id, self.smaller.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Similarities:
    """All that is known of similar documents."""

    open: tuple[SimilarDocuments, ...]  # nobody has answered yet
    kept: tuple[SimilarDocuments, ...]  # answered: both stay
    removed: tuple[RemovedCopy, ...]  # answered: one was removed
    n_not_compared: int  # documents that the next ingest compares


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """The answers that were taken back: one removal, or what was kept with a document."""

    removed: RemovedCopy | None = None
    kept: tuple[SimilarDocuments, ...] = ()


def similarities(store: Store) -> Similarities:
    """Return what is asked and what was answered, by id."""
    pairs = store.similar_pairs()
    return Similarities(
        open=_with_documents(store, [pair for pair in pairs if not pair.is_kept]),
        kept=_with_documents(store, [pair for pair in pairs if pair.is_kept]),
        removed=tuple(store.removed_copies()),
        n_not_compared=len(store.not_compared()),
    )


def _with_documents(store: Store, pairs: Sequence[SimilarPair]) -> tuple[SimilarDocuments, ...]:
    documents = store.documents_by_id(sorted({each for pair in pairs for each in (pair.first, pair.second)}))
    return tuple(
        _similar(pair, documents[pair.first], documents[pair.second])
        for pair in pairs
        if pair.first in documents and pair.second in documents  # another process may have deleted one
    )


def _similar(pair: SimilarPair, first: Document, second: Document) -> SimilarDocuments:
    larger, smaller = (first, second) if pair.n_first >= pair.n_second else (second, first)
    return SimilarDocuments(
        larger=larger,
        smaller=smaller,
        share=pair.n_shared / min(pair.n_first, pair.n_second),
        share_of_larger=pair.n_shared / max(pair.n_first, pair.n_second),
    )


def keep_both(store: Store, one: DocumentId, other: DocumentId) -> None:
    """Answer that two similar documents both stay; the caller holds the home's lock.

    The answer is kept by the content of their files: it holds when they are moved or taken in again.

    Raises:
        DocumentNotFoundError: One of them is not there.
        InputError: They are not similar.
    """
    first, second = store.document(min(one, other)), store.document(max(one, other))
    if (first.id, second.id) not in {(pair.first, pair.second) for pair in store.similar_pairs()}:
        raise InputError(f"Documents {first.id} and {second.id} are not asked about. {_LIST}")
    store.keep_both(first.source.sha256, second.source.sha256)


def copy_of(store: Store, document_id: DocumentId) -> RemovedCopy:
    """Return what to remember when a document is removed as a copy of the one that holds most of it.

    Raises:
        DocumentNotFoundError: There is none with this id.
        InputError: Nothing is asked about it.
    """
    document = store.document(document_id)
    pairs = [
        pair
        for pair in store.similar_pairs()
        if document_id in (pair.first, pair.second) and not pair.is_kept
    ]
    if not pairs:
        raise InputError(
            f"Nothing is asked about document {document_id}, {document.source.name}. {_LIST}. "
            f"Delete it with: metodbank document delete {document_id}"
        )
    best = max(pairs, key=lambda pair: pair.n_shared)
    kept = store.document(best.second if best.first == document_id else best.first)
    return RemovedCopy(
        sha256=document.source.sha256,
        kept_sha256=kept.source.sha256,
        document_id=document_id,
        name=document.source.name,
        path=document.source.path,
    )


def undo(store: Store, id_or_name: str) -> Undone:
    """Take back the answers about one document; the caller holds the home's lock.

    One that was removed as a copy is taken in again by the next ingest of its file; where both were kept, it
    is asked again.

    Args:
        store: Where the answers are.
        id_or_name: The id of a document, also one that it had before it was removed, or its file's name.

    Raises:
        InputError: There is no answer about it, or about several documents of this name.
    """
    known = similarities(store)
    removed = {copy.document_id: copy for copy in known.removed}
    names = {each.id: each.source.name for pair in known.kept for each in (pair.larger, pair.smaller)}
    names |= {copy.document_id: copy.name for copy in known.removed}
    meant = [document_id for document_id in names if str(document_id) == id_or_name]
    meant = meant or [document_id for document_id, name in names.items() if name == id_or_name]
    if not meant:
        raise InputError(
            f"No answer about {id_or_name!r} is remembered. "
            "See the answers with: metodbank document similar --answered"
        )
    if len(meant) > 1:
        ids = ", ".join(map(str, sorted(meant)))
        raise InputError(f"Answers about {len(meant)} documents named {id_or_name!r} are remembered: {ids}")
    (document_id,) = meant
    if document_id in removed:
        store.forget_copy(removed[document_id].sha256)
        return Undone(removed=removed[document_id])
    kept = tuple(pair for pair in known.kept if document_id in pair.ids)
    store.ask_again([(pair.larger.source.sha256, pair.smaller.source.sha256) for pair in kept])
    return Undone(kept=kept)
