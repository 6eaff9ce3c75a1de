"""The documents read from a batch, as whoever hands them in checks them and hears of them afterwards."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from kb.batches import Batch, ReviewItemId
from kb.note_templates import LANGUAGES, note_template
from kb.records import Document, DocumentId
from kb.review_home import ReviewHome
from kb.store import Store
from kb.store.batch_readings import BatchReadingsStore, Decided


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchReading:
    """What was read from a file, or what became of it."""

    document: Document | None  # None: it was accepted, and lies in the public store only
    municipalities: tuple[str, ...] = ()  # codes, the most named first
    n_dialogues: int = 0  # that begin as in the templates for notes
    reason: str | None = None  # why it was declined
    public_id: DocumentId | None = None  # once it is accepted


def batch_readings(store: Store, review: ReviewHome, batch: Batch) -> Mapping[ReviewItemId, BatchReading]:
    """Return what is known of the documents of a batch; what is not there any more is left out."""
    items = [item for file in batch.files for item in file.items]
    if not items:
        return {}
    ids = [item.document_id for item in items if item.document_id is not None]
    part = review.store.part(BatchReadingsStore)
    documents = review.store.documents_by_id(ids)
    municipalities, headings = part.municipalities(ids), part.headings(ids)
    decided = store.part(BatchReadingsStore).decided(batch.id)
    none = Decided(reason=None, public_id=None)
    found: dict[ReviewItemId, BatchReading] = {}
    for item in items:
        document = documents.get(item.document_id) if item.document_id is not None else None
        outcome = decided.get(item.id, none)
        if document is None and outcome is none:
            continue
        key = item.document_id or DocumentId(0)
        found[item.id] = BatchReading(
            document=document,
            municipalities=municipalities.get(key, ()),
            n_dialogues=_count_dialogues(headings.get(key, ())),
            reason=outcome.reason,
            public_id=outcome.public_id,
        )
    return found


def _count_dialogues(headings: Sequence[str]) -> int:
    return sum(_dialogue().match(heading) is not None for heading in headings)


@cache
def _dialogue() -> re.Pattern[str]:
    words = "|".join(re.escape(note_template(language).dialogue) for language in LANGUAGES)
    return re.compile(rf"(?:{words})(?:en)? \d{{1,3}}\b", re.IGNORECASE)
