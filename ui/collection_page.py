"""The collection page: what a reader has put together, to be arranged, shared and taken along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from kb.collections import Collection, CollectionItem, OpenedCollection, SavedEntry
from ui.collection_before import before_html
from ui.collection_items import button, item_title, items_html, removed_html
from ui.collection_keys import current_of, held_here, is_key
from ui.collection_searches import read_saved, searches_html
from ui.collection_tools import collection_href, deleting_html, describe_form, others_html, sharing_html
from ui.entry_markup import MAX_COMPARED
from ui.export_menu import export_menu
from ui.markup import escape, items, link
from ui.search_feed import in_words
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View


def render(shell: Shell) -> View:
    """Draw the collection that the address asks for: a shared one, one of the reader's, or the current."""
    share_key = next(iter(shell.parameters.get("share", ())), "")
    if share_key:
        return _show_shared(share_key, shell)
    held = held_here(shell.knowledge_base)
    asked = next(iter(shell.parameters.get("id", ())), "")
    if asked:
        shown = next((each for each in held if str(each.collection.id) == asked), None)
    else:
        shown = current_of(held)
    if shown is None:
        _show_none(held, shell, is_asked=bool(asked))
    elif shown.collection.is_deleted:
        _show_deleted(shown.collection, held, shell)
    else:
        _show_own(shown, held, shell)
    number = shown.collection.id if shown is not None else asked[:20]
    return View(key=f"collection {number}", focus=TITLE_ID)


def _show_own(opened: OpenedCollection, held: Sequence[OpenedCollection], shell: Shell) -> None:
    collection, saved = opened.collection, shell.knowledge_base.collections.entries_in(opened.collection)
    entries = [each.entry for each in saved if each.entry is not None]
    note = describe_form(collection, shell) + _current(collection, held, shell)
    parts = {
        "collection.examples": items_html(saved, shell, can_edit=True) if saved else "",
        "collection.removed_heading": removed_html(_removed(collection, shell), shell),
        "collection.searches": searches_html(collection, shell, can_edit=True),
        "collection.before": before_html(entries, shell) if saved else "",
        "collection.share": sharing_html(opened, shell),
        "collection.mine": others_html(held, collection, shell),
        "collection.delete_heading": deleting_html(shell),
    }
    _head(collection, shell, note=note + _jumps(parts, shell))
    _section(_tools(opened, saved, shell) if saved else _how_to_save(shell), collection, shell)
    _show_parts(parts, collection, shell)
    _root(collection, shell)


def _show_shared(share_key: str, shell: Shell) -> View:
    text, base = shell.catalogue.text, shell.knowledge_base
    opened = base.collections.open(share_key) if is_key(share_key) else None
    # the key that changes a collection opens nothing in an address: it does not belong there
    if opened is None or opened.edit_key is not None:
        _title(text("collection.page_title"), shell)
        st.html(
            f'<div class="mb-notice" role="status"><p>{escape(text("collection.share_unknown"))}</p></div>'
            f"<p>{link(text('collection.to_search'), href('', {}, shell.kept))}</p>"
        )
        return View(key="collection!", focus=TITLE_ID)
    collection, saved = opened.collection, base.collections.entries_in(opened.collection)
    entries = [each.entry for each in saved if each.entry is not None]
    parts = {
        "collection.examples": items_html(saved, shell, can_edit=False) if saved else "",
        "collection.searches": searches_html(collection, shell, can_edit=False),
        "collection.before": before_html(entries, shell) if saved else "",
    }
    banner = f'<p class="mb-notice">{escape(text("collection.shared_banner"))}</p>'
    _head(collection, shell, banner=banner, note=_jumps(parts, shell))
    empty = f"<p>{escape(text('collection.shared_empty'))}</p>"
    _section(_tools(opened, saved, shell) if saved else empty, collection, shell)
    _show_parts(parts, collection, shell)
    return View(key=f"collection shared {collection.id}", focus=TITLE_ID)


def _jumps(parts: Mapping[str, str], shell: Shell) -> str:
    """Return the way to each part of a page that soon is long."""
    text = shell.catalogue.text
    links = [
        f'<a class="mb-jump mb-always" href="#{_anchor(key)}">{escape(text(key))}</a>'
        for key, html in parts.items()
        if html
    ]
    label = escape(text("contents.label"))
    return f'<nav aria-label="{label}"><ul class="mb-actions">{items(links)}</ul></nav>' if links else ""


def _show_parts(parts: Mapping[str, str], collection: Collection, shell: Shell) -> None:
    for key, html in parts.items():
        heading = f'<h2 id="{_anchor(key)}" tabindex="-1">{escape(shell.catalogue.text(key))}</h2>'
        _section(heading + html if html else "", collection, shell)


def _anchor(key: str) -> str:
    return key.replace("collection.", "mb-")


def _show_none(held: Sequence[OpenedCollection], shell: Shell, *, is_asked: bool) -> None:
    text = shell.catalogue.text
    _title(text("collection.page_title"), shell)
    if is_asked:
        st.html(f'<div class="mb-notice" role="status"><p>{escape(text("collection.not_here"))}</p></div>')
    st.html(_how_to_save(shell))
    st.html(f'<h2 id="mb-mine">{escape(text("collection.mine"))}</h2>{others_html(held, None, shell)}')
    st.html('<div id="mb-collection" data-changes="0" data-held=""></div>')


def _show_deleted(collection: Collection, held: Sequence[OpenedCollection], shell: Shell) -> None:
    text = shell.catalogue.text
    _title(collection.title, shell)
    undo = button("take-back", text("collection.undo"), text("collection.undo_title", title=collection.title))
    _section(
        f'<div class="mb-notice" role="status"><p>{escape(text("collection.deleted"))} {undo}</p></div>'
        f'<h2 id="mb-mine">{escape(text("collection.mine"))}</h2>{others_html(held, collection, shell)}',
        collection,
        shell,
    )
    _root(collection, shell)


def _title(title: str, shell: Shell) -> None:
    shell.set_title(shell.catalogue.text("collection.tab", title=title))
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(title)}</h1>')


def _head(collection: Collection, shell: Shell, *, banner: str = "", note: str = "") -> None:
    catalogue = shell.catalogue
    shell.set_title(catalogue.text("collection.tab", title=collection.title))
    n_entries = sum(item.thing.search is None for item in collection.items)
    counted = catalogue.text("collection.n_examples", count=n_entries)
    changed = catalogue.text("collection.changed_at", date=catalogue.date(collection.changed_at[:10]))
    about = "<br>".join(escape(line) for line in collection.note.splitlines())
    shown = f'<p class="mb-measure">{about}</p>' if about else ""
    html = (
        f'{banner}<h1 id="{TITLE_ID}" tabindex="-1">{escape(collection.title)}</h1>'
        f'<ul class="mb-facts"><li>{escape(counted)}</li><li>{escape(changed)}</li></ul>'
        f"{shown}{note}"
    )
    _section(html, collection, shell)


def _current(collection: Collection, held: Sequence[OpenedCollection], shell: Shell) -> str:
    """Return where the reader saves to: here, or how to save here from now on."""
    current = current_of(held)
    if current is not None and current.collection.id == collection.id:
        return ""
    label = shell.catalogue.text("collection.save_here")
    return f"<p>{button('make-current', label)}</p>"


def _tools(opened: OpenedCollection, saved: Sequence[SavedEntry], shell: Shell) -> str:
    text, parts = shell.catalogue.text, []
    there = [each for each in saved if each.entry is not None]
    if opened.edit_key is not None and len(there) > 1:
        address = escape(href("compare", {}, shell.kept))
        parts.append(
            f'<a class="mb-go mb-button mb-compare" role="link" aria-disabled="true" data-address="{address}"'
            f' data-most="{MAX_COMPARED}">{escape(text("collection.compare", most=MAX_COMPARED))}</a>'
        )
    # the key that only reads: an address of a download may be passed on as well
    parts.append(
        export_menu(
            {"collection": [opened.share_key]},
            shell,
            count=len(there),
            has_notes=opened.edit_key is not None and any(each.item.note for each in there),
        )
    )
    parts.append(button("print", text("collection.print")))
    return f'<div class="mb-tools">{"".join(parts)}</div>'


def _removed(collection: Collection, shell: Shell) -> list[tuple[CollectionItem, str]]:
    gone = replace(collection, items=collection.removed)
    titles = {
        each.item.id: item_title(each, shell) for each in shell.knowledge_base.collections.entries_in(gone)
    }
    return [(item, titles.get(item.id) or _search_name(item, shell)) for item in collection.removed]


def _search_name(item: CollectionItem, shell: Shell) -> str:
    state = read_saved(item.thing.search or "", shell.known)
    return in_words(state, shell.knowledge_base, shell.catalogue)


def _how_to_save(shell: Shell) -> str:
    text = shell.catalogue.text
    return (
        f'<p class="mb-lead">{escape(text("collection.empty"))}</p>'
        f'<p class="mb-measure">{escape(text("collection.empty_how"))}</p>'
        f"<p>{link(text('collection.to_search'), href('', {}, shell.kept))}</p>"
    )


def _section(html: str, collection: Collection, shell: Shell) -> None:
    """Write a part of the page; each stands alone, so that a change draws no other anew."""
    if html:
        address = escape(collection_href(collection, shell))
        st.html(f'<section data-collection="{collection.id}" data-address="{address}">{html}</section>')


def _root(collection: Collection, shell: Shell) -> None:
    home = escape(href("collection", {}, shell.kept))
    state = f'data-changes="{collection.n_changes}" data-held="1" data-home="{home}"'
    st.html(f'<div id="mb-collection" {state}></div>')
