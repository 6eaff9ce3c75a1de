"""Makes Streamlit's start page ours: its language, its scripts, and what the browser may fetch and run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from kb.errors import KbError
from kb.i18n import UiLanguage, load_catalogue
from kb.settings import load_settings
from ui.markup import escape
from ui.search_state import read_ui_language
from ui.web.asset_routes import ASSETS, SCRIPTS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Streamlit's code writes styles as it runs, and pictures come as data; all else is a file of ours.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-src 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_LANGUAGE = re.compile(r'<html lang="[^"]*">')
_TITLE = re.compile(r"<title>.*?</title>", re.DOTALL)
_INLINE_SCRIPT = re.compile(r"<script>.*?</script>", re.DOTALL)
_SERVICE = re.compile(r'<link rel="service-desc"[^>]*>')
_NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)


class PageFrame:
    """Middleware that adds headers to every answer and rewrites Streamlit's start page."""

    def __init__(self, app: ASGIApp) -> None:
        """Take the app to wrap."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Answer(scope, send))


class _Answer:
    """Passes an answer on, a page of HTML only when it is whole."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = {name.decode("latin-1").lower(): value for name, value in message["headers"]}
            added = [(k.encode(), v.encode()) for k, v in _HEADERS.items() if k not in headers]
            message = {**message, "headers": [*message["headers"], *added]}
            is_page = headers.get("content-type", b"").startswith(b"text/html") and message["status"] == 200
            if is_page and b"content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._send_page()
            return
        await self._send(message)

    async def _send_page(self) -> None:
        start, self._start = self._start, None
        if start is None:
            return
        query = self._scope.get("query_string", b"").decode("latin-1")
        body = framed(self._body.decode("utf-8"), query).encode("utf-8")
        # the page is another for each address, so what identified the file does not identify it
        gone = {b"content-length", b"etag", b"last-modified"}
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in gone]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def framed(page: str, query: str) -> str:
    """Return Streamlit's start page in the language of the address, with our scripts and none within it."""
    catalogue = load_catalogue(read_ui_language(parse_qs(query)) or _default_language())
    page = _LANGUAGE.sub(f'<html lang="{catalogue.ui_language}">', page, count=1)
    page = _TITLE.sub(f"<title>{escape(catalogue.text('app.name'))}</title>", page, count=1)
    page = _SERVICE.sub("", _INLINE_SCRIPT.sub("", page))
    page = _NOSCRIPT.sub(f"<noscript><p>{escape(catalogue.text('app.noscript'))}</p></noscript>", page)
    return page.replace("</head>", f"{_script_tags()}</head>", 1)


def _default_language() -> UiLanguage:
    try:
        return load_settings().ui_language
    except KbError:
        return "sv"  # the page itself will say what is wrong


@cache
def _script_tags() -> str:
    tags = []
    for name in SCRIPTS:
        version = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:12]
        tags.append(f'<script defer src="./mb/{name}?v={version}"></script>')
    return "".join(tags)
