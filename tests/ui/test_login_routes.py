"""Logging in and out: what the script of the login page asks for, and who may ask."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.accounts import Role
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from ui.acting import SESSION_COOKIE, actor_of
from ui.web import login_routes
from ui.web.login_return import LoginReturn
from ui.web.login_routes import log_in, log_in_with_ticket, log_out

HOST = "http://testserver"
OURS = {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "same-origin"}
PASSWORD = "korrekt häst batteri häftapparat"


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(
        load_settings(home=tmp_path / "home", embedder="hashing", public_url="https://m.example.se")
    )
    made.accounts.add_user("anna", "Anna Berg", Role.ADMIN, PASSWORD)
    made.accounts.add_user("eva@kil.se", "Eva Lund", Role.CURATOR, None)
    monkeypatch.setattr("ui.web.login_routes.open_home", lambda: made)
    yield made
    made.close()


def _client(base_url: str = HOST) -> TestClient:
    routes = [
        Route("/login", log_in, methods=["POST"]),
        Route("/login/ticket", log_in_with_ticket, methods=["POST"]),
        Route("/logout", log_out, methods=["POST"]),
    ]
    return TestClient(Starlette(routes=routes), base_url=base_url, client=("192.0.2.7", 50000))


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:  # noqa: ARG001 # the routes open it
    with _client() as made:
        yield made


def _post(client: TestClient, path: str, body: object, status: int = 200) -> Any:
    response = client.post(path, json=body, headers=OURS)
    assert response.status_code == status, response.text
    assert response.headers["cache-control"] == "no-store"
    return response.json()


def _log_in(client: TestClient, password: str = PASSWORD, status: int = 200, **more: str) -> Any:
    return _post(client, "/login", {"login": "anna", "password": password, **more}, status)


def test_the_cookie_of_a_login_is_kept_from_scripts_and_other_sites(client: TestClient) -> None:
    response = client.post("/login", json={"login": "anna", "password": PASSWORD}, headers=OURS)
    parts = response.headers["set-cookie"].lower().split("; ")
    assert parts[0].startswith(f"{SESSION_COOKIE}=")
    assert sorted(parts[1:]) == ["httponly", "path=/", "samesite=lax"]  # and it ends with the browser


def test_the_cookie_is_secure_where_readers_come_by_https(base: KnowledgeBase) -> None:
    for address, is_secure in (("https://testserver", True), ("http://m.example.se", True), (HOST, False)):
        with _client(address) as client:
            headers = {**OURS, "Origin": address}
            body = {"login": "anna", "password": PASSWORD}
            cookie = client.post("/login", json=body, headers=headers).headers["set-cookie"]
            assert ("secure" in cookie.lower().split("; ")) is is_secure
    assert len(base.accounts.sessions()) == 3


def test_whoever_is_logged_in_acts_with_their_account(client: TestClient, base: KnowledgeBase) -> None:
    assert _log_in(client) == {"name": "Anna Berg"}
    actor = actor_of(base, dict(client.cookies))
    assert (actor.login, actor.role) == ("anna", Role.ADMIN)


def test_a_second_login_ends_the_first_of_the_same_browser(client: TestClient, base: KnowledgeBase) -> None:
    _log_in(client)
    first = client.cookies[SESSION_COOKIE]
    _log_in(client)
    assert base.accounts.actor_of(first) is None
    assert len(base.accounts.sessions()) == 1


@pytest.mark.parametrize("language", ["sv", "da", "en"])
@pytest.mark.parametrize("login", ["anna", "nobody"])
def test_a_wrong_password_and_an_unknown_name_are_told_alike(
    client: TestClient, login: str, language: str
) -> None:
    body = {"login": login, "password": "fel", "ui": language}
    said = load_catalogue(language).text("login.problem_wrong")
    assert _post(client, "/login", body, 401) == {"problem": said}
    assert SESSION_COOKIE not in client.cookies


def test_too_many_failures_lock_out_the_address_that_the_server_sees(client: TestClient) -> None:
    statuses = []
    for number in range(60):
        response = client.post(
            "/login",
            json={"login": f"name{number}", "password": "fel"},
            headers={**OURS, "X-Forwarded-For": f"198.51.100.{number}"},  # nobody is believed here
        )
        statuses.append(response.status_code)
        if response.status_code == 429:
            break
    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {401}
    assert "Försök igen om" in _log_in(client, status=429)["problem"]
    with _client() as other:
        other._transport.client = ("192.0.2.8", 1)  # type: ignore[attr-defined] # of the test's client
        assert _log_in(other) == {"name": "Anna Berg"}


def test_logging_out_ends_the_session_and_lets_the_browser_forget(
    client: TestClient, base: KnowledgeBase
) -> None:
    _log_in(client)
    token = client.cookies[SESSION_COOKIE]
    client.cookies.set("_streamlit_user", "x")
    client.cookies.set("_streamlit_user_tokens_1", "x")
    client.cookies.set("_streamlit_xsrf", "x")
    response = client.post("/logout", json={}, headers=OURS)
    gone = [
        cookie.partition("=")[0]
        for cookie in response.headers.get_list("set-cookie")
        if "max-age=0" in cookie.lower()
    ]
    assert sorted(gone) == ["_streamlit_user", "_streamlit_user_tokens_1", SESSION_COOKIE]
    assert base.accounts.actor_of(token) is None
    assert _post(client, "/logout", {}) == {}  # nobody is logged in: nothing to do


def test_a_ticket_logs_in_once_and_the_identity_is_forgotten(client: TestClient, base: KnowledgeBase) -> None:
    ticket = base.accounts.begin_ticket("Eva@kil.se", "Eva")
    client.cookies.set("_streamlit_user", "x")
    response = client.post("/login/ticket", json={"ticket": ticket}, headers=OURS)
    assert response.json() == {"name": "Eva Lund"}
    assert any(c.startswith("_streamlit_user=") for c in response.headers.get_list("set-cookie"))
    assert actor_of(base, dict(client.cookies)).login == "eva@kil.se"
    with _client() as other:
        assert _post(other, "/login/ticket", {"ticket": ticket}, 401) == {
            "problem": "Inloggningen tog för lång tid. Försök igen."
        }
        assert SESSION_COOKIE not in other.cookies


def test_an_address_without_an_account_is_told_whom_to_ask(client: TestClient, base: KnowledgeBase) -> None:
    ticket = base.accounts.begin_ticket("ola@kil.se", "Ola")
    said = _post(client, "/login/ticket", {"ticket": ticket, "ui": "da"}, 401)["problem"]
    assert said == load_catalogue("da").text("login.problem_no_account_here")


@pytest.mark.parametrize("path", ["/login", "/login/ticket", "/logout"])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Metodbank": "1", "Origin": "https://evil.example"},
        {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "cross-site"},
        {"Origin": HOST, "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_no_other_site_logs_anybody_in_or_out(
    client: TestClient, base: KnowledgeBase, path: str, headers: dict[str, str]
) -> None:
    _log_in(client)
    body = {"login": "anna", "password": PASSWORD} if path == "/login" else {}
    assert client.post(path, json=body, headers=headers).status_code == 403
    assert len(base.accounts.sessions()) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"login": "anna"}, 400),
        ({"login": "anna", "password": "x" * 1001}, 400),
        ({"login": "a" * 201, "password": "x"}, 400),
        ({"login": "anna", "password": "x", "role": "admin"}, 400),
        ({"login": "anna", "password": "x" * 9000}, 413),
        ([], 400),
    ],
)
def test_what_no_page_of_ours_sends_is_refused(client: TestClient, body: object, status: int) -> None:
    _post(client, "/login", body, status)


# Coming back from a login service


async def _callback(request: Request) -> Response:
    said = request.query_params.get("answer", "")
    if said == "start":
        answer: Response = RedirectResponse("/", status_code=302)
        answer.set_cookie("_streamlit_user", "x", max_age=2_592_000, httponly=True, samesite="lax")
        answer.set_cookie("_streamlit_user_tokens", "chunks-2", max_age=2_592_000)
        answer.set_cookie("_streamlit_user_tokens_1", "x" * 3000, max_age=2_592_000)
        answer.delete_cookie("_streamlit_user_tokens_2")
        return answer
    if said == "service":
        return RedirectResponse("https://login.example.se/authorize", status_code=302)
    return PlainTextResponse("Authentication error", status_code=400)


@pytest.fixture
def returning() -> Iterator[TestClient]:
    paths = ("/oauth2callback", "/auth/login", "/elsewhere")
    app = LoginReturn(Starlette(routes=[Route(path, _callback) for path in paths]))
    with TestClient(app, base_url=HOST, follow_redirects=False) as made:
        yield made


@pytest.mark.parametrize("answer", ["start", "error"])
@pytest.mark.parametrize("path", ["/oauth2callback", "/auth/login"])
def test_the_way_back_from_a_service_leads_to_the_login_page(
    returning: TestClient, path: str, answer: str
) -> None:
    response = returning.get(path, params={"answer": answer})
    assert (response.status_code, response.headers["location"]) == (302, "/login?back=1")
    assert response.content == b""
    assert ("_streamlit_user" in response.cookies) is (answer == "start")


def test_the_browser_keeps_no_tokens_and_the_identity_for_minutes(returning: TestClient) -> None:
    response = returning.get("/oauth2callback", params={"answer": "start"})
    cookies = dict(each.split("=", 1) for each in response.headers.get_list("set-cookie"))
    assert list(cookies) == ["_streamlit_user", "_streamlit_user_tokens_2"]
    assert cookies["_streamlit_user"].lower().split("; ")[1:] == [
        "httponly", "max-age=300", "path=/", "samesite=lax",
    ]  # fmt: skip
    assert "max-age=0" in cookies["_streamlit_user_tokens_2"].lower()


def test_the_way_to_a_service_and_all_else_is_left_alone(returning: TestClient) -> None:
    response = returning.get("/auth/login", params={"answer": "service"})
    assert response.headers["location"] == "https://login.example.se/authorize"
    assert returning.get("/elsewhere", params={"answer": "start"}).headers["location"] == "/"
    assert returning.get("/elsewhere").text == "Authentication error"


def test_few_passwords_are_looked_at_at_once_so_that_all_else_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    running: list[int] = []
    most = 0

    def slow(*_asked: object) -> Response:
        nonlocal most
        running.append(1)
        most = max(most, len(running))
        time.sleep(0.02)  # long enough for the others to begin, if they may
        running.pop()
        return Response()

    async def all_at_once() -> None:
        monkeypatch.setattr(login_routes, "_turns", asyncio.Semaphore(4))
        monkeypatch.setattr(login_routes, "_begun", slow)
        await asyncio.gather(*(log_in(_asking()) for _ in range(12)))

    asyncio.run(all_at_once())
    assert most == 4


def _asking() -> Request:
    headers = {**OURS, "Host": "testserver", "Content-Type": "application/json"}
    body = json.dumps({"login": "anna", "password": PASSWORD}).encode()

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/login",
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    return Request(scope, receive)
