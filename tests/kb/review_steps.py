"""What tests of the review ask of a home: what is public, found, told to the log, and the text of an item."""

from __future__ import annotations

from kb.batches import ReviewItemId
from kb.knowledge_base import KnowledgeBase
from kb.records import Query
from kb.review_desk import ReviewDesk


def public(base: KnowledgeBase) -> list[str]:
    """Return the titles of the public documents, sorted."""
    return sorted(document.metadata.title for document in base.documents())


def found(base: KnowledgeBase, words: str) -> list[str]:
    """Return the titles of the documents that a search finds, sorted."""
    return sorted({hit.document.metadata.title for hit in base.search(Query(text=words)).hits})


def acts(base: KnowledgeBase, subject: str) -> list[tuple[str, str]]:
    """Return who did what to a subject, oldest first."""
    return [(line.login, line.act) for line in reversed(base.accounts.audit(subject=subject))]


def text_of(desk: ReviewDesk, item_id: ReviewItemId) -> str:
    """Return the text of a document in the review, or once it is public."""
    return "\n".join(chunk.text for chunk in desk.item(item_id).chunks)
