"""What the collecting script asks for, and who may ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.collections import MAX_NOTE
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from tests.samples import prepared
from ui.collection_keys import COOKIE, MAX_HELD, read_keys, write_keys
from ui.web.collection_routes import change, collect, mine

HOST = "http://testserver"
OURS = {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(load_settings(home=tmp_path / "home", embedder="hashing"))
    texts = ("Byalaget fick pengar.", "Nattvandrarna gick.", "Biblioteket hade öppet.")
    made.store.put_document(prepared(texts=texts), pipeline_version=1)
    monkeypatch.setattr("ui.web.collection_routes.open_home", lambda: made)
    yield made
    made.close()


def _client(base_url: str = HOST) -> TestClient:
    routes = [
        Route("/collect", collect, methods=["POST"]),
        Route("/collect/change", change, methods=["POST"]),
        Route("/collect/mine", mine),
    ]
    return TestClient(Starlette(routes=routes), base_url=base_url, raise_server_exceptions=True)


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:  # noqa: ARG001 # the routes open it
    with _client() as made:
        yield made


def _post(client: TestClient, body: object, path: str = "/collect", status: int = 200) -> Any:
    response = client.post(path, json=body, headers=OURS)
    assert response.status_code == status, response.text
    return response.json()


def _change(client: TestClient, act: str, status: int = 200, **body: object) -> Any:
    return _post(client, {"act": act, **body}, "/collect/change", status)


def _saved(client: TestClient, *refs: str) -> int:
    answers = [_post(client, {"ref": ref, "on": True}) for ref in refs]
    return int(answers[-1]["current"]["id"])


def _items(base: KnowledgeBase, client: TestClient) -> list[int]:
    opened = base.collections.open(read_keys(client.cookies[COOKIE])[0])
    assert opened is not None
    return [item.id for item in opened.collection.items]


# Saving


def test_the_first_save_makes_a_collection_that_the_cookie_opens(client: TestClient) -> None:
    assert client.get("/collect/mine").json() == {"current": None}
    answer = _post(client, {"ref": "c2", "on": True, "ui": "da"})
    assert answer["current"] == {"id": 1, "title": "Min samling", "count": 1}
    assert answer["refs"] == ["c2"]
    _post(client, {"ref": "c1", "on": True})
    assert client.get("/collect/mine").json()["refs"] == ["c2", "c1"]
    answer = _post(client, {"ref": "c2", "on": False})
    assert (answer["refs"], answer["current"]["count"]) == (["c1"], 1)


@pytest.mark.usefixtures("base")
def test_the_cookie_is_kept_from_scripts_and_other_sites() -> None:
    secure = {}
    for url in (HOST, "https://testserver"):
        with _client(url) as client:
            response = client.post(
                "/collect", json={"ref": "c1", "on": True}, headers={**OURS, "Origin": url}
            )
            cookie = response.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert "path=/" in cookie
            secure[url] = "secure" in cookie
            assert response.headers["cache-control"] == "no-store"
    assert secure == {HOST: False, "https://testserver": True}


@pytest.mark.usefixtures("base")
def test_behind_a_proxy_the_cookie_of_the_public_address_is_secure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public_url = "https://samling.example.se"
    settings = load_settings(home=tmp_path / "home", embedder="hashing", public_url=public_url)
    public = open_knowledge_base(settings)
    monkeypatch.setattr("ui.web.collection_routes.open_home", lambda: public)
    secure = {}
    for host in ("samling.example.se", "127.0.0.1"):
        with _client(f"http://{host}") as client:
            headers = {**OURS, "Origin": f"https://{host}"}
            response = client.post("/collect", json={"ref": "c1", "on": True}, headers=headers)
            secure[host] = "secure" in response.headers["set-cookie"].lower()
    assert secure == {"samling.example.se": True, "127.0.0.1": False}
    public.close()


@pytest.mark.parametrize("origin", ["http://[", "null", "https://testserver.evil.example"])
def test_an_origin_that_is_none_of_ours_is_refused_without_an_error(client: TestClient, origin: str) -> None:
    response = client.post("/collect", json={"ref": "c1", "on": True}, headers={**OURS, "Origin": origin})
    assert (response.status_code, response.json()) == (403, {"problem": "refused"})


def test_nothing_is_made_when_nothing_is_saved(client: TestClient, base: KnowledgeBase) -> None:
    assert _post(client, {"ref": "c2", "on": False}) == {"current": None}
    assert not base.store.collections.is_any()


def test_a_search_is_saved_with_what_means_something_in_one_order(client: TestClient) -> None:
    asked = "p=3&utm_source=x&country=SE&country=XX&q=byalag&theme=hittades+inte&ui=da"
    assert _post(client, {"search": asked, "on": True})["searches"] == ["q=byalag&country=SE"]
    assert _post(client, {"search": "country=SE&q=byalag", "on": False})["searches"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"on": True},
        {"ref": "", "on": True},
        {"ref": "d1", "on": True},
        {"ref": "p1' OR 1=1", "on": True},
        {"ref": "p12", "search": "q=x", "on": True},
        {"search": "utm_source=x", "on": True},
        {"search": "q=" + "x" * 3000, "on": True},
        {"ref": "p12", "on": "maybe"},
        {"ref": ["p12"], "on": True},
        {"ref": "p12", "on": True, "admin": True},
        {"ref": "p12", "on": True, "ui": "../../etc"},
        [],
        "p12",
    ],
)
def test_a_save_that_no_page_of_ours_sends_is_refused(
    client: TestClient, base: KnowledgeBase, body: object
) -> None:
    assert _post(client, body, status=400) == {"problem": "refused"}
    assert not base.store.collections.is_any()


def test_an_example_that_is_gone_is_told_as_such(client: TestClient) -> None:
    assert _post(client, {"ref": "p999999", "on": True}, status=404) == {"problem": "gone"}
    assert _post(client, {"ref": "c" + "9" * 18, "on": True}, status=404) == {"problem": "gone"}


# Who may ask


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": HOST, "Sec-Fetch-Site": "same-origin"},  # a form of another site sends no such header
        {"X-Metodbank": "1", "Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"X-Metodbank": "1", "Origin": "https://evil.example"},
        {"X-Metodbank": "1", "Origin": "null"},
        {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "same-site"},
        {"X-Metodbank": "1"},
    ],
)
@pytest.mark.parametrize("path", ["/collect", "/collect/change"])
def test_other_sites_change_nothing(
    client: TestClient, base: KnowledgeBase, headers: dict[str, str], path: str
) -> None:
    body = {"ref": "c1", "on": True} if path == "/collect" else {"act": "new", "title": "x"}
    response = client.post(path, json=body, headers=headers)
    assert (response.status_code, response.json()) == (403, {"problem": "refused"})
    assert not base.store.collections.is_any()


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data"]
)
def test_what_a_form_could_send_is_refused(client: TestClient, kind: str) -> None:
    response = client.post(
        "/collect", content=b'{"ref": "c1", "on": true}', headers={**OURS, "Content-Type": kind}
    )
    assert response.status_code == 415


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"ref": "\\ud800", "on": true}', 400),
        (b"[" * 30_000, 400),
        (b'{"ref": "c1", "on": true, "search": "' + b"x" * 70_000 + b'"}', 413),
    ],
)
def test_what_is_no_message_is_refused(client: TestClient, content: bytes, status: int) -> None:
    response = client.post("/collect", content=content, headers={**OURS, "Content-Type": "application/json"})
    assert response.status_code == status


@pytest.mark.parametrize("cookie", ["x", "a" * 5000, "'; DROP TABLE collections", "....", "%00" * 20])
def test_a_cookie_of_another_making_opens_nothing(client: TestClient, cookie: str) -> None:
    client.cookies.set(COOKIE, cookie.replace(";", "%3B"))
    assert client.get("/collect/mine").json() == {"current": None}
    assert _post(client, {"ref": "c1", "on": True})["current"]["count"] == 1


def test_another_reader_sees_and_changes_nothing_of_it(client: TestClient) -> None:
    number = _saved(client, "c1")
    with _client() as other:
        assert other.get("/collect/mine").json() == {"current": None}
        for act in ("describe", "delete", "share-anew", "make-current", "let-go"):
            assert _change(other, act, collection=number, title="x", status=404) == {"problem": "unknown"}
    assert client.get("/collect/mine").json()["current"]["count"] == 1


# Changing


def test_items_are_moved_noted_and_taken_out(client: TestClient, base: KnowledgeBase) -> None:
    number = _saved(client, "c1", "c2", "c3")
    first, second, third = _items(base, client)
    answer = _change(client, "move", collection=number, item=third, steps=-1)
    assert (answer["place"], answer["places"]) == (2, 3)
    assert _items(base, client) == [first, third, second]
    answer = _change(client, "annotate", collection=number, item=first, note="Hej", slot="10.15", seen=1)
    assert answer["version"] == 2
    _change(client, "remove", collection=number, item=first)
    assert client.get("/collect/mine").json()["refs"] == ["c3", "c2"]
    assert _change(client, "put-back", collection=number, item=first)["refs"] == ["c1", "c3", "c2"]


def test_the_second_of_two_writers_is_told(client: TestClient, base: KnowledgeBase) -> None:
    number = _saved(client, "c1")
    (item,) = _items(base, client)
    with _client() as other:
        _change(other, "adopt", key=read_keys(client.cookies[COOKIE])[0])
        _change(other, "annotate", collection=number, item=item, note="Eva", seen=1)
    answer = _change(client, "annotate", 409, collection=number, item=item, note="Ola", seen=1)
    assert answer == {"problem": "changed"}


def test_only_a_text_that_both_have_changed_is_in_the_way(client: TestClient, base: KnowledgeBase) -> None:
    number = _saved(client, "c1")
    (item,) = _items(base, client)
    own = {"collection": number, "item": item, "seen": 1}
    _change(client, "annotate", **own, note="Ring Eva", slot="", was=["", ""])
    # a page that was loaded while the note was on its way still has the first version
    again = _change(client, "annotate", **own, note="Ring Eva", slot="9.00", was=["", ""])
    assert (again["version"], again["note"], again["slot"]) == (3, "Ring Eva", "9.00")
    left_alone = _change(client, "annotate", **own, note="", slot="9.15", was=["", "9.00"])
    assert (left_alone["version"], left_alone["note"], left_alone["slot"]) == (4, "Ring Eva", "9.15")
    refused = _change(client, "annotate", 409, **own, note="Ring Ola", slot="", was=["", ""])
    assert refused == {"problem": "changed"}


def test_texts_that_are_too_long_are_told_as_such(client: TestClient, base: KnowledgeBase) -> None:
    number = _saved(client, "c1")
    (item,) = _items(base, client)
    long = "x" * (MAX_NOTE + 1)
    for act in ("annotate", "describe"):
        answer = _change(client, act, 413, collection=number, item=item, note=long, title="x")
        assert answer == {"problem": "too-long"}


@pytest.mark.parametrize(
    "body",
    [
        {"act": "drop"},
        {"act": "move", "collection": -1},
        {"act": "move", "collection": 10**30},
        {"act": "move", "collection": 1, "item": 1, "steps": 10**9},
        {"act": "describe", "collection": 1, "title": None},
        {"act": "describe", "collection": 1, "extra": 1},
    ],
)
def test_a_change_that_no_page_of_ours_sends_is_refused(client: TestClient, body: object) -> None:
    _saved(client, "c1")
    assert _post(client, body, "/collect/change", 400) == {"problem": "refused"}


# Several collections


def test_a_reader_has_several_collections_and_saves_to_one(client: TestClient) -> None:
    first = _saved(client, "c1")
    second = _change(client, "new", title="Program 2027")["collection"]
    assert _post(client, {"ref": "c2", "on": True})["current"] == {
        "id": second,
        "title": "Program 2027",
        "count": 1,
    }
    _change(client, "make-current", collection=first)
    assert client.get("/collect/mine").json()["refs"] == ["c1"]
    _change(client, "delete", collection=first)
    assert client.get("/collect/mine").json()["current"]["id"] == second
    _change(client, "take-back", collection=first)
    assert client.get("/collect/mine").json()["current"]["id"] == first
    assert _change(client, "let-go", collection=first)["current"]["id"] == second
    assert _change(client, "let-go", collection=second) == {"current": None, **_own_changes(client)}


def _own_changes(client: TestClient) -> dict[str, int]:
    assert COOKIE not in client.cookies
    return {"changes": 1, "described": 1}


def test_with_its_code_a_collection_is_taken_over_and_with_its_link_it_is_not(
    client: TestClient, base: KnowledgeBase
) -> None:
    number = _saved(client, "c1")
    key = read_keys(client.cookies[COOKIE])[0]
    opened = base.collections.open(key)
    assert opened is not None
    with _client() as other:
        for wrong in (opened.share_key, "x", "", "a" * 32, "../" * 9):
            assert _change(other, "adopt", 404, key=wrong) == {"problem": "unknown"}
        assert _change(other, "adopt", key=key)["collection"] == number
        assert other.get("/collect/mine").json()["refs"] == ["c1"]


def test_no_more_collections_are_held_than_a_cookie_holds(client: TestClient) -> None:
    for number in range(MAX_HELD):
        _change(client, "new", title=f"Nr {number}")
    assert _change(client, "new", 409, title="En till") == {"problem": "many"}
    assert len(read_keys(client.cookies[COOKIE])) == MAX_HELD


def test_keys_are_read_from_a_cookie_as_they_were_written() -> None:
    keys = ("a" * 32, "b_-" * 10)
    assert read_keys(write_keys((*keys, keys[0]))) == keys
    assert read_keys("kort.å" + "x" * 40 + "." + keys[0] + "." + "y" * 200) == (keys[0],)
    assert len(read_keys(write_keys([f"{number:032d}" for number in range(50)]))) == MAX_HELD
