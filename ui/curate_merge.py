"""Practices side by side before they are merged, and the choice of the one that stays."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from kb.entries import Entry, EntryKind, EntryRef, title_in
from kb.practices import PracticeField, PracticeId, PracticeState
from ui.curate_addresses import WorkView, kept_text, read_merge, read_practice, work_href
from ui.editing import edit_href, with_attribute
from ui.entry_markup import facts_html, quote_html
from ui.markup import escape, lang_attribute, link
from ui.practice_fields import field_name
from ui.quote_codes import ALL_FIELDS, meaning
from ui.shell import TITLE_ID, Shell, View

_SHOWN = 2  # passages of each; the others open below
_LEAST = 2


def show_merge(shell: Shell) -> View:
    """Draw the practices that the address names side by side."""
    text = shell.catalogue.text
    refs = [EntryRef(kind=EntryKind.PRACTICE, number=each) for each in read_merge(shell.parameters)]
    entries = list(shell.knowledge_base.entries.find(refs).values())
    shell.set_title(text("curate.merge_tab"))
    back = link("← " + text("curate.back"), work_href(WorkView(), shell.kept))
    st.html(
        f"<p>{back}</p>"
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("curate.merge_title"))}</h1>'
        f"{_form(entries, shell)}"
    )
    return View(key=f"curate merge {refs}", focus=TITLE_ID)


def _form(entries: Sequence[Entry], shell: Shell) -> str:
    text = shell.catalogue.text
    if len(entries) < _LEAST:
        return f'<div class="mb-notice"><p>{escape(text("curate.merge_too_few"))}</p></div>'
    target = _target(entries, shell)
    asked = {"chosen": [str(each.ref.number) for each in entries], "back": kept_text(shell.kept)}
    columns = "".join(_column(each, shell, is_target=each is target) for each in entries)
    return (
        f'<p class="mb-lead">{escape(text("curate.merge_lead"))}</p>'
        f'<form data-do="curating.merge" {with_attribute(asked)}>'
        f'<fieldset class="mb-choices"><legend>{escape(text("curate.merge_target"))}</legend>'
        f'<div class="mb-beside">{columns}</div></fieldset>'
        f'<p><button type="submit" class="mb-main-button">{escape(text("curate.merge_button"))}</button></p>'
        f'<p class="mb-quiet">{escape(text("curate.merge_undo"))}</p></form>'
    )


def _target(entries: Sequence[Entry], shell: Shell) -> Entry:
    """Return the one that is chosen first: what the address says, else what has come farthest."""
    asked = read_practice(shell.parameters, "target")
    order = list(PracticeState)
    return max(
        entries,
        key=lambda each: (
            each.ref.number == asked,
            order.index(each.state) if each.state is not None else 0,
            len(each.fields),
            len(each.passages),
            -each.ref.number,
        ),
    )


def _column(entry: Entry, shell: Shell, *, is_target: bool) -> str:
    title, language = title_in(entry, shell.catalogue.ui_language)
    number = PracticeId(entry.ref.number)
    element = f"mb-target-{number}"
    checked = " checked" if is_target else ""
    to_edit = link(shell.catalogue.text("curate.open"), edit_href(number, shell))
    passages = [quote_html(quote, entry, shell) for quote in entry.passages]
    more = ""
    if len(passages) > _SHOWN:
        unfold = escape(shell.catalogue.text("practice.show_passages", count=len(passages)))
        more = f"<details><summary>{unfold}</summary>{''.join(passages[_SHOWN:])}</details>"
    return (
        f'<div><p><input type="radio" id="{element}" name="into" value="{number}"{checked}>'
        f' <label for="{element}"{lang_attribute(language)}><b>{escape(title)}</b></label></p>'
        f"{facts_html(entry, shell)}<p>{to_edit}</p>{_told(entry, shell)}"
        f"{''.join(passages[:_SHOWN])}{more}</div>"
    )


def _told(entry: Entry, shell: Shell) -> str:
    """Return the fields that it tells of, with their codes in words."""
    rows = []
    for field in ALL_FIELDS:
        quotes = entry.fields.get(field, ())
        if not quotes or field in {PracticeField.TITLE, PracticeField.SUMMARY}:
            continue
        codes = dict.fromkeys(meaning(field, quote.code, shell) for quote in quotes if quote.code)
        said = ", ".join(codes) or shell.catalogue.text("curate.n_quotes", count=len(quotes))
        rows.append(f"<dt>{escape(field_name(field, shell.catalogue))}</dt><dd>{escape(said)}</dd>")
    return f'<dl class="mb-dl">{"".join(rows)}</dl>' if rows else ""
