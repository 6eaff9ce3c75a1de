"""Actions of pages: who does them, and what is said when they are refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.accounts import Role
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from ui.acting import SESSION_COOKIE
from ui.web.act_routes import act

HOST = "http://testserver"
OURS = {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "same-origin"}
PASSWORD = "korrekt häst batteri häftapparat"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing"))
    made.accounts.add_user("anna", "Anna Berg", Role.ADMIN, PASSWORD)
    made.accounts.add_user("bo", "Bo Ek", Role.CONTRIBUTOR, PASSWORD)
    monkeypatch.setattr("ui.web.act_routes.open_home", lambda: made)
    yield made
    made.close()


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:  # noqa: ARG001 # the route opens it
    routes = [Route("/act", act, methods=["POST"])]
    with TestClient(Starlette(routes=routes), base_url=HOST) as made:
        yield made


def _log_in(client: TestClient, base: KnowledgeBase, login: str) -> None:
    client.cookies.set(SESSION_COOKIE, base.accounts.log_in(login, PASSWORD, address="").token)


def _act(client: TestClient, name: str, status: int = 200, **asked: object) -> Any:
    response = client.post("/act", json={"do": name, **asked}, headers=OURS)
    assert response.status_code == status, response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def test_an_action_is_done_for_whoever_is_logged_in_and_said_in_their_language(
    client: TestClient, base: KnowledgeBase
) -> None:
    _log_in(client, base, "anna")
    answer = _act(client, "accounts.change", login="bo", granted="curator", ui="da")
    assert answer == {"said": "Kontoen bo er rettet.", "address": ""}
    (line,) = base.accounts.audit(limit=1)
    assert (line.login, line.act, line.subject) == ("anna", "user.change", "bo")


def test_a_login_that_has_ended_is_told_apart_from_a_role_that_is_too_small(
    client: TestClient, base: KnowledgeBase
) -> None:
    asked = {"login": "bo", "granted": "admin"}
    _log_in(client, base, "bo")
    answer = _act(client, "accounts.change", 403, **asked)
    assert (answer["isLoggedOut"], answer["kind"]) == (False, "PermissionDeniedError")
    assert answer["problem"] == load_catalogue("sv").text("act.not_allowed")
    base.accounts.end_sessions("bo")
    answer = _act(client, "accounts.change", 403, ui="en", **asked)
    assert answer["isLoggedOut"] is True
    assert answer["problem"] == load_catalogue("en").text("act.logged_out")
    assert [user.role for user in base.accounts.users()] == [Role.ADMIN, Role.CONTRIBUTOR]


def test_a_refusal_says_what_to_do_and_repeats_no_password(
    client: TestClient, base: KnowledgeBase, caplog: pytest.LogCaptureFixture
) -> None:
    _log_in(client, base, "anna")
    answer = _act(
        client, "accounts.add", 400, login="ny", full_name="Ny", granted="curator", password="hemligt"
    )
    assert answer["problem"] == "Lösenordet är för kort. Det behöver minst 12 tecken."
    _act(client, "accounts.add", 400, login="ny", full_name="Ny", granted="king", password="hemligt")
    assert "hemligt" not in caplog.text


@pytest.mark.parametrize(
    "body",
    [{}, {"do": "accounts.nothing"}, {"do": ["accounts.end_mine"]}, {"do": "accounts.end_mine", "x": 1}, [1]],
)
def test_what_no_page_of_ours_asks_for_is_refused(
    client: TestClient, base: KnowledgeBase, body: object
) -> None:
    _log_in(client, base, "bo")
    response = client.post("/act", json=body, headers=OURS)
    assert response.status_code == 400
    assert response.json()["problem"] == load_catalogue("sv").text("act.refused")
    assert len(base.accounts.sessions()) == 1


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Content-Type": "text/plain"}, 415),
    ],
)
def test_no_other_site_acts_with_a_login(
    client: TestClient, base: KnowledgeBase, changed: dict[str, str], status: int
) -> None:
    _log_in(client, base, "bo")
    headers = {**OURS, "Content-Type": "application/json", **changed}
    response = client.post("/act", content=b'{"do": "accounts.end_mine"}', headers=headers)
    assert response.status_code == status
    assert len(base.accounts.sessions()) == 1


def test_brackets_without_end_are_refused_as_any_nonsense(client: TestClient) -> None:
    headers = {**OURS, "Content-Type": "application/json"}
    assert client.post("/act", content=b"[" * 200_000, headers=headers).status_code == 400
