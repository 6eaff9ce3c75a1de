"""The parts of passages that tell of one place each."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.lines import BULLET_MARK
from ingest.places import Mention, PlaceFinder
from kb.records import Chunk, Document, Facet, Language
from kb.sentences import sentence_spans

# A sentence that begins so goes on with the place of the one before it.
_GOES_ON = re.compile(
    r"(?:de|det|den|dem|där|der|här|her|detta|dette|dessa|disse|han|hon|hun|man|därefter|derefter)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Told:
    """A stored document with its text and its chunks."""

    document: Document
    text: str
    chunks: tuple[Chunk, ...]

    @property
    def language(self) -> Language:
        """The language of the document, by which places are told."""
        return self.document.metadata.language


@dataclass(frozen=True, slots=True)
class Part:
    """``chunk.text[start:end]``, which tells of ``codes``; ``mentions`` of places stand in it."""

    chunk: Chunk
    start: int
    end: int
    codes: tuple[str, ...]
    mentions: tuple[Mention, ...]

    @property
    def text(self) -> str:
        """The words of the part."""
        return self.chunk.text[self.start : self.end]

    @property
    def is_bullet(self) -> bool:
        """Whether it begins with the mark of a bullet."""
        return BULLET_MARK.match(self.chunk.text, self.start, self.end) is not None

    def sentences(self) -> list[tuple[int, int]]:
        """Return where its sentences stand in the text of the chunk, without the mark of a bullet."""
        spans = sentence_spans(self.text)
        return [
            (_behind_mark(self.chunk.text, self.start + first, self.start + last), self.start + last)
            for first, last in spans
        ]


def parts_of(chunk: Chunk, finder: PlaceFinder, language: Language) -> list[Part]:
    """Return the parts of a chunk: all of it, or, where it names several places, what is said of each.

    Sentences before the first place, and those that neither name a place nor go on with the one before, are
    parts without a place.
    """
    codes = codes_of(chunk)
    mentions = tuple(each for each in finder.find(chunk.text, language) if each.code in codes)
    if len(codes) < 2 or not mentions:
        return [Part(chunk, 0, len(chunk.text), codes, mentions)]
    parts: list[Part] = []
    for start, end in sentence_spans(chunk.text):
        inside = tuple(each for each in mentions if start <= each.start < end)
        named = tuple(dict.fromkeys(each.code for each in inside))
        last = parts[-1] if parts else None
        goes_on = last is not None and not named and _GOES_ON.match(chunk.text, start, end)
        if last is not None and (named == last.codes or goes_on):
            parts[-1] = Part(chunk, last.start, end, last.codes, (*last.mentions, *inside))
        else:
            parts.append(Part(chunk, start, end, named, inside))
    return parts


def codes_of(chunk: Chunk) -> tuple[str, ...]:
    """Return the municipalities of a chunk, each once."""
    return tuple(dict.fromkeys(tag.value for tag in chunk.tags if tag.facet is Facet.MUNICIPALITY))


def _behind_mark(text: str, start: int, end: int) -> int:
    mark = BULLET_MARK.match(text, start, end)
    return mark.end() if mark else start
