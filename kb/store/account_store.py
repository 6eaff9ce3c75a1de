"""The logins of a store: who is logged in, what failed lately, and tickets; of secrets only the hashes."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from kb.accounts import Actor, OpenSession
from kb.store import audit

_Opened = Callable[[], AbstractContextManager[sqlite3.Connection]]


class AccountStore:
    """Reads and writes logins with the connections of a store; all times are ISO 8601, UTC, of one length."""

    def __init__(self, reading: _Opened, writing: _Opened) -> None:
        """Take what opens a connection, for reading and with a transaction."""
        self._reading = reading
        self._writing = writing

    def attempt(
        self,
        login_hash: str,
        address: str,
        *,
        at: str,
        since: str,
        refuse: Callable[[Sequence[str], Sequence[str]], None],
    ) -> None:
        """Count an attempt as failed before it is known how it ends: many at once find no gap.

        Args:
            login_hash: Whom the attempt names.
            address: Where it comes from; "" is counted for nobody.
            at: Now.
            since: Attempts from before are forgotten.
            refuse: Given the times of earlier failures of the login and of the address; what it raises
                is raised, and the attempt is not counted.
        """
        with self._writing() as connection:
            connection.execute("DELETE FROM failed_logins WHERE failed_at < ?", (since,))
            refuse(
                _times(connection, "SELECT failed_at FROM failed_logins WHERE login = ?", login_hash),
                _times(connection, "SELECT failed_at FROM failed_logins WHERE address = ?", address)
                if address
                else [],
            )
            connection.execute(
                "INSERT INTO failed_logins (login, address, failed_at) VALUES (?, ?, ?)",
                (login_hash, address, at),
            )

    def forget_failures(self, login_hash: str) -> None:
        """Forget the failures of a login whose password was right."""
        with self._writing() as connection:
            connection.execute("DELETE FROM failed_logins WHERE login = ?", (login_hash,))

    def start(self, token_hash: str, session: OpenSession, actor: Actor) -> None:
        """Keep who has logged in, and note it in the log."""
        with self._writing() as connection:
            connection.execute("DELETE FROM login_sessions WHERE ends_at < ?", (session.started_at,))
            connection.execute(
                "INSERT INTO login_sessions (token_hash, login, origin, started_at, seen_at, ends_at) "
                "VALUES (?, ?, ?, ?, ?, ?)",
                (
                    token_hash,
                    session.login,
                    session.origin,
                    session.started_at,
                    session.seen_at,
                    session.ends_at,
                ),
            )
            audit.append(connection, actor, "login", session.login, {"origin": session.origin})

    def session(self, token_hash: str) -> OpenSession | None:
        """Return what is kept of a token; it may have ended."""
        with self._reading() as connection:
            row = connection.execute(
                "SELECT * FROM login_sessions WHERE token_hash = ?", (token_hash,)
            ).fetchone()
        return None if row is None else _session(row)

    def sessions(self) -> list[OpenSession]:
        """Return all that is kept, the newest first; some may have ended."""
        with self._reading() as connection:
            rows = connection.execute("SELECT * FROM login_sessions ORDER BY started_at DESC, token_hash")
            return [_session(row) for row in rows]

    def touch(self, token_hash: str, seen_at: str) -> None:
        """Note that something was done in a session."""
        with self._writing() as connection:
            connection.execute(
                "UPDATE login_sessions SET seen_at = ? WHERE token_hash = ? AND seen_at < ?",
                (seen_at, token_hash, seen_at),
            )

    def end(self, token_hash: str, actor: Actor | None) -> None:
        """End a session; with whoever was logged in it is noted in the log that they did so."""
        with self._writing() as connection:
            ended = connection.execute("DELETE FROM login_sessions WHERE token_hash = ?", (token_hash,))
            if ended.rowcount and actor is not None:
                audit.append(connection, actor, "logout", actor.login, {})

    def end_all(self) -> None:
        """End every session and forget every ticket and failure, as after a restore."""
        with self._writing() as connection:
            for table in ("login_sessions", "login_tickets", "failed_logins"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    @contextmanager
    def noting(
        self, actor: Actor, act: str, login: str, details: Mapping[str, str], *, ends_sessions: bool
    ) -> Iterator[int]:
        """Note a change of an account, which the body makes, and end its sessions; yield how many.

        Where the body fails nothing is noted and nothing ended.
        """
        with self._writing() as connection:
            n_ended = 0
            if ends_sessions:
                n_ended = connection.execute("DELETE FROM login_sessions WHERE login = ?", (login,)).rowcount
            audit.append(connection, actor, act, login, details)
            yield n_ended

    def add_ticket(self, ticket_hash: str, login: str, name: str, *, at: str, ends_at: str) -> None:
        """Keep a ticket; those that have ended go."""
        with self._writing() as connection:
            connection.execute("DELETE FROM login_tickets WHERE ends_at < ?", (at,))
            connection.execute(
                "INSERT INTO login_tickets (ticket_hash, login, name, ends_at) VALUES (?, ?, ?, ?)",
                (ticket_hash, login, name, ends_at),
            )

    def take_ticket(self, ticket_hash: str, *, at: str) -> tuple[str, str] | None:
        """Take a ticket for its one use; return login and name, None where there is none or it has ended."""
        with self._writing() as connection:
            row = connection.execute(
                "DELETE FROM login_tickets WHERE ticket_hash = ? RETURNING login, name, ends_at",
                (ticket_hash,),
            ).fetchone()
        return None if row is None or row["ends_at"] < at else (row["login"], row["name"])


def _times(connection: sqlite3.Connection, query: str, value: str) -> list[str]:
    rows = connection.execute(f"{query} ORDER BY failed_at", (value,))
    return [row["failed_at"] for row in rows]


def _session(row: sqlite3.Row) -> OpenSession:
    return OpenSession(
        login=row["login"],
        origin=row["origin"],
        started_at=row["started_at"],
        seen_at=row["seen_at"],
        ends_at=row["ends_at"],
    )
