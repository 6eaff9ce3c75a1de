"""Tells whoever waits for a file that its reading goes on: a scan of fifty pages takes minutes."""

from __future__ import annotations

from collections.abc import Callable

_listeners: list[Callable[[], None]] = []


def listen(listener: Callable[[], None]) -> None:
    """Have ``listener`` called at every beat, from whatever thread."""
    _listeners.append(listener)


def beat() -> None:
    """Say that a part of a file, such as a page, was read within limits of its own."""
    for listener in _listeners:
        listener()
