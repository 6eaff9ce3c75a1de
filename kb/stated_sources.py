"""The sources that a document itself states at its end, read from what its list of sources holds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kb.records import DroppedText

# Why a list of sources is left out of what can be searched.
SOURCE_LIST = "source list"
# "Källorna är lästa den 2 maj 2024."
READ_ON = re.compile(
    r"\b(?:källorna är lästa|källorna lästes|kilderne er læst|kilderne blev læst)\b", re.IGNORECASE
)
# Of links in Markdown and bare addresses only http and https: any other scheme could run as a script.
_LINK = re.compile(
    r"\[(?P<label>[^\[\]\n]+)\]\((?P<named>https?://[^\s()<>\"]*(?:\([^\s()<>\"]*\)[^\s()<>\"]*)*)\)"
    r"|(?P<bare>https?://[^\s<>\"]+)",
    re.IGNORECASE,
)
_BEHIND = ".,;:!?'’”»"  # what follows an address in a sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart:
    """Some words of a source, and the web address that they stand for."""

    text: str
    url: str | None = None  # begins with http:// or https://


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSource:
    """One paragraph of a list of sources."""

    parts: tuple[SourcePart, ...]
    is_note: bool = False  # no source, but when they were read

    @property
    def n_links(self) -> int:
        """How many addresses stand in it."""
        return sum(part.url is not None for part in self.parts)


def stated_sources(dropped: Iterable[DroppedText]) -> tuple[StatedSource, ...]:
    """Return what stands in the lists of sources among what was left out of a document, in its order."""
    paragraphs = (
        " ".join(paragraph.split())
        for piece in dropped
        if piece.reason == SOURCE_LIST
        for paragraph in re.split(r"\n\s*\n", piece.text)
    )
    return tuple(
        StatedSource(parts=_parts(text), is_note=READ_ON.search(text) is not None and not _LINK.search(text))
        for text in paragraphs
        if text
    )


def count_sources(sources: Iterable[StatedSource]) -> int | None:
    """Return how many sources are stated; None where that is not sure.

    Only addresses tell sources apart: a paragraph of a PDF file may hold several, or a part of one.
    """
    stated = [each for each in sources if not each.is_note]
    return len(stated) if all(each.n_links == 1 for each in stated) else None


def _parts(text: str) -> tuple[SourcePart, ...]:
    parts: list[SourcePart] = []
    position = 0
    for match in _LINK.finditer(text):
        url = match["named"] or _bare(match["bare"])
        parts.append(SourcePart(text=text[position : match.start()]))
        parts.append(SourcePart(text=match["label"] or url, url=url))
        position = match.end() if match["named"] else match.start() + len(url)
    parts.append(SourcePart(text=text[position:]))
    return tuple(part for part in parts if part.text)


def _bare(address: str) -> str:
    """Return an address without the signs behind it; a bracket that it does not open is none of it."""
    end = len(address.rstrip(_BEHIND))
    # counted once: a hostile text may have thousands of brackets
    n_unopened = sum(address.count(sign) for sign in ")]") - sum(address.count(sign) for sign in "([")
    while n_unopened > 0 and address[end - 1] in ")]":
        n_unopened -= 1
        end -= 1
        while address[end - 1] in _BEHIND:
            end -= 1
    return address[:end]
