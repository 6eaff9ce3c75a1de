"""Kills what takes files in and reads them at random moments: no file is lost, and none is half there."""

from __future__ import annotations

import hashlib
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.batches import Batch, BatchState, FileState
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import load_settings

pytestmark = pytest.mark.integration

_N_KILLS = 12
_N_FILES = 24

# What a person does with the files of a folder, again and again until it is done; each file that the home has
# taken is told on standard output before the next one is begun.
_HAND_IN = """
import sys
from pathlib import Path
from kb.knowledge_base import open_knowledge_base
from kb.settings import load_settings

home, folder = map(Path, sys.argv[1:])
base = open_knowledge_base(load_settings(home=home, embedder="hashing", workers=2))
mine = base.batches.mine()
batch = mine[0] if mine else base.batches.begin("Dialogbord")
print("opened", flush=True)
if batch.state == "open":
    there = {file.name for file in batch.files if file.state != "announced"}
    paths = [path for path in sorted(folder.iterdir()) if path.name not in there]
    announced = base.batches.announce(batch.id, [(path.name, path.stat().st_size) for path in paths])
    for path, file in zip(paths, announced):
        base.batches.put(file.id, [path.read_bytes()])
        print("put", path.name, flush=True)
    base.batches.read(batch.id)
    base.batches.hand_in(batch.id)
print("done", flush=True)
"""


def _write(folder: Path) -> None:
    folder.mkdir()
    for n in range(_N_FILES):
        text = f"# Dialog {n}\n\n" + "".join(
            f"Vid bord {n} talade {k} deltagare om lånecyklar nummer {n * 31 + k} i Norberg.\n"
            for k in range(40)
        )
        (folder / f"bord-{n:02}.md").write_text(text + "Ring tlf. 65 12 34 56.\n", encoding="utf-8")
    (folder / "copy.md").write_bytes((folder / "bord-03.md").read_bytes())
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 broken")


def _command(home: Path, folder: Path) -> list[str]:
    return [sys.executable, "-c", _HAND_IN, str(home), str(folder)]


def _outcome(base: KnowledgeBase) -> tuple[Batch, list[tuple[object, ...]]]:
    (batch,) = base.batches.mine()
    store = base.review_home.store
    return batch, [
        (
            file.name, file.state, file.reason, dict(file.masked),
            [(item.title, item.state, store.text(item.document_id)) for item in file.items],  # type: ignore[arg-type]
            sorted((round(each.share, 6), each.title, each.where) for i in file.items for each in i.likeness),
        )
        for file in batch.files
    ]  # fmt: skip


def test_batch_whose_process_is_killed_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    _write(folder)
    start = time.monotonic()
    subprocess.run(_command(tmp_path / "calm", folder), check=True, capture_output=True)
    seconds = time.monotonic() - start

    rng = random.Random(7)
    taken: set[str] = set()
    n_killed = 0
    for _ in range(_N_KILLS):
        with subprocess.Popen(
            _command(tmp_path / "killed", folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process:
            out = process.stdout
            assert out is not None
            assert out.readline() == "opened\n"  # starting is not what is tested
            try:
                process.wait(timeout=rng.uniform(0.02, 0.2 + seconds / 4))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                n_killed += 1
            taken |= {line.split()[1] for line in out if line.startswith("put ")}
        _need_taken(tmp_path / "killed", folder, taken)
    subprocess.run(_command(tmp_path / "killed", folder), check=True, capture_output=True)

    assert n_killed >= _N_KILLS // 3
    calm, killed = (
        open_knowledge_base(load_settings(home=tmp_path / name, embedder="hashing"))
        for name in ("calm", "killed")
    )
    try:
        (batch, found), (_, wanted) = _outcome(killed), _outcome(calm)
        assert batch.state is BatchState.HANDED_IN
        assert sorted(found, key=repr) == sorted(wanted, key=repr)
        assert len(killed.review_home.store.files()) == _N_FILES
        assert not [path for path in (tmp_path / "killed/review/incoming").rglob("*") if path.is_file()]
    finally:
        calm.close()
        killed.close()


def _need_taken(home: Path, folder: Path, taken: set[str]) -> None:
    """Check that every file that was acknowledged is there, whole."""
    base = open_knowledge_base(load_settings(home=home, embedder="hashing"))
    try:
        for batch in base.batches.mine():
            there = {file.name: file for file in batch.files if file.state is not FileState.ANNOUNCED}
            assert taken <= there.keys()
            for file in there.values():
                digest = hashlib.sha256((folder / file.name).read_bytes()).hexdigest()
                assert file.sha256 == digest
                source = base.batches._files.source(file)
                assert source is not None
                assert hashlib.sha256(source.read_bytes()).hexdigest() == digest
    finally:
        base.close()
