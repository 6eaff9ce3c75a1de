from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kb.errors import HomeError, LockedError
from kb.home import keep_original, locked, original_path, prepare_home, sweep_originals, write_whole

HASH = "ab" + "0" * 62


def test_home_is_created_with_its_parents(tmp_path: Path) -> None:
    prepare_home(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()


def test_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(HomeError, match="is a file, not a folder"):
        prepare_home(tmp_path / "home")


def test_home_under_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(HomeError, match="cannot be written"):
        prepare_home(tmp_path / "file" / "home")


def test_second_process_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    script = (
        "import sys, pathlib; from kb.home import locked\n"
        "with locked(pathlib.Path(sys.argv[1]), 'ingest docs'):\n"
        "    print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with (
            pytest.raises(LockedError, match=rf"'ingest docs' \(process {holder.pid}"),
            locked(tmp_path, "me"),
        ):
            pass
        holder.communicate("")
    with locked(tmp_path, "me"):
        pass


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    script = (
        "import os, sys, pathlib; from kb.home import locked\n"
        "with locked(pathlib.Path(sys.argv[1]), 'ingest docs'):\n    os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    with locked(tmp_path, "me"):
        pass


def test_original_keeps_a_harmless_suffix_only(tmp_path: Path) -> None:
    assert original_path(tmp_path, sha256=HASH, name="Rapport.PDF").name == f"{HASH}.pdf"
    assert original_path(tmp_path, sha256=HASH, name="x.p/../../y").name == HASH
    assert original_path(tmp_path, sha256=HASH, name="x.åäö").name == HASH


def test_originals_without_a_document_are_swept(tmp_path: Path) -> None:
    other = "cd" + "1" * 62
    keep_original(tmp_path, b"one", sha256=HASH, name="a.txt")
    keep_original(tmp_path, b"two", sha256=other, name="b.txt")
    sweep_originals(tmp_path, {other})
    assert [path.name for path in tmp_path.glob("*/*")] == [f"{other}.txt"]


def test_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_whole(path, b"old")

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
