"""The comparison: two to five examples side by side."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.entries import Entry, EntryRef, parse_ref, title_in
from kb.records import Language
from kb.text import one_line
from ui.compare_offers import offers_html
from ui.compare_table import comparison
from ui.entry_markup import MAX_COMPARED, quote_language, title_html
from ui.export_menu import export_menu
from ui.markup import escape, items, link
from ui.search_state import Parameters, href
from ui.shell import TITLE_ID, Shell, View
from ui.word_help_list import word_help

_MIN_COMPARED = 2
_MAX_READ = 100  # of an address, before anything is looked up


def render(shell: Shell) -> View:
    """Draw the comparison that the address asks for."""
    text = shell.catalogue.text
    refs, unknown = read_refs(shell.parameters)
    found = shell.knowledge_base.entries.find(refs[:MAX_COMPARED])
    gone = [*unknown, *(str(ref) for ref in refs[:MAX_COMPARED] if ref not in found)]
    entries = list(found.values())
    shell.set_title(text("compare.page_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("compare.heading"))}</h1>'
        f"{_notes(gone, has_more=len(refs) > MAX_COMPARED, shell=shell)}"
    )
    if len(entries) < _MIN_COMPARED:
        st.html(_how(entries, shell))
    else:
        shown = [str(entry.ref) for entry in entries]
        add = link(text("compare.add"), href("collection", {}, shell.kept))
        more = f"<p>{add}</p>" if len(entries) < MAX_COMPARED else ""
        menu = export_menu({"ref": shown}, shell, count=len(entries))
        st.html(
            f'<div class="mb-entry-actions">{menu}{more}</div>'
            f"{comparison(entries, shell)}{_word_help(entries, shell)}"
        )
    return View(key=f"compare {' '.join(str(entry.ref) for entry in entries)}", focus=TITLE_ID)


def read_refs(parameters: Parameters) -> tuple[list[EntryRef], list[str]]:
    """Return the entries that an address names, each once, and what in it names none."""
    values = [value for value in parameters.get("ref", ()) if value][:_MAX_READ]
    refs = dict.fromkeys(ref for value in values if (ref := parse_ref(value)) is not None)
    return list(refs), [value for value in values if parse_ref(value) is None]


def _notes(gone: Sequence[str], *, has_more: bool, shell: Shell) -> str:
    text = shell.catalogue.text
    notes = []
    if gone:
        named = ", ".join(one_line(each, max_chars=40) for each in gone[:MAX_COMPARED])
        notes.append(text("compare.gone", refs=named))
    if has_more:
        notes.append(text("compare.too_many"))
    told = "".join(f"<p>{escape(note)}</p>" for note in notes)
    return f'<div class="mb-notice mb-flags">{told}</div>' if told else ""


def _how(entries: Sequence[Entry], shell: Shell) -> str:
    """Return how examples are chosen, where there are not enough to compare."""
    text, kept = shell.catalogue.text, shell.kept
    chosen = "".join(
        f"<p>{escape(text('compare.how_one'))}</p>{title_html(entry, shell, level=2)}" for entry in entries
    )
    offers = offers_html(entries[0], shell) if entries else ""
    steps = items(escape(text(key)) for key in ("compare.how_collection", "compare.how_practice"))
    ways = items(
        [
            link(text("compare.to_collection"), href("collection", {}, kept)),
            link(text("practice.to_search"), href("", {}, kept)),
            link(text("practice.to_explore"), href("explore", {}, kept)),
        ]
    )
    return (
        f'<p class="mb-lead">{escape(text("compare.how"))}</p>{chosen}{offers}'
        f'<ul class="mb-measure">{steps}</ul><ul class="mb-ways">{ways}</ul>'
    )


def _word_help(entries: Sequence[Entry], shell: Shell) -> str:
    by_language: dict[Language, list[str]] = {}
    for entry in entries:
        title, language = title_in(entry, shell.catalogue.ui_language)
        by_language.setdefault(language, []).append(title)
        for quotes in entry.fields.values():
            for quote in quotes:
                by_language.setdefault(quote_language(quote, entry), []).append(quote.text)
    return "".join(word_help(texts, language, shell) for language, texts in by_language.items())
