"""Short addresses that lead to what the operator must publish."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from kb.errors import KbError
from kb.settings import load_settings
from ui.footer import ACCESSIBILITY


async def accessibility_statement(_request: Request) -> Response:
    """Lead to the operator's accessibility statement, else to ours; Danish law asks for ``/was``."""
    try:
        own = load_settings().accessibility_url
    except KbError:
        own = None
    return RedirectResponse(own or f"/about#{ACCESSIBILITY}")
