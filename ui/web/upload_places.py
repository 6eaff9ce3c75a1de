"""How many files may arrive at once, from one person and from all, and how often somebody may ask."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class BusyError(Exception):
    """As much is going on as may; asking again in a moment may work."""


class Places:
    """Places for what takes long: so many for one person, and so many in all."""

    def __init__(self, *, each: int, in_all: int) -> None:
        """Take how many a person may hold, and how many there are."""
        self._each = each
        self._in_all = in_all
        self._held: Counter[str] = Counter()
        self._lock = threading.Lock()

    @contextmanager
    def held_by(self, login: str) -> Iterator[None]:
        """Hold a place.

        Raises:
            BusyError: None is free.
        """
        with self._lock:
            if self._held[login] >= self._each or self._held.total() >= self._in_all:
                raise BusyError
            self._held[login] += 1
        try:
            yield
        finally:
            with self._lock:
                self._held[login] -= 1
                self._held += Counter()  # forgets whoever holds none


class Pace:
    """How often a person may ask."""

    def __init__(self, *, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        """Take how many requests are answered within so many seconds."""
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._asked: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def ask(self, login: str) -> None:
        """Count a request.

        Raises:
            BusyError: There were too many lately.
        """
        now = self._clock()
        with self._lock:
            self._asked = {
                who: times for who, times in self._asked.items() if now - times[-1] < self._seconds
            }
            times = self._asked.setdefault(login, deque())
            while times and now - times[0] >= self._seconds:
                times.popleft()
            if len(times) >= self._most:
                raise BusyError
            times.append(now)
