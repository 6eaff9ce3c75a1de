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
    "AccountDesk": {
        "actor_of": Role.READER,
        "add_user": Role.ADMIN,
        "audit": Role.ADMIN,
        "begin_ticket": Role.READER,
        "can_log_in": Role.READER,
        "change_password": Role.CONTRIBUTOR,
        "change_user": Role.ADMIN,
        "check_audit": Role.ADMIN,
        "end_my_sessions": Role.CONTRIBUTOR,
        "end_sessions": Role.ADMIN,
        "log_in": Role.READER,
        "log_out": Role.READER,
        "me": Role.CONTRIBUTOR,
        "my_sessions": Role.CONTRIBUTOR,
        "redeem_ticket": Role.READER,
        "remove_user": Role.ADMIN,
        "sessions": Role.ADMIN,
        "users": Role.ADMIN,
    },
    "BatchDesk": {
        "announce": Role.CONTRIBUTOR,  # of batches of one's own; curators of all
        "begin": Role.CONTRIBUTOR,
        "chunks": Role.CONTRIBUTOR,
        "describe": Role.CONTRIBUTOR,
        "describe_file": Role.CONTRIBUTOR,
        "expire": Role.ADMIN,
        "hand_in": Role.CONTRIBUTOR,
        "leave_out": Role.CONTRIBUTOR,
        "mine": Role.CONTRIBUTOR,
        "personal_data": Role.CONTRIBUTOR,
        "put": Role.CONTRIBUTOR,
        "quarantine": Role.CURATOR,
        "read": Role.CONTRIBUTOR,
        "readings": Role.CONTRIBUTOR,
        "remove": Role.CONTRIBUTOR,
        "show": Role.CONTRIBUTOR,
        "take_back": Role.CONTRIBUTOR,
        "take_back_batch": Role.CONTRIBUTOR,
        "to_read": Role.ADMIN,
        "undo_remove": Role.CONTRIBUTOR,
    },
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
    "CurationDesk": {
        "add_passages": Role.CURATOR,
        "add_quote": Role.CURATOR,
        "create": Role.CURATOR,
        "discard": Role.CURATOR,
        "due": Role.CURATOR,
        "history": Role.CURATOR,
        "merge": Role.CURATOR,
        "open": Role.CURATOR,
        "publish": Role.CURATOR,
        "relate": Role.CURATOR,
        "remove_passage": Role.CURATOR,
        "remove_place": Role.CURATOR,
        "remove_quote": Role.CURATOR,
        "set_kind": Role.CURATOR,
        "set_quotes": Role.CURATOR,
        "set_text": Role.CURATOR,
        "set_title": Role.CURATOR,
        "split": Role.CURATOR,
        "submit": Role.CURATOR,
        "suggestions": Role.CURATOR,
        "take_over": Role.CURATOR,
        "undo": Role.CURATOR,
        "unrelate": Role.CURATOR,
        "verify": Role.CURATOR,
        "withdraw": Role.CURATOR,
        "worklist": Role.CURATOR,
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
        "merged_into": Role.READER,
        "show": Role.READER,
        "verified": Role.READER,
        "with_chunks": Role.READER,
    },
    "ReviewDesk": {
        "accept": Role.CURATOR,
        "accept_many": Role.CURATOR,
        "add_public_tag": Role.CURATOR,
        "add_tag": Role.CURATOR,
        "decide_tag": Role.CURATOR,
        "decide_tags": Role.CURATOR,
        "decline": Role.CURATOR,
        "decline_many": Role.CURATOR,
        "finish": Role.READER,  # only finishes what a curator has begun
        "item": Role.CURATOR,
        "original": Role.CURATOR,
        "page_image": Role.CURATOR,
        "public_item": Role.CURATOR,
        "queue": Role.CURATOR,
        "redecide": Role.CURATOR,
        "restore": Role.CURATOR,
        "set_facts": Role.CURATOR,
        "traits": Role.CURATOR,
        "undo": Role.CURATOR,
        "undo_decision": Role.CURATOR,
        "undo_many": Role.CURATOR,
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
