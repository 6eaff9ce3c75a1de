"""What changes of accounts must keep to, and how they are told."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from kb.accounts import Actor, Role, User
from kb.errors import AccountError
from kb.user_file import check_name

MAX_GIVEN = 1000
"""Characters of a login or token that are looked at."""


def keep_an_admin(before: Mapping[str, User], after: Mapping[str, User]) -> None:
    """Let pass a change of the accounts after which somebody can still administer them.

    Raises:
        AccountError: The last active administrator would be gone.
    """
    if _has_admin(before) and not _has_admin(after):
        raise AccountError(
            "This is the last active administrator; nobody could administer the accounts in the app any "
            "more. Make somebody else one first, with: metodbank user change LOGIN --role admin",
            key="users.problem_last_admin",
        )


def _has_admin(users: Mapping[str, User]) -> bool:
    return any(user.is_active and user.role is Role.ADMIN for user in users.values())


def checked(check: Callable[[str], str], text: str) -> str:
    """Return a login or a name that ``check`` lets pass.

    Raises:
        AccountError: It does not; the message says why.
    """
    try:
        return check(text)
    except ValueError as error:
        raise AccountError(f"{text!r}: {error}.", key="users.problem_login") from error


def clean_name(name: str) -> str:
    """Return a name with single spaces; for what is raised see ``checked``."""
    return checked(check_name, " ".join(name.split()))


def told_change(before: User, after: User) -> dict[str, str]:
    """Return what changed of an account, for the log: of passwords only that they did."""
    told = {}
    if before.name != after.name:
        told["name"] = after.name
    if before.role != after.role:
        told |= {"role": after.role.value, "role_before": before.role.value}
    if before.is_active != after.is_active:
        told["is_active"] = "yes" if after.is_active else "no"
    if before.password_hash != after.password_hash:
        told |= {"password": "changed"}
    return told


def origin_of(user: User) -> str:
    """Return how an account logs in, as sessions and the log tell it."""
    return "oidc" if user.password_hash is None else "local"


def as_actor(user: User) -> Actor:
    """Return who does what somebody does who is logged in."""
    return Actor(login=user.login, name=user.name, role=user.role)


def present() -> datetime:
    """Return the present, as the clock of the machine has it."""
    return datetime.now(UTC)


def written(when: datetime) -> str:
    """Return a time as the store and the file of accounts have it: texts that sort as times do."""
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def secret_hash(secret: str) -> str:
    """Return what is kept of a token, a ticket or a login that failed; random ones are not to be guessed."""
    return hashlib.sha256(secret[:MAX_GIVEN].encode("utf-8", "replace")).hexdigest()
