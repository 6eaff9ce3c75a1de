"""Kills whoever accepts documents and takes them back: each is always in one of the two stores, and whole."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.batches import ReviewState
from kb.knowledge_base import KnowledgeBase
from kb.records import Facet, Query
from kb.reviews import ReviewFilters
from tests.kb.handed_in import BANK, CILLA, POOL, TITLES, WALK, hand_in, open_home, packed, waiting

pytestmark = pytest.mark.integration

_N_KILLS = 20
_LONGEST_S = 3.0
_ALL = ReviewFilters(states=frozenset(ReviewState))
# everything but numbers and times: a document that is taken in again has others
_QUERIES = {
    "documents": "SELECT path, sha256, title, text, pipeline_version, facts_sha256 FROM documents",
    "chunks": "SELECT d.path, c.ordinal, c.text, c.page FROM chunks c "
    "JOIN documents d ON d.id = c.document_id",
    "tags": "SELECT d.path, c.ordinal, t.facet, t.value, t.method, t.evidence FROM tags t "
    "JOIN documents d ON d.id = t.document_id LEFT JOIN chunks c ON c.id = t.chunk_id",
    "dropped": "SELECT d.path, p.text, p.reason FROM dropped p JOIN documents d ON d.id = p.document_id",
    "restored": "SELECT * FROM restored",
    "decisions": "SELECT sha256, facet, value, is_accepted FROM tag_decisions",
    "facts": "SELECT * FROM given_facts",
    "items": "SELECT path, sha256, title, state, document_id FROM review_items",
}


def _prepare(home: Path) -> None:
    base = open_home(home)
    archive = packed({"pulje.txt": POOL, "fritidsbank.txt": BANK})
    hand_in(base, {"vandring.txt": WALK.encode(), "resten.zip": archive}, facts={"event": "Nordisk dag"})
    desk = base.acting_as(CILLA).review
    walk = waiting(base)[TITLES[0]]
    desk.decide_tag(walk.id, Facet.MUNICIPALITY, "SE1780", accept=False, seen=walk.version)
    desk.restore(walk.id, desk.item(walk.id).dropped)
    base.close()


def _rows(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(path) as connection:
        found = {name: sorted(connection.execute(query), key=repr) for name, query in _QUERIES.items()}
    connection.close()
    return found


def _answers(base: KnowledgeBase) -> list[list[str]]:
    """Return what is found, without scores: among equals they depend on the numbers of passages."""
    return [
        sorted(hit.chunk.text for hit in base.search(Query(text=text, limit=50)).hits)
        for text in ("trygghetsvandring", "borgerne bestemme", "Facebook", "idrottsprylar")
    ]


def _is_each_in_one_place(base: KnowledgeBase) -> None:
    """Check that every document lies where its state says, and nowhere else."""
    public = [file.path for file in base.store.files()]
    in_review = [file.path for file in base.review_home.store.files()]
    items = base.acting_as(CILLA).review.queue(_ALL).items
    assert {item.state for item in items} <= {ReviewState.WAITING, ReviewState.ACCEPTED}
    assert sorted(public) == sorted(item.path for item in items if item.state is ReviewState.ACCEPTED)
    assert sorted(in_review) == sorted(item.path for item in items if item.state is ReviewState.WAITING)
    assert base.check_index() == []


def _finish(home: Path) -> list[list[str]]:
    """Accept what waits; return what is found then."""
    base = open_home(home)
    _is_each_in_one_place(base)
    base.acting_as(CILLA).review.accept_many([item.id for item in waiting(base).values()])
    _is_each_in_one_place(base)
    answers = _answers(base)
    assert base.accounts.check_audit() == []
    base.close()
    return answers


def test_killed_acceptances_end_like_an_undisturbed_one(tmp_path: Path) -> None:
    calm, killed = tmp_path / "calm", tmp_path / "killed"
    _prepare(calm)
    shutil.copytree(calm, killed)
    rng = random.Random(20)
    for _ in range(_N_KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.integration.review_worker", str(killed)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        time.sleep(rng.uniform(0.0, _LONGEST_S))
        assert process.poll() is None  # it works until it is ended
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        base = open_home(killed)
        _is_each_in_one_place(base)
        base.close()

    assert _finish(killed) == _finish(calm)
    for store in ("store.sqlite", "review/store.sqlite"):
        assert _rows(killed / store) == _rows(calm / store), store
    originals = [path.name for path in (killed / "originals").glob("*/*")]
    assert len(originals) == len(TITLES)
    assert not [name for name in originals if name.startswith(".")]
