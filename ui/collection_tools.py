"""What can be done with a collection as a whole: its texts, sharing it, and the reader's others."""

from __future__ import annotations

from collections.abc import Sequence

from kb.collections import MAX_NOTE, MAX_TITLE, Collection, OpenedCollection
from ui.collection_items import button
from ui.markup import escape, items, link
from ui.search_state import Kept, href
from ui.shell import Shell


def collection_href(collection: Collection, shell: Shell) -> str:
    """Return the address of a collection for whoever has its key in their browser; it gives nothing away."""
    return href("collection", {"id": [str(collection.id)]}, shell.kept)


def share_href(opened: OpenedCollection, shell: Shell) -> str:
    """Return the address under which anybody can read a collection, in the language of whoever shares it."""
    kept = Kept(ui_language=shell.catalogue.ui_language)
    return href("collection", {"share": [opened.share_key]}, kept)


def describe_form(collection: Collection, shell: Shell) -> str:
    """Return the form for the title and the note of a collection."""
    text, number = shell.catalogue.text, collection.id
    return (
        f'<details class="mb-menu"><summary id="mb-describe-open">{escape(text("collection.describe"))}'
        "</summary>"
        f'<form id="mb-describe" class="mb-note" data-act="describe" data-version="{collection.version}">'
        f'<p><label for="mb-title-{number}">{escape(text("collection.title"))}</label>'
        f'<input id="mb-title-{number}" type="text" required data-most="{MAX_TITLE}" autocomplete="off"'
        f' value="{escape(collection.title)}"></p>'
        f'<p><label for="mb-about-{number}">{escape(text("collection.about"))}</label>'
        f'<textarea id="mb-about-{number}" rows="3" data-most="{MAX_NOTE}">\n{escape(collection.note)}'
        f'</textarea></p><button type="submit" class="mb-plain-button">'
        f"{escape(text('collection.keep'))}</button></form></details>"
    )


def sharing_html(opened: OpenedCollection, shell: Shell) -> str:
    """Return the link for others to read, and the code with which others may change."""
    text = shell.catalogue.text
    share = _copied(
        "mb-share-link",
        "collection.share_link",
        shell,
        f'data-own-address="{escape(share_href(opened, shell))}"',
    )
    code = _copied("mb-edit-key", "collection.edit_code", shell, f'value="{escape(opened.edit_key or "")}"')
    return (
        f'<p class="mb-quiet mb-measure">{escape(text("collection.share_lead"))}</p>{share}'
        f"<p>{button('share-anew', text('collection.share_anew'))}</p>"
        f'<p class="mb-quiet mb-measure">{escape(text("collection.share_anew_lead"))}</p>'
        f'<details class="mb-menu"><summary>{escape(text("collection.edit_elsewhere"))}</summary>'
        f'<p class="mb-measure">{escape(text("collection.edit_lead"))}</p>{code}</details>'
    )


def _copied(element_id: str, key: str, shell: Shell, attributes: str) -> str:
    text = shell.catalogue.text
    label = escape(text(key))
    copy = button(
        "copy", text("collection.copy"), f"{text('collection.copy')}: {text(key)}",
        attributes=f' data-from="{element_id}"',
    )  # fmt: skip
    return (
        f'<p class="mb-copied"><label for="{element_id}">{label}</label>'
        f'<input id="{element_id}" type="text" readonly {attributes}>{copy}</p>'
    )


def others_html(held: Sequence[OpenedCollection], shown: Collection | None, shell: Shell) -> str:
    """Return the reader's collections, how to begin one, and how to take one over from another computer."""
    text = shell.catalogue.text
    there = [each for each in held if not each.collection.is_deleted]
    parts = []
    if there:
        listed = (
            _listed(each, shell, is_shown=shown is not None and each.collection.id == shown.id)
            for each in there
        )
        parts.append(
            f'<p class="mb-quiet mb-measure">{escape(text("collection.mine_lead"))}</p>'
            f'<ul class="mb-mine">{items(listed)}</ul>'
        )
    address = escape(href("collection", {}, shell.kept))
    begin = _small_form("begin", "collection.begin", "collection.new_title", shell, address, MAX_TITLE)
    adopt = _small_form("adopt", "collection.adopt", "collection.edit_code", shell, address, 100)
    parts.append(
        f'{begin}<details class="mb-menu"><summary>{escape(text("collection.adopt_open"))}</summary>'
        f'<p class="mb-measure">{escape(text("collection.adopt_lead"))}</p>{adopt}</details>'
    )
    return "".join(parts)


def _listed(opened: OpenedCollection, shell: Shell, *, is_shown: bool) -> str:
    collection, text = opened.collection, shell.catalogue.text
    name = link(
        collection.title,
        collection_href(collection, shell),
        attributes=' aria-current="page"' if is_shown else "",
    )
    counted = escape(text("collection.n_saved", count=len(collection.items)))
    return f'{name} <span class="mb-quiet">{counted}</span>'


def _small_form(act: str, key: str, label_key: str, shell: Shell, address: str, max_chars: int) -> str:
    text = shell.catalogue.text
    return (
        f'<form class="mb-note mb-copied" data-act="{act}" data-address="{address}">'
        f'<label for="mb-{act}">{escape(text(label_key))}</label>'
        f'<input id="mb-{act}" type="text" required maxlength="{max_chars}" autocomplete="off">'
        f'<button type="submit" class="mb-plain-button">{escape(text(key))}</button></form>'
    )


def deleting_html(shell: Shell) -> str:
    """Return how to delete the collection, or to take it off this browser alone."""
    text = shell.catalogue.text
    return (
        f'<p class="mb-quiet mb-measure">{escape(text("collection.delete_lead"))}</p>'
        f"<p>{button('delete', text('collection.delete'))} "
        f"{button('let-go', text('collection.let_go'))}</p>"
    )
