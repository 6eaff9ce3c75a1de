"""Makes a public document anew with what is decided of its tags now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kb.accounts import Actor
from kb.records import Document, DocumentId
from kb.review_home import soon_locked
from kb.review_stores import Stores
from kb.reviews import FileDecisions, TagDecision
from kb.tag_choices import Subject, subject_of

Change = Callable[[Subject, Sequence[TagDecision], int], tuple[TagDecision, ...]]
"""Returns the decisions that hold from now on, given those that do and the new version."""


def redecide(
    stores: Stores, actor: Actor, document_id: DocumentId, change: Change, *, seen: int | None, act: str
) -> None:
    """Change what is decided of the tags of a public document, and make it anew; all or nothing.

    Raises:
        ChangedMeanwhileError: Somebody else has decided the same since version ``seen``.
        DocumentNotFoundError: There is no such document.
        FileError: It cannot be made anew.
        LockedError: Another process is changing the home.
    """
    from kb.remaking import remaking

    public, settings, reviews = stores.public, stores.settings, stores.reviews
    with soon_locked(settings.home, f"document tags {document_id}"):
        backend = stores.index.backend_to_change()
        document = public.document(document_id)
        known = reviews.decisions(document.source.sha256)
        subject = subject_of(actor, document, public, known)
        new = change(subject, known.decisions, _version(stores, document, known) + 1)
        reviews.need_own(actor, known.decisions, new, seen)
        with remaking(public, settings) as remaker:
            made = remaker.remake(
                document,
                restored=public.restored_lines().get(document.source.sha256, frozenset()),
                decisions=FileDecisions(key=known.key, decisions=new),
            )
        reviews.redecide(
            actor,
            made.prepared,
            new,
            pipeline_version=made.pipeline_version,
            facts_sha256=made.facts_sha256,
            act=act,
        )
        stores.index.catch_up(backend, None)
        stores.catch_up()


def _version(stores: Stores, document: Document, known: FileDecisions) -> int:
    item = stores.reviews.item_of(document.id)
    return item.version if item is not None else max((each.version for each in known.decisions), default=0)
