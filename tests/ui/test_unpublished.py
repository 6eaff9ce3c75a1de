"""What curators have not published yet: the addresses beside the pages give it to nobody else either."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.accounts import Actor, Role
from kb.knowledge_base import KnowledgeBase
from kb.practices import PracticeFilters, PracticeId, PracticeState
from ui.acting import SESSION_COOKIE
from ui.web.collection_routes import collect
from ui.web.data_routes import data
from ui.web.export_routes import export

HOST = "http://testserver"
OURS = {"X-Metodbank": "1", "Origin": HOST, "Sec-Fetch-Site": "same-origin"}
PASSWORD = "korrekt häst batteri häftapparat"
CURATOR = Actor(login="cilla", name="Cilla Ek", role=Role.CURATOR)


@pytest.fixture
def client(fresh_library: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    for name in ("collection", "data", "export"):
        monkeypatch.setattr(f"ui.web.{name}_routes.open_home", lambda: fresh_library)
    routes = [Route("/data", data), Route("/export", export), Route("/collect", collect, methods=["POST"])]
    with TestClient(Starlette(routes=routes), base_url=HOST) as made:
        yield made


@pytest.fixture
def draft(fresh_library: KnowledgeBase) -> PracticeId:
    candidates = PracticeFilters(states=frozenset({PracticeState.CANDIDATE}))
    found = fresh_library.practices.list(candidates)[0].id
    fresh_library.acting_as(CURATOR).curation.take_over(found)
    return found


def _rows(client: TestClient) -> list[str]:
    answer = client.get("/data", params={"table": "rows", "unit": "practices"})
    assert answer.status_code == 200, answer.text
    return [line.partition(",")[0] for line in answer.text.splitlines()[1:]]


def test_a_draft_is_neither_exported_nor_counted_nor_collected(client: TestClient, draft: PracticeId) -> None:
    assert client.get("/export", params={"format": "csv", "ref": f"p{draft}"}).status_code == 404
    rows = _rows(client)
    assert rows
    assert f"p{draft}" not in rows
    answer = client.post("/collect", json={"ref": f"p{draft}", "on": True}, headers=OURS)
    assert answer.status_code == 404


def test_a_curator_gets_a_draft_as_on_the_pages(
    client: TestClient, draft: PracticeId, fresh_library: KnowledgeBase
) -> None:
    fresh_library.accounts.add_user("cilla", "Cilla Ek", Role.CURATOR, PASSWORD)
    client.cookies.set(SESSION_COOKIE, fresh_library.accounts.log_in("cilla", PASSWORD, address="").token)
    assert client.get("/export", params={"format": "csv", "ref": f"p{draft}"}).status_code == 200
    assert f"p{draft}" in _rows(client)
