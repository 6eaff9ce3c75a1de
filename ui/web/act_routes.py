"""What ``act.js`` asks for: that an action is done for whoever is logged in."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.accounts import Actor
from kb.errors import ChangedMeanwhileError, InputError, KbError, LockedError, PermissionDeniedError
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from ui.acting import actor_of
from ui.actions.registry import ACTIONS
from ui.opening import open_home
from ui.problems import problem_text
from ui.web.own_requests import RefusedError, own_json

logger = logging.getLogger(__name__)

_MAX_BODY = 1_000_000  # bytes; the longest text of a curator is far below
_STATUS: Sequence[tuple[type[KbError], int]] = (
    (PermissionDeniedError, 403),
    (ChangedMeanwhileError, 409),
    (InputError, 400),
    (LockedError, 503),
    (KbError, 500),
)


async def act(request: Request) -> Response:
    """Do an action and answer with what is to be said and shown then, in the page's language."""
    try:
        body = json.loads(await own_json(request, max_bytes=_MAX_BODY))
    except RefusedError as error:
        return _answer({"problem": load_catalogue(UI_LANGUAGES[0]).text("act.refused")}, error.status)
    except (ValueError, RecursionError):  # brackets within brackets without end
        body = None
    if not isinstance(body, dict):
        return _answer({"problem": load_catalogue(UI_LANGUAGES[0]).text("act.refused")}, 400)
    return await run_in_threadpool(_act, body, dict(request.cookies))


def _act(body: Mapping[str, object], cookies: Mapping[str, str]) -> Response:
    language = next((each for each in UI_LANGUAGES if each == body.get("ui")), UI_LANGUAGES[0])
    catalogue = load_catalogue(language)
    action = ACTIONS.get(str(body.get("do")))
    given = {name: value for name, value in body.items() if name not in {"ui", "do"}}
    if action is None:
        return _answer({"problem": catalogue.text("act.refused")}, 400)
    actor: Actor | None = None
    try:
        base = open_home()
        actor = actor_of(base, cookies)
        done = action.act(base.acting_as(actor), action.asked.model_validate(given))
    except ValidationError as error:
        logger.info("%s was asked with %s", body.get("do"), [each["loc"] for each in error.errors()])
        return _answer({"problem": catalogue.text("act.refused")}, 400)
    except KbError as error:
        return _refused(error, catalogue, actor)
    said = catalogue.text(done.text, **done.values) if done.text else ""
    return _answer({"said": said, "address": done.address, **done.answer})


def _refused(error: KbError, catalogue: Catalogue, actor: Actor | None) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if status >= 500:
        logger.warning("an action failed: %s: %s", type(error).__name__, error)
    is_out = isinstance(error, PermissionDeniedError) and (actor is None or not actor.has_account)
    content = {
        "problem": problem_text(error, catalogue, is_logged_out=is_out),
        "kind": type(error).__name__,
        "isLoggedOut": is_out,
    }
    return _answer(content, status)


def _answer(content: Mapping[str, object], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})
