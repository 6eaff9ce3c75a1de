"""The page of a practice: what the documents tell of it, what it resembles, and what it is related to."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from kb.entries import Entry, EntryKind, EntryRef, summary_in, title_in
from kb.practices import PracticeField, PracticeId, PracticeState, Quote
from kb.records import Language
from kb.text import one_line
from ui.entry_marks import KIND_NOTES
from ui.entry_markup import facts_html, quote_html, quote_language, theme_links
from ui.export_menu import export_menu
from ui.fit_section import show_fit
from ui.markup import escape, items, lang_attribute, link
from ui.practice_citation import citation_html
from ui.practice_fields import FIELD_ORDER, field_name, in_sentence, quotes_of
from ui.practice_list import outcome_note
from ui.practice_relations import relations_html
from ui.practice_similar import similar_html, similar_to
from ui.practice_verified import edit_link, verified_html
from ui.reader_sources import sources_link
from ui.save_button import save_button
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View
from ui.word_help_list import word_help

_FACT_FIELDS = (PracticeField.MUNICIPALITIES, PracticeField.THEMES, PracticeField.TITLE)
_UNREVIEWED = {PracticeState.CANDIDATE: "practice.candidate", PracticeState.DRAFT: "practice.draft"}


def render(shell: Shell) -> View:
    """Draw the practice that the address asks for."""
    entry = _asked(shell)
    merged = _merged(shell) if entry is None else None
    entry = entry or merged
    if entry is None:
        return _show_gone(shell)
    title, language = title_in(entry, shell.catalogue.ui_language)
    shell.set_title(shell.catalogue.text("practice.page_title", title=one_line(title, max_chars=80)))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1"{lang_attribute(language)}>{escape(title)}</h1>'
        f"{_merged_note(merged, shell)}{facts_html(entry, shell)}{verified_html(entry, shell)}"
        f"{outcome_note(entry, shell)}{_flags(entry, shell)}"
        f"{_actions(entry, title, shell)}{_summary(entry, shell)}{_about(entry, shell)}"
    )
    st.html(_told(entry, shell))
    show_fit(entry, shell)
    related = relations_html(entry, shell)
    if related:
        st.html(related)
    heading = escape(shell.catalogue.text("practice.similar"))
    st.html(f"<h2>{heading}</h2>{similar_html(entry, similar_to(entry, shell), shell)}")
    st.html(_sources(entry, shell) + citation_html(entry, shell) + _passages(entry, shell))
    return View(key=f"practice {entry.ref}", focus=TITLE_ID)


def _asked(shell: Shell) -> Entry | None:
    number = _number(shell)
    return _entry(number, shell) if number is not None else None


def _number(shell: Shell) -> PracticeId | None:
    value = next(iter(shell.parameters.get("id", ())), "")
    # 18 digits are what SQLite's integers hold
    return PracticeId(int(value)) if re.fullmatch(r"\d{1,18}", value, re.ASCII) else None


def _entry(number: PracticeId, shell: Shell) -> Entry | None:
    ref = EntryRef(kind=EntryKind.PRACTICE, number=number)
    return shell.knowledge_base.entries.find([ref]).get(ref)


def _merged(shell: Shell) -> Entry | None:
    """Return the practice that the one in the address is part of now."""
    number = _number(shell)
    target = shell.knowledge_base.practices.merged_into(number) if number is not None else None
    return _entry(target, shell) if target is not None else None


def _merged_note(merged: Entry | None, shell: Shell) -> str:
    if merged is None:
        return ""
    return f'<p class="mb-quiet mb-measure">{escape(shell.catalogue.text("practice.merged"))}</p>'


def _show_gone(shell: Shell) -> View:
    text, kept = shell.catalogue.text, shell.kept
    heading = text("practice.gone")
    shell.set_title(text("practice.page_title", title=heading))
    ways = [
        link(text("practice.to_search"), href("", {}, kept)),
        link(text("practice.to_themes"), href("themes", {}, kept)),
        link(text("practice.to_explore"), href("explore", {}, kept)),
    ]
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(heading)}</h1>'
        f'<div class="mb-notice"><p>{escape(text("practice.gone_body"))}</p></div>'
        f'<ul class="mb-ways">{items(ways)}</ul>'
    )
    return View(key="practice!", focus=TITLE_ID)


def _flags(entry: Entry, shell: Shell) -> str:
    """Return what a reader must know before anything is used: what is told badly or checked by nobody."""
    keys = [KIND_NOTES[entry.kind]] if entry.kind is not None and entry.kind in KIND_NOTES else []
    if entry.state in _UNREVIEWED:
        keys.append(_UNREVIEWED[entry.state])
    if not keys:
        return ""
    told = "".join(f"<p>{escape(shell.catalogue.text(key))}</p>" for key in keys)
    return f'<div class="mb-notice mb-flags">{told}</div>'


def _actions(entry: Entry, title: str, shell: Shell) -> str:
    save = save_button(entry.ref, title, shell.catalogue)
    menu = export_menu({"ref": [str(entry.ref)]}, shell, count=1)
    return f'<div class="mb-entry-actions">{save}{menu}{edit_link(entry, shell)}</div>'


def _summary(entry: Entry, shell: Shell) -> str:
    """Return a curator's summary, said to be that, with the words of documents that it rests on."""
    summary = summary_in(entry, shell.catalogue.ui_language)
    if summary is None:
        return ""
    text, language = summary
    rests = quotes_of(PracticeField.SUMMARY, entry, shell)
    label = escape(shell.catalogue.text("practice.summary_label"))
    unfold = escape(shell.catalogue.text("practice.rests_on"))
    quotes = f"<details><summary>{unfold}</summary>{rests}</details>" if rests else ""
    return (
        f'<div class="mb-summary"><p class="mb-quiet">{label}</p>'
        f"<p{lang_attribute(language)}>{escape(text)}</p>{quotes}</div>"
    )


def _about(entry: Entry, shell: Shell) -> str:
    text = shell.catalogue.text
    rows = []
    if entry.kind is not None:
        kind = escape(text(f"practice_kind.{entry.kind.value}"))
        rows.append(f"<dt>{escape(text('practice.kind'))}</dt><dd>{kind}</dd>")
    if themes := theme_links(entry, shell):
        rows.append(f"<dt>{escape(text('practice.themes'))}</dt><dd><ul>{items(themes)}</ul></dd>")
    shown = [
        f'<p class="mb-meant">{escape(field_name(field, shell.catalogue))}</p>{quotes}'
        for field in _FACT_FIELDS
        if (quotes := quotes_of(field, entry, shell, with_codes=False))
    ]
    unfold = escape(text("practice.facts_rest_on"))
    rests = f"<details><summary>{unfold}</summary>{''.join(shown)}</details>" if shown else ""
    return f'<dl class="mb-dl">{"".join(rows)}</dl>{rests}'


def _told(entry: Entry, shell: Shell) -> str:
    """Return all fields in their order, each as quotes, and which of them no document tells."""
    text = shell.catalogue.text
    shown = [(field, quotes) for field in FIELD_ORDER if (quotes := quotes_of(field, entry, shell))]
    missing = [field for field in FIELD_ORDER if not entry.fields.get(field)]
    parts = [f"<h2>{escape(text('practice.told'))}</h2>"]
    if shown:
        parts.append(f'<p class="mb-quiet mb-measure">{escape(text("practice.told_lead"))}</p>')
        parts.append(_word_help([q for field, _ in shown for q in entry.fields[field]], entry, shell))
    parts += (
        f'<section class="mb-field"><h3>{escape(field_name(field, shell.catalogue))}</h3>{quotes}</section>'
        for field, quotes in shown
    )
    if missing:
        names = in_sentence(field_name(field, shell.catalogue) for field in missing)
        said = text("practice.missing", fields=names)
        parts.append(f'<p class="mb-missing mb-measure">{escape(said)}</p>')
    return "".join(parts)


def _word_help(quotes: Sequence[Quote], entry: Entry, shell: Shell) -> str:
    by_language: dict[Language, list[str]] = {}
    for quote in quotes:
        by_language.setdefault(quote_language(quote, entry), []).append(quote.text)
    return "".join(word_help(texts, language, shell) for language, texts in by_language.items())


def _sources(entry: Entry, shell: Shell) -> str:
    text, catalogue = shell.catalogue.text, shell.catalogue
    listed = []
    for document in entry.documents.values():
        metadata = document.metadata
        address = href("document", {"id": [str(document.id)]}, shell.kept)
        facts = [catalogue.text(f"type.{metadata.type.value}"), document.source.name]
        if metadata.date or metadata.year:
            facts.append(catalogue.date(metadata.date) if metadata.date else str(metadata.year))
        title = link(metadata.title, address, attributes=lang_attribute(metadata.language))
        sources = sources_link(document, shell)
        listed.append(
            f'{title}<br><span class="mb-quiet">{escape(" · ".join(facts))}</span>'
            f"{f'<br>{sources}' if sources else ''}"
        )
    updated = text("practice.updated", date=catalogue.date(entry.updated_at[:10]))
    documents = f'<ul class="mb-documents">{items(listed)}</ul>' if listed else ""
    return (
        f'<h2>{escape(text("practice.documents"))}</h2>{documents}<p class="mb-quiet">{escape(updated)}</p>'
    )


def _passages(entry: Entry, shell: Shell) -> str:
    if not entry.passages:
        return ""
    text = shell.catalogue.text
    quotes = "".join(quote_html(quote, entry, shell) for quote in entry.passages)
    unfold = escape(text("practice.show_passages", count=len(entry.passages)))
    return (
        f"<h2>{escape(text('practice.passages'))}</h2>"
        f'<details class="mb-all-passages"><summary>{unfold}</summary>'
        f"{_word_help(entry.passages, entry, shell)}{quotes}</details>"
    )
