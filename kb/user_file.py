"""The accounts of a home, in ``users.toml``: people may read and write it, commands write it whole."""

from __future__ import annotations

import json
import logging
import os
import re
import stat
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from kb.accounts import OPERATOR, Role, User
from kb.errors import HomeError, LockedError, SettingsError
from kb.home import write_whole
from kb.passwords import is_hash

logger = logging.getLogger(__name__)

_ABOUT = """\
# The accounts of Metodbank; docs/accounts.md tells what stands here.
# Change them with "metodbank user": it writes this file whole, and your own remarks are lost.
"""
_LOGIN = re.compile(r"[^\W_][\w.+@-]{0,253}")
_MAX_NAME = 200
_WAIT_S = 20  # writing takes milliseconds
_HEADER = re.compile(r"^\s*\[\[\s*users\s*\]\]")


def clean_login(text: str) -> str:
    """Return a login as it is compared: in lower case, without white space around it."""
    return unicodedata.normalize("NFKC", text).strip().lower()


def check_login(login: str) -> str:
    """Return a login that may be one.

    Raises:
        ValueError: It is written wrongly, or is the one that stands for the command line.
    """
    if not _LOGIN.fullmatch(login) or login != clean_login(login):
        raise ValueError(
            "a login has lower case letters, digits and . _ - + @, begins with a letter or digit, "
            "and has at most 254 characters"
        )
    if login == OPERATOR.login:
        raise ValueError(f"the login {login} stands for the command line in the audit log")
    return login


def check_name(name: str) -> str:
    """Return a name that can be shown.

    Raises:
        ValueError: It is empty, too long or has characters that cannot be seen.
    """
    if not name.strip() or len(name) > _MAX_NAME or not name.isprintable():
        raise ValueError(f"a name is one line of at most {_MAX_NAME} characters")
    return name


def _check_hash(text: str) -> str:
    if not is_hash(text):
        raise ValueError('this is no Argon2id hash; run "metodbank user password LOGIN" to set one')
    return text


class _StoredUser(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    login: Annotated[str, AfterValidator(check_login)]
    name: Annotated[str, AfterValidator(check_name)]
    role: Role
    password_hash: Annotated[str, AfterValidator(_check_hash)] | None = None
    is_active: bool = Field(True, strict=True)
    created_at: AwareDatetime | None = None
    changed_at: AwareDatetime | None = None

    def user(self) -> User:
        return User(
            login=self.login,
            name=self.name.strip(),
            role=self.role,
            password_hash=self.password_hash,
            is_active=self.is_active,
            created_at=_written(self.created_at),
            changed_at=_written(self.changed_at),
        )


def _written(when: datetime | None) -> str:
    return "" if when is None else when.astimezone(UTC).isoformat(timespec="microseconds")


class UserFile:
    """The file of accounts of one home, read again when it has changed. Safe to share by threads."""

    def __init__(self, path: Path) -> None:
        """Take where the file is, or will be."""
        self.path = path
        self._read: tuple[tuple[int, ...], Mapping[str, User]] | None = None

    def users(self) -> Mapping[str, User]:
        """Return the accounts by login, in the file's order; none where there is no file.

        Raises:
            SettingsError: The file breaks a rule; the message names file and line.
        """
        try:
            status = self.path.stat()
            present = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_mode)
            known = self._read
            if known is not None and known[0] == present:
                return known[1]
            text = self.path.read_bytes().decode("utf-8")
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SettingsError(
                f"{self.path} cannot be read: {error.strerror or error}. "
                "Give the file to whoever runs Metodbank."
            ) from error
        except UnicodeDecodeError as error:
            raise SettingsError(f"{self.path} is not written in UTF-8: {error}. Correct it.") from error
        users = parse_users(text, str(self.path))
        for warning in self.warnings():
            logger.warning(warning)
        self._read = (present, users)
        return users

    def warnings(self) -> list[str]:
        """Return what is unsafe about the file, though it can be used."""
        try:
            mode = self.path.stat().st_mode
        except OSError:
            return []
        if os.name != "posix" or not mode & (stat.S_IRWXG | stat.S_IRWXO):
            return []
        return [f"{self.path} can be read by others than its owner. Run: chmod 600 {self.path}"]

    @contextmanager
    def locked(self) -> Iterator[dict[str, User]]:
        """Hold the file's lock and give the accounts as they are, to be changed and written.

        Raises:
            LockedError: Another process holds the lock for too long.
            SettingsError: The file breaks a rule.
            HomeError: The folder cannot be written.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.path.with_name(f".{self.path.name}.lock"), timeout=_WAIT_S)
        try:
            lock.acquire()
        except Timeout as error:
            raise LockedError(f"{self.path} is being changed by another process. Try again.") from error
        except OSError as error:
            raise HomeError(f"{self.path} cannot be changed: {error.strerror or error}.") from error
        try:
            yield dict(self.users())
        finally:
            lock.release()

    def write(self, users: Mapping[str, User]) -> None:
        """Write the file whole, readable for its owner alone; the caller holds the lock.

        Raises:
            HomeError: It cannot be written; the file is as it was.
        """
        try:
            write_whole(self.path, write_users(users.values()).encode("utf-8"), is_private=True)
        except OSError as error:
            raise HomeError(f"{self.path} cannot be written: {error.strerror or error}.") from error


def parse_users(text: str, where: str) -> dict[str, User]:
    """Return the accounts that a file tells, by login.

    Args:
        text: What stands in the file.
        where: Its name, for errors.

    Raises:
        SettingsError: It breaks a rule; the message names the line.
    """
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{where} is not valid TOML: {error}. Correct it.") from error
    listed = told.pop("users", [])
    if told or not isinstance(listed, list):
        strange = next(iter(told), "users")
        line = _line(text.splitlines(), re.compile(rf"\s*\[*\s*{re.escape(strange)}\b"), 0) + 1
        raise SettingsError(
            f"{where}, line {line}: only [[users]] may stand here, not {strange!r}. Correct it."
        )
    users: dict[str, User] = {}
    for number, entry in enumerate(listed):
        try:
            user = _StoredUser.model_validate(entry).user()
        except ValidationError as error:
            # a name written wrongly is why the right one is missing
            problem = min(error.errors(), key=lambda each: each["type"] != "extra_forbidden")
            name = ".".join(str(part) for part in problem["loc"])
            place = _place(text, number, name)
            raise SettingsError(f"{where}, {place}: {_said(problem['msg'], name)}. Correct it.") from error
        if user.login in users:
            place = _place(text, number, "login")
            raise SettingsError(f"{where}, {place}: the login {user.login!r} stands here twice. Correct it.")
        users[user.login] = user
    return users


def _said(message: str, name: str) -> str:
    text = message.removeprefix("Value error, ")
    if text == "Extra inputs are not permitted":
        return f"there is no {name!r} (there are: {', '.join(_StoredUser.model_fields)})"
    return f"{name}: {text}" if name else text


def _place(text: str, number: int, name: str) -> str:
    """Return the line of a value of an account, else of the account, else the account's number."""
    lines = text.splitlines()
    headers = [at for at, line in enumerate(lines) if _HEADER.match(line)]
    if number >= len(headers):
        return f"account {number + 1}"  # written in one line, as TOML allows
    start = headers[number]
    end = headers[number + 1] if number + 1 < len(headers) else len(lines)
    at = start + _line(lines[start:end], re.compile(rf"\s*\"?{re.escape(name)}\"?\s*="), 0)
    return f"line {at + 1}"


def _line(lines: Sequence[str], wanted: re.Pattern[str], otherwise: int) -> int:
    return next((at for at, line in enumerate(lines) if wanted.match(line)), otherwise)


def write_users(users: Iterable[User]) -> str:
    """Return accounts as the file tells them."""
    return "\n".join([_ABOUT, *(_entry(user) for user in users)])


def _entry(user: User) -> str:
    values: list[tuple[str, str]] = [
        ("login", _quoted(user.login)),
        ("name", _quoted(user.name)),
        ("role", _quoted(user.role.value)),
    ]
    if user.password_hash is not None:
        values.append(("password_hash", _quoted(user.password_hash)))
    values.append(("is_active", "true" if user.is_active else "false"))
    # bare: TOML has a kind of its own for times
    values += [
        (name, at) for name, at in (("created_at", user.created_at), ("changed_at", user.changed_at)) if at
    ]
    return "[[users]]\n" + "".join(f"{name} = {value}\n" for name, value in values)


def _quoted(text: str) -> str:
    # what JSON escapes TOML does, but for one character that no name has
    return json.dumps(text, ensure_ascii=False)
