"""The one knowledge base of the app's process, for its pages and its other addresses alike."""

from __future__ import annotations

import gc
import logging
import threading
from functools import cache

from kb.accounts import ANYBODY
from kb.batch_reader import BatchReader
from kb.errors import KbError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Query
from kb.settings import Settings, load_settings

logger = logging.getLogger(__name__)

_lock = threading.Lock()


def open_home(settings: Settings | None = None) -> KnowledgeBase:
    """Return the knowledge base of ``settings``, by default those of this process; opened by the first call.

    It acts for anybody, so that a page or an address that forgets to ask who reads shows what all may see.

    Raises:
        KbError: See ``kb.knowledge_base.open_knowledge_base``; the next call tries again.
    """
    with _lock:
        return _open(settings or load_settings()).acting_as(ANYBODY)


@cache
def _open(settings: Settings) -> KnowledgeBase:
    knowledge_base = open_knowledge_base(settings)
    try:
        # Loads the embedder and the index now, and not in somebody's first search
        knowledge_base.search(Query(text="metod", limit=1))
        knowledge_base.suggest("metod")
    except KbError:
        # shown to whoever searches; reading still works
        logger.exception("search in %s does not work", settings.home)
    BatchReader(knowledge_base.batches, knowledge_base.review_home).start()
    return knowledge_base


@cache
def keep_what_is_loaded(page: str, *, is_asked: bool) -> None:  # noqa: ARG001 # each kind of view once
    """Take out of the garbage collection what is loaded after the first view of its kind.

    Streamlit collects garbage after every run, which takes longer the more there is to look at; modules,
    tables and the practices stay for good and need not be looked at again (``bench/app_speed.py``: twenty
    readers wait 131 and not 323 ms at the 95th percentile).
    """
    gc.collect()
    gc.freeze()


def forget_homes() -> None:
    """Let the next call open its home anew; for tests."""
    with _lock:
        _open.cache_clear()
