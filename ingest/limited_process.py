"""Runs one program over one piece of a foreign file, with limits on its time and memory.

What decodes pages and images is large and written in C; a crafted file can make it take a gigabyte or
never end. The process that serves users must not be the one that pays for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress


def run_limited(
    command: Sequence[str],
    *,
    data: bytes = b"",
    timeout_s: float,
    max_memory_mb: int,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end and return its status and what it wrote.

    Args:
        command: The program and its arguments.
        data: What it reads from its standard input.
        timeout_s: Wall clock; the process is killed after it.
        max_memory_mb: Address space of the process, where the platform can limit it (Linux).
        environment: Variables to set beside those of this process.

    Raises:
        OSError: The program cannot be started.
        subprocess.TimeoutExpired: It did not end in time, and was killed.
    """
    with subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **(environment or {})},
    ) as process:
        try:
            _limit(process.pid, max_memory_mb)
            out, err = process.communicate(data, timeout=timeout_s)
        except BaseException:  # a time-out, and Ctrl-C too: nothing may be left running
            process.kill()
            raise
        return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def run_module(
    module: str, arguments: Sequence[str], *, timeout_s: float, max_memory_mb: int
) -> subprocess.CompletedProcess[bytes]:
    """Run a module of Metodbank in a process of its own; see ``run_limited``."""
    # The child finds this package whatever folder the server was started in.
    paths = os.pathsep.join(path for path in sys.path if path)
    return run_limited(
        [sys.executable, "-m", module, *arguments],
        timeout_s=timeout_s, max_memory_mb=max_memory_mb, environment={"PYTHONPATH": paths},
    )  # fmt: skip


def _limit(process_id: int, max_memory_mb: int) -> None:
    if sys.platform != "linux":
        return
    import resource

    with suppress(ProcessLookupError):  # it has ended already
        for kind, wanted in ((resource.RLIMIT_AS, max_memory_mb * 1024 * 1024), (resource.RLIMIT_CORE, 0)):
            _, highest = resource.prlimit(process_id, kind)
            # A limit that this process is under itself cannot be raised.
            limit = wanted if highest == resource.RLIM_INFINITY else min(wanted, highest)
            resource.prlimit(process_id, kind, (limit, limit))
