"""Small operations on text that every layer shares."""

from __future__ import annotations

import hashlib
import re
import unicodedata

# A bullet marker at the start of a line. Hyphens and dashes need a space after them: "-10 %" keeps its sign.
BULLET = re.compile(r"[ \t]*(?:[-–—*][ \t]+|[•·▪‣◦●○■□➢►✓][ \t]*)")


def to_nfc(text: str) -> str:
    """Return ``text`` in Unicode normal form C, so that å is one character."""
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def fold(text: str) -> str:
    """Fold case and the Danish and Swedish spellings of one sound: æ→ä, ø→ö, aa→å.

    For comparing and indexing only, never for showing. The length may change.
    """
    # ø does not decompose under NFD, so to name it is the only way to fold it. Only sounds that the languages
    # spell differently are folded; å/a, ä/a and ö/o stay apart (får is not far).
    # A table for str.translate() would take three times as long.
    return to_nfc(text).casefold().replace("æ", "ä").replace("ø", "ö").replace("aa", "å")


def without_invisible(text: str) -> str:
    """Return ``text`` without what is not seen and breaks words: soft hyphens, control characters and such.

    White space stays.
    """
    return "".join(c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"})


def text_hash(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def one_line(text: str, *, max_chars: int = 200) -> str:
    """Return ``text`` with white space and control characters collapsed, cut at a word with "…"."""
    flat = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(flat) <= max_chars:
        return flat
    cut = flat[: max_chars - 1]
    head, _, _ = cut.rpartition(" ")
    return (head or cut) + "…"


def with_plain_items(text: str) -> str:
    """Return ``text`` with a round mark before each item of a list, and none before one that stands alone."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    mark = "• " if len(lines) > 1 else ""
    found = ((line, BULLET.match(line)) for line in lines)
    return "\n".join(f"{mark}{line[match.end() :]}" if match else line for line, match in found)
