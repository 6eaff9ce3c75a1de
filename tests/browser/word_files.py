"""What stands in a Word file that the app made."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import docx

from tests.browser.corpus_facts import words_of


def paragraphs_of(path: Path) -> list[tuple[str, str]]:
    """Return the style and the text of each paragraph of a Word file."""
    read = docx.Document(str(path)).paragraphs
    return [("" if each.style is None else each.style.name or "", each.text) for each in read]


def quotes_in(paragraphs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the words of each quote with the source below it."""
    pairs = pairwise(paragraphs)
    return [(words_of(text), source) for (style, text), (_, source) in pairs if style == "Quote"]
