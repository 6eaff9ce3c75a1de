"""Words of a passage as quotes: exact, and with where they stand in the document."""

from __future__ import annotations

import re

from ingest.lines import BULLET_MARK
from ingest.markup import plain
from ingest.practice_parts import Told
from kb.practices import Quote
from kb.records import Chunk
from kb.sentences import sentence_spans

_MAX_QUOTE_CHARS = 320  # of a sentence; of a longer one the words of the tag alone are quoted
_MARKS_BEFORE = re.compile(r"[*_`~\[]+$")
_MARKS_BEHIND = re.compile(r"(?:[*_`~]|\]\([^()\s]*\))+")


def quote_of(told: Told, chunk: Chunk, start: int, end: int, code: str | None = None) -> Quote | None:
    """Return ``chunk.text[start:end]`` as a quote, without white space and the mark of a bullet around it.

    None where nothing is left.
    """
    words = chunk.text[start:end]
    start, end = start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
    mark = BULLET_MARK.match(chunk.text, start, end)
    start = mark.end() if mark else start
    if start >= end:
        return None
    first, last = _in_document(told.text, chunk, start, end)
    return Quote(
        chunk_id=chunk.id,
        document_id=chunk.document_id,
        start=first,
        end=last,
        page=chunk.page,
        text=chunk.text[start:end],
        code=code,
    )


def find_evidence(chunk: Chunk, evidence: str, *, within: tuple[int, int]) -> tuple[int, int] | None:
    """Return where the words of a tag stand in a chunk, widened to their sentences if those are short.

    Tags have their white space collapsed. None where the words stand in a heading or the document instead.
    """
    words = evidence.split()
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    found = pattern.search(chunk.text, *within) if words else None
    if found is None:
        return None
    start, end = found.span()
    around = [
        (within[0] + first, within[0] + last)
        for first, last in sentence_spans(chunk.text[within[0] : within[1]])
        if within[0] + first < end and within[0] + last > start
    ]
    if around and around[-1][1] - around[0][0] <= _MAX_QUOTE_CHARS:
        return around[0][0], around[-1][1]
    return start, end


def _in_document(text: str, chunk: Chunk, start: int, end: int) -> tuple[int, int]:
    """Return where ``chunk.text[start:end]`` stands in the text of the document.

    A chunk of Markdown is shown without its marks. The span then has those within the words, and is
    wider on any doubt.
    """
    raw = text[chunk.start : chunk.end]
    if raw == chunk.text:
        return chunk.start + start, chunk.start + end
    words = chunk.text[start:end]
    if raw.count(words) == 1:
        first = chunk.start + raw.index(words)
        return first, first + len(words)
    earliest, latest = _earliest(raw, chunk.text), _latest(raw, chunk.text)
    if earliest is None or latest is None:
        return chunk.start, chunk.end
    # Letters of an address may be taken for those of the words: each character stands between the two.
    widest = earliest[start], latest[end - 1] + 1
    for first in (latest[start], earliest[start]):
        for last in (earliest[end - 1] + 1, latest[end - 1] + 1):
            for span in ((first, last), (_before_marks(raw, first), _behind_marks(raw, last))):
                if plain(raw[slice(*span)]) == words:
                    return chunk.start + span[0], chunk.start + span[1]
    return chunk.start + widest[0], chunk.start + widest[1]


def _earliest(raw: str, shown: str) -> list[int] | None:
    """Return the first place of each character of ``shown`` in ``raw``, in order; None if it has others."""
    places: list[int] = []
    at = -1
    for character in shown:
        at = raw.find(character, at + 1)
        if at < 0:
            return None
        places.append(at)
    return places


def _latest(raw: str, shown: str) -> list[int] | None:
    found = _earliest(raw[::-1], shown[::-1])
    return None if found is None else [len(raw) - 1 - place for place in reversed(found)]


def _before_marks(raw: str, at: int) -> int:
    marks = _MARKS_BEFORE.search(raw, 0, at)
    return marks.start() if marks else at


def _behind_marks(raw: str, at: int) -> int:
    marks = _MARKS_BEHIND.match(raw, at)
    return marks.end() if marks else at
