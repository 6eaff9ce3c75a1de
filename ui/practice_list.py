"""Practices and documents as lists: what they are called, where and when, and what is told of them."""

from __future__ import annotations

from collections.abc import Sequence

from kb.entries import Entry, EntryKind, EntryRef, summary_in, title_in
from kb.practices import PracticeField, Quote
from kb.records import DocumentId
from ui.entry_marks import marks_html, outcome_mark
from ui.entry_markup import facts_html, quote_html, source_link, theme_links, title_html
from ui.markup import escape, items, lang_attribute, link
from ui.save_button import save_button
from ui.scope import Unit
from ui.search_state import href
from ui.shell import Shell

_MAX_QUOTE_CHARS = 600
# The quotes that tell what was done, the best first.
_TELLING = (PracticeField.METHOD, PracticeField.AIM, PracticeField.PROBLEM, PracticeField.OUTCOMES)


def practice_cards(entries: Sequence[Entry], shell: Shell) -> str:
    """Return practices as cards with a curator's summary or a quote, and how they turned out."""
    return f'<ul class="mb-hits mb-practices">{items(_card(entry, shell) for entry in entries)}</ul>'


def _card(entry: Entry, shell: Shell) -> str:
    parts = (title_html(entry, shell), facts_html(entry, shell), marks_html(entry, shell.catalogue))
    return f"<article>{''.join(parts)}{_told(entry, shell)}{_actions(entry, shell)}</article>"


def _told(entry: Entry, shell: Shell) -> str:
    summary = summary_in(entry, shell.catalogue.ui_language)
    if summary is not None:
        words, language = summary
        return f'<p class="mb-told"{lang_attribute(language)}>{escape(words)}</p>{_source(entry, shell)}'
    quotes = [quote for name in _TELLING for quote in entry.fields.get(name, ())]
    for quote in (*quotes, *entry.passages):
        if len(quote.text) <= _MAX_QUOTE_CHARS:
            return quote_html(quote, entry, shell)
    return ""


def _source(entry: Entry, shell: Shell) -> str:
    quotes = entry.fields.get(PracticeField.SUMMARY, ()) or entry.passages
    places = {(quote.document_id, quote.page, quote.is_lost): quote for quote in reversed(quotes)}
    links = [source_link(quote, entry, shell) for quote in sorted(places.values(), key=_place)]
    label = shell.catalogue.text("practices.summary_rests_on")
    return f'<p class="mb-source">{escape(label)} {", ".join(links)}</p>' if links else ""


def _place(quote: Quote) -> tuple[int, int, bool]:
    return quote.document_id, quote.page or 0, quote.is_lost


def _actions(entry: Entry, shell: Shell) -> str:
    title, _ = title_in(entry, shell.catalogue.ui_language)
    return f'<p class="mb-card-actions">{save_button(entry.ref, title, shell.catalogue)}</p>'


def outcome_note(entry: Entry, shell: Shell) -> str:
    """Return in words that a practice did not go well, or not in all; empty where nothing says so."""
    return outcome_mark(entry, shell.catalogue)


def short_list(ids: Sequence[int], unit: Unit, shell: Shell, *, level: int = 3) -> str:
    """Return practices or documents in short: title, facts, how they turned out, a button to save."""
    if unit is Unit.DOCUMENTS:
        return f'<ul class="mb-short">{items(_documents(ids, shell, level))}</ul>'
    refs = [EntryRef(kind=EntryKind.PRACTICE, number=number) for number in ids]
    found = shell.knowledge_base.entries.find(refs).values()
    return f'<ul class="mb-short">{items(_short(entry, shell, level) for entry in found)}</ul>'


def _short(entry: Entry, shell: Shell, level: int) -> str:
    themes = theme_links(entry, shell)
    about = f'<ul class="mb-facts mb-of-themes">{items(themes)}</ul>' if themes else ""
    told = f"{title_html(entry, shell, level=level)}{facts_html(entry, shell)}{about}"
    return f"{told}{marks_html(entry, shell.catalogue)}{_actions(entry, shell)}"


def _documents(ids: Sequence[int], shell: Shell, level: int) -> list[str]:
    catalogue = shell.catalogue
    stored = shell.knowledge_base.documents_by_id([DocumentId(number) for number in ids])
    entries = []
    for document in stored.values():
        metadata = document.metadata
        title = link(metadata.title, href("document", {"id": [str(document.id)]}, shell.kept))
        facts = [escape(catalogue.text(f"type.{metadata.type.value}"))]
        facts += [escape(str(metadata.year))] if metadata.year is not None else []
        facts.append(escape(document.source.name))
        entries.append(
            f"<h{level}{lang_attribute(metadata.language)}>{title}</h{level}>"
            f'<ul class="mb-facts">{items(facts)}</ul>'
        )
    return entries
