"""The keys of collections: one to change a collection, one that only reads, and what is kept of them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import string

_KEY_BYTES = 24  # 192 bits: nobody guesses one
# Mail programs leave other characters at the end of an address out of the link.
_ALPHABET = string.ascii_letters + string.digits
_KEY_CHARS = 33  # the fewest that hold so many bits
_OLD_KEY_CHARS = 32  # of keys from before, in base 64: they stay valid
_MAX_KEY = 100  # characters; what is longer is none of ours


def new_edit_key() -> str:
    """Return a new key of letters and digits, random and fit for addresses."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_KEY_CHARS))


def share_key_of(edit_key: str, number: int) -> str:
    """Return the key that only reads, the ``number``-th of a collection.

    It is made from the one that changes, so that it can be shown again though neither is kept; there is no
    way back from it.
    """
    rest, key = int.from_bytes(_share_bytes(edit_key, number)), ""
    for _ in range(_KEY_CHARS):
        rest, place = divmod(rest, len(_ALPHABET))
        key += _ALPHABET[place]
    return key


def old_share_key_of(edit_key: str, number: int) -> str | None:
    """Return the key that only reads as it was made before; None where the one that changes is newer."""
    if len(edit_key) != _OLD_KEY_CHARS:
        return None
    return base64.urlsafe_b64encode(_share_bytes(edit_key, number)).decode()


def _share_bytes(edit_key: str, number: int) -> bytes:
    made = hmac.new(edit_key.encode("utf-8", "replace"), f"share {number}".encode(), hashlib.sha256).digest()
    return made[:_KEY_BYTES]


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
