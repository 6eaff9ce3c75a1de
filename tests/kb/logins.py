"""A desk of accounts with a clock that stands still until it is told to go on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from kb.account_desk import AccountDesk
from kb.accounts import OPERATOR, Actor, Role
from kb.settings import Settings, load_settings
from kb.store import Store
from kb.user_file import UserFile

PASSWORD = "fyra ord utan samband"
OTHER_PASSWORD = "fire helt andre ord"


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, *, minutes: float = 0, seconds: float = 0) -> None:
        self.now += timedelta(minutes=minutes, seconds=seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A home with accounts, and its desk as it is for each role."""

    settings: Settings
    store: Store
    clock: Clock

    def desk(self, actor: Actor = OPERATOR) -> AccountDesk:
        file = UserFile(self.settings.users_path)
        return AccountDesk(file, self.store, self.settings, actor, now=self.clock)

    def add(self, login: str, role: Role = Role.CONTRIBUTOR, password: str | None = PASSWORD) -> None:
        self.desk().add_user(login, login.title(), role, password)


def make_office(home: Path, **settings: int | str) -> Office:
    home.mkdir(parents=True, exist_ok=True)
    chosen = load_settings(home=home, embedder="hashing", **settings)
    return Office(settings=chosen, store=Store(chosen.store_path), clock=Clock())
