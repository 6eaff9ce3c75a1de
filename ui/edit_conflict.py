"""What others have changed while somebody wrote, said at the top of the page."""

from __future__ import annotations

from ui.edit_history import fields_said
from ui.editing import Editing, moment
from ui.markup import escape, link

CONFLICT_ID = "mb-conflict"


def conflict_html(editing: Editing) -> str:
    """Return who changed what last meanwhile; "" where the address does not say that it matters."""
    if not editing.shell.parameters.get("seen"):
        return ""
    me = editing.shell.actor.login
    last = next((change for change in editing.curated.history if change.login != me), None)
    if last is None:
        return ""
    names = fields_said([last], editing.id, editing.shell)
    said = editing.text(
        "edit.conflict", who=last.name, date=moment(last.at, editing.shell.catalogue), fields=names
    )
    asked = next(iter(editing.shell.parameters.get("mine", ())), "").replace(".", "-")
    element = f"mb-{asked}-theirs"
    choose = ""
    if asked and asked.replace("-", "").isalpha():
        label = editing.text("edit.conflict_choose")
        choose = f' <a class="mb-jump mb-always" href="#{escape(element)}">{label}</a>'
    go_on = link(
        editing.shell.catalogue.text("edit.conflict_go_on"),
        editing.address(),
        attributes=' data-focus="mb-title"',
    )
    return (
        f'<div class="mb-notice" id="{CONFLICT_ID}" tabindex="-1" role="status">'
        f"<p>{said}{choose}</p><p>{go_on}</p></div>"
    )
