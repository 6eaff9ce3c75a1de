"""The accounts, for administrators: who may do what, who is logged in, and what was done."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence

import streamlit as st

from kb.accounts import OpenSession, Role, User
from kb.passwords import MIN_CHARS
from ui.access import needs_role
from ui.account_page import role_rights
from ui.audit_section import audit_html
from ui.data_table import data_table
from ui.form_fields import choice, field, tick
from ui.login_service import is_offered
from ui.markup import escape
from ui.moments import when
from ui.shell import TITLE_ID, Shell, View

_GIVEN = (Role.CONTRIBUTOR, Role.CURATOR, Role.ADMIN)


def render(shell: Shell) -> View:
    """Draw the accounts and the log."""
    view = View(key=f"users {shell.parameters.get('before')} {shell.parameters.get('about')}", focus=TITLE_ID)
    if needs_role(shell, Role.ADMIN):
        return view
    text, accounts = shell.catalogue.text, shell.knowledge_base.accounts
    shell.set_title(text("users.tab"))
    st.html(
        f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("users.title"))}</h1>'
        f'<p class="mb-lead">{escape(text("users.lead"))}</p>'
    )
    users, sessions = accounts.users(), accounts.sessions()
    st.html(f'<div class="mb-accounts">{_table(users, sessions, shell)}</div>')
    st.html(f"<h2>{escape(text('users.change'))}</h2>{''.join(_change_menu(each, shell) for each in users)}")
    st.html(f"<h2>{escape(text('users.add_heading'))}</h2>{_add_form(shell)}")
    st.html(f"<h2>{escape(text('users.roles_heading'))}</h2>{_roles(shell)}")
    st.html(audit_html(shell))
    return view


def _table(users: Sequence[User], sessions: Sequence[OpenSession], shell: Shell) -> str:
    text = shell.catalogue.text
    by_login: defaultdict[str, list[OpenSession]] = defaultdict(list)
    for session in sessions:
        by_login[session.login].append(session)
    keys = ("users.name", "users.login", "users.role", "users.state", "users.way", "users.logins")
    rows = [_row(user, by_login[user.login], shell) for user in users]
    return data_table(text("users.accounts"), [text(key) for key in keys], rows, n_texts=len(keys))


def _row(user: User, sessions: Sequence[OpenSession], shell: Shell) -> list[str]:
    text = shell.catalogue.text
    own = f" {text('users.yourself')}" if user.login == shell.actor.login else ""
    logins = text("users.logins_none")
    if sessions:
        seen = max(session.seen_at for session in sessions)
        logins = text("users.logins_now", count=len(sessions), date=when(seen, shell.catalogue))
    cells = (
        user.name + own,
        user.login,
        text(f"role.{user.role.value}"),
        text("users.state_on" if user.is_active else "users.state_off"),
        text("users.way_service" if user.password_hash is None else "users.way_password"),
        logins,
    )
    return [escape(cell) for cell in cells]


def _change_menu(user: User, shell: Shell) -> str:
    """Return what can be done with an account, behind its name."""
    summary = escape(f"{user.name} ({user.login})")
    off = "off" if user.is_active else "on"
    buttons = [_button("accounts.end", "users.end", user, shell)]
    if user.login != shell.actor.login:  # nobody locks themselves out here
        # what can be undone is done at once, and what cannot asks first
        buttons = [
            _button("accounts.change", f"users.{off}", user, shell, {"is_active": not user.is_active}),
            *buttons,
            _button("accounts.remove", "users.remove", user, shell, confirm="users.remove_confirm"),
        ]
    return (
        f'<details class="mb-menu mb-account-menu"><summary>{summary}</summary>'
        f"{_change_form(user, shell)}"
        f'<p class="mb-tools">{"".join(buttons)}</p></details>'
    )


def _change_form(user: User, shell: Shell) -> str:
    text = shell.catalogue.text
    element = f"mb-user-{escape(user.login)}"
    given = escape(json.dumps({"login": user.login}))
    fields = field(f"{element}-name", "full_name", text("users.name"), value=user.name, most=200)
    fields += choice(
        f"{element}-role", "granted", text("users.role"), _roles_of(user, shell), user.role.value
    )
    if user.password_hash is not None:
        fields += field(
            f"{element}-password", "password", text("users.new_password"), kind="password",
            advice=text("users.new_password_help", n=MIN_CHARS), autocomplete="new-password",
            is_required=False, most=1000,
        )  # fmt: skip
    title = escape(text("users.keep_title", login=user.login))
    return (
        f'<form class="mb-form" data-do="accounts.change" data-with="{given}" data-reset'
        f' data-then="{TITLE_ID}">{fields}'
        f'<p><button type="submit" class="mb-main-button" aria-label="{title}">'
        f"{escape(text('users.keep'))}</button></p></form>"
    )


def _roles_of(user: User, shell: Shell) -> dict[str, str]:
    roles = _GIVEN if user.role in _GIVEN else (user.role, *_GIVEN)
    return {role.value: shell.catalogue.text(f"role.{role.value}") for role in roles}


def _button(
    act: str,
    key: str,
    user: User,
    shell: Shell,
    given: Mapping[str, object] | None = None,
    *,
    confirm: str = "",
) -> str:
    text = shell.catalogue.text
    body = escape(json.dumps({"login": user.login, **(given or {})}))
    asks = f' data-confirm="{escape(text(confirm, login=user.login))}"' if confirm else ""
    return (
        f'<button type="button" class="mb-plain-button" data-do="{act}" data-with="{body}"{asks}'
        f' data-then="{TITLE_ID}" aria-label="{escape(text(f"{key}_title", login=user.login))}">'
        f"{escape(text(key))}</button>"
    )


def _add_form(shell: Shell) -> str:
    text = shell.catalogue.text
    roles = {role.value: text(f"role.{role.value}") for role in _GIVEN}
    fields = (
        field("mb-new-login", "login", text("users.login"), advice=text("users.login_help"), most=254)
        + field("mb-new-name", "full_name", text("users.name"), advice=text("users.name_help"), most=200)
        + choice("mb-new-role", "granted", text("users.role"), roles, Role.CONTRIBUTOR.value)
        + field(
            "mb-new-password",
            "password",
            text("users.password"),
            kind="password",
            advice=text("users.password_help", n=MIN_CHARS),
            autocomplete="new-password",
            is_required=not is_offered(),
            most=1000,
        )
    )
    if is_offered():
        fields += tick("mb-new-service", "by_service", text("users.add_service"))
    return (
        f'<form class="mb-form" data-do="accounts.add" data-reset data-then="{TITLE_ID}">{fields}'
        f'<p><button type="submit" class="mb-main-button">{escape(text("users.add"))}</button></p></form>'
    )


def _roles(shell: Shell) -> str:
    names = {role: shell.catalogue.text(f"role.{role.value}").capitalize() for role in _GIVEN}
    return "".join(f"<h3>{escape(name)}</h3>{role_rights(shell, role)}" for role, name in names.items())
