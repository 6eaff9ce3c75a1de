"""The records of accounts: who somebody is, what they may do, and what was done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What somebody may do; each may do all that those before it may."""

    READER = "reader"  # everybody, without an account
    CONTRIBUTOR = "contributor"  # hands in documents
    CURATOR = "curator"  # reviews documents, writes and publishes practices
    ADMIN = "admin"  # accounts, deleting and erasing

    def includes(self, other: Role) -> bool:
        """Return whether this role may do all that another may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who does something."""

    login: str  # an account's, "" for whoever has none
    name: str  # shown to others
    role: Role

    @property
    def has_account(self) -> bool:
        """Whether it is known who this is."""
        return bool(self.login)


ANYBODY = Actor(login="", name="", role=Role.READER)
"""A reader without an account."""

OPERATOR = Actor(login="operator", name="operator", role=Role.ADMIN)
"""Whoever runs commands on the machine itself, and has the files anyway; no account has this login."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account."""

    login: str  # in lower case: a name, or the e-mail address that a login service tells
    name: str
    role: Role
    password_hash: str | None = None  # argon2id; None: logs in with the login service
    is_active: bool = True
    created_at: str = ""  # ISO 8601, UTC
    changed_at: str = ""  # when the password, the role or is_active changed; sessions from before have ended


@dataclass(frozen=True, slots=True, kw_only=True)
class LoginSession:
    """A browser in which somebody is logged in."""

    token: str  # in the browser's cookie; the store has its hash only
    actor: Actor
    ends_at: str  # ISO 8601, UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A login that has not ended, as an administrator sees it; times are ISO 8601, UTC."""

    login: str
    origin: str  # "local", or "oidc" where a login service said who it is
    started_at: str
    seen_at: str  # when something was done, to a minute
    ends_at: str  # at the latest


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """Something that was done. Lines are added and never changed."""

    id: int
    at: str  # ISO 8601, UTC
    login: str
    role: str
    act: str  # "review.accept"
    subject: str  # what it was done to: "document 12", "p7", "anna"
    details: Mapping[str, str] = field(default_factory=dict)  # never what a document says
