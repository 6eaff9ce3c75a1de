"""Makes documents of the review anew: with other facts, or without words that were erased."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kb.remaking import remaking
from kb.store.given_facts import GivenFactsStore

if TYPE_CHECKING:
    from kb.batches import BatchFile
    from kb.review_home import ReviewHome


def remake_items(
    review: ReviewHome, file: BatchFile, root: str, facts: Mapping[str, str]
) -> Mapping[str, int]:
    """Make the documents of a file anew with what is stated of it; return what was masked, by kind.

    The caller holds the lock of the review.

    Raises:
        FileError: One cannot be made anew; it stays as it is.
    """
    store = review.store
    store.part(GivenFactsStore).put({root: facts})
    masked: Counter[str] = Counter()
    restored = store.restored_lines()
    with remaking(store, review.settings, mask_personal_data=file.is_masked) as remaker:
        for item in file.items:
            if item.document_id is None:
                continue
            document = store.document(item.document_id)
            made = remaker.remake(document, restored=restored.get(document.source.sha256, frozenset()))
            store.put_document(
                made.prepared, pipeline_version=made.pipeline_version, facts_sha256=made.facts_sha256
            )
            masked.update(made.prepared.masked)
    return dict(masked)
