"""What every answer of the server passes through: host names, HEAD, and addresses that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.testclient import TestClient, WebSocketDenialResponse
from starlette.websockets import WebSocket

from kb.i18n import UI_LANGUAGES, UiLanguage, load_catalogue
from kb.settings import load_settings
from ui.menu import PAGES
from ui.web.host_check import HostCheck, hosts_of, is_allowed
from ui.web.operator_routes import accessibility_statement
from ui.web.origin_check import OriginCheck, is_own_origin
from ui.web.page_frame import POLICY, PageFrame

# As Streamlit's: the same for every address.
_START = (
    '<!DOCTYPE html><html lang="en"><head><title>Streamlit</title><script>var x = 1</script></head>'
    '<body><noscript>No</noscript><div id="root"></div></body></html>'
)


async def _own_page(_request: Request) -> Response:
    return HTMLResponse("<html><head><title>Own</title></head><body>Blad</body></html>")


async def _plain(_request: Request) -> Response:
    return PlainTextResponse("några ord", headers={"x-own": "1"})


async def _origin(request: Request) -> Response:
    return PlainTextResponse(request.headers.get("origin", "none"))


async def _anything(_request: Request) -> Response:
    return HTMLResponse(_START, headers={"etag": '"file"'})


async def _stream(websocket: WebSocket) -> None:
    await websocket.accept()
    await websocket.send_text("hello")
    await websocket.close()


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = Starlette(
        routes=[
            Route("/own", _own_page),
            Route("/plain", _plain),
            Route("/_stcore/health", _origin),
            Route("/_stcore/metrics", _origin),
            Route("/origin", _origin),
            Route("/was", accessibility_statement),
            WebSocketRoute("/stream", _stream),
            Route("/{path:path}", _anything),
        ],
        middleware=[
            Middleware(HostCheck, allowed_hosts=frozenset({"localhost"})),
            Middleware(OriginCheck),
            Middleware(PageFrame),
        ],
    )
    with TestClient(app, base_url="http://localhost:8501", follow_redirects=False) as made:
        yield made


@pytest.mark.parametrize("path", ["/", *(f"/{page}" for page in PAGES)])
def test_a_page_of_the_app_is_streamlits_page_in_our_frame(client: TestClient, path: str) -> None:
    answer = client.get(path, params={"ui": "da"})
    assert answer.status_code == 200
    assert '<html lang="da">' in answer.text
    assert "<title>Metodbank</title>" in answer.text
    assert "var x" not in answer.text
    assert "etag" not in answer.headers
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize("path", ["/", "/about", "/own", "/plain", "/nowhere"])
def test_head_says_what_get_would(client: TestClient, path: str) -> None:
    got, head = client.get(path), client.head(path)
    assert head.content == b""
    assert head.status_code == got.status_code
    assert dict(head.headers) == dict(got.headers)
    assert int(head.headers["content-length"]) == len(got.content) > 0


@pytest.mark.parametrize("ui_language", UI_LANGUAGES)
@pytest.mark.parametrize("path", ["/nowhere", "/about/deeper", "/static/js/gone.js"])
def test_an_unknown_address_says_so_and_offers_ways_on(
    client: TestClient, path: str, ui_language: UiLanguage
) -> None:
    catalogue = load_catalogue(ui_language)
    answer = client.get(path, params={"ui": ui_language, "my": "SE1715"})
    assert answer.status_code == 404
    assert f'<html lang="{ui_language}">' in answer.text
    assert f'<h1 id="mb-title">{catalogue.text("not_found.heading")}</h1>' in answer.text
    assert f'href="/themes?my=SE1715&amp;ui={ui_language}"' in answer.text
    assert "<script" not in answer.text
    assert answer.headers["content-security-policy"] == POLICY


def test_nothing_of_the_address_is_written_into_the_page(client: TestClient) -> None:
    answer = client.get('/"><b>x</b>', params={"ui": '"><b>x', "my": '"><b>x'})
    assert answer.status_code == 404
    assert "<b>" not in answer.text


@pytest.mark.parametrize("path", ["/", "/plain", "/own", "/nowhere"])
def test_no_page_of_another_site_holds_our_window_or_our_answers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"


def test_a_page_of_our_own_routes_is_left_as_it_is(client: TestClient) -> None:
    answer = client.get("/own")
    assert answer.text == "<html><head><title>Own</title></head><body>Blad</body></html>"
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("LOCALHOST:8501", True),
        ("localhost.", True),
        ("127.0.0.1:8501", True),
        ("[::1]:8501", True),
        ("192.168.1.5", True),
        ("metodbank.example.se", True),
        ("a.intra.example.se", True),
        ("intra.example.se", False),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("evil.example#localhost", False),
        ("evil@localhost", False),
        ("localhost/x", False),
        ("localhost:x", False),
        ("[::1", False),
        ("", False),
    ],
)
def test_only_the_apps_own_names_are_answered(host: str, allowed: bool) -> None:
    names = {"localhost", "metodbank.example.se", "*.intra.example.se"}
    assert is_allowed([host], names) is allowed


def test_no_host_and_two_hosts_are_refused() -> None:
    assert not is_allowed([], {"localhost"})
    assert not is_allowed(["localhost", "localhost"], {"localhost"})


def test_the_names_are_those_of_the_settings(tmp_path: Path) -> None:
    settings = load_settings(
        home=tmp_path, public_url="https://m.example.se:8443", allowed_hosts="other.example.se"
    )
    assert hosts_of(settings) == {
        "localhost",
        "127.0.0.1",
        "::1",
        "m.example.se",
        "other.example.se",
    }


def test_a_strangers_name_gets_400_for_pages_and_the_websocket(client: TestClient) -> None:
    answer = client.get("/about", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "METODBANK_ALLOWED_HOSTS" in answer.text
    with client.websocket_connect("/stream", headers={"host": "localhost"}) as stream:
        assert stream.receive_text() == "hello"
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/stream", headers={"host": "evil.example"}),
    ):
        pass
    assert refused.value.status_code == 400


@pytest.mark.parametrize(
    ("origin", "host", "own"),
    [
        (None, "localhost:8501", True),
        ("http://localhost:8501", "localhost:8501", True),
        ("https://Metodbank.example.se", "metodbank.example.se", True),
        ("http://localhost:3000", "localhost:8501", False),
        ("https://evil.example", "localhost:8501", False),
        ("null", "localhost:8501", False),
        ("http://[", "localhost:8501", False),
        ("", "", False),
    ],
)
def test_only_a_page_of_the_same_host_is_ours(origin: str | None, host: str, own: bool) -> None:
    headers = {"host": host} if origin is None else {"host": host, "origin": origin}
    assert is_own_origin(Headers(headers)) is own


def test_a_page_of_another_site_opens_no_websocket(client: TestClient) -> None:
    ours = {"host": "localhost:8501", "origin": "http://localhost:8501"}
    with client.websocket_connect("/stream", headers=ours) as stream:
        assert stream.receive_text() == "hello"
    theirs = ours | {"origin": "http://localhost:3000"}
    with (
        pytest.raises(WebSocketDenialResponse) as refused,
        client.websocket_connect("/stream", headers=theirs),
    ):
        pass
    assert refused.value.status_code == 403


def test_nobody_outside_reads_how_many_use_the_app(client: TestClient) -> None:
    assert client.get("/_stcore/metrics").status_code == 404


def test_streamlit_is_told_no_origin_and_our_own_routes_are(client: TestClient) -> None:
    origin = {"origin": "https://evil.example"}
    assert client.get("/_stcore/health", headers=origin).text == "none"
    assert client.get("/origin", headers=origin).text == "https://evil.example"


def test_the_danish_short_address_leads_to_the_statement(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/was").headers["location"] == "/about#accessibility"
    monkeypatch.setenv("METODBANK_ACCESSIBILITY_URL", "https://www.was.digst.dk/example-dk")
    assert client.get("/was").headers["location"] == "https://www.was.digst.dk/example-dk"
