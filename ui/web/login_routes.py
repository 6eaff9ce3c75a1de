"""What ``login.js`` asks for: to log in with a password or a ticket, and to log out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.accounts import LoginSession
from kb.errors import KbError, LockedError, LockedOutError, LoginError
from kb.i18n import UI_LANGUAGES, Catalogue, UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from ui.acting import SESSION_COOKIE
from ui.opening import open_home
from ui.problems import problem_text
from ui.web.cookies import is_secure
from ui.web.own_requests import RefusedError, own_json

logger = logging.getLogger(__name__)

_MAX_BODY = 8000  # bytes
# Hashing a password takes a core and 19 MiB: however many try at once, all else has threads left.
_turns = asyncio.Semaphore(4)
_MAX_PASSWORD = 1000  # characters; hashing longer ones would only cost time
# In these Streamlit keeps, for 30 days and in several parts, what a login service has told.
_IDENTITY_COOKIES = "_streamlit_user"
_STATUS: Sequence[tuple[type[KbError], int]] = (
    (LoginError, 401),
    (LockedOutError, 429),
    (LockedError, 503),
    (KbError, 500),
)


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    ui: UiLanguage = "sv"


class LoginAsked(_Asked):
    """Log in with a password."""

    login: Annotated[str, Field(max_length=200)]
    password: Annotated[SecretStr, Field(max_length=_MAX_PASSWORD)]


class TicketAsked(_Asked):
    """Log in with the ticket of the login page, for whoever comes back from a login service."""

    ticket: Annotated[str, Field(max_length=200)]


async def log_in(request: Request) -> Response:
    """Log in with a password; the answer sets the cookie."""
    try:
        asked = LoginAsked.model_validate_json(await own_json(request, max_bytes=_MAX_BODY))
    except (RefusedError, ValidationError) as error:
        return _refused(error)
    address = request.client.host if request.client is not None else ""

    def begin(base: KnowledgeBase) -> LoginSession:
        return base.accounts.log_in(asked.login, asked.password.get_secret_value(), address=address)

    async with _turns:
        return await run_in_threadpool(_begun, request, asked.ui, begin)


async def log_in_with_ticket(request: Request) -> Response:
    """Log in with a ticket; the answer sets the cookie."""
    try:
        asked = TicketAsked.model_validate_json(await own_json(request, max_bytes=_MAX_BODY))
    except (RefusedError, ValidationError) as error:
        return _refused(error)

    def begin(base: KnowledgeBase) -> LoginSession:
        return base.accounts.redeem_ticket(asked.ticket)

    response = await run_in_threadpool(_begun, request, asked.ui, begin, is_ticket=True)
    forget_identity(request, response)
    return response


async def log_out(request: Request) -> Response:
    """End the login of this browser."""
    try:
        asked = _Asked.model_validate_json(await own_json(request, max_bytes=_MAX_BODY))
    except (RefusedError, ValidationError) as error:
        return _refused(error)
    response = await run_in_threadpool(_ended, request, asked.ui)
    response.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
    forget_identity(request, response)
    return response


def forget_identity(request: Request, response: Response) -> None:
    """Let the browser forget what a login service has told: it is good for one login and not for 30 days."""
    for name in request.cookies:
        if name.startswith(_IDENTITY_COOKIES):
            response.delete_cookie(name, path="/", httponly=True, samesite="lax")


def _begun(
    request: Request,
    ui: UiLanguage,
    begin: Callable[[KnowledgeBase], LoginSession],
    *,
    is_ticket: bool = False,
) -> Response:
    try:
        base = open_home()
        session = begin(base)
        _end(base, request)
    except KbError as error:
        return _failed(error, ui, is_ticket=is_ticket)
    response = _answer({"name": session.actor.name})
    # No lifetime: the browser forgets it when it is closed, the server in any case when the login ends
    response.set_cookie(
        SESSION_COOKIE,
        session.token,
        path="/",
        secure=is_secure(request, base.settings.public_url),
        httponly=True,
        samesite="lax",
    )
    return response


def _ended(request: Request, ui: UiLanguage) -> Response:
    try:
        _end(open_home(), request)
    except KbError as error:
        return _failed(error, ui)
    return _answer({})


def _end(base: KnowledgeBase, request: Request) -> None:
    token = request.cookies.get(SESSION_COOKIE, "")
    if token:
        base.accounts.log_out(token)


def _failed(error: KbError, ui: UiLanguage, *, is_ticket: bool = False) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if status >= 500:
        logger.warning("logging in or out failed: %s: %s", type(error).__name__, error)
    catalogue = load_catalogue(ui)
    if isinstance(error, LoginError):
        said = _said_of_login(error, catalogue, is_ticket=is_ticket)
    else:
        said = problem_text(error, catalogue)
    return _answer({"problem": said}, status)


def _said_of_login(error: LoginError, catalogue: Catalogue, *, is_ticket: bool) -> str:
    if "contact" not in error.values:
        return catalogue.text("login.problem_ticket" if is_ticket else "login.problem_wrong")
    known = bool(error.values["contact"])
    key = "login.problem_no_account" if known else "login.problem_no_account_here"
    return catalogue.text(key, **error.values)


def _refused(error: RefusedError | ValidationError) -> Response:
    status = error.status if isinstance(error, RefusedError) else 400
    return _answer({"problem": load_catalogue(UI_LANGUAGES[0]).text("act.refused")}, status)


def _answer(content: Mapping[str, object], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})
