"""The page where curators edit one practice: in quotes, from draft to published, with its history."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from kb.entries import EntryKind, EntryRef, title_in
from kb.errors import PracticeNotFoundError
from kb.practices import PracticeId
from kb.text import one_line
from ui.access import needs_role
from ui.curate_addresses import WorkView, read_practice, work_href
from ui.edit_conflict import CONFLICT_ID, conflict_html
from ui.edit_history import HISTORY_ID, changes_html, history_html
from ui.edit_others import OTHERS_ID, others_html
from ui.edit_passages import PASSAGES_ID, passages_html
from ui.edit_quotes import FIELDS_ID, fields_html
from ui.edit_state import state_html, verify_html
from ui.edit_texts import TEXTS_ID, texts_html
from ui.editing import Editing, edit_href
from ui.entry_markup import facts_html
from ui.markup import escape, items, lang_attribute, link
from ui.shell import TITLE_ID, Shell, View


def render(shell: Shell) -> View:
    """Draw the practice that the address asks for."""
    if needs_role(shell, Role.CURATOR):
        return View(key="edit!", focus=TITLE_ID)
    practice_id = read_practice(shell.parameters)
    editing = _editing(practice_id, shell) if practice_id is not None else None
    if editing is None:
        return _not_there(practice_id, shell)
    _head(editing)
    if editing.can_change:
        st.html(texts_html(editing))
    st.html(passages_html(editing))
    if editing.can_change:
        st.html(fields_html(editing))
        st.html(others_html(editing))
        st.html(verify_html(editing))
    st.html(history_html(editing))
    conflict = shell.parameters.get("seen")
    return View(key=f"edit {editing.id} {conflict}", focus=CONFLICT_ID if conflict else TITLE_ID)


def _editing(practice_id: PracticeId, shell: Shell) -> Editing | None:
    base = shell.knowledge_base
    try:
        curated = base.curation.open(practice_id)
    except PracticeNotFoundError:
        return None
    ref = EntryRef(kind=EntryKind.PRACTICE, number=practice_id)
    entry = base.entries.find([ref]).get(ref)
    if entry is None:
        return None
    found = Editing(curated=curated, entry=entry, shell=shell)
    if not found.can_change:
        return found
    suggestions = base.curation.suggestions(practice_id)
    return Editing(curated=curated, entry=entry, shell=shell, suggestions=suggestions)


def _head(editing: Editing) -> None:
    shell, entry = editing.shell, editing.entry
    title, language = title_in(entry, shell.catalogue.ui_language)
    shell.set_title(shell.catalogue.text("edit.tab", title=one_line(title, max_chars=80)))
    back = link("← " + shell.catalogue.text("edit.back"), work_href(WorkView(), shell.kept))
    st.html(
        f'<p>{back}</p><h1 id="{TITLE_ID}" tabindex="-1"{lang_attribute(language)}>{escape(title)}</h1>'
        f"{facts_html(entry, shell)}"
        f'<div id="mb-edit" data-of="{escape(editing.address())}"'
        f' data-seen="{editing.curated.version}">'
        f"{conflict_html(editing)}{state_html(editing)}</div>{_jumps(editing)}"
    )


def _jumps(editing: Editing) -> str:
    """Return the way to the parts of the page."""
    parts = [(PASSAGES_ID, "edit.passages"), (HISTORY_ID, "edit.history")]
    if editing.can_change:
        parts[0:0] = [(TEXTS_ID, "edit.texts")]
        parts[2:2] = [(FIELDS_ID, "edit.fields"), (OTHERS_ID, "edit.others"), ("mb-verify", "edit.verify")]
    links = [
        f'<a class="mb-jump mb-always" href="#{anchor}">{editing.text(key)}</a>' for anchor, key in parts
    ]
    label = editing.text("review.on_this_page")
    return f'<nav aria-label="{label}"><ul class="mb-actions">{items(links)}</ul></nav>'


def _not_there(practice_id: PracticeId | None, shell: Shell) -> View:
    """Say that there is no such practice; what is gone can be had back, what was merged leads on."""
    text, base = shell.catalogue.text, shell.knowledge_base
    heading = text("practice.gone")
    shell.set_title(text("edit.tab", title=heading))
    history, merged = "", ""
    if practice_id is not None:
        target = base.practices.merged_into(practice_id)
        if target is not None:
            merged = f"<p>{link(text('edit.merged_into'), edit_href(target, shell), css='mb-button')}</p>"
        changes = base.curation.history(practice_id)
        if changes:
            shown = changes_html(changes, practice_id, shell)
            history = f'<h2 id="{HISTORY_ID}" tabindex="-1">{escape(text("edit.history"))}</h2>{shown}'
    said = "edit.is_merged" if merged else "practice.gone_body"
    back = link("← " + text("edit.back"), work_href(WorkView(), shell.kept))
    st.html(
        f'<p>{back}</p><h1 id="{TITLE_ID}" tabindex="-1">{escape(heading)}</h1>'
        f'<div class="mb-notice"><p>{escape(text(said))}</p></div>{merged}{history}'
    )
    return View(key=f"edit! {practice_id}", focus=TITLE_ID)
