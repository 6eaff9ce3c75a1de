"""What all cookies of the app have in common."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request


def is_secure(request: Request, public_url: str | None) -> bool:
    """Return whether the reader's browser came by HTTPS, also where a proxy is not believed to say so."""
    public = urlsplit(public_url or "")
    is_public = public.netloc == request.headers.get("host", "").lower()
    return request.url.scheme == "https" or (public.scheme == "https" and is_public)
