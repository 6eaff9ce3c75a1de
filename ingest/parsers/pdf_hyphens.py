"""Words divided at the ends of lines made whole, and letters as they are written elsewhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from kb.text import to_nfc

# Letters that fonts draw as one, and marks of bullets that lie outside of the usual encodings.
_LETTERS = str.maketrans(
    {
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\u00a0": " ", "\u2002": " ", "\u2003": " ", "\u2009": " ", "\u202f": " ", "\u200b": "", "\ufeff": "",
        "\x7f": "•", "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\u25cf": "•", "\u25aa": "•", "\u2022": "•",
    }
)  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
# Some programs draw an accent by itself before its letter, some after it with a gap.
_ACCENT_BEFORE = re.compile(r"([¨˚´])\s?([aeouAEOU])")
_COMBINING = {"¨": "\u0308", "˚": "\u030a", "´": "\u0301"}
_GAP_BEFORE_COMBINING = re.compile(r"\s+(?=[\u0300-\u036f])")
_HYPHENS = "-\u2010\u2011\u00ad"
_SOFT_HYPHEN = "\u00ad"
_AS_WRITTEN = str.maketrans({"\u2010": "-", "\u2011": "-", "\u00ad": ""})
# "barn- och ungdomsråd": the hyphen stands for the end of the word, not for the end of the line.
_SHARED_END = re.compile(r"(?:(?:och|og|eller|samt|resp|respektive|and|or)\b|&|/)", re.IGNORECASE)
_WORD = re.compile(r"\w+(?:[-\u2010\u2011]\w+)*")
_HEAD = re.compile(r"[\w\u2010\u2011-]*\w$")
_TAIL = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Spellings:
    """How often each word stands in a document where no end of a line divides it, in lower case."""

    counts: Counter[str]

    def of(self, word: str) -> int:
        """Return how often a word occurs."""
        return self.counts[word.casefold()]


NO_SPELLINGS = Spellings(Counter())


def spellings(lines: Iterable[str]) -> Spellings:
    """Count the words of a document, leaving out those that the end of a line divides."""
    counts: Counter[str] = Counter()
    divided = False
    for line in lines:
        words = _WORD.findall(line.casefold().replace("\u2010", "-").replace("\u2011", "-"))
        ends_divided = line[-1:] in _HYPHENS
        counts.update(words[int(divided) : len(words) - int(ends_divided)])
        divided = ends_divided
    return Spellings(counts)


@lru_cache(maxsize=1_024)  # each line of a page is asked for four times
def clean_letters(text: str) -> str:
    """Return text with ligatures, accents and spaces as they are typed, in NFC, white space collapsed."""
    plain = _CONTROL.sub(" ", text.translate(_LETTERS))
    if not plain.isascii():
        plain = _ACCENT_BEFORE.sub(lambda match: match[2] + _COMBINING[match[1]], plain)
        plain = _GAP_BEFORE_COMBINING.sub("", plain)
    return to_nfc(" ".join(plain.split()))


def join_lines(lines: Sequence[str], known: Spellings = NO_SPELLINGS) -> str:
    """Join the lines of a paragraph; a word divided at the end of a line becomes whole again.

    A hyphen stays where it belongs to the word: where the document writes it so elsewhere, before "och"
    and the like, before a capital or a digit, and after capitals, digits or a single letter ("IT-stöd",
    "e-tjänst").
    """
    joined = ""
    for line in lines:
        line = line.strip()
        if not joined:
            joined = line
        elif is_divided(joined):
            joined = _join_hyphen(joined, line, known)
        else:
            joined = f"{joined} {line}"
    return joined.translate(_AS_WRITTEN)


def is_divided(line: str) -> bool:
    """Return whether a line ends in a word and a hyphen."""
    return len(line) > 1 and line[-1] in _HYPHENS and line[-2].isalnum()


def _join_hyphen(joined: str, line: str, known: Spellings) -> str:
    stem = joined[:-1]
    if joined[-1] == _SOFT_HYPHEN:
        return stem + line
    head, tail = _HEAD.search(stem), _TAIL.match(line)
    if head is None or tail is None:
        return f"{stem}- {line}" if _SHARED_END.match(line) else f"{stem}-{line}"
    n_whole, n_hyphened = known.of(head[0] + tail[0]), known.of(f"{head[0]}-{tail[0]}")
    if n_whole > n_hyphened:
        return stem + line
    if n_hyphened > n_whole:
        return f"{stem}-{line}"
    if _SHARED_END.match(line):
        return f"{stem}- {line}"
    return stem + line if _is_one_word(head[0], tail[0], joined[-1]) else f"{stem}-{line}"


def _is_one_word(head: str, tail: str, hyphen: str) -> bool:
    if hyphen == "\u2011" or len(head) == 1:  # a hyphen at which no line may break; "e-" of "e-tjänst"
        return False
    if tail[0].islower():
        return head[-1].islower()
    # In a heading of capitals a word is divided as elsewhere; short ones are names such as "SKL-ETT".
    return head.isupper() and tail.isupper() and len(head) > 3
