"""The desk of accounts: logging in and out, who has which role, and the log of what was done."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from kb.account_rules import (
    MAX_GIVEN,
    as_actor,
    checked,
    clean_name,
    keep_an_admin,
    origin_of,
    present,
    secret_hash,
    told_change,
    written,
)
from kb.accounts import ANYBODY, Actor, AuditLine, LoginSession, OpenSession, Role, User
from kb.errors import AccountError, HomeError, LockedError, LoginError
from kb.lockouts import REMEMBERED, counted_as, refuse_where_locked
from kb.passwords import check_password, hash_password, is_outdated, is_right
from kb.permissions import guarded
from kb.store.account_store import AccountStore
from kb.store.audit import AuditStore
from kb.user_file import check_login, clean_login

if TYPE_CHECKING:
    from kb.settings import Settings
    from kb.store import Store
    from kb.user_file import UserFile

logger = logging.getLogger(__name__)

_TICKET_TIME = timedelta(seconds=60)
_TOUCH_AFTER = timedelta(minutes=1)  # writing at every click would be for nothing


@guarded
class AccountDesk:
    """The accounts of one home. Safe to share by threads."""

    def __init__(
        self,
        users: UserFile,
        store: Store,
        settings: Settings,
        actor: Actor,
        *,
        now: Callable[[], datetime] = present,
    ) -> None:
        """Take the file of accounts, where logins are kept, how long they last, for whom, and the clock."""
        self.actor = actor
        self._file = users
        self._logins = store.part(AccountStore)
        self._log = store.part(AuditStore)
        self._settings = settings
        self._now = now

    # Logging in and out

    def can_log_in(self) -> bool:
        """Return whether there is an account that somebody can use."""
        return any(user.is_active for user in self._file.users().values())

    def log_in(self, login: str, password: str, *, address: str) -> LoginSession:
        """Begin a session for whoever knows the password of an active account.

        An account that does not exist is refused after as long a time as one that does.

        Args:
            login: As it was typed; case does not matter.
            password: As it was typed.
            address: Where the browser is, of which failures are counted for half an hour; "" for nowhere.

        Raises:
            LoginError: No active account has them.
            LockedOutError: Too many have failed lately, whether the password is right now or not.
        """
        now, cleaned = self._now(), clean_login(login[:MAX_GIVEN])
        user = self._file.users().get(cleaned)
        if not self._knows_password(cleaned, user, password, address=address) or user is None:
            subject = "?" if user is None else user.login  # what was typed may be a password
            self._log.append(ANYBODY, "login.failed", subject)
            raise LoginError(
                "No account has this login and password. Type them again; "
                "whoever runs Metodbank sets a new one with: metodbank user password LOGIN",
                key="login.problem_wrong",
            )
        self._hash_anew(user, password)
        return self._begin(user, now, origin="local")

    def log_out(self, token: str) -> None:
        """End a session; nothing happens where it has ended."""
        self._logins.end(secret_hash(token), self.actor_of(token))

    def actor_of(self, token: str) -> Actor | None:
        """Return who is logged in with a token, as their account is now; None where the session has ended."""
        token_hash = secret_hash(token)
        session = self._logins.session(token_hash)
        if session is None:
            return None
        user = self._user_of(session)
        if user is None:  # kept all the same: an editor may be writing the file of accounts at this moment
            return None
        now = self._now()
        if now - datetime.fromisoformat(session.seen_at) >= _TOUCH_AFTER:
            try:
                self._logins.touch(token_hash, written(now))
            except LockedError as error:  # the page can be shown all the same
                logger.info("a session was not touched: %s", error)
        return as_actor(user)

    def begin_ticket(self, login: str, name: str) -> str:
        """Return a ticket for whom a login service has named, which a browser exchanges within a minute."""
        ticket, now = secrets.token_urlsafe(32), self._now()
        self._logins.add_ticket(
            secret_hash(ticket),
            clean_login(login[:MAX_GIVEN]),
            name[:MAX_GIVEN],
            at=written(now),
            ends_at=written(now + _TICKET_TIME),
        )
        return ticket

    def redeem_ticket(self, ticket: str) -> LoginSession:
        """Begin a session for whom a ticket names; it can be used once.

        Raises:
            LoginError: The ticket has ended, or whom it names has no active account: they stay a reader.
        """
        now = self._now()
        taken = self._logins.take_ticket(secret_hash(ticket), at=written(now))
        if taken is None:
            raise LoginError("This login took too long. Log in again.", key="login.problem_wrong")
        user = self._file.users().get(taken[0])
        if user is None or not user.is_active:
            self._log.append(ANYBODY, "login.failed", "?" if user is None else user.login, origin="oidc")
            contact = self._settings.contact_email or self._settings.operator_name or ""
            raise LoginError(
                f"{taken[0]} has no account here, and can read without one. "
                f"Ask {contact or 'whoever runs Metodbank'} for an account.",
                key="login.problem_no_account" if contact else "login.problem_no_account_here",
                contact=contact,
            )
        return self._begin(user, now, origin="oidc")

    def change_password(self, old: str, new: str) -> None:
        """Change one's own password; all one's sessions end, this one too.

        Raises:
            AccountError: The old one is wrong, or the new one will not do.
            LockedOutError: Too many wrong ones were given lately.
        """
        login = self.actor.login
        user = self._file.users().get(login)
        if not self._knows_password(login, user, old, address="") or user is None:
            raise AccountError(
                "The present password is another one; nothing was changed.",
                key="account.problem_password_old",
            )
        self._change(user, "user.password", {}, password=new)

    def me(self) -> User:
        """Return one's own account.

        Raises:
            AccountError: There is none, as for the command line.
        """
        return self._known(self.actor.login)

    def my_sessions(self) -> tuple[OpenSession, ...]:
        """Return one's own sessions that have not ended, the newest first."""
        own = (each for each in self._logins.sessions() if each.login == self.actor.login)
        return tuple(each for each in own if self._user_of(each) is not None)

    def end_my_sessions(self) -> int:
        """End all one's own sessions, this one too; return how many there were."""
        return self._end_sessions(self._known(self.actor.login))

    # Accounts

    def users(self) -> tuple[User, ...]:
        """Return the accounts by login."""
        return tuple(sorted(self._file.users().values(), key=lambda user: user.login))

    def add_user(self, login: str, name: str, role: Role, password: str | None) -> User:
        """Add an account; without a password it logs in with the login service.

        Raises:
            AccountError: There is one with this login, or login, name or password will not do.
            LockedError: Another process is changing the accounts; so for all that change one.
        """
        login = clean_login(login)
        checked(check_login, login)
        name = clean_name(name or login)
        if password is not None:
            check_password(password, login)
        at = written(self._now())
        user = User(
            login=login,
            name=name,
            role=role,
            password_hash=None if password is None else hash_password(password),
            created_at=at,
            changed_at=at,
        )
        with self._file.locked() as users:
            if login in users:
                raise AccountError(
                    f"There is an account {login} already. Change it with: metodbank user change {login}",
                    key="users.problem_exists",
                    login=login,
                )
            users[login] = user
            self._write(users, "user.add", login, {"role": role.value, "origin": origin_of(user)})
        return user

    def change_user(
        self,
        login: str,
        *,
        name: str | None = None,
        role: Role | None = None,
        is_active: bool | None = None,
        password: str | None = None,
    ) -> User:
        """Change what is given of an account; its sessions end, unless only the name changes.

        A new password ends a lock of the login too.

        Raises:
            AccountError: There is none, what is given will not do, or nobody could administer any more.
        """
        user = self._known(login)
        changed = self._change(
            user, "user.change", None, name=name, role=role, is_active=is_active, password=password
        )
        if password is not None:
            self._logins.forget_failures(secret_hash(user.login))
        return changed

    def remove_user(self, login: str) -> None:
        """Remove an account and end its sessions; what it did keeps its login in the log.

        Raises:
            AccountError: There is none, or nobody could administer any more.
        """
        login = self._known(login).login
        with self._file.locked() as users:
            removed = users.pop(login, None)
            if removed is not None:
                keep_an_admin({**users, login: removed}, users)
                self._write(users, "user.remove", login, {"role": removed.role.value})

    # Sessions and the log

    def sessions(self) -> tuple[OpenSession, ...]:
        """Return the sessions that have not ended, the newest first."""
        return tuple(each for each in self._logins.sessions() if self._user_of(each) is not None)

    def end_sessions(self, login: str) -> int:
        """End all sessions of an account; return how many there were.

        Raises:
            AccountError: There is no such account.
        """
        return self._end_sessions(self._known(login))

    def audit(
        self, *, limit: int = 100, before: int | None = None, subject: str | None = None
    ) -> list[AuditLine]:
        """Return lines of the log, the newest first: those before a number, about a subject."""
        return self._log.lines(limit=limit, before=before, subject=subject)

    def check_audit(self) -> list[str]:
        """Return what is wrong with the log: lines that were changed or taken out."""
        return self._log.check()

    # Inside

    def _knows_password(self, login: str, user: User | None, password: str, *, address: str) -> bool:
        now = self._now()
        login_hash = secret_hash(login)
        self._logins.attempt(
            login_hash,
            counted_as(address),
            at=written(now),
            since=written(now - REMEMBERED),
            refuse=partial(refuse_where_locked, now),
        )
        known = user.password_hash if user is not None and user.is_active else None
        if not is_right(password, known):
            return False
        self._logins.forget_failures(login_hash)
        return True

    def _end_sessions(self, user: User) -> int:
        with self._logins.noting(
            self.actor, "user.end_sessions", user.login, {}, ends_sessions=True
        ) as ended:
            return ended

    def _hash_anew(self, user: User, password: str) -> None:
        if user.password_hash is None or not is_outdated(user.password_hash):
            return
        try:
            with self._file.locked() as users:
                if users.get(user.login) == user:
                    # changed_at stays: it is the same password, and no session ends
                    users[user.login] = replace(user, password_hash=hash_password(password))
                    self._file.write(users)
        except HomeError as error:  # the old hash will do until the next login
            logger.warning("a password was not hashed anew: %s", error)

    def _begin(self, user: User, now: datetime, *, origin: str) -> LoginSession:
        """Begin a session as of when the account was read: a change of it since then has ended it."""
        token = secrets.token_urlsafe(32)
        ends_at = written(now + timedelta(hours=self._settings.session_hours))
        at = written(now)
        session = OpenSession(login=user.login, origin=origin, started_at=at, seen_at=at, ends_at=ends_at)
        self._logins.start(secret_hash(token), session, as_actor(user))
        return LoginSession(token=token, actor=as_actor(user), ends_at=ends_at)

    def _user_of(self, session: OpenSession) -> User | None:
        """Return whose session it is; None where it has ended, by time or because the account changed."""
        now = self._now()
        idle_ends = datetime.fromisoformat(session.seen_at) + timedelta(
            minutes=self._settings.session_idle_minutes
        )
        user = self._file.users().get(session.login)
        if user is None or not user.is_active or session.started_at < user.changed_at:
            return None
        return user if now < min(idle_ends, datetime.fromisoformat(session.ends_at)) else None

    def _known(self, login: str) -> User:
        cleaned = clean_login(login)
        user = self._file.users().get(cleaned)
        if user is None:
            raise AccountError(
                f"There is no account {cleaned}. List them with: metodbank user list",
                key="users.problem_unknown",
                login=cleaned,
            )
        return user

    def _change(
        self,
        user: User,
        act: str,
        details: Mapping[str, str] | None,
        *,
        name: str | None = None,
        role: Role | None = None,
        is_active: bool | None = None,
        password: str | None = None,
    ) -> User:
        if password is not None:
            check_password(password, user.login)
        new_hash = None if password is None else hash_password(password)
        with self._file.locked() as users:
            before = users.get(user.login)
            if before is None:
                return self._known(user.login)  # removed meanwhile: raises
            changed = replace(
                before,
                name=before.name if name is None else clean_name(name),
                role=before.role if role is None else role,
                is_active=before.is_active if is_active is None else is_active,
                password_hash=before.password_hash if new_hash is None else new_hash,
            )
            if changed == before:
                return before
            ends = replace(changed, name=before.name) != before
            if ends:
                changed = replace(changed, changed_at=written(self._now()))
            after = users | {user.login: changed}
            keep_an_admin(users, after)
            told = told_change(before, changed) if details is None else details
            self._write(after, act, user.login, told, ends_sessions=ends)
        return changed

    def _write(
        self,
        users: Mapping[str, User],
        act: str,
        login: str,
        details: Mapping[str, str],
        *,
        ends_sessions: bool = True,
    ) -> None:
        with self._logins.noting(self.actor, act, login, details, ends_sessions=ends_sessions):
            self._file.write(users)
