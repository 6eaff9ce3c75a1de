"""One's own account: what it may do, the password, and logging out."""

from __future__ import annotations

import streamlit as st

from kb.accounts import Role
from kb.passwords import MIN_CHARS
from ui.access import needs_role
from ui.account_bar import log_out_button
from ui.form_fields import field
from ui.markup import escape, items
from ui.moments import when
from ui.shell import TITLE_ID, Shell, View

# What each role adds to the one before.
_MAY = {
    Role.CONTRIBUTOR: "account.may_contributor",
    Role.CURATOR: "account.may_curator",
    Role.ADMIN: "account.may_admin",
}


def render(shell: Shell) -> View:
    """Draw the account of whoever is logged in."""
    view = View(key="account", focus=TITLE_ID)
    if needs_role(shell, Role.CONTRIBUTOR):
        return view
    text = shell.catalogue.text
    shell.set_title(text("account.tab"))
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("account.title"))}</h1>{_facts(shell)}')
    st.html(f"<h2>{escape(text('account.may'))}</h2>{role_rights(shell, shell.actor.role)}")
    st.html(_password(shell))
    st.html(_out(shell))
    return view


def role_rights(shell: Shell, role: Role) -> str:
    """Return a list of what a role may do."""
    allowed = (escape(shell.catalogue.text(key)) for each, key in _MAY.items() if role.includes(each))
    return f'<ul class="mb-measure">{items(allowed)}</ul>'


def _facts(shell: Shell) -> str:
    text, actor = shell.catalogue.text, shell.actor
    facts = {
        "account.name": actor.name,
        "account.login": actor.login,
        "account.role": text(f"role.{actor.role.value}"),
    }
    listed = "".join(f"<dt>{escape(text(key))}</dt><dd>{escape(said)}</dd>" for key, said in facts.items())
    return (
        f'<dl class="mb-account-facts">{listed}</dl>'
        f'<p class="mb-quiet mb-measure">{escape(text("account.shown"))}</p>'
    )


def _password(shell: Shell) -> str:
    text = shell.catalogue.text
    heading = f"<h2>{escape(text('account.password_heading'))}</h2>"
    if shell.knowledge_base.accounts.me().password_hash is None:
        return f'{heading}<p class="mb-measure">{escape(text("account.password_elsewhere"))}</p>'
    lead = escape(text("account.password_lead", n=MIN_CHARS))
    fields = (
        # for the browser's keeper of passwords, which asks whose it is
        f'<input type="text" autocomplete="username" value="{escape(shell.actor.login)}" hidden readonly>'
        + _secret("old_password", "account.password_old", "current-password", shell)
        + _secret("new_password", "account.password_new", "new-password", shell)
        + _secret("again", "account.password_again", "new-password", shell)
    )
    return (
        f'{heading}<p class="mb-measure">{lead}</p>'
        f'<form class="mb-form" data-do="accounts.password" data-reset data-then="{TITLE_ID}">{fields}'
        f'<p><button type="submit" class="mb-main-button">{escape(text("account.password_change"))}</button>'
        "</p></form>"
    )


def _secret(name: str, key: str, autocomplete: str, shell: Shell) -> str:
    return field(
        f"mb-{name.replace('_', '-')}", name, shell.catalogue.text(key),
        kind="password", autocomplete=autocomplete, most=1000,
    )  # fmt: skip


def _out(shell: Shell) -> str:
    text = shell.catalogue.text
    sessions = shell.knowledge_base.accounts.my_sessions()
    logins = text("account.only_here")
    if len(sessions) > 1:
        logins = text(
            "account.logins", count=len(sessions), date=when(sessions[-1].started_at, shell.catalogue)
        )
    everywhere = (
        f'<button type="button" class="mb-plain-button" data-do="accounts.end_mine" data-then="{TITLE_ID}">'
        f"{escape(text('account.out_everywhere'))}</button>"
    )
    return (
        f"<h2>{escape(text('account.out_heading'))}</h2>"
        f'<p class="mb-measure">{escape(text("account.out_lead"))}</p>'
        f"<p>{log_out_button(shell.catalogue, shell.kept, css='mb-plain-button')}</p>"
        f'<p class="mb-measure">{escape(logins)} {escape(text("account.out_everywhere_lead"))}</p>'
        f"<p>{everywhere}</p>"
    )
