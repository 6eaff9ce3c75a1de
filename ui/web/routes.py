"""All addresses beside Streamlit's pages, and what every answer passes through."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from ui.web.asset_routes import asset, robots
from ui.web.page_frame import PageFrame


def routes() -> Sequence[BaseRoute]:
    """Return the addresses for programs and downloads."""
    return [
        Route("/mb/{name}", asset),
        Route("/robots.txt", robots),
    ]


def middleware() -> Sequence[Middleware]:
    """Return what every answer passes through."""
    return [Middleware(PageFrame)]
