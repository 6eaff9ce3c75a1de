"""Who uses the app: whoever the cookie of their login says, else anybody."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from kb.accounts import ANYBODY, Actor
from kb.errors import KbError
from kb.knowledge_base import KnowledgeBase

logger = logging.getLogger(__name__)

SESSION_COOKIE = "mb_session"
_TOKEN_CHARS = range(20, 100)


def can_log_in(base: KnowledgeBase) -> bool:
    """Return whether there are accounts at all; a machine for one needs none."""
    try:
        return base.accounts.can_log_in()
    except KbError as error:
        logger.warning("accounts cannot be looked up: %s", error)
        return False


def actor_of(base: KnowledgeBase, cookies: Mapping[str, str]) -> Actor:
    """Return who is logged in with these cookies; anybody where nobody is, or where the login has ended."""
    token = cookies.get(SESSION_COOKIE, "")
    if len(token) not in _TOKEN_CHARS:
        return ANYBODY
    try:
        return base.accounts.actor_of(token) or ANYBODY
    except KbError as error:  # reading still works
        logger.warning("logins cannot be looked up: %s", error)
        return ANYBODY
