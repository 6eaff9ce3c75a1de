"""The check before handing in: personal data, documents that are there already, and what failed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kb.batches import Batch, BatchFile, BatchItem, FileState, Likeness, ReviewItemId
from ui.batch_buttons import button
from ui.batch_reasons import reason_key
from ui.markup import escape, items, link
from ui.search_state import href
from ui.shell import Shell

_KINDS = {
    "email": "batch.masked_email",
    "phone": "batch.masked_phone",
    "personal_number": "batch.masked_personal_number",
    "cpr_number": "batch.masked_cpr_number",
}
_WHERE = {
    "public": "batch.like_public",
    "queue": "batch.like_queue",
    "batch": "batch.like_batch",
}
SAME = 0.995
"""From this share on the larger document is told to hold the smaller one whole."""


def attention_html(batch: Batch, shell: Shell) -> str:
    """Return the files that somebody should look at, each with why; they come in the order of the files."""
    text, found = shell.catalogue.text, []
    for file in batch.files:
        reasons = [text(key) for key in _worth_a_look(file)]
        if reasons:
            # notes of one event have titles that are much the same
            title = f"{file.items[0].title} ({file.name})" if len(file.items) == 1 else file.name
            jump = f'<a class="mb-jump mb-always" href="#mb-f{file.id}">{escape(title)}</a>'
            found.append(f"{jump}: {escape(', '.join(reasons))}")
    if not found:
        return "<span></span>"
    return (
        f'<div class="mb-notice"><p><strong>{escape(text("batch.attention"))}</strong></p>'
        f"<ul>{items(found)}</ul></div>"
    )


def _worth_a_look(file: BatchFile) -> Iterator[str]:
    if file.state is FileState.FAILED:
        yield "batch.look_failed"
    if file.state is FileState.READ:
        if file.reason:
            yield "batch.look_part"
        if file.masked or not file.is_masked:
            yield "batch.look_personal_data"
        if any(item.likeness for item in file.items):
            yield "batch.look_likeness"


def personal_data_html(file: BatchFile, shell: Shell) -> str:
    """Return how much personal data was found, the words on demand, and the choice to mask them."""
    if not file.masked and file.is_masked:
        return ""
    text = shell.catalogue.text
    counted = ", ".join(text(_KINDS[kind], n=n) for kind, n in file.masked.items() if kind in _KINDS)
    key = "batch.personal_masked" if file.is_masked else "batch.personal_shown"
    list_id = f"mb-found-words-{file.id}"
    show = _tool(
        "batches.words", "batch.show_words", file, shell, {"file": file.id},
        more=f' data-stay data-shows="{list_id}"',
    )  # fmt: skip
    asked = {
        "batch": file.batch_id,
        "file": file.id,
        "is_masked": not file.is_masked,
        "seen": file.version,
    }
    choice = "batch.do_not_mask" if file.is_masked else "batch.do_mask"
    mask = _tool("batches.mask", choice, file, shell, asked, more=f' data-then="mb-f{file.id}"')
    return (
        f'<div class="mb-notice"><p>{escape(text(key, counted=counted))}</p>'
        f'<ul id="{list_id}" class="mb-found-words" hidden></ul>'
        f'<p class="mb-file-actions">{show} {mask}</p></div>'
    )


def _tool(
    do: str, label: str, file: BatchFile, shell: Shell, asked: Mapping[str, object], *, more: str
) -> str:
    said = shell.catalogue.text(label)
    name = shell.catalogue.text("batch.of_file", label=said, name=file.name)
    return button(do, said, asked, name=name, more=more)


def likeness_html(file: BatchFile, batch: Batch, shell: Shell) -> str:
    """Return the documents that say much the same, with where they are and how to look at both."""
    listed = [_alike(item, each, batch, shell) for item in file.items for each in item.likeness]
    if not listed:
        return ""
    text = shell.catalogue.text
    return (
        f'<div class="mb-notice"><p>{escape(text("batch.likeness"))}</p><ul>{items(listed)}</ul>'
        f'<p class="mb-quiet">{escape(text("batch.likeness_choice"))}</p></div>'
    )


def _alike(item: BatchItem, found: Likeness, batch: Batch, shell: Shell) -> str:
    text = shell.catalogue.text
    share = text("batch.like_same") if found.share >= SAME else text(
        "batch.like_share", percent=str(int(100 * found.share))
    )  # fmt: skip
    title = titled(batch, found.item_id, found.title, shell) if found.where == "batch" else found.title
    said = text("batch.like", title=title, where=text(_WHERE[found.where]), share=share)
    return f"{escape(said)} {_look(item, found, batch, shell)}"


def titled(batch: Batch, item_id: ReviewItemId | None, title: str, shell: Shell) -> str:
    """Return a title with the name of its file in the batch: notes of one event are often called the same."""
    name = next((file.name for file in batch.files for item in file.items if item.id == item_id), None)
    return shell.catalogue.text("batch.title_and_file", title=title, name=name) if name else title


def _look(item: BatchItem, found: Likeness, batch: Batch, shell: Shell) -> str:
    """Return the way to both side by side; another's document in the queue is not theirs to read."""
    text = shell.catalogue.text
    asked = {"id": [str(batch.id)], "item": [str(item.id)]}
    if found.document_id is not None and found.where == "public":
        asked["public"] = [str(found.document_id)]
    elif found.item_id is not None and found.where == "batch":
        asked["other"] = [str(found.item_id)]
    else:
        return ""
    title = titled(batch, found.item_id, found.title, shell) if found.where == "batch" else found.title
    name = escape(text("batch.compare_title", title=title))
    return link(text("batch.compare"), href("batch", asked, shell.kept), attributes=f' aria-label="{name}"')


def failure_html(file: BatchFile, shell: Shell) -> str:
    """Return why a file, or a part of it, could not be read, and what to do; "" where all of it was."""
    if file.state is FileState.READ and not file.reason:
        return ""
    text = shell.catalogue.text
    said = text("batch.failed_part" if file.state is FileState.READ else reason_key(file.reason))
    details = ""
    if file.reason:
        details = (
            f"<details><summary>{escape(text('error.technical'))}</summary>"
            f'<p lang="en">{escape(file.reason)}</p></details>'
        )
    return f'<div class="mb-notice mb-problem"><p>{escape(said)}</p>{details}</div>'
