"""Downloads of examples: ``/export?format=…`` with ``ref``, ``collection`` or the parameters of a search."""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.addresses import is_local
from kb.errors import KbError, QueryError
from kb.exports.formats import EXPORTERS, Exporter
from kb.i18n import Catalogue, load_catalogue
from kb.settings import load_settings
from ui.acting import actor_of
from ui.export_request import ExportRefusedError, ExportRequest, read_export
from ui.opening import open_home
from ui.search_state import Parameters, read_kept, read_ui_language
from ui.web.feed_routes import known_codes

logger = logging.getLogger(__name__)

# A large file takes seconds. All other addresses share one pool of threads, which exports must not fill.
AT_ONCE = 2
_turns = asyncio.Semaphore(AT_ONCE)
_NAME_CHARS = 60
# Letters that stay without their accents, and those that have none to lose.
_ASCII = str.maketrans({"æ": "ae", "ø": "o", "Æ": "Ae", "Ø": "O", "ß": "ss"})
# What is exported is for who asked: it may hold the notes of a collection.
_HEADERS = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}


async def export(request: Request) -> Response:
    """Answer with a file, or say in the reader's language why there is none."""
    parameters = {name: request.query_params.getlist(name) for name in request.query_params}
    async with _turns:
        return await run_in_threadpool(_export, parameters, str(request.base_url), request.cookies)


def _export(parameters: Parameters, own_address: str, cookies: Mapping[str, str]) -> Response:
    catalogue = load_catalogue(read_ui_language(parameters) or "sv")
    try:
        settings = load_settings()
        catalogue = load_catalogue(read_ui_language(parameters) or settings.ui_language)
        exporter = EXPORTERS.get(next(iter(parameters.get("format", ())), ""))
        if exporter is None:
            return _failure(catalogue.text("export.error_format", formats=", ".join(EXPORTERS)), status=400)
        opened = open_home()
        base = opened.acting_as(actor_of(opened, cookies))
        rows, frame = read_export(
            ExportRequest(
                base=base,
                catalogue=catalogue,
                known=known_codes(base),
                kept=read_kept(parameters, {place.code for place in base.gazetteer.municipalities}),
                parameters=parameters,
                base_url=lasting_address(base.settings.public_url, own_address),
                today=dt.datetime.now(tz=dt.UTC).date().isoformat(),
            )
        )
        body = exporter.write(rows, frame)
    except ExportRefusedError as refused:
        return _failure(str(refused), status=refused.status)
    except QueryError as error:
        return _broken(catalogue, "error.query", error, status=400)
    except KbError as error:
        return _broken(catalogue, "error.other", error, status=503)
    except Exception as error:
        logger.exception("an export failed")
        return _broken(catalogue, "error.unexpected", error, status=500)
    return _file(body, exporter, file_name(frame.title, exporter, catalogue))


def lasting_address(public_url: str | None, own_address: str) -> str | None:
    """Return what links in files begin with; None where the app was asked at this very machine.

    Such an address leads nobody else there, and in a reference it would pretend to.
    """
    if public_url:
        return public_url.rstrip("/")
    host = (urlsplit(own_address).hostname or "").lower()
    return None if is_local(host) or host.endswith(".localhost") else own_address.rstrip("/")


def _file(body: bytes, exporter: Exporter, name: str) -> Response:
    # RFC 6266: a name in ASCII for who knows no better, and the right one
    plain = "".join(char for char in _without_accents(name) if char.isascii())
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(
        body,
        media_type=exporter.media_type,
        headers={**_HEADERS, "Content-Disposition": disposition},
    )


def file_name(title: str, exporter: Exporter, catalogue: Catalogue) -> str:
    """Return a name that every file system takes: letters and digits of the title, with hyphens between."""
    text = unicodedata.normalize("NFC", title).lower()
    words = "".join(char if char.isalnum() else " " for char in text).split()
    stem = "-".join(words)[:_NAME_CHARS].rstrip("-") or catalogue.text("export.file_name")
    programme = f"-{catalogue.text('export.file_programme')}" if exporter.name.startswith("programme") else ""
    return f"metodbank-{stem}{programme}.{exporter.suffix}"


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_ASCII))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _failure(message: str, *, status: int) -> Response:
    return PlainTextResponse(f"{message}\n", status_code=status, headers=_HEADERS)


def _broken(catalogue: Catalogue, key: str, error: Exception, *, status: int) -> Response:
    logger.warning("no export: %s: %s", type(error).__name__, error)
    return _failure(catalogue.text(key), status=status)
