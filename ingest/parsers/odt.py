"""OpenDocument texts: headings by their outline level, lists, tables and notes."""

from __future__ import annotations

from dataclasses import replace

from ingest.builder import TextBuilder
from ingest.parsers.odf import content_pieces, read_package
from ingest.parsers.pieces import Found, Piece, add_pieces
from ingest.sniff import ODT
from kb.errors import NoTextError
from kb.records import BlockKind, ParsedDocument


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an .odt file; notes follow the paragraph with their mark, indexes are furniture.

    Raises:
        FileError: The file is damaged, encrypted, too large when unpacked, or has no text.
    """
    package = read_package(data, kind="text", name=name)
    builder = TextBuilder()
    add_pieces(builder, _with_one_title(list(content_pieces(package.body, package.styles))))
    text = builder.text
    if not any(c.isalnum() for block in builder.blocks for c in text[block.start : block.end]):
        raise NoTextError(f"{name} holds no text; pictures are not read. Recognise their text first (OCR).")
    stated = dict(package.stated)
    titles = [text[block.start : block.end] for block in builder.blocks if block.kind is BlockKind.TITLE]
    if titles:
        stated["title"] = titles[0]  # what readers see comes before what the properties say
    return ParsedDocument(
        media_type=ODT, text=text, blocks=tuple(builder.blocks), stated=stated,
        furniture=tuple(builder.furniture),
    )  # fmt: skip


def _with_one_title(pieces: list[Found]) -> list[Found]:
    """Return pieces in which only the first title is one; others head parts of the document."""
    titles = [
        index
        for index, piece in enumerate(pieces)
        if isinstance(piece, Piece) and piece.kind is BlockKind.TITLE and piece.text.strip()
    ]
    return [
        replace(piece, kind=BlockKind.HEADING, level=1)
        if isinstance(piece, Piece) and index in titles[1:]
        else piece
        for index, piece in enumerate(pieces)
    ]
