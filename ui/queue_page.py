"""The page of the review queue: what waits, what was decided, and files that could not be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.accounts import Role
from kb.batches import ReviewItemId, ReviewState
from kb.reviews import DocumentTraits, QueuedItem
from ui.access import needs_role
from ui.markup import escape, link
from ui.paging import page_links
from ui.queue_filters import RESULTS_ID, filters_html, states_html
from ui.queue_list import all_filters, fits, list_html, with_page
from ui.queue_view import PAGE_SIZE, QueueView, queue_href, read_view, review_href
from ui.review_buttons import act_button, reason_form, way_back
from ui.review_decision import done_notice
from ui.review_quarantine import quarantine_section
from ui.shell import TITLE_ID, Shell, View

_LIST_ID = "mb-queue"
_EMPTY = {
    ReviewState.WAITING: "queue.empty",
    ReviewState.ACCEPTED: "queue.empty_accepted",
    ReviewState.DECLINED: "queue.empty_declined",
}


def render(shell: Shell) -> View:
    """Draw the part of the queue that the address asks for."""
    if needs_role(shell, Role.CURATOR):
        return View(key="queue!", focus=TITLE_ID)
    text, view = shell.catalogue.text, read_view(shell.parameters)
    queue = shell.knowledge_base.review.queue(all_filters(view))
    traits = shell.knowledge_base.review.traits(queue.items)
    found = [item for item in queue.items if fits(item, traits.get(item.id), view)]
    shell.set_title(text("queue.tab"))
    st.html(
        f"{_done(view, shell)}"
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("queue.title"))}</h1>'
        f'<p class="mb-lead">{escape(text("queue.lead"))}</p>'
        f"{states_html(queue, view, shell)}"
    )
    if filters := filters_html(queue, queue.items, traits, view, shell):
        st.html(filters)
    _show_results(found, traits, view, shell)
    st.html(quarantine_section(shell))
    return View(key=f"queue {view}", focus=RESULTS_ID if view != QueueView() else TITLE_ID)


def _show_results(
    found: Sequence[QueuedItem],
    traits: Mapping[ReviewItemId, DocumentTraits],
    view: QueueView,
    shell: Shell,
) -> None:
    text = shell.catalogue.text
    is_waiting = view.state is ReviewState.WAITING
    key = "queue.n_waiting" if is_waiting else "queue.n_shown"
    heading = f'<h2 id="{RESULTS_ID}" tabindex="-1">{escape(text(key, count=len(found)))}</h2>'
    if not found:
        st.html(heading + _empty(view, shell))
        return
    n_pages = -(-len(found) // PAGE_SIZE)
    page = min(view.page, n_pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    begin = ""
    if is_waiting:
        address = review_href(shown[0].id, view, shell.kept)
        begin = f"<p>{link(text('queue.begin'), address, css='mb-button')}</p>"
    st.html(
        f"{heading}{begin}"
        f'<div id="{_LIST_ID}">{list_html(shown, traits, view, shell)}{_tools(view, shell)}</div>'
    )
    if n_pages > 1:
        st.html(
            page_links(
                page,
                n_pages,
                lambda number: queue_href(with_page(view, number), shell.kept),
                label=text("queue.pages"),
                catalogue=shell.catalogue,
                focus=RESULTS_ID,
            )
        )


def _tools(view: QueueView, shell: Shell) -> str:
    """Return what can be done with the chosen documents."""
    text, asked = shell.catalogue.text, {"back": way_back(view, shell.kept)}
    label = escape(text("queue.chosen"))
    if view.state is ReviewState.WAITING:
        accept = act_button(
            "reviews.accept_many", text("queue.accept_chosen"), asked, fields=_LIST_ID, then=RESULTS_ID
        )
        form = reason_form(
            "reviews.decline_many",
            text("queue.decline_chosen"),
            asked,
            element_id="mb-queue-reason",
            catalogue=shell.catalogue,
            help_text=text("queue.reason_help"),
            fields=_LIST_ID,
            then=RESULTS_ID,
        )
        decline = f"<details><summary>{escape(text('queue.decline_open'))}</summary>{form}</details>"
        tools = accept + decline
    else:
        tools = act_button(
            "reviews.undo_many", text("queue.undo_chosen"), asked, fields=_LIST_ID, then=RESULTS_ID
        )
    return f'<div class="mb-chosen-tools" role="group" aria-label="{label}">{tools}</div>'


def _done(view: QueueView, shell: Shell) -> str:
    """Return what was just done, with a way to undo it all."""
    return done_notice(shell, way_back(view, shell.kept))


def _empty(view: QueueView, shell: Shell) -> str:
    text = shell.catalogue.text
    if view.is_narrowed:
        clear = link(text("queue.clear"), queue_href(QueueView(state=view.state), shell.kept))
        return f"<p>{escape(text('queue.empty_filtered'))} {clear}</p>"
    how = f"<p>{escape(text('queue.empty_how'))}</p>" if view.state is ReviewState.WAITING else ""
    return f"<p>{escape(text(_EMPTY[view.state]))}</p>{how}"
