"""The commands for accounts."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
from tests.kb.conftest import Run
from tests.kb.logins import OTHER_PASSWORD, PASSWORD


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Standard input that is no terminal."""
    text = io.StringIO(f"{PASSWORD}\n")
    monkeypatch.setattr(sys, "stdin", text)
    return text


def _log_in(home: Path, password: str = PASSWORD) -> str:
    base = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    try:
        return base.accounts.log_in("anna", password, address="").token
    finally:
        base.close()


def _logins(home: Path, token: str) -> list[str]:
    """Return who is logged in with a token, none or one."""
    base = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    try:
        actor = base.accounts.actor_of(token)
    finally:
        base.close()
    return [] if actor is None else [actor.login]


@pytest.fixture
def anna(run: Run, typed: io.StringIO) -> Run:
    run("user", "add", "Anna", "--name", "Anna Å", "--role", "admin", "--password-stdin")
    typed.seek(0)
    return run


def test_added_account_is_listed_and_can_log_in(anna: Run) -> None:
    assert anna("user", "list") == "anna  admin        Anna Å\n"
    (told,) = anna.json("user", "list")["users"]
    assert {name: told[name] for name in ("login", "name", "role", "is_active", "origin")} == {
        "login": "anna",
        "name": "Anna Å",
        "role": "admin",
        "is_active": True,
        "origin": "local",
    }
    assert "hash" not in str(told)
    assert _log_in(anna.home)


def test_password_is_asked_for_twice_without_echo(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def prompt(text: str, **options: object) -> str:
        asked.append((text, options["hide_input"], options["confirmation_prompt"]))
        return PASSWORD

    monkeypatch.setattr("click.prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    run("user", "add", "anna", "--role", "curator")
    assert asked == [("Password", True, "The same again")]
    assert _log_in(run.home)


def test_without_anybody_to_ask_nothing_is_added(run: Run, typed: io.StringIO) -> None:  # noqa: ARG001
    run("user", "add", "anna", "--role", "curator", status=1)
    assert "Give it with --password-stdin" in run.error
    assert "There are no accounts." in run("user", "list")


def test_account_of_a_login_service_has_no_password(run: Run) -> None:
    run("user", "add", "anna@kommun.example", "--role", "contributor", "--oidc")
    assert "(login service)" in run("user", "list")
    run("user", "add", "bo", "--role", "contributor", "--oidc", "--password-stdin", status=2)


def test_roles_are_those_that_need_an_account(run: Run) -> None:
    run("user", "add", "anna", "--role", "reader", "--oidc", status=2)
    run("user", "add", "anna", "--oidc", status=2)


def test_refused_passwords_and_logins_say_why(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for login, password, said in (
        ("anna", "kort", "The password has 4 characters; 12 are the fewest."),
        ("anna", "lösenord1234", "one of those that are tried first"),
        ("operator", PASSWORD, "stands for the command line"),
    ):
        monkeypatch.setattr(sys, "stdin", io.StringIO(password))
        run("user", "add", login, "--role", "admin", "--password-stdin", status=1)
        assert said in run.error
    assert not (run.home / "users.toml").exists()


def test_change_and_remove_say_what_is_now(anna: Run) -> None:
    anna("user", "add", "bo", "--role", "contributor", "--oidc")
    assert anna("user", "change", "bo", "--role", "curator", "--name", "Bo") == "bo is now Bo, curator.\n"
    assert anna("user", "change", "bo", "--inactive") == "bo is now Bo, curator, inactive.\n"
    assert "inactive" in anna("user", "list")
    anna("user", "change", "bo", status=2)
    anna("user", "remove", "bo", status=1)  # nobody to ask
    assert anna("user", "remove", "bo", "--yes") == "Removed bo.\n"
    anna("user", "remove", "anna", "--yes", status=1)
    assert "the last active administrator" in anna.error
    anna("user", "change", "eva", "--name", "Eva", status=1)
    assert "There is no account eva" in anna.error


def test_another_password_ends_the_sessions(anna: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    token = _log_in(anna.home)
    assert [each["login"] for each in anna.json("user", "sessions")["sessions"]] == ["anna"]
    assert "anna  since" in anna("user", "sessions", "anna")
    monkeypatch.setattr(sys, "stdin", io.StringIO(OTHER_PASSWORD))
    anna("user", "password", "anna", "--password-stdin")
    assert _logins(anna.home, token) == []
    assert _log_in(anna.home, OTHER_PASSWORD)
    assert anna("user", "sessions", "anna", "--end") == "Ended sessions: 1.\n"
    assert anna("user", "sessions") == "Nobody is logged in.\n"
    anna("user", "sessions", "--end", status=2)


def test_backup_takes_accounts_along_and_restoring_ends_every_session(anna: Run, tmp_path: Path) -> None:
    token, file = _log_in(anna.home), tmp_path / "backup.zip"
    ticket = _ticket(anna.home)
    (anna.home / "kb.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    anna("backup", str(file))
    assert file.stat().st_mode & 0o777 == 0o600
    before = (anna.home / "users.toml").read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert archive.read("users.toml") == before
    anna("user", "add", "bo", "--role", "contributor", "--oidc")
    assert _logins(anna.home, token) == ["anna"]
    anna("restore", str(file), "--replace")
    assert (anna.home / "users.toml").read_bytes() == before
    assert (anna.home / "users.toml").stat().st_mode & 0o777 == 0o600
    assert _logins(anna.home, token) == []
    assert _redeems(anna.home, ticket) is False
    assert _log_in(anna.home)


def _ticket(home: Path) -> str:
    base = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    try:
        return base.accounts.begin_ticket("anna", "Anna")
    finally:
        base.close()


def _redeems(home: Path, ticket: str) -> bool:
    from kb.errors import LoginError

    base = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    try:
        base.accounts.redeem_ticket(ticket)
    except LoginError:
        return False
    finally:
        base.close()
    return True


def test_backup_whose_accounts_are_broken_is_refused(anna: Run, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    (anna.home / "kb.toml").write_text('embedder = "hashing"\n', encoding="utf-8")
    (anna.home / "users.toml").write_text("[[users]]\nlogin = 7\n", encoding="utf-8")
    anna("backup", str(file))
    (anna.home / "users.toml").unlink()
    anna("restore", str(file), "--replace", status=1)
    assert "The accounts in" in anna.error
    assert "line 2" in anna.error


def test_doctor_tells_what_is_wrong_with_the_accounts(anna: Run) -> None:
    path = anna.home / "users.toml"
    path.chmod(0o644)
    assert f"problem: {path} can be read by others" in anna("doctor", status=1)
    path.write_text(path.read_text(encoding="utf-8").replace("admin", "boss"), encoding="utf-8")
    assert f"problem: {path}, line 7: role: Input should be" in anna("doctor", status=1)
