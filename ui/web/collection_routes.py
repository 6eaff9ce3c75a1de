"""What ``collect.js`` asks for: to save, and to change collections; the reader's keys are in a cookie."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from kb.collection_desk import CollectionDesk
from kb.collections import MAX_SEARCH, ItemId, OpenedCollection
from kb.entries import parse_ref
from kb.errors import (
    CollectionChangedError,
    CollectionFullError,
    CollectionNotFoundError,
    CollectionTextError,
    EntryNotFoundError,
    KbError,
)
from kb.i18n import UiLanguage, load_catalogue
from kb.knowledge_base import KnowledgeBase
from ui.acting import actor_of
from ui.collection_keys import COOKIE, MAX_HELD, current_of, is_key, opened_by, read_keys, write_keys
from ui.collection_searches import as_saved, read_saved
from ui.opening import open_home
from ui.search_state import KnownCodes
from ui.web.cookies import is_secure
from ui.web.own_requests import RefusedError, own_json

logger = logging.getLogger(__name__)

_MAX_BODY = 64_000  # bytes; the longest note is far below
_MAX_AGE_S = 400 * 24 * 3600  # browsers keep no cookie longer; each change begins it anew
_Id = Annotated[int, Field(ge=1, lt=10**18)]

# What went wrong, as the page's texts name it, and the status of the answer.
_PROBLEMS: Sequence[tuple[type[KbError], str, int]] = (
    (CollectionChangedError, "changed", 409),
    (CollectionFullError, "full", 409),
    (CollectionTextError, "too-long", 413),
    (CollectionNotFoundError, "unknown", 404),
    (EntryNotFoundError, "gone", 404),
    (KbError, "failed", 503),
)


class SaveAsked(BaseModel):
    """Save an entry or a search to the current collection, or take it out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    ui: UiLanguage = "sv"  # for the title of a new collection
    ref: str = ""
    search: Annotated[str, Field(max_length=MAX_SEARCH)] = ""
    on: bool


class ChangeAsked(BaseModel):
    """Change a collection."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: Literal[
        "new", "adopt", "describe", "annotate", "move", "remove", "put-back", "looked", "delete", "take-back",
        "share-anew", "make-current", "let-go",
    ]  # fmt: skip
    ui: UiLanguage = "sv"
    collection: _Id = 1
    item: _Id = 1
    steps: Annotated[int, Field(ge=-1000, le=1000)] = 0
    title: str = ""
    note: str = ""
    slot: str = ""
    seen: _Id = 1
    was: tuple[str, str] | None = None  # note and slot, as they were seen
    key: str = ""


@dataclass(slots=True)
class _Reader:
    """Whoever asks: the keys in their cookie, that of the current collection first."""

    base: KnowledgeBase
    keys: tuple[str, ...]

    def current(self) -> OpenedCollection | None:
        return current_of(opened_by(self.keys, self.base))

    def key_of(self, collection_id: int) -> str:
        for each in opened_by(self.keys, self.base):
            if each.collection.id == collection_id and each.edit_key is not None:
                return each.edit_key
        raise CollectionNotFoundError("This reader has no key to a collection with this number.")

    def take(self, key: str) -> None:
        """Make the collection of a key the current one."""
        keys = dict.fromkeys((key, *self.keys))
        if len(keys) > MAX_HELD:
            raise RefusedError("many", 409)
        self.keys = tuple(keys)


async def mine(request: Request) -> Response:
    """Answer with what the current collection of the reader holds."""
    if not read_keys(request.cookies.get(COOKIE, "")):
        return _answer({"current": None})
    return await run_in_threadpool(_answered, request, lambda _reader: {})


async def collect(request: Request) -> Response:
    """Save an entry or a search, or take it out; the first save makes a collection."""
    try:
        asked = SaveAsked.model_validate_json(await own_json(request, max_bytes=_MAX_BODY))
    except (RefusedError, ValidationError) as error:
        return _refused(error)
    return await run_in_threadpool(_answered, request, lambda reader: _save(reader, asked), keep=True)


async def change(request: Request) -> Response:
    """Change a collection."""
    try:
        asked = ChangeAsked.model_validate_json(await own_json(request, max_bytes=_MAX_BODY))
    except (RefusedError, ValidationError) as error:
        return _refused(error)
    return await run_in_threadpool(_answered, request, lambda reader: _change(reader, asked), keep=True)


def _answered(
    request: Request, act: Callable[[_Reader], Mapping[str, object]], *, keep: bool = False
) -> Response:
    """Act, and answer with what came of it and what the reader's current collection holds now."""
    try:
        opened = open_home()
        base = opened.acting_as(actor_of(opened, request.cookies))
        reader = _Reader(base, read_keys(request.cookies.get(COOKIE, "")))
        done = act(reader)
        response = _answer({**_mine(reader), **done})
    except (RefusedError, KbError) as error:
        return _refused(error)
    if keep:
        response.set_cookie(
            COOKIE,
            write_keys(reader.keys),
            max_age=_MAX_AGE_S if reader.keys else 0,
            path="/",
            secure=is_secure(request, reader.base.settings.public_url),
            httponly=True,
            samesite="strict",
        )
    return response


def _mine(reader: _Reader) -> dict[str, object]:
    opened = reader.current()
    if opened is None:
        return {"current": None}
    collection = opened.collection
    places = reader.base.collections.refs_of(collection)
    searches = [item.thing.search for item in collection.items if item.thing.search is not None]
    return {
        "current": {"id": collection.id, "title": collection.title, "count": len(collection.items)},
        "refs": [str(ref) for ref in places.values()],
        "searches": searches,
    }


def _save(reader: _Reader, asked: SaveAsked) -> Mapping[str, object]:
    desk, ref, search = reader.base.collections, parse_ref(asked.ref), _search(reader.base, asked.search)
    if (ref is None) == (not search):
        raise RefusedError("refused", 400)
    current = reader.current()
    if current is None:
        if not asked.on:
            return {}
        current = desk.create(load_catalogue(asked.ui).text("collection.first_title"))
        reader.take(current.edit_key or "")
    key = current.edit_key or ""
    if ref is not None and asked.on:
        desk.save(key, ref)
    elif ref is not None:
        desk.take_out(key, ref)
    elif asked.on:
        desk.save_search(key, search)
    else:
        desk.take_out_search(key, search)
    return {}


def _search(base: KnowledgeBase, parameters: str) -> str:
    known = KnownCodes(
        themes=frozenset(theme.id for theme in base.taxonomy.themes),
        municipalities=frozenset(place.code for place in base.gazetteer.municipalities),
    )
    return as_saved(read_saved(parameters, known)) if parameters else ""


def _change(reader: _Reader, asked: ChangeAsked) -> Mapping[str, object]:
    if asked.act in {"new", "adopt"}:
        return {"collection": _begin(reader, asked)}
    key = reader.key_of(asked.collection)
    if asked.act == "make-current":
        reader.take(key)
    elif asked.act == "let-go":
        reader.keys = tuple(each for each in reader.keys if each != key)
    else:
        _ACTS[asked.act](reader.base.collections, key, asked)
    return _after(reader.base, key, ItemId(asked.item))


_ACTS: Mapping[str, Callable[[CollectionDesk, str, ChangeAsked], object]] = {
    "describe": lambda desk, key, asked: desk.describe(
        key, title=asked.title, note=asked.note, seen=asked.seen
    ),
    "annotate": lambda desk, key, asked: desk.annotate(
        key, ItemId(asked.item), note=asked.note, slot=asked.slot, seen=asked.seen, was=asked.was
    ),
    "move": lambda desk, key, asked: desk.move(key, ItemId(asked.item), asked.steps),
    "remove": lambda desk, key, asked: desk.remove(key, ItemId(asked.item)),
    "put-back": lambda desk, key, asked: desk.put_back(key, ItemId(asked.item)),
    "looked": lambda desk, key, asked: desk.looked(key, ItemId(asked.item)),
    "delete": lambda desk, key, _asked: desk.delete(key),
    "take-back": lambda desk, key, _asked: desk.take_back(key),
    "share-anew": lambda desk, key, _asked: desk.renew_share_key(key),
}


def _begin(reader: _Reader, asked: ChangeAsked) -> int:
    """Make a collection, or take one over with its key; it is the current one then."""
    desk = reader.base.collections
    if asked.act == "adopt":
        opened = desk.open(asked.key) if is_key(asked.key) else None
    else:
        if len(reader.keys) >= MAX_HELD:
            raise RefusedError("many", 409)
        opened = desk.create(asked.title.strip() or load_catalogue(asked.ui).text("collection.first_title"))
    if opened is None or opened.edit_key is None:
        raise CollectionNotFoundError("This key opens no collection that it may change.")
    reader.take(opened.edit_key)
    return opened.collection.id


def _after(base: KnowledgeBase, key: str, item_id: ItemId) -> Mapping[str, object]:
    opened = base.collections.open(key)
    if opened is None:
        return {}
    collection = opened.collection
    done: dict[str, object] = {"changes": collection.n_changes, "described": collection.version}
    for item in collection.items:
        if item.id == item_id:
            is_search = item.thing.search is not None
            alike = [each.id for each in collection.items if (each.thing.search is not None) == is_search]
            done |= {"version": item.version, "note": item.note, "slot": item.slot}
            done |= {"place": alike.index(item_id) + 1, "places": len(alike)}
    return done


def _answer(content: Mapping[str, object], status: int = 200) -> JSONResponse:
    return JSONResponse(content, status_code=status, headers={"Cache-Control": "no-store"})


def _refused(error: Exception) -> Response:
    if isinstance(error, RefusedError):
        return _answer({"problem": error.problem}, error.status)
    if isinstance(error, ValidationError):
        return _answer({"problem": "refused"}, 400)
    found = ((problem, status) for kind, problem, status in _PROBLEMS if isinstance(error, kind))
    problem, status = next(found, ("failed", 500))
    if problem == "failed":
        logger.warning("a collection could not be changed: %s", error)
    return _answer({"problem": problem}, status)
