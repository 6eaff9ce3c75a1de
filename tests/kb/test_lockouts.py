"""Too many failed logins lock out for a while."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.accounts import Actor, Role
from kb.errors import AccountError, LockedOutError, LoginError
from kb.lockouts import WINDOW, counted_as, locked_until
from tests.kb.logins import OTHER_PASSWORD, PASSWORD, Office, make_office

START = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "home")
    made.add("anna")
    yield made
    made.store.close()


def _fail(office: Office, login: str = "anna", address: str = "192.0.2.1") -> None:
    with pytest.raises(LoginError):
        office.desk().log_in(login, "wrong", address=address)


def _locked_minutes(office: Office, login: str = "anna", address: str = "192.0.2.1") -> object:
    with pytest.raises(LockedOutError) as refused:
        office.desk().log_in(login, PASSWORD, address=address)
    assert refused.value.key == "login.problem_locked"
    return refused.value.values["minutes"]


def test_the_fifth_failure_locks_the_login_for_a_quarter_of_an_hour(office: Office) -> None:
    for _ in range(4):
        _fail(office)
        office.clock.go_on(minutes=1)
    _fail(office)
    assert _locked_minutes(office) == 15  # though the password is right
    assert _locked_minutes(office, address="198.51.100.7") == 15  # and from wherever
    office.clock.go_on(minutes=14, seconds=1)
    assert _locked_minutes(office) == 1
    office.clock.go_on(seconds=59)
    assert office.desk().log_in("anna", PASSWORD, address="192.0.2.1").actor.login == "anna"


def test_a_new_password_from_an_administrator_ends_the_lock(office: Office) -> None:
    for _ in range(5):
        _fail(office)
    office.desk().change_user("anna", password=OTHER_PASSWORD)
    assert office.desk().log_in("anna", OTHER_PASSWORD, address="192.0.2.1").actor.login == "anna"


def test_many_guesses_at_once_find_no_gap(office: Office) -> None:
    desk = office.desk()

    def guess(_: int) -> type[Exception] | None:
        try:
            desk.log_in("anna", "wrong", address="")
        except (LoginError, LockedOutError) as refused:
            return type(refused)
        return None

    with ThreadPoolExecutor(12) as threads:
        answers = Counter(threads.map(guess, range(12)))
    assert answers == {LoginError: 5, LockedOutError: 7}


def test_an_unknown_login_is_locked_as_one_that_exists(office: Office) -> None:
    for _ in range(5):
        _fail(office, "nobody")
    assert _locked_minutes(office, "nobody") == 15


def test_trying_while_locked_does_not_draw_it_out(office: Office) -> None:
    for _ in range(5):
        _fail(office)
    for _ in range(14):
        office.clock.go_on(minutes=1)
        _locked_minutes(office)
    office.clock.go_on(minutes=1)
    assert office.desk().log_in("anna", PASSWORD, address="192.0.2.1")


def test_after_the_lock_there_are_five_tries_again(office: Office) -> None:
    for _ in range(5):
        _fail(office)
    office.clock.go_on(minutes=15)
    for _ in range(5):
        _fail(office)
    assert _locked_minutes(office) == 15


def test_a_right_password_forgets_the_failures_before_it(office: Office) -> None:
    for _ in range(2):
        for _ in range(4):
            _fail(office)
        office.desk().log_in("anna", PASSWORD, address="192.0.2.1")


def test_failures_spread_over_time_lock_nobody_out(office: Office) -> None:
    for _ in range(6):
        _fail(office)
        office.clock.go_on(minutes=4)


def test_the_twentieth_failure_locks_the_address_for_every_login(office: Office) -> None:
    for number in range(20):
        _fail(office, f"guess{number}", "2001:db8::1")
    assert _locked_minutes(office, address="2001:db8::ffff") == 15  # of the same household
    assert office.desk().log_in("anna", PASSWORD, address="2001:db8:0:1::1")


def test_guessing_the_old_password_of_a_session_locks_too(office: Office) -> None:
    anna = office.desk(Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR))
    for _ in range(5):
        with pytest.raises(AccountError):
            anna.change_password("wrong", OTHER_PASSWORD)
    with pytest.raises(LockedOutError):
        anna.change_password(PASSWORD, OTHER_PASSWORD)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_what_is_counted_of_an_address(address: str, counted: str) -> None:
    assert counted_as(address) == counted


@given(st.lists(st.integers(0, 1800), max_size=12), st.integers(1, 5))
def test_lock_ends_after_the_window_of_the_last_failure_that_filled_one(
    seconds: list[int], limit: int
) -> None:
    failures = [START + timedelta(seconds=each) for each in sorted(seconds)]
    now = START + timedelta(seconds=1800)
    # by brute force: every failure, and how many lay in the window that ends with it
    expected = None
    for at, failure in enumerate(failures):
        n_within = sum(failure - earlier < WINDOW for earlier in failures[: at + 1])
        if n_within >= limit and failure + WINDOW > now:
            expected = failure + WINDOW
    assert locked_until(failures, limit, now) == expected
