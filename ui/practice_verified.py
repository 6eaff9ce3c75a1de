"""When somebody made sure of a practice last and whether it goes on, and the way for curators to edit it."""

from __future__ import annotations

from kb.accounts import Role
from kb.entries import Entry
from kb.practices import PracticeId
from ui.editing import edit_href
from ui.markup import escape, link
from ui.shell import Shell


def verified_html(entry: Entry, shell: Shell) -> str:
    """Return in words when a practice was made sure of and what was found; "" where nobody has."""
    verified = shell.knowledge_base.practices.verified(PracticeId(entry.ref.number))
    if verified is None:
        return ""
    catalogue = shell.catalogue
    what = f"practice.verified_{verified.still_running.value}"
    said = catalogue.text(what, date=catalogue.date(verified.at[:10]))
    return f'<p class="mb-verified">{escape(said)}</p>'


def edit_link(entry: Entry, shell: Shell) -> str:
    """Return the link to where a practice is edited, for those who may; "" for all others."""
    if not shell.actor.role.includes(Role.CURATOR):
        return ""
    address = edit_href(PracticeId(entry.ref.number), shell)
    return link(shell.catalogue.text("practice.edit"), address, css="mb-button")
