"""Programs that are run with limits on their time and memory."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from ingest.limited_process import run_limited, run_module


def test_input_output_and_status_are_those_of_the_program() -> None:
    script = "import sys; data = sys.stdin.read(); print(data.upper()); sys.stderr.write('obs'); sys.exit(7)"
    done = run_limited([sys.executable, "-c", script], data=b"hej", timeout_s=30, max_memory_mb=512)
    assert (done.stdout.strip(), done.stderr, done.returncode) == (b"HEJ", b"obs", 7)


def test_variables_are_set_beside_the_others() -> None:
    script = "import os; print(os.environ['PROV'], 'PATH' in os.environ)"
    done = run_limited(
        [sys.executable, "-c", script], timeout_s=30, max_memory_mb=512, environment={"PROV": "å"}
    )
    assert done.stdout.decode().split() == ["å", "True"]


def test_a_program_that_does_not_read_its_input_is_no_error() -> None:
    done = run_limited([sys.executable, "-c", ""], data=b"x" * 1_000_000, timeout_s=30, max_memory_mb=512)
    assert done.returncode == 0


def test_a_program_that_never_ends_is_killed() -> None:
    script = "import time, sys; print('nu', flush=True); time.sleep(600)"
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        run_limited([sys.executable, "-c", script], timeout_s=0.3, max_memory_mb=512)
    assert time.monotonic() - start < 300  # far from the 600 that it would have slept


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can limit the memory of a process")
def test_a_program_cannot_take_more_memory_than_allowed() -> None:
    script = "import sys; sys.stdin.read(); data = b'x' * 600_000_000; print(len(data))"
    command = [sys.executable, "-c", script]
    refused = run_limited(command, timeout_s=60, max_memory_mb=300)
    assert refused.returncode == 1
    assert b"MemoryError" in refused.stderr
    assert run_limited(command, timeout_s=60, max_memory_mb=1_500).stdout.strip() == b"600000000"


def test_a_program_that_is_not_there_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        run_limited(["finns-inte-alls"], timeout_s=5, max_memory_mb=100)


def test_a_module_is_found_from_any_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("annan mapp"))
    done = run_module("ingest.image_frame", ["finns-inte.png", "1"], timeout_s=60, max_memory_mb=1024)
    assert done.returncode == 3
    assert b"FileNotFoundError" in done.stderr
