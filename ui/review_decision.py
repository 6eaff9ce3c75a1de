"""Accepting and declining a document, and what was decided or changed by whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import parse_qs

from kb.batches import ReviewItemId, ReviewState
from kb.errors import KbError
from kb.text import one_line
from ui.markup import escape, items, link
from ui.moments import when
from ui.queue_view import following, read_number, read_view, review_href
from ui.review_buttons import Reviewing, act_button, decider, reason_form, way_back, who
from ui.shell import TITLE_ID, Shell

# What the address says was done with one document and with several.
DONE = {
    "accepted": ("review.accepted_now", "queue.n_accepted_now"),
    "declined": ("review.declined_now", "queue.n_declined_now"),
}
_MOST = 200
_MOST_NAMED = 10  # of those that could not be accepted
_NUMBER = re.compile(r"[1-9]\d{0,17}", re.ASCII)


def decide_html(reviewing: Reviewing, *, is_below: bool = False) -> str:
    """Return how the document stands, and what can be decided."""
    text = reviewing.shell.catalogue.text
    heading = f"<h2>{escape(text('review.decide'))}</h2>" if is_below else ""
    buttons = _buttons(reviewing, is_below=is_below)
    return f'{heading}{_state(reviewing)}<div class="mb-decide">{buttons}{_skip(reviewing)}</div>'


def _skip(reviewing: Reviewing) -> str:
    """Return the way to what waits next, with nothing decided here."""
    next_id = following(reviewing.waiting, reviewing.item.id)
    if next_id is None:
        return ""
    address = review_href(next_id, reviewing.view, reviewing.shell.kept)
    is_waiting = reviewing.item.state is ReviewState.WAITING
    label = reviewing.shell.catalogue.text("review.skip" if is_waiting else "review.next")
    return link(label, address, css="mb-button")


def _state(reviewing: Reviewing) -> str:
    catalogue, queued = reviewing.shell.catalogue, reviewing.item.queued
    if queued is None:
        return ""
    decided = decider(queued, catalogue)
    match reviewing.item.state:
        case ReviewState.ACCEPTED:
            said = [catalogue.text("review.accepted_by", **decided)]
        case ReviewState.DECLINED:
            said = [catalogue.text("review.declined_by", **decided)]
            said += [catalogue.text("review.declined_reason", reason=queued.reason or "")]
        case ReviewState.ACCEPTING:
            said = [catalogue.text("review.accepting")]
        case _:
            said = [catalogue.text("review.waiting")]
    return f'<p class="mb-state"><b>{escape(" ".join(said))}</b></p>'


def _buttons(reviewing: Reviewing, *, is_below: bool) -> str:
    text = reviewing.shell.catalogue.text
    asked = reviewing.asked(back=way_back(reviewing.view, reviewing.shell.kept))
    match reviewing.item.state:
        case ReviewState.WAITING:
            accept = act_button(
                "reviews.accept", text("review.accept_next"), asked, then=TITLE_ID, css="mb-main-button"
            )
            form = reason_form(
                "reviews.decline",
                text("review.decline_next"),
                asked,
                element_id="mb-reason-below" if is_below else "mb-reason",
                catalogue=reviewing.shell.catalogue,
                help_text=text("review.reason_help"),
            )
            declined = f"<details><summary>{escape(text('review.decline_open'))}</summary>{form}</details>"
            return accept + declined
        case ReviewState.ACCEPTED:
            return act_button("reviews.undo", text("review.undo_accept"), _undo(reviewing), then=TITLE_ID)
        case ReviewState.DECLINED:
            return act_button("reviews.undo", text("review.undo_decline"), _undo(reviewing), then=TITLE_ID)
        case _:
            return ""


def _undo(reviewing: Reviewing) -> dict[str, object]:
    back = way_back(reviewing.view, reviewing.shell.kept)
    return {"items": [str(reviewing.item.id)], "back": back, "stay": True}


def done_html(reviewing: Reviewing) -> str:
    """Return what was done with the document before this one, with a way to undo it."""
    return done_notice(reviewing.shell, way_back(reviewing.view, reviewing.shell.kept))


def done_notice(shell: Shell, back: str) -> str:
    """Return what the address says was just done with documents, with a way to undo it; else nothing."""
    done = next(iter(shell.parameters.get("done", ())), "")
    ids = _ids(shell, "was")
    if done not in DONE or not ids:
        return ""
    text = shell.catalogue.text
    said, name = _said(done, ids, shell)
    if not said:
        return ""
    undo = act_button(
        "reviews.undo",
        text("review.undo" if len(ids) == 1 else "review.undo_all"),
        {"items": [str(each) for each in ids], "back": back, "stay": len(ids) == 1},
        name=name,
        then=TITLE_ID,
    )
    left = _failed(back, shell)
    return f'<div class="mb-notice mb-done" role="status"><p>{escape(said)} {undo}</p>{left}</div>'


def _failed(back: str, shell: Shell) -> str:
    """Return which documents could not be accepted, each a way to where it is told why."""
    ids = _ids(shell, "failed")
    if not ids:
        return ""
    view = read_view(parse_qs(back))
    links = []
    for each in ids[:_MOST_NAMED]:
        try:
            queued = shell.knowledge_base.review.item(ReviewItemId(each)).queued
        except KbError:  # gone meanwhile
            continue
        if queued is not None:
            name = f"{one_line(queued.title, max_chars=80)} ({queued.file_name})"
            links.append(link(name, review_href(queued.id, view, shell.kept)))
    said = escape(shell.catalogue.text("review.n_failed", count=len(ids)))
    return f"<p>{said}</p><ul>{items(links)}</ul>"


def _ids(shell: Shell, name: str) -> list[int]:
    return [int(each) for each in shell.parameters.get(name, ())[:_MOST] if _NUMBER.fullmatch(each)]


def _said(done: str, ids: Sequence[int], shell: Shell) -> tuple[str, str]:
    """Return what was done with documents, and the whole name of the button that undoes it."""
    text, (one, several) = shell.catalogue.text, DONE[done]
    if len(ids) > 1:
        return text(several, count=len(ids)), ""
    try:
        queued = shell.knowledge_base.review.item(ReviewItemId(ids[0])).queued
    except KbError:  # gone meanwhile
        return "", ""
    if queued is None or queued.state.value != done:  # taken back meanwhile
        return "", ""
    title = one_line(queued.title, max_chars=80)
    return text(one, title=title), text("review.undo_title", title=title)


def conflict_html(reviewing: Reviewing, element_id: str) -> str:
    """Return that somebody else has changed the document since it was read; empty where nobody has."""
    shell, queued = reviewing.shell, reviewing.item.queued
    seen = read_number(shell.parameters, "seen")
    if seen is None or queued is None or seen >= reviewing.item.version:
        return ""
    text = shell.catalogue.text
    said = text(
        "review.conflict",
        who=who(queued.changed_name, queued.changed_by, shell.catalogue),
        date=when(queued.changed_at, shell.catalogue),
    )
    ignore = link(text("review.conflict_go_on"), reviewing.address())
    return (
        f'<div class="mb-notice mb-problem" role="alert" id="{element_id}" tabindex="-1">'
        f"<p>{escape(said)}</p><p>{escape(text('review.conflict_choose'))}</p><p>{ignore}</p></div>"
    )
