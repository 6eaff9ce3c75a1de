"""Makes Streamlit's start page ours: its language, its scripts, and what the browser may fetch and run."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from kb.errors import KbError
from kb.gazetteer import load_gazetteer
from kb.i18n import Catalogue, UiLanguage, load_catalogue
from kb.settings import load_settings
from kb.taxonomy import load_taxonomy
from ui.markup import escape
from ui.search_feed import head_link
from ui.search_state import Kept, KnownCodes, Parameters, read_search, read_ui_language
from ui.web.asset_routes import ASSETS, SCRIPTS
from ui.web.not_found import is_page, not_found_page

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
    # no page of another site keeps a hand on our window, or puts our answers into itself
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# Streamlit's start page has it, and no other page
_ROOT = b'<div id="root">'
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
        if scope["method"] == "HEAD":
            # only the whole page tells how long it is
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await self._app(_unpacked(scope), receive, _Answer(scope, send))


def _without_body(send: Send) -> Send:
    """Return a ``send`` for HEAD: the headers go out as they are, and an empty body."""

    async def send_head(message: Message) -> None:
        if message["type"] == "http.response.body":
            if message.get("more_body"):
                return
            message = {**message, "body": b""}
        await send(message)

    return send_head


def _unpacked(scope: Scope) -> Scope:
    """Return a request for a page as by a browser that unpacks nothing: a packed page cannot be rewritten."""
    headers = scope["headers"]
    if not any(name == b"accept" and b"text/html" in value for name, value in headers):
        return scope
    return {**scope, "headers": [pair for pair in headers if pair[0] != b"accept-encoding"]}


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
            if is_page and "content-encoding" not in headers:
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
        if _ROOT not in self._body:
            # a page of one of our own routes: whole as it is
            await self._send(start)
            await self._send({"type": "http.response.body", "body": self._body})
            return
        parameters = parse_qs(self._scope.get("query_string", b"").decode("latin-1"))
        catalogue = load_catalogue(read_ui_language(parameters) or _default_language())
        if is_page(self._scope["path"]):
            page = framed(self._body.decode("utf-8"), catalogue)
            if not self._scope["path"].strip("/"):
                page = page.replace("</head>", f"{_feed_link(parameters, catalogue)}</head>", 1)
        else:
            page, start = not_found_page(catalogue, parameters), {**start, "status": 404}
        body = page.encode("utf-8")
        # the page is another for each address, so what identified the file does not identify it
        gone = {b"content-length", b"etag", b"last-modified"}
        headers = [(name, value) for name, value in start["headers"] if name.lower() not in gone]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def framed(page: str, catalogue: Catalogue) -> str:
    """Return Streamlit's start page in the language of the catalogue, with our scripts and none within it."""
    page = _LANGUAGE.sub(f'<html lang="{catalogue.ui_language}">', page, count=1)
    page = _TITLE.sub(f"<title>{escape(catalogue.text('app.name'))}</title>", page, count=1)
    page = _SERVICE.sub("", _INLINE_SCRIPT.sub("", page))
    page = _NOSCRIPT.sub(f"<noscript><p>{escape(catalogue.text('app.noscript'))}</p></noscript>", page)
    return page.replace("</head>", f"{_script_tags()}</head>", 1)


def _feed_link(parameters: Parameters, catalogue: Catalogue) -> str:
    known = KnownCodes(
        themes=frozenset(theme.id for theme in load_taxonomy().themes),
        municipalities=frozenset(place.code for place in load_gazetteer().municipalities),
    )
    state, _ = read_search(parameters, known)
    return head_link(state, catalogue, Kept(ui_language=read_ui_language(parameters)))


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
