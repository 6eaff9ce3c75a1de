"""Passwords: which ones will do, and what is kept of them."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kb.errors import AccountError

if TYPE_CHECKING:
    from argon2 import PasswordHasher

MIN_CHARS = 12
_FEW_CHARS = 4  # a password of fewer different characters is a pattern on the keyboard
# The hash of a password that nobody knows, made as all are: whoever names an account that does not exist
# waits as long as whoever names one that does.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$5x/VebxkXYEPbT/J00j0/A$5Aeo/Bo9aZl/5iWK9uW/ETwsJuYov9/aFsVohZJrjhA"


def check_password(password: str, login: str) -> None:
    """Let pass a password that will do.

    Raises:
        AccountError: It is short, among the commonest, or the login.
    """
    text = _same(password)
    if len(text) < MIN_CHARS:
        raise AccountError(
            f"The password has {len(text)} characters; {MIN_CHARS} are the fewest. "
            "Take a longer one, such as four words that have nothing to do with each other.",
            key="account.problem_password_short",
            count=MIN_CHARS,
        )
    folded = text.casefold()
    own = {login.casefold(), login.casefold().partition("@")[0]}
    if folded in own or folded in _commonest() or len(set(folded)) < _FEW_CHARS:
        raise AccountError(
            "This password is the login, or one of those that are tried first. Take another, "
            "such as four words that have nothing to do with each other.",
            key="account.problem_password_common",
        )


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    return _hasher().hash(_same(password))


def is_right(password: str, password_hash: str | None) -> bool:
    """Return whether a password is the one of a hash; without a hash it is wrong after as long a time.

    A hash that none of ours could be is wrong too.
    """
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(password_hash or _NOBODY, _same(password))
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_hash(text: str) -> bool:
    """Return whether a text can be the hash of a password."""
    from argon2 import extract_parameters
    from argon2.exceptions import InvalidHashError

    try:
        extract_parameters(text)
    except (InvalidHashError, ValueError):
        return False
    return text.startswith("$argon2id$")


def is_outdated(password_hash: str) -> bool:
    """Return whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(password_hash)


def _same(password: str) -> str:
    """Return a password as every keyboard and system writes it."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    # The least that OWASP's Password Storage Cheat Sheet recommends for Argon2id: 19 MiB, two passes, one
    # lane. 30 ms on two slow cores; forty logins at once take under a gigabyte.
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)


@cache
def _commonest() -> frozenset[str]:
    lines = (files("kb") / "data" / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
