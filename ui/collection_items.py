"""The items of a collection: what was saved, as it is found now, and what its reader has written about it."""

from __future__ import annotations

from collections.abc import Sequence

from kb.collections import MAX_NOTE, MAX_SLOT, CollectionItem, ItemState, SavedEntry
from kb.entries import Entry, title_in
from kb.exports.rows import lead_quote
from kb.practices import Quote
from kb.text import one_line
from ui.entry_marks import marks_html
from ui.entry_markup import facts_html, quote_language, source_link, title_html
from ui.markup import escape, excerpt_window, items, lang_attribute, link, passage
from ui.search_state import href
from ui.shell import Shell


def items_html(saved: Sequence[SavedEntry], shell: Shell, *, can_edit: bool) -> str:
    """Return the entries as a numbered list in the reader's order."""
    entries = [
        _item(each, shell, can_edit=can_edit, place=place, n=len(saved))
        for place, each in enumerate(saved, start=1)
    ]
    return f'<ol class="mb-hits mb-collected">{"".join(entries)}</ol>'


def removed_html(removed: Sequence[tuple[CollectionItem, str]], shell: Shell) -> str:
    """Return what was taken out and can still come back, each with its title; empty without any."""
    if not removed:
        return ""
    text = shell.catalogue.text
    entries = "".join(
        f'<li data-item="{item.id}" data-title="{escape(title)}">{escape(title)} '
        f"{button('put-back', text('collection.undo'), text('collection.undo_title', title=title))}</li>"
        for item, title in removed
    )
    lead = f'<p class="mb-quiet mb-measure">{escape(text("collection.removed_for"))}</p>'
    return f'{lead}<ul class="mb-removed">{entries}</ul>'


def item_title(saved: SavedEntry, shell: Shell) -> str:
    """Return what an item is called: its title where it is there, else what is known of it."""
    if saved.entry is not None:
        return one_line(title_in(saved.entry, shell.catalogue.ui_language)[0], max_chars=160)
    day = shell.catalogue.date(saved.item.added_at[:10])
    is_practice = saved.item.thing.practice_id is not None
    return shell.catalogue.text("collection.a_practice" if is_practice else "collection.a_passage", date=day)


def button(act: str, label: str, name: str = "", *, attributes: str = "") -> str:
    """Return a button that ``collect.js`` acts on; ``name`` says it where the label does not suffice."""
    said = f' aria-label="{escape(name)}"' if name else ""
    css = 'type="button" class="mb-plain-button"'
    return f'<button {css} data-act="{act}"{said}{attributes}>{escape(label)}</button>'


def _item(saved: SavedEntry, shell: Shell, *, can_edit: bool, place: int, n: int) -> str:
    title = item_title(saved, shell)
    parts = [_shown(saved.entry, shell) if saved.entry is not None else _missing(saved, title, shell)]
    if can_edit:
        parts.append(note_form(saved.item, title, shell))
        parts.append(_actions(saved, title, shell, place=place, n=n))
    else:
        parts.append(written_html(saved.item, shell))
    attributes = f'data-item="{saved.item.id}" data-title="{escape(title)}"'
    return f"<li {attributes}><article>{''.join(parts)}</article></li>"


def _shown(entry: Entry, shell: Shell) -> str:
    quote = telling_quote(entry)
    cited = _excerpt(quote, entry, shell) if quote is not None else ""
    path = " › ".join(step for step in entry.heading_path if step != entry.title)
    # several passages of one document are told apart by their headings
    heading = f'<p class="mb-path"{lang_attribute(entry.language)}>{escape(path)}</p>' if path else ""
    marks = marks_html(entry, shell.catalogue)
    return f"{title_html(entry, shell)}{facts_html(entry, shell)}{marks}{heading}{cited}"


def telling_quote(entry: Entry) -> Quote | None:
    """Return the quote that tells most of an entry; None where all it quoted is gone."""
    # as it is printed
    return lead_quote(entry) or next(iter(entry.passages), None)


def _excerpt(quote: Quote, entry: Entry, shell: Shell) -> str:
    shown = passage(quote.text, window=excerpt_window(quote.text, ()))
    return (
        f'<figure class="mb-cited"><blockquote class="mb-quote"'
        f"{lang_attribute(quote_language(quote, entry))}>{shown}</blockquote>"
        f"<figcaption>{source_link(quote, entry, shell)}</figcaption></figure>"
    )


def _missing(saved: SavedEntry, title: str, shell: Shell) -> str:
    text, thing = shell.catalogue.text, saved.item.thing
    if saved.state is ItemState.CHANGED and thing.passage is not None:
        to_document = href("document", {"id": [str(thing.passage.document_id)]}, shell.kept)
        explained = (
            f"{escape(text('collection.changed'))} {link(text('collection.to_document'), to_document)}"
        )
    else:
        key = "collection.gone_practice" if thing.practice_id is not None else "collection.gone_passage"
        explained = escape(text(key))
    return f'<h3>{escape(title)}</h3><p class="mb-notice">{explained}</p>'


def note_form(item: CollectionItem, title: str, shell: Shell) -> str:
    """Return the form for what a reader writes about an item; it is saved when a field is left, too."""
    text, number = shell.catalogue.text, item.id
    name = escape(text("collection.keep_note_title", title=title))
    return (
        f'<form id="mb-form-{number}" class="mb-note" data-act="annotate" data-version="{item.version}">'
        f'<p><label for="mb-note-{number}">{escape(text("collection.note"))}</label>'
        f'<textarea id="mb-note-{number}" rows="2" placeholder=" " data-most="{MAX_NOTE}">'
        f"\n{escape(item.note)}"
        f"</textarea></p>{_slot(item, shell) if item.thing.search is None else ''}"
        f'<button type="submit" class="mb-plain-button" aria-label="{name}">'
        f"{escape(text('collection.keep_note'))}</button></form>"
    )


def _slot(item: CollectionItem, shell: Shell) -> str:
    return (
        f'<p><label for="mb-slot-{item.id}">{escape(shell.catalogue.text("collection.slot"))}</label>'
        f'<input id="mb-slot-{item.id}" type="text" placeholder=" " data-most="{MAX_SLOT}"'
        f' autocomplete="off" value="{escape(item.slot)}"></p>'
    )


def written_html(item: CollectionItem, shell: Shell) -> str:
    """Return what a reader has written about an item, for others to read."""
    text, parts = shell.catalogue.text, []
    for key, value in (("collection.slot", item.slot), ("collection.note", item.note)):
        if value:
            lines = "<br>".join(escape(line) for line in value.splitlines())
            parts.append(f"<dt>{escape(text(key))}</dt><dd>{lines}</dd>")
    return f'<dl class="mb-dl">{"".join(parts)}</dl>' if parts else ""


def _actions(saved: SavedEntry, title: str, shell: Shell, *, place: int, n: int) -> str:
    text, actions = shell.catalogue.text, []
    if saved.entry is not None:
        box = f"mb-choose-{saved.item.id}"
        actions.append(
            f'<input type="checkbox" class="mb-choose" id="{box}" value="{saved.entry.ref}"> '
            f'<label for="{box}">{escape(text("collection.choose"))}'
            f'<span class="mb-sr">: {escape(title)}</span></label>'
        )
    actions += order_actions(title, shell, place=place, n=n)
    return f'<ul class="mb-actions">{items(actions)}</ul>'


def order_actions(title: str, shell: Shell, *, place: int, n: int) -> list[str]:
    """Return the buttons that move an item up and down and take it out."""
    text, actions = shell.catalogue.text, []
    ends = {"up": place == 1, "down": place == n}
    for act, key in (("up", "collection.up"), ("down", "collection.down")):
        # it keeps the focus at the end of the list, so it is said to be off and not taken away
        off = ' aria-disabled="true"' if ends[act] else ""
        actions.append(button(act, text(key), f"{text(key)}: {title}", attributes=off))
    actions.append(button("remove", text("collection.remove"), f"{text('collection.remove')}: {title}"))
    return actions
