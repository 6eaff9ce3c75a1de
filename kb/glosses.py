"""The record of a word that is explained to a reader of a neighbouring language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gloss:
    """A word of a text, ``text[start:end]``, and what it is called in the reader's language."""

    start: int
    end: int
    term: str  # its dictionary form
    meanings: tuple[str, ...]  # in the reader's language; all senses that are known
    look_alike: str | None = None  # a word of the reader's language that it is easily, but wrongly, taken for
