"""The suggestions while somebody types: ``/suggest?q=…``."""

from __future__ import annotations

import logging

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.accounts import ANYBODY
from kb.errors import KbError
from ui.opening import open_home

logger = logging.getLogger(__name__)

MAX_SUGGESTIONS = 5
MAX_CHARS = 200  # longer than anybody types before looking at suggestions
# Long enough for who takes back a letter, short enough for what is taken in or erased meanwhile.
_CACHE = "private, max-age=60"


async def suggest(request: Request) -> Response:
    """Answer with queries that begin as ``q`` and find something; with none where that does not work."""
    text = request.query_params.get("q", "")
    if len(text) > MAX_CHARS:
        return _answer([])
    return _answer(await run_in_threadpool(_suggested, text))


def _suggested(text: str) -> list[str]:
    try:
        return list(open_home().acting_as(ANYBODY).suggest(text, limit=MAX_SUGGESTIONS))
    except KbError as error:
        # searching says what is wrong and what to do
        logger.warning("nothing is suggested: %s", error)
        return []


def _answer(suggestions: list[str]) -> Response:
    return JSONResponse({"suggestions": suggestions}, headers={"Cache-Control": _CACHE})
