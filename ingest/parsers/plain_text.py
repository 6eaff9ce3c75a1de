"""Plain text: the structure is read from blank lines, bullets and short lines."""

from __future__ import annotations

from ingest.decode import decode
from ingest.inline_headings import split_glued
from ingest.sniff import PLAIN
from ingest.structure import find_blocks
from kb.errors import NoTextError
from kb.records import ParsedDocument


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse plain text; lines of the result are lines of the file.

    Raises:
        FileError: The bytes are no text, or hold none.
    """
    text = decode(data, name=name)
    if not any(c.isalnum() for c in text):
        raise NoTextError(f"{name} holds no words. Check that it was saved or downloaded completely.")
    return ParsedDocument(
        media_type=PLAIN, text=text, blocks=split_glued(text, find_blocks(text)), has_lines=True
    )
