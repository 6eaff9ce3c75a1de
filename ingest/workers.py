"""Processes that read files, each file within a limit of time and of memory."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from types import TracebackType
from typing import IO, TYPE_CHECKING

from ingest.pipeline import prepare_document
from ingest.tasks import Asked, Outcome, Task
from ingest.worker import GOES_ON, OUT_OF_MEMORY, READY, WORKING, Setup, receive, send
from kb.cores import n_cores
from kb.errors import ReaderError

if TYPE_CHECKING:
    from kb.gazetteer import Gazetteer
    from kb.records import PreparedDocument
    from kb.taxonomy import Taxonomy

_START_TIMEOUT_S = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How many files are read at once, and what each may take."""

    n_workers: int = 0  # 0: one for each core
    max_file_s: float = 120.0  # wall clock, of a file or of each page of it that is recognised
    max_memory_mb: int = 1024  # on Linux; 0: not limited


class Workers:
    """A number of processes, started when they are needed and replaced when a file has ended one."""

    def __init__(
        self,
        limits: Limits,
        *,
        taxonomy: Taxonomy,
        gazetteer: Gazetteer,
        prepare: Callable[..., PreparedDocument] = prepare_document,
    ) -> None:
        """Start nothing yet; ``prepare`` makes a document of a file and must be found by its name."""
        self._limits = limits
        self._setup = pickle.dumps(
            Setup(
                taxonomy=taxonomy,
                gazetteer=gazetteer,
                prepare=prepare,
                max_memory_mb=limits.max_memory_mb,
            )
        )
        self._threads = ThreadPoolExecutor(limits.n_workers or n_cores(), thread_name_prefix="reader")
        self._idle: list[_Process] = []
        self._running: set[_Process] = set()
        self._lock = threading.Lock()
        self._is_closed = False

    def __enter__(self) -> Workers:
        """Return itself; every process ends with the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End every process, at once, whatever it does."""
        with self._lock:
            self._is_closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in list(self._running):
            process.close()
        self._running.clear()

    def submit(self, task: Task, data: bytes) -> Asked:
        """Have a task done; the result raises ReaderError where no process can be started."""
        answer = self._threads.submit(self._answer, task, data)

        def outcome() -> Outcome:
            # kept pickled until now: of many files in flight only one is unpacked
            found: Outcome = pickle.loads(answer.result())  # noqa: S301 - from a process of our own
            if found.is_out_of_memory:
                return Outcome(
                    unpacked=found.unpacked,
                    reason=_too_much_memory(task.name, self._limits),
                    is_out_of_memory=True,
                )
            return found

        return Asked(result=outcome, is_ready=answer.done)

    def _answer(self, task: Task, data: bytes) -> bytes:
        process = self._take()
        is_fresh = process.n_tasks == 0
        answer = self._ask(process, task, data)
        failed = answer is None or answer.startswith(OUT_OF_MEMORY)
        if failed and not (is_fresh or process.has_timed_out or self._is_closed):
            # earlier files may have had a part in it: once more in a process of its own
            process = self._start()
            answer = self._ask(process, task, data)
        if answer is None:
            return pickle.dumps(_ended(task, process, self._limits))
        return answer[1:]

    def _ask(self, process: _Process, task: Task, data: bytes) -> bytes | None:
        answer = process.ask(pickle.dumps(task), data, timeout_s=self._limits.max_file_s)
        if answer is not None and answer.startswith(GOES_ON):
            with self._lock:
                self._idle.append(process)
        else:
            process.kill()
            process.close()
            with self._lock:
                self._running.discard(process)
        return answer

    def _take(self) -> _Process:
        with self._lock:
            if self._idle:
                return self._idle.pop()  # the last one used: its pages are in memory
        return self._start()

    def _start(self) -> _Process:
        with self._lock:
            if self._is_closed:
                raise ReaderError("The run has ended.")
            process = _Process()
            self._running.add(process)
        process.greet(self._setup)
        return process


class _Process:
    """One process and the pipes to it."""

    def __init__(self) -> None:
        # this package is found whatever folder the program was started in, and nothing else there
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "MALLOC_ARENA_MAX": "2",  # each thread would otherwise reserve a part of the limit
        }
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", "ingest.worker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment,
                # a group of its own: Ctrl-C is for the program, and a kill reaches what parsers start
                start_new_session=True,
            )
        except OSError as error:
            raise ReaderError(
                f"No process that reads files can be started: {error.strerror or error}. "
                "Close other programs or lower the setting workers."
            ) from error
        self.n_tasks = 0
        self.has_timed_out = False

    @property
    def status(self) -> int | None:
        """How it ended."""
        return self._process.returncode

    def greet(self, setup: bytes) -> None:
        """Send what every file needs, and wait until the process is ready.

        Raises:
            ReaderError: It is not, within a minute.
        """
        if self._exchange(setup, timeout_s=_START_TIMEOUT_S) != READY:
            raise ReaderError(
                "The process that reads files does not start. Raise the setting max_memory_mb, "
                "or see what this says: python -m ingest.worker"
            )

    def ask(self, task: bytes, data: bytes, *, timeout_s: float) -> bytes | None:
        """Return the answer to a task, None if the process has ended over it."""
        self.n_tasks += 1
        return self._exchange(task, data, timeout_s=timeout_s)

    def kill(self) -> None:
        """End the process and what it has started."""
        with suppress(OSError):
            if hasattr(os, "killpg") and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
            else:
                self._process.kill()

    def close(self) -> None:
        """Wait for the end of a killed process and close the pipes."""
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what is left unsent
                    pipe.close()

    def _exchange(self, *messages: bytes, timeout_s: float) -> bytes | None:
        try:
            with self._timed(timeout_s):
                for message in messages:
                    send(_pipe(self._process.stdin), message)
            while True:
                with self._timed(timeout_s):
                    answer = receive(_pipe(self._process.stdout))
                if answer != WORKING:
                    return answer
        except OSError:
            return None

    @contextmanager
    def _timed(self, timeout_s: float) -> Iterator[None]:
        timer = threading.Timer(timeout_s, self._time_out)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _time_out(self) -> None:
        self.has_timed_out = True
        self.kill()


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ReaderError("The process that reads files was started without pipes.")
    return pipe


def _ended(task: Task, process: _Process, limits: Limits) -> Outcome:
    if process.has_timed_out:
        return Outcome(
            reason=f"{task.name} took longer than {limits.max_file_s:g} s to read. "
            "Split it, or raise the setting max_file_s."
        )
    status = process.status or 0
    how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
    return Outcome(
        reason=f"{task.name} ended the process that read it ({how}), mostly a sign of a broken file or of "
        "too little memory. Open it in its program, save it anew and add it again."
    )


def _too_much_memory(name: str, limits: Limits) -> str:
    if limits.max_memory_mb == 0:
        return f"{name} needs more memory than there is. Split it."
    amount = f"{limits.max_memory_mb / 1024:g} GB"
    return f"{name} needs more than {amount} of memory. Split it, or raise the setting max_memory_mb."
