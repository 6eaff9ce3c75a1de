"""Scans and photos of text: each picture of the file is a page, its text recognised."""

from __future__ import annotations

from ingest.builder import TextBuilder
from ingest.lines import BULLET_MARK
from ingest.ocr import recognise_image
from ingest.parsers.pdf_hyphens import join_lines
from ingest.sniff import PNG, image_type
from ingest.structure import find_blocks
from kb.records import BlockKind, PageSpan, ParsedDocument


def parse(data: bytes, *, name: str) -> ParsedDocument:
    """Parse an image; blocks never cross a page.

    Raises:
        OcrUnavailableError: The program that recognises text is not installed.
        NoTextError: No picture of it has text.
        FileError: It is damaged, or over a limit.
    """
    builder = TextBuilder()
    spans: list[PageSpan] = []
    for number, text in enumerate(recognise_image(data, name=name), start=1):
        n_before = len(builder.blocks)
        _add_page(builder, text)
        added = builder.blocks[n_before:]
        start = added[0].start if added else builder.length
        spans.append(PageSpan(number=number, label=None, start=start, end=builder.length))
    return ParsedDocument(
        media_type=image_type(data) or PNG,
        text=builder.text,
        blocks=tuple(builder.blocks),
        pages=tuple(spans),
    )


def _add_page(builder: TextBuilder, text: str) -> None:
    for block in find_blocks(text):
        content = text[block.start : block.end]
        mark = ""
        if block.kind is BlockKind.BULLET:
            match = BULLET_MARK.match(content)
            if match and not content[0].isalnum():
                content, mark = content[match.end() :], "- "
        builder.add(block.kind, join_lines(content.split("\n")), level=block.level, mark=mark)
