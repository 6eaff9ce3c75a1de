"""Addresses of the app that come back to it: where somebody was before they logged in."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlencode

from ui.menu import PAGES
from ui.search_state import Kept, Parameters, href

_QUERY = re.compile(r"[A-Za-z0-9_.~%&=+*-]*")  # what urlencode writes
_MAX_CHARS = 4000
_NOT_BACK_TO = frozenset({"login"})


def own_address(text: str) -> str | None:
    """Return an address of a page of the app, relative to any page of it; None where ``text`` is none.

    Args:
        text: As ``here`` writes it. Whatever else came in by the address leads nowhere.
    """
    page, _, query = text.partition("?")
    if page not in {"", *PAGES} - _NOT_BACK_TO or len(text) > _MAX_CHARS or not _QUERY.fullmatch(query):
        return None
    return href(page, parse_qs(query, keep_blank_values=True), Kept())


def here(page_path: str, parameters: Parameters) -> str:
    """Return what :func:`own_address` reads."""
    pairs = [(name, value) for name, values in parameters.items() for value in values]
    return page_path + (f"?{urlencode(pairs)}" if pairs else "")


def login_href(page_path: str, parameters: Parameters, kept: Kept) -> str:
    """Return the address of the login page, which leads back to this page; from itself to where it leads."""
    if page_path in _NOT_BACK_TO:
        back = next(iter(parameters.get("next", ())), "")
    else:
        back = here(page_path, parameters)
    return href("login", {"next": [back]} if own_address(back) not in {None, "./"} else {}, kept)
