"""The process that reads files: tasks come in on its standard input, outcomes go out on its standard output.

A file can make a parser take all memory, all time, or the process down. This process pays for it, not the
one that holds the store.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import struct
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ingest.tasks import Outcome, Task
    from kb.gazetteer import Gazetteer
    from kb.records import PreparedDocument
    from kb.taxonomy import Taxonomy

READY = b"ready"
# The first byte of an answer: whether the process can go on, and whether the file took all of its memory.
GOES_ON, TIRED, OUT_OF_MEMORY = b"g", b"t", b"m"
# Instead of an answer: a part of the file was read, the rest is being read.
WORKING = b"w"
_SIZE = struct.Struct(">Q")
_MB = 1024 * 1024
_PARENT_EVERY_S = 1.0
_OBJECTS_BETWEEN_SEARCHES = 20_000  # Python's own is 700
# A process that has kept so much of its share from earlier files makes room for a new one.
_KEPT_SHARE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What a process needs for every file."""

    taxonomy: Taxonomy
    gazetteer: Gazetteer
    prepare: Callable[..., PreparedDocument]
    max_memory_mb: int  # above what it takes without a file; 0: no limit


def send(stream: IO[bytes], *pieces: bytes) -> None:
    """Write one message."""
    stream.write(_SIZE.pack(sum(map(len, pieces))))
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes | None:
    """Read one message; None where the other side has ended."""
    head = stream.read(_SIZE.size)
    if len(head) < _SIZE.size:
        return None
    (size,) = _SIZE.unpack(head)
    message = stream.read(size)
    return message if len(message) == size else None


def main() -> None:
    """Answer tasks until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints must not get between the answers
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_parent(os.getppid())
    first = receive(sys.stdin.buffer)
    if first is None:
        return
    setup: Setup = pickle.loads(first)  # noqa: S301 - from the process that started this one
    from ingest import tasks  # loads the pipeline, before memory is counted

    # What is loaded by now stays, and what is read is let go file by file: to look for circles in memory less
    # often takes 3 % off the time of a PDF.
    gc.freeze()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES)
    _beat_to(answers)
    bytes_at_start = _virtual_bytes()
    _limit_memory(bytes_at_start, setup.max_memory_mb)
    send(answers, READY)
    while (message := receive(sys.stdin.buffer)) is not None:
        task: Task = pickle.loads(message)  # noqa: S301
        data = receive(sys.stdin.buffer)
        if data is None:
            return
        outcome = tasks.take(
            task, data, taxonomy=setup.taxonomy, gazetteer=setup.gazetteer, prepare=setup.prepare
        )
        del data
        state, answer = _pickled(outcome)
        del outcome
        n_kept = _virtual_bytes() - bytes_at_start - len(answer)
        if state == GOES_ON and n_kept > setup.max_memory_mb * _MB * _KEPT_SHARE > 0:
            state = TIRED
        send(answers, state, answer)


def _beat_to(answers: IO[bytes]) -> None:
    from ingest.heartbeat import listen

    one_at_a_time = threading.Lock()

    def say() -> None:
        with one_at_a_time:
            send(answers, WORKING)

    listen(say)


def _pickled(outcome: Outcome) -> tuple[bytes, bytes]:
    """Return the first byte of the answer, and the rest."""
    from ingest.tasks import Outcome

    try:
        answer = pickle.dumps(outcome, protocol=pickle.HIGHEST_PROTOCOL)
        return (OUT_OF_MEMORY if outcome.is_out_of_memory else GOES_ON), answer
    except MemoryError:
        return OUT_OF_MEMORY, pickle.dumps(Outcome(is_out_of_memory=True))


def _limit_memory(n_bytes_now: int, max_memory_mb: int) -> None:
    if sys.platform != "linux" or max_memory_mb == 0:
        return
    import resource

    # the soft limit only: programs that a parser starts set their own
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (n_bytes_now + max_memory_mb * _MB, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _virtual_bytes() -> int:
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0  # not on this system: then nothing is limited either


def _end_with_parent(parent: int) -> None:
    """End this process, with all that it has started, when the one that started it was killed."""
    if not hasattr(os, "killpg"):
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_PARENT_EVERY_S)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


if __name__ == "__main__":
    main()
