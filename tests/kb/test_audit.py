"""The log of what was done: nothing in it can be changed, and whoever gets round that is found out."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.accounts import OPERATOR, Role
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings
from kb.store.audit import AuditStore
from tests.kb.conftest import Run
from tests.kb.logins import Office, make_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = make_office(tmp_path / "home")
    for login in ("anna", "bo", "cia", "dan"):
        made.add(login, Role.ADMIN, None)
    yield made
    made.store.close()


@pytest.fixture
def connection(office: Office) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(office.settings.store_path, isolation_level=None)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET subject = 'eva' WHERE id = 2",
        "UPDATE audit SET details = '{}'",
        "DELETE FROM audit WHERE id = 4",
        "DELETE FROM audit",
    ],
)
def test_sql_changes_and_deletes_no_line(
    office: Office, connection: sqlite3.Connection, statement: str
) -> None:
    before = office.desk().audit()
    with pytest.raises(sqlite3.DatabaseError, match="the audit log is not changed"):
        connection.execute(statement)
    assert office.desk().audit() == before
    assert len(before) == 4
    assert office.desk().check_audit() == []


@pytest.mark.parametrize(
    ("forgery", "said"),
    [
        ("UPDATE audit SET subject = 'eva' WHERE id = 2", ["line 2 of the audit log was changed"]),
        ("UPDATE audit SET at = '2020' WHERE id = 4", ["line 4 of the audit log was changed"]),
        ("DELETE FROM audit WHERE id = 1", ["lines before line 2 of the audit log are missing"]),
        ("DELETE FROM audit WHERE id IN (2, 3)", ["lines before line 4 of the audit log are missing"]),
        (
            "INSERT INTO audit SELECT 5, at, 'eva', role, act, subject, details, hash, hash FROM audit "  # noqa: ISC004
            "WHERE id = 4",
            ["line 5 of the audit log was changed"],
        ),
    ],
)
def test_a_forged_line_shows(
    office: Office, connection: sqlite3.Connection, forgery: str, said: list[str]
) -> None:
    _without_triggers(connection)
    connection.execute(forgery)
    assert office.desk().check_audit() == said


def _without_triggers(connection: sqlite3.Connection) -> None:
    for name in ("audit_is_not_changed", "audit_is_not_deleted"):
        connection.execute(f"DROP TRIGGER {name}")


def test_lines_are_told_newest_first_by_subject_and_page_by_page(office: Office) -> None:
    desk = office.desk()
    desk.change_user("bo", role=Role.CURATOR)
    assert [(line.id, line.act) for line in desk.audit(subject="bo")] == [(5, "user.change"), (2, "user.add")]
    assert [line.id for line in desk.audit(limit=2)] == [5, 4]
    assert [line.id for line in desk.audit(limit=2, before=4)] == [3, 2]


def test_nothing_that_was_typed_pretends_to_be_a_line(run: Run) -> None:
    base = open_knowledge_base(load_settings(home=run.home, embedder="hashing"))
    base.store.part(AuditStore).append(
        OPERATOR, "review.decline", "document 1", reason="x\n    2\x1b[2K forged"
    )
    base.close()
    assert run("audit").splitlines()[0].endswith("reason=x�    2�[2K forged")
    assert len(run("audit").splitlines()) == 1


def _forge(home: Path) -> None:
    with sqlite3.connect(home / "store.sqlite") as connection:
        _without_triggers(connection)
        connection.execute("UPDATE audit SET login = 'eva'")
    connection.close()


def test_the_command_tells_who_did_what(run: Run) -> None:
    assert "Nothing was noted yet." in run("audit")
    run("user", "add", "anna", "--role", "admin", "--oidc")
    assert run.json("audit")["lines"] == [
        {
            "id": 1,
            "at": run.json("audit")["lines"][0]["at"],
            "login": "operator",
            "role": "admin",
            "act": "user.add",
            "subject": "anna",
            "details": {"origin": "oidc", "role": "admin"},
        }
    ]
    line = run("audit", "--subject", "anna").split()
    assert line[2:] == ["operator", "admin", "user.add", "anna", "origin=oidc", "role=admin"]
    assert "Nothing was noted about bo." in run("audit", "--subject", "bo")
    run("user", "change", "anna", "--name", "Anna")
    assert [each["act"] for each in run.json("audit", "--limit", "1")["lines"]] == ["user.change"]


@pytest.mark.parametrize("harm", [None, _forge])
def test_the_command_checks_the_log_and_so_does_the_doctor(
    run: Run, harm: Callable[[Path], None] | None
) -> None:
    run("user", "add", "anna", "--role", "admin", "--oidc")
    if harm is None:
        assert "The audit log is whole." in run("audit", "--check")
        assert run.json("audit", "--check")["problems"] == []
        return
    harm(run.home)
    said = "line 1 of the audit log was changed"
    assert said in run("audit", "--check", status=1)
    assert run.json("audit", "--check", status=1)["problems"] == [said]
    assert f"problem: {said}" in run("--verbose", "doctor", status=1)
