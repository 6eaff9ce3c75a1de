"""The work lists of curators: what is worth a look, what they work on, and what to make sure of again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from kb.accounts import Role
from kb.curation import WorkItem, WorkKind, Worklist
from ui.access import needs_role
from ui.curate_addresses import (
    PAGE_SIZE,
    WorkView,
    list_href,
    read_merge,
    read_view,
    work_href,
)
from ui.curate_list import list_html
from ui.curate_merge import show_merge
from ui.labels import municipality_name
from ui.markup import escape, items, link
from ui.paging import page_links
from ui.shell import TITLE_ID, Shell, View

RESULTS_ID = "mb-results"
_MOST = 20_000  # practices of a list that are looked through; far more than a curator has


def render(shell: Shell) -> View:
    """Draw the list that the address asks for, or what is to be merged."""
    if needs_role(shell, Role.CURATOR):
        return View(key="curate!", focus=TITLE_ID)
    if read_merge(shell.parameters):
        return show_merge(shell)
    text, view = shell.catalogue.text, read_view(shell.parameters)
    worklist = shell.knowledge_base.curation.worklist(view.kind, limit=_MOST)
    found = [item for item in worklist.items if _fits(item, view, shell)]
    n_pages = max(1, -(-len(found) // PAGE_SIZE))
    page = min(view.page, n_pages)
    shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    shell.set_title(text("curate.tab"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("curate.title"))}</h1>'
        f'<p class="mb-lead">{escape(text("curate.lead"))}</p>'
        f"{_lists(worklist.counts, view, shell)}{_filters(worklist, view, shell)}"
        f'<h2 id="{RESULTS_ID}" tabindex="-1">{escape(_heading(view, len(found), shell))}</h2>'
        f"{_lead(view, shell)}{list_html(shown, view, shell) if shown else _empty(view, shell)}"
    )
    if n_pages > 1:
        st.html(
            page_links(
                page,
                n_pages,
                lambda number: work_href(replace(view, page=number), shell.kept),
                label=text("curate.pages"),
                catalogue=shell.catalogue,
                focus=RESULTS_ID,
            )
        )
    return View(key=f"curate {view}", focus=RESULTS_ID if view != WorkView() else TITLE_ID)


def _fits(item: WorkItem, view: WorkView, shell: Shell) -> bool:
    if view.place and view.place not in item.municipalities:
        return False
    if not view.words:
        return True
    base = shell.knowledge_base
    places = (
        municipality_name(code, catalogue=shell.catalogue, gazetteer=base.gazetteer)
        for code in item.municipalities
    )
    said = " ".join([item.title, *places]).casefold()
    return all(word in said for word in view.words.casefold().split())


def _lists(counts: Mapping[WorkKind, int], view: WorkView, shell: Shell) -> str:
    text = shell.catalogue.text
    links = []
    for kind in WorkKind:
        current = ' aria-current="true"' if kind is view.kind else ""
        label = text(f"curate.list_{kind.value}", n=counts[kind])
        address = list_href(kind, view, shell.kept)
        links.append(link(label, address, attributes=f'{current} data-focus="{RESULTS_ID}"'))
    label = escape(text("curate.lists"))
    return f'<nav aria-label="{label}"><ul class="mb-chips">{items(links)}</ul></nav>'


def _filters(worklist: Worklist, view: WorkView, shell: Shell) -> str:
    """Return the form that narrows a list by place and words; where it is short there is none."""
    if not view.is_narrowed and len(worklist.items) < 2:
        return ""
    text = shell.catalogue.text
    base = shell.knowledge_base
    places: Counter[str] = Counter(code for item in worklist.items for code in item.municipalities)
    if view.place:
        places.setdefault(view.place, 0)
    named = sorted(
        (municipality_name(code, catalogue=shell.catalogue, gazetteer=base.gazetteer), code)
        for code in places
    )
    options = "".join(
        f'<option value="{escape(code)}"{" selected" if code == view.place else ""}>'
        f"{escape(text('curate.counted', name=name, n=places[code]))}</option>"
        for name, code in named
    )
    address = escape(work_href(WorkView(kind=view.kind), shell.kept))
    clear = ""
    if view.is_narrowed:
        clear = link(text("curate.clear"), work_href(WorkView(kind=view.kind), shell.kept))
    return (
        f'<form class="mb-edit-form mb-one-line" data-look="{address}" data-focus="{RESULTS_ID}">'
        f'<p><label for="mb-work-place">{escape(text("curate.place"))}</label>'
        f'<select id="mb-work-place" name="place">'
        f'<option value="">{escape(text("curate.everywhere"))}</option>{options}</select></p>'
        f'<p><label for="mb-work-words">{escape(text("curate.words"))}</label>'
        f'<input type="text" id="mb-work-words" name="q" maxlength="200" value="{escape(view.words)}"'
        f' autocomplete="off"></p>'
        f'<p><button type="submit" class="mb-plain-button">{escape(text("curate.narrow"))}</button>'
        f" {clear}</p></form>"
    )


def _heading(view: WorkView, n: int, shell: Shell) -> str:
    return shell.catalogue.text(
        "curate.n_examples", count=n, name=shell.catalogue.text(f"curate.name_{view.kind.value}")
    )


def _lead(view: WorkView, shell: Shell) -> str:
    lead = shell.catalogue.text(f"curate.lead_{view.kind.value}")
    return f'<p class="mb-quiet mb-measure">{escape(lead)}</p>'


def _empty(view: WorkView, shell: Shell) -> str:
    text = shell.catalogue.text
    if view.is_narrowed:
        clear = link(text("curate.clear"), work_href(WorkView(kind=view.kind), shell.kept))
        return f"<p>{escape(text('curate.empty_narrowed'))} {clear}</p>"
    return f"<p>{escape(text(f'curate.empty_{view.kind.value}'))}</p>"
