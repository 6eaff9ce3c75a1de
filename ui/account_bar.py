"""Who is logged in, at the top of every page, and what scripts say of logins."""

from __future__ import annotations

from collections.abc import Mapping

from kb.accounts import Actor
from kb.i18n import Catalogue
from ui.markup import escape, items, link
from ui.own_address import login_href
from ui.search_state import Kept, Parameters, href

# What act.js and login.js say; by the name of the data attribute.
_SAID: Mapping[str, str] = {
    "failed": "act.failed",
    "ended-title": "login.ended_title",
    "ended": "login.ended",
    "ended-link": "login.ended_link",
    "close": "login.close",
}


def account_bar(
    catalogue: Catalogue,
    parameters: Parameters,
    page_path: str,
    kept: Kept,
    actor: Actor,
    *,
    can_log_in: bool,
) -> str:
    """Return the way to the login, or to the account and out; empty where there are no accounts."""
    text = catalogue.text
    if actor.has_account:
        entries = [_to_account(catalogue, page_path, kept, actor), log_out_button(catalogue, kept)]
    elif can_log_in:
        current = ' aria-current="page"' if page_path == "login" else ""
        address = login_href(page_path, parameters, kept)
        entries = [link(text("login.log_in"), address, attributes=current)]
    else:
        return ""
    label = escape(text("login.account"))
    return f'<nav class="mb-account" aria-label="{label}"><ul>{items(entries)}</ul></nav>'


def log_out_button(catalogue: Catalogue, kept: Kept, *, css: str = "mb-as-link") -> str:
    """Return a button that ends the login of this browser."""
    address = escape(href("login", {"out": ["1"]}, kept))
    label = escape(catalogue.text("login.log_out"))
    return f'<button type="button" class="{css}" data-log-out="{address}">{label}</button>'


def act_texts(catalogue: Catalogue, kept: Kept) -> str:
    """Return an element, not seen, that holds what scripts say of actions and logins; every page has it."""
    said = "".join(f' data-{name}="{escape(catalogue.text(key))}"' for name, key in _SAID.items())
    login = escape(href("login", {}, kept))
    return f'<div id="mb-act" hidden{said} data-login="{login}"></div>'


def _to_account(catalogue: Catalogue, page_path: str, kept: Kept, actor: Actor) -> str:
    label = escape(catalogue.text("login.to_account", name=actor.name))
    current = ' aria-current="page"' if page_path == "account" else ""
    return link(actor.name, href("account", {}, kept), attributes=f' aria-label="{label}"{current}')
