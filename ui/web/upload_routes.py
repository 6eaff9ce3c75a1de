"""What ``upload.js`` asks for: to take the content of a file, and how far the files of a batch have come."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from kb.accounts import Actor
from kb.batches import BatchFileId, BatchId
from kb.errors import (
    BatchNotFoundError,
    DiskFullError,
    FileTooLargeError,
    InputError,
    KbError,
    LockedError,
    PermissionDeniedError,
    ToldError,
)
from kb.i18n import UI_LANGUAGES, Catalogue, load_catalogue
from kb.knowledge_base import KnowledgeBase
from ui.acting import actor_of
from ui.batch_state import state_of
from ui.opening import open_home
from ui.problems import problem_text
from ui.web.own_requests import RefusedError, check_own
from ui.web.upload_places import BusyError, Pace, Places

logger = logging.getLogger(__name__)

_AT_ONCE_EACH = 6  # a browser of ours sends three at a time, and there may be a second window
_AT_ONCE = 24  # each holds a thread while it arrives
_SILENCE_S = 60.0  # a browser that sends nothing for so long has gone
_LONGEST_S = 3600.0  # for one file, however slow the network; whoever sends is looked up at its beginning
_RETRY_AFTER = {"Retry-After": "5"}
_MAX_DIGITS = 18  # what the store can number
_STATUS: Sequence[tuple[type[KbError], int]] = (
    (PermissionDeniedError, 403),
    (BatchNotFoundError, 404),
    (FileTooLargeError, 413),
    (InputError, 400),
    (LockedError, 503),
    (DiskFullError, 507),
    (KbError, 500),
)
_Put = Callable[[Iterable[bytes]], object]


async def upload(request: Request) -> Response:
    """Take the content of an announced file: afterwards it is there whole, or nothing of it."""
    catalogue = _catalogue(request)
    try:
        check_own(request)
        file_id = BatchFileId(_number(request, "file"))
        base, actor = await run_in_threadpool(_asking, dict(request.cookies))
    except RefusedError as error:
        return _answer({"problem": catalogue.text("act.refused")}, error.status)
    except KbError as error:
        return _refused(error, catalogue, None)
    if not actor.has_account:
        return _logged_out(catalogue)
    most = base.settings.max_file_mb
    if _announced_length(request) > most * 1_000_000:
        return _answer({"problem": catalogue.text("batch.problem_file_large", most=most)}, 413)
    desk = base.acting_as(actor).batches
    try:
        with _places().held_by(actor.login):
            await _receive(request, lambda parts: desk.put(file_id, parts))
    except BusyError:
        return _answer({"problem": catalogue.text("batch.problem_busy")}, 503, _RETRY_AFTER)
    except ClientDisconnect:
        return _answer({"problem": catalogue.text("batch.problem_cut_off")}, 400)
    except KbError as error:
        # sent once more, as the answer of the first time was lost
        if not (isinstance(error, ToldError) and error.key == "uploads.arrived_already"):
            return _refused(error, catalogue, actor)
    return _answer({"file": file_id})


async def batch_state(request: Request) -> Response:
    """Answer with how far each file of a batch has come, in the page's words."""
    catalogue = _catalogue(request)
    try:
        batch_id = BatchId(_number(request, "id"))
    except RefusedError as error:
        return _answer({"problem": catalogue.text("act.refused")}, error.status)
    return await run_in_threadpool(_batch_state, batch_id, dict(request.cookies), catalogue)


def _batch_state(batch_id: BatchId, cookies: Mapping[str, str], catalogue: Catalogue) -> Response:
    actor: Actor | None = None
    try:
        base, actor = _asking(cookies)
        if not actor.has_account:
            return _logged_out(catalogue)
        _pace().ask(actor.login)
        return _answer(state_of(base.acting_as(actor).batches.show(batch_id), catalogue))
    except BusyError:
        return _answer({"problem": catalogue.text("batch.problem_busy")}, 429, _RETRY_AFTER)
    except KbError as error:
        return _refused(error, catalogue, actor)


async def _receive(request: Request, put: _Put) -> None:
    """Hand on what arrives, part by part, to a thread that writes it.

    Raises:
        ClientDisconnect: The browser has hung up, or sends nothing any more.
        KbError: The file is not taken.
    """
    loop = asyncio.get_running_loop()
    stream = request.stream()
    ends_at = loop.time() + _LONGEST_S

    async def next_part() -> bytes | None:
        try:
            async with asyncio.timeout(min(_SILENCE_S, ends_at - loop.time())):
                return await anext(stream, None)
        except TimeoutError as error:  # an OSError, which would be taken for one of the disk
            raise ClientDisconnect from error

    def parts() -> Iterator[bytes]:
        while (part := asyncio.run_coroutine_threadsafe(next_part(), loop).result()) is not None:
            if part:
                yield part

    await loop.run_in_executor(_threads(), put, parts())


@cache
def _threads() -> ThreadPoolExecutor:
    # of their own: files that arrive slowly keep no page waiting
    return ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="upload")


@cache
def _places() -> Places:
    return Places(each=_AT_ONCE_EACH, in_all=_AT_ONCE)


@cache
def _pace() -> Pace:
    return Pace(most=300, seconds=60)  # a page asks once a second, and there may be some pages


def _asking(cookies: Mapping[str, str]) -> tuple[KnowledgeBase, Actor]:
    base = open_home()
    return base, actor_of(base, cookies)


def _catalogue(request: Request) -> Catalogue:
    asked = request.query_params.get("ui")
    return load_catalogue(next((each for each in UI_LANGUAGES if each == asked), UI_LANGUAGES[0]))


def _number(request: Request, name: str) -> int:
    value = request.query_params.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS and int(value) > 0):
        raise RefusedError("refused", 400)
    return int(value)


def _announced_length(request: Request) -> int:
    value = request.headers.get("content-length", "")
    return int(value[:20]) if value.isascii() and value.isdigit() else 0


def _logged_out(catalogue: Catalogue) -> Response:
    return _answer({"problem": catalogue.text("act.logged_out"), "isLoggedOut": True}, 401)


def _refused(error: KbError, catalogue: Catalogue, actor: Actor | None) -> Response:
    status = next(status for kind, status in _STATUS if isinstance(error, kind))
    if status >= 500:
        logger.warning("a file was not taken: %s: %s", type(error).__name__, error)
    is_out = isinstance(error, PermissionDeniedError) and (actor is None or not actor.has_account)
    return _answer({"problem": problem_text(error, catalogue, is_logged_out=is_out)}, status)


def _answer(
    content: Mapping[str, object], status: int = 200, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store", **(headers or {})})
