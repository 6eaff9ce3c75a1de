"""The file of accounts: what it may say, how errors are told, and that it is written whole."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.accounts import Role, User
from kb.errors import LockedError, SettingsError
from kb.user_file import UserFile, check_name, clean_login, parse_users, write_users
from tests.kb.logins import make_office

HASH = "$argon2id$v=19$m=19456,t=2,p=1$5x/VebxkXYEPbT/J00j0/A$5Aeo/Bo9aZl/5iWK9uW/ETwsJuYov9/aFsVohZJrjhA"
BY_HAND = f"""\
# our accounts
[[users]]
login = "anna"
name = "Anna Åström"
role = "curator"
password_hash = "{HASH}"

[[users]]
login = "bo@kommune.example"
name = "Bo Ærø"
role = "contributor"
is_active = false
changed_at = 2026-11-23T09:00:00+01:00
"""


def test_file_written_by_hand_is_read() -> None:
    assert parse_users(BY_HAND, "users.toml") == {
        "anna": User(login="anna", name="Anna Åström", role=Role.CURATOR, password_hash=HASH),
        "bo@kommune.example": User(
            login="bo@kommune.example",
            name="Bo Ærø",
            role=Role.CONTRIBUTOR,
            is_active=False,
            changed_at="2026-11-23T08:00:00.000000+00:00",
        ),
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "curator"', 'role = "boss"', "users.toml, line 5: role: Input should be 'reader'"),
        ('role = "contributor"', 'rôle = "x"', "at line 11"),
        ('role = "contributor"', 'job = "x"', "users.toml, line 11: there is no 'job'"),
        ('role = "contributor"\n', "", "users.toml, line 8: role: Field required"),
        ("is_active = false", 'is_active = "no"', "users.toml, line 12: is_active: Input should be"),
        (HASH, "hemligt", "users.toml, line 6: password_hash: this is no Argon2id hash"),
        ("bo@kommune.example", "anna", "users.toml, line 9: the login 'anna' stands here twice"),
        ('"anna"', '"Anna"', "users.toml, line 3: login: a login has lower case letters"),
        ('"anna"', '"operator"', "users.toml, line 3: login: the login operator stands for the command line"),
        ('"Bo Ærø"', '"Bo\\u202eÆrø"', "users.toml, line 10: name: a name is one line"),
        ("2026-11-23T09:00:00+01:00", "2026-11-23T09:00:00", "users.toml, line 13: changed_at: Input should"),
        ("[[users]]\nlogin = \"anna\"", "[users]\nlogin = \"anna\"", "not valid TOML"),
        ("# our accounts", "title = 1", "users.toml, line 1: only [[users]] may stand here, not 'title'"),
        ('"anna"', '"anna', "at line 3"),
    ],
)  # fmt: skip
def test_errors_name_file_and_line(old: str, new: str, said: str) -> None:
    assert old in BY_HAND
    with pytest.raises(SettingsError) as refused:
        parse_users(BY_HAND.replace(old, new, 1), "users.toml")
    assert "users.toml" in str(refused.value)
    assert said in str(refused.value)


def test_accounts_in_one_line_are_named_by_their_number() -> None:
    with pytest.raises(SettingsError, match=r"users\.toml, account 1: name: Field required"):
        parse_users('users = [{login = "anna", role = "admin"}]', "users.toml")


NAMES = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30)
LOGINS = st.from_regex(r"[a-zåäöæø0-9][a-zåäöæø0-9.+@_-]{0,30}", fullmatch=True).map(clean_login)
TIMES = st.datetimes().map(lambda when: when.isoformat(timespec="microseconds") + "+00:00") | st.just("")
USERS = st.builds(
    User,
    login=LOGINS.filter(lambda login: login != "operator"),
    name=NAMES,
    role=st.sampled_from(Role),
    password_hash=st.sampled_from([HASH, None]),
    is_active=st.booleans(),
    created_at=TIMES,
    changed_at=TIMES,
)


@given(st.lists(USERS, unique_by=lambda user: user.login))
def test_what_is_written_is_read_as_it_was(users: list[User]) -> None:
    assert list(parse_users(write_users(users), "users.toml").values()) == users


@pytest.mark.parametrize("name", ["", "  ", "x" * 201, "two\nlines", "\x1b[31mred"])
def test_names_that_cannot_be_shown(name: str) -> None:
    with pytest.raises(ValueError, match="a name is one line"):
        check_name(name)


def test_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    office = make_office(tmp_path / "home")
    before = os.umask(0)
    try:
        office.add("anna", password=None)
    finally:
        os.umask(before)
    assert office.settings.users_path.stat().st_mode & 0o777 == 0o600
    office.store.close()


def test_a_file_that_others_can_read_is_warned_of(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "users.toml"
    path.write_text(BY_HAND, encoding="utf-8")
    path.chmod(0o600)
    file = UserFile(path)
    assert len(file.users()) == 2
    assert caplog.messages == []
    path.chmod(0o640)
    assert len(file.users()) == 2
    assert caplog.messages == [f"{path} can be read by others than its owner. Run: chmod 600 {path}"]


def test_a_change_of_the_file_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "users.toml"
    file = UserFile(path)
    assert file.users() == {}
    path.write_text(BY_HAND, encoding="utf-8")
    assert list(file.users()) == ["anna", "bo@kommune.example"]
    path.unlink()
    assert file.users() == {}


def test_two_who_change_at_once_lose_nothing(tmp_path: Path) -> None:
    office = make_office(tmp_path / "home")
    desks = [office.desk() for _ in range(8)]  # each with a file object of its own, as processes have
    threads = [
        threading.Thread(target=desk.add_user, args=(f"user{number}", "", Role.CONTRIBUTOR, None))
        for number, desk in enumerate(desks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [user.login for user in office.desk().users()] == [f"user{number}" for number in range(8)]
    office.store.close()


def test_whoever_waits_too_long_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.user_file._WAIT_S", 0)
    path = tmp_path / "users.toml"
    refused = pytest.raises(LockedError, match="being changed by another process")
    with UserFile(path).locked(), refused, UserFile(path).locked():
        pass
