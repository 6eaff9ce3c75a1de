"""What the review queue tells of its documents, from the stores where they lie."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kb.batches import ReviewItemId
from kb.records import DocumentId
from kb.reviews import DocumentTraits, QueuedItem
from kb.store.review_traits import TraitStore

if TYPE_CHECKING:
    from kb.review_home import ReviewHome
    from kb.store import Store


def traits_of(
    public: Store, review: ReviewHome, items: Sequence[QueuedItem]
) -> Mapping[ReviewItemId, DocumentTraits]:
    """Return what is known of each document; one that is in neither store any more is left out."""
    masked = public.part(TraitStore).n_masked([item.file_id for item in items])
    accepted = public.part(TraitStore).traits(_ids(item.public_id for item in items))
    waiting_ids = _ids(item.document_id for item in items if item.public_id is None)
    waiting = review.store.part(TraitStore).traits(waiting_ids) if waiting_ids else {}
    found: dict[ReviewItemId, DocumentTraits] = {}
    for item in items:
        if item.public_id is not None:
            traits = accepted.get(item.public_id)
        else:
            traits = waiting.get(item.document_id) if item.document_id is not None else None
        if traits is not None:
            found[item.id] = replace(traits, n_masked=masked.get(item.file_id, 0))
    return found


def _ids(ids: Iterable[DocumentId | None]) -> list[DocumentId]:
    return [each for each in ids if each is not None]
