"""Reads files in the background as they arrive: one thread for a process that runs for long."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from kb.errors import KbError, LockedError

if TYPE_CHECKING:
    from kb.batch_desk import BatchDesk
    from kb.batches import BatchId
    from kb.review_home import ReviewHome

logger = logging.getLogger(__name__)

_Answer = TypeVar("_Answer")

_LOOKS_EVERY_S = 60.0  # for what another process has put in, or has left when it was killed
_TRIES_AGAIN_S = 2.0
_EXPIRES_EVERY_S = 86_400.0


class BatchReader:
    """A thread that reads batches; it survives what goes wrong with one, and ends with ``stop``."""

    def __init__(self, desk: BatchDesk, review: ReviewHome) -> None:
        """Take a desk that may read every batch; nothing is read yet."""
        self._desk = desk
        self._review = review
        self._is_stopped = threading.Event()
        self._expired_at = 0.0
        self._thread = threading.Thread(target=self._run, name="batch-reader", daemon=True)

    def start(self) -> None:
        """Begin, with what lies there already."""
        self._review.arrived.set()
        self._thread.start()

    def stop(self, *, timeout_s: float = 10.0) -> None:
        """End when the batch that is being read is done, or after some time leave it as if it were killed."""
        self._is_stopped.set()
        self._review.arrived.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._must_end():
            self._review.arrived.wait(_LOOKS_EVERY_S)
            self._review.arrived.clear()
            if self._must_end():
                return
            if not self._once():
                self._is_stopped.wait(_TRIES_AGAIN_S)
                self._review.arrived.set()

    def _must_end(self) -> bool:
        return self._is_stopped.is_set() or self._review.is_closed

    def _once(self) -> bool:
        """Read all there is; return whether no other process or thread was in the way."""
        try:
            nothing: tuple[BatchId, ...] = ()
            for batch_id in _survived(self._desk.to_read, nothing):
                if not self._must_end():
                    _survived(partial(self._read, batch_id), None)
            if not self._must_end():
                _survived(self._expire, None)
        except LockedError:
            logger.debug("another process or thread reads files; trying again")
            return False
        return True

    def _read(self, batch_id: BatchId) -> None:
        self._desk.read(batch_id)

    def _expire(self) -> None:
        if self._expired_at and time.monotonic() - self._expired_at < _EXPIRES_EVERY_S:
            return
        n_batches = self._desk.expire()
        self._expired_at = time.monotonic()
        if n_batches:
            logger.info("%d batches that nobody needs any more were deleted", n_batches)


def _survived(step: Callable[[], _Answer], otherwise: _Answer) -> _Answer:
    """Do a step; whatever goes wrong is told in the log, and the next batch is read all the same.

    Raises:
        LockedError: Another process or thread is in the way.
    """
    try:
        return step()
    except LockedError:
        raise
    except KbError as error:
        logger.warning("files that were handed in are not read: %s", error)
    except Exception:
        logger.exception("files that were handed in are not read")
    return otherwise
