"""Logging in and out, and the changes of accounts; the clock is passed in."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import argon2
import pytest

from kb.account_desk import AccountDesk
from kb.accounts import ANYBODY, Actor, Role
from kb.errors import AccountError, LoginError
from tests.kb.logins import OTHER_PASSWORD, PASSWORD, Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "home", session_hours=12, session_idle_minutes=120)
    yield made
    made.store.close()


@pytest.fixture
def desk(office: Office) -> AccountDesk:
    office.add("admin", Role.ADMIN, None)
    office.add("anna")
    return office.desk()


def _log_in(desk: AccountDesk, login: str = "anna", password: str = PASSWORD) -> str:
    return desk.log_in(login, password, address="192.0.2.1").token


def _acts(desk: AccountDesk) -> list[tuple[str, str, str]]:
    return [(line.login, line.act, line.subject) for line in reversed(desk.audit())]


def test_login_begins_a_session_of_the_account(desk: AccountDesk) -> None:
    session = desk.log_in(" ANNA ", PASSWORD, address="192.0.2.1")
    assert session.actor == Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR)
    assert session.ends_at == "2026-11-23T20:00:00.000000+00:00"
    assert desk.actor_of(session.token) == session.actor
    assert _acts(desk)[-1] == ("anna", "login", "anna")


def test_only_the_hashes_of_secrets_are_kept(desk: AccountDesk, office: Office) -> None:
    token, ticket = _log_in(desk), desk.begin_ticket("anna", "Anna")
    with pytest.raises(LoginError):
        desk.log_in("hemligt i fel fält", PASSWORD, address="192.0.2.1")
    with sqlite3.connect(office.settings.store_path) as connection:
        kept = "\n".join(connection.iterdump())
    connection.close()
    for secret in (token, ticket, PASSWORD, "hemligt i fel"):
        assert secret not in kept
    assert PASSWORD not in office.settings.users_path.read_text(encoding="utf-8")


def test_wrong_passwords_and_unknown_logins_are_refused_with_the_same_words(desk: AccountDesk) -> None:
    said = []
    for login, password in (("anna", OTHER_PASSWORD), ("bo", PASSWORD), ("admin", PASSWORD)):
        with pytest.raises(LoginError) as refused:
            _log_in(desk, login, password)
        said.append((str(refused.value), refused.value.key))
    assert len(set(said)) == 1
    assert said[0][1] == "login.problem_wrong"


def test_the_log_has_failed_logins_only_of_accounts_that_exist(desk: AccountDesk) -> None:
    for login in ("anna", "my-password-typed-in-the-wrong-field"):
        with pytest.raises(LoginError):
            _log_in(desk, login, "wrong")
    assert _acts(desk)[-2:] == [("", "login.failed", "anna"), ("", "login.failed", "?")]


@pytest.mark.parametrize("login", ["anna", "nobody", "inactive", "admin"])
def test_every_login_checks_one_password(
    desk: AccountDesk, office: Office, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    office.add("inactive")
    desk.change_user("inactive", is_active=False)
    checked: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, kept: str, password: str) -> bool:
        checked.append(kept)
        return verify(hasher, kept, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    with pytest.raises(LoginError):
        _log_in(desk, login, OTHER_PASSWORD)
    assert len(checked) == 1
    # as much work, whichever hash it was
    assert argon2.extract_parameters(checked[0]) == argon2.extract_parameters(
        argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash("x")
    )


def test_logging_out_ends_the_session_and_no_other(desk: AccountDesk) -> None:
    first, second = _log_in(desk), _log_in(desk)
    desk.log_out(first)
    desk.log_out(first)
    assert desk.actor_of(first) is None
    assert desk.actor_of(second) is not None
    assert [each[1] for each in _acts(desk)].count("logout") == 1


def test_a_token_that_was_never_given_opens_nothing(desk: AccountDesk) -> None:
    assert desk.actor_of("") is None
    assert desk.actor_of("å" * 5000) is None
    desk.log_out("never given")


def test_session_ends_when_nothing_was_done_for_too_long(desk: AccountDesk, office: Office) -> None:
    token = _log_in(desk)
    for _ in range(3):
        office.clock.go_on(minutes=119)
        assert desk.actor_of(token) is not None
    office.clock.go_on(minutes=120)
    assert desk.actor_of(token) is None
    assert desk.sessions() == ()


def test_session_ends_after_its_hours_however_busy(desk: AccountDesk, office: Office) -> None:
    token = _log_in(desk)
    for _ in range(11):
        office.clock.go_on(minutes=60)
        assert desk.actor_of(token) is not None
    office.clock.go_on(minutes=60)
    assert desk.actor_of(token) is None


def test_session_is_noted_as_seen_at_most_once_a_minute(desk: AccountDesk, office: Office) -> None:
    token = _log_in(desk)
    office.clock.go_on(seconds=59)
    desk.actor_of(token)
    assert desk.sessions()[0].seen_at == "2026-11-23T08:00:00.000000+00:00"
    office.clock.go_on(seconds=1)
    desk.actor_of(token)
    assert desk.sessions()[0].seen_at == "2026-11-23T08:01:00.000000+00:00"


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.change_user("anna", password=OTHER_PASSWORD),
        lambda desk: desk.change_user("anna", role=Role.CURATOR),
        lambda desk: desk.change_user("anna", is_active=False),
        lambda desk: desk.remove_user("anna"),
        lambda desk: desk.end_sessions("anna"),
    ],
    ids=["password", "role", "activity", "removed", "ended"],
)
def test_sessions_end_when_the_account_changes(
    desk: AccountDesk, office: Office, change: Callable[[AccountDesk], object]
) -> None:
    token = _log_in(desk)
    office.add("bo")
    of_another = _log_in(desk, "bo")
    office.clock.go_on(seconds=1)
    change(desk)
    assert desk.actor_of(token) is None
    assert desk.actor_of(of_another) is not None


def test_session_of_before_has_ended_also_when_a_store_brings_it_back(
    desk: AccountDesk, office: Office
) -> None:
    token = _log_in(desk)
    office.clock.go_on(seconds=1)
    desk.change_user("anna", role=Role.CURATOR)
    with sqlite3.connect(office.settings.store_path) as connection:
        connection.execute(
            "INSERT INTO login_sessions SELECT ?, 'anna', 'local', ?, ?, ?",
            (
                hashlib.sha256(token.encode()).hexdigest(),
                "2026-11-23T08:00:00.000000+00:00",
                "2026-11-23T08:00:00.000000+00:00",
                "2026-11-23T20:00:00.000000+00:00",
            ),
        )
    connection.close()
    assert desk.actor_of(token) is None


def test_a_new_name_shows_at_once_and_ends_nothing(desk: AccountDesk) -> None:
    token = _log_in(desk)
    desk.change_user("anna", name="Anna  Å.")
    assert desk.actor_of(token) == Actor(login="anna", name="Anna Å.", role=Role.CONTRIBUTOR)


def test_an_account_made_inactive_by_hand_is_logged_out(desk: AccountDesk, office: Office) -> None:
    token = _log_in(desk)
    path = office.settings.users_path
    entries = path.read_text(encoding="utf-8").rpartition("is_active = true")
    path.write_text("is_active = false".join((entries[0], entries[2])), encoding="utf-8")
    assert desk.actor_of(token) is None


def test_a_file_that_is_away_for_a_moment_ends_no_session(desk: AccountDesk, office: Office) -> None:
    token, path = _log_in(desk), office.settings.users_path
    path.rename(path.with_suffix(".away"))
    assert desk.actor_of(token) is None
    path.with_suffix(".away").rename(path)
    assert desk.actor_of(token) == Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR)


def test_password_is_changed_by_whoever_knows_the_old_one(desk: AccountDesk, office: Office) -> None:
    token = _log_in(desk)
    anna = office.desk(Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR))
    with pytest.raises(AccountError) as refused:
        anna.change_password("wrong", OTHER_PASSWORD)
    assert refused.value.key == "account.problem_password_old"
    assert desk.actor_of(token) is not None
    office.clock.go_on(seconds=1)
    anna.change_password(PASSWORD, OTHER_PASSWORD)
    assert desk.actor_of(token) is None
    assert _log_in(desk, "anna", OTHER_PASSWORD)
    with pytest.raises(LoginError):
        _log_in(desk, "anna", PASSWORD)
    assert ("anna", "user.password", "anna") in _acts(desk)


def test_somebody_logs_themselves_out_everywhere(desk: AccountDesk, office: Office) -> None:
    office.add("bo")
    _log_in(desk), _log_in(desk), _log_in(desk, "bo")
    anna = office.desk(Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR))
    assert [each.login for each in anna.my_sessions()] == ["anna", "anna"]
    assert anna.end_my_sessions() == 2
    assert anna.my_sessions() == ()
    assert [each.login for each in desk.sessions()] == ["bo"]


def test_a_hash_of_weaker_parameters_is_made_anew_at_login(desk: AccountDesk, office: Office) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    path = office.settings.users_path
    text = path.read_text(encoding="utf-8")
    kept = next(user.password_hash for user in desk.users() if user.login == "anna")
    path.write_text(text.replace(str(kept), weak), encoding="utf-8")
    token = _log_in(desk)
    kept = next(user.password_hash for user in desk.users() if user.login == "anna")
    assert str(kept).startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert desk.actor_of(token) is not None  # nothing that ends sessions
    assert _log_in(desk)


# Tickets of a login service


def test_ticket_is_good_for_one_login(desk: AccountDesk) -> None:
    ticket = desk.begin_ticket("Anna", "Anna Andersson")
    assert desk.redeem_ticket(ticket).actor.login == "anna"
    with pytest.raises(LoginError):
        desk.redeem_ticket(ticket)


def test_ticket_is_good_for_a_minute(desk: AccountDesk, office: Office) -> None:
    ticket, late = desk.begin_ticket("anna", "Anna"), desk.begin_ticket("anna", "Anna")
    office.clock.go_on(seconds=60)
    assert desk.redeem_ticket(ticket).actor.login == "anna"
    office.clock.go_on(seconds=1)
    with pytest.raises(LoginError):
        desk.redeem_ticket(late)


def test_whom_a_service_knows_and_we_do_not_is_told_whom_to_ask(tmp_path: Path) -> None:
    office = make_office(tmp_path / "asked", contact_email="metod@kommun.example")
    office.add("anna", Role.ADMIN, None)
    office.add("bo", Role.CURATOR, None)
    office.desk().change_user("bo", is_active=False)
    for login in ("eva@kommun.example", "bo"):
        with pytest.raises(LoginError, match=r"Ask metod@kommun\.example for an account") as refused:
            office.desk().redeem_ticket(office.desk().begin_ticket(login, "Eva"))
        assert refused.value.key == "login.problem_no_account"
        assert refused.value.values["contact"] == "metod@kommun.example"
    assert _acts(office.desk())[-2:] == [("", "login.failed", "?"), ("", "login.failed", "bo")]
    office.store.close()


# Accounts


def test_there_is_nobody_to_log_in_before_the_first_account(office: Office) -> None:
    assert not office.desk(ANYBODY).can_log_in()
    office.add("anna")
    assert office.desk(ANYBODY).can_log_in()
    office.desk().change_user("anna", is_active=False)
    assert not office.desk(ANYBODY).can_log_in()


@pytest.mark.parametrize(
    ("login", "key"),
    [
        ("anna", "users.problem_exists"),
        ("Anna", "users.problem_exists"),
        ("operator", "users.problem_login"),
        ("OPERATOR", "users.problem_login"),
        ("", "users.problem_login"),
        ("?", "users.problem_login"),
        ("two words", "users.problem_login"),
        ("-x", "users.problem_login"),
        ("x" * 255, "users.problem_login"),
    ],
)
def test_logins_that_cannot_be_added(desk: AccountDesk, login: str, key: str) -> None:
    before = desk.users()
    with pytest.raises(AccountError) as refused:
        desk.add_user(login, "Somebody", Role.CONTRIBUTOR, None)
    assert refused.value.key == key
    assert desk.users() == before


def test_the_last_active_admin_stays_one(desk: AccountDesk, office: Office) -> None:
    office.add("idle", Role.ADMIN, None)
    desk.change_user("idle", is_active=False)
    ways: list[Callable[[], object]] = [
        lambda: desk.remove_user("admin"),
        lambda: desk.change_user("admin", role=Role.CURATOR),
        lambda: desk.change_user("admin", is_active=False),
    ]
    before = office.settings.users_path.read_bytes()
    for way in ways:
        with pytest.raises(AccountError) as refused:
            way()
        assert refused.value.key == "users.problem_last_admin"
    assert office.settings.users_path.read_bytes() == before
    desk.change_user("idle", is_active=True)
    desk.remove_user("admin")
    assert [user.login for user in desk.users()] == ["anna", "idle"]


def test_an_unknown_account_is_named(desk: AccountDesk) -> None:
    ways: list[Callable[[], object]] = [
        lambda: desk.change_user("bo", name="Bo"),
        lambda: desk.remove_user("bo"),
        lambda: desk.end_sessions("bo"),
    ]
    for way in ways:
        with pytest.raises(AccountError, match="There is no account bo") as refused:
            way()
        assert refused.value.key == "users.problem_unknown"


def test_changes_are_noted_with_who_did_them_and_without_passwords(desk: AccountDesk, office: Office) -> None:
    admin = office.desk(Actor(login="admin", name="Admin", role=Role.ADMIN))
    admin.change_user("anna", role=Role.CURATOR, password=OTHER_PASSWORD)
    line = desk.audit(limit=1)[0]
    assert (line.login, line.role, line.act, line.subject) == ("admin", "admin", "user.change", "anna")
    assert line.details == {"role": "curator", "role_before": "contributor", "password": "changed"}
    assert [each.act for each in desk.audit(subject="anna")] == ["user.change", "user.add"]


def test_a_change_that_cannot_be_written_is_not_noted(
    desk: AccountDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, n_lines = _log_in(desk), len(desk.audit())

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kb.user_file.write_whole", full)
    with pytest.raises(Exception, match="No space left"):
        desk.change_user("anna", role=Role.CURATOR)
    assert len(desk.audit()) == n_lines
    assert desk.actor_of(token) == Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR)
