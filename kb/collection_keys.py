"""The keys of collections: one to change a collection, one that only reads, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

_KEY_BYTES = 24  # 192 bits: nobody guesses one
_MAX_KEY = 100  # characters; what is longer is none of ours


def new_edit_key() -> str:
    """Return a new key, random and fit for addresses."""
    return secrets.token_urlsafe(_KEY_BYTES)


def share_key_of(edit_key: str, number: int) -> str:
    """Return the key that only reads, the ``number``-th of a collection.

    It is made from the one that changes, so that it can be shown again though neither is kept; there is no
    way back from it.
    """
    made = hmac.new(edit_key.encode("utf-8", "replace"), f"share {number}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made[:_KEY_BYTES]).decode()


def key_hash(key: str) -> str:
    """Return what is kept of a key.

    Looking it up takes no longer the more of a key is right. A fast hash will do: keys are random, so that
    none is found by trying words.
    """
    return hashlib.sha256(key[:_MAX_KEY].encode("utf-8", "replace")).hexdigest()


def words_hash(text: str, home_key: str) -> str:
    """Return what is kept of a passage's words; without the home's key nobody can try words against it."""
    words = text.encode("utf-8", "surrogatepass")
    return hashlib.blake2b(words, key=home_key.encode(), digest_size=32).hexdigest()
