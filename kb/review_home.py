"""The store of the review: documents that were handed in and that nobody has accepted yet.

It is a store like the public one, in a folder of its own, so that nothing in it can be found, counted or
exported by what reads the public one.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kb.errors import LockedError
from kb.home import locked, prepare_home
from kb.settings import Settings
from kb.store import Store

_WAIT_S = 15.0
_STEP_S = 0.1


class ReviewHome:
    """The folder of what is not accepted yet, opened when it is first needed. Safe to share by threads."""

    def __init__(self, settings: Settings) -> None:
        """Take the settings of the home that it belongs to."""
        self.settings = settings.model_copy(update={"home": settings.review_path})
        self.public = settings
        self.arrived = threading.Event()  # set whenever there may be files to read
        self.is_closed = False
        self._opened: Store | None = None
        self._opening = threading.Lock()

    @property
    def path(self) -> Path:
        """The folder; it may not be there yet."""
        return self.settings.home

    @property
    def originals(self) -> Path:
        """The folder of kept originals, by SHA-256."""
        return self.settings.originals_path

    @property
    def is_there(self) -> bool:
        """Whether anything was ever handed in."""
        return self.settings.store_path.exists()

    @property
    def store(self) -> Store:
        """The store, created where it is missing.

        Raises:
            HomeError: The folder cannot be used.
        """
        with self._opening:
            if self._opened is None:
                self.prepare()
                self._opened = Store(self.settings.store_path)
            return self._opened

    def prepare(self) -> None:
        """Make the folder, for its owner alone: personal data lie there before anybody has masked them.

        Raises:
            HomeError: It cannot be made or written.
        """
        is_new = not self.path.exists()
        prepare_home(self.path)
        if is_new:
            self.path.chmod(0o700)

    def settings_for(self, *, is_masked: bool) -> Settings:
        """Return the settings of the review for a file of which personal data are masked, or are not."""
        return self.settings.model_copy(update={"mask_personal_data": is_masked})

    @contextmanager
    def locked(self, purpose: str) -> Iterator[None]:
        """Hold the lock of whoever changes what is in it; ``soon_locked`` waits a while.

        Raises:
            LockedError: Another process or thread holds it.
        """
        self.prepare()
        with locked(self.path, purpose):
            yield

    def close(self) -> None:
        """Let go of the store, and end whatever reads in the background."""
        self.is_closed = True
        self.arrived.set()
        with self._opening:
            if self._opened is not None:
                self._opened.close()
                self._opened = None


@contextmanager
def soon_locked(home: Path, purpose: str, *, wait_s: float | None = None) -> Iterator[None]:
    """Hold the lock of a home, waiting for whoever holds it a short while only.

    Raises:
        LockedError: It is held for longer; the message says by whom.
    """
    until = time.monotonic() + (_WAIT_S if wait_s is None else wait_s)
    with ExitStack() as stack:
        while True:
            try:
                stack.enter_context(locked(home, purpose))
            except LockedError:
                if time.monotonic() >= until:
                    raise
                time.sleep(_STEP_S)
            else:
                break
        yield
