"""Leads whoever comes back from a login service to the login page, and keeps less of them than Streamlit.

Streamlit sends them to the start page, and where something went wrong on the way it says so there to nobody.
It writes whom the service has told into a cookie for 30 days, and the service's tokens into further ones,
which nobody here needs and which can be too long for proxies.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_CALLBACK = "/oauth2callback"
_LEAVE = "/auth/login"
_BACK = b"/login?back=1"
_TOKENS = b"_streamlit_user_tokens"
_IDENTITY = b"_streamlit_user"
_LIFETIME = re.compile(rb"max-age=[1-9]\d*", re.IGNORECASE)
_SHORT = b"Max-Age=300"  # seconds; the login page uses it at once


class LoginReturn:
    """Middleware over Streamlit's routes for login services."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app to wrap."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["path"] not in {_CALLBACK, _LEAVE}:
            await self._app(scope, receive, send)
            return
        is_replaced = False

        async def send_on(message: Message) -> None:
            nonlocal is_replaced
            if message["type"] == "http.response.start":
                headers = [_shortened(pair) for pair in message["headers"] if not _holds_tokens(pair)]
                to = next((value for name, value in headers if name.lower() == b"location"), b"")
                # a service that cannot be reached is an answer in English without a way on
                is_replaced = message["status"] >= 400 or to in {b"", b"/"}
                if is_replaced:
                    gone = {b"location", b"content-length", b"content-type"}
                    kept = [pair for pair in headers if pair[0].lower() not in gone]
                    added = [(b"location", _BACK), (b"content-length", b"0"), (b"cache-control", b"no-store")]
                    headers, message = [*kept, *added], {**message, "status": 302}
                message = {**message, "headers": headers}
            elif is_replaced and message["type"] == "http.response.body":
                if message.get("more_body"):
                    return
                message = {"type": "http.response.body", "body": b""}
            await send(message)

        await self._app(scope, receive, send_on)


def _holds_tokens(header: tuple[bytes, bytes]) -> bool:
    name, value = header
    # those that only take such a cookie away may pass
    return name.lower() == b"set-cookie" and value.startswith(_TOKENS) and bool(_LIFETIME.search(value))


def _shortened(header: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    name, value = header
    if name.lower() == b"set-cookie" and value.startswith(_IDENTITY):
        return name, _LIFETIME.sub(_SHORT, value)
    return header
