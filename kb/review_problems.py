"""What is said where a document cannot be reviewed as asked: in English, and for the app by key."""

from __future__ import annotations

from kb.errors import ChangedMeanwhileError, ReviewError


def gone(item_id: int) -> ReviewError:
    """There is no such document."""
    return ReviewError(
        f"There is no document {item_id} to review. Its batch may have been removed.", key="reviewing.gone"
    )


def deleted(title: str) -> ReviewError:
    """The document was deleted after it was accepted."""
    return ReviewError(
        f"{title!r} was deleted from the public documents after it was accepted.",
        key="reviewing.deleted",
        title=title,
    )


def not_handed_in(title: str) -> ReviewError:
    """The batch of the document is still open."""
    return ReviewError(
        f"{title!r} is not handed in: it is still with whoever uploaded it.",
        key="reviewing.not_handed_in",
        title=title,
    )


def not_waiting(title: str) -> ReviewError:
    """Something is decided about the document already."""
    return ReviewError(
        f"{title!r} does not wait to be reviewed. Undo what was decided about it first.",
        key="reviewing.not_waiting",
        title=title,
    )


def decided_already(title: str, state: str, by: str, at: str) -> ChangedMeanwhileError:
    """Somebody else was quicker."""
    return ChangedMeanwhileError(f"{title!r} is {state} already, by {by or 'somebody'}.", by=by, at=at)


def changed(what: str, by: str, at: str) -> ChangedMeanwhileError:
    """Somebody else has changed it since it was seen."""
    return ChangedMeanwhileError(
        f"{by or 'Somebody'} has changed {what!r} since you saw it. Look at it again.", by=by, at=at
    )


def is_part(title: str) -> ReviewError:
    """The document is one of several of a file, or packed in one."""
    return ReviewError(
        f"{title!r} is part of a mail or an archive: its parts cannot be given facts one by one. "
        "Have its file handed in by itself.",
        key="reviewing.part",
        title=title,
    )


def shares_content(title: str) -> ReviewError:
    """What was read from the file was read from another one that waits too."""
    return ReviewError(
        f"{title!r} has the same content as another document that waits. Correct the facts there, and "
        "decline this one.",
        key="reviewing.same_content",
        title=title,
    )


def no_file(title: str, name: str) -> ReviewError:
    """The file of the document is kept no more."""
    return ReviewError(
        f"The file {name} of {title!r} is kept no more. Have it handed in again.",
        key="reviewing.no_file",
        title=title,
        name=name,
    )


def is_copy(title: str, document_id: int) -> ReviewError:
    """A public document has the same content."""
    return ReviewError(
        f"{title!r} has the same content as document {document_id}, which is public already. Decline it.",
        key="reviewing.copy",
        title=title,
        document=document_id,
    )


def not_taken_in(title: str, reason: str) -> ReviewError:
    """The document could not be read or stored."""
    return ReviewError(
        f"{title!r} was not taken in: {reason}", key="reviewing.not_taken_in", title=title, reason=reason
    )


def is_quoted(title: str, practices: str) -> ReviewError:
    """Practices that curators have reviewed quote the document."""
    return ReviewError(
        f"{title!r} is quoted by {practices}. Take their quotes out, or withdraw them to drafts, first.",
        key="reviewing.quoted",
        title=title,
        practices=practices,
    )


def is_erased(title: str) -> ReviewError:
    """Words of the document were erased."""
    return ReviewError(
        f"Words in {title!r} were erased for good, and no copy of its file is kept: it cannot go back into "
        "the queue. Delete the document if it should not be public.",
        key="reviewing.erased",
        title=title,
    )


def no_reason() -> ReviewError:
    """A document is declined without a reason."""
    return ReviewError(
        "Say why the document is declined: whoever handed it in reads it.", key="reviewing.no_reason"
    )


def long_reason(n_chars: int, limit: int) -> ReviewError:
    """The reason is too long."""
    return ReviewError(
        f"The reason has {n_chars} characters; {limit} is the limit. Shorten it.",
        key="reviewing.long_reason",
        limit=limit,
    )


def no_tag(name: str, facet: str, value: str) -> ReviewError:
    """The document has no such tag."""
    return ReviewError(
        f"{name} has no tag {value!r} of the kind {facet}. If it is missing, add it.",
        key="reviewing.no_tag",
        name=name,
    )


def no_passage(name: str, chunk_id: int) -> ReviewError:
    """The document has no such passage."""
    return ReviewError(
        f"{name} has no passage {chunk_id} any more: it was read again. Open it again.",
        key="reviewing.no_passage",
        name=name,
    )


def no_words(name: str, chunk_id: int) -> ReviewError:
    """Words do not stand in the passage."""
    return ReviewError(
        f"The words do not stand in the passage {chunk_id} of {name}. Copy them from it.",
        key="reviewing.no_words",
    )


def bad_value(facet: str, value: str, hint: str) -> ReviewError:
    """The facet has no such value."""
    return ReviewError(f"{value!r} is no value of {facet}. {hint}", key="reviewing.bad_value", value=value)
