"""How far a practice has come, what the next step is, and who may take it."""

from __future__ import annotations

from kb.curation import Stamp, StillRunning
from kb.errors import CurationError
from kb.practices import PracticeField, PracticeState
from ui.edit_history import change_said
from ui.editing import Editing, field_id, moment, with_attribute
from ui.entry_markup import practice_href
from ui.markup import escape, items, link
from ui.problems import problem_text
from ui.review_buttons import act_button

STATE_ID = "mb-state"
_STEPS = (PracticeState.DRAFT, PracticeState.REVIEWED, PracticeState.PUBLISHED)
# Where a problem is put right.
_PLACES = {
    "curate.problem_figures": "mb-texts",
    "curate.problem_title_rests_on_nothing": field_id(PracticeField.TITLE),
    "curate.problem_summary_rests_on_nothing": field_id(PracticeField.SUMMARY),
    "curate.problem_no_passage": "mb-passages",
}
# What is no work on what is told, so that whoever did it alone may review.
_STEPS_ONLY = frozenset({"state", "reviewed", "published", "verified", "note"})


def state_html(editing: Editing) -> str:
    """Return the bar: the steps with who took them, what comes next, and what else can be done."""
    head = f'<h2 id="{STATE_ID}" tabindex="-1">{editing.text("edit.state")}</h2>'
    if not editing.can_change:
        return f'<div class="mb-edit-bar">{head}{_candidate(editing)}</div>'
    return (
        f'<div class="mb-edit-bar">{head}{_steps(editing)}{_next(editing)}'
        f'<div class="mb-tools">{_buttons(editing)}</div>{_last(editing)}</div>'
        f"{_problems(editing)}{_due(editing)}"
    )


def verify_html(editing: Editing) -> str:
    """Return what was found last when somebody made sure of it, and the form to note it anew."""
    curated, catalogue = editing.curated, editing.shell.catalogue
    head = f'<h2 id="mb-verify" tabindex="-1">{editing.text("edit.verify")}</h2>'
    said = editing.text("edit.verified_never")
    if curated.verified.at:
        running = curated.still_running or StillRunning.UNKNOWN
        said = editing.text(
            "edit.verified",
            who=editing.name_of(curated.verified.by),
            date=moment(curated.verified.at, catalogue),
            what=catalogue.text(f"edit.running_{running.value}"),
        )
    choices = "".join(
        f'<label><input type="radio" name="running" value="{each.value}"'
        f"{' checked' if each is (curated.still_running or StillRunning.UNKNOWN) else ''}>"
        f" {editing.text(f'edit.running_{each.value}')}</label>"
        for each in StillRunning
    )
    return (
        f'{head}<p class="mb-quiet mb-measure">{editing.text("edit.verify_lead")}</p><p>{said}</p>'
        f'<form class="mb-edit-form" data-do="curating.verify" data-then="mb-verify"'
        f" {with_attribute({'practice': editing.id})}>"
        f'<fieldset class="mb-choices"><legend>{editing.text("edit.running")}</legend>{choices}</fieldset>'
        f'<p><label for="mb-verify-note">{editing.text("edit.note")}</label>'
        f'<input type="text" id="mb-verify-note" name="note" maxlength="1000" autocomplete="off"></p>'
        f'<p><button type="submit" class="mb-plain-button">{editing.text("edit.verify_button")}</button></p>'
        f"</form>"
    )


def _candidate(editing: Editing) -> str:
    button = act_button(
        "curating.take_over",
        editing.shell.catalogue.text("edit.take_over"),
        {"practice": editing.id},
        then=STATE_ID,
        css="mb-main-button",
    )
    return (
        f'<p>{editing.text("edit.candidate_lead")}</p><div class="mb-tools">{button}{_preview(editing)}</div>'
    )


def _steps(editing: Editing) -> str:
    curated = editing.curated
    stamps = {PracticeState.REVIEWED: curated.reviewed, PracticeState.PUBLISHED: curated.published}
    reached = _STEPS.index(curated.state)
    entries = []
    for number, state in enumerate(_STEPS):
        label = f"<b>{editing.text(f'edit.step_{state.value}')}</b>"
        stamp = stamps.get(state, Stamp())
        if number <= reached and stamp.at:
            day = editing.shell.catalogue.date(stamp.at[:10])
            who = editing.name_of(stamp.by)
            said = editing.text("edit.by_at", who=who, date=day) if who else escape(day)
            label += f"<span>{said}</span>"
        current = ' aria-current="step"' if number == reached else ""
        done = ' class="mb-step-done"' if number <= reached else ""
        entries.append(f"<li{done}{current}>{label}</li>")
    return f'<ol class="mb-steps">{"".join(entries)}</ol>'


def _next(editing: Editing) -> str:
    """Return what comes next, and whether whoever reads may do it."""
    state = editing.curated.state
    if state is PracticeState.PUBLISHED:
        two = editing.shell.knowledge_base.settings.two_reviewers
        return f"<p>{editing.text('edit.next_published_two' if two else 'edit.next_published')}</p>"
    if editing.curated.problems:
        return f"<p>{editing.text('edit.next_problems')}</p>"
    if _is_for_another(editing):
        return f"<p>{editing.text(f'edit.next_{state.value}_other')}</p>"
    return f"<p>{editing.text(f'edit.next_{state.value}')}</p>"


def _is_for_another(editing: Editing) -> bool:
    """Return whether two reviewers are asked for, and the next step is not this one's."""
    if not editing.shell.knowledge_base.settings.two_reviewers:
        return False
    me, curated = editing.shell.actor.login, editing.curated
    if curated.state is PracticeState.REVIEWED:
        return curated.reviewed.by == me
    return set(_editors(editing)) == {me}


def _editors(editing: Editing) -> list[str]:
    found = []
    for change in editing.curated.history:
        mine = [each for each in change.fields if each.practice_id == editing.id]
        if any(each.field == "published" and each.after for each in mine):
            break  # what was done before it was published was reviewed
        if change.undone_by is None and any(each.field not in _STEPS_ONLY for each in mine):
            found.append(change.login)
    return found


def _buttons(editing: Editing) -> str:
    text, state = editing.shell.catalogue.text, editing.curated.state
    asked = {"practice": editing.id}
    can_go_on = not editing.curated.problems and not _is_for_another(editing)
    buttons = []
    if state is PracticeState.DRAFT:
        if can_go_on:
            buttons.append(
                act_button("curating.submit", text("edit.submit"), asked, then=STATE_ID, css="mb-main-button")
            )
        buttons.append(act_button("curating.discard", text("edit.discard"), asked, then=STATE_ID))
    elif state is PracticeState.REVIEWED:
        if can_go_on:
            buttons.append(
                act_button(
                    "curating.publish", text("edit.publish"), asked, then=STATE_ID, css="mb-main-button"
                )
            )
        buttons.append(act_button("curating.withdraw", text("edit.withdraw"), asked, then=STATE_ID))
    else:
        buttons.append(act_button("curating.withdraw", text("edit.withdraw"), asked, then=STATE_ID))
    return "".join(buttons) + _preview(editing)


def _preview(editing: Editing) -> str:
    key = "edit.to_page" if editing.curated.state is PracticeState.PUBLISHED else "edit.preview"
    return link(editing.shell.catalogue.text(key), practice_href(editing.id, editing.shell.kept))


def _last(editing: Editing) -> str:
    """Return the last change with a way to undo it."""
    last = next(iter(editing.curated.history), None)
    if last is None:
        return ""
    at = moment(last.at, editing.shell.catalogue)
    said = f"{change_said(last, editing.id, editing.shell)} {escape(at)}"
    undo = ""
    if last.can_be_undone:
        undo = act_button(
            "curating.undo",
            editing.shell.catalogue.text("edit.undo"),
            {"change": last.id},
            name=editing.shell.catalogue.text("edit.undo_last"),
            then=STATE_ID,
        )
    return f'<p class="mb-last"><span>{editing.text("edit.last")}</span> <span>{said}</span> {undo}</p>'


def _problems(editing: Editing) -> str:
    found = editing.curated.problems
    if not found or editing.curated.state is PracticeState.PUBLISHED:
        return ""
    listed = items(_problem(each, editing) for each in found)
    return (
        f'<div class="mb-notice mb-problems"><p><b>{editing.text("edit.problems")}</b></p>'
        f"<ul>{listed}</ul></div>"
    )


def _problem(problem: CurationError, editing: Editing) -> str:
    said = escape(problem_text(problem, editing.shell.catalogue))
    anchor = _PLACES.get(problem.key)
    if anchor is None and editing.curated.lost:
        field = editing.curated.lost[0][0]
        anchor = "mb-passages" if field is None else field_id(field)
    if anchor is None:
        return said
    return f'{said} <a class="mb-jump mb-always" href="#{anchor}">{editing.text("edit.go_there")}</a>'


def _due(editing: Editing) -> str:
    if not editing.curated.due:
        return ""
    listed = items(editing.text(f"curate.due_{each.value}") for each in editing.curated.due)
    return (
        f'<div class="mb-notice"><p><b>{editing.text("edit.due")}</b></p><ul>{listed}</ul>'
        f'<p><a class="mb-jump mb-always" href="#mb-verify">{editing.text("edit.to_verify")}</a></p></div>'
    )
