"""The login page: with a password, or with the organisation's own login service."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from kb.errors import KbError
from ui.account_bar import log_out_button
from ui.acting import can_log_in
from ui.login_service import identity, is_offered, leave, service_name, told
from ui.markup import escape, link
from ui.own_address import own_address
from ui.problems import problem_text
from ui.search_state import href
from ui.shell import TITLE_ID, Shell, View

_VIEW = View(key="login", focus=TITLE_ID)


def render(shell: Shell) -> View:
    """Draw the ways to log in; or who is logged in already, or comes back from the service."""
    text = shell.catalogue.text
    shell.set_title(text("login.tab"))
    st.html(f'<h1 id="{TITLE_ID}" tabindex="-1">{escape(text("login.log_in"))}</h1>')
    if shell.actor.has_account:
        _show_logged_in(shell)
        return _VIEW
    is_back = "back" in shell.parameters
    claims = told() if is_back else None
    if claims is not None and _comes_in(claims, shell):
        return _VIEW
    if is_back and claims is None:
        name = service_name(shell.knowledge_base.settings, shell.catalogue)
        _notice(text("login.back_failed", name=name), is_problem=True)
    elif "out" in shell.parameters:
        _notice(text("login.is_out"))
    _show_ways_in(shell, is_again=claims is not None)
    return _VIEW


def _show_logged_in(shell: Shell) -> None:
    text = shell.catalogue.text
    _notice(text("login.is_in", name=shell.actor.name))
    is_asked = own_address(next(iter(shell.parameters.get("next", ())), "")) not in {None, "./"}
    way = link(text("login.go_on" if is_asked else "login.to_start"), _next(shell), css="mb-button")
    out = log_out_button(shell.catalogue, shell.kept, css="mb-plain-button")
    st.html(f"<p>{way}</p><p>{out}</p>")


def _show_ways_in(shell: Shell, *, is_again: bool) -> None:
    text, settings = shell.catalogue.text, shell.knowledge_base.settings
    if not can_log_in(shell.knowledge_base):
        _notice(text("login.no_accounts"))
        st.html(f'<p><code class="mb-command">{escape(text("login.command"))}</code></p>')
        return
    st.html(f'<p class="mb-lead">{escape(text("login.lead"))}</p>')
    heading = ""
    if is_offered():
        name = service_name(settings, shell.catalogue)
        label = text("login.again") if is_again else text("login.service", name=name)
        # Only the click itself leads there: an address that did would catch whoever goes back
        if st.button(label, key="mb-service", type="primary"):
            leave()
        heading = f"<h2>{escape(text('login.or_password'))}</h2>"
    st.html(heading + _form(shell) + _whom_to_ask(shell))


def _form(shell: Shell) -> str:
    text = shell.catalogue.text
    return (
        f'<form id="mb-login" class="mb-form" data-next="{escape(_next(shell))}">'
        f'<p><label for="mb-login-name">{escape(text("login.name"))}</label>'
        '<input id="mb-login-name" name="login" type="text" autocomplete="username" autocapitalize="none"'
        ' spellcheck="false" required maxlength="200" aria-describedby="mb-login-problem"></p>'
        f'<p><label for="mb-login-password">{escape(text("login.password"))}</label>'
        '<input id="mb-login-password" name="password" type="password" autocomplete="current-password"'
        ' required maxlength="1000" aria-describedby="mb-login-problem"></p>'
        '<p id="mb-login-problem" class="mb-form-problem" role="alert"></p>'
        f'<p><button type="submit" class="mb-main-button">{escape(text("login.log_in"))}</button></p></form>'
    )


def _whom_to_ask(shell: Shell) -> str:
    text, email = shell.catalogue.text, shell.knowledge_base.settings.contact_email
    said = text("login.forgotten_mail", email=email) if email else text("login.forgotten")
    return f'<p class="mb-quiet mb-measure">{escape(said)}</p>'


def _comes_in(claims: Mapping[str, object], shell: Shell) -> bool:
    """Give whoever comes back from the service a ticket; where they get none, say why."""
    who = identity(claims, claim=shell.knowledge_base.settings.oidc_claim)
    if who is None:
        return _turned_away(shell.catalogue.text("login.no_address"))
    try:
        ticket = shell.knowledge_base.accounts.begin_ticket(who.address, who.name)
    except KbError as error:
        return _turned_away(problem_text(error, shell.catalogue))
    text = shell.catalogue.text
    asked = next(iter(shell.parameters.get("next", ())), "")
    # login.js shows it where the ticket is good for nothing. No link within the page: the connection still
    # knows whom the service has told
    again = escape(href("login", {"next": [asked]} if own_address(asked) else {}, shell.kept))
    st.html(
        f'<div id="mb-ticket" data-ticket="{escape(ticket)}" data-next="{escape(_next(shell))}">'
        f'<p role="alert" class="mb-measure">{escape(text("login.coming_in"))}</p>'
        f'<p hidden><a class="mb-button" href="{again}">{escape(text("login.again"))}</a></p></div>'
    )
    return True


def _turned_away(said: str) -> bool:
    _notice(said, is_problem=True)
    # the next try is to ask the service again
    st.html('<div id="mb-forget" hidden></div>')
    return False


def _next(shell: Shell) -> str:
    asked = next(iter(shell.parameters.get("next", ())), "")
    return (own_address(asked) if asked else None) or href("", {}, shell.kept)


def _notice(said: str, *, is_problem: bool = False) -> None:
    css, role = ("mb-notice mb-problem", "alert") if is_problem else ("mb-notice", "status")
    st.html(f'<div class="{css}" role="{role}"><p>{escape(said)}</p></div>')
