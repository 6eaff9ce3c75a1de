"""Which collections a reader may change: their keys in a cookie, as there are no accounts."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from kb.collections import OpenedCollection
from kb.knowledge_base import KnowledgeBase

# HttpOnly: no script reads it, ours included. The keys stand in no address, so that who passes an address on
# never gives away more than reading.
COOKIE = "mb-collections"
MAX_HELD = 20
_KEY = re.compile(r"[A-Za-z0-9_-]{16,100}", re.ASCII)


def read_keys(cookie: str) -> tuple[str, ...]:
    """Return the keys in a cookie's value, that of the current collection first; what is none is left out."""
    keys = dict.fromkeys(key for key in cookie.split(".") if _KEY.fullmatch(key))
    return tuple(keys)[:MAX_HELD]


def write_keys(keys: Sequence[str]) -> str:
    """Return the value that :func:`read_keys` turns into ``keys``."""
    return ".".join(dict.fromkeys(keys))


def is_key(text: str) -> bool:
    """Return whether a text could be a key."""
    return _KEY.fullmatch(text) is not None


def opened_by(keys: Sequence[str], base: KnowledgeBase) -> list[OpenedCollection]:
    """Return the collections that keys let be changed, the current one first; deleted ones are among them."""
    opened = (base.collections.open(key) for key in keys)
    return [each for each in opened if each is not None and each.edit_key is not None]


def current_of(held: Sequence[OpenedCollection]) -> OpenedCollection | None:
    """Return the collection that is saved to: the first that is not deleted."""
    return next((each for each in held if not each.collection.is_deleted), None)


def held_here(base: KnowledgeBase) -> list[OpenedCollection]:
    """Return the collections of whoever looks at the page that is being drawn."""
    return opened_by(read_keys(st.context.cookies.get(COOKIE, "")), base)
