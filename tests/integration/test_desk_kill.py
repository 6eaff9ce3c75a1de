"""Kills the app while a curator works in it: nothing is lost, nothing is twice; and a backup keeps it all."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from http.client import HTTPException
from http.cookiejar import CookieJar
from itertools import cycle
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest

from kb.accounts import Actor, Role
from kb.batches import ReviewState
from kb.curation import WorkKind
from kb.curation_desk import CurationDesk
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.practices import PracticeField, PracticeId, PracticeState
from kb.reviews import ReviewFilters
from kb.settings import load_settings
from tests.browser.running import ROOT, serving

pytestmark = pytest.mark.integration

_PASSWORD = "torsdagar pa biblioteket 14"
_KARIN = Actor(login="karin", name="Karin", role=Role.CURATOR)
_BERIT = Actor(login="berit", name="Berit", role=Role.CONTRIBUTOR)
_N_NOTES = 40
_EVERY = ReviewFilters(states=frozenset(ReviewState), limit=1000)
_NOTE = """Cykelskola i {town}, grupp {n}

Exempel: I {town}s kommun lärde {more} volontärer {many} barn att cykla. Barnen tog sig sedan själva till
skolan, och grupp {n} skrev ned hur det gick till.
"""
_DONE = ("grupp-03.txt", "grupp-11.txt")
_TOWNS = ("Kil", "Karlstad", "Forshaga", "Arvika", "Sunne", "Torsby", "Hagfors", "Filipstad")


class Person:
    """Somebody who is logged in and does what the pages' buttons do."""

    def __init__(self, url: str, jar: CookieJar | None = None) -> None:
        self._url = url
        self.jar = jar if jar is not None else CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def log_in(self, login: str) -> Person:
        self._send("/login", {"login": login, "password": _PASSWORD})
        return self

    def act(self, name: str, **asked: object) -> dict[str, Any]:  # Any: as the action answers
        return self._send("/act", {**asked, "do": name})

    def _send(self, address: str, body: Mapping[str, object]) -> dict[str, Any]:
        request = urllib.request.Request(  # noqa: S310 # our own
            self._url + address,
            data=json.dumps({**body, "ui": "sv"}).encode(),
            headers={"Content-Type": "application/json", "X-Metodbank": "1", "Origin": self._url},
        )
        with self._opener.open(request, timeout=120) as answer:
            told: dict[str, Any] = json.load(answer)
        return told


@contextmanager
def _opened(home: Path) -> Iterator[KnowledgeBase]:
    with closing(open_knowledge_base(load_settings(home=home, embedder="hashing", workers=1))) as base:
        yield base


def _prepare(home: Path, n: int) -> None:
    """Make a home with accounts, in which so many notes wait."""
    home.mkdir()
    (home / "kb.toml").write_text('embedder = "hashing"\nworkers = 1\n', encoding="utf-8")
    notes = {
        f"grupp-{k:02}.txt": _NOTE.format(town=town, n=k, many=k * 3 + 5, more=k + 2).encode()
        for k, town in zip(range(n), cycle(_TOWNS), strict=False)
    }
    with _opened(home) as base:
        for actor in (_KARIN, _BERIT):
            base.accounts.add_user(actor.login, actor.name, actor.role, _PASSWORD)
        desk = base.acting_as(_BERIT).batches
        batch = desk.begin("Cykelskolor", {"event": "Cykeldagen"})
        announced = desk.announce(batch.id, [(name, len(data)) for name, data in notes.items()])
        for file, data in zip(announced, notes.values(), strict=True):
            desk.put(file.id, [data])
        desk.read(batch.id)
        desk.hand_in(batch.id)


def _count(home: Path, query: str) -> int:
    with closing(sqlite3.connect(home / "store.sqlite", timeout=30)) as store:
        (found,) = store.execute(query).fetchone()
    return int(found)


def _kill_when(
    home: Path, server: subprocess.Popen[bytes], person: Person, moment: str, name: str, **asked: object
) -> None:
    """Do an action, and kill the server when a query first counts something."""
    thread = threading.Thread(target=_try, args=(person, name, asked, []))
    thread.start()
    deadline = time.monotonic() + 60
    while not _count(home, moment):
        assert time.monotonic() < deadline
        time.sleep(0.002)
    _kill(server)
    thread.join()


def _try(person: Person, name: str, asked: Mapping[str, object], answered: list[object]) -> None:
    with suppress(OSError, HTTPException):  # killed
        answered.append(person.act(name, **asked))


def _kill(server: subprocess.Popen[bytes]) -> None:
    server.kill()
    server.wait()


def _need_each_in_one_place(base: KnowledgeBase) -> None:
    items = base.acting_as(_KARIN).review.queue(_EVERY).items
    assert len(items) == _N_NOTES
    states = {state: [each for each in items if each.state is state] for state in ReviewState}
    assert len(states[ReviewState.WAITING]) + len(states[ReviewState.ACCEPTED]) == _N_NOTES
    assert sorted(each.path for each in base.store.files()) == sorted(
        each.path for each in states[ReviewState.ACCEPTED]
    )
    assert sorted(each.path for each in base.review_home.store.files()) == sorted(
        each.path for each in states[ReviewState.WAITING]
    )
    assert base.check_index() == []
    assert base.accounts.check_audit() == []


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which forty notes wait."""
    home = tmp_path_factory.mktemp("waiting") / "home"
    _prepare(home, _N_NOTES)
    return home


@pytest.mark.parametrize(
    "moment",
    [
        "SELECT count(*) FROM review_items WHERE state = 'accepting'",
        "SELECT count(*) FROM documents",
        "SELECT count(*) FROM review_items WHERE state = 'accepted'",
    ],
    ids=["begun", "taken in", "marked"],
)
def test_app_that_is_killed_while_it_accepts_forty_documents_loses_none_and_has_none_twice(
    waiting: Path, tmp_path: Path, moment: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(waiting, home)
    with serving(home, tmp_path) as (url, server):
        karin = Person(url).log_in("karin")
        _kill_when(home, server, karin, moment, "reviews.accept_many", chosen=_chosen(home))
    with _opened(home) as base:
        _need_each_in_one_place(base)
    with serving(home, tmp_path) as (url, _):
        left = _chosen(home)
        if left:
            Person(url).log_in("karin").act("reviews.accept_many", chosen=left)
    with _opened(home) as base:
        _need_each_in_one_place(base)
        files = base.store.files()
        assert len(files) == len({each.sha256 for each in files}) == _N_NOTES


def _chosen(home: Path) -> Sequence[str]:
    with closing(sqlite3.connect(home / "store.sqlite", timeout=30)) as store:
        rows = store.execute("SELECT id, version FROM review_items WHERE state = 'waiting'").fetchall()
    return [f"{number}.{version}" for number, version in rows]


def test_app_that_is_killed_while_it_publishes_has_published_or_not(tmp_path: Path) -> None:
    home = tmp_path / "home"
    _prepare(home, 2)
    with _opened(home) as base:
        desk = base.acting_as(_KARIN)
        desk.review.accept_many([item.id for item in desk.review.queue(_EVERY).items])
        practice = _draft(desk.curation)
    chance = random.Random(3)
    states = []
    for _ in range(4):
        with serving(home, tmp_path) as (url, server):
            karin = Person(url).log_in("karin")
            karin.act("curating.submit", practice=practice)
            answered = _killed_soon(server, karin, practice, chance.uniform(0.0, 0.03))
        with _opened(home) as base:
            curated = base.acting_as(_KARIN).curation.open(practice)
            n_published = [each.act for each in curated.history].count("publish")
            states.append(curated.state)
            assert curated.state in {PracticeState.REVIEWED, PracticeState.PUBLISHED}
            assert n_published == states.count(PracticeState.PUBLISHED)
            assert curated.state is PracticeState.PUBLISHED or not answered
            n_there = _count(home, "SELECT count(*) FROM practices WHERE state = 'published'")
            assert n_there == (curated.state is PracticeState.PUBLISHED)
            assert base.accounts.check_audit() == []
            base.acting_as(_KARIN).curation.withdraw(practice)


def _draft(desk: CurationDesk) -> PracticeId:
    """Take a candidate over and give it what it needs to be published."""
    (item, *_) = desk.worklist(WorkKind.CANDIDATES).items
    desk.take_over(item.id)
    passage = desk.open(item.id).practice.draft.passages[0]
    for field in (PracticeField.TITLE, PracticeField.SUMMARY):
        desk.add_quote(
            item.id,
            field,
            passage.chunk_id,
            "lärde",
            None,
            seen=desk.open(item.id).version,
        )
    assert desk.open(item.id).problems == ()
    return item.id


def _killed_soon(
    server: subprocess.Popen[bytes], person: Person, practice: PracticeId, after_s: float
) -> bool:
    """Publish, and kill the server soon; return whether it had answered."""
    answered: list[object] = []
    thread = threading.Thread(
        target=_try, args=(person, "curating.publish", {"practice": practice}, answered)
    )
    thread.start()
    time.sleep(after_s)
    _kill(server)
    thread.join()
    return bool(answered)


def test_backup_keeps_what_people_do_and_ends_their_logins(waiting: Path, tmp_path: Path) -> None:
    home, restored, file = tmp_path / "home", tmp_path / "restored", tmp_path / "backup.zip"
    shutil.copytree(waiting, home)
    _work(home)
    with serving(home, tmp_path) as (url, _):
        karin = Person(url).log_in("karin")
        assert karin.act("reviews.accept_many", chosen=_chosen(home)[:2])
        _command(home, "backup", str(file))
    _command(restored, "restore", str(file))
    with _opened(home) as base, _opened(restored) as again:
        assert _all_of(again) == _all_of(base)
        kept = base.accounts.audit(limit=1000)
        added = [line for line in again.accounts.audit(limit=1000) if line not in kept]
        assert len(again.accounts.audit(limit=1000)) - len(added) == len(kept) > _N_NOTES
        assert {line.act for line in added} <= {"index.rebuild"}
        assert again.accounts.check_audit() == []
        assert again.check_index() == []
        assert list(again.accounts.sessions()) == []
    with serving(restored, tmp_path) as (url, _):
        with pytest.raises(HTTPError) as refused:
            Person(url, karin.jar).act("reviews.accept_many", chosen=_chosen(restored))
        refused.value.close()
        assert refused.value.code == 403
        Person(url).log_in("karin").act("reviews.accept_many", chosen=_chosen(restored)[:3])
    with _opened(restored) as again:
        assert len(again.store.files()) == len(_DONE) + 2 + 3
        assert again.check_index() == []


def _work(home: Path) -> None:
    """Accept and decline some notes, draft an example, and begin a batch that stays open."""
    with _opened(home) as base:
        desk = base.acting_as(_KARIN)
        items = desk.review.queue(_EVERY).items
        desk.review.accept_many([each.id for each in items if each.file_name in _DONE])
        last = items[-1]
        desk.review.decline(last.id, "Samma som grupp 1", seen=last.version)
        _draft(desk.curation)
        mine = base.acting_as(_BERIT).batches
        batch = mine.begin("Inte klar", {"place": "Kil"})
        read, arrived, _ = mine.announce(batch.id, [("a.txt", 40), ("b.txt", 9), ("c.txt", 5)])
        mine.put(read.id, ["I Kils kommun odlar skolan sina morötter".encode()[:40]])
        mine.read(batch.id)
        mine.put(arrived.id, [b"Inte last"])


def _command(home: Path, *command: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "kb.cli", "--home", str(home), *command],
        check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip


def _all_of(base: KnowledgeBase) -> dict[str, object]:
    """Return what people have done in a home."""
    karin = base.acting_as(_KARIN)
    practices = [each.id for kind in WorkKind for each in karin.curation.worklist(kind).items]
    return {
        "users": base.accounts.users(),
        "batches": base.acting_as(_BERIT).batches.mine(),
        "queue": karin.review.queue(_EVERY),
        "curated": [karin.curation.open(each) for each in practices],
        "files": sorted((each.path, each.sha256) for each in base.store.files()),
        "in review": sorted((each.path, each.sha256) for each in base.review_home.store.files()),
    }
