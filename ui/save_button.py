"""The button that saves an entry to the reader's collection, wherever an entry is shown."""

from __future__ import annotations

from kb.entries import EntryRef
from kb.i18n import Catalogue
from kb.text import one_line
from ui.markup import escape


def save_button(ref: EntryRef, title: str, catalogue: Catalogue) -> str:
    """Return a button that saves an entry or takes it out again; ``collect.js`` presses it where it is saved.

    Its name stays the same in both states, as the state is said beside it: "Save: title, pressed".
    """
    label = catalogue.text("collection.save")
    name = catalogue.text("collection.save_title", title=one_line(title, max_chars=120))
    return (
        f'<button type="button" class="mb-save" data-ref="{ref}" aria-pressed="false"'
        f' aria-label="{escape(name)}">{escape(label)}</button>'
    )


def save_search_button(parameters: str, name: str, catalogue: Catalogue) -> str:
    """Return a button that saves a search; ``parameters`` are those of its address, ``name`` what it asks."""
    label = catalogue.text("collection.save_search")
    full = catalogue.text("collection.save_search_title", name=one_line(name, max_chars=120))
    return (
        f'<button type="button" class="mb-save mb-save-search" data-search="{escape(parameters)}"'
        f' aria-pressed="false" aria-label="{escape(full)}">{escape(label)}</button>'
    )
