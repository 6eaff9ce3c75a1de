"""The page where somebody hands in: what may be handed in, what becomes of it, and their batches."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from kb.batches import MAX_BATCH_TITLE, Batch, BatchState, FileState, ReviewState
from kb.note_templates import LANGUAGES
from ui.batch_facts import FIRST_FACTS, MORE_FACTS, fact_fields
from ui.batch_state import MOVING
from ui.markup import escape, items, link
from ui.own_address import login_href
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View

_STEPS = (
    "contribute.step_choose",
    "contribute.step_check",
    "contribute.step_review",
    "contribute.step_found",
)


def render(shell: Shell) -> View:
    """Draw what everybody may read, and for contributors their batches and how to begin one."""
    text = shell.catalogue.text
    shell.set_title(text("contribute.tab"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("contribute.title"))}</h1>'
        f'<p class="mb-lead">{escape(text("contribute.lead"))}</p>'
    )
    if shell.actor.role.includes(Role.CONTRIBUTOR):
        st.html(_mine(shell.knowledge_base.batches.mine(), shell))
        st.html(_begin(shell))
    else:
        st.html(_log_in(shell))
    st.html(_what_html(shell) + _templates(shell))
    return View(key="contribute", focus=TITLE_ID)


def batch_href(batch_id: int, shell: Shell) -> str:
    """Return the address of a batch."""
    return href("batch", {"id": [str(batch_id)]}, shell.kept)


def _log_in(shell: Shell) -> str:
    text = shell.catalogue.text
    said = text("contribute.needs_role" if shell.actor.has_account else "contribute.log_in")
    way = ""
    if not shell.actor.has_account:
        address = login_href(shell.page_path, shell.parameters, shell.kept)
        way = f"<p>{link(text('login.log_in'), address, css='mb-button')}</p>"
    return f'<div class="mb-notice"><p>{escape(said)}</p></div>{way}'


def _what_html(shell: Shell) -> str:
    text, settings = shell.catalogue.text, shell.knowledge_base.settings
    limits = text(
        "contribute.limits",
        files=settings.max_batch_files,
        file_mb=settings.max_file_mb,
        all_mb=settings.max_batch_mb,
    )
    steps = items(escape(text(key)) for key in _STEPS)
    kept = text("contribute.kept", count=settings.keep_batches_days)
    return (
        f"<h2>{escape(text('contribute.what'))}</h2>"
        f'<p class="mb-measure">{escape(text("contribute.what_text"))}</p>'
        f'<p class="mb-measure">{escape(text("contribute.not_text"))}</p>'
        f'<p class="mb-measure mb-quiet">{escape(limits)}</p>'
        f"<h2>{escape(text('contribute.then'))}</h2>"
        f'<ol class="mb-measure mb-numbered">{steps}</ol>'
        f'<p class="mb-measure mb-quiet">{escape(kept)}</p>'
    )


def _templates(shell: Shell) -> str:
    text = shell.catalogue.text
    links = []
    for language in LANGUAGES:
        name = text(f"language.{language}")
        for suffix, key in (("docx", "contribute.template_docx"), ("md", "contribute.template_md")):
            address = escape(f"./template?language={language}&format={suffix}")
            label = escape(text(key, language=name))
            links.append(f'<a href="{address}" download>{label}</a>')
    return (
        f"<h2>{escape(text('contribute.templates'))}</h2>"
        f'<p class="mb-measure">{escape(text("contribute.templates_text"))}</p>'
        f'<ul class="mb-actions">{items(links)}</ul>'
    )


def _begin(shell: Shell) -> str:
    text = shell.catalogue.text
    title = escape(text("batch.title"))
    return (
        f'<h2 id="mb-begin" tabindex="-1">{escape(text("contribute.begin"))}</h2>'
        f'<p class="mb-measure">{escape(text("contribute.begin_text"))}</p>'
        '<form class="mb-form mb-wide" data-do="batches.begin"'
        f' data-next="{escape(href("batch", {}, shell.kept))}">'
        f'<p class="mb-fact-field"><label for="mb-new-name">{title}</label>'
        f'<input id="mb-new-name" name="batch_title" type="text" required maxlength="{MAX_BATCH_TITLE}"'
        ' autocomplete="off" aria-describedby="mb-new-name-note">'
        f'<span class="mb-fact-note" id="mb-new-name-note">{escape(text("batch.help_title"))}</span></p>'
        f"{fact_fields(FIRST_FACTS, {}, shell, form_id='mb-new')}"
        f'<details class="mb-menu"><summary>{escape(text("batch.more_facts"))}</summary>'
        f"{fact_fields(MORE_FACTS, {}, shell, form_id='mb-new')}</details>"
        f'<p><button type="submit" class="mb-plain-button mb-go-on">{escape(text("contribute.begin_button"))}'
        "</button></p></form>"
    )


def _mine(batches: tuple[Batch, ...], shell: Shell) -> str:
    text = shell.catalogue.text
    sees_all = shell.actor.role.includes(Role.CURATOR)
    title = text("contribute.all" if sees_all else "contribute.mine")
    heading = f'<h2 id="mb-mine" tabindex="-1">{escape(title)}</h2>'
    if not batches:
        way = f'<a class="mb-jump mb-always" href="#mb-begin">{escape(text("contribute.begin"))}</a>'
        return f"{heading}<p>{escape(text('contribute.mine_none'))}</p><p>{way}</p>"
    return f'{heading}<ul class="mb-batches">{items(_one(each, shell) for each in batches)}</ul>'


def _one(batch: Batch, shell: Shell) -> str:
    catalogue = shell.catalogue
    state = catalogue.text("batch.is_open" if batch.state is BatchState.OPEN else "batch.is_handed_in")
    facts = [catalogue.text("batch.n_files", count=len(batch.files)), *_progress(batch, shell)]
    if batch.owner != shell.actor.login:
        facts.insert(0, batch.owner_name)
    facts.append(catalogue.date((batch.handed_in_at or batch.changed_at)[:10]))
    badge = f'<span class="mb-badge">{escape(state)}</span>'
    return (
        f"<h3>{link(batch.title, batch_href(batch.id, shell))}</h3>"
        f'<ul class="mb-facts">{items([badge, *map(escape, facts)])}</ul>'
    )


def _progress(batch: Batch, shell: Shell) -> list[str]:
    """Return what whoever looks at their batches wants to know of one: what is left to do, or was decided."""
    text = shell.catalogue.text
    if batch.state is BatchState.HANDED_IN:
        states = [item.state for file in batch.files for item in file.items]
        counted = {
            "contribute.n_waiting": states.count(ReviewState.WAITING) + states.count(ReviewState.ACCEPTING),
            "contribute.n_accepted": states.count(ReviewState.ACCEPTED),
            "contribute.n_declined": states.count(ReviewState.DECLINED),
        }
    else:
        counted = {
            "batch.n_announced": batch.count(FileState.ANNOUNCED),
            "batch.n_moving": batch.count(*MOVING),
            "batch.n_failed": batch.count(FileState.FAILED),
        }
    return [text(key, count=n) for key, n in counted.items() if n]
