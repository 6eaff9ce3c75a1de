"""Requests that only scripts of our own pages send: whoever they come from else is refused."""

from __future__ import annotations

from starlette.requests import Request

from ui.web.origin_check import is_own_origin

# A cross-site form cannot send it, and a cross-site script must ask first, which is never granted.
HEADER = "x-metodbank"


class RefusedError(Exception):
    """The request is none that our pages send, or asks for more than it may."""

    def __init__(self, problem: str, status: int) -> None:
        """Take what went wrong, as the page's texts name it, and the status of the answer."""
        super().__init__(problem)
        self.problem = problem
        self.status = status


def check_own(request: Request) -> None:
    """Let pass a request that a script of our own pages has sent.

    Raises:
        RefusedError: It comes from elsewhere.
    """
    if HEADER not in request.headers or not (is_own_origin(request.headers) and _is_same_site(request)):
        raise RefusedError("refused", 403)


def _is_same_site(request: Request) -> bool:
    site = request.headers.get("sec-fetch-site")
    # a browser that does not send it sends Origin with every POST
    return site == "same-origin" if site is not None else "origin" in request.headers


async def own_json(request: Request, *, max_bytes: int) -> bytes:
    """Return the JSON that a script of our own pages has sent.

    Raises:
        RefusedError: It comes from elsewhere, is something else, or is too long.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedError("refused", 415)
    check_own(request)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > max_bytes:
            raise RefusedError("too-long", 413)
    return bytes(body)
