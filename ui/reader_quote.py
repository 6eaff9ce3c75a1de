"""Which words of a passage an address marks, and which practice it was opened from."""

from __future__ import annotations

import re

from kb.entries import Entry, EntryKind, parse_ref
from kb.records import Chunk, Span
from ui.shell import Shell

_PLACE = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)


def opened_from(shell: Shell) -> Entry | None:
    """Return the practice that the reader was opened from; None where the address names none."""
    ref = parse_ref(next(iter(shell.parameters.get("from", ())), ""))
    if ref is None or ref.kind is not EntryKind.PRACTICE:
        return None
    return shell.knowledge_base.entries.find([ref]).get(ref)


def quoted_words(chunk: Chunk | None, entry: Entry | None, shell: Shell) -> tuple[Span, ...]:
    """Return where in a passage the words stand that an address quotes; none where they are not in it."""
    place = _PLACE.fullmatch(next(iter(shell.parameters.get("quote", ())), ""))
    if chunk is None or place is None:
        return ()
    start, end = int(place[1]), int(place[2])
    if not chunk.start <= start < end <= chunk.end:
        return ()
    if chunk.end - chunk.start == len(chunk.text):
        return (Span(start=start - chunk.start, end=end - chunk.start),)
    return _by_words(chunk, start, end, entry)


def _by_words(chunk: Chunk, start: int, end: int, entry: Entry | None) -> tuple[Span, ...]:
    """Return the same in a passage with signs that are not shown (Markdown): by the words of the practice."""
    fields = entry.fields.values() if entry is not None else ()
    quotes = [*(entry.passages if entry is not None else ()), *(each for field in fields for each in field)]
    for quote in quotes:
        if (quote.chunk_id, quote.start, quote.end) == (chunk.id, start, end):
            at = chunk.text.find(quote.text)
            if at >= 0:
                return (Span(start=at, end=at + len(quote.text)),)
    return ()
