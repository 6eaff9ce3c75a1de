"""Pages that are not for everybody: why not, and how to get in."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from ui.markup import escape, link
from ui.own_address import login_href
from ui.shell import TITLE_ID, Shell


def needs_role(shell: Shell, role: Role) -> bool:
    """Write why somebody may not use a page and how to log in, with a heading of its own.

    Returns:
        True where the page must stop, with ``View(key=…, focus=TITLE_ID)``; False, and nothing is written,
        for those who have the role.
    """
    if shell.actor.role.includes(role):
        return False
    text = shell.catalogue.text
    needed = text(f"role.{role.value}")
    if shell.actor.has_account:
        title = text("login.needs_more_title")
        own = text(f"role.{shell.actor.role.value}")
        said, way = text("login.needs_more", name=shell.actor.name, own=own, role=needed), ""
    else:
        title, said = text("login.needs_title"), text("login.needs", role=needed)
        address = login_href(shell.page_path, shell.parameters, shell.kept)
        way = f"<p>{link(text('login.log_in'), address, css='mb-button')}</p>"
    shell.set_title(title)
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(title)}</h1>'
        f'<div class="mb-notice" role="status"><p>{escape(said)}</p></div>{way}'
    )
    return True
