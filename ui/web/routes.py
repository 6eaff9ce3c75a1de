"""All addresses beside Streamlit's pages, and what every answer passes through."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route

from ui.web.act_routes import act
from ui.web.asset_routes import asset, robots
from ui.web.collection_routes import change, collect, mine
from ui.web.data_routes import data
from ui.web.export_routes import export
from ui.web.feed_routes import feed
from ui.web.host_check import HostCheck, own_hosts
from ui.web.login_return import LoginReturn
from ui.web.login_routes import log_in, log_in_with_ticket, log_out
from ui.web.operator_routes import accessibility_statement
from ui.web.origin_check import OriginCheck
from ui.web.page_frame import PageFrame
from ui.web.suggest_routes import suggest
from ui.web.template_routes import template
from ui.web.upload_routes import batch_state, upload


def routes() -> Sequence[BaseRoute]:
    """Return the addresses for programs and downloads."""
    return [
        Route("/mb/{name}", asset),
        Route("/act", act, methods=["POST"]),
        Route("/login", log_in, methods=["POST"]),
        Route("/login/ticket", log_in_with_ticket, methods=["POST"]),
        Route("/logout", log_out, methods=["POST"]),
        Route("/collect", collect, methods=["POST"]),
        Route("/collect/change", change, methods=["POST"]),
        Route("/collect/mine", mine),
        Route("/upload", upload, methods=["PUT"]),
        Route("/batch/state", batch_state),
        Route("/data", data),
        Route("/export", export),
        Route("/robots.txt", robots),
        Route("/was", accessibility_statement),
        Route("/suggest", suggest),
        Route("/feed", feed),
        Route("/template", template),
    ]


def middleware() -> Sequence[Middleware]:
    """Return what every answer passes through."""
    return [
        Middleware(HostCheck, allowed_hosts=own_hosts()),
        Middleware(OriginCheck),
        Middleware(PageFrame),
        Middleware(LoginReturn),
    ]
