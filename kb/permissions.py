"""Who may call what of the facade: one table, and the check before every call."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar

from kb.accounts import Actor, Role
from kb.errors import PermissionDeniedError
from kb.practices import PracticeState

_Class = TypeVar("_Class", bound=type)
_Asked = ParamSpec("_Asked")
_Answer = TypeVar("_Answer")

# What a reader needs no account for is listed too: whoever adds a function must say who may call it.
NEEDED: Mapping[str, Mapping[str, Role]] = {
    "KnowledgeBase": {
        "acting_as": Role.READER,
        "check_index": Role.READER,
        "chunks": Role.READER,
        "chunks_by_id": Role.READER,
        "close": Role.READER,
        "delete_document": Role.ADMIN,
        "document": Role.READER,
        "documents": Role.READER,
        "documents_by_id": Role.READER,
        "dropped": Role.READER,
        "find_document": Role.READER,
        "index_made_with": Role.READER,
        "ingest": Role.ADMIN,
        "is_withheld": Role.READER,
        "keep_both": Role.CURATOR,
        "original": Role.READER,
        "page_image": Role.READER,
        "pages": Role.READER,
        "rank": Role.READER,
        "rebuild_index": Role.ADMIN,
        "remove_copy": Role.CURATOR,
        "restore_dropped": Role.CURATOR,
        "search": Role.READER,
        "sections": Role.READER,
        "similar_documents": Role.CURATOR,
        "stats": Role.READER,
        "suggest": Role.READER,
        "undo_similar": Role.CURATOR,
        "version": Role.READER,
    },
    "ErasureDesk": {
        "erase": Role.ADMIN,
        "finish": Role.READER,  # only finishes what an admin has begun
        "log": Role.ADMIN,
        "plan": Role.ADMIN,
    },
    "PracticeDesk": {
        "by_id": Role.READER,
        "catch_up": Role.READER,  # follows from the documents alone
        "changed_at": Role.READER,
        "counts": Role.READER,
        "list": Role.READER,
        "load": Role.ADMIN,
        "show": Role.READER,
        "with_chunks": Role.READER,
    },
}

_PUBLIC_STATES = frozenset({PracticeState.CANDIDATE.value, PracticeState.PUBLISHED.value})
_ALL_STATES = frozenset(state.value for state in PracticeState)


class Acting(Protocol):
    """Something of the facade that is used by somebody."""

    @property
    def actor(self) -> Actor:
        """Who uses it."""
        ...


def guarded(kind: _Class) -> _Class:
    """Check before every public method of a class whether its actor may call it.

    The methods then raise PermissionDeniedError.

    Raises:
        TypeError: The table does not say who may call a method, or names one that is not there.
    """
    needed = NEEDED[kind.__name__]
    methods = {
        name: method
        for name, method in vars(kind).items()
        if inspect.isfunction(method) and not name.startswith("_")
    }
    if methods.keys() != needed.keys():
        raise TypeError(
            f"kb.permissions and {kind.__name__} differ: {sorted(methods.keys() ^ needed.keys())}"
        )
    for name, method in methods.items():
        if needed[name] is not Role.READER:
            setattr(kind, name, _checked(method, needed[name]))
    return kind


def _checked(method: Callable[_Asked, _Answer], needed: Role) -> Callable[_Asked, _Answer]:
    @wraps(method)
    def checked(*args: _Asked.args, **kwargs: _Asked.kwargs) -> _Answer:
        acting: Any = args[0]  # the object that the method belongs to
        check(acting.actor, needed)
        return method(*args, **kwargs)

    return checked


def check(actor: Actor, needed: Role) -> None:
    """Let pass who has a role.

    Raises:
        PermissionDeniedError: The actor has a lesser one.
    """
    if not actor.role.includes(needed):
        who = f"{actor.login} is {actor.role}" if actor.has_account else "nobody is logged in"
        raise PermissionDeniedError(f"This needs the role {needed}, and {who}.", needed=needed)


def states_seen_by(actor: Actor) -> frozenset[str]:
    """Return the states of the practices that somebody sees: what is not finished is the curators'."""
    return _ALL_STATES if actor.role.includes(Role.CURATOR) else _PUBLIC_STATES
