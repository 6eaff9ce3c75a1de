"""The feed of a search, Atom 1.0: ``/feed`` with the parameters of the search page."""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
from collections.abc import Mapping, Sequence
from email.utils import format_datetime, parsedate_to_datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.accounts import ANYBODY
from kb.errors import KbError, QueryError
from kb.feed import MEDIA_TYPE, atom
from kb.i18n import Catalogue, load_catalogue
from kb.knowledge_base import KnowledgeBase
from kb.settings import load_settings
from ui.opening import open_home
from ui.search_feed import search_feed
from ui.search_state import Kept, KnownCodes, Parameters, read_search, read_ui_language

logger = logging.getLogger(__name__)

# Programs ask every quarter of an hour or less; documents are taken in now and then.
_CACHE = "private, max-age=300"


async def feed(request: Request) -> Response:
    """Answer with the newest documents that a search finds, or that nothing has changed."""
    parameters = {name: request.query_params.getlist(name) for name in request.query_params}
    return await run_in_threadpool(_feed, parameters, str(request.base_url), request.headers)


def _feed(parameters: Parameters, own_address: str, asked: Mapping[str, str]) -> Response:
    catalogue = load_catalogue("sv")
    try:
        ui_language = read_ui_language(parameters)
        catalogue = load_catalogue(ui_language or load_settings().ui_language)
        base = open_home().acting_as(ANYBODY)  # programs ask, which are not logged in
        state, _ = read_search(parameters, known_codes(base))
        if state.is_start:
            return PlainTextResponse(catalogue.text("feed.nothing_asked"), status_code=400)
        home = base.settings.public_url or own_address
        made = search_feed(
            base, state, catalogue=catalogue, kept=Kept(ui_language=ui_language), home=f"{home.rstrip('/')}/"
        )
    except QueryError as error:
        return _failure(catalogue, "error.query", error, status=400)
    except KbError as error:
        return _failure(catalogue, "error.other", error, status=503)
    return _answer(atom(made), made.updated, asked)


def known_codes(base: KnowledgeBase) -> KnownCodes:
    """Return the codes that an address may name."""
    return KnownCodes(
        themes=frozenset(theme.id for theme in base.taxonomy.themes),
        municipalities=frozenset(place.code for place in base.gazetteer.municipalities),
    )


def _failure(catalogue: Catalogue, key: str, error: KbError, *, status: int) -> Response:
    logger.warning("no feed: %s", error)
    return PlainTextResponse(catalogue.text(key), status_code=status)


def _answer(body: bytes, updated: str, asked: Mapping[str, str]) -> Response:
    changed = dt.datetime.fromisoformat(updated).astimezone(dt.UTC)
    headers = {
        "ETag": f'"{hashlib.sha256(body).hexdigest()[:32]}"',
        "Last-Modified": format_datetime(changed, usegmt=True),
        "Cache-Control": _CACHE,
    }
    if is_known(asked, headers["ETag"], changed):
        return Response(status_code=304, headers=headers)
    # a browser that shows it as plain text goes by the header alone
    return Response(body, media_type=f"{MEDIA_TYPE}; charset=utf-8", headers=headers)


def is_known(asked: Mapping[str, str], etag: str, changed: dt.datetime) -> bool:
    """Tell whether who asks has this already; the tag decides where one is given (RFC 9110, 13.2.2)."""
    tags = asked.get("if-none-match")
    if tags is not None:
        return bool({"*", etag} & _without_weakness(tags.split(",")))
    since = asked.get("if-modified-since")
    try:
        return since is not None and changed.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):  # no date, or one without its zone: then it is not known
        return False


def _without_weakness(tags: Sequence[str]) -> set[str]:
    # a server on the way that packs the answer marks the tag as weak
    return {tag.strip().removeprefix("W/") for tag in tags}
