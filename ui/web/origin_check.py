"""Keeps pages of other sites away from Streamlit's own addresses.

Where a browser names another origin, Streamlit asks a host outside for this machine's public address, to see
whether the origin is that, and waits for the answer; and it lets in any page served from localhost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_STREAMLIT = "/_stcore/"
_METRICS = f"{_STREAMLIT}metrics"


class OriginCheck:
    """Middleware that refuses WebSockets of other origins, and keeps origins and numbers to ourselves."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app to wrap."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "websocket" and not is_own_origin(Headers(scope=scope)):
            await PlainTextResponse("403: opened by a page of another site.\n", 403)(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(_METRICS):
            # how many read is nobody's business but the operator's
            await PlainTextResponse("404: not found.\n", 404)(scope, receive, send)
            return
        if scope["type"] == "http" and scope["path"].startswith(_STREAMLIT):
            # a page of our own needs no leave, and no other page gets any
            scope = {**scope, "headers": [pair for pair in scope["headers"] if pair[0] != b"origin"]}
        await self._app(scope, receive, send)


def is_own_origin(headers: Headers) -> bool:
    """Return whether a request comes from a page of the host that it asks; programs name no origin."""
    origin = headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == headers.get("host", "").lower() != ""
    except ValueError:
        return False
