"""One work list: each practice with where it was, how much is told of it, and why it is due."""

from __future__ import annotations

from collections.abc import Sequence

from kb.curation import WorkItem, WorkKind
from kb.practices import PracticeState
from kb.text import one_line
from ui.curate_addresses import WorkView
from ui.editing import edit_href
from ui.labels import municipality_name
from ui.markup import escape, items, lang_attribute, link
from ui.search_state import href
from ui.shell import Shell


def list_html(found: Sequence[WorkItem], view: WorkView, shell: Shell) -> str:
    """Return practices as a list, with boxes to choose those that are to be merged."""
    text = shell.catalogue.text
    rows = items(_row(item, view, shell) for item in found)
    tools = ""
    if len(found) > 1:
        tools = (
            f'<div class="mb-chosen-tools"><button type="submit" class="mb-plain-button">'
            f"{escape(text('curate.merge_chosen'))}</button></div>"
        )
    address = escape(href("curate", {}, shell.kept))
    none = escape(text("curate.choose_two"))
    return (
        f'<form data-look="{address}" data-least="2" data-none="{none}">'
        f'<ul class="mb-queue">{rows}</ul>{tools}</form>'
    )


def _row(item: WorkItem, view: WorkView, shell: Shell) -> str:
    text = shell.catalogue.text
    title = one_line(item.title, max_chars=160)
    choose = escape(text("curate.choose_title", title=one_line(item.title, max_chars=80)))
    box = (
        f'<label class="mb-box"><input type="checkbox" name="merge" value="p{item.id}"'
        f' aria-label="{choose}"></label>'
    )
    linked = link(title, edit_href(item.id, shell), attributes=lang_attribute(item.language))
    return f'{box}<div><h3>{linked}</h3><ul class="mb-facts">{items(_facts(item, view, shell))}</ul></div>'


def _facts(item: WorkItem, view: WorkView, shell: Shell) -> list[str]:
    catalogue, base = shell.catalogue, shell.knowledge_base
    text = catalogue.text
    facts = [f'<span class="mb-flag">{escape(text(f"curate.due_{each.value}"))}</span>' for each in item.due]
    if item.is_from_review and view.kind is WorkKind.CANDIDATES:
        facts.append(f"<b>{escape(text('curate.from_review'))}</b>")
    facts += [
        escape(municipality_name(code, catalogue=catalogue, gazetteer=base.gazetteer))
        for code in item.municipalities
    ]
    facts.append(escape(text(f"practice_kind.{item.kind.value}")))
    facts.append(escape(text("curate.n_passages", count=item.n_passages)))
    facts.append(escape(text("curate.n_documents", count=item.n_documents)))
    if item.n_merged:
        facts.append(escape(text("curate.n_merged", count=item.n_merged)))
    if item.state is not PracticeState.CANDIDATE and item.changed_by:
        day = catalogue.date(item.changed_at[:10])
        facts.append(escape(text("curate.changed", who=item.changed_by, date=day)))
    if item.verified_at:
        facts.append(escape(text("curate.verified", date=catalogue.date(item.verified_at[:10]))))
    return facts
