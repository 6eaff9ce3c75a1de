"""The page of one batch: choosing files, seeing them arrive, checking them, and handing them in."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from kb.batches import MAX_BATCH_TITLE, Batch, BatchId, BatchState, FileState
from kb.errors import BatchNotFoundError
from ui.access import needs_role
from ui.batch_buttons import button
from ui.batch_checks import attention_html
from ui.batch_compare import compare_html
from ui.batch_facts import BATCH_FACTS, FIRST_FACTS, MORE_FACTS, fact_fields, fact_label, fact_shown
from ui.batch_files import file_html, file_id
from ui.batch_hand_in import hand_in_html, handed_in_html
from ui.batch_script import script_texts
from ui.batch_state import summary_text
from ui.markup import escape, items, link
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View


def render(shell: Shell) -> View:
    """Draw the batch that the address asks for."""
    if needs_role(shell, Role.CONTRIBUTOR):
        return View(key="batch!", focus=TITLE_ID)
    batch = _asked(shell)
    if batch is None:
        _show_none(shell)
        return View(key="batch!", focus=TITLE_ID)
    shell.set_title(shell.catalogue.text("batch.tab", title=batch.title))
    compared = compare_html(batch, shell)
    if compared:
        st.html(compared)
        return View(key=f"batch {batch.id} compared", focus=TITLE_ID)
    st.html(_head(batch, shell))
    if batch.state is BatchState.WITHDRAWN:
        st.html(_removed(batch, shell))
    else:
        _show_parts(batch, shell)
    return View(key=f"batch {batch.id}", focus=_place(batch, shell))


def _place(batch: Batch, shell: Shell) -> str:
    """Return the id of the file from which somebody went to compare, or of the title."""
    asked = next(iter(shell.parameters.get("at", ())), "")
    return next((file_id(file) for file in batch.files if str(file.id) == asked), TITLE_ID)


def _asked(shell: Shell) -> Batch | None:
    asked = next(iter(shell.parameters.get("id", ())), "")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= 18):
        return None
    try:
        return shell.knowledge_base.batches.show(BatchId(int(asked)))
    except BatchNotFoundError:
        return None


def _show_none(shell: Shell) -> None:
    text = shell.catalogue.text
    shell.set_title(text("batch.none_title"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("batch.none_title"))}</h1>'
        f'<div class="mb-notice" role="status"><p>{escape(text("batch.none_text"))}</p></div>'
        f"<p>{link('← ' + text('batch.to_mine'), href('contribute', {}, shell.kept))}</p>"
    )


def _show_parts(batch: Batch, shell: Shell) -> None:
    """Draw each part by itself, so that a file that was read draws nothing else anew."""
    is_open = batch.state is BatchState.OPEN
    readings = shell.knowledge_base.batches.readings(batch.id)
    with st.container():
        st.html(_describe(batch, shell) if is_open else handed_in_html(batch, shell))
    with st.container():
        st.html(_choose(batch, shell) if is_open else _files_heading(shell))
        st.html(_totals(batch, shell))
        st.html(attention_html(batch, shell) if is_open else "<span></span>")
    with st.container(gap=None):
        for file in batch.files:
            st.html(file_html(file, batch, readings, shell))
    if is_open:
        with st.container():
            st.html(hand_in_html(batch, shell))
    st.html(script_texts(batch, shell.catalogue))


def _head(batch: Batch, shell: Shell) -> str:
    catalogue = shell.catalogue
    key = {
        BatchState.OPEN: "batch.is_open",
        BatchState.HANDED_IN: "batch.is_handed_in",
        BatchState.WITHDRAWN: "batch.is_removed",
    }[batch.state]
    facts = [f'<span class="mb-badge">{escape(catalogue.text(key))}</span>']
    if batch.owner != shell.actor.login:
        facts.append(escape(batch.owner_name))
    if batch.handed_in_at:
        at = catalogue.date(batch.handed_in_at[:10])
        facts.append(escape(catalogue.text("batch.handed_in_at", date=at)))
    facts += [
        escape(f"{fact_label(name, catalogue)}: {fact_shown(name, batch.facts[name], catalogue)}")
        for name in BATCH_FACTS
        if batch.facts.get(name)
    ]
    back = link("← " + catalogue.text("batch.to_mine"), href("contribute", {}, shell.kept))
    return (
        f"<p>{back}</p>"
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(batch.title)}</h1>'
        f'<ul class="mb-facts">{items(facts)}</ul>'
    )


def _describe(batch: Batch, shell: Shell) -> str:
    text = shell.catalogue.text
    fields = fact_fields((*FIRST_FACTS, *MORE_FACTS), batch.facts, shell, form_id="mb-about")
    return (
        f'<details class="mb-menu"><summary id="mb-describe-open">{escape(text("batch.describe"))}</summary>'
        f'<p class="mb-measure mb-quiet">{escape(text("batch.describe_text"))}</p>'
        f"""<form class="mb-form mb-wide" data-do="batches.describe" data-with='{{"batch": {batch.id},"""
        f""" "seen": {batch.version}}}' data-then="mb-describe-open">"""
        f'<p class="mb-fact-field"><label for="mb-about-name">{escape(text("batch.title"))}</label>'
        f'<input id="mb-about-name" name="batch_title" type="text" required maxlength="{MAX_BATCH_TITLE}"'
        f' autocomplete="off" value="{escape(batch.title)}"></p>{fields}'
        f'<p><button type="submit" class="mb-plain-button">{escape(text("batch.keep"))}</button></p>'
        "</form></details>"
    )


def _files_heading(shell: Shell) -> str:
    return f'<h2 id="mb-files" tabindex="-1">{escape(shell.catalogue.text("batch.files"))}</h2>'


def _choose(batch: Batch, shell: Shell) -> str:
    text, settings = shell.catalogue.text, shell.knowledge_base.settings
    limits = text("batch.limits", files=settings.max_batch_files, file_mb=settings.max_file_mb)
    again = ""
    if batch.count(FileState.ANNOUNCED):  # the script hides what stands in data-idle while it sends them
        again = f'<p class="mb-notice" data-idle>{escape(text("batch.choose_again"))}</p>'
    return (
        f"{_files_heading(shell)}{again}"
        f'<div class="mb-drop" id="mb-drop" data-batch="{batch.id}">'
        f"<p>{escape(text('batch.choose_text'))}</p>"
        '<p class="mb-drop-ways"><label class="mb-pick"><input type="file" multiple data-upload="files"'
        f' id="mb-choose-files"><span>{escape(text("batch.choose_files"))}</span></label>'
        '<label class="mb-pick mb-pick-folder"><input type="file" multiple data-upload="folder"'
        f' id="mb-choose-folder"><span>{escape(text("batch.choose_folder"))}</span></label></p>'
        f'<p class="mb-quiet">{escape(limits)}</p></div>'
    )


def _totals(batch: Batch, shell: Shell) -> str:
    summary = escape(summary_text(batch, shell.catalogue)) if batch.files else ""
    again = escape(shell.catalogue.text("batch.try_again"))
    return (
        f'<div id="mb-totals"><p class="mb-batch-summary">{summary}</p><p class="mb-sending"></p>'
        '<p class="mb-reading"></p><p><button type="button" class="mb-plain-button" id="mb-try-again" hidden>'
        f"{again}</button></p></div>"
    )


def _removed(batch: Batch, shell: Shell) -> str:
    text = shell.catalogue.text
    then = f' data-then="{TITLE_ID}"'
    undo = button("batches.undo_remove", text("batch.undo"), {"batch": batch.id}, more=then)
    return (
        f'<div class="mb-notice" role="status"><p>{escape(text("batch.removed_text"))}</p></div><p>{undo}</p>'
    )
