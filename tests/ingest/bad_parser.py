"""Stands in for a parser that a file drives mad: what it does is the first word of the file."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Mapping
from typing import Any

from ingest.heartbeat import beat
from ingest.pipeline import prepare_document
from kb.records import PreparedDocument, Source

_KEPT: list[bytearray] = []


def _read_pages() -> None:
    for _ in range(6):  # longer in all than a file may take, but no page of it is
        time.sleep(0.5)
        beat()


def prepare(source: Source, data: bytes, **named: Any) -> PreparedDocument:
    """Do what the file says, or else prepare it as usual."""
    first = data.split(maxsplit=1)[0]
    actions: Mapping[bytes, Any] = {
        b"SLEEP": lambda: time.sleep(600),
        b"CRASH": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        b"LEAVE": lambda: os._exit(3),
        b"GROW": lambda: bytearray(10**10),
        b"KEEP": lambda: _KEPT.append(bytearray(10**8)),
        b"PAGES": _read_pages,
        b"PRINT": lambda: sys.stdout.write("x" * 100_000),
    }
    if first in actions:
        actions[first]()
    return prepare_document(source, data, **named)
