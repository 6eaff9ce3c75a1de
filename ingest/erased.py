"""Words that a person had erased, found again by their keyed hash and left out of what is read.

Words are compared without case, punctuation, white space and markup between them. Personal data count as one
word each, masked or not, so that the same passage is found whether or not they are masked.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.personal_data import find_personal_data
from kb.errors import DamagedFileError
from kb.records import ParsedDocument
from kb.store.erased import ErasedWords
from kb.text import to_nfc

MARK = "[…]"
"""What stands in a text for words that were erased, in every language."""

_INVISIBLE = "\u00ad\u200b-\u200d\u2060\ufeff"  # soft hyphens and the like stand within words
_MASKS = {"e-post": "email", "e-mail": "email", "telefon": "phone", "phone": "phone",
          "personnummer": "personal_number", "cpr-nummer": "cpr_number"}  # fmt: skip
_WITHIN = rf"{_INVISIBLE}\u0300-\u036f"  # accents of their own too
_TOKEN = re.compile(
    rf"\[(?P<mask>{'|'.join(_MASKS)})\]|(?P<mark>\[…\])|(?P<word>[^\W_]+(?:[{_WITHIN}]+[^\W_]*)*)"
)
_UNSEEN = re.compile(f"[{_INVISIBLE}]")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or what counts as one: ``text[start:end]``."""

    start: int
    end: int
    word: str  # as it is compared; what is no word begins with "["


def tokens_of(text: str) -> list[Token]:
    """Return the words of a text, personal data and marks as one word each."""
    found = find_personal_data(text)
    if not found:
        return plain_tokens_of(text)
    starts, ends = [each.start for each in found], [each.end for each in found]
    tokens = [Token(each.start, each.end, f"[{each.kind.value}]") for each in found]
    for token in plain_tokens_of(text):
        inside = bisect_right(ends, token.start)
        if inside == len(found) or starts[inside] >= token.end:
            tokens.append(token)
    return sorted(tokens, key=lambda token: token.start)


def plain_tokens_of(text: str) -> list[Token]:
    """Return the words of a text, personal data as the words that they are."""
    return [Token(match.start(), match.end(), _word(match)) for match in _TOKEN.finditer(text)]


def _word(match: re.Match[str]) -> str:
    if match["mask"]:
        return f"[{_MASKS[match['mask']]}]"
    return compared(match.group())


def compared(text: str) -> str:
    """Return a text as its words are compared: without case and what is not seen within words."""
    return to_nfc(_UNSEEN.sub("", text)).casefold()


def words_hash(key: str, words: Iterable[str]) -> str:
    """Return the keyed hash of words in their order, as 64 hexadecimal digits.

    Source: RFC 7693, BLAKE2b with a key and 32 bytes.
    """
    joined = " ".join(words).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(joined, key=bytes.fromhex(key), digest_size=32).hexdigest()


class Finder:
    """Finds phrases in one text; each length of phrase is hashed once, however many are looked for."""

    def __init__(self, text: str, key: str) -> None:
        """Cut the text into words."""
        self.tokens = tokens_of(text)
        self._key = key
        self._places: dict[int, dict[str, list[int]]] = {}

    def find(self, phrase_hash: str, n_words: int) -> list[Span]:
        """Return where a phrase stands, in order; places may overlap."""
        if n_words not in self._places:
            self._places[n_words] = self._hashed(n_words)
        places = self._places[n_words].get(phrase_hash, [])
        return [(self.tokens[i].start, self.tokens[i + n_words - 1].end) for i in places]

    def _hashed(self, n_words: int) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        words = [token.word for token in self.tokens]
        for i in range(len(words) - n_words + 1):
            found.setdefault(words_hash(self._key, words[i : i + n_words]), []).append(i)
        return found


def merged(spans: Iterable[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def without(text: str, spans: Sequence[Span]) -> str:
    """Return ``text`` with the mark instead of each of these spans, in order and not overlapping."""
    parts: list[str] = []
    last = 0
    for start, end in spans:
        parts += [text[last:start], _mark(text, start, end)]
        last = end
    return "".join([*parts, text[last:]])


def _mark(text: str, start: int, end: int) -> str:
    # line ends stay, so that the lines after it have the numbers that they have in the file
    return MARK + "\n" * text.count("\n", start, end)


def moved(text: str, spans: Sequence[Span]) -> Callable[[int], int]:
    """Return a function from a place in ``text`` to its place without these spans.

    A place inside a span moves to the end of the mark.
    """
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    shifts = [0]
    for start, end in spans:
        shifts.append(shifts[-1] + len(_mark(text, start, end)) - (end - start))

    def move(place: int) -> int:
        n_before = bisect_right(ends, place)
        if n_before < len(spans) and starts[n_before] < place:
            return ends[n_before] + shifts[n_before + 1]
        return place + shifts[n_before]

    return move


def erase_text(text: str, erased: ErasedWords) -> tuple[str, Counter[str]]:
    """Return a text without the erased words, and how often it had each, by their hash."""
    counts: Counter[str] = Counter()
    finder = Finder(text, erased.key) if erased.phrases else None
    for step in _steps(erased):
        spans: list[Span] = []
        for phrase_hash, n_words in step.items():
            found = finder.find(phrase_hash, n_words) if finder else []
            counts[phrase_hash] += len(found)
            spans += found
        if spans:
            text = without(text, merged(spans))
            finder = Finder(text, erased.key)
    return text, +counts


def erase_document(document: ParsedDocument, erased: ErasedWords) -> tuple[ParsedDocument, dict[str, int]]:
    """Return a parsed document without erased words, and how often its text had each, by their hash.

    Erasures are done again one after the other, because the words of a later one may span what an earlier one
    has left. Spans move with the text. What the file states of itself loses the words too; a phrase that only
    this has is counted with 0.
    """
    counts: Counter[str] = Counter()
    finder = Finder(document.text, erased.key)
    for step in _steps(erased):
        spans: list[Span] = []
        for phrase_hash, n_words in step.items():
            found = finder.find(phrase_hash, n_words)
            counts[phrase_hash] += len(found)
            spans += found
        if spans:
            document = _without(document, merged(spans))
            finder = Finder(document.text, erased.key)
    stated = {name: erase_text(value, erased) for name, value in document.stated.items()}
    found_in = dict(+counts)
    for _, some in stated.values():
        found_in |= {phrase_hash: 0 for phrase_hash in some if phrase_hash not in found_in}
    if found_in:
        document = replace(document, stated={name: value for name, (value, _) in stated.items()})
    return document, dict(sorted(found_in.items()))


def check_all_found(counts: Mapping[str, int], erased: ErasedWords, *, sha256: str, name: str) -> None:
    """Make sure that words which were erased from this very content were found in it again.

    Raises:
        DamagedFileError: They were not: the file is read in another way than before, and they may be there.
    """
    for phrase in erased.phrases:
        if phrase.sha256 == sha256 and counts.get(phrase.words_hash, 0) < phrase.n_places:
            raise DamagedFileError(
                f"{name} holds words that were erased, and they are not found in it as they were before. "
                "Delete the document, take the file in again and erase the words again if they are there: "
                f"metodbank document erasures lists it as erasure {phrase.erasure_id}."
            )


def _steps(erased: ErasedWords) -> list[dict[str, int]]:
    """Return the phrases of each erasure, hash to number of words, in the order of the erasures."""
    by_erasure = groupby(erased.phrases, key=lambda phrase: phrase.erasure_id)
    return [{phrase.words_hash: phrase.n_words for phrase in phrases} for _, phrases in by_erasure]


def _without(document: ParsedDocument, spans: Sequence[Span]) -> ParsedDocument:
    move = moved(document.text, spans)
    text = without(document.text, spans)
    blocks = (replace(b, start=move(b.start), end=move(b.end)) for b in document.blocks)
    furniture = ((move(start), move(end)) for start, end in document.furniture)
    return replace(
        document,
        text=text,
        # a mark alone is no passage and no heading
        blocks=tuple(b for b in blocks if b.start < b.end and _has_words(text[b.start : b.end])),
        pages=tuple(replace(p, start=move(p.start), end=move(p.end)) for p in document.pages),
        furniture=tuple((start, end) for start, end in furniture if start < end),
    )


def _has_words(text: str) -> bool:
    return MARK not in text or re.search(r"\w", text.replace(MARK, "")) is not None
