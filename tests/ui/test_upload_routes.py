"""How files arrive, and who may ask how far they have come."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route
from starlette.testclient import TestClient

from kb.accounts import ANYBODY, Actor, Role
from kb.batches import Batch, BatchFile
from kb.errors import BatchError
from kb.i18n import load_catalogue
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings
from ui.batch_state import state_of, summary_text
from ui.web import upload_routes
from ui.web.upload_places import BusyError, Pace, Places
from ui.web.upload_routes import batch_state, upload

HOST = "http://testserver"
ANNA = Actor(login="anna", name="Anna", role=Role.CONTRIBUTOR)
BO = Actor(login="bo", name="Bo", role=Role.CONTRIBUTOR)
OURS = {
    "X-Metodbank": "1",
    "Origin": HOST,
    "Sec-Fetch-Site": "same-origin",
    "Content-Type": "application/octet-stream",
}
NOTE = "I Kils kommun möts byarådet i bygdegården varje torsdag.".encode()


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[KnowledgeBase]:
    made = open_knowledge_base(
        load_settings(home=tmp_path / "home", embedder="hashing", max_file_mb=1, workers=1)
    )
    monkeypatch.setattr("ui.web.upload_routes.open_home", lambda: made)
    _log_in(monkeypatch, ANNA)
    upload_routes._pace.cache_clear()
    upload_routes._places.cache_clear()
    yield made
    made.close()


def _log_in(monkeypatch: pytest.MonkeyPatch, actor: Actor) -> None:
    monkeypatch.setattr("ui.web.upload_routes.actor_of", lambda _base, _cookies: actor)


@pytest.fixture
def client(base: KnowledgeBase) -> Iterator[TestClient]:  # noqa: ARG001 # the routes open it
    routes = [Route("/upload", upload, methods=["PUT"]), Route("/batch/state", batch_state)]
    with TestClient(Starlette(routes=routes), base_url=HOST) as made:
        yield made


def _announced(
    base: KnowledgeBase, name: str = "notes.txt", n_bytes: int = len(NOTE)
) -> tuple[Batch, BatchFile]:
    desk = base.acting_as(ANNA).batches
    batch = desk.begin("Dialogbord")
    (file,) = desk.announce(batch.id, [(name, n_bytes)])
    return batch, file


def _incoming(base: KnowledgeBase) -> list[str]:
    folder = base.settings.review_path / "incoming"
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _put(
    client: TestClient, file_id: object, content: bytes = NOTE, status: int = 200, **headers: str
) -> Any:
    response = client.put(f"/upload?file={file_id}&ui=sv", content=content, headers={**OURS, **headers})
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/json"
    return response.json()


def test_what_is_sent_lies_there_whole_under_its_number(base: KnowledgeBase, client: TestClient) -> None:
    batch, file = _announced(base)
    assert _put(client, file.id) == {"file": file.id}
    assert _incoming(base) == [f"{batch.id}/{file.id}"]
    (arrived,) = base.batches.show(batch.id).files
    assert (arrived.state.value, arrived.sha256) == ("arrived", hashlib.sha256(NOTE).hexdigest())


def test_the_same_file_sent_again_since_an_answer_was_lost_is_taken_for_arrived(
    base: KnowledgeBase, client: TestClient
) -> None:
    _, file = _announced(base)
    _put(client, file.id)
    assert _put(client, file.id) == {"file": file.id}


def test_more_than_was_announced_is_cut_off_and_leaves_nothing(
    base: KnowledgeBase, client: TestClient
) -> None:
    _, file = _announced(base)
    answer = _put(client, file.id, NOTE + b"more", status=400)
    assert "notes.txt" in answer["problem"]
    assert _incoming(base) == []


def test_less_than_was_announced_leaves_nothing(base: KnowledgeBase, client: TestClient) -> None:
    batch, file = _announced(base)
    _put(client, file.id, NOTE[:-1], status=400)
    assert _incoming(base) == []
    assert [each.state.value for each in base.batches.show(batch.id).files] == ["announced"]


def test_a_file_that_says_it_is_too_large_is_not_listened_to(base: KnowledgeBase, client: TestClient) -> None:
    _, file = _announced(base)
    answer = _put(client, file.id, b"x" * 1_000_001, status=413)
    assert answer["problem"] == load_catalogue("sv").text("batch.problem_file_large", most=1)
    assert _incoming(base) == []


def test_a_browser_that_hangs_up_leaves_nothing_half(base: KnowledgeBase) -> None:
    batch, file = _announced(base)
    messages: Iterator[dict[str, object]] = iter(
        [
            {"type": "http.request", "body": NOTE[:20], "more_body": True},
            {"type": "http.disconnect"},
        ]
    )

    async def receive() -> dict[str, object]:
        return next(messages)

    headers = [(name.lower().encode(), value.encode()) for name, value in OURS.items()]
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/upload",
        "query_string": f"file={file.id}&ui=sv".encode(),
        "headers": [*headers, (b"host", b"testserver")],
    }
    response = asyncio.run(upload(Request(scope, receive)))
    assert response.status_code == 400
    assert _incoming(base) == []
    assert [each.state.value for each in base.batches.show(batch.id).files] == ["announced"]


@pytest.mark.parametrize("limit", ["_SILENCE_S", "_LONGEST_S"])
def test_a_browser_that_falls_silent_or_takes_too_long_is_given_up(
    base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    monkeypatch.setattr(upload_routes, limit, 0.01)
    _, file = _announced(base)

    async def receive() -> dict[str, object]:
        await asyncio.sleep(3600)
        raise AssertionError

    headers = [(name.lower().encode(), value.encode()) for name, value in OURS.items()]
    scope = {
        "type": "http",
        "method": "PUT",
        "path": "/upload",
        "query_string": f"file={file.id}".encode(),
        "headers": [*headers, (b"host", b"testserver")],
    }
    response = asyncio.run(upload(Request(scope, receive)))
    assert response.status_code == 400
    assert _incoming(base) == []


def test_a_file_of_somebody_elses_batch_is_not_there(
    base: KnowledgeBase, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, file = _announced(base)
    _log_in(monkeypatch, BO)
    _put(client, file.id, status=404)
    assert client.get(f"/batch/state?id={batch.id}").status_code == 404
    assert _incoming(base) == []


def test_whoever_is_logged_out_sends_nothing_and_hears_nothing(
    base: KnowledgeBase, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, file = _announced(base)
    _log_in(monkeypatch, ANYBODY)
    assert _put(client, file.id, status=401)["isLoggedOut"] is True
    assert client.get(f"/batch/state?id={batch.id}").status_code == 401
    assert _incoming(base) == []


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Metodbank": None},
        {"Origin": "https://elsewhere.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_what_comes_from_another_site_is_refused(
    base: KnowledgeBase, client: TestClient, changed: dict[str, str | None]
) -> None:
    _, file = _announced(base)
    headers = {name: value for name, value in {**OURS, **changed}.items() if value is not None}
    response = client.put(f"/upload?file={file.id}", content=NOTE, headers=headers)
    assert response.status_code == 403
    assert _incoming(base) == []


@pytest.mark.parametrize("number", ["", "x", "0", "-1", "1.5", "٣", "9" * 19, "1 OR 1=1", "../1"])
def test_a_number_that_is_none_is_refused(client: TestClient, number: str) -> None:
    _put(client, number, status=400)
    assert client.get("/batch/state", params={"id": number}).status_code == 400


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "x<script>alert(1)</script>.md",
        "C:\\con",
        "a\x00b.txt",
        ".htaccess",
        "\u202etxt.exe",
    ],
)
def test_a_hostile_name_is_nowhere_on_the_disk_and_comes_back_as_no_html(
    base: KnowledgeBase, client: TestClient, name: str
) -> None:
    batch, file = _announced(base, name)
    _put(client, file.id)
    assert _incoming(base) == [f"{batch.id}/{file.id}"]
    response = client.get(f"/batch/state?id={batch.id}")
    assert response.headers["content-type"] == "application/json"
    assert "script" not in response.text


def test_the_state_tells_how_far_each_file_is_in_words_and_never_what_it_says(
    base: KnowledgeBase, client: TestClient
) -> None:
    batch, file = _announced(base)
    url = f"/batch/state?id={batch.id}&ui=da"
    assert client.get(url).json()["files"] == [
        {"id": file.id, "state": "announced", "text": "Er ikke nået frem: vælg filen igen"}
    ]
    _put(client, file.id)
    assert client.get(url).json()["moving"] == 1
    base.batches.read(batch.id)
    answer = client.get(url)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["files"] == [{"id": file.id, "state": "read", "text": "Læst"}]
    assert answer.json()["moving"] == 0
    assert answer.json()["summary"] == "1 fil: 1 læst"
    assert "bygdegården" not in answer.text


def test_somebody_who_asks_without_end_is_told_to_wait(base: KnowledgeBase, client: TestClient) -> None:
    batch, _ = _announced(base)
    statuses = [client.get(f"/batch/state?id={batch.id}").status_code for _ in range(301)]
    assert statuses == [200] * 300 + [429]


def test_a_person_sends_six_files_at_once_and_no_more(base: KnowledgeBase, client: TestClient) -> None:
    _, file = _announced(base)
    places = upload_routes._places()
    held = [places.held_by("anna") for _ in range(6)]
    for place in held:
        place.__enter__()
    response = client.put(f"/upload?file={file.id}", content=NOTE, headers=OURS)
    assert (response.status_code, response.headers["retry-after"]) == (503, "5")
    held[0].__exit__(None, None, None)
    _put(client, file.id)


def test_places_are_free_again_after_an_error_and_are_counted_for_all() -> None:
    places = Places(each=2, in_all=3)
    with pytest.raises(BatchError), places.held_by("anna"):
        raise BatchError("no")
    with places.held_by("anna"), places.held_by("anna"):
        with pytest.raises(BusyError), places.held_by("anna"):
            pass
        with places.held_by("bo"), pytest.raises(BusyError), places.held_by("cleo"):
            pass


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 5))
def test_no_more_than_so_many_are_answered_within_any_stretch_of_time(waits: list[float], most: int) -> None:
    now = 0.0
    pace = Pace(most=most, seconds=10, clock=lambda: now)
    answered: list[float] = []
    for wait in waits:
        now += wait
        try:
            pace.ask("anna")
        except BusyError:
            # as many as may were answered just before
            assert sum(now - each < 10 for each in answered) == most
        else:
            answered.append(now)
        assert sum(now - each < 10 for each in answered) <= most


def test_the_summary_counts_what_is_how_far(base: KnowledgeBase) -> None:
    desk = base.acting_as(ANNA).batches
    batch = desk.begin("Dialogbord")
    first, second, _ = desk.announce(batch.id, [("a.txt", len(NOTE)), ("b.txt", 5), ("c.txt", 6)])
    desk.put(first.id, [NOTE])
    desk.leave_out(second.id)
    shown = desk.show(batch.id)
    assert (
        summary_text(shown, load_catalogue("sv"))
        == "3 filer: 1 på väg, 1 har inte kommit fram, 1 lämnas utanför"
    )
    assert json.loads(json.dumps(state_of(shown, load_catalogue("en"))))["isOpen"] is True
