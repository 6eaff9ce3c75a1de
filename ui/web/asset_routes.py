"""The app's own scripts, and what search engines are told."""

from __future__ import annotations

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response

ASSETS = Path(__file__).resolve().parent.parent / "assets"
# In the order in which the page loads them.
SCRIPTS = (
    "page.js",
    "anchors.js",
    "suggest.js",
    "collect.js",
    "copy.js",
    "act.js",
    "upload.js",
    "forms.js",
    "login.js",
    "review.js",
    "curate.js",
)


async def asset(request: Request) -> Response:
    """Answer with one of the app's scripts."""
    name = request.path_params["name"]
    if name not in SCRIPTS:
        return PlainTextResponse("Not found", status_code=404)
    # the address names the version, so that a browser may keep it
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return FileResponse(ASSETS / name, media_type="text/javascript", headers=headers)


async def robots(_request: Request) -> Response:
    """Answer that search engines may read pages, but no lists made for one reader."""
    kept_out = ("collection", "compare", "export", "login")
    return PlainTextResponse("User-agent: *\n" + "".join(f"Disallow: /{path}\n" for path in kept_out))
