"""Refuses requests that name another host than the app's own.

A stranger's page can make its own name lead to this machine and then read the app with the reader's browser
(DNS rebinding): such requests carry the stranger's name. Streamlit's ``server.allowedHosts`` looks at the
WebSocket only, and Starlette's ``TrustedHostMiddleware`` knows no addresses: ``http://192.168.1.5:8501``
would have to be listed.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

from kb.addresses import LOCAL_HOSTS, is_ip_address
from kb.errors import KbError
from kb.settings import Settings, load_settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_MESSAGE = (
    "400: this address is not one of Metodbank's own.\n\n"
    "Open the address that the operator has given out. Operators: add the host name to allowed_hosts "
    "(METODBANK_ALLOWED_HOSTS) or set public_url (METODBANK_PUBLIC_URL).\n"
)


class HostCheck:
    """Middleware that answers only to the app's own host names, for pages and the WebSocket alike."""

    def __init__(self, app: ASGIApp, allowed_hosts: Collection[str]) -> None:
        """Take the app to wrap and the names from :func:`hosts_of`."""
        self._app = app
        self._allowed = frozenset(allowed_hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        asked = scope["type"] in {"http", "websocket"}
        if asked and not is_allowed(Headers(scope=scope).getlist("host"), self._allowed):
            await PlainTextResponse(_MESSAGE, status_code=400)(scope, receive, send)
            return
        await self._app(scope, receive, send)


def is_allowed(named: Collection[str], allowed: Collection[str]) -> bool:
    """Return whether a request with these Host headers is for the app.

    Args:
        named: The values of its Host headers; there must be one.
        allowed: Names in lower case; ``*.example.se`` stands for all names below ``example.se``.
    """
    if len(named) != 1:
        return False
    try:
        parts = urlsplit(f"//{next(iter(named))}")
        name, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not name or parts.path or parts.query or parts.fragment or parts.username is not None:
        return False
    name = name.rstrip(".")
    # An address cannot be made to lead elsewhere, only a name can
    if is_ip_address(name) or name in allowed:
        return True
    return any(each.startswith("*.") and name.endswith(each[1:]) for each in allowed)


def hosts_of(settings: Settings) -> frozenset[str]:
    """Return the host names that the app answers to."""
    public = urlsplit(settings.public_url or "").hostname
    return LOCAL_HOSTS | set(settings.allowed_hosts) | ({public} if public else set())


def own_hosts() -> frozenset[str]:
    """Return the host names of this process's settings; only this machine's where they are broken."""
    try:
        return hosts_of(load_settings())
    except KbError:
        return LOCAL_HOSTS  # the page itself will say what is wrong
