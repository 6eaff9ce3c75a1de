"""Kills an ingest at random moments: what the next run ends with must equal an undisturbed run."""

from __future__ import annotations

import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bench.synthetic import write_files
from kb.knowledge_base import open_knowledge_base
from kb.records import ChunkId, Query
from kb.settings import load_settings

pytestmark = pytest.mark.integration

_N_KILLS = 20
_N_CHUNKS = 3_000
# everything but when it was taken in
_TABLES = {
    "documents": "id, path, sha256, title, date, year, language, type, text",
    "sections": "*",
    "chunks": "*",
    "tags": "*",
    "dropped": "*",
    "pages": "*",
    "vectors": "*",
    "changes": "*",
}


def _command(home: Path, documents: Path) -> list[str]:
    return [sys.executable, "-m", "kb.cli", "--home", str(home), "ingest", str(documents)]


def _rows(home: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(home / "store.sqlite") as connection:
        rows = {
            table: connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()  # noqa: S608
            for table, columns in _TABLES.items()
        }
    connection.close()
    return rows


def _answers(home: Path) -> list[list[tuple[ChunkId, float, str]]]:
    knowledge_base = open_knowledge_base(load_settings(home=home))
    try:
        assert knowledge_base.check_index() == []
        answers = []
        for text in ("trygghetsplan", "borgermøde i Odense", "klimatfond", "ældreråd"):
            result = knowledge_base.search(Query(text=text, limit=50))
            assert result.hits
            answers.append([(hit.chunk.id, round(hit.score, 6), hit.chunk.text) for hit in result.hits])
        return answers
    finally:
        knowledge_base.close()


def test_killed_ingest_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    documents = tmp_path / "documents"
    write_files(documents, _N_CHUNKS)
    start = time.monotonic()
    subprocess.run(_command(tmp_path / "calm", documents), check=True, capture_output=True)
    seconds = time.monotonic() - start

    rng = random.Random(20)
    n_killed = 0
    for _ in range(_N_KILLS):
        process = subprocess.Popen(
            _command(tmp_path / "killed", documents), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            # a run goes on where the last one ended: short pieces reach the middle and the index
            process.wait(timeout=rng.uniform(0.3, 0.6 + seconds / 6))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            n_killed += 1
        process.wait()
    subprocess.run(_command(tmp_path / "killed", documents), check=True, capture_output=True)

    assert n_killed >= _N_KILLS // 2
    assert _rows(tmp_path / "killed") == _rows(tmp_path / "calm")
    assert _answers(tmp_path / "killed") == _answers(tmp_path / "calm")
    originals = [path.name for path in (tmp_path / "killed" / "originals").glob("*/*")]
    assert len(originals) == len(list(documents.iterdir()))
    assert not [name for name in originals if name.startswith(".")]
    generations = [path for path in (tmp_path / "killed" / "index").iterdir() if path.is_dir()]
    assert len(generations) == 1
