"""Handing in, and what happens then."""

from __future__ import annotations

from kb.batches import Batch, BatchState, FileState, ReviewState
from ui.batch_buttons import button
from ui.batch_state import MOVING
from ui.markup import escape, items, link
from ui.search_state import href
from ui.shell import TITLE_ID, Shell

_NEXT = ("batch.next_read", "batch.next_decided", "batch.next_published")


def hand_in_html(batch: Batch, shell: Shell) -> str:
    """Return the button that hands in, or what must be done before; and how to remove the batch."""
    text = shell.catalogue.text
    return (
        f'<h2 id="mb-hand-in" tabindex="-1">{escape(text("batch.hand_in"))}</h2>'
        f"{_hand_in(batch, shell)}{_remove(batch, shell)}"
    )


def n_documents(batch: Batch) -> int:
    """Return how many documents would be handed in."""
    return sum(
        item.state is not ReviewState.LEFT_OUT
        for file in batch.files
        if file.state is FileState.READ
        for item in file.items
    )


def _hand_in(batch: Batch, shell: Shell) -> str:
    text, asked = shell.catalogue.text, {"batch": batch.id}
    missing, moving = batch.count(FileState.ANNOUNCED), batch.count(*MOVING)
    parts = []
    if moving:
        parts.append(f"<p>{escape(text('batch.wait_for_reading', count=moving))}</p>")
    if missing:
        leave = button("batches.leave_out_missing", text("batch.leave_out_missing"), asked)
        said = escape(text("batch.wait_for_files", count=missing))
        parts.append(f"<div data-idle><p>{said}</p><p>{leave}</p></div>")
    n = n_documents(batch)
    if not parts and not n:
        return f"<p>{escape(text('batch.nothing_to_hand_in'))}</p>"
    if not parts:
        failed = batch.count(FileState.FAILED)
        if failed:
            parts.append(f"<p>{escape(text('batch.failed_stay', count=failed))}</p>")
        label = text("batch.hand_in_n", count=n)
        # where what follows is told
        then = f' data-then="{TITLE_ID}"'
        parts.append(f'<p class="mb-measure">{escape(text("batch.hand_in_text"))}</p>')
        parts.append(f"<p>{button('batches.hand_in', label, asked, more=then, css='mb-go-on')}</p>")
    return "".join(parts)


def _remove(batch: Batch, shell: Shell) -> str:
    text = shell.catalogue.text
    then = f' data-then="{TITLE_ID}"'
    made = button("batches.remove", text("batch.remove"), {"batch": batch.id}, more=then)
    return f'<p class="mb-batch-remove">{made}</p>'


def handed_in_html(batch: Batch, shell: Shell) -> str:
    """Return what happens next, how far the documents have come, and the way back."""
    text = shell.catalogue.text
    states = [item.state for file in batch.files for item in file.items]
    counted = {
        "contribute.n_waiting": states.count(ReviewState.WAITING) + states.count(ReviewState.ACCEPTING),
        "contribute.n_accepted": states.count(ReviewState.ACCEPTED),
        "contribute.n_declined": states.count(ReviewState.DECLINED),
    }
    facts = items(escape(text(key, count=n)) for key, n in counted.items() if n)
    undo = ""
    if batch.state is BatchState.HANDED_IN and not (
        {ReviewState.ACCEPTING, ReviewState.ACCEPTED, ReviewState.DECLINED} & set(states)
    ):
        then = f' data-then="{TITLE_ID}"'
        made = button("batches.take_back", text("batch.take_back"), {"batch": batch.id}, more=then)
        undo = f'<p class="mb-measure">{escape(text("batch.take_back_text"))}</p><p>{made}</p>'
    begin = link(text("contribute.begin"), href("contribute", {}, shell.kept))
    return (
        f"<h2>{escape(text('batch.next'))}</h2>"
        f'<ul class="mb-facts">{facts}</ul>'
        f'<ol class="mb-measure mb-numbered">{items(escape(text(key)) for key in _NEXT)}</ol>'
        f"{undo}<p>{begin}</p>"
    )
